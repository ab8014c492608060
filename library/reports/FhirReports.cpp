#include "library/reports/FhirReports.h"

#include <algorithm>
#include <map>

#include <nlohmann/json.hpp>

#include "library/reports/Documents.h"
#include "library/reports/Markup.h"
#include "library/reports/TextEncoding.h"
#include "library/reports/TimeKey.h"

namespace bolus {

namespace {

using Json = nlohmann::json;

constexpr int deepest = 64;
constexpr std::size_t mostValues = 4'000'000; // bounds the memory that 64 MB of brackets would take

const Json& nothing() {
    static const Json null;
    return null;
}

/// Any value may be missing or of another type than the standard says.
const Json& at(const Json& value, const char* key) {
    const auto found = value.is_object() ? value.find(key) : value.end();
    return value.is_object() && found != value.end() ? *found : nothing();
}

std::string textAt(const Json& value, const char* key) {
    const Json& text = at(value, key);
    return text.is_string() ? trimmedText(text.get_ref<const std::string&>()) : std::string();
}

/// The elements of an array, or the one value that stands where an array should.
std::vector<const Json*> each(const Json& value) {
    std::vector<const Json*> elements;
    if (value.is_array()) {
        for (const Json& element : value) {
            elements.push_back(&element);
        }
    } else if (!value.is_null()) {
        elements.push_back(&value);
    }
    return elements;
}

bool hasCode(const Json& type, const char* code) {
    return std::ranges::any_of(each(at(type, "coding")),
                               [&](const Json* coding) { return textAt(*coding, "code") == code; });
}

std::string uidFrom(std::string value) {
    return value.starts_with("urn:oid:") ? value.substr(8) : value;
}

std::string statusFrom(const std::string& status) {
    if (status == "amended" || status == "corrected" || status == "appended" ||
        status == "modified") {
        return "corrected";
    }
    if (status == "cancelled" || status == "entered-in-error") {
        return "cancelled";
    }
    if (status == "registered" || status == "partial" || status == "preliminary") {
        return "preliminary";
    }
    return status == "final" ? status : "";
}

/// The resources of one file by every name that a reference may call them.
class Resources {
public:
    void add(const Json& resource, const std::string& fullUrl) {
        const std::string type = textAt(resource, "resourceType"), id = textAt(resource, "id");
        if (!fullUrl.empty()) {
            m_byName.emplace(fullUrl, &resource);
        }
        if (!id.empty()) {
            m_byName.emplace(type + '/' + id, &resource);
        }
    }
    /// Null where the reference leads out of the file.
    const Json& follow(const Json& reference, const Json& owner) const {
        std::string name = textAt(reference, "reference");
        if (name.starts_with('#')) {
            for (const Json* contained : each(at(owner, "contained"))) {
                if ('#' + textAt(*contained, "id") == name) {
                    return *contained;
                }
            }
            return nothing();
        }
        name = name.substr(0, name.find("/_history/"));
        auto found = m_byName.find(name);
        if (const std::size_t type = name.rfind('/', name.rfind('/') - 1);
            found == m_byName.end() && name.find("://") != name.npos && type != name.npos) {
            found = m_byName.find(name.substr(type + 1)); // a server's address before Type/id
        }
        return found == m_byName.end() ? nothing() : *found->second;
    }

private:
    std::map<std::string, const Json*> m_byName;
};

class ReportReader {
public:
    ReportReader(const Json& resource, const Resources& resources, const PdfReader& pdf,
                 std::vector<Error>& problems)
        : m_resource(resource), m_resources(resources), m_pdf(pdf), m_problems(problems) {}

    Report read() {
        m_report.source = "fhir";
        m_report.status = statusFrom(textAt(m_resource, "status"));
        m_report.written = timeKey(textAt(m_resource, "issued"));
        if (m_report.written.empty()) {
            m_report.written = timeKey(textAt(at(m_resource, "meta"), "lastUpdated"));
        }
        takeIdentifiers();
        takePatient();
        takeText();
        return std::move(m_report);
    }

private:
    void takeIdentifier(const Json& identifier) {
        const std::string value = textAt(identifier, "value"),
                          system = textAt(identifier, "system");
        if (system == "urn:dicom:uid" && m_report.studyUid.empty()) {
            m_report.studyUid = uidFrom(value);
        } else if (hasCode(at(identifier, "type"), "ACSN") && m_report.accessionNumber.empty()) {
            m_report.accessionNumber = value;
        }
    }

    /// A reference may carry an identifier itself, besides leading to a resource.
    void takeIdentifiersOf(const char* references) {
        for (const Json* reference : each(at(m_resource, references))) {
            takeIdentifier(at(*reference, "identifier"));
            for (const Json* identifier :
                 each(at(m_resources.follow(*reference, m_resource), "identifier"))) {
                takeIdentifier(*identifier);
            }
        }
    }

    void takeIdentifiers() {
        for (const Json* identifier : each(at(m_resource, "identifier"))) {
            if (hasCode(at(*identifier, "type"), "ACSN")) {
                takeIdentifier(*identifier);
            } else if (m_report.key.empty()) {
                m_report.key =
                    "fhir|" + textAt(*identifier, "system") + '|' + textAt(*identifier, "value");
            }
        }
        if (const std::string id = textAt(m_resource, "id"); m_report.key.empty() && !id.empty()) {
            m_report.key = "fhir|" + id + '|' + m_report.accessionNumber;
        }
        takeIdentifiersOf("imagingStudy"); // R4
        takeIdentifiersOf("study");        // R5
        takeIdentifiersOf("basedOn");
    }

    void addPatientId(const Json& identifier) {
        const std::string value = textAt(identifier, "value");
        if (!value.empty()) {
            m_report.patientId += (m_report.patientId.empty() ? "" : "\\") + value;
        }
    }

