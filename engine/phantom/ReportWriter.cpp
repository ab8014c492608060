#include "engine/phantom/ReportWriter.h"

#include <algorithm>
#include <cctype>

#include "engine/phantom/Plan.h"
#include "engine/phantom/Random.h"
#include "engine/phantom/ReportPhrases.h"

namespace bolus::phantom {

namespace {

constexpr std::array<const char*, regionCount> headings{
    "Liver",   "Bile ducts", "Spleen",      "Pancreas", "Kidneys",   "Adrenals",
    "Vessels", "Peritoneum", "Lymph nodes", "Bones",    "Lung bases"};

Region regionOf(Finding finding) {
    switch (organOf(finding)) {
    case Organ::Liver:
        return LiverRegion;
    case Organ::Kidneys:
        return KidneyRegion;
    case Organ::Spleen:
        return SpleenRegion;
    case Organ::Pancreas:
        return PancreasRegion;
    case Organ::Aorta:
        return VesselRegion;
    case Organ::Peritoneum:
        break;
    }
    return PeritoneumRegion;
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    for (auto at = text.find(what); at != std::string::npos;
         at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
    return text;
}

std::string capitalised(std::string text) {
    if (!text.empty()) {
        text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    }
    return text;
}

std::string joined(const std::vector<std::string>& parts, const char* last) {
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        text += (i == 0 ? "" : i + 1 == parts.size() ? last : ", ") + parts[i];
    }
    return text;
}

std::string numberWord(std::size_t n) {
    constexpr std::array<const char*, 6> words{"no", "one", "two", "three", "four", "five"};
    return n < words.size() ? words[n] : std::to_string(n);
}

std::size_t phaseIndex(Phase phase) {
    return phase == Phase::PreContrast    ? 0
           : phase == Phase::Arterial     ? 1
           : phase == Phase::PortalVenous ? 2
                                          : 3;
}

class Writer {
public:
    explicit Writer(const PhantomExam& exam)
        : m_exam(exam), m_phrases(phraseSet(exam.set != PhantomSet::Training)),
          m_random(exam.seed, exam.index, Stream::Report), m_findings(findingsOf(exam)) {
        m_centimetres = m_random.chance(0.4);
    }

    std::string write() {
        const double lot = m_random.uniform();
        return lot < 0.45 ? structured() : lot < 0.78 ? free() : terse();
    }

private:
    std::vector<const PhantomLesion*> lesionsOf(Finding finding) const {
        std::vector<const PhantomLesion*> lesions;
        for (const PhantomLesion& lesion : m_exam.lesions) {
            if (lesion.finding == finding) {
                lesions.push_back(&lesion);
            }
        }
        return lesions;
    }

    std::string size(double mm) const {
        const int whole = static_cast<int>(mm);
        return m_centimetres ? std::to_string(whole / 10) + "." + std::to_string(whole % 10) + " cm"
                             : std::to_string(whole) + " mm";
    }

    static std::string placeOf(const std::vector<const PhantomLesion*>& lesions) {
        if (lesions.size() == 1) {
            return lesions.front()->place;
        }
        constexpr std::size_t word = std::char_traits<char>::length("segment ");
        constexpr std::array<const char*, 8> order{"I", "II", "III", "IV",
                                                   "V", "VI", "VII", "VIII"};
        std::vector<std::string> segments;
        for (const char* name : order) {
            if (std::any_of(lesions.begin(), lesions.end(),
                            [&](const auto* l) { return l->place.substr(word) == name; })) {
                segments.emplace_back(name);
            }
        }
        return std::string(segments.size() == 1 ? "segment " : "segments ")
            .append(joined(segments, " and "));
    }

    std::string filled(const char* phrase, Finding finding) const {
        const auto lesions = lesionsOf(finding);
        double largest = 0;
        for (const PhantomLesion* lesion : lesions) {
            largest = std::max(largest, lesion->diameter);
        }
        std::string text = replaced(phrase, "{size}", size(largest));
        text = replaced(text, "{place}", placeOf(lesions));
        text = replaced(text, "{count}", numberWord(lesions.size()));
        return capitalised(replaced(text, "{Count}", capitalised(numberWord(lesions.size()))));
    }

    const FindingPhrases& phrasesOf(Finding finding) const {
        constexpr std::array order{Finding::Normal,
                                   Finding::HepaticCyst,
                                   Finding::Hemangioma,
                                   Finding::Hcc,
                                   Finding::LiverMetastases,
                                   Finding::FocalNodularHyperplasia,
                                   Finding::RenalCyst,
                                   Finding::ClearCellRcc,
                                   Finding::Angiomyolipoma,
                                   Finding::RenalStone,
                                   Finding::SplenicInfarct,
                                   Finding::PancreaticAdenocarcinoma,
                                   Finding::AorticAneurysm,
                                   Finding::Ascites};
        const auto at = std::find(order.begin(), order.end(), finding);
        return m_phrases.findings[static_cast<std::size_t>(at - order.begin()) % order.size()];
    }

