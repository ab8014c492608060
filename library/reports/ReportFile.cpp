#include "library/reports/ReportFile.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <map>

#include "library/reports/Csv.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t largestFile = 16u << 20;
constexpr int identifierLines = 20; // identifiers stand at the top of a text file

Error unusable(const fs::path& path, const std::string& why) {
    return {ErrorCode::BadInput, "This is not a report that Bolus can read: " + why + ".",
            path.string()};
}

Result<std::string> contentsOf(const fs::path& path) {
    std::error_code error;
    if (!fs::exists(path, error)) {
        return fail(ErrorCode::NotFound, "The report file is not there.", path.string());
    }
    const std::uintmax_t size = fs::file_size(path, error);
    if (error) {
        return fail(ErrorCode::BadInput, "The report file cannot be read: " + error.message() + ".",
                    path.string());
    }
    if (size > largestFile) {
        return fail(ErrorCode::TooLarge, "A report file may have at most 16 MB.", path.string());
    }
    std::ifstream stream(path, std::ios::binary);
    std::string contents(size, '\0');
    stream.read(contents.data(), static_cast<std::streamsize>(size));
    if (!stream && !(stream.eof() && size == 0)) {
        return fail(ErrorCode::Io, "The report file cannot be read.", path.string());
    }
    return contents;
}

bool isUtf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = static_cast<unsigned char>(text[at++]);
        const int more = lead < 0x80                    ? 0
                         : lead >= 0xC2 && lead <= 0xDF ? 1
                         : lead >= 0xE0 && lead <= 0xEF ? 2
                         : lead >= 0xF0 && lead <= 0xF4 ? 3
                                                        : -1;
        if (more < 0) {
            return false;
        }
        for (int i = 0; i < more; ++i, ++at) {
            if (at >= text.size() || (text[at] & 0xC0) != 0x80) {
                return false;
            }
        }
    }
    return true;
}

std::string fromLatin1(std::string_view text) {
    std::string utf8;
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (code < 0x80) {
            utf8 += c;
        } else {
            utf8 += static_cast<char>(0xC0 | (code >> 6));
            utf8 += static_cast<char>(0x80 | (code & 0x3F));
        }
    }
    return utf8;
}

/// UTF-8 as it is, else Latin-1; neither holds control characters (0x80-0x9F is none here: what
/// Windows calls Latin-1 has quotation marks there).
Result<std::string> decoded(std::string text, const fs::path& path) {
    if (text.starts_with("\xEF\xBB\xBF")) {
        text.erase(0, 3);
    }
    const bool binary = std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t' &&
               c != '\f';
    });
    if (binary) {
        return std::unexpected(unusable(path, "it is not text in UTF-8 or Latin-1"));
    }
    return isUtf8(text) ? std::move(text) : fromLatin1(text);
}

std::string trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n\f");
    if (begin == std::string_view::npos) {
        return {};
    }
    return std::string(text.substr(begin, text.find_last_not_of(" \t\r\n\f") + 1 - begin));
}

/// Letters only, in lower case: "Study Instance UID" and "study_instance_uid" are one key.
std::string keyOf(std::string_view name) {
    std::string key;
    for (const char c : name) {
        if (std::isalpha(static_cast<unsigned char>(c))) {
            key += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        }
    }
    return key;
}

bool isStudyKey(const std::string& key) {
    return key == "studyinstanceuid" || key == "studyuid";
}
bool isAccessionKey(const std::string& key) {
    return key == "accessionnumber" || key == "accession" || key == "accessionno";
}

/// Takes an identifier from a line `key: value`; false where it is another kind of line.
bool takeIdentifier(std::string_view line, Report& report) {
    const std::size_t colon = line.find_first_of(":=");
    if (colon == std::string_view::npos) {
        return false;
    }
    const std::string key = keyOf(line.substr(0, colon));
    std::string* field = isStudyKey(key)       ? &report.studyUid
                         : isAccessionKey(key) ? &report.accessionNumber
                                               : nullptr;
    if (!field || !field->empty()) {
        return false;
    }
    *field = trimmed(line.substr(colon + 1));
    return true;
}

