// What was asked for: of the command line, of a receipt and of a search that is kept.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "app/jobs/Events.h"
#include "library/search/Search.h"

namespace bolus {

struct PhaseWeight {
    Phase phase = Phase::Unknown;
    double weight = 1;
};

struct SearchRequest {
    std::string example; // `similar`: a case's id, or a folder with an exam; empty: `search`
    std::string phrase;  // of `similar`, --text
    SearchMode mode = SearchMode::Hybrid;
    int k = 20;
    std::string filter;                           // as typed; it parses
    std::string collection;                       // its name; empty: all cases
    std::array<double, 3> weights = usualWeights; // of words, image, region
    bool onePerPatient = true, ownPatient = false, all = false, diverse = false;
    std::vector<std::int64_t> moreLike, lessLike;
    std::vector<Phase> phases;             // that count; empty: all
    std::vector<PhaseWeight> phaseWeights; // of those that count not alike
    std::string region;                    // SERIES[:PART]:x,y,z,r
    bool byReport = true;                  // `similar`: also by what the example's report says
    bool places = false;                   // also where hits match the phrase
    std::string save;                      // keep it under this name
    PhraseRules rules;                     // for measuring alone: neither typed nor written down
    bool receipt = true;
};

/// BadInput: its weights leave no part of it.
Result<void> checkWeights(const SearchRequest& request);
/// "search" or "similar".
const char* commandOf(const SearchRequest& request);
/// For a list of searches: the phrase, or "Like case 12, arterial phase, with washout".
std::string titleOf(const SearchRequest& request);

/// Of what differs from the default, and k, the weights and `by_report` of an example always, for
/// their defaults may change; not of `save` and `receipt`.
Json requestJson(const SearchRequest& request);
/// One without weights is of the time when they were 1, 1, 1, an example without `by_report` of the
/// time when its images alone were compared. BadInput: not written by
/// requestJson(), or by another Bolus: it names the key.
Result<SearchRequest> requestFrom(const Json& json);

/// "words=1,image=0.5"; parts not named stay as they are. BadInput says what is wrong.
Result<std::array<double, 3>> weightsFrom(const std::string& text,
                                          std::array<double, 3> weights = usualWeights);
std::string weightsText(const std::array<double, 3>& weights);
/// "arterial,delayed" and "arterial=2,delayed=0.5". BadInput says what is wrong.
Result<std::vector<Phase>> phasesFrom(const std::string& text);
Result<std::vector<PhaseWeight>> phaseWeightsFrom(const std::string& text);
/// "12,40"
Result<std::vector<std::int64_t>> caseNumbersFrom(const std::string& text);

} // namespace bolus
