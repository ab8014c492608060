// The case library on SQLite. Its members are defined by subject: Open, Annotations, Instances,
// Cases, CaseList, CaseGroups, CaseEdits, EditJournal, Enhancements, Registrations, ReportMatching,
// Reports, ReportIndex, IndexAnew, ReportSearch, Models, StoredFiles, AddInstances, LeavingRows, Contents, Collections, FoundCases,
// SearchRecords, VectorReading, Verify.
#pragma once

#include <map>
#include <set>
#include <utility>

#include "library/reports/IndexedSentence.h"
#include "library/store/CaseTable.h"
#include "library/store/Database.h"
#include "library/store/FacetSets.h"
#include "library/store/Library.h"
#include "library/store/ReportLinks.h"

namespace bolus {

class SearchLog;

class SqliteLibrary final : public Library {
public:
    SqliteLibrary(std::filesystem::path folder, std::unique_ptr<Database> database);

    const std::filesystem::path& folder() const override { return m_folder; }

    Result<FileState> fileState(const std::filesystem::path& path, std::uintmax_t size,
                                std::int64_t modifiedNs) override;
    Result<std::vector<FileState>> fileStates(std::span<const FileStamp> files) override;
    Result<AddOutcome> addInstances(std::span<const InstanceHeader> batch) override;
    Result<void> quarantine(std::span<const QuarantinedFile> files) override;
    Result<void> markDecoded(std::span<const FileStamp> files) override;
    Result<void> setEnhancement(std::int64_t volumeId, const Enhancement& enhancement,
                                const PhaseRecord& phase) override;
    Result<std::vector<QuarantinedFile>> quarantined() override;
    Result<void> clearQuarantine(const std::filesystem::path& path) override;
    Result<std::vector<std::string>> staleStudies() override;
    Result<std::vector<InstanceHeader>> instancesOfStudy(const std::string& studyUid) override;
    Result<StudyOutline> outlineOfStudy(const std::string& studyUid) override;
    Result<bool> forgetFile(const std::filesystem::path& path) override;
    Result<LibraryContents> contents() override;
    Result<std::string> made() override;
    Result<void> replaceCases(std::span<const std::string> studyUids,
                              std::span<const Case> cases) override;

    Result<std::vector<Case>> cases(const CaseFilter& filter, const CasePage& page) override;
    Result<std::int64_t> caseCount(const CaseFilter& filter) override;
    Result<std::vector<std::int64_t>> caseIds(const CaseFilter& filter, CaseOrder order) override;
    Result<std::vector<Case>> casesByIds(std::span<const std::int64_t> ids) override;
    Result<Facets> facets(const CaseFilter& filter) override;
    Result<std::vector<CaseKey>> caseKeys(const CaseFilter& filter) override;
    Result<std::vector<bool>> casesPassing(const CaseFilter& filter) override;
    Result<std::vector<CaseKey>> keysOf(std::span<const std::int64_t> ids) override;
    Result<std::vector<std::uint32_t>> personsOf(std::span<const std::int64_t> ids) override;
    Result<std::uint32_t> personCalled(const std::string& person) override;
    Result<Facets> facetsOf(std::span<const std::int64_t> ids) override;
    Result<Case> caseById(std::int64_t id) override;
    Result<void> setPhase(std::int64_t caseId, const std::string& seriesUid, Phase phase,
                          std::optional<int> part) override;
    Result<void> restorePhase(std::int64_t caseId, const std::string& seriesUid, int part,
                              const PhaseRecord& record, bool inPhaseSeries) override;
    Result<void> mergeCases(std::int64_t into, std::span<const std::int64_t> others) override;
    Result<std::vector<std::string>> mergeDoubts(std::span<const std::int64_t> caseIds) override;
    Result<std::int64_t> splitCase(std::int64_t id,
                                   std::span<const std::string> seriesUids) override;
    Result<void> reorderCase(std::int64_t id, std::span<const std::int64_t> volumeIds) override;
    Result<std::vector<CaseEdit>> caseEdits() override;
    Result<CaseEdit> undoCaseEdit() override;