Result<std::vector<Report>> readText(std::string_view text, const fs::path& path) {
    Report report;
    report.source = "text";
    std::string kept;
    for (int line = 0; !text.empty(); ++line) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view content = text.substr(0, end);
        if (line >= identifierLines || !takeIdentifier(content, report)) {
            kept += std::string(content) + '\n';
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    report.text = trimmed(kept);
    if (report.studyUid.empty() && report.accessionNumber.empty()) {
        return std::unexpected(
            unusable(path, "its first lines name no StudyInstanceUID and no AccessionNumber"));
    }
    if (report.text.empty()) {
        return std::unexpected(unusable(path, "it has no text"));
    }
    return std::vector{report};
}

using Columns = std::map<std::string, std::size_t>; // by key

Columns columnsOf(const std::vector<std::string>& header) {
    Columns columns;
    for (std::size_t i = 0; i < header.size(); ++i) {
        const std::string key = keyOf(header[i]);
        columns.emplace(isStudyKey(key) ? "study" : isAccessionKey(key) ? "accession" : key, i);
    }
    return columns;
}

std::string textFrom(const std::vector<std::string>& row, const Columns& columns) {
    const auto value = [&](const char* key) {
        const auto column = columns.find(key);
        return column == columns.end() || column->second >= row.size()
                   ? std::string()
                   : trimmed(row[column->second]);
    };
    for (const char* whole : {"report", "reporttext", "text"}) {
        if (const std::string text = value(whole); !text.empty()) {
            return text;
        }
    }
    std::string text;
    for (const char* section :
         {"history", "indication", "technique", "comparison", "findings", "impression"}) {
        if (const std::string part = value(section); !part.empty()) {
            std::string heading(section);
            std::transform(heading.begin(), heading.end(), heading.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
            text += (text.empty() ? "" : "\n\n") + heading + ":\n" + part;
        }
    }
    return text;
}

/// The separator whose header row names an identifier: a comma, or what spreadsheets write
/// elsewhere.
char separatorOf(std::string_view text) {
    const std::string_view first = text.substr(0, text.find_first_of("\r\n"));
    for (const char separator : {',', ';', '\t'}) {
        const auto rows = parseCsv(first, separator);
        const Columns columns = rows && !rows->empty() ? columnsOf(rows->front()) : Columns();
        if (columns.contains("study") || columns.contains("accession")) {
            return separator;
        }
    }
    return ',';
}

Result<std::vector<Report>> readCsv(std::string_view text, const fs::path& path) {
    const auto rows = parseCsv(text, separatorOf(text));
    if (!rows) {
        return std::unexpected(unusable(path, rows.error().message));
    }
    const Columns columns = rows->empty() ? Columns() : columnsOf(rows->front());
    if (!columns.contains("study") && !columns.contains("accession")) {
        return std::unexpected(
            unusable(path, "its header row names no study_uid and no accession_number"));
    }
    std::vector<Report> reports;
    for (std::size_t i = 1; i < rows->size(); ++i) {
        const auto& row = (*rows)[i];
        if (row.size() > rows->front().size()) {
            return std::unexpected(
                unusable(path, "row " + std::to_string(i + 1) +
                                   " has more columns than the header; text with "
                                   "commas needs quotation marks"));
        }
        const auto identifier = [&](const char* key) {
            const auto column = columns.find(key);
            return column == columns.end() || column->second >= row.size()
                       ? std::string()
                       : trimmed(row[column->second]);
        };
        Report report{0, identifier("study"), identifier("accession"), "csv",
                      textFrom(row, columns)};
        if (!report.text.empty()) {
            reports.push_back(std::move(report));
        }
    }
    if (reports.empty()) {
        return std::unexpected(unusable(path, "it has no row with report text"));
    }
    return reports;
}

} // namespace

Result<std::vector<Report>> readReportFile(const fs::path& path) {
    auto contents = contentsOf(path);
    if (!contents) {
        return std::unexpected(contents.error());
    }
    const auto text = decoded(std::move(*contents), path);
    if (!text) {
        return std::unexpected(text.error());
    }
    std::string extension = path.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return extension == ".csv" ? readCsv(*text, path) : readText(*text, path);
}

} // namespace bolus
