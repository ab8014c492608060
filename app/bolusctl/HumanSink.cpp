#include "app/bolusctl/HumanSink.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <span>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

#include "app/bolusctl/SuiteText.h"

namespace bolus {

namespace {

/// A closed or full stream is not an error here: stdout's is seen in emit(), stderr has no reader.
void put(std::FILE* stream, const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stream);
}

using Formatter = std::string (*)(const Json& item);

struct Column {
    const char* title;
    Formatter text;
};

std::string plain(const Json& value) {
    if (value.is_string()) {
        return value.get<std::string>();
    }
    if (value.is_number_float()) {
        return fmt::format("{:.4g}", value.get<double>());
    }
    if (value.is_null()) {
        return "-";
    }
    return value.is_boolean() ? (value.get<bool>() ? "yes" : "no") : value.dump();
}

std::string field(const Json& item, const char* key) {
    return item.contains(key) ? plain(item[key]) : std::string();
}

template<const char* key>
std::string of(const Json& item) {
    return field(item, key);
}

std::string phaseList(const Json& item) {
    std::string text;
    for (const Json& phase : item.value("phases", Json::array())) {
        const std::string name = phase.is_object() ? field(phase, "phase") : plain(phase);
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
}

std::string sliceList(const Json& item) {
    std::string text;
    for (const Json& phase : item.value("phases", Json::array())) {
        text += (text.empty() ? "" : ", ") + field(phase, "slices");
    }
    return text;
}

std::string issueCount(const Json& item) {
    return std::to_string(item.value("issues", Json::array()).size());
}

std::string date(const Json& item) {
    const std::string digits = field(item, "study_date"); // DICOM's DA: YYYYMMDD
    return digits.size() == 8
               ? digits.substr(0, 4) + "-" + digits.substr(4, 2) + "-" + digits.substr(6)
               : digits;
}

std::string status(const Json& item) {
    return item.value("ok", false) ? "ok" : "PROBLEM";
}
std::string activeMark(const Json& item) {
    return item.value("active", false) ? "active" : "";
}

std::string direction(const Json& item, const char* key) {
    const Json figures = item.value(key, Json::object());
    std::string text;
    for (const char* name : {"r1", "r5", "r10"}) {
        const Json value = figures.value(name, Json::object());
        text += fmt::format("{}{:.1f}", text.empty() ? "" : " / ", 100 * value.value("value", 0.0));
    }
    return text;
}

std::string textToImage(const Json& item) {
    return direction(item, "text_to_image");
}
std::string imageToText(const Json& item) {
    return direction(item, "image_to_text");
}

std::string reportLine(const Json& item) {
    return fmt::format("[{}]\n{}\n", field(item, "source"), field(item, "text"));
}

constexpr char id[] = "id", patientId[] = "patient_id", modality[] = "modality",
               description[] = "description", reports[] = "reports", path[] = "path",
               reason[] = "reason", rank[] = "rank", caseKey[] = "case", score[] = "score",
               sentence[] = "sentence", assertion[] = "assertion", kind[] = "kind",
               phase[] = "phase", share[] = "share", file[] = "file", epoch[] = "epoch",
               step[] = "step", loss[] = "loss", lr[] = "lr", candidates[] = "candidates",
               hash[] = "hash", vectors[] = "vectors", parameters[] = "parameters",
               finding[] = "finding", folder[] = "folder", problem[] = "problem", name[] = "name",
               value[] = "value", message[] = "message", studyUid[] = "study_uid",
               accession[] = "accession_number", matched[] = "matched", tensor[] = "tensor",
               state[] = "state";

struct Table {
    const char* command;
    std::vector<Column> columns;
};

const std::vector<Table>& tables() {
    static const std::vector<Column> hits{
        {"#", of<rank>},      {"CASE", of<caseKey>}, {"PATIENT", of<patientId>},
        {"SCORE", of<score>}, {"", of<assertion>},   {"SENTENCE", of<sentence>}};
    static const std::vector<Table> all{
        {"import", {{"QUARANTINED", of<path>}, {"REASON", of<reason>}}},
        {"cases",
         {{"CASE", of<id>},
          {"PATIENT", of<patientId>},
          {"DATE", date},
          {"", of<modality>},
          {"PHASES", phaseList},
          {"SLICES", sliceList},
          {"REPORTS", of<reports>},
          {"ISSUES", issueCount},
          {"DESCRIPTION", of<description>}}},
        {"search", hits},
        {"similar", hits},
        {"attention",
         {{"MAP", of<kind>}, {"PHASE", of<phase>}, {"SHARE", of<share>}, {"FILE", of<file>}}},
        {"evaluate",
         {{"CANDIDATES", of<candidates>},
          {"TEXT TO IMAGE R@1 / 5 / 10 %", textToImage},
          {"IMAGE TO TEXT R@1 / 5 / 10 %", imageToText}}},
        {"model list",
         {{"MODEL", of<id>},
          {"", activeMark},
          {"CASES", of<vectors>},
          {"PARAMETERS", of<parameters>},
          {"HASH", of<hash>}}},
        {"model import", {{"TENSOR", of<tensor>}, {"", of<state>}, {"REASON", of<reason>}}},
        {"phantom",
         {{"CASE", of<caseKey>},
          {"FINDING", of<finding>},
          {"PHASES", phaseList},
          {"FOLDER", of<folder>}}},
        {"report import",
         {{"STUDY", of<studyUid>}, {"ACCESSION", of<accession>}, {"MATCHED", of<matched>}}},
        {"verify", {{"PROBLEM", of<problem>}}},
        {"doctor", {{"", status}, {"WHAT", of<name>}, {"VALUE", of<value>}, {"", of<message>}}}};
    return all;
}

const std::vector<Column>* columnsOf(const std::string& command) {
    const auto table = std::ranges::find_if(
        tables(), [&](const Table& entry) { return command == entry.command; });
    return table == tables().end() ? nullptr : &table->columns;
}

/// Characters, not bytes: good enough for alignment of Latin text.
std::size_t width(const std::string& utf8) {
    return static_cast<std::size_t>(
        std::ranges::count_if(utf8, [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string oneLine(std::string text) {
    for (char& c : text) {
        c = static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
    }
    return text;
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
    const std::string where = field(event, "path");
    put(stderr, fmt::format("{}: {}{}\n", kindOfEvent, oneLine(field(event, "message")),
                            where.empty() ? "" : " (" + oneLine(where) + ")"));
}

void HumanSink::item(const Json& event) {
    if (m_command == "train") {
        endProgressLine();
        put(stdout, stepLine(event) + "\n");
    } else if (isSuiteRow(event)) { // hours lie between two of them
        endProgressLine();
        put(stdout, (std::exchange(m_suiteBegun, true) ? "" : suiteHeading(event)) +
                        suiteLine(event));
    } else if (m_command == "report show") {
        put(stdout, reportLine(event) + "\n");
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
    put(stdout, suiteComparisons(event));
    std::string line;
    for (const auto& [key, content] : event.items()) {
        if (key != "event" && key != "comparisons" && !content.is_object()) {
            line += fmt::format("{}{}: {}", line.empty() ? "" : ", ", key, oneLine(plain(content)));
        }
    }
    put(stdout, line + "\n");
    std::fflush(stdout);
}

} // namespace bolus
