#include "app/jobs/SearchRequest.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <sstream>

#include <fmt/format.h>

namespace bolus {

namespace {

constexpr const char* modeTokens[] = {"hybrid", "lexical", "image"};
constexpr double largestWeight = 1000;
constexpr std::array<double, 3> weightsBefore{1, 1, 1}; // the usual ones that were not written

std::vector<std::string> listed(const std::string& text) {
    std::vector<std::string> words;
    std::istringstream stream(text);
    for (std::string word; std::getline(stream, word, ',');) {
        const auto begin = word.find_first_not_of(' ');
        if (begin != std::string::npos) {
            words.push_back(word.substr(begin, word.find_last_not_of(' ') + 1 - begin));
        }
    }
    return words;
}

struct Weighted {
    std::string name;
    double weight = 1;
};

/// "name=weight"
Result<Weighted> weightedFrom(const std::string& word) {
    const std::size_t equals = word.find('=');
    Weighted weighted{word.substr(0, equals), 0};
    const char* const end = word.data() + word.size();
    const char* const begin = equals == std::string::npos ? end : word.data() + equals + 1;
    const auto [stopped, error] = std::from_chars(begin, end, weighted.weight);
    if (error != std::errc() || stopped != end || !std::isfinite(weighted.weight) ||
        weighted.weight < 0 || weighted.weight > largestWeight) {
        return fail(ErrorCode::BadInput,
                    fmt::format("\"{}\" is no weight. Write it like image=0.5, from 0 to {}.", word,
                                largestWeight),
                    word);
    }
    return weighted;
}

Result<Phase> phaseOf(const std::string& name) {
    const auto phase = phaseFromText(name);
    if (!phase || *phase == Phase::Unknown) {
        return fail(
            ErrorCode::BadInput,
            fmt::format("\"{}\" is not a phase. Use one like arterial or portal_venous.", name),
            name);
    }
    return *phase;
}

std::string joined(const std::vector<std::string>& words, const char* between) {
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : between) + word;
    }
    return text;
}

std::string phasesText(const std::vector<Phase>& phases) {
    std::vector<std::string> words(phases.size());
    std::ranges::transform(phases, words.begin(), phaseToken);
    return joined(words, ",");
}

std::string phaseWeightsText(const std::vector<PhaseWeight>& phases) {
    std::vector<std::string> words;
    for (const PhaseWeight& phase : phases) {
        words.push_back(fmt::format("{}={}", phaseToken(phase.phase), phase.weight));
    }
    return joined(words, ",");
}

} // namespace

Result<void> checkWeights(const SearchRequest& request) {
    const bool words = request.mode != SearchMode::Image &&
                       (!request.phrase.empty() || (!request.example.empty() && request.byReport));
    const bool image = request.mode != SearchMode::Lexical || !request.example.empty();
    if ((words && request.weights[0] > 0) || (image && request.weights[1] > 0) ||
        !request.region.empty()) {
        return {};
    }
    return fail(ErrorCode::BadInput,
                fmt::format("Nothing is left to search by: --weights {} leaves out {}.",
                            weightsText(request.weights),
                            words && image ? "both words and images"
                            : words        ? "words"
                                           : "images"));
}

const char* commandOf(const SearchRequest& request) {
    return request.example.empty() ? "search" : "similar";
}

std::string titleOf(const SearchRequest& request) {
    if (request.example.empty()) {
        return request.phrase;
    }
    std::vector<std::string> parts{
        (request.example.find_first_not_of("0123456789") == std::string::npos ? "Like case "
                                                                              : "Like ") +
        request.example};
    if (const std::string phases = phasesText(request.phases); !phases.empty()) {
        parts.push_back(phases);
    }
    if (const std::string weights = phaseWeightsText(request.phaseWeights); !weights.empty()) {
        parts.push_back(weights);
    }
    if (!request.region.empty()) {
        parts.push_back("a region");
    }
    if (!request.phrase.empty()) {
        parts.push_back(request.phrase);
    }
    return joined(parts, ", ");
}

Json requestJson(const SearchRequest& request) {
    const SearchRequest usual;
    Json json = Json::object();
    const auto put = [&](const char* key, const auto& value, const auto& standard) {
        if (value != standard) {
            json[key] = value;
        }
    };
    put("example", request.example, usual.example);
    put("phrase", request.phrase, usual.phrase);
    put("mode", std::string(modeTokens[static_cast<int>(request.mode)]), std::string("hybrid"));
    json["k"] = request.k;
    put("filter", request.filter, usual.filter);
    put("collection", request.collection, usual.collection);
    json["weights"] = weightsText(request.weights);
    put("one_per_patient", request.onePerPatient, usual.onePerPatient);
    put("own_patient", request.ownPatient, usual.ownPatient);
    if (!request.example.empty()) {
        json["by_report"] = request.byReport;
    }
    put("all", request.all, usual.all);
    put("diverse", request.diverse, usual.diverse);
    put("more_like", request.moreLike, usual.moreLike);
    put("less_like", request.lessLike, usual.lessLike);
    put("phases", phasesText(request.phases), std::string());
    put("phase_weights", phaseWeightsText(request.phaseWeights), std::string());
    put("region", request.region, usual.region);
    put("places", request.places, usual.places);
    return json;
}

