#include "app/jobs/SearchSuiteReport.h"

#include <cmath>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "app/jobs/DurableFile.h"
#include "app/jobs/EvaluateJob.h"
#include "engine/evaluate/Ranking.h"

namespace bolus {

namespace {

std::string withInterval(const Json& interval, int digits = 3) {
    return fmt::format("{:.{}f} [{:.{}f}, {:.{}f}]", interval["value"].get<double>(), digits,
                       interval["low"].get<double>(), digits, interval["high"].get<double>(),
                       digits);
}

std::string tableRow(const std::string& label, const Json& figures) {
    return fmt::format("| {} | {} | {} | {} | {} |\n", label, figures["queries"].get<int>(),
                       withInterval(figures["precision_5"]), withInterval(figures["ndcg_10"]),
                       withInterval(figures["mrr"]));
}

constexpr const char* head =
    "| | searches | precision@5 | nDCG@10 | MRR |\n|---|---|---|---|---|\n";

std::string rowsTable(const Json& results) {
    std::string text = head;
    for (const Json& row : results["rows"]) {
        text += tableRow(row["label"].get<std::string>(), row);
        if (row.contains("chance_precision_5")) {
            text += fmt::format("| *by lot* | {} | {:.3f} | | |\n", row["queries"].get<int>(),
                                row["chance_precision_5"].get<double>());
        }
    }
    return text;
}

std::string kindTables(const Json& results) {
    std::string text;
    for (const Json& row : results["rows"]) {
        if (row.value("kinds", Json::object()).size() < 2) {
            continue;
        }
        text += fmt::format("\n### {}\n\n{}", row["label"].get<std::string>(), head);
        for (const auto& [kind, figures] : row["kinds"].items()) {
            text += tableRow(kind, figures);
        }
    }
    return text;
}

std::string comparisons(const Json& results) {
    std::string text = head;
    for (const Json& one : results["comparisons"]) {
        text += tableRow(fmt::format("{} − {}", one["row"].get<std::string>(),
                                     one["against"].get<std::string>()),
                         one);
    }
    return text;
}

std::string notes(const Json& results) {
    const Json& settings = results["settings"];
    int leftOut = 0;
    for (const auto& [kind, count] : results["left_out"].items()) {
        leftOut += count.get<int>();
    }
    return fmt::format(
        "- Digital phantoms: computed exams with generated reports, no patient. The figures "
        "compare ways of searching with each other on this data; they are not clinical figures.\n"
        "- {} exams of the {} set, seed {}, {:.0f} % of them by lot without a report. Their "
        "sentences are none that the model was trained on; names of findings are shared.\n"
        "- The phrases were written for this benchmark. What answers them is told by the "
        "phantoms' truth, not by reports: 2 where the exam has the finding and all else that was "
        "asked for, 1 where it has the finding, but elsewhere, of another size or without the "
        "phases that would show what it does. For phrases that deny something an exam is relevant "
        "(2) where it has what was named and lacks what was denied; all exams scan the whole upper "
        "abdomen, so that all were looked at for it.\n"
        "- Similar cases and regions: 2 where the other exam has the finding and it looks the "
        "same (darker, alike or brighter than the tissue around it, by 10 HU, as drawn) in every "
        "phase of the example, 1 where it has the finding. Exams have up to three findings: a "
        "similar case shares at least one of the example's, a region's hit the very finding in "
        "it; where an example has no finding, another without any is like it (2). The example "
        "itself is left out.\n"
        "- “By lot”: the share of relevant cases, which is the precision of any order by chance. "
        "Denials alone (“no ascites”) are answered by most exams.\n"
        "- Searches with fewer than five relevant cases are left out ({} of them). Precision "
        "counts grades 1 and 2, nDCG weighs them 1 and 3. Places of the list that a search leaves "
        "empty count as not relevant.\n"
        "- Intervals: 95 %, bootstrap over searches with the library as it is; differences are of "
        "the same searches.\n",
        settings["cases"].get<int>(), settings["set"].get<std::string>(),
        settings["seed"].get<std::uint64_t>(), 100 * settings["without_report"].get<double>(),
        leftOut);
}

} // namespace

Json rankingJson(const RankingFigures& figures) {
    return {{"queries", figures.queries},
            {"precision_5", intervalJson(figures.precision5)},
            {"ndcg_10", intervalJson(figures.ndcg10)},
            {"mrr", intervalJson(figures.mrr)}};
}

std::string searchMarkdown(const Json& results, const std::string& byHand) {
    const Json& settings = results["settings"];
    return fmt::format(
        "# The search benchmark on digital phantoms\n\n```\n{}\n```\n\nBolus {}, seed {}, model "
        "“{}” `{}`; results `{}`.\n\n{}\n{}## Rows (digital phantoms)\n\n{}\n## Comparisons on the "
        "same searches (digital phantoms)\n\n{}\n## Kinds of phrases (digital phantoms)\n{}",
        results["command"].get<std::string>(), settings["bolus_version"].get<std::string>(),
        settings["seed"].get<std::uint64_t>(), settings["model"].get<std::string>(),
        settings["model_hash"].get<std::string>(), results["results_sha256"].get<std::string>(),
        notes(results), byHand.empty() ? "" : byHand + "\n", rowsTable(results),
        comparisons(results), kindTables(results));
}

Result<void> writeSearchReport(const std::filesystem::path& folder, const Json& results) {
    std::ostringstream byHand;
    if (std::ifstream file(folder / "search-notes.md"); file) {
        byHand << file.rdbuf();
    }
    for (const auto& [name, text] :
         {std::pair("results.json", results.dump(2) + "\n"),
          std::pair("search.md", searchMarkdown(results, byHand.str()))}) {
        const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
        if (auto written = writeDurably(folder / name, {bytes, text.size()}); !written) {
            return written;
        }
    }
    return {};
}

} // namespace bolus
