#include "library/search/ExampleReport.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "library/reports/IndexedSentence.h"
#include "library/reports/Lexicon.h"
#include "library/reports/WordFold.h"
#include "library/store/SentenceId.h"

namespace bolus {

namespace {

constexpr std::string_view normalConcept = "normal";
constexpr std::size_t mostSentencesRead = 500; // the impression comes first
constexpr std::size_t mostFindings = 24, mostNamesTold = 8;
// Tried on phantoms of the validation set.
constexpr double impressionWeight = 2, suspectedWeight = 0.5;
constexpr double withContextWeight = 0.5; // of a finding: alone, and with its organs and phases
constexpr double leastShare = 0.2;        // what says less of it is not found
constexpr double mostOfIt = 0.5;          // what says less leaves the list unsure

bool isFinding(const LexiconEntry& entry) {
    return (entry.kind == ConceptKind::Diagnosis || entry.kind == ConceptKind::Finding) &&
           entry.id != normalConcept;
}

bool counts(Section section) {
    return section == Section::Impression || section == Section::Findings ||
           section == Section::Other;
}

/// One sentence, taken apart.
class SentenceReader {
public:
    explicit SentenceReader(const StoredSentence& sentence)
        : m_text(sentence.text),
          m_weight(sentence.section == Section::Impression ? impressionWeight : 1) {
        std::vector<std::size_t> offsets;
        for (const TextWord& word : textWords(m_text)) {
            offsets.push_back(word.begin);
        }
        m_assertions = assertionsAt(m_text, offsets);
        for (const ConceptFound& found : Lexicon::standard().find(m_text)) {
            m_whole.insert(found.entry);
        }
    }

    std::vector<ReportedFinding> read() {
        const auto found = Lexicon::standard().findAll(m_text);
        for (const ConceptFound& one : found) {
            m_normal = m_normal || (one.entry->id == normalConcept && stated(one));
            const double weight = isFinding(*one.entry) ? weightOf(one) : 0;
            if (weight > 0) {
                add(one, found, weight);
            }
        }
        return std::move(m_findings);
    }
    bool normal() const { return m_normal; }

private:
    Assertion assertionOf(const ConceptFound& found) const {
        return mostDenying(std::span(m_assertions).subspan(found.firstWord, found.words));
    }
    bool stated(const ConceptFound& found) const {
        return assertionOf(found) == Assertion::Present;
    }
    double weightOf(const ConceptFound& found) const {
        const Assertion assertion = assertionOf(found);
        return assertion == Assertion::Present     ? m_weight
               : assertion == Assertion::Uncertain ? m_weight * suspectedWeight
                                                   : 0;
    }

    /// A diagnosis implies its organ; "stone" or "enhancement" are many things.
    void add(const ConceptFound& one, const std::vector<ConceptFound>& all, double weight) {
        const std::string code = indexCode(one.entry->id);
        std::set<std::string> contexts;
        for (const ConceptFound& other : all) {
            const bool context = other.entry->kind == ConceptKind::Anatomy ||
                                 other.entry->kind == ConceptKind::Phase;
            if (context && one.entry->kind == ConceptKind::Finding) {
                contexts.insert(indexCode(other.entry->id));
            }
        }
        const double alone = contexts.empty() ? 1 : 1 - withContextWeight;
        m_findings.push_back(
            {{code}, m_whole.contains(one.entry) ? one.entry->name : "", weight * alone});
        for (const std::string& context : contexts) {
            m_findings.push_back(
                {{code, context}, "", weight * withContextWeight / double(contexts.size())});
        }
    }

