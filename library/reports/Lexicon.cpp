#include "library/reports/Lexicon.h"

#include <algorithm>
#include <cstdio>
#include <set>

#include <nlohmann/json.hpp>

#include "library/domain/Fnv.h"
#include "library/reports/LexiconFiles.h"
#include "library/reports/WordFold.h"

namespace bolus {

namespace {

using Json = nlohmann::json;

constexpr std::size_t longestAbbreviation = 6;
constexpr const char* kindTokens[] = {"diagnosis", "finding", "anatomy", "phase", "modality"};

bool isUpper(char c) {
    return c >= 'A' && c <= 'Z';
}

bool isAbbreviation(const std::string& spelling) {
    return spelling.size() <= longestAbbreviation && std::ranges::any_of(spelling, isUpper) &&
           std::ranges::all_of(
               spelling, [](char c) { return isUpper(c) || (c >= '0' && c <= '9') || c == '-'; });
}

Error badLexicon(const std::string& what) {
    return {ErrorCode::BadInput, "The lexicon cannot be used: " + what + ".", {}};
}

std::optional<ConceptKind> kindOf(const std::string& token) {
    const auto found = std::ranges::find(kindTokens, token);
    return found == std::end(kindTokens)
               ? std::nullopt
               : std::optional(static_cast<ConceptKind>(found - std::begin(kindTokens)));
}

bool isCode(const std::string& id) {
    return !id.empty() && std::ranges::all_of(id, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    });
}

void mix(std::uint64_t& hash, std::string_view text) {
    hash = fnv1a("\xff", fnv1a(text, hash));
}

/// Whether a way goes on so after the word at `at`.
bool goesOn(const std::vector<TextWord>& words, std::size_t at,
            const std::vector<std::string>& rest) {
    if (at + rest.size() >= words.size()) {
        return rest.empty();
    }
    for (std::size_t i = 0; i < rest.size(); ++i) {
        if (words[at + 1 + i].folded != rest[i]) {
            return false;
        }
    }
    return true;
}

} // namespace

const char* conceptKindToken(ConceptKind kind) {
    return kindTokens[static_cast<std::size_t>(kind)];
}

const Lexicon& Lexicon::standard() {
    static const Lexicon lexicon = from(lexiconFiles()).value();
    return lexicon;
}

Result<Lexicon> Lexicon::from(const std::vector<std::string_view>& files) {
    Lexicon lexicon;
    for (const std::string_view json : files) {
        try {
            if (auto added = lexicon.add(json); !added) {
                return std::unexpected(added.error());
            }
        } catch (const Json::exception& e) {
            return std::unexpected(badLexicon(e.what()));
        }
    }
    for (const LexiconEntry& entry : lexicon.m_entries) {
        for (const std::string& id : entry.kinds) {
            if (!lexicon.m_byId.contains(id)) {
                return std::unexpected(
                    badLexicon("\"" + entry.id + "\" names no concept \"" + id + '"'));
            }
        }
    }
    lexicon.finish();
    return lexicon;
}

Result<void> Lexicon::add(std::string_view json) {
    const Json file = Json::parse(json);
    const auto kind = kindOf(file.at("kind").get<std::string>());
    if (!kind) {
        return std::unexpected(badLexicon("it has a kind that is not known"));
    }
    for (const Json& row : file.at("concepts")) {
        LexiconEntry entry{row.at("id"), *kind, row.at("name"), {}, {}};
        if (row.contains("also")) {
            entry.spellings = row["also"].get<std::vector<std::string>>();
        }
        if (row.contains("kinds")) {
            entry.kinds = row["kinds"].get<std::vector<std::string>>();
        }
        if (!isCode(entry.id) || foldedWords(entry.name).empty() ||
            !m_byId.try_emplace(entry.id, m_entries.size()).second) {
            return std::unexpected(badLexicon("\"" + entry.id + "\" is there twice or no id"));
        }
        m_entries.push_back(std::move(entry));
        const LexiconEntry& kept = m_entries.back();
        addSpelling(m_entries.size() - 1, kept.name);
        for (const std::string& spelling : kept.spellings) {
            addSpelling(m_entries.size() - 1, spelling);
        }
    }
    return {};
}

