#include "engine/phantom/ReportPhrase.h"

#include <algorithm>
#include <array>

#include "engine/phantom/ReportTeller.h"

namespace bolus {

namespace {

using namespace phantom;

void take(std::string& text, std::string_view what) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what)) {
        text.erase(at, what.size());
    }
}

/// Without place and side. Empty where what is left could be said of another organ: "stone".
std::string withoutPlace(std::string name) {
    constexpr std::array<std::string_view, 5> places{" in {", " involving {", " of {", " on the {",
                                                     ", {"};
    for (const std::string_view place : places) {
        const auto at = name.find(place);
        if (at == std::string::npos || name.compare(at + place.size() - 1, 6, "{side}") == 0) {
            continue;
        }
        const bool clear = place == " in {" || place == " involving {" || place == ", {";
        const bool several = std::ranges::count(name.substr(0, at), ' ') > 0;
        return clear && several ? name.substr(0, at) : std::string();
    }
    take(name, "{side}-sided ");
    take(name, "{side} ");
    return name.find('{') == std::string::npos ? name : std::string();
}

class Phraser {
public:
    Phraser(const PhantomExam& exam, std::uint64_t lot)
        : m_random(mixBits(exam.seed ^ mixBits(lot)), exam.index, Stream::Report),
          m_style(m_random.chance(0.25) ? Style::Abbreviated : Style::Free),
          m_scribe(exam, m_random, wording()), m_teller(exam, m_style, m_random, m_scribe),
          m_exam(exam), m_findings(findingsOf(exam)) {}

    PhantomPhrase draw() {
        const double lot = m_random.uniform();
        if (m_findings.empty()) {
            return lot < 0.5 ? denial() : normal();
        }
        return lot < 0.3    ? name()
               : lot < 0.4  ? denial()
               : lot < 0.55 ? hasAndLacks()
               : lot < 0.65 ? together()
                            : line(m_random.integer(0, 4));
    }

private:
    Wording wording() {
        Wording wording;
        wording.abbreviated = m_style == Style::Abbreviated;
        wording.centimetres = m_random.chance(0.5);
        wording.arabicSegments = m_random.chance(0.25);
        wording.variant = m_random.integer(0, 3);
        return wording;
    }

    std::string nameOf(Finding finding) {
        const PhraseBook& book = sharedPhrases();
        Phrases all = book.of(findingToken(finding), "named");
        const Phrases& many = book.of(findingToken(finding), "named@many");
        all.insert(all.end(), many.begin(), many.end());
        for (int attempt = 0; attempt < 40; ++attempt) {
            const std::string name = withoutPlace(chosen(m_random.pick(all), m_random));
            if (!name.empty()) {
                return name;
            }
        }
        return plainName(finding);
    }

    /// "portal_vein_thrombosis" as words.
    static std::string plainName(Finding finding) {
        std::string name = findingToken(finding);
        std::ranges::replace(name, '_', ' ');
        return name;
    }

    Finding absent() {
        for (;;) {
            const auto finding = static_cast<Finding>(m_random.integer(1, findingCount - 1));
            if (std::ranges::find(m_findings, finding) == m_findings.end()) {
                return finding;
            }
        }
    }

    PhantomPhrase name() {
        const Finding finding = m_random.pick(m_findings);
        return {nameOf(finding), {finding}, {}, false};
    }

    PhantomPhrase denial() {
        constexpr std::array<const char*, 4> denials{"no ", "no evidence of ", "without ", "no "};
        const Finding finding = absent();
        return {m_random.pick(denials) + nameOf(finding), {}, {finding}, false};
    }

    PhantomPhrase hasAndLacks() {
        constexpr std::array<const char*, 3> links{" without ", ", no ", " but no "};
        const Finding has = m_random.pick(m_findings), lacks = absent();
        std::string text = nameOf(has);
        text += m_random.pick(links);
        text += nameOf(lacks);
        return {std::move(text), {has}, {lacks}, false};
    }

    PhantomPhrase together() {
        if (m_findings.size() < 2) {
            return name();
        }
        constexpr std::array<const char*, 3> links{" and ", " with ", ", "};
        const int first = m_random.integer(0, static_cast<int>(m_findings.size()) - 1);
        const Finding one = m_findings[static_cast<std::size_t>(first)];
        const Finding other = m_findings[(static_cast<std::size_t>(first) + 1) % m_findings.size()];
        std::string text = nameOf(one);
        text += m_random.pick(links);
        text += nameOf(other);
        return {std::move(text), {one, other}, {}, false};
    }

    PhantomPhrase line(int kind) {
        const Finding finding = m_random.pick(m_findings);
        std::string text;
        switch (kind) {
        case 0:
            text = m_scribe.impression(finding);
            break;
        case 1:
            text = m_scribe.lead(finding);
            break;
        case 2:
            text = m_scribe.brief(finding);
            break;
        default: {
            const int last = static_cast<int>(m_exam.phases.size()) - 1;
            const auto phase = static_cast<std::size_t>(m_random.integer(0, last));
            text = nameOf(finding) + ". ";
            text += sentence(m_scribe.behaviour(finding, phase, {}));
        }
        }
        if (text.empty()) { // its set has no such line
            return name();
        }
        return {sentence(std::move(text)), {finding}, {}, true};
    }

    PhantomPhrase normal() {
        PhantomPhrase phrase{m_teller.impressions().front(), {}, {}, false};
        for (std::size_t i = 1; i < findingCount; ++i) {
            phrase.denies.push_back(static_cast<Finding>(i));
        }
        return phrase;
    }

    Random m_random;
    Style m_style;
    Scribe m_scribe;
    Teller m_teller;
    const PhantomExam& m_exam;
    std::vector<Finding> m_findings;
};

} // namespace

PhantomPhrase phraseOf(const PhantomExam& exam, std::uint64_t lot) {
    return Phraser(exam, lot).draw();
}

} // namespace bolus