namespace {

/// One key of a request; its value has to be of the kind it was written as.
Result<void> readKey(const std::string& key, const Json& value, SearchRequest& request) {
    const auto parsed = [](auto&& result, auto& to) -> Result<void> {
        if (!result) {
            return std::unexpected(result.error());
        }
        to = std::move(*result);
        return {};
    };
    const auto take = [&](auto& to) -> Result<void> {
        value.get_to(to);
        return {};
    };
    if (key == "weights") {
        return parsed(weightsFrom(value.get<std::string>()), request.weights);
    }
    if (key == "phase_weights") {
        return parsed(phaseWeightsFrom(value.get<std::string>()), request.phaseWeights);
    }
    if (key == "phases") {
        return parsed(phasesFrom(value.get<std::string>()), request.phases);
    }
    if (key == "mode") {
        const auto mode = std::ranges::find(modeTokens, value.get<std::string>());
        request.mode = static_cast<SearchMode>(mode - std::begin(modeTokens));
        return mode == std::end(modeTokens) ? fail(ErrorCode::BadInput, "No such mode.")
                                            : Result<void>();
    }
    return key == "example"           ? take(request.example)
           : key == "phrase"          ? take(request.phrase)
           : key == "k"               ? take(request.k)
           : key == "filter"          ? take(request.filter)
           : key == "collection"      ? take(request.collection)
           : key == "one_per_patient" ? take(request.onePerPatient)
           : key == "own_patient"     ? take(request.ownPatient)
           : key == "by_report"       ? take(request.byReport)
           : key == "all"             ? take(request.all)
           : key == "diverse"         ? take(request.diverse)
           : key == "more_like"       ? take(request.moreLike)
           : key == "less_like"       ? take(request.lessLike)
           : key == "region"          ? take(request.region)
           : key == "places"          ? take(request.places)
                                      : fail(ErrorCode::BadInput, "There is no such option.");
}

} // namespace

Result<SearchRequest> requestFrom(const Json& json) {
    SearchRequest request;
    const auto bad = [](const std::string& key) {
        return fail(ErrorCode::BadInput,
                    fmt::format("This search cannot be read: its \"{}\" is not one that this "
                                "version of Bolus knows.",
                                key),
                    key);
    };
    if (!json.is_object()) {
        return bad("request");
    }
    if (!json.contains("weights") && !json.contains("region")) { // a region's were what they are
        request.weights = weightsBefore;
    }
    request.byReport = !json.contains("example"); // what is written says otherwise
    for (const auto& [key, value] : json.items()) {
        try {
            if (!readKey(key, value, request)) {
                return bad(key);
            }
        } catch (const Json::exception&) {
            return bad(key);
        }
    }
    return request.k < 1 || request.k > 10000 ? bad("k") : Result<SearchRequest>(request);
}

Result<std::array<double, 3>> weightsFrom(const std::string& text, std::array<double, 3> weights) {
    for (const std::string& word : listed(text)) {
        const auto weighted = weightedFrom(word);
        if (!weighted) {
            return std::unexpected(weighted.error());
        }
        bool known = false;
        for (const SearchPart part : {SearchPart::Words, SearchPart::Image, SearchPart::Region}) {
            if (weighted->name == searchPartToken(part)) {
                weights[static_cast<std::size_t>(part)] = weighted->weight;
                known = true;
            }
        }
        if (!known) {
            return fail(ErrorCode::BadInput,
                        fmt::format("A search has the parts words, image and region, not \"{}\".",
                                    weighted->name),
                        word);
        }
    }
    if (std::ranges::all_of(weights, [](double weight) { return weight == 0; })) {
        return fail(ErrorCode::BadInput,
                    "Nothing is left to search by: all weights are 0. Give one of the parts more.");
    }
    return weights;
}

std::string weightsText(const std::array<double, 3>& weights) {
    return fmt::format("words={},image={},region={}", weights[0], weights[1], weights[2]);
}

Result<std::vector<Phase>> phasesFrom(const std::string& text) {
    std::vector<Phase> phases;
    for (const std::string& word : listed(text)) {
        const auto phase = phaseOf(word);
        if (!phase) {
            return std::unexpected(phase.error());
        }
        phases.push_back(*phase);
    }
    return phases;
}

Result<std::vector<PhaseWeight>> phaseWeightsFrom(const std::string& text) {
    std::vector<PhaseWeight> phases;
    for (const std::string& word : listed(text)) {
        const auto weighted = weightedFrom(word);
        if (!weighted) {
            return std::unexpected(weighted.error());
        }
        const auto phase = phaseOf(weighted->name);
        if (!phase) {
            return std::unexpected(phase.error());
        }
        phases.push_back({*phase, weighted->weight});
    }
    return phases;
}

Result<std::vector<std::int64_t>> caseNumbersFrom(const std::string& text) {
    std::vector<std::int64_t> numbers;
    for (const std::string& word : listed(text)) {
        std::int64_t id = 0;
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), id);
        if (error != std::errc() || end != word.data() + word.size()) {
            return fail(ErrorCode::BadInput, "\"" + word + "\" is not a case's number.", word);
        }
        numbers.push_back(id);
    }
    return numbers;
}

} // namespace bolus