    Result<std::vector<AnnotationRow>> annotations(std::int64_t caseId) override;
    Result<bool> changeAnnotation(const std::string& id,
                                  const std::function<bool(const AnnotationRow* there)>& mayChange,
                                  const std::optional<AnnotationRow>& to) override;

    Result<std::string> caseView(std::int64_t caseId) override;
    Result<void> setCaseView(std::int64_t caseId, const std::string& body) override;
    Result<std::vector<Case>> otherExams(std::int64_t caseId) override;

    Result<void> addReading(const ReadingRow& reading) override;
    Result<std::vector<ReadingRow>> readings() override;
    Result<std::int64_t> readingCount() override;
    Result<std::int64_t> removeReadings() override;

    Result<void> setRegistration(std::int64_t fixedVolume, std::int64_t movingVolume,
                                 const Registration& registration) override;
    Result<std::vector<RegistrationRow>> registrations(std::int64_t caseId) override;
    Result<void> setHandShift(std::int64_t volumeId, const std::optional<std::array<double, 3>>& mm,
                              std::int64_t fromVolume) override;
    Result<std::vector<HandShift>> handShifts(std::int64_t caseId) override;

    Result<void> addReport(const Report& report) override;
    Result<ReportOutcome> addReports(std::span<const Report> reports) override;
    Result<std::vector<Report>> unmatchedReports() override;
    Result<std::vector<Report>> reportsOfCase(std::int64_t caseId) override;
    Result<std::vector<LexicalHit>> searchReports(const std::string& match, int limit,
                                                  const SentenceTest& test) override;
    Result<std::vector<std::int64_t>> searchWholeReports(const std::string& match, int limit,
                                                         const CaseTest& counts) override;
    bool leftSentencesOut() override { return std::exchange(m_leftSentencesOut, false); }
    Result<std::vector<StoredSentence>> sentences(std::span<const std::int64_t> ids) override;
    Result<std::vector<StoredSentence>> sentencesOfCase(std::int64_t caseId) override;
    Result<std::vector<std::string>> matchedWords(const std::string& match) override;
    Result<std::span<const std::string>> reportWords() override;
    Result<std::vector<std::vector<CaseTag>>>
    tagsOfCases(std::span<const std::int64_t> caseIds) override;
    Result<std::vector<FacetCount>> tagCounts(std::span<const std::int64_t> caseIds) override;

    Result<std::int64_t> reportsToIndex() override;
    Result<ReportIndexing> indexSomeReports() override;

    Result<void> onOneState(const std::function<Result<void>()>& work) override;
    Result<std::int64_t> addReceipt(const SearchRecord& record) override;
    Result<std::vector<SearchRecord>> receipts(std::int64_t limit) override;
    Result<SearchRecord> receipt(std::int64_t id) override;
    Result<std::int64_t> removeReceipts() override;
    Result<void> saveSearch(const SearchRecord& record) override;
    Result<std::vector<SearchRecord>> savedSearches() override;
    Result<void> forgetSearch(const std::string& name) override;

    Result<std::vector<CollectionRow>> collections() override;
    Result<std::vector<std::int64_t>> collectionCases(const std::string& name) override;
    Result<std::int64_t> addToCollection(const std::string& name,
                                         std::span<const std::int64_t> caseIds) override;
    Result<std::int64_t> removeFromCollection(const std::string& name,
                                              std::span<const std::int64_t> caseIds) override;
    Result<void> deleteCollection(const std::string& name) override;
    Result<void> renameCollection(const std::string& name, const std::string& to) override;

    Result<void> addModel(const ModelRow& model) override;
    Result<std::vector<ModelRow>> models() override;
    Result<void> activateModel(const std::string& id) override;
    Result<void> removeModel(const std::string& id) override;
    Result<void> putVector(const std::string& modelHash, const StoredVector& vector) override;
    Result<std::int64_t> caseSignature(std::int64_t id) override;
    Result<std::vector<StoredVector>> vectors(const std::string& modelHash) override;
    Result<std::vector<std::pair<std::int64_t, std::int64_t>>>
    vectorSignatures(const std::string& modelHash) override;
    Result<std::vector<StoredVector>> vectorsOf(const std::string& modelHash,
                                                std::span<const std::int64_t> caseIds) override;
    Result<VectorState>
    readVectors(const std::string& modelHash, const VectorState& since,
                const std::function<void()>& restart,
                const std::function<void(std::int64_t, std::string_view)>& take) override;
    Result<std::vector<std::int64_t>> casesWithoutVector(const std::string& modelHash) override;

