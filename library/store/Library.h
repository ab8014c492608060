// The case library: one folder with one SQLite database, and what stands beside it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "library/store/LibraryRows.h"

namespace bolus {

/// One connection to one library; use one object a thread. Every change is one transaction, and
/// survives a kill the moment its call returns (WAL, synchronous=FULL).
class Library {
public:
    /// Opens or makes the library in `folder` (mode 0700), migrating an older one after a backup.
    /// Errors: Conflict (written by a newer Bolus), Storage (damaged: quick_check's first line),
    /// Io (folder cannot be made or written; its parent is not made, so that a drive that is not
    /// there gives no empty library). Where an older Bolus or another lexicon indexed its reports,
    /// they are indexed anew with indexReports(), which hears `progress`.
    static Result<std::unique_ptr<Library>>
    open(const std::filesystem::path& folder,
         const std::function<void(std::int64_t done, std::int64_t total)>& progress = {});
    virtual ~Library() = default;

    virtual const std::filesystem::path& folder() const = 0;

    // Import
    /// By path, size and time. A quarantined file that changed since is Changed: worth another try.
    virtual Result<FileState> fileState(const std::filesystem::path& path, std::uintmax_t size,
                                        std::int64_t modifiedNs) = 0;
    /// The same for many, one a file, in one state of the library.
    virtual Result<std::vector<FileState>> fileStates(std::span<const FileStamp> files) = 0;
    /// All of the batch or nothing. An instance the library has already stays with its file, unless
    /// that file is gone; where a known file holds something else now, its rows follow it.
    virtual Result<AddOutcome> addInstances(std::span<const InstanceHeader> batch) = 0;
    virtual Result<void> quarantine(std::span<const QuarantinedFile> files) = 0;
    /// The reader process has decoded every frame of these files, as they were then, and found the
    /// image that the library has of them: their inode and change time are taken over. Of files
    /// that it does not have, or has with another size or time, nothing is noted; the mark goes
    /// when addInstances brings another version of the file.
    virtual Result<void> markDecoded(std::span<const FileStamp> files) = 0;
    /// What was measured in the pixels of this volume, and the phase record that follows from it; a
    /// record of the user's stays. NotFound: no such volume.
    virtual Result<void> setEnhancement(std::int64_t volumeId, const Enhancement& enhancement,
                                        const PhaseRecord& phase) = 0;
    virtual Result<std::vector<QuarantinedFile>> quarantined() = 0;
    /// Forgets what was said of this file and, where it is an archive, of what is in it.
    virtual Result<void> clearQuarantine(const std::filesystem::path& path) = 0;
    /// Studies whose instances changed since their cases were last built, and the other studies of
    /// the same patient and day, which one exam may span; survives a kill.
    virtual Result<std::vector<std::string>> staleStudies() = 0;
    virtual Result<std::vector<InstanceHeader>> instancesOfStudy(const std::string& studyUid) = 0;
    virtual Result<StudyOutline> outlineOfStudy(const std::string& studyUid) = 0;
    /// Of a file that was deleted: its instance moves to a file that repeats it, or goes; its study
    /// is stale then. False: no such file is known.
    virtual Result<bool> forgetFile(const std::filesystem::path& path) = 0;
    virtual Result<LibraryContents> contents() = 0;
    /// When this library was made (ISO 8601, UTC, seconds), which tells it from others; its copies
    /// are of the same time.
    virtual Result<std::string> made() = 0;
    /// Replaces the cases made of these studies, keeping case ids (by the series they share), the
    /// user's phase records and order (by series and part), merges and splits, and marks the
    /// studies built. A volume that comes without an enhancement keeps the stored one of the same
    /// slices, and the phase record set with it; one that comes with its own keeps what it comes
    /// with. BadInput: a slice whose instance is not in the library.
    virtual Result<void> replaceCases(std::span<const std::string> studyUids,
                                      std::span<const Case> cases) = 0;

