#include "library/reports/Hl7Reports.h"

#include <algorithm>
#include <map>
#include <optional>

#include "library/reports/Documents.h"
#include "library/reports/Hl7.h"
#include "library/reports/Sections.h"
#include "library/reports/TextEncoding.h"
#include "library/reports/TimeKey.h"

namespace bolus {

namespace {

using Segment = Hl7Message::Segment;

constexpr std::size_t mostRepetitions = 10000;

/// OBR-25 and OBX-11, HL7 tables 0123 and 0085.
std::string statusFrom(const std::string& code) {
    if (code == "F") {
        return "final";
    }
    if (code == "C") {
        return "corrected";
    }
    if (code == "X") {
        return "cancelled";
    }
    return code == "P" || code == "R" || code == "A" || code == "S" || code == "M" || code == "I"
               ? "preliminary"
               : "";
}

/// OBX-3's suffix (chapter 7) or LOINC's codes for the sections of imaging reports.
std::optional<Section> sectionFromCode(const std::string& identifier) {
    static const std::map<std::string, Section, std::less<>> codes{
        {"IMP", Section::Impression},     {"19005-8", Section::Impression},
        {"GDT", Section::Findings},       {"59776-5", Section::Findings},
        {"18834-2", Section::Comparison}, {"55111-9", Section::Technique},
        {"11329-0", Section::History},    {"18785-6", Section::History}};
    const auto found = codes.find(identifier.substr(identifier.find('&') + 1));
    return found == codes.end() ? std::nullopt : std::optional(found->second);
}

std::string headingOf(Section section) {
    std::string heading = sectionToken(section);
    std::ranges::transform(heading, heading.begin(),
                           [](unsigned char c) { return std::toupper(c); });
    return heading;
}

/// One order and what was observed for it.
class OrderReader {
public:
    OrderReader(const Hl7Message& message, const PdfReader& pdf, std::vector<Error>& problems)
        : m_message(message), m_pdf(pdf), m_problems(problems) {}

    void take(const Segment& segment) {
        if (segment.name == "OBX") {
            observation(segment);
        } else if (segment.name == "NTE" && m_ordered) { // before it: notes on the patient
            addLines(segment, 3);
        } else if (segment.name == "OBR") {
            order(segment);
        } else if (segment.name == "ORC") {
            m_filler = m_message.text(segment, 3);
            m_placer = m_message.text(segment, 2);
        } else if (segment.name == "ZDS") {
            m_report.studyUid = m_message.text(segment, 1);
        } else if (segment.name == "IPC") {
            m_accession = m_message.text(segment, 1);
            studyUidFrom(m_message.text(segment, 3));
        }
    }

    Report finished() && {
        m_report.accessionNumber =
            firstOf({m_accession, m_placerField, m_orderFiller, m_filler, m_orderPlacer, m_placer});
        m_report.text = trimmedText(m_text);
        const std::string order = firstOf({m_orderFiller, m_filler, m_orderPlacer, m_placer});
        if (!order.empty()) {
            m_report.key = order + '|' + m_service;
        }
        if (m_report.status.empty()) {
            m_report.status = m_observedStatus;
        }
        return std::move(m_report);
    }

private:
    static std::string firstOf(std::initializer_list<std::string> values) {
        const auto found = std::ranges::find_if(
            values, [](const std::string& value) { return !trimmedText(value).empty(); });
        return found == values.end() ? std::string() : trimmedText(*found);
    }

    void order(const Segment& segment) {
        m_ordered = true;
        m_orderPlacer = m_message.text(segment, 2);
        m_orderFiller = m_message.text(segment, 3);
        m_service = m_message.text(segment, 4);
        m_placerField = m_message.text(segment, 18);
        m_report.status = statusFrom(m_message.text(segment, 25));
        m_report.written = timeKey(m_message.text(segment, 22));
    }

    void studyUidFrom(const std::string& uid) {
        if (m_report.studyUid.empty()) {
            m_report.studyUid = trimmedText(uid);
        }
    }

    void observation(const Segment& segment) {
        const std::string status = m_message.text(segment, 11);
        const std::string type = m_message.text(segment, 2), code = m_message.text(segment, 3),
                          name = m_message.text(segment, 3, 2);
        if (status == "D" || status == "W" || status == "X") {
            return; // taken back, or posted in error
        }
        if (code == "113014" || name == "Study Instance UID") {
            studyUidFrom(m_message.text(segment, 5));
            return;
        }
        m_observedStatus = m_observedStatus.empty() ? statusFrom(status) : m_observedStatus;
        if (type == "ED") {
            document(segment);
        } else if (type == "TX" || type == "FT" || type == "ST" || type.empty()) {
            enterSection(code, name, m_message.text(segment, 5, 0));
            addLines(segment, 5);
        } else if (type != "RP" && type != "DT" && type != "TM" && type != "TS") {
            addValue(segment, type, name);
        }
    }

    /// A heading where the section changes and the text itself begins with none.
    void enterSection(const std::string& code, const std::string& name, const std::string& text) {
        auto section = sectionFromCode(code);
        if (const auto named = headingAt(name + ":"); !section && named) {
            section = named->section;
        }
        if (section && section != m_section && !headingAt(text)) {
            m_text += (m_text.empty() ? "" : "\n") + headingOf(*section) + ":\n";
        }
        m_section = section ? section : m_section;
    }

