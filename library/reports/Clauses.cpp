#include "library/reports/Clauses.h"

#include <algorithm>
#include <set>
#include <string_view>

namespace bolus {

namespace {

using Words = std::vector<SentenceWord>;

constexpr std::string_view presentVerbs[] = {
    "is",      "are",      "shows",    "show",     "demonstrates", "demonstrate", "appears",
    "appear",  "measures", "measure",  "contains", "contain",      "remains",     "remain",
    "reveals", "enhances", "persists", "persist",  "abuts",        "involves",    "extends"};
constexpr std::string_view pastVerbs[] = {"was", "were"};
constexpr std::string_view perfect[] = {"has", "have", "had"};
constexpr std::string_view modals[] = {"cannot", "can", "could", "may", "might"};
constexpr std::string_view between[] = {"not", "also", "be", "been", "now", "no", "longer"};
// Said of what was listed before, rather than of a new subject: "No mass or fluid is seen".
constexpr std::string_view verdicts[] = {"absent",   "excluded", "ruled",  "unlikely",
                                         "possible", "resolved", "likely", "questioned"};
constexpr std::string_view grammar[] = {
    "the",  "a",    "an",    "of",   "in",    "on",       "at",   "to",   "for",
    "is",   "are",  "was",   "were", "be",    "been",     "has",  "have", "there",
    "this", "that", "these", "and",  "or",    "with",     "any",  "it",   "its",
    "as",   "by",   "from",  "seen", "noted", "evidence", "also", "again"};
constexpr std::string_view prepositions[] = {
    "in", "on",   "at", "of",    "for",   "given",  "with",  "and",  "or",  "by",
    "to", "from", "as", "based", "since", "within", "along", "near", "over"};
// After "No mass," or "No mass and" these begin something that is there.
constexpr std::string_view openers[] = {
    "a",         "an",        "the",   "this",   "there",    "small",    "mild",       "moderate",
    "minimal",   "tiny",      "trace", "stable", "multiple", "several",  "numerous",   "few",
    "unchanged", "scattered", "known", "mildly", "normal",   "slightly", "persistent", "low"};

template<std::size_t N>
bool contains(const std::string_view (&list)[N], std::string_view word) {
    return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

bool isConjunction(std::string_view word) {
    return word == "and" || word == "or" || word == "nor";
}

bool deniesAfter(Cue cue) {
    return cue == Cue::DeniesAfter || cue == Cue::DeniesOne || cue == Cue::DeniesHead;
}

class Reader {
public:
    explicit Reader(Words& words) : m_words(words) {}

    std::vector<FoundCue> read() {
        findCues();
        markAsides();
        std::set<int> own; // brackets with cues
        for (const FoundCue& cue : m_cues) {
            own.insert(m_words[cue.begin].bracket);
        }
        std::size_t at = 0;
        for (const std::size_t end : m_ends) {
            const int bracket = m_words[at].bracket;
            enter(own.contains(bracket) ? bracket : 0, at);
            if (at > 0 && startsClause(at)) {
                begin(at);
            }
            take(at, end);
            at = end;
        }
        return std::move(m_cues);
    }

private:
    struct State {
        int clause = 0;
        std::size_t begin = 0;
        bool denied = false, hasVerb = false;
    };

    void findCues() {
        for (std::size_t at = 0; at < m_words.size(); at = m_ends.back()) {
            const auto here = cuesAt(m_words, at);
            m_ends.push_back(here.empty() ? at + 1 : here.front().end);
            for (std::size_t i = at; i < m_ends.back(); ++i) {
                m_words[i].inCue = !here.empty();
            }
            for (const FoundCue& cue : here) {
                m_denying.resize(m_words.size());
                m_denying[at] = m_denying[at] || deniesAfter(cue.cue);
                if (cue.cue == Cue::Clause) {
                    m_opening.insert(at);
                }
            }
            m_cues.insert(m_cues.end(), here.begin(), here.end());
        }
        m_denying.resize(m_words.size());
    }

    /// "The mass, which was 2 cm before, is not seen": what "which" begins ends before that verb.
    void markAsides() {
        int number =
            m_words.empty() ? 0 : std::ranges::max(m_words, {}, &SentenceWord::bracket).bracket;
        for (std::size_t at = 1; at < m_words.size(); ++at) {
            const std::string_view word = m_words[at].text;
            if (!m_words[at].afterComma || m_words[at].bracket > 0 ||
                (word != "which" && word != "who")) {
                continue;
            }
            const auto end = std::find_if(
                m_words.begin() + static_cast<std::ptrdiff_t>(at) + 1, m_words.end(),
                [](const SentenceWord& w) {
                    return w.afterStop ||
                           (w.afterComma && (isVerb(w.text) || contains(perfect, w.text)));
                });
            if (end != m_words.end() && end->afterComma) {
                ++number;
                std::for_each(m_words.begin() + static_cast<std::ptrdiff_t>(at), end,
                              [&](SentenceWord& w) { w.bracket = number; });
            }
        }
    }

    /// Brackets with cues are clauses of their own; what stands around them goes on.
    void enter(int bracket, std::size_t at) {
        if (bracket == m_bracket) {
            return;
        }
        if (m_bracket == 0) {
            m_around = m_now;
        }
        m_bracket = bracket;
        if (bracket == 0) {
            m_now = m_around;
        } else {
            begin(at);
        }
    }

    void begin(std::size_t at) { m_now = {++m_clauses, at}; }

    void take(std::size_t at, std::size_t end) {
        for (std::size_t i = at; i < end; ++i) {
            m_words[i].clause = m_now.clause;
            m_now.hasVerb = m_now.hasVerb || isVerb(m_words[i].text);
        }
        m_now.denied = m_now.denied || m_denying[at];
    }

    bool joined(std::size_t at) const {
        return m_words[at].afterDash || m_words[at - 1].text == "and";
    }

    bool startsClause(std::size_t at) const {
        const SentenceWord& word = m_words[at];
        if (word.afterStop || word.afterColon || m_opening.contains(at) ||
            (word.afterDash && word.inCue)) {
            return true;
        }
        if (!word.afterComma && !joined(at)) {
            return false;
        }
        const bool spoken = isPerceived(m_words[at - 1].text); // "No mass is seen, …"
        return (word.afterComma && (word.text == "with" || (spoken && m_now.denied))) ||
               opensClause(at) || (m_now.denied && contains(openers, word.text) && !listGoesOn(at));
    }

    /// "…, the spleen is enlarged": within a few words a verb, but not one of all that was listed.
    bool opensClause(std::size_t at) const {
        constexpr std::size_t subject = 6;
        for (std::size_t i = at; i < std::min(at + subject, m_words.size()); ++i) {
            if (i > at && m_words[i].startsPart()) {
                return false;
            }
            if (isVerb(m_words[i].text) || contains(modals, m_words[i].text)) {
                return i == at ? m_now.hasVerb : !speaksOfList(at, i);
            }
        }
        return false;
    }

    bool speaksOfList(std::size_t at, std::size_t verb) const {
        std::size_t next = verb + 1;
        while (next < m_words.size() &&
               (contains(between, m_words[next].text) || m_words[next].text.ends_with("ly"))) {
            ++next;
        }
        if (next >= m_words.size()) {
            return true;
        }
        const std::string_view said = m_words[next].text;
        if (m_now.hasVerb || (!isPerceived(said) && !contains(verdicts, said))) {
            return false;
        }
        return joined(at) || std::any_of(m_words.begin() + static_cast<std::ptrdiff_t>(m_now.begin),
                                         m_words.begin() + static_cast<std::ptrdiff_t>(verb),
                                         [](const auto& w) { return isConjunction(w.text); });
    }

    /// "No mass, small effusion or pneumothorax" is one list.
    bool listGoesOn(std::size_t at) const {
        for (std::size_t i = at; i < m_words.size(); ++i) {
            if (i > at && (m_words[i].afterStop || m_words[i].afterColon)) {
                return false;
            }
            if (m_words[i].text == "or" || m_words[i].text == "nor") {
                return true;
            }
        }
        return false;
    }

    Words& m_words;
    std::vector<FoundCue> m_cues;
    std::vector<std::size_t> m_ends; // of each cue or word
    std::vector<bool> m_denying;     // by word, where a cue begins
    std::set<std::size_t> m_opening; // words where "but" and the like begin
    State m_now, m_around;
    int m_clauses = 0, m_bracket = 0;
};

} // namespace

std::vector<FoundCue> readClauses(Words& words) {
    return Reader(words).read();
}

bool isGrammar(std::string_view word) {
    return contains(grammar, word);
}
bool isPresentVerb(std::string_view word) {
    return contains(presentVerbs, word);
}
bool isVerb(std::string_view word) {
    return isPresentVerb(word) || contains(pastVerbs, word);
}
bool isPreposition(std::string_view word) {
    return contains(prepositions, word);
}

} // namespace bolus