    /// What the lesion is, then what it does in each phase that was scanned.
    std::string described(Finding finding) {
        std::string text = filled(m_random.pick(phrasesOf(finding).lead), finding);
        for (const Phase phase : m_exam.phases) {
            const std::size_t i = phaseIndex(phase);
            const std::string clause = m_random.pick(phrasesOf(finding).behaviour[i]);
            text += ' ';
            text += replaced(m_random.pick(m_phrases.inPhase[i]), "{clause}", clause);
        }
        return text + otherKidney(finding);
    }

    std::string otherKidney(Finding finding) {
        if (organOf(finding) != Organ::Kidneys) {
            return {};
        }
        const bool left = lesionsOf(finding).front()->place.find("left") != std::string::npos;
        return std::string(" ") + capitalised(replaced(m_random.pick(m_phrases.otherKidney),
                                                       "{side}", left ? "right" : "left"));
    }

    bool involved(Region region) const {
        return std::any_of(m_findings.begin(), m_findings.end(),
                           [&](Finding f) { return regionOf(f) == region; });
    }

    std::string technique() {
        constexpr std::array<const char*, 4> names{"unenhanced", "arterial", "portal venous",
                                                   "delayed"};
        std::vector<std::string> phases;
        for (const Phase phase : m_exam.phases) {
            phases.emplace_back(names[phaseIndex(phase)]);
        }
        return replaced(m_random.pick(m_phrases.technique), "{phases}", joined(phases, " and "));
    }

    std::vector<std::string> impressions() {
        std::vector<std::string> all;
        for (const Finding finding : m_findings) {
            all.push_back(filled(m_random.pick(phrasesOf(finding).impression), finding));
        }
        if (all.empty()) {
            all.emplace_back(m_random.pick(m_phrases.normalImpression));
        }
        return all;
    }

    std::string structured() {
        std::string text = std::string("TECHNIQUE: ").append(technique()) + "\n\nFINDINGS:\n";
        for (int r = 0; r < regionCount; ++r) {
            const auto region = static_cast<Region>(r);
            text += std::string(headings[static_cast<std::size_t>(r)]) + ": ";
            if (!involved(region)) {
                text += m_random.pick(m_phrases.normal[static_cast<std::size_t>(r)]);
            }
            for (const Finding finding : m_findings) {
                text += regionOf(finding) == region ? described(finding) : std::string();
            }
            text += "\n";
        }
        text += "\nIMPRESSION:\n";
        const auto all = impressions();
        for (std::size_t i = 0; i < all.size(); ++i) {
            text += (all.size() > 1 ? std::to_string(i + 1) + ". " : "") + all[i] + "\n";
        }
        return text;
    }

    /// Some organs without a finding, in the order of the body.
    std::string negatives(double share) {
        std::string text;
        for (int r = 0; r < regionCount; ++r) {
            const bool said = m_random.chance(share);
            const char* phrase = m_random.pick(m_phrases.normal[static_cast<std::size_t>(r)]);
            if (said && !involved(static_cast<Region>(r))) {
                text += std::string(" ") + phrase;
            }
        }
        return text;
    }

    std::string free() {
        std::string text = technique() + "\n\n";
        for (const Finding finding : m_findings) {
            text += described(finding) + " ";
        }
        const std::string others = negatives(0.55);
        text += others.empty() ? "" : others.substr(1);
        std::vector<std::string> all = impressions();
        std::string closing;
        for (const std::string& one : all) {
            closing += (closing.empty() ? "" : " ") + one;
        }
        return text + "\n\n" +
               replaced(m_random.pick(m_phrases.freeClosing), "{impression}", closing) + "\n";
    }

    std::string terse() {
        std::string text = technique();
        for (const std::string& one : impressions()) {
            text += ' ' + one;
        }
        for (const Finding finding : m_findings) {
            const Phase phase = m_exam.phases[static_cast<std::size_t>(
                m_random.integer(0, static_cast<int>(m_exam.phases.size()) - 1))];
            const std::size_t i = phaseIndex(phase);
            const std::string clause = m_random.pick(phrasesOf(finding).behaviour[i]);
            text += ' ';
            text += replaced(m_random.pick(m_phrases.inPhase[i]), "{clause}", clause);
        }
        return text + negatives(0.25) + "\n";
    }

    const PhantomExam& m_exam;
    const PhraseSet& m_phrases;
    Random m_random;
    std::vector<Finding> m_findings;
    bool m_centimetres = false;
};

} // namespace

std::string writeReport(const PhantomExam& exam) {
    return Writer(exam).write();
}

} // namespace bolus::phantom
