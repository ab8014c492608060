#include "engine/phantom/ReportWriter.h"

#include <algorithm>
#include <cctype>

#include "engine/phantom/FindingChoice.h"
#include "engine/phantom/ReportTeller.h"

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

std::string upperCase(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::toupper(c); });
    return text;
}

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

std::uint64_t seedOf(const PhantomExam& exam, int telling) {
    return exam.seed ^ (0xD1B54A32D192ED03ULL * static_cast<std::uint64_t>(telling));
}

class Writer {
public:
    Writer(const PhantomExam& exam, int telling)
        : m_random(seedOf(exam, telling), exam.index, Stream::Report),
          m_style(chooseStyle(m_random)),
          m_scribe(exam, m_random, chooseWording(m_style, m_random)),
          m_teller(exam, m_style, m_random, m_scribe), m_findings(findingsOf(exam)) {}

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
    /// The heading is drawn before the text: operands of + may be evaluated in any order.
    template<typename Body>
    std::string headed(const char* name, const Body& body) {
        std::string text = m_teller.heading(name) + " ";
        text += body();
        return text;
    }

    std::string findingsIn(const Region& region) {
        std::string text;
        for (const Finding finding : m_findings) {
            if (std::ranges::count(region.organs, organOf(finding)) > 0) {
                add(text, m_teller.described(finding));
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
            text += headed("history_head", [&] { return m_teller.history(); }) + "\n";
        }
        text += headed("technique_head", [&] { return sentence(m_scribe.technique()); }) + "\n";
        if (m_random.chance(0.35)) {
            const auto none = [&] { return sentence(m_scribe.frame("frames", "comparison")); };
            text += headed("comparison_head", none) + "\n";
        }
        std::string impression = m_teller.heading("impression_head") + "\n";
        const Lines all = m_teller.impressions();
        for (std::size_t i = 0; i < all.size(); ++i) {
            impression += (all.size() > 1 ? std::to_string(i + 1) + ". " : "") + all[i] + "\n";
        }
        text += m_teller.heading("findings_head") + "\n";
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
            text = m_teller.history();
        }
        add(text, sentence(m_scribe.technique()));
        const std::string impression = sentences(m_teller.impressions());
        std::string body;
        for (const Finding finding : m_findings) {
            add(body, m_teller.described(finding));
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
        std::string text = m_random.chance(0.1) ? m_teller.history() : "";
        add(text, sentence(m_scribe.technique()));
        for (const Finding finding : m_findings) {
            const bool note = m_random.chance(0.5);
            add(text, m_teller.withReference(
                          note ? m_scribe.brief(finding) : m_scribe.impression(finding), finding));
            add(text, m_teller.behaviours(finding));
        }
        if (m_findings.empty()) {
            add(text, m_teller.impressions().front());
        }
        const int room = std::max(m_random.integer(50, 110) - pieceCount(text), 5);
        add(text, sentences(negatives(room)));
        return text + "\n";
    }

    std::string abbreviated() {
        const char* gap = m_random.chance(0.4) ? "\n" : " ";
        std::string text;
        if (m_random.chance(0.4)) {
            text = headed("history_head", [&] { return m_teller.history(); }) + gap;
        }
        text += sentence(m_scribe.technique()) + gap;
        const std::string impression =
            headed("impression_head", [&] { return sentences(m_teller.impressions()); });
        std::string body;
        for (const Finding finding : m_findings) {
            add(body, m_teller.withReference(m_scribe.brief(finding), finding));
            add(body, m_teller.behaviours(finding));
        }
        const int used = pieceCount(text) + pieceCount(body) + pieceCount(impression);
        const Lines normal = negatives(std::max(m_random.integer(60, 120) - used, 5));
        const bool listed = m_random.chance(0.6);
        add(body, listed ? sentence(joined(normal, ", ", ", ")) : sentences(normal));
        if (m_random.chance(0.5)) {
            text += m_teller.heading("findings_head") + " ";
        }
        return text + body + gap + impression + "\n";
    }

    Random m_random;
    Style m_style;
    Scribe m_scribe;
    Teller m_teller;
    std::vector<Finding> m_findings;
};

} // namespace

std::string writeReport(const PhantomExam& exam, int telling) {
    return Writer(exam, telling).write();
}

} // namespace bolus::phantom