    std::filesystem::path thumbnailPath(std::int64_t caseId) const override;
    Result<std::vector<StoredFile>> files(std::int64_t after, std::int64_t limit) override;
    Result<std::int64_t> fileCount() override;
    Result<std::vector<std::string>> verify() override;
    Result<std::int64_t> revision() override;

private:
    /// Binds to a statement made once; see Query.
    template<typename... Values>
    Query query(const char* sql, const Values&... values) {
        return Query(m_database->statement(sql), values...);
    }
    Result<void> requireCase(std::int64_t id);
    std::optional<AnnotationRow> annotationOf(const std::string& id);
    std::int64_t dataVersion(); // moves with other connections' commits

    // Instances
    struct FileLookup;
    FileState stateOf(const FileStamp& file, FileLookup& lookup);
    bool anyQuarantined();
    std::map<std::int64_t, InstanceHeader> seriesOfStudy(const std::string& studyUid);

    // AddInstances
    struct AddBatch;
    std::pair<std::int64_t, bool> fileRow(const InstanceHeader& header, AddBatch& adding);
    std::int64_t folderRow(const std::string& folder, AddBatch& adding);
    std::int64_t seriesRow(const InstanceHeader& header);
    bool isThere(std::int64_t file);
    void addInstance(const InstanceHeader& header, AddBatch& adding);
    void addRepeated(std::int64_t instance, std::int64_t file, const InstanceHeader& header,
                     AddBatch& adding);
    void insertInstance(std::int64_t series, std::int64_t file, const InstanceHeader& header);
    void updateInstance(std::int64_t instance, std::int64_t series, std::int64_t file,
                        const InstanceHeader& header);
    bool releaseFile(std::int64_t file, const std::string& sopUid);
    void markStale(std::int64_t series);
    void dropEmptyLevels(std::int64_t series);

    // Cases
    class Passing;
    void findWords(const std::vector<std::string>& words);
    std::vector<std::int64_t> pageOf(const CaseFilter& filter, const CasePage& page);
    std::vector<std::int64_t> idsByDate(const CaseFilter& filter, CaseOrder order);
    std::vector<bool> casesWithReport();
    std::vector<bool> casesWithVector();
    std::vector<bool> casesWithTag(const std::string& tag);
    std::vector<Case> listedCases(std::span<const std::int64_t> ids);
    std::vector<std::int64_t> countedSets(const CaseFilter& filter);
    std::vector<FacetCount> countedTags(const CaseFilter& filter);
    std::vector<Case> caseRows(std::span<const std::int64_t> ids);
    void readVolumes(std::vector<Case>& cases);
    void readSlices(Case& whole);
    void readObjects(Case& whole);
    void readReports(std::vector<Case>& cases, bool withText);
    void addIdentityIssues(std::vector<Case>& cases);
    std::map<std::string, std::string> ambiguousPatients(const std::string& caseIds);

    // FoundCases
    const CaseTable& caseTable();
    std::set<std::string> sharedPatientIds();

    // Collections, SearchRecords
    std::optional<std::int64_t> collectionId(const std::string& name);
    std::vector<std::int64_t> casesOfCollection(std::int64_t id);
    Result<SearchLog*> searchLog();

    // Enhancement
    std::int64_t sliceHash(std::int64_t volumeId);
    void storeEnhancement(const std::string& seriesUid, std::int64_t slices,
                          const Enhancement& enhancement, const PhaseRecord& phase);
    void dropOldEnhancements(const std::set<std::string>& seriesUids);

    // Registrations
    struct SlicesKey {
        std::string seriesUid;
        std::int64_t slices = 0;
    };
    std::optional<SlicesKey> slicesKey(std::int64_t volumeId);
    void dropOldRegistrations(const std::set<std::string>& seriesUids);

