#include "library/reports/Markup.h"

#include <algorithm>
#include <memory>

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>

#include "library/reports/TextEncoding.h"
#include "library/reports/TimeKey.h"

namespace bolus {

namespace {

constexpr std::size_t largestMarkup = 16u << 20;

using Document = std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)>;

std::string_view nameOf(const xmlNode& node) {
    return node.name ? reinterpret_cast<const char*>(node.name) : std::string_view();
}

bool isOneOf(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::ranges::find(names, name) != names.end();
}

bool endsLine(std::string_view name) {
    return isOneOf(name,
                   {"p",     "div", "br", "li", "tr", "h1",        "h2",      "h3",    "h4",
                    "h5",    "h6",  "ul", "ol", "dt", "dd",        "section", "table", "body",
                    "title", "pre", "hr", "th", "td", "paragraph", "item",    "list",  "text"});
}

/// In the order of the document, without recursion: depth is the sender's choice. `visit` says
/// whether to go below a node; `leave` comes after what is below.
template<typename Visit, typename Leave>
void walk(const xmlNode* root, Visit visit, Leave leave) {
    const xmlNode* node = root;
    while (node) {
        if (visit(*node) && node->children && node->type == XML_ELEMENT_NODE) {
            node = node->children;
            continue;
        }
        leave(*node);
        while (node != root && !node->next) {
            node = node->parent;
            leave(*node);
        }
        node = node == root ? nullptr : node->next;
    }
}

/// Runs of white space become one blank, as browsers show them.
void appendFlowing(std::string& text, const xmlChar* content) {
    for (const char* c = reinterpret_cast<const char*>(content); c && *c; ++c) {
        const bool blank = *c == ' ' || *c == '\n' || *c == '\r' || *c == '\t';
        if (!blank) {
            text += *c;
        } else if (!text.empty() && text.back() != ' ' && text.back() != '\n') {
            text += ' ';
        }
    }
}

std::string shownText(const xmlNode* root) {
    std::string text;
    walk(
        root,
        [&](const xmlNode& node) {
            if (node.type == XML_TEXT_NODE || node.type == XML_CDATA_SECTION_NODE) {
                appendFlowing(text, node.content);
            }
            return !isOneOf(nameOf(node), {"script", "style", "head"});
        },
        [&](const xmlNode& node) {
            if (endsLine(nameOf(node)) && !text.empty() && text.back() != '\n') {
                text += '\n';
            }
        });
    return trimmedText(text);
}

std::string attributeOf(const xmlNode& node, const char* name) {
    const std::unique_ptr<xmlChar, decltype(xmlFree)> value(
        xmlGetProp(&node, reinterpret_cast<const xmlChar*>(name)), xmlFree);
    return value ? reinterpret_cast<const char*>(value.get()) : std::string();
}

bool fits(std::string_view text) {
    return text.size() <= largestMarkup;
}

std::string parentName(const xmlNode& node) {
    return node.parent ? std::string(nameOf(*node.parent)) : std::string();
}

void takeIdentifier(const xmlNode& node, Report& report) {
    const std::string extension = attributeOf(node, "extension"), parent = parentName(node);
    const std::string root = attributeOf(node, "root");
    if (parent == "patientRole" && !extension.empty()) {
        report.patientId += (report.patientId.empty() ? "" : "\\") + extension;
    } else if (parent == "order" && report.accessionNumber.empty()) {
        report.accessionNumber = extension;
    } else if (parent == "setId" || (parent == "ClinicalDocument" && report.key.empty())) {
        report.key = "cda|" + root + '|' + extension;
    } else if (parent == "serviceEvent" && extension.empty() && report.studyUid.empty()) {
        report.studyUid = root; // PS3.20, 8.2.9: the Study Instance UID
    }
}

bool takeCdaNode(const xmlNode& node, Report& report) {
    const std::string_view name = nameOf(node);
    if (name == "id") {
        takeIdentifier(node, report);
    } else if (name == "effectiveTime" && parentName(node) == "ClinicalDocument") {
        report.written = timeKey(attributeOf(node, "value"));
    } else if (name == "title" && parentName(node) == "section") {
        report.text += (report.text.empty() ? "" : "\n\n") + shownText(&node) + ":\n";
        return false;
    } else if (name == "text" && parentName(node) == "section") {
        report.text += shownText(&node) + '\n';
        return false;
    }
    return true;
}

} // namespace

Result<std::string> htmlText(std::string_view html) {
    if (!fits(html)) {
        return fail(ErrorCode::TooLarge, "A report in HTML may have at most 16 MB.");
    }
    const Document document(htmlReadMemory(html.data(), static_cast<int>(html.size()), nullptr,
                                           isUtf8(html) ? "UTF-8" : nullptr,
                                           HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
                                               HTML_PARSE_NOWARNING | HTML_PARSE_NONET),
                            &xmlFreeDoc);
    const xmlNode* root = document ? xmlDocGetRootElement(document.get()) : nullptr;
    const std::string text = root ? shownText(root) : std::string();
    if (text.empty()) {
        return fail(ErrorCode::BadInput, "The HTML of the report has no words.");
    }
    return text;
}

bool looksLikeCda(std::string_view text) {
    text = text.substr(0, 4096);
    return text.find("<ClinicalDocument") != text.npos && text.find('<') < 16;
}

Result<Report> readCda(std::string_view xml) {
    if (!fits(xml)) {
        return fail(ErrorCode::TooLarge, "A CDA document may have at most 16 MB.");
    }
    // Neither external entities nor a document type are loaded; entities are not replaced.
    const Document document(xmlReadMemory(xml.data(), static_cast<int>(xml.size()), nullptr,
                                          nullptr,
                                          XML_PARSE_NONET | XML_PARSE_NOERROR |
                                              XML_PARSE_NOWARNING | XML_PARSE_NOCDATA),
                            &xmlFreeDoc);
    const xmlNode* root = document ? xmlDocGetRootElement(document.get()) : nullptr;
    if (!root || nameOf(*root) != "ClinicalDocument") {
        return fail(ErrorCode::BadInput, "The file is not an HL7 CDA document.");
    }
    Report report;
    report.source = "cda";
    walk(
        root, [&](const xmlNode& node) { return takeCdaNode(node, report); },
        [](const xmlNode&) {});
    report.text = trimmedText(report.text);
    if (report.text.empty()) {
        return fail(ErrorCode::BadInput, "The CDA document has no section with words.");
    }
    return report;
}

} // namespace bolus
