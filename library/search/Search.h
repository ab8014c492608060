// Ranks cases for a phrase, a vector, a region, or several of these together.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "library/domain/Result.h"
#include "library/reports/Sentences.h"
#include "library/search/Fusion.h"
#include "library/search/Phrase.h"
#include "library/search/RegionMatch.h"
#include "library/search/VectorIndex.h"
#include "library/store/Library.h"

namespace bolus {

enum class SearchMode { Hybrid, Lexical, Image };

/// Of a search by region: the cases nearest as a whole are looked at.
constexpr std::size_t mostRegionCandidates = 500;

struct SearchQuery {
    std::string phrase;        // may be empty for a search by example
    std::vector<float> vector; // unit length, of the active model; empty: lexical only
    SearchMode mode = SearchMode::Hybrid;
    int k = 20;
    PhraseRules rules; // what of a phrase is read and of assertions counted; all but for measuring
    CaseFilter filter; // its assertion: cases whose words were found so, see SearchHit::assertion
    std::optional<std::int64_t> excludeCase; // the query's own case
    std::optional<std::int64_t> likeReport;  // what this case's report says is looked for, too
    std::set<std::int64_t> unwanted;         // others that are not to be found
    std::array<double, 3> weights = usualWeights; // of words, image, region; 0 leaves a part out
    bool onePerPatient = true;
    std::string ownPatient; // ID: cases of this person are not to be found; empty: all may be
    bool all = false;       // also what does not stand out
    bool diverse = false;   // k of the same diagnosis or of none that is known, then k of others
    std::set<std::string> diagnoses; // tags that are the same one; empty: those of the first hit
    /// Compares a region with these cases, the nearest as a whole first; empty: no region.
    std::function<Result<RegionRanking>(std::span<const std::int64_t>)> region;
};

struct SearchHit {
    int rank = 0; // 1-based
    std::int64_t caseId = 0;
    std::string patientId;
    double score = 0; // reciprocal rank fusion, see Fusion.h; cosine for Image
    std::vector<PartRank> parts;
    std::optional<int> lexicalRank, imageRank, regionRank;
    std::optional<double> cosine;
    std::vector<Phase> phases;      // of its vector, and what each contributed to it; empty where
    std::vector<float> phaseShares; // only words were searched
    std::string sentence;           // empty when found by its image alone
    Section section = Section::Other;
    Assertion assertion = Assertion::Present;
    bool contradicts = false;      // its reports say the opposite of what was asked
    bool silent = false;           // its reports do not name what was asked to be absent
    std::int64_t patientCases = 0; // others of this person that were found, and are not listed
    bool otherDiagnosis = false;   // its reports assert diagnoses, and none of the query's
    std::optional<RegionMatch> region;
};

struct SearchResult {
    std::vector<SearchHit> hits;
    std::string readAs; // how the phrase was understood, in plain words
    std::vector<SpellingCorrection> corrections;
    std::int64_t found = 0;             // before k
    std::int64_t vectors = 0;           // of the library, that the query was compared with
    Facets facets;                      // over these
    std::vector<FacetCount> assertions; // of their sentences, by token
    /// Cases that fit and are not among the hits: "own_patient", "same_patient", "unremarkable",
    /// "beyond_k".
    std::map<std::string, std::int64_t> leftOut;
    bool unsure = false;
    std::optional<double> margin; // spreads of the nearest case above the library's median
    std::string whyUnsure;
    std::vector<std::string> notes; // plain sentences: what could not be searched as asked
    bool complete = true; // false: too many sentences held the words, see mostSentencesSearched
};

/// Words are those of the phrase and what an example's report says (ExampleReport.h): where both
/// are asked for, what either finds is one ranking, by reciprocal rank fusion.
///
/// Same library and query give the same order; ties are broken by case id. All is read from one
/// state of the library.
///
/// Listed are the cases whose words were found, and those whose images stand out (see
/// ImageRanking.h); where neither gives any, the five nearest, but no more than half of those that
/// were compared, and that is unsure. A search by image or region alone, or by an example, lists the
/// nearer half.
/// `all` also lists those whose images do not stand out, as far as images give ranks
/// (mostImageRanks). Cases that deny what was asked come last. Where no
/// report says what a phrase denies, those that do not name it are listed, and that is unsure.
/// Errors: BadInput (nothing to search for), Storage.
/// `index`, of the active model, is brought to that state first; null: by words alone.
Result<SearchResult> findCases(Library& library, VectorIndex* index, const SearchQuery& query);

/// BadInput: nothing to look for, with a sentence; what a phrase excludes alone is nothing.
Result<void> checkPhrase(std::string_view phrase);

/// Its hits alone, with an index made for this search; whether sentences were left out is for
/// Library::leftSentencesOut() to say.
Result<std::vector<SearchHit>> searchCases(Library& library, const std::string& modelHash,
                                           const SearchQuery& query);

/// The words of reports that a phrase finds, in lower case: of what is asked for, present or
/// denied, by the same stems and spellings as the search; no fillers and nothing excluded. Empty
/// where the phrase says nothing.
Result<std::vector<std::string>> wordsMatched(Library& library, std::string_view phrase);

} // namespace bolus