    void addLines(const Segment& segment, std::size_t field) {
        const std::size_t count = std::min(m_message.repetitions(segment, field), mostRepetitions);
        if (count == 0) {
            m_text += '\n'; // an empty line of the report
        }
        for (std::size_t i = 0; i < count; ++i) {
            m_text += m_message.text(segment, field, 0, i) + '\n';
        }
    }

    void addValue(const Segment& segment, const std::string& type, const std::string& name) {
        const bool coded = type == "CE" || type == "CWE" || type == "CNE";
        std::string value = m_message.text(segment, 5, coded ? 2 : 1);
        value = value.empty() ? m_message.text(segment, 5) : value;
        if (const std::string unit = m_message.text(segment, 6); type == "NM" && !unit.empty()) {
            value += ' ' + unit;
        }
        if (!value.empty()) {
            m_text += (name.empty() ? "" : name + ": ") + value + '\n';
        }
    }

    /// Source ^ type ^ subtype ^ encoding ^ data.
    void document(const Segment& segment) {
        const std::string subtype = m_message.text(segment, 5, 3);
        auto data = m_message.text(segment, 5, 4) == "Base64"
                        ? fromBase64(m_message.text(segment, 5, 5))
                        : Result<std::string>(m_message.text(segment, 5, 5));
        if (!data) {
            m_problems.push_back(data.error());
            return;
        }
        auto text = textOfDocument(subtype, *data, m_pdf);
        if (!text) {
            m_problems.push_back(text.error());
            return;
        }
        m_text += *text + '\n';
    }

    const Hl7Message& m_message;
    const PdfReader& m_pdf;
    std::vector<Error>& m_problems;
    Report m_report;
    std::string m_text, m_accession, m_placerField, m_orderFiller, m_orderPlacer, m_filler,
        m_placer, m_service, m_observedStatus;
    std::optional<Section> m_section;
    bool m_ordered = false;
};

/// Every identifier of the patient (PID-3, and PID-2 of older senders), joined by '\'.
std::string patientIdsOf(const Hl7Message& message) {
    const Segment* pid = message.first("PID");
    std::string ids;
    for (const std::size_t field : {3, 2}) {
        const std::size_t count = pid ? message.repetitions(*pid, field) : 0;
        for (std::size_t i = 0; i < std::min<std::size_t>(count, 50); ++i) {
            const std::string id = trimmedText(message.text(*pid, field, 1, i));
            ids += id.empty() ? "" : (ids.empty() ? "" : "\\") + id;
        }
    }
    return ids;
}

void readOrders(const Hl7Message& message, const PdfReader& pdf, ReportsRead& read) {
    const Segment& head = message.segments().front();
    const std::string sender = message.text(head, 3) + '|' + message.text(head, 4) + '|';
    const std::string sent = timeKey(message.text(head, 7)), patient = patientIdsOf(message);
    std::optional<OrderReader> order;
    bool hasOrder = false, used = false;
    const auto finish = [&] {
        Report report = std::move(*order).finished();
        report.source = "hl7";
        report.patientId = patient;
        report.key = report.key.empty() ? "" : "hl7|" + sender + report.key;
        report.written = report.written.empty() ? sent : report.written;
        if (report.text.empty() && report.status == "cancelled") {
            report.text = "The sender has cancelled this report.";
        }
        if (!report.text.empty()) {
            read.reports.push_back(std::move(report));
            used = true;
        }
        order.reset();
    };
    for (const Segment& segment : message.segments()) {
        const bool begins = segment.name == "ORC" || (segment.name == "OBR" && hasOrder);
        if (order && begins && hasOrder) {
            finish();
            hasOrder = false;
        }
        if (!order) {
            order.emplace(message, pdf, read.problems);
        }
        hasOrder = hasOrder || segment.name == "OBR";
        order->take(segment);
    }
    if (order) {
        finish();
    }
    if (!used) {
        read.problems.push_back(
            {ErrorCode::BadInput,
             "The HL7 message " + message.text(head, 10) + " holds no report text.", ""});
    }
}

} // namespace

bool looksLikeHl7(std::string_view bytes) {
    bytes = bytes.substr(0, 4096);
    bytes.remove_prefix(std::min(bytes.find_first_not_of("\v \t\r\n\xEF\xBB\xBF"), bytes.size()));
    return bytes.starts_with("MSH|") || bytes.starts_with("FHS|") || bytes.starts_with("BHS|") ||
           (bytes.starts_with("MSH") && bytes.size() > 8 && bytes.substr(4, 4) == "^~\\&");
}

ReportsRead readHl7Reports(std::string_view bytes, const PdfReader& pdf) {
    ReportsRead read;
    for (const std::string_view part : hl7Messages(bytes)) {
        const auto message = Hl7Message::parse(part);
        if (!message) {
            read.problems.push_back(message.error());
            continue;
        }
        const std::string type = message->text(message->segments().front(), 9);
        if (type == "ORU" || type == "MDM") {
            readOrders(*message, pdf, read);
        } else {
            read.problems.push_back(
                {ErrorCode::Unsupported,
                 "An HL7 message of the type " + type + " holds no report; ORU and MDM do.", ""});
        }
    }
    return read;
}

} // namespace bolus