void Lexicon::addSpelling(std::size_t entry, const std::string& spelling) {
    std::vector<std::string> words;
    for (TextWord& word : textWords(spelling)) {
        words.push_back(std::move(word.folded));
    }
    if (words.empty()) {
        return;
    }
    const std::string capitals = isAbbreviation(spelling) ? spelling : std::string();
    std::vector<Way>& ways = m_ways[words.front()];
    words.erase(words.begin());
    const auto same = std::ranges::find_if(ways, [&](const Way& way) {
        return way.rest == words && way.capitals.empty() == capitals.empty();
    });
    if (same == ways.end()) {
        ways.push_back({std::move(words), capitals, {entry}});
    } else if (same->entries.back() != entry) {
        same->entries.push_back(entry);
    }
}

void Lexicon::finish() {
    std::set<std::string> words;
    for (auto& [first, ways] : m_ways) {
        std::ranges::stable_sort(ways, std::ranges::greater(),
                                 [](const Way& way) { return way.rest.size(); });
        for (const Way& way : ways) {
            if (way.capitals.empty()) {
                words.insert(first);
            }
            words.insert(way.rest.begin(), way.rest.end());
        }
    }
    m_words.assign(words.begin(), words.end());
    std::uint64_t hash = fnvBasis;
    for (const LexiconEntry& entry : m_entries) {
        mix(hash, entry.id);
        mix(hash, conceptKindToken(entry.kind));
        mix(hash, entry.name);
        for (const std::string& spelling : entry.spellings) {
            mix(hash, spelling);
        }
    }
    char text[17];
    std::snprintf(text, sizeof(text), "%016llx", static_cast<unsigned long long>(hash));
    m_version = text;
}

const LexiconEntry* Lexicon::byId(std::string_view id) const {
    const auto found = m_byId.find(std::string(id));
    return found == m_byId.end() ? nullptr : &m_entries[found->second];
}

std::vector<ConceptFound> Lexicon::find(std::string_view text) const {
    return find(text, How::Longest);
}

std::vector<ConceptFound> Lexicon::findAll(std::string_view text) const {
    return find(text, How::All);
}

std::vector<ConceptFound> Lexicon::findTyped(std::string_view text) const {
    return find(text, How::Typed);
}

std::vector<ConceptFound> Lexicon::find(std::string_view text, How how) const {
    const std::vector<TextWord> words = textWords(text);
    std::vector<ConceptFound> found;
    for (std::size_t at = 0, next = 0; at < words.size(); at = std::max(next, at + 1)) {
        const auto ways = m_ways.find(words[at].folded);
        if (ways == m_ways.end()) {
            continue;
        }
        const std::string_view written =
            text.substr(words[at].begin, words[at].end - words[at].begin);
        for (const Way& way : ways->second) {
            const bool asWritten = way.capitals.empty() || how == How::Typed ||
                                   written == way.capitals || written == way.capitals + 's' ||
                                   !way.rest.empty();
            if (way.entries.size() == 1 && asWritten && goesOn(words, at, way.rest)) {
                found.push_back({&m_entries[way.entries.front()], at, way.rest.size() + 1});
                if (how != How::All) {
                    next = at + way.rest.size() + 1;
                    break;
                }
            }
        }
    }
    return found;
}

std::vector<const LexiconEntry*> Lexicon::meanings(std::string_view spelling) const {
    const std::vector<TextWord> words = textWords(spelling);
    std::vector<const LexiconEntry*> meant;
    const auto ways = words.empty() ? m_ways.end() : m_ways.find(words.front().folded);
    if (ways == m_ways.end()) {
        return meant;
    }
    for (const Way& way : ways->second) {
        if (way.rest.size() + 1 == words.size() && goesOn(words, 0, way.rest)) {
            for (const std::size_t entry : way.entries) {
                if (std::ranges::find(meant, &m_entries[entry]) == meant.end()) {
                    meant.push_back(&m_entries[entry]);
                }
            }
        }
    }
    return meant;
}

} // namespace bolus