    void takePatient() {
        const Json& subject = at(m_resource, "subject");
        addPatientId(at(subject, "identifier"));
        for (const Json* identifier :
             each(at(m_resources.follow(subject, m_resource), "identifier"))) {
            addPatientId(*identifier);
        }
    }

    /// The forms of a report say the same; the plainest that can be read is taken.
    std::string presentedText() {
        std::vector<const Json*> forms = each(at(m_resource, "presentedForm"));
        const auto rank = [](const Json* form) {
            const std::string type = textAt(*form, "contentType");
            return type.starts_with("text/plain") ? 0 : type.starts_with("text/html") ? 1 : 2;
        };
        std::ranges::stable_sort(forms, {}, rank);
        for (const Json* form : forms) {
            const std::string data = textAt(*form, "data");
            if (data.empty()) {
                m_problems.push_back({ErrorCode::Unsupported,
                                      "A report is only a link, which is not followed.",
                                      textAt(*form, "url")});
                continue;
            }
            const auto bytes = fromBase64(data);
            const auto text = bytes ? textOfDocument(textAt(*form, "contentType"), *bytes, m_pdf)
                                    : std::unexpected(bytes.error());
            if (text) {
                return trimmedText(*text);
            }
            m_problems.push_back(text.error());
        }
        return {};
    }

    std::string observedText() {
        std::string text;
        for (const Json* reference : each(at(m_resource, "result"))) {
            const Json& observation = m_resources.follow(*reference, m_resource);
            const std::string value = textAt(observation, "valueString");
            const Json& code = at(observation, "code");
            std::string name = textAt(code, "text");
            for (const Json* coding : each(at(code, "coding"))) {
                name = name.empty() ? textAt(*coding, "display") : name;
            }
            text += value.empty() ? "" : (name.empty() ? "" : name + ": ") + value + '\n';
        }
        return trimmedText(text);
    }

    void takeText() {
        std::string text = presentedText();
        if (text.empty()) {
            const std::string narrative = textAt(at(m_resource, "text"), "div");
            const auto words =
                narrative.empty() ? Result<std::string>(std::string()) : htmlText(narrative);
            text = words.value_or(std::string());
            const std::string observed = observedText();
            text += observed.empty() ? "" : (text.empty() ? "" : "\n\n") + observed;
        }
        const std::string conclusion = textAt(m_resource, "conclusion");
        if (!conclusion.empty() && text.find(conclusion) == std::string::npos) {
            text += (text.empty() ? "" : "\n\n") + ("IMPRESSION:\n" + conclusion);
        }
        if (text.empty() && m_report.status == "cancelled") {
            text = "The sender has cancelled this report.";
        }
        m_report.text = trimmedText(text);
    }

    const Json& m_resource;
    const Resources& m_resources;
    const PdfReader& m_pdf;
    std::vector<Error>& m_problems;
    Report m_report;
};

/// Depth and number of values, before any memory is taken for them.
bool isBounded(std::string_view json) {
    int depth = 0;
    std::size_t values = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (quoted) {
            i += c == '\\' ? 1 : 0;
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            depth += 1;
            ++values;
        } else if (c == '}' || c == ']') {
            depth -= 1;
        }
        values += c == ',' && !quoted ? 1 : 0;
        if (depth > deepest || values > mostValues) {
            return false;
        }
    }
    return true;
}

void readParsed(const Json& root, const PdfReader& pdf, ReportsRead& read) {
    Resources resources;
    std::vector<const Json*> reports;
    const auto take = [&](const Json& resource, const std::string& fullUrl) {
        resources.add(resource, fullUrl);
        if (textAt(resource, "resourceType") == "DiagnosticReport") {
            reports.push_back(&resource);
        }
    };
    take(root, {});
    for (const Json* entry : each(at(root, "entry"))) {
        take(at(*entry, "resource"), textAt(*entry, "fullUrl"));
    }
    for (const Json* resource : reports) {
        Report report = ReportReader(*resource, resources, pdf, read.problems).read();
        if (report.text.empty()) {
            read.problems.push_back({ErrorCode::BadInput,
                                     "The FHIR DiagnosticReport " + textAt(*resource, "id") +
                                         " holds no text that can be read.",
                                     ""});
        } else {
            read.reports.push_back(std::move(report));
        }
    }
}

/// False where it is not JSON.
bool readJson(std::string_view json, const PdfReader& pdf, ReportsRead& read) {
    const Json root = Json::parse(json, nullptr, false);
    if (root.is_discarded()) {
        return false;
    }
    readParsed(root, pdf, read);
    return true;
}

} // namespace

bool looksLikeFhir(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first != text.npos && text[first] == '{' && text.find("\"resourceType\"") != text.npos;
}

ReportsRead readFhirReports(std::string_view json, const PdfReader& pdf) {
    ReportsRead read;
    if (!isBounded(json)) {
        read.problems.push_back(
            {ErrorCode::TooLarge, "The JSON is nested too deeply, or holds too many values.", ""});
        return read;
    }
    if (readJson(json, pdf, read)) {
        return read;
    }
    for (int line = 1; !json.empty(); ++line) { // NDJSON
        const std::size_t end = std::min(json.find('\n'), json.size());
        const std::string_view resource = json.substr(0, end);
        if (resource.find('{') != resource.npos && !readJson(resource, pdf, read)) {
            read.problems.push_back(
                {ErrorCode::BadInput, "Line " + std::to_string(line) + " is not JSON.", ""});
            if (line == 1) {
                break;
            }
        }
        json.remove_prefix(std::min(end + 1, json.size()));
    }
    return read;
}

} // namespace bolus
