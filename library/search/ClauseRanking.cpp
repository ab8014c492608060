#include "library/search/ClauseRanking.h"

#include <algorithm>
#include <unordered_set>

#include "library/reports/IndexedSentence.h"
#include "library/store/SentenceId.h"

namespace bolus {

namespace {

constexpr int otherToo = 1; // a place or size beside the asked one: of which the words are is open
constexpr int placeUntold = 3, sizeUntold = 6, acrossSentences = 12, someMissing = 13;
constexpr std::size_t plenty = 2000; // cases that hold all in one sentence: nobody looks further
constexpr Assertion notPresent[] = {Assertion::Absent, Assertion::Uncertain, Assertion::Historical,
                                    Assertion::SomeoneElse};

using Kind = SearchTerm::Kind;

/// `all`, but none of these; either may be empty.
std::string but(const std::string& all, const std::string& none) {
    return none.empty() ? all : '(' + all + ") NOT (" + none + ')';
}

std::string with(const std::string& all, const std::string& more) {
    return all.empty() ? more : more.empty() ? all : '(' + all + ") AND (" + more + ')';
}

/// In the order of asking: what a sentence that holds the terms asserts of them.
struct Reading {
    Assertion assertion;
    Agreement agreement;
};

struct Bounds {
    double least = 0;
    std::optional<double> most;
};

Bounds boundsOf(const SizeRange& size) {
    constexpr double within = 0.001; // measurements are of hundredths of a millimetre
    Bounds bounds;
    bounds.least = size.least ? *size.least + (size.openLeast ? within : -within) : 0;
    if (size.most) {
        bounds.most = *size.most - (size.openMost ? within : -within);
    }
    return bounds;
}

class ClauseRanker {
public:
    ClauseRanker(Library& library, const Clause& clause, const CaseTest& counts)
        : m_library(library), m_clause(clause), m_counts(counts) {}

    Result<Standings> rank() {
        if (auto done = rankInOneSentence(); !done) {
            return std::unexpected(done.error());
        }
        const auto whole = std::ranges::count_if(m_standings, [](const auto& entry) {
            return entry.second.agreement == Agreement::Agrees;
        });
        const bool several =
            m_clause.terms.size() > 1 ||
            std::ranges::any_of(m_clause.terms, [](const auto& t) { return !t.parts.empty(); });
        if (static_cast<std::size_t>(whole) < plenty && several) {
            if (auto done = rankWider(); !done) {
                return std::unexpected(done.error());
            }
        }
        return std::move(m_standings);
    }

private:
    Result<void> rankInOneSentence() {
        const std::string all = allOf(m_clause.terms);
        std::string typed;
        for (const SearchTerm& term : m_clause.terms) {
            typed = with(typed, literally(term));
        }
        const bool otherNames = std::ranges::any_of(
            m_clause.terms, [](const auto& t) { return !t.codes.empty() && !t.isPlace(); });
        if (!otherNames) {
            return rankAsserted(all, {0, false});
        }
        const Reading asIsAsked{m_clause.asked, Agreement::Agrees};
        if (!m_clause.assertions) {
            const auto done = rankSized(typed, asIsAsked, {0, false});
            return done ? rankSized(all, asIsAsked, {0, true}) : done;
        }
        if (auto done = rankReading(typed, asIsAsked, {0, false}); !done) {
            return done;
        }
        // Where the typed words alone meet the bound, which is told, other names add nothing to it.
        return rankAsserted(all, {0, true},
                            m_cut && !m_clause.size ? std::optional(m_clause.asked) : std::nullopt);
    }

    /// Sentences without the place or the size that was asked for, and across sentences.
    Result<void> rankWider() {
        std::vector<SearchTerm> names, words, places;
        for (const SearchTerm& term : m_clause.terms) {
            (term.isPlace() ? places : names).push_back(term);
            if (!term.isPlace() && term.parts.empty()) {
                words.push_back(term);
            } // a name of several words: its words may stand apart
            words.insert(words.end(), term.parts.begin(), term.parts.end());
        }
        if (names.empty()) {
            return {};
        }
        if (!places.empty()) {
            const auto done =
                rankAsserted(but(allOf(names), anyPlaceExpression(places)), {placeUntold, true});
            return done && m_standings.empty() && words.size() > 1 ? rankByTerms(words) : done;
        }
        return m_clause.size || words.size() < 2 ? Result<void>() : rankAcross(words);
    }

    /// Of the clause, sentences that tell another place than asked.
    std::string elsewhereOfAll() const {
        std::string any = m_clause.unless;
        for (const SearchTerm& term : m_clause.terms) {
            const std::string one = elsewhere(term);
            any += (any.empty() || one.empty() ? "" : " OR ") + one;
        }
        return any;
    }