    // Cases
    /// Without slices and without the reports' text; ordered by patient, then study date.
    virtual Result<std::vector<Case>> cases(const CaseFilter& filter = {},
                                            const CasePage& page = {}) = 0;
    virtual Result<std::int64_t> caseCount(const CaseFilter& filter = {}) = 0;
    /// All that pass, in order: a list of any length is paged by them, and a page does not shift
    /// when the library grows.
    virtual Result<std::vector<std::int64_t>> caseIds(const CaseFilter& filter = {},
                                                      CaseOrder order = CaseOrder::Patient) = 0;
    /// As cases() gives them, in the order of the ids, without those that are not there.
    virtual Result<std::vector<Case>> casesByIds(std::span<const std::int64_t> ids) = 0;
    /// Over the cases that pass the filter.
    virtual Result<Facets> facets(const CaseFilter& filter = {}) = 0;
    virtual Result<std::vector<CaseKey>> caseKeys(const CaseFilter& filter = {}) = 0; // by id
    /// By case id, as bits: true where it passes.
    virtual Result<std::vector<bool>> casesPassing(const CaseFilter& filter) = 0;
    /// Of these cases, in their order, without those that are not there. After the first call on a
    /// state of the library, from memory.
    virtual Result<std::vector<CaseKey>> keysOf(std::span<const std::int64_t> ids) = 0;
    virtual Result<Facets> facetsOf(std::span<const std::int64_t> ids) = 0;
    /// The same people as numbers, one a case, which hold for this state of the library: equal ones
    /// are one person, nobodyKnown is not told, noSuchCase is no more.
    virtual Result<std::vector<std::uint32_t>> personsOf(std::span<const std::int64_t> ids) = 0;
    /// The number of a CaseKey::person; nobodyKnown: there is none of that name.
    virtual Result<std::uint32_t> personCalled(const std::string& person) = 0;
    virtual Result<Case> caseById(std::int64_t id) = 0; // whole, with slices and reports
    /// Records the user's phase for the series' volumes in the phase series, or for one part of it.
    /// A volume outside the phase series that is given a phase joins it.
    virtual Result<void> setPhase(std::int64_t caseId, const std::string& seriesUid, Phase phase,
                                  std::optional<int> part = std::nullopt) = 0;
    /// Takes a correction back: the whole record one volume had before it, and its place in or
    /// outside the phase series.
    virtual Result<void> restorePhase(std::int64_t caseId, const std::string& seriesUid, int part,
                                      const PhaseRecord& record, bool inPhaseSeries) = 0;
    /// BadInput: the cases are of different patients or modalities.
    virtual Result<void> mergeCases(std::int64_t into, std::span<const std::int64_t> others) = 0;
    /// What speaks against these cases being of one person though their patient IDs are equal:
    /// names, birth dates or sexes that differ, a sentence each. Merging is possible all the same.
    virtual Result<std::vector<std::string>> mergeDoubts(std::span<const std::int64_t> caseIds) = 0;
    /// Moves the volumes of these series into a case of their own; its id. BadInput: none or all of
    /// the case's series.
    virtual Result<std::int64_t> splitCase(std::int64_t id,
                                           std::span<const std::string> seriesUids) = 0;
    /// The phase series in this order from now on, whatever the phases say. BadInput: not each of
    /// the case's phase-series volumes once.
    virtual Result<void> reorderCase(std::int64_t id, std::span<const std::int64_t> volumeIds) = 0;
    /// Merges, splits and orders that can be taken back, the latest first.
    virtual Result<std::vector<CaseEdit>> caseEdits() = 0;
    /// Takes the latest back, and gives it. NotFound: there is none. Conflict: its cases have
    /// changed since in a way that leaves nothing to go back to.
    virtual Result<CaseEdit> undoCaseEdit() = 0;

    // Measurements
    /// Those drawn on a series of the case, and those of its patient in a frame of reference that
    /// one of its volumes has; so they follow merges, splits and what is taken back.
    virtual Result<std::vector<AnnotationRow>> annotations(std::int64_t caseId) = 0;
    /// Brings the measurement of this id to `to`, empty: removed, if `mayChange` agrees; that sees
    /// what is there, null: nothing, and no other connection writes in between. False: it did not
    /// agree, and nothing changed. BadInput: no id, another one in `to`, or no series in it.
    virtual Result<bool>
    changeAnnotation(const std::string& id,
                     const std::function<bool(const AnnotationRow* there)>& mayChange,
                     const std::optional<AnnotationRow>& to) = 0;

    // Views
    /// The window's JSON of what was on screen of a case; empty where there is none.
    virtual Result<std::string> caseView(std::int64_t caseId) = 0;
    /// Empty forgets it. It stays with its case through merges and splits, and comes back with a
    /// case that is taken back. Not counted by revision().
    virtual Result<void> setCaseView(std::int64_t caseId, const std::string& body) = 0;
    /// The exams under the same patient ID, the newest first, as cases() gives them; none for a
    /// case without one. Whether they are of one person is for mergeDoubts() to say.
    virtual Result<std::vector<Case>> otherExams(std::int64_t caseId) = 0;

