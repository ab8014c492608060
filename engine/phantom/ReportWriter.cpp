#include "engine/phantom/ReportWriter.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "engine/phantom/FindingChoice.h"
#include "engine/phantom/ReportScribe.h"

namespace bolus::phantom {

namespace {

struct Region {
    const char* heading;
    std::vector<Organ> organs;
    std::vector<const char*> topics;
};

const std::vector<Region>& regions() {
    static const std::vector<Region> all{
        {"Liver", {Organ::Liver}, {"liver", "liver_focal", "liver_diffuse"}},
        {"Gallbladder and bile ducts", {Organ::Biliary}, {"ducts", "gallbladder"}},
        {"Spleen", {Organ::Spleen}, {"spleen"}},
        {"Pancreas", {Organ::Pancreas}, {"pancreas"}},
        {"Adrenal glands", {Organ::Adrenals}, {"adrenals"}},
        {"Kidneys", {Organ::Kidneys}, {"kidneys", "kidney_mass", "kidney_stones"}},
        {"Vessels", {Organ::Aorta, Organ::PortalVein}, {"aorta", "portal"}},
        {"Peritoneum", {Organ::Peritoneum}, {"peritoneum"}},
        {"Lymph nodes", {}, {"nodes"}},
        {"Bowel", {}, {"bowel"}},
        {"Bones", {}, {"bones"}},
        {"Lung bases", {Organ::Chest}, {"pleura"}}};
    return all;
}

const char* complaintOf(Organ organ) {
    constexpr std::array<const char*, 10> keys{"liver",      "liver",    "biliary", "kidney",
                                               "spleen",     "pancreas", "adrenal", "aorta",
                                               "peritoneum", "chest"};
    return keys[static_cast<std::size_t>(organ)];
}

std::string upperCase(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::toupper(c); });
    return text;
}

/// A sentence as it goes on after a comma; names and abbreviations keep their capitals.
std::string continued(std::string text) {
    const bool ordinary = text.size() > 1 && std::islower(static_cast<unsigned char>(text[1])) &&
                          !text.starts_with("Bosniak");
    if (ordinary) {
        text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
    }
    return text;
}

enum class Style { Structured, Free, Terse, Abbreviated };

Style chooseStyle(Random& random) {
    const double lot = random.uniform();
    return lot < 0.34   ? Style::Structured
           : lot < 0.62 ? Style::Free
           : lot < 0.81 ? Style::Terse
                        : Style::Abbreviated;
}

Wording chooseWording(Style style, Random& random) {
    Wording wording;
    wording.abbreviated = style == Style::Abbreviated;
    wording.centimetres = random.chance(0.5);
    wording.arabicSegments = random.chance(0.25);
    wording.variant = random.integer(0, 3);
    return wording;
}

class Writer {
public:
    explicit Writer(const PhantomExam& exam)
        : m_exam(exam), m_random(exam.seed, exam.index, Stream::Report),
          m_style(chooseStyle(m_random)),
          m_scribe(exam, m_random, chooseWording(m_style, m_random)), m_findings(findingsOf(exam)) {
    }

    std::string write() {
        switch (m_style) {
        case Style::Structured:
            return structured();
        case Style::Free:
            return dictated();
        case Style::Terse:
            return terse();
        case Style::Abbreviated:
            break;
        }
        return abbreviated();
    }

private:
    using Lines = std::vector<std::string>;

    static void add(std::string& text, const std::string& more) {
        text += text.empty() || more.empty() ? "" : " ";
        text += more;
    }

    /// Long exams tell less of each finding.
    std::size_t phasesTold() const {
        const std::size_t most = m_findings.size() < 2 ? 4 : m_findings.size() == 2 ? 3 : 2;
        return m_style == Style::Terse || m_style == Style::Abbreviated ? most - 1 : most;
    }