    static std::string anyPlaceExpression(const std::vector<SearchTerm>& places) {
        std::string any;
        for (const SearchTerm& place : places) {
            const std::string_view code = place.kind == Kind::Side ? sidedCode : segmentedCode;
            any += (any.empty() ? "\"" : " OR \"") + std::string(code) + "\"";
        }
        return any;
    }

    Result<void> rankAcross(const std::vector<SearchTerm>& words) {
        std::string whole;
        for (const SearchTerm& term : words) {
            const std::string one = inWholeReport(term, m_clause.absent());
            if (one.empty() || m_clause.notNow()) {
                return rankByTerms(words);
            }
            whole = with(whole, one);
        }
        const auto ids = m_library.searchWholeReports(whole, mostSentencesSearched, m_counts);
        if (!ids) {
            return std::unexpected(ids.error());
        }
        for (const std::int64_t id : *ids) {
            offer(id, {acrossSentences, Agreement::Agrees, true, 0, m_clause.asked, true});
        }
        const bool anyHoldsAll = std::ranges::any_of(m_standings, [](const auto& entry) {
            return entry.second.agreement != Agreement::Contradicts;
        });
        return anyHoldsAll ? Result<void>() : rankByTerms(words);
    }

    /// One by one, and how many of them a case holds.
    Result<void> rankByTerms(const std::vector<SearchTerm>& words) {
        std::unordered_map<std::int64_t, std::pair<int, Standing>> held;
        for (const SearchTerm& term : words) {
            const Clause only{{term}, {}, m_clause.asked, elsewhereOfAll(), m_clause.assertions};
            const auto standings = standingsOf(m_library, only, m_counts);
            if (!standings) {
                return std::unexpected(standings.error());
            }
            for (const auto& [id, standing] : *standings) {
                const auto [place, fresh] = held.try_emplace(id, 0, standing);
                auto& [count, whole] = place->second;
                ++count;
                if (!fresh) {
                    whole.agreement = std::max(whole.agreement, standing.agreement);
                    whole =
                        standing.agreement == whole.agreement ? std::min(whole, standing) : whole;
                }
            }
        }
        const auto all = static_cast<int>(words.size());
        const bool anyHoldsAll =
            !m_standings.empty() ||
            std::ranges::any_of(held, [&](const auto& e) { return e.second.first == all; });
        for (auto& [id, counted] : held) {
            auto& [count, standing] = counted;
            standing.distance = count == all ? acrossSentences : someMissing + all - count;
            standing.apart = true;
            if (count == all || !anyHoldsAll) {
                offer(id, standing);
            }
        }
        return {};
    }

    struct How {
        int distance = 0;
        bool otherWords = false;
    };

    /// Sentences that match, by what they assert of the terms.
    Result<void> rankAsserted(const std::string& match, How how,
                              std::optional<Assertion> known = {}) {
        constexpr Reading readings[] = {{Assertion::Present, Agreement::Agrees},
                                        {Assertion::Uncertain, Agreement::Unsure},
                                        {Assertion::Historical, Agreement::Unsure},
                                        {Assertion::Absent, Agreement::Contradicts},
                                        {Assertion::SomeoneElse, Agreement::Contradicts}};
        if (!m_clause.assertions) {
            return rankSized(match, readings[0], how);
        }
        for (Reading reading : readings) {
            if (reading.assertion == known) {
                continue;
            }
            reading.agreement = agreementOf(reading);
            if (auto done = rankReading(match, reading, how); !done) {
                return done;
            }
        }
        return {};
    }

    Agreement agreementOf(const Reading& reading) const {
        if (m_clause.notNow()) {
            return reading.assertion == m_clause.asked       ? Agreement::Agrees
                   : reading.assertion == Assertion::Present ? Agreement::Unsure
                                                             : reading.agreement;
        }
        if (!m_clause.absent() || reading.assertion == Assertion::Uncertain) {
            return reading.agreement;
        }
        return reading.assertion == Assertion::Absent    ? Agreement::Agrees
               : reading.assertion == Assertion::Present ? Agreement::Contradicts
                                                         : Agreement::Unsure;
    }

    Result<void> rankReading(const std::string& match, const Reading& reading, How how) {
        const auto asserted = [&](std::span<const Assertion> how) {
            std::string any;
            for (const SearchTerm& term : m_clause.terms) {
                const std::string one = assertedAs(term, how);
                any += (any.empty() || one.empty() ? "" : " OR ") + one;
            }
            return any;
        };
        std::string expression = match;
        if (reading.assertion == Assertion::Present) {
            expression = match.empty() ? match : but(match, asserted(notPresent));
        } else {
            const std::string own = asserted(std::span(&reading.assertion, 1));
            if (own.empty()) {
                return {};
            }
            expression = with(match, own);
            if (reading.assertion != Assertion::Absent) { // a denial outweighs all else
                expression = but(expression, asserted(std::span(notPresent, 1)));
            }
        }
        return rankSized(expression, reading, how);
    }