    // Readings
    /// A row that is there already stays as it was logged. BadInput: no id.
    virtual Result<void> addReading(const ReadingRow& reading) = 0;
    virtual Result<std::vector<ReadingRow>> readings() = 0; // oldest first
    virtual Result<std::int64_t> readingCount() = 0;
    /// All of them; how many went.
    virtual Result<std::int64_t> removeReadings() = 0;

    // Where volumes lie to each other. Kept by the volumes' slices and their files: they follow
    // merges, splits and what is taken back, and go when a series is made of other files.
    /// Replaces what there was of this pair. BadInput: not usable. NotFound: a volume is no more.
    virtual Result<void> setRegistration(std::int64_t fixedVolume, std::int64_t movingVolume,
                                         const Registration& registration) = 0;
    /// Between two volumes of the case, the latest first.
    virtual Result<std::vector<RegistrationRow>> registrations(std::int64_t caseId) = 0;
    /// Empty: takes it away. `fromVolume` is the one it was aligned to; 0: none. NotFound: one of
    /// them is no more.
    virtual Result<void> setHandShift(std::int64_t volumeId,
                                      const std::optional<std::array<double, 3>>& mm,
                                      std::int64_t fromVolume = 0) = 0;
    /// But for those from a volume of another case.
    virtual Result<std::vector<HandShift>> handShifts(std::int64_t caseId) = 0;

    // Reports
    /// Matches by studyUid, or where that is empty by accessionNumber, never by a guess, and not
    /// where its patient is another than the study's. NotFound leaves it in the unmatched list,
    /// from where it joins its study when that is imported. A report that is there already is not
    /// added again. Of reports with one key the newest counts, by when it was written, else by its
    /// status; the others are kept but neither shown nor searched. A cancelled one is shown, not
    /// searched.
    virtual Result<void> addReport(const Report& report) = 0;
    /// The same for many in one transaction: all or nothing.
    virtual Result<ReportOutcome> addReports(std::span<const Report> reports) = 0;
    virtual Result<std::vector<Report>> unmatchedReports() = 0;
    virtual Result<std::vector<Report>> reportsOfCase(std::int64_t caseId) = 0;
    /// FTS5 over the sentences' columns `text`, `codes` and `asserted`, see
    /// library/reports/IndexedSentence.h; `match` is built by library/search. In the order of the
    /// sentences' numbers, at most `limit`. BadInput: not an FTS5 expression.
    virtual Result<std::vector<LexicalHit>> searchReports(const std::string& match,
                                                          int limit = mostSentencesSearched,
                                                          const SentenceTest& test = {}) = 0;
    /// Cases with a report that holds all of it somewhere: `match` is of single words, and of
    /// denied ones with the prefix of that. By case id.
    virtual Result<std::vector<std::int64_t>>
    searchWholeReports(const std::string& match, int limit = mostSentencesSearched,
                       const CaseTest& counts = {}) = 0;
    /// Whether a search since the last call met its limit: the best were looked at, and cases that
    /// only other sentences name are not among the hits.
    virtual bool leftSentencesOut() = 0;
    /// By number, without those that are not there.
    virtual Result<std::vector<StoredSentence>> sentences(std::span<const std::int64_t> ids) = 0;
    /// By number.
    virtual Result<std::vector<StoredSentence>> sentencesOfCase(std::int64_t caseId) = 0;
    /// The words, or whole quoted phrases, of any report that this expression matches, in lower
    /// case, each once. Of very many sentences the first 2,000 are looked at.
    virtual Result<std::vector<std::string>> matchedWords(const std::string& match) = 0;
    /// Words of letters that reports hold or held, folded as the lexicon folds them, in no order.
    /// Valid until the next call.
    virtual Result<std::span<const std::string>> reportWords() = 0;
    /// One a case, in the order of the ids; by tag.
    virtual Result<std::vector<std::vector<CaseTag>>>
    tagsOfCases(std::span<const std::int64_t> caseIds) = 0;
    /// How many of these cases have each tag, asserted or suspected; the most frequent first.
    virtual Result<std::vector<FacetCount>> tagCounts(std::span<const std::int64_t> caseIds) = 0;

    /// Reports that no search finds yet, for their index is being made anew; 0: all are found.
    virtual Result<std::int64_t> reportsToIndex() = 0;
    /// The next of them, for a second or so; each step is one transaction, and what was indexed
    /// survives a kill. Where another process or object is at it, nothing happens.
    virtual Result<ReportIndexing> indexSomeReports() = 0;
    /// All of them, which takes minutes for some 100,000; others may write between the steps.
    Result<void> indexReports(const std::function<void(std::int64_t, std::int64_t)>& progress);

