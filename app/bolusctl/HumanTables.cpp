#include "app/bolusctl/HumanTables.h"

#include <algorithm>

#include <fmt/format.h>

namespace bolus {

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

namespace {

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

/// A share with its interval, in per cent.
template<const char* key>
std::string percent(const Json& item) {
    const Json figure = item.value(key, Json::object());
    return fmt::format("{:.1f} [{:.1f}, {:.1f}]", 100 * figure.value("value", 0.0),
                       100 * figure.value("low", 0.0), 100 * figure.value("high", 0.0));
}

constexpr char id[] = "id", patientId[] = "patient_id", modality[] = "modality",
               description[] = "description", reports[] = "reports", path[] = "path",
               reason[] = "reason", rank[] = "rank", caseKey[] = "case", score[] = "score",
               sentence[] = "sentence", assertion[] = "assertion", kind[] = "kind",
               phase[] = "phase", share[] = "share", file[] = "file", epoch[] = "epoch",
               step[] = "step", loss[] = "loss", lr[] = "lr", candidates[] = "candidates",
               direction[] = "direction", r1[] = "r1", r5[] = "r5", r10[] = "r10", hash[] = "hash",
               vectors[] = "vectors", parameters[] = "parameters", finding[] = "finding",
               folder[] = "folder", problem[] = "problem", name[] = "name", value[] = "value",
               message[] = "message", studyUid[] = "study_uid", accession[] = "accession_number",
               matched[] = "matched", excerpt[] = "excerpt", tensor[] = "tensor", state[] = "state",
               edit[] = "edit", what[] = "what", when[] = "when", check[] = "check",
               mapSimilarity[] = "map_similarity", meaning[] = "meaning", receipt[] = "receipt",
               commandKey[] = "command", hitCount[] = "hits", title[] = "title", then[] = "then",
               now[] = "now", cases[] = "cases";

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
        {"searches run", hits},
        {"searches list",
         {{"SEARCH", of<receipt>},
          {"WHEN", of<when>},
          {"", of<commandKey>},
          {"HITS", of<hitCount>},
          {"TITLE", of<title>}}},
        {"searches show",
         {{"#", of<rank>},
          {"CASE", of<caseKey>},
          {"PATIENT", of<patientId>},
          {"SCORE", of<score>}}},
        {"searches replay",
         {{"CASE", of<caseKey>}, {"THEN", of<then>}, {"NOW", of<now>}, {"", of<what>}}},
        {"searches saved",
         {{"NAME", of<name>}, {"WHEN", of<when>}, {"", of<commandKey>}, {"TITLE", of<title>}}},
        {"collection list", {{"NAME", of<name>}, {"CASES", of<cases>}, {"SINCE", of<when>}}},
        {"collection show",
         {{"CASE", of<caseKey>},
          {"PATIENT", of<patientId>},
          {"DATE", date},
          {"DESCRIPTION", of<description>}}},
        {"attention",
         {{"", of<check>},
          {"MAP", of<kind>},
          {"PHASE", of<phase>},
          {"SHARE", of<share>},
          {"ALIKE", of<mapSimilarity>},
          {"", of<meaning>},
          {"FILE", of<file>}}},
        {"evaluate",
         {{"CANDIDATES", of<candidates>},
          {"SEARCH", of<direction>},
          {"R@1 % [95 %]", percent<r1>},
          {"R@5 %", percent<r5>},
          {"R@10 %", percent<r10>}}},
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
        {"report unmatched",
         {{"ACCESSION", of<accession>},
          {"STUDY", of<studyUid>},
          {"PATIENT", of<patientId>},
          {"REASON", of<reason>},
          {"FILE", of<path>},
          {"BEGINS", of<excerpt>}}},
        {"case edits", {{"EDIT", of<edit>}, {"WHEN", of<when>}, {"WHAT", of<what>}}},
        {"verify", {{"PROBLEM", of<problem>}}},
        {"doctor", {{"", status}, {"WHAT", of<name>}, {"VALUE", of<value>}, {"", of<message>}}}};
    return all;
}

} // namespace

const std::vector<Column>* columnsOf(const std::string& command) {
    const auto table = std::ranges::find_if(
        tables(), [&](const Table& entry) { return command == entry.command; });
    return table == tables().end() ? nullptr : &table->columns;
}

std::string oneLine(std::string text) {
    for (char& c : text) {
        c = static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
    }
    return text;
}

} // namespace bolus