    Result<void> rankSized(const std::string& expression, const Reading& reading, How how) {
        if (!m_clause.size) {
            return rankPlaced(expression, reading, how, {});
        }
        const std::string sized = '"' + std::string(sizedCode) + '"';
        if (auto done = rankPlaced(with(expression, sized), reading, how, m_clause.size); !done) {
            return done;
        }
        how.distance += sizeUntold;
        return expression.empty() ? Result<void>()
                                  : rankPlaced(but(expression, sized), reading, how, {});
    }

    /// Sentences that name the asked place alone, then those that name another one, too.
    Result<void> rankPlaced(const std::string& expression, const Reading& reading, How how,
                            const std::optional<SizeRange>& size) {
        const std::string others = otherPlacesToo(m_clause.terms);
        if (auto done = rankHits(but(expression, others), reading, how, size); !done) {
            return done;
        }
        how.distance += otherToo;
        return others.empty() ? Result<void>()
                              : rankHits(with(expression, others), reading, how, size);
    }

    Result<std::vector<LexicalHit>>
    search(const std::string& expression, std::optional<double> least, std::optional<double> most) {
        return m_library.searchReports(but(expression, m_clause.unless), mostSentencesSearched,
                                       {m_counts, least, most});
    }

    /// Of the sentences that match, those with a size that does not fit.
    Result<std::unordered_set<std::int64_t>> withOtherSizes(const std::string& expression,
                                                            const Bounds& bounds) {
        std::unordered_set<std::int64_t> sentences;
        const auto add = [&](std::optional<double> least,
                             std::optional<double> most) -> Result<void> {
            const auto hits = search(expression, least, most);
            for (const LexicalHit& hit : hits ? *hits : std::vector<LexicalHit>()) {
                sentences.insert(hit.sentence);
            }
            return hits ? Result<void>() : std::unexpected(hits.error());
        };
        constexpr double apart = 0.001;
        auto done = bounds.least > 0 ? add(0, bounds.least - apart) : Result<void>();
        done = done && bounds.most ? add(*bounds.most + apart, {}) : done;
        return done ? Result<std::unordered_set<std::int64_t>>(std::move(sentences))
                    : std::unexpected(done.error());
    }

    Result<void> rankHits(const std::string& expression, const Reading& reading, How how,
                          const std::optional<SizeRange>& size) {
        const Bounds bounds = size ? boundsOf(*size) : Bounds{};
        const auto hits =
            size ? search(expression, bounds.least, bounds.most) : search(expression, {}, {});
        if (!hits) {
            return std::unexpected(hits.error());
        }
        m_cut = hits->size() >= static_cast<std::size_t>(mostSentencesSearched);
        const auto others = size && !hits->empty() ? withOtherSizes(expression, bounds)
                                                   : std::unordered_set<std::int64_t>();
        if (!others) {
            return std::unexpected(others.error());
        }
        m_standings.reserve(m_standings.size() + hits->size());
        for (const LexicalHit& hit : *hits) {
            How own = how;
            own.distance += others->contains(hit.sentence) ? otherToo : 0;
            offerHit(hit, reading, own);
        }
        return {};
    }

    void offerHit(const LexicalHit& hit, const Reading& reading, How how) {
        const Section section = sectionOfSentence(hit.sentence);
        const bool finding = section == Section::Findings || section == Section::Impression ||
                             section == Section::Other;
        if (m_clause.absent() && !finding && reading.assertion != Assertion::Absent) {
            return; // a question, or what is past, neither has it nor denies it
        }
        const bool ofHistory = m_clause.notNow() && section == Section::History;
        const Agreement agreement = reading.agreement == Agreement::Agrees && !finding && !ofHistory
                                        ? Agreement::Unsure
                                        : reading.agreement;
        const bool onlyNow = m_clause.notNow() && !ofHistory && reading.assertion != m_clause.asked;
        offer(hit.caseId, {how.distance, agreement, how.otherWords, hit.sentence, reading.assertion,
                           onlyNow || how.distance >= placeUntold});
    }

    void offer(std::int64_t caseId, const Standing& standing) {
        const auto [place, fresh] = m_standings.try_emplace(caseId, standing);
        if (!fresh && !outweighs(place->second, standing) &&
            (outweighs(standing, place->second) || standing < place->second)) {
            place->second = standing;
        }
    }

    /// Who is to lack it has it where that is stated once, however often it is suspected.
    bool outweighs(const Standing& one, const Standing& other) const {
        return m_clause.absent() && one.agreement == Agreement::Contradicts &&
               one.distance < placeUntold && other.agreement == Agreement::Unsure;
    }

    Library& m_library;
    const Clause& m_clause;
    const CaseTest& m_counts;
    Standings m_standings;
    bool m_cut = false; // the last search met the bound
};

} // namespace

Result<Standings> standingsOf(Library& library, const Clause& clause, const CaseTest& counts) {
    return ClauseRanker(library, clause, counts).rank();
}

} // namespace bolus