    // Searches
    /// What `work` reads belongs together, whatever other connections write meanwhile. It must not
    /// write.
    virtual Result<void> onOneState(const std::function<Result<void>()>& work) = 0;
    /// Of a search that was made; its number. Not counted by revision(), and waits for no import.
    virtual Result<std::int64_t> addReceipt(const SearchRecord& record) = 0;
    /// The newest first, without their answers.
    virtual Result<std::vector<SearchRecord>> receipts(std::int64_t limit) = 0;
    virtual Result<SearchRecord> receipt(std::int64_t id) = 0;
    virtual Result<std::int64_t> removeReceipts() = 0; // all; how many went
    /// Replaces one of this name, whatever its case. BadInput: no name.
    virtual Result<void> saveSearch(const SearchRecord& record) = 0;
    virtual Result<std::vector<SearchRecord>> savedSearches() = 0; // by name
    virtual Result<void> forgetSearch(const std::string& name) = 0;

    // Collections of cases. A member stays one through merges, splits and building its case anew; a
    // case that was merged with one is one. NotFound: no collection of this name.
    virtual Result<std::vector<CollectionRow>> collections() = 0; // by name
    virtual Result<std::vector<std::int64_t>> collectionCases(const std::string& name) = 0;
    /// Made where there is none; how many cases are new to it. NotFound: a case is no more; then
    /// nothing changes.
    virtual Result<std::int64_t> addToCollection(const std::string& name,
                                                 std::span<const std::int64_t> caseIds) = 0;
    virtual Result<std::int64_t> removeFromCollection(const std::string& name,
                                                      std::span<const std::int64_t> caseIds) = 0;
    virtual Result<void> deleteCollection(const std::string& name) = 0;
    virtual Result<void> renameCollection(const std::string& name, const std::string& to) = 0;

    // Models and vectors
    virtual Result<void> addModel(const ModelRow& model) = 0;
    virtual Result<std::vector<ModelRow>> models() = 0;
    virtual Result<void> activateModel(const std::string& id) = 0;
    virtual Result<void>
    removeModel(const std::string& id) = 0; // with its vectors; not the active one
    /// Io: the case is no longer the one that the vector was made from.
    virtual Result<void> putVector(const std::string& modelHash, const StoredVector& vector) = 0;
    /// Another one where anything that a vector is made from is: phases, their order, their files.
    virtual Result<std::int64_t> caseSignature(std::int64_t id) = 0;
    virtual Result<std::vector<StoredVector>> vectors(const std::string& modelHash) = 0;
    /// By case id; each with the signature of the case that its vector was made from.
    virtual Result<std::vector<std::pair<std::int64_t, std::int64_t>>>
    vectorSignatures(const std::string& modelHash) = 0;
    /// Those of these cases; by case id.
    virtual Result<std::vector<StoredVector>> vectorsOf(const std::string& modelHash,
                                                        std::span<const std::int64_t> caseIds) = 0;
    /// What came to this model's vectors since that state, from one state of the library, which it
    /// gives: `take` gets the vector (little-endian binary32, at any address; empty: it is gone) of
    /// each case that changed. Where the log does not reach back so far, `restart` is called first
    /// and all follow, by case id.
    virtual Result<VectorState> readVectors(
        const std::string& modelHash, const VectorState& since, const std::function<void()>& restart,
        const std::function<void(std::int64_t caseId, std::string_view bytes)>& take) = 0;
    /// Cases with a phase series whose vector for this model is missing or older than the case.
    virtual Result<std::vector<std::int64_t>> casesWithoutVector(const std::string& modelHash) = 0;

    /// `folder()/thumbnails/<case>.png`; the file may not exist yet.
    virtual std::filesystem::path thumbnailPath(std::int64_t caseId) const = 0;
    /// By id, those after this one; at most `limit`. A file that repeats an instance is not among
    /// them.
    virtual Result<std::vector<StoredFile>> files(std::int64_t after, std::int64_t limit) = 0;
    virtual Result<std::int64_t> fileCount() = 0;
    /// Rows against files, vectors against models, quick_check: one sentence a problem.
    virtual Result<std::vector<std::string>> verify() = 0;
    /// Grows with every committed change of any connection; comparable within one object only.
    virtual Result<std::int64_t> revision() = 0;
};

} // namespace bolus
