// The words of a case filter: `modality:CT phase:arterial body:ABDOMEN id:12` and free ones.
#include <charconv>
#include <utility>

#include "library/store/Library.h"
#include "library/store/TextFold.h"

namespace bolus {

namespace {

/// Words at spaces; "…" keeps spaces within a value.
std::vector<std::string> wordsOf(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    bool quoted = false, any = false;
    for (const char c : text) {
        if (c == '"') {
            quoted = !quoted;
            any = true;
        } else if (!quoted && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) {
            if (any) {
                words.push_back(std::exchange(word, {}));
            }
            any = false;
        } else {
            word += c;
            any = true;
        }
    }
    if (any) {
        words.push_back(word);
    }
    return words;
}

Error filterError(const std::string& message, const std::string& word) {
    return {ErrorCode::BadInput, message, word};
}

Result<void> applyKey(CaseFilter& filter, const std::string& key, const std::string& value,
                      const std::string& word) {
    if (key == "modality") {
        filter.modality = value;
    } else if (key == "body") {
        filter.bodyPart = value;
    } else if (key == "phase") {
        filter.hasPhase = phaseFromText(value);
        if (!filter.hasPhase) {
            return std::unexpected(filterError(
                "\"" + value + "\" is not a phase. Use one like arterial or portal_venous.", word));
        }
    } else if (key == "sex") {
        filter.sex = value;
    } else if (key == "age") {
        filter.ageDecade = value;
    } else if (key == "year") {
        filter.year = value;
    } else if (key == "maker") {
        filter.manufacturer = value;
    } else if (key == "id") {
        std::int64_t id = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), id);
        if (error != std::errc() || end != value.data() + value.size()) {
            return std::unexpected(filterError("\"" + value + "\" is not a case's number.", word));
        }
        filter.caseId = id;
    } else if (key == "collection") {
        filter.collection = value;
    } else if (key == "tag") {
        filter.tag = value;
    } else if (key == "assertion") {
        filter.assertion = assertionFromToken(foldCase(value));
        if (!filter.assertion) {
            return std::unexpected(
                filterError("\"" + value +
                                "\" is no assertion. Use present, absent, uncertain, historical or "
                                "someone_else.",
                            word));
        }
    } else if (key == "has" && foldCase(value) == "report") {
        filter.hasReport = true;
    } else if (key == "has" && foldCase(value) == "vector") {
        filter.hasVector = true;
    } else if (key == "has") {
        return std::unexpected(
            filterError("The filter knows has:report and has:vector, not \"" + word + "\".", word));
    } else {
        return std::unexpected(
            filterError("The filter does not know \"" + key +
                            ":\". It knows modality:, body:, phase:, sex:, age:, year:, "
                            "maker:, tag:, collection:, has:, id: and assertion:.",
                        word));
    }
    return {};
}

} // namespace

Result<CaseFilter> parseCaseFilter(std::string_view text) {
    CaseFilter filter;
    for (const std::string& word : wordsOf(text)) {
        const std::size_t colon = word.find(':');
        if (colon == std::string::npos) {
            filter.text += (filter.text.empty() ? "" : " ") + word;
            continue;
        }
        const std::string value = word.substr(colon + 1);
        if (value.empty()) {
            return std::unexpected(
                filterError("The filter's \"" + word + "\" needs a value.", word));
        }
        const bool leavesOut = word.starts_with('-');
        CaseFilter other;
        const std::string key =
            foldCase(word.substr(leavesOut ? 1 : 0, colon - (leavesOut ? 1 : 0)));
        if (auto applied = applyKey(leavesOut ? other : filter, key, value, word); !applied) {
            return std::unexpected(applied.error());
        }
        if (leavesOut) {
            filter.without.push_back(std::move(other));
        }
    }
    return filter;
}

CaseFilter ofCasesAlone(CaseFilter filter) {
    filter.assertion.reset();
    std::erase_if(filter.without, [](const CaseFilter& other) { return other.assertion; });
    return filter;
}

} // namespace bolus
