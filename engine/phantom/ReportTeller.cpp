#include "engine/phantom/ReportTeller.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "engine/phantom/FindingChoice.h"

namespace bolus::phantom {

namespace {

const char* complaintOf(Organ organ) {
    constexpr std::array<const char*, 10> keys{"liver",      "liver",    "biliary", "kidney",
                                               "spleen",     "pancreas", "adrenal", "aorta",
                                               "peritoneum", "chest"};
    return keys[static_cast<std::size_t>(organ)];
}

} // namespace

void add(std::string& text, const std::string& more) {
    text += text.empty() || more.empty() ? "" : " ";
    text += more;
}

std::string continued(std::string text) {
    const bool ordinary = text.size() > 1 && std::islower(static_cast<unsigned char>(text[1])) &&
                          !text.starts_with("Bosniak");
    if (ordinary) {
        text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
    }
    return text;
}

Teller::Teller(const PhantomExam& exam, Style style, Random& random, Scribe& scribe)
    : m_exam(exam), m_style(style), m_random(random), m_scribe(scribe),
      m_findings(findingsOf(exam)) {}

/// Long exams tell less of each finding.
std::size_t Teller::phasesTold() const {
    const std::size_t most = m_findings.size() < 2 ? 4 : m_findings.size() == 2 ? 3 : 2;
    return m_style == Style::Terse || m_style == Style::Abbreviated ? most - 1 : most;
}

std::vector<std::size_t> Teller::somePhases(std::size_t most) {
    std::vector<std::size_t> phases(m_exam.phases.size());
    for (std::size_t i = 0; i < phases.size(); ++i) {
        phases[i] = i;
    }
    while (phases.size() > most) {
        phases.erase(phases.begin() + m_random.integer(0, static_cast<int>(phases.size()) - 1));
    }
    return phases;
}

std::string Teller::behaviours(Finding finding) {
    std::string text;
    std::vector<std::size_t> told;
    for (const std::size_t phase : somePhases(phasesTold())) {
        const std::string one = sentence(m_scribe.behaviour(finding, phase, told));
        const bool joins = !text.empty() && m_random.chance(0.3);
        if (joins) {
            text.back() = ';';
        }
        add(text, joins ? continued(one) : one);
        told.push_back(phase);
    }
    return text;
}

std::string Teller::withReference(const std::string& said, Finding finding) {
    const std::string reference = m_random.chance(0.33) ? m_scribe.reference(finding) : "";
    return sentence(reference.empty()
                        ? said
                        : said.substr(0, said.find_last_not_of('.') + 1) + " " + reference);
}

std::string Teller::described(Finding finding) {
    std::string text = withReference(m_scribe.lead(finding), finding);
    add(text, behaviours(finding));
    if (m_random.chance(0.6)) {
        add(text, sentence(m_scribe.otherKidney(finding)));
    }
    return text;
}

Lines Teller::impressions() {
    Lines all;
    for (const Finding finding : m_findings) {
        all.push_back(sentence(m_scribe.impression(finding)));
    }
    for (const Finding one : m_findings) {
        for (const Finding other : m_findings) {
            const std::string pair = std::string(findingToken(one)) + "+" + findingToken(other);
            if (m_style != Style::Abbreviated && m_scribe.has("frames", pair) &&
                m_random.chance(0.6)) {
                all.push_back(sentence(m_scribe.frame("frames", pair)));
            }
        }
    }
    if (all.empty()) {
        all.push_back(sentence(m_scribe.frame("frames", key("normal"))));
    }
    return all;
}

std::string Teller::key(const char* plain) const {
    return std::string(m_style == Style::Abbreviated ? "." : "") + plain;
}

std::string Teller::history() {
    const char* about = m_findings.empty() || m_random.chance(0.4)
                            ? "any"
                            : complaintOf(organOf(m_findings.front()));
    const bool woman = m_exam.sex == "F";
    return sentence(m_scribe.frame("frames", key("history"),
                                   {{"complaint", m_scribe.frame("complaint", about)},
                                    {"age", std::to_string(std::stoi(m_exam.age))},
                                    {"sex", m_exam.sex},
                                    {"person", woman ? "woman" : "man"}}));
}

std::string Teller::heading(const char* name) {
    return m_scribe.frame("frames", key(name));
}

} // namespace bolus::phantom