    std::vector<std::size_t> somePhases(std::size_t most) {
        std::vector<std::size_t> phases(m_exam.phases.size());
        for (std::size_t i = 0; i < phases.size(); ++i) {
            phases[i] = i;
        }
        while (phases.size() > most) {
            phases.erase(phases.begin() + m_random.integer(0, static_cast<int>(phases.size()) - 1));
        }
        return phases;
    }

    std::string behaviours(Finding finding) {
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

    std::string withReference(const std::string& said, Finding finding) {
        const std::string reference = m_random.chance(0.33) ? m_scribe.reference(finding) : "";
        return sentence(reference.empty()
                            ? said
                            : said.substr(0, said.find_last_not_of('.') + 1) + " " + reference);
    }

    /// What the finding is, and what it does in the phases that were scanned.
    std::string described(Finding finding) {
        std::string text = withReference(m_scribe.lead(finding), finding);
        add(text, behaviours(finding));
        if (m_random.chance(0.6)) {
            add(text, sentence(m_scribe.otherKidney(finding)));
        }
        return text;
    }

    Lines impressions() {
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

    std::string key(const char* plain) const {
        return std::string(m_style == Style::Abbreviated ? "." : "") + plain;
    }

    std::string history() {
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

    std::string head(const char* name) { return m_scribe.frame("frames", key(name)); }

    /// The heading is drawn before the text: operands of + may be evaluated in any order.
    template<typename Body>
    std::string headed(const char* name, const Body& body) {
        std::string text = head(name) + " ";
        text += body();
        return text;
    }

    std::string findingsIn(const Region& region) {
        std::string text;
        for (const Finding finding : m_findings) {
            if (std::ranges::count(region.organs, organOf(finding)) > 0) {
                add(text, described(finding));
            }
        }
        return text;
    }

    /// What is normal in a region, under its heading.
    std::string normalIn(const Region& region) {
        Lines said;
        for (const char* topic : region.topics) {
            if (std::string one = m_scribe.normal(topic); !one.empty()) {
                said.push_back(sentence(std::move(one)));
            }
        }
        const auto isBarred = [&](const char* topic) { return m_scribe.barred(topic); };
        if (std::ranges::none_of(region.topics, isBarred) && m_random.chance(0.35)) {
            return sentence(m_scribe.frame("normal", "short"));
        }
        if (said.empty()) {
            return {};
        }
        const std::string one = m_random.pick(said);
        return said.size() > 1 && m_random.chance(0.25) ? joined(said, " ", " ") : one;
    }

    /// The regions' lines, some normal ones left out so that the report stays short.
    Lines regionLines(int pieces) {
        Lines lines(regions().size());
        int used = 0;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            lines[i] = findingsIn(regions()[i]);
            used += pieceCount(lines[i]);
        }
        std::vector<std::size_t> order;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            order.insert(order.begin() + m_random.integer(0, static_cast<int>(i)), i);
        }
        for (const std::size_t i : order) {
            const std::string normal = normalIn(regions()[i]);
            const bool wanted = lines[i].empty() || m_random.chance(0.4);
            if (wanted && used + pieceCount(normal) + 3 < pieces) {
                add(lines[i], normal);
                used += pieceCount(normal) + 3;
            }
        }
        return lines;
    }

    std::string structured() {
        std::string text;
        if (m_random.chance(0.45)) {
            text += headed("history_head", [&] { return history(); }) + "\n";
        }
        text += headed("technique_head", [&] { return sentence(m_scribe.technique()); }) + "\n";
        if (m_random.chance(0.35)) {
            const auto none = [&] { return sentence(m_scribe.frame("frames", "comparison")); };
            text += headed("comparison_head", none) + "\n";
        }
        std::string impression = head("impression_head") + "\n";
        const Lines all = impressions();
        for (std::size_t i = 0; i < all.size(); ++i) {
            impression += (all.size() > 1 ? std::to_string(i + 1) + ". " : "") + all[i] + "\n";
        }
        text += head("findings_head") + "\n";
        const int used = pieceCount(text) + pieceCount(impression);
        const Lines lines = regionLines(m_random.integer(130, 205) - used);
        const bool loud = m_random.chance(0.3);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const std::string heading = regions()[i].heading;
            text += lines[i].empty()
                        ? ""
                        : (loud ? upperCase(heading) : heading) + ": " + lines[i] + "\n";
        }
        return text + impression;
    }