    // Edits
    std::int64_t beginEdit(std::span<const std::int64_t> caseIds);
    void endEdit(std::int64_t edit, const std::string& what);
    std::set<std::string> patientsOf(const Case& exam);
    Result<void> checkMerge(const Case& kept, const std::set<std::int64_t>& joining);
    std::vector<std::int64_t> casesOfEdit(std::int64_t edit);
    void takeBack(std::int64_t edit);
    void restoreEditedCases(std::int64_t edit);
    void restoreVectors(std::int64_t edit);
    void keepViews(std::int64_t edit, std::int64_t caseId);
    void restoreViews(std::int64_t edit);

    // Grouping
    struct Placement;
    struct StoredSlice;
    std::map<std::string, std::int64_t> ownersOf(std::span<const std::string> studyUids);
    std::map<std::string, std::int64_t> pinnedSeries(std::span<const Case> cases);
    Result<void> insertPlacements(std::vector<Placement>& placements);
    Result<std::vector<StoredSlice>> storedSlices(const VolumeRecord& volume);
    void applyDecisions(VolumeRecord& volume, std::int64_t slices);
    Result<void> addVolume(std::int64_t caseId, int ordinal, VolumeRecord volume);
    std::int64_t insertCase();
    void describeCase(std::int64_t id, const Case& exam, const std::vector<std::string>& issues);
    void refreshCase(std::int64_t id);
    std::int64_t facetSetOf(const Case& exam);
    std::int64_t signatureOf(const std::vector<VolumeRecord>& volumes);
    Result<Case> headOf(std::int64_t id);

    // Reports
    struct AddedReport {
        std::int64_t id = 0;
        bool fresh = false;
        bool linked = false, matched = false; // to a study; to one that has a case
        std::int64_t replaced = 0;
    };
    AddedReport addOne(const Report& report);
    std::optional<std::int64_t> sameReport(const Report& report);
    std::pair<std::int64_t, bool> reportRow(const Report& report);
    std::int64_t settleVersions(std::int64_t added, const Report& report);
    void replaceReport(std::int64_t report, std::int64_t by);
    std::string patientOfStudy(const std::string& studyUid);
    std::string whyUnmatched(const Report& report);
    void linkReport(std::int64_t report, const Report& identifiers);
    void relinkReports(std::span<const std::string> studyUids);

    // VectorReading
    bool vectorLogHolds(const VectorState& state);
    VectorState vectorState();

    // ReportIndex
    void indexAdded(std::int64_t id, std::string_view text);
    void indexReport(std::int64_t id, std::string_view text);
    void writePending();
    void dropPending(std::int64_t report);

    // IndexAnew
    struct IndexState {
        bool current = false, whole = false; // of these rules; of all reports
    };
    IndexState indexState();
    std::int64_t countToIndex();
    Result<void> beginIndex();
    void dropIndex();
    std::vector<std::pair<std::int64_t, std::string>> reportsAfter(std::int64_t id);
    std::int64_t indexStep();

    // Verify
    void verifyFiles(std::vector<std::string>& problems);
    void verifyCases(std::vector<std::string>& problems);
    void verifyVectors(std::vector<std::string>& problems);
    void verifyDatabase(std::vector<std::string>& problems);

    std::filesystem::path m_folder;
    std::unique_ptr<Database> m_database;
    /// stale_study's token when a study's instances were read: what is added after that stays
    /// stale.
    std::map<std::string, std::int64_t> m_tokensRead;
    bool m_leftSentencesOut = false;
    ReportLinks m_reportLinks;
    std::shared_ptr<int> m_indexLock; // held while this object makes the index anew
    std::vector<std::pair<std::int64_t, IndexedSentence>> m_pending; // of this transaction
    std::vector<std::string> m_words; // reportWords(), up to this row
    std::int64_t m_lastWord = 0, m_wordsVersion = -1;
    FacetSets m_facetSets;
    struct WordsFound {
        std::vector<std::string> words;
        std::pair<std::int64_t, std::int64_t> state{-1, -1}; // dataVersion, own changes
        std::vector<bool> cases;                             // by id
    } m_wordsFound;
    CaseTable m_caseTable;
    std::shared_ptr<SearchLog> m_searchLog; // shared_ptr: its type need not be known here
    std::int64_t m_revision = 0, m_dataVersion = 0, m_ownChanges = 0;
};

} // namespace bolus
