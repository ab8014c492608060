#include "library/reports/CsvReports.h"

#include <algorithm>
#include <array>
#include <map>

#include "library/reports/Csv.h"
#include "library/reports/ReportFields.h"
#include "library/reports/Sections.h"
#include "library/reports/TextEncoding.h"
#include "library/reports/TimeKey.h"

namespace bolus {

namespace {

constexpr std::size_t mostProblems = 20; // told of one by one

struct Columns {
    std::size_t count = 0;
    std::map<ReportField, std::size_t> fields;
    std::vector<std::pair<Section, std::size_t>> sections; // in the order of a report

    bool hasIdentifier() const {
        return fields.contains(ReportField::StudyUid) || fields.contains(ReportField::Accession);
    }
};

Columns columnsOf(const CsvRow& header) {
    Columns columns;
    columns.count = header.size();
    for (std::size_t i = 0; i < header.size(); ++i) {
        if (const auto field = reportFieldNamed(header[i])) {
            columns.fields.emplace(*field, i);
        } else if (const auto section = sectionNamed(header[i]);
                   section && *section != Section::Other) {
            columns.sections.emplace_back(*section, i);
        }
    }
    std::ranges::stable_sort(columns.sections, {}, &std::pair<Section, std::size_t>::first);
    return columns;
}

Columns headerOf(std::string_view text, char separator) {
    Columns columns;
    (void)readCsvRows(text, separator, [&](const CsvRow& row, std::size_t) {
        columns = columnsOf(row);
        return false;
    });
    return columns;
}

/// What most tables are separated by, and what spreadsheets write elsewhere.
char separatorOf(std::string_view text) {
    constexpr std::array separators{',', ';', '\t', '|'};
    const auto found = std::ranges::find_if(
        separators, [&](char separator) { return headerOf(text, separator).hasIdentifier(); });
    return found == separators.end() ? ',' : *found;
}

std::string valueAt(const CsvRow& row, std::size_t column) {
    return column < row.size() ? trimmedText(row[column]) : std::string();
}

std::string headingOf(Section section) {
    std::string heading = sectionToken(section);
    std::ranges::transform(heading, heading.begin(),
                           [](unsigned char c) { return std::toupper(c); });
    return heading;
}

std::string textFrom(const CsvRow& row, const Columns& columns) {
    if (const auto whole = columns.fields.find(ReportField::Text); whole != columns.fields.end()) {
        if (std::string text = valueAt(row, whole->second); !text.empty()) {
            return text;
        }
    }
    std::string text;
    for (const auto& [section, column] : columns.sections) {
        if (const std::string part = valueAt(row, column); !part.empty()) {
            text += (text.empty() ? "" : "\n\n") + headingOf(section) + ":\n" + part;
        }
    }
    return text;
}

Report reportFrom(const CsvRow& row, const Columns& columns) {
    const auto field = [&](ReportField which) {
        const auto column = columns.fields.find(which);
        return column == columns.fields.end() ? std::string() : valueAt(row, column->second);
    };
    Report report;
    report.source = "csv";
    report.studyUid = field(ReportField::StudyUid);
    report.accessionNumber = field(ReportField::Accession);
    report.patientId = field(ReportField::Patient);
    report.written = timeKey(field(ReportField::Written));
    report.text = textFrom(row, columns);
    return report;
}

} // namespace

Result<ReportsRead> readCsvReports(std::string_view text) {
    const char separator = separatorOf(text);
    const Columns columns = headerOf(text, separator);
    if (!columns.hasIdentifier()) {
        return fail(ErrorCode::BadInput,
                    "its header row names no study_uid and no accession_number");
    }
    ReportsRead read;
    bool first = true;
    const auto parsed = readCsvRows(text, separator, [&](const CsvRow& row, std::size_t line) {
        if (std::exchange(first, false)) {
            return true;
        }
        if (row.size() > columns.count) {
            if (read.problems.size() < mostProblems) {
                read.problems.push_back({ErrorCode::BadInput,
                                         "The row on line " + std::to_string(line) +
                                             " has more columns than the header and was left out; "
                                             "text with commas needs quotation marks.",
                                         ""});
            }
            return true;
        }
        if (Report report = reportFrom(row, columns); !report.text.empty()) {
            read.reports.push_back(std::move(report));
        }
        return true;
    });
    if (!parsed) {
        return fail(ErrorCode::BadInput, parsed.error().message);
    }
    if (read.reports.empty() && read.problems.empty()) {
        return fail(ErrorCode::BadInput, "it has no row with report text");
    }
    return read;
}

} // namespace bolus
