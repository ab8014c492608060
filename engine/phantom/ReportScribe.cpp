#include "engine/phantom/ReportScribe.h"

#include <algorithm>
#include <sstream>

#include "engine/phantom/FindingChoice.h"
#include "engine/phantom/PhaseLabels.h"
#include "engine/phantom/Scan.h"

namespace bolus::phantom {

namespace {

using enum Finding;

std::string_view phaseKey(Phase phase) {
    return phase == Phase::PreContrast    ? "pre"
           : phase == Phase::Arterial     ? "art"
           : phase == Phase::PortalVenous ? "pv"
                                          : "del";
}

/// A size that names a mass: "34 mm hemangioma".
bool hasMassSize(Finding finding) {
    switch (finding) {
    case Steatosis:
    case Cirrhosis:
    case PortalVeinThrombosis:
    case Gallstones:
    case Hydronephrosis:
    case AcutePancreatitis:
    case AorticDissection:
    case Ascites:
    case PleuralEffusion:
        return false;
    default:
        return true;
    }
}

/// A size of a part or a depth: "ascites (34 mm)".
bool hasExtent(Finding finding) {
    return finding == PortalVeinThrombosis || finding == Gallstones || finding == Hydronephrosis ||
           finding == Ascites || finding == PleuralEffusion;
}

/// Phases from the best to the worst for seeing a finding.
std::vector<Phase> bestPhases(Finding finding) {
    using enum Phase;
    switch (finding) {
    case Hcc:
    case Hemangioma:
    case FocalNodularHyperplasia:
    case HepaticAdenoma:
    case ClearCellRcc:
    case NeuroendocrineTumor:
    case PancreaticAdenocarcinoma:
    case AorticDissection:
        return {Arterial, PortalVenous, Delayed, PreContrast};
    case Cholangiocarcinoma:
        return {Delayed, PortalVenous, Arterial, PreContrast};
    case Gallstones:
    case RenalStone:
    case Angiomyolipoma:
        return {PreContrast, PortalVenous, Arterial, Delayed};
    default:
        return {PortalVenous, Arterial, Delayed, PreContrast};
    }
}

/// Told by comparison with the liver around it, which fat makes dark.
bool isToldBesideLiver(Finding finding) {
    return finding == Hemangioma || finding == Hcc || finding == LiverMetastases ||
           finding == FocalNodularHyperplasia || finding == HepaticAdenoma ||
           finding == Cholangiocarcinoma || finding == LiverAbscess;
}

/// What patients come for; the rest is found by chance.
bool isSymptomatic(Finding finding) {
    switch (finding) {
    case Hcc:
    case LiverMetastases:
    case Cholangiocarcinoma:
    case LiverAbscess:
    case PortalVeinThrombosis:
    case Gallstones:
    case RenalStone:
    case Hydronephrosis:
    case PancreaticAdenocarcinoma:
    case AcutePancreatitis:
    case SplenicInfarct:
    case AorticDissection:
    case Ascites:
    case PleuralEffusion:
        return true;
    default:
        return false;
    }
}

std::string numberWord(std::size_t n) {
    constexpr std::array<const char*, 6> words{"no", "one", "two", "three", "four", "five"};
    return n < words.size() ? words[n] : std::to_string(n);
}

} // namespace

Scribe::Scribe(const PhantomExam& exam, Random& random, const Wording& wording)
    : m_exam(exam), m_book(phraseBook(exam.set)), m_random(random), m_wording(wording),
      m_findings(findingsOf(exam)) {
    for (const Phase phase : exam.phases) {
        m_phaseNames.push_back(picked(sharedPhrases(), "phase", key(phaseKey(phase)), {}));
    }
    for (const Finding finding : m_findings) {
        std::istringstream topics(
            std::string(sharedPhrases().of(findingToken(finding), "topics").front()));
        for (std::string topic; topics >> topic;) {
            m_barred.push_back(topic);
        }
    }
}

bool Scribe::has(std::string_view section, std::string_view key) const {
    return !m_book.of(section, key).empty();
}

std::string Scribe::key(std::string_view plain) const {
    return std::string(m_wording.abbreviated ? "." : "").append(plain);
}

std::string Scribe::picked(const PhraseBook& book, std::string_view section, std::string_view key,
                           const Conditions& conditions) {
    Phrases all = book.of(section, key);
    for (const std::string_view condition : conditions) {
        const Phrases& more = book.of(section, std::string(key).append("@").append(condition));
        all.insert(all.end(), more.begin(), more.end());
    }
    return all.empty() ? std::string() : chosen(m_random.pick(all), m_random);
}

std::string Scribe::frame(std::string_view section, std::string_view key, const Slots& slots) {
    return filled(picked(m_book, section, key, {}), slots);
}

std::vector<const PhantomLesion*> Scribe::lesionsOf(Finding finding) const {
    std::vector<const PhantomLesion*> lesions;
    for (const PhantomLesion& lesion : m_exam.lesions) {
        if (lesion.finding == finding) {
            lesions.push_back(&lesion);
        }
    }
    return lesions;
}

const PhantomLesion& Scribe::largest(Finding finding) const {
    const auto lesions = lesionsOf(finding);
    return **std::ranges::max_element(lesions, {}, &PhantomLesion::diameter);
}

std::string_view Scribe::numberOf(Finding finding) const {
    constexpr double singleStone = 12; // mm; smaller ones come as gravel
    const PhantomLesion& lesion = largest(finding);
    const bool many = lesionsOf(finding).size() > 1 || lesion.place.starts_with("both") ||
                      (finding == Gallstones && lesion.diameter <= singleStone);
    return many ? "many" : "one";
}

Scribe::Conditions Scribe::conditionsOf(Finding finding) const {
    Conditions conditions;
    for (const Phase phase : m_exam.phases) {
        conditions.push_back(phaseKey(phase));
    }
    if (isSymptomatic(finding)) {
        conditions.push_back("symptoms");
    }
    if (finding == Hcc && isLiRads5()) {
        conditions.push_back("lirads5");
    }
    const PhantomLesion& lesion = largest(finding);
    conditions.push_back(numberOf(finding));
    if (lesion.diameter > 0 && hasMassSize(finding)) {
        conditions.push_back("size");
    }
    if (lesion.diameter > 0 && hasExtent(finding)) {
        conditions.push_back("extent");
    }
    return conditions;
}

/// LI-RADS v2018 is for cirrhotic livers; 5 takes arterial hyperenhancement and washout.
bool Scribe::isLiRads5() const {
    const auto scanned = [&](Phase phase) { return std::ranges::count(m_exam.phases, phase) > 0; };
    return present(Cirrhosis) && scanned(Phase::Arterial) &&
           (scanned(Phase::PortalVenous) || scanned(Phase::Delayed));
}

Slots Scribe::slotsOf(Finding finding) {
    const auto lesions = lesionsOf(finding);
    const std::string& place = lesions.front()->place;
    const std::string where = placeText(lesions, m_wording);
    const std::string count = numberWord(lesions.size());
    return {{"size", sizeText(largest(finding).diameter, m_wording)},
            {"place", where},
            {"where", where.starts_with("the ") ? where.substr(4) : where},
            {"side", sideText(place, m_wording)},
            {"other", otherSide(place, m_wording)},
            {"count", count},
            {"Count", capitalised(count)},
            {"it", picked(sharedPhrases(), findingToken(finding), "it", conditionsOf(finding))}};
}

std::string Scribe::told(Finding finding, std::string_view section, std::string_view plainKey,
                         const Conditions& conditions, bool keepSize) {
    const std::string phrase = picked(m_book, section, key(plainKey), conditions);
    return filled(withOptional(phrase, keepSize), slotsOf(finding));
}

std::string Scribe::fromFrame(Finding finding, std::string_view plainKey) {
    const Conditions conditions = conditionsOf(finding);
    const bool sized = std::ranges::count(conditions, "size") > 0;
    const std::string phrase = picked(m_book, "frames", key(plainKey), conditions);
    const std::string named =
        picked(sharedPhrases(), findingToken(finding), key("named"), conditions);
    return filled(filled(withOptional(phrase, sized), {{"named", named}}), slotsOf(finding));
}

std::string Scribe::lead(Finding finding) {
    return told(finding, findingToken(finding), "lead", conditionsOf(finding),
                largest(finding).diameter > 0);
}

std::string Scribe::impression(Finding finding) {
    if (m_wording.abbreviated || m_random.chance(0.5)) {
        return fromFrame(finding, "sum");
    }
    return told(finding, findingToken(finding), "sum", conditionsOf(finding),
                largest(finding).diameter > 0);
}

std::string Scribe::brief(Finding finding) {
    return fromFrame(finding, "brief");
}

std::string Scribe::behaviour(Finding finding, std::size_t phase,
                              const std::vector<std::size_t>& before) {
    Conditions conditions{numberOf(finding)};
    for (const std::size_t earlier : before) {
        conditions.push_back(phaseKey(m_exam.phases[earlier]));
    }
    const bool masked =
        present(Steatosis) && isToldBesideLiver(finding) && m_exam.phases[phase] != Phase::Arterial;
    const std::string clause = this->told(finding, masked ? "fatty" : findingToken(finding),
                                          phaseKey(m_exam.phases[phase]), conditions, true);
    return frame("frames", key("phase"), {{"phase", m_phaseNames[phase]}, {"clause", clause}});
}

std::string Scribe::reference(Finding finding) {
    const PhantomLesion& lesion = largest(finding);
    if (lesion.diameter <= 0 || m_exam.scan.seriesNumbers.size() != m_exam.phases.size()) {
        return {};
    }
    for (const Phase best : bestPhases(finding)) {
        const auto at = std::ranges::find(m_exam.phases, best);
        if (at == m_exam.phases.end()) {
            continue;
        }
        const auto phase = static_cast<std::size_t>(at - m_exam.phases.begin());
        const double z = lesion.centre[2] + breathingShift(m_exam, phase).z;
        return frame("frames", key("reference"),
                     {{"series", std::to_string(m_exam.scan.seriesNumbers[phase])},
                      {"image", std::to_string(imageNumberAt(m_exam, phase, z))}});
    }
    return {};
}

std::string Scribe::otherKidney(Finding finding) {
    return organOf(finding) != Organ::Kidneys
               ? std::string()
               : frame("normal", key("other_kidney"), slotsOf(finding));
}

std::string Scribe::technique() {
    const std::string phases = m_wording.abbreviated
                                   ? joined(m_phaseNames, m_wording.variant < 2 ? "/" : ", ",
                                            m_wording.variant < 2 ? "/" : " + ")
                                   : joined(m_phaseNames, ", ", " and ");
    return frame("frames", key("technique"),
                 {{"phases", phases}, {"Count", capitalised(numberWord(m_exam.phases.size()))}});
}

bool Scribe::present(Finding finding) const {
    return std::ranges::count(m_findings, finding) > 0;
}

bool Scribe::barred(std::string_view topic) const {
    return std::ranges::count(m_barred, topic) > 0;
}

/// Parts of an organ are spoken of only where the organ as a whole is not normal.
bool Scribe::applies(std::string_view topic) const {
    if (topic == "liver_focal") {
        return barred("liver") && !barred("liver_focal");
    }
    if (topic == "liver_diffuse") {
        return barred("liver_focal") && !barred("liver_diffuse");
    }
    if (topic == "kidney_mass" || topic == "kidney_stones") {
        return barred("kidneys") && !barred(topic);
    }
    return !barred(topic);
}

std::string Scribe::normal(std::string_view topic) {
    return applies(topic) ? frame("normal", key(topic)) : std::string();
}

} // namespace bolus::phantom