    const std::string& m_text;
    double m_weight = 1;
    std::vector<Assertion> m_assertions;
    std::set<const LexiconEntry*> m_whole; // not within another
    std::vector<ReportedFinding> m_findings;
    bool m_normal = false;
};

/// Said twice is said once: with the most weight.
void addOnce(std::vector<ReportedFinding>& findings, ReportedFinding finding) {
    const auto known = std::ranges::find(findings, finding.codes, &ReportedFinding::codes);
    if (known == findings.end()) {
        findings.push_back(std::move(finding));
        return;
    }
    known->weight = std::max(known->weight, finding.weight);
    if (known->name.empty()) {
        known->name = std::move(finding.name);
    }
}

std::string inQuotes(std::string_view code, std::string_view prefix = {}) {
    return '"' + std::string(prefix) + std::string(code) + '"';
}

/// Sentences that hold all codes and assert the first so.
std::string expressionOf(const ReportedFinding& finding, Assertion assertion) {
    std::string all;
    for (const std::string& code : finding.codes) {
        all += (all.empty() ? "" : " AND ") + inQuotes(code);
    }
    std::string none;
    for (const Assertion other :
         {Assertion::Absent, Assertion::Historical, Assertion::SomeoneElse, Assertion::Uncertain}) {
        if (other != assertion) {
            none += (none.empty() ? "" : " OR ") +
                    inQuotes(finding.codes.front(), assertedPrefix(other));
        }
    }
    if (assertion != Assertion::Present) {
        all += " AND " + inQuotes(finding.codes.front(), assertedPrefix(assertion));
    }
    return '(' + all + ") NOT (" + none + ')';
}

struct Told {
    double weight = 0;
    std::int64_t sentence = 0;
    Assertion assertion = Assertion::Present;
};
using ToldByCase = std::unordered_map<std::int64_t, Told>;

/// Which cases' reports tell this finding, and how surely.
Result<ToldByCase> casesTelling(Library& library, const ReportedFinding& finding,
                                const CaseTest& test) {
    ToldByCase cases;
    for (const Assertion assertion : {Assertion::Present, Assertion::Uncertain}) {
        const auto hits = library.searchReports(expressionOf(finding, assertion),
                                                mostSentencesSearched, {test, {}, {}});
        if (!hits) {
            return std::unexpected(hits.error());
        }
        for (const LexicalHit& hit : *hits) {
            if (counts(sectionOfSentence(hit.sentence))) {
                cases.try_emplace(hit.caseId,
                                  Told{assertion == Assertion::Present ? 1 : suspectedWeight,
                                       hit.sentence, assertion});
            }
        }
    }
    return cases;
}

struct Share {
    double sum = 0, most = 0; // of all, of the weightiest
    Told told;                // of this one
};
using Shares = std::unordered_map<std::int64_t, Share>;

void add(Shares& shares, const ToldByCase& cases, double weight) {
    for (const auto& [id, told] : cases) {
        Share& share = shares[id];
        const double more = weight * told.weight;
        share.sum += more;
        if (more > share.most) {
            share.most = more;
            share.told = told;
        }
    }
}

std::vector<LexicalCase> ordered(const Shares& shares, double whole) {
    std::vector<LexicalCase> cases;
    for (const auto& [id, share] : shares) {
        LexicalCase one;
        one.caseId = id;
        one.section = sectionOfSentence(share.told.sentence);
        one.assertion = share.told.assertion;
        one.sentenceId = share.told.sentence;
        one.score = share.sum / whole;
        one.apart = *one.score < mostOfIt;
        if (*one.score >= leastShare) {
            cases.push_back(std::move(one));
        }
    }
    std::ranges::sort(cases, [](const LexicalCase& a, const LexicalCase& b) {
        return a.score != b.score ? a.score > b.score : a.caseId < b.caseId;
    });
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const bool level = i > 0 && *cases[i - 1].score - *cases[i].score < 1e-9;
        cases[i].rank = level ? cases[i - 1].rank : static_cast<int>(i) + 1;
    }
    return cases;
}

/// Cases whose reports name any finding, wherever.
Result<std::vector<std::int64_t>> casesWithFindings(Library& library) {
    std::string any = inQuotes(sizedCode);
    for (const LexiconEntry& entry : Lexicon::standard().entries()) {
        any += isFinding(entry) ? " OR " + inQuotes(indexCode(entry.id)) : "";
    }
    return library.searchWholeReports(any, std::numeric_limits<int>::max());
}

Result<std::vector<LexicalCase>> rankNormal(Library& library, const CaseTest& test) {
    auto cases = casesTelling(library, {{indexCode(normalConcept)}, {}, 1}, test);
    const auto others = casesWithFindings(library);
    if (!cases || !others) {
        return std::unexpected(!cases ? cases.error() : others.error());
    }
    for (const std::int64_t id : *others) {
        cases->erase(id);
    }
    Shares shares;
    add(shares, *cases, 1);
    return ordered(shares, 1);
}

} // namespace

Result<ExampleReport> exampleReport(Library& library, std::int64_t caseId) {
    const auto sentences = library.sentencesOfCase(caseId);
    if (!sentences) {
        return std::unexpected(sentences.error());
    }
    ExampleReport report;
    report.told = !sentences->empty();
    std::size_t read = 0;
    for (const StoredSentence& sentence : *sentences) {
        if (!counts(sentence.section) || ++read > mostSentencesRead) {
            continue;
        }
        SentenceReader reader(sentence);
        for (ReportedFinding& finding : reader.read()) {
            addOnce(report.findings, std::move(finding));
        }
        report.normal = report.normal || reader.normal();
    }
    report.normal = report.normal && report.findings.empty();
    std::ranges::stable_sort(report.findings, std::ranges::greater(), &ReportedFinding::weight);
    if (report.findings.size() > mostFindings) {
        report.findings.resize(mostFindings);
    }
    return report;
}

Result<std::vector<LexicalCase>> rankByExampleReport(Library& library, const ExampleReport& report,
                                                     const CaseTest& test) {
    if (report.findings.empty()) {
        return report.normal ? rankNormal(library, test) : std::vector<LexicalCase>();
    }
    CaseFilter withReport;
    withReport.hasReport = true;
    const auto reported = library.casesPassing(withReport);
    if (!reported) {
        return std::unexpected(reported.error());
    }
    double all = 0;
    for (std::size_t id = 0; id < reported->size(); ++id) {
        all += (*reported)[id] && (!test || test(static_cast<std::int64_t>(id))) ? 1 : 0;
    }
    Shares shares;
    double whole = 0;
    for (const ReportedFinding& finding : report.findings) {
        const auto cases = casesTelling(library, finding, test);
        if (!cases) {
            return std::unexpected(cases.error());
        }
        const double weight =
            finding.weight * std::log(1 + all / double(std::max<std::size_t>(cases->size(), 1)));
        whole += weight;
        add(shares, *cases, weight);
    }
    return ordered(shares, whole);
}

std::string readAs(const ExampleReport& report) {
    if (report.empty()) {
        return {};
    }
    std::string names;
    std::size_t told = 0;
    for (const ReportedFinding& finding : report.findings) {
        if (!finding.name.empty() && told++ < mostNamesTold) {
            names += (names.empty() ? "" : ", ") + finding.name;
        }
    }
    return "as its report says: " + (report.normal ? "no finding" : names);
}

} // namespace bolus
