// What goes into the case library and comes out of it: plain rows.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "library/domain/Case.h"
#include "library/domain/Files.h"
#include "library/domain/Registration.h"
#include "library/domain/Result.h"
#include "library/reports/Sentences.h"

namespace bolus {

enum class FileState { New, Unchanged, Changed, Quarantined };

struct AddOutcome {
    std::int64_t imported = 0;   // SOP instances new to the library
    std::int64_t duplicates = 0; // SOP instances it had already
};

struct QuarantinedFile {
    std::filesystem::path path;
    std::string code, reason; // code: errorCodeName
    // As it was read, as in FileStamp; without size and time: as it is when it is put there.
    std::uintmax_t size = 0;
    std::int64_t modifiedNs = 0, changedNs = 0;
    std::uint64_t inode = 0;
};

struct CaseFilter {
    /// Words that patient, study or series attributes contain, or the name of one of the case's
    /// phases; a date may be written 2024-01-31. Empty: all.
    std::string text;
    std::string modality;
    std::string bodyPart; // any that contains it; with a leading '=', this one alone
    std::optional<Phase> hasPhase;
    std::optional<std::int64_t> caseId;
    std::string sex, ageDecade, year, manufacturer; // values as Facets gives them
    bool learnable = false;                         // has a report and a phase series
    std::string collection; // a member of this one; none where there is no such collection
    std::string tag;        // its reports assert this diagnosis
    bool hasReport = false, hasVector = false; // a vector of the active model
    std::optional<Assertion> assertion; // how reports say what a phrase found: for findCases() alone
    std::vector<CaseFilter> without;    // none of these may fit; free words in them do not count
    bool operator==(const CaseFilter&) const = default;
};

/// `key:value` words (modality:CT phase:arterial body:ABDOMEN sex:F age:60-69 year:2024
/// maker:SIEMENS id:12 tag:hcc collection:teaching has:report has:vector assertion:absent), the same
/// with a dash before it for what may not fit (-sex:F), and free words. "…" keeps spaces within a
/// value. BadInput names the key that is not known.
Result<CaseFilter> parseCaseFilter(std::string_view text);
/// Without what is of a phrase rather than of cases; lists of cases refuse that (BadInput).
CaseFilter ofCasesAlone(CaseFilter filter);

/// What ranking needs of a case.
struct CaseKey {
    std::int64_t id = 0;
    std::string patientId;
    /// Equal for cases of one person: the ID without leading zeros. Empty where it tells nothing:
    /// it names nobody, or people whose names or birth dates differ. Of keysOf() alone.
    std::string person{};
};

constexpr std::uint32_t noSuchCase = 0, nobodyKnown = 1;

/// A search that was made, or one that is kept under a name.
struct SearchRecord {
    std::int64_t id = 0;        // of one that was made
    std::string name{};         // of one that is kept
    std::string when{};         // ISO 8601, UTC
    std::string title, command; // "hepatic cyst", "search"
    std::string request;        // JSON of app/jobs
    std::string answer{};       // JSON of app/jobs, of one that was made
    std::int64_t hits = 0;
    std::string model{}; // its id; empty: words alone
};
/// Of those that were made, the newest.
constexpr std::int64_t mostReceipts = 10000;
constexpr std::int64_t mostReceiptBytes = std::int64_t{128} << 20;

struct CollectionRow {
    std::string name;
    std::int64_t cases = 0;
    std::string made; // ISO 8601, UTC
};

struct StoredVector {
    std::int64_t caseId = 0;
    std::vector<float> vector;        // unit length
    std::vector<Phase> phases;        // the phases it was made from, in order
    std::vector<float> phaseShares{}; // what each contributed, sum 1; empty where not known
    /// Of the case that it was made from, read before that; absent: the case as it is.
    std::optional<std::int64_t> signature{};
};

/// Where somebody who keeps vectors in memory stands in the library's log of changes to them. Another
/// library, or a copy of this one that was put back, never has the same state with other vectors.
struct VectorState {
    std::int64_t change = 0, token = 0; // 0: has read nothing yet
};

/// A file that holds an instance of the library.
struct StoredFile {
    std::int64_t id = 0;
    FileStamp stamp; // as it was read
    std::string sopInstanceUid;
    bool isShown = false; // a volume has slices of it
};

/// Enough of a study to tell which others it may share an exam with.
struct StudyOutline {
    /// One a series row and acquisition time; nothing of single files in them but that.
    std::vector<InstanceHeader> headers;
    std::size_t instances = 0;
};

/// How much a library holds.
struct LibraryContents {
    std::int64_t series = 0, cases = 0;
    std::int64_t objects = 0; // see CaseObject
    std::int64_t split = 0;   // volumes that were split off their series
};

/// What a person did to cases: one step back each.
struct CaseEdit {
    std::int64_t id = 0;
    std::string what;                  // plain words: "Merged case 12 into case 4"
    std::string when;                  // ISO 8601, UTC
    std::vector<std::int64_t> cases{}; // it led from or to, ascending; not all need be there still
};

/// How many cases have a value.
struct FacetCount {
    std::string value;
    std::int64_t cases = 0;
};
/// Values that are given, the most frequent first. Phases are those of the phase series, by token;
/// ageDecade is like "60-69"; manufacturer that of most of a case's files; tag is the id of a
/// diagnosis that the reports assert or suspect.
struct Facets {
    std::vector<FacetCount> modality, bodyPart, phase, sex, ageDecade, year, manufacturer, tag;
    std::int64_t cases = 0; // in all
};

struct CasePage {
    std::int64_t offset = 0;
    std::int64_t limit = -1; // all
};

/// Cases of one patient are together by patient; by date those without one come last.
enum class CaseOrder { Patient, NewestFirst, OldestFirst };

/// Of many reports given at once.
struct ReportOutcome {
    std::int64_t added = 0, known = 0, unmatched = 0; // unmatched ones are among the added
    std::int64_t replaced = 0;                        // earlier versions of the added
    std::vector<bool> matched;                        // one a report that was given
};

struct ModelRow {
    std::string id;   // short name, unique: "compact-1"
    std::string hash; // SHA-256 of the file, lowercase hex
    std::filesystem::path file;
    std::string config;     // JSON, see engine/model/ModelConfig.h
    std::string provenance; // JSON: what it was trained on
    bool active = false;
    std::int64_t vectors = 0; // cases embedded with it
};

/// Of one searchReports(): a word that nearly all reports of a large library hold tells them apart
/// no more.
constexpr int mostSentencesSearched = 50000;

/// How far the search index of reports is made anew.
struct ReportIndexing {
    std::int64_t waiting = 0;
    bool byOther = false; // by another process or object
};

/// A diagnosis of the lexicon (library/reports/Lexicon.h) that a case's reports name.
struct CaseTag {
    std::string tag, name;                    // "hcc", "hepatocellular carcinoma"
    Assertion assertion = Assertion::Present; // the most that they assert: or Uncertain, Absent
    bool operator==(const CaseTag&) const = default;
};

/// A measurement that a person placed; `body` is the viewer's JSON.
struct AnnotationRow {
    std::string id;                             // unique
    std::string seriesUid, frameOfReferenceUid; // of the volume it was drawn on
    std::string patientId;                      // of the case it was drawn in
    std::string body;
};

/// What a reader marked before the model's maps were revealed; `body` is the window's JSON.
struct ReadingRow {
    std::string id; // unique
    std::string patientId, body;
    std::string written{}; // ISO 8601, UTC
};

/// Of one otherExams().
constexpr int mostOtherExams = 200;

/// Where the points of one of a case's volumes lie in another.
struct RegistrationRow {
    std::string fixedSeries;
    int fixedPart = 0;
    std::string movingSeries;
    int movingPart = 0;
    Registration registration;
    std::string made{}; // ISO 8601, UTC
};

/// How far a volume lies from the one it was aligned to by hand, beyond what their positions and
/// registrations say; LPS mm.
struct HandShift {
    std::string seriesUid;
    int part = 0;
    std::array<double, 3> mm{};
    std::string fromSeries{}; // empty: from the positions
    int fromPart = 0;
};

/// A sentence by its number: the lower, the more its place in the report counts (impression,
/// findings, no heading, comparison, history, technique; short ones before long ones).
struct LexicalHit {
    std::int64_t caseId = 0;
    std::int64_t sentence = 0;
    bool operator==(const LexicalHit&) const = default;
};
struct StoredSentence {
    std::int64_t id = 0;
    std::string text, codes;
    Section section = Section::Other;
    Assertion assertion = Assertion::Present; // of its main finding
};
/// Which cases count; empty: all.
using CaseTest = std::function<bool(std::int64_t caseId)>;
/// Which sentences count: of these cases, with a largest dimension within these bounds.
struct SentenceTest {
    CaseTest counts{};
    std::optional<double> leastMm{}, mostMm{};
};

} // namespace bolus
