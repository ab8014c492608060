#include "app/bolusctl/HumanSink.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "app/bolusctl/HumanTables.h"
#include "app/bolusctl/SearchText.h"
#include "app/bolusctl/SuiteText.h"

namespace bolus {

namespace {

/// A closed or full stream is not an error here: stdout's is seen in emit(), stderr has no reader.
void put(std::FILE* stream, const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stream);
}

/// One line for each way of searching.
std::vector<Json> linesOfTable(const Json& item) {
    std::vector<Json> lines;
    for (const auto& [key, way] : {std::pair("text_to_image", "text to image"),
                                   std::pair("image_to_text", "image to text")}) {
        Json& line = lines.emplace_back(item.value(key, Json::object()));
        line["candidates"] = item.value("candidates", 0);
        line["direction"] = way;
    }
    return lines;
}

std::string reportLine(const Json& item) {
    const std::string status = field(item, "status");
    std::string text = fmt::format("[{}{}{}]\n{}\n", field(item, "source"),
                                   status.empty() ? "" : ", ", status, field(item, "text"));
    for (const Json& reference : item.value("references", Json::array())) {
        const bool resolved = reference["reason"].is_null();
        text += fmt::format("  {}: {}\n", field(reference, "text"),
                            resolved ? fmt::format("slice {} of series {}",
                                                   reference["slice"].get<int>() + 1,
                                                   field(reference, "series_uid"))
                                     : field(reference, "reason"));
    }
    return text;
}

/// Characters, not bytes: good enough for alignment of Latin text.
std::size_t width(const std::string& utf8) {
    return static_cast<std::size_t>(
        std::ranges::count_if(utf8, [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string stepLine(const Json& item) {
    std::string line =
        fmt::format("step {}/{}  loss {:.4f}", field(item, "step"), field(item, "steps"),
                    item["loss"].is_number() ? item["loss"].get<double>() : NAN);
    if (item.contains("validation") && item["validation"].is_object()) {
        const Json& figures = item["validation"];
        line += fmt::format("  held out ({}): R@1 {:.1f} %, R@10 {:.1f} %",
                            figures["candidates"].dump(),
                            100 * figures["text_to_image"]["r1"].get<double>(),
                            100 * figures["text_to_image"]["r10"].get<double>());
    }
    return line;
}

} // namespace

HumanSink::HumanSink(std::string command)
    : m_command(std::move(command)), m_terminal(::isatty(STDERR_FILENO) == 1) {}

void HumanSink::emit(const Json& event) {
    const std::lock_guard lock(m_mutex);
    const std::string kindOfEvent = event.at("event");
    if (kindOfEvent == "progress") {
        progress(event);
    } else if (kindOfEvent == "item") {
        item(event);
    } else if (kindOfEvent == "result") {
        result(event);
    } else {
        note(kindOfEvent, event);
    }
    if (std::ferror(stdout) != 0) {
        m_broken = true;
    }
}

void HumanSink::progress(const Json& event) {
    const std::string stage = event["stage"];
    const std::int64_t done = event["done"], total = event["total"];
    const std::string text = total > 0 ? fmt::format("{}: {} of {}", stage, done, total)
                                       : fmt::format("{}: {}", stage, done);
    if (m_terminal) {
        put(stderr, "\r\033[K" + text);
        m_progressLine = true;
    } else if (stage != m_stage || (total > 0 && done == total)) {
        put(stderr, text + "\n"); // a log gets a stage's start and end, not every step
    }
    m_stage = stage;
    std::fflush(stderr);
}

void HumanSink::endProgressLine() {
    if (m_progressLine) {
        put(stderr, "\r\033[K");
        m_progressLine = false;
    }
}

void HumanSink::note(const std::string& kindOfEvent, const Json& event) {
    endProgressLine();
    const std::string what = oneLine(field(event, "message")),
                      where = oneLine(field(event, "path"));
    const bool told = where.empty() || what.find(where) != std::string::npos;
    put(stderr, fmt::format("{}: {}{}\n", kindOfEvent, what, told ? "" : " (" + where + ")"));
}

void HumanSink::item(const Json& event) {
    if (m_command == "train") {
        endProgressLine();
        put(stdout, stepLine(event) + "\n");
    } else if (isSuiteRow(event)) { // hours lie between two of them
        endProgressLine();
        put(stdout,
            (std::exchange(m_suiteBegun, true) ? "" : suiteHeading(event)) + suiteLine(event));
    } else if (isPhaseRow(event)) {
        endProgressLine();
        put(stdout, (std::exchange(m_suiteBegun, true) ? "" : phaseHeading()) + phaseLine(event));
    } else if (m_command == "report show") {
        put(stdout, reportLine(event) + "\n");
    } else if (m_command == "evaluate") {
        std::ranges::copy(linesOfTable(event), std::back_inserter(m_items));
    } else if (columnsOf(m_command)) {
        m_items.push_back(event);
    }
    std::fflush(stdout);
}

void HumanSink::printTable() {
    const std::vector<Column>& columns = *columnsOf(m_command);
    std::vector<std::vector<std::string>> rows(1);
    std::vector<std::size_t> widths;
    for (const Column& column : columns) {
        rows[0].emplace_back(column.title);
        widths.push_back(width(column.title));
    }
    for (const Json& entry : m_items) {
        std::vector<std::string>& row = rows.emplace_back();
        for (std::size_t i = 0; i < columns.size(); ++i) {
            row.push_back(oneLine(columns[i].text(entry)));
            widths[i] = std::max(widths[i], width(row.back()));
        }
    }
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += row[i] + std::string(widths[i] - width(row[i]) + 2, ' ');
        }
        line.erase(line.find_last_not_of(' ') + 1);
        put(stdout, line + "\n");
    }
}

void HumanSink::result(const Json& event) {
    endProgressLine();
    if (!m_items.empty()) {
        printTable();
    }
    if (isSearchResult(event)) {
        put(stdout, searchSummary(event));
        std::fflush(stdout);
        return;
    }
    if (const std::string sentence = sentenceOf(m_command, event); !sentence.empty()) {
        put(stdout, sentence);
        std::fflush(stdout);
        return;
    }
    put(stdout, phaseFigures(event) + suiteComparisons(event));
    std::string line;
    for (const auto& [key, content] : event.items()) {
        if (key != "event" && key != "comparisons" && key != "confident_error_cases" &&
            !content.is_object()) {
            line += fmt::format("{}{}: {}", line.empty() ? "" : ", ", key, oneLine(plain(content)));
        }
    }
    put(stdout, line + "\n");
    std::fflush(stdout);
}

} // namespace bolus