    /// Normal organs in the order of the body, until the report is long enough.
    Lines negatives(int pieces) {
        std::vector<const char*> topics;
        for (const Region& region : regions()) {
            topics.insert(topics.end(), region.topics.begin(), region.topics.end());
        }
        std::vector<std::string> said(topics.size());
        std::vector<std::size_t> order;
        for (std::size_t i = 0; i < topics.size(); ++i) {
            order.insert(order.begin() + m_random.integer(0, static_cast<int>(i)), i);
        }
        int used = 0;
        for (const std::size_t i : order) {
            said[i] = m_scribe.normal(topics[i]);
            used += pieceCount(said[i]);
            if (used > pieces) {
                said[i].clear();
                break;
            }
        }
        std::erase(said, "");
        return said;
    }

    static std::string sentences(const Lines& lines) {
        std::string text;
        for (const std::string& line : lines) {
            add(text, sentence(line));
        }
        return text;
    }

    std::string dictated() {
        std::string text;
        if (m_random.chance(0.35)) {
            text = history();
        }
        add(text, sentence(m_scribe.technique()));
        const std::string impression = sentences(impressions());
        std::string body;
        for (const Finding finding : m_findings) {
            add(body, described(finding));
        }
        const int used = pieceCount(text) + pieceCount(impression) + pieceCount(body) + 4;
        const int room = std::max(m_random.integer(100, 200) - used, 8);
        add(body, sentences(negatives(room)));
        const std::string closing = m_scribe.frame("frames", "closing");
        const bool comma = closing.find(", {") != std::string::npos;
        return text + "\n\n" + body + "\n\n" +
               filled(closing, {{"impression", comma ? continued(impression) : impression}}) + "\n";
    }

    std::string terse() {
        std::string text = m_random.chance(0.1) ? history() : "";
        add(text, sentence(m_scribe.technique()));
        for (const Finding finding : m_findings) {
            const bool note = m_random.chance(0.5);
            add(text, withReference(note ? m_scribe.brief(finding) : m_scribe.impression(finding),
                                    finding));
            add(text, behaviours(finding));
        }
        if (m_findings.empty()) {
            add(text, impressions().front());
        }
        const int room = std::max(m_random.integer(50, 110) - pieceCount(text), 5);
        add(text, sentences(negatives(room)));
        return text + "\n";
    }

    std::string abbreviated() {
        const char* gap = m_random.chance(0.4) ? "\n" : " ";
        std::string text;
        if (m_random.chance(0.4)) {
            text = headed("history_head", [&] { return history(); }) + gap;
        }
        text += sentence(m_scribe.technique()) + gap;
        const std::string impression =
            headed("impression_head", [&] { return sentences(impressions()); });
        std::string body;
        for (const Finding finding : m_findings) {
            add(body, withReference(m_scribe.brief(finding), finding));
            add(body, behaviours(finding));
        }
        const int used = pieceCount(text) + pieceCount(body) + pieceCount(impression);
        const Lines normal = negatives(std::max(m_random.integer(60, 120) - used, 5));
        const bool listed = m_random.chance(0.6);
        add(body, listed ? sentence(joined(normal, ", ", ", ")) : sentences(normal));
        if (m_random.chance(0.5)) {
            text += head("findings_head") + " ";
        }
        return text + body + gap + impression + "\n";
    }

    const PhantomExam& m_exam;
    Random m_random;
    Style m_style;
    Scribe m_scribe;
    std::vector<Finding> m_findings;
};

} // namespace

std::string writeReport(const PhantomExam& exam) {
    return Writer(exam).write();
}

} // namespace bolus::phantom
