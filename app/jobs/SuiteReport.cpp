#include "app/jobs/SuiteReport.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "app/jobs/EvaluateJob.h"
#include "app/jobs/SuiteFolder.h"
#include "app/jobs/SuiteNotes.h"
#include "app/jobs/SuiteRows.h"
#include "engine/evaluate/Retrieval.h"

namespace bolus {

namespace {

constexpr std::array directions{"text_to_image", "image_to_text"};
constexpr const char* best = "pamn_robust";

double lastR10(const Json& row, const char* direction) {
    return row["tables"].back()[direction]["r10"]["value"].get<double>();
}

/// The pooling with the highest R@10; empty where none is there.
std::string bestPooling(const SuiteResults& results, const char* direction) {
    std::string name;
    for (const char* pooling : {"mean", "max", "attention"}) {
        const auto row = results.find(pooling);
        if (row != results.end() && (name.empty() || lastR10(row->second, direction) >
                                                         lastR10(results.at(name), direction))) {
            name = pooling;
        }
    }
    return name;
}

bool sameQueries(const Json& a, const Json& b) {
    return a["ranks"]["candidates"] == b["ranks"]["candidates"];
}

Json comparison(const SuiteResults& results, const std::string& against, const char* direction,
                std::uint64_t seed) {
    const Json &row = results.at(best), &other = results.at(against);
    const auto figures = compareRecall(row["ranks"][direction].get<std::vector<int>>(),
                                       other["ranks"][direction].get<std::vector<int>>(), 10, seed);
    return {{"row", best},
            {"against", against},
            {"direction", direction},
            {"candidates", row["ranks"]["candidates"]},
            {"r10", lastR10(row, direction)},
            {"r10_against", lastR10(other, direction)},
            {"ratio", intervalJson(figures.ratio)},
            {"difference", intervalJson(figures.difference)}};
}

Json comparisons(const SuiteResults& results, std::uint64_t seed) {
    Json out = Json::array();
    if (!results.contains(best)) {
        return out;
    }
    for (const char* direction : directions) {
        for (const std::string& against :
             {std::string("baseline_st"), bestPooling(results, direction),
              std::string("pamn_without_t")}) {
            if (results.contains(against) && sameQueries(results.at(best), results.at(against))) {
                out.push_back(comparison(results, against, direction, seed));
            }
        }
    }
    return out;
}

/// Of what must be the same when the same command is run again; not of how long it took.
std::string figuresHash(const Json& settings, const Json& rows) {
    Json figures = Json::array();
    for (const Json& row : rows) {
        figures.push_back(
            {{"row", row["row"]}, {"mean_cosine", row["mean_cosine"]}, {"tables", row["tables"]}});
    }
    return sha256Of(settings.dump() + figures.dump());
}

// ---- Markdown ----

std::string percent(const Json& interval) {
    const auto share = [&](const char* key) {
        return interval[key].is_number() ? 100 * interval[key].get<double>() : std::nan("");
    };
    return fmt::format("{:.1f} [{:.1f}, {:.1f}]", share("value"), share("low"), share("high"));
}

std::vector<const Json*> rowsNamed(const SuiteResults& results,
                                   const std::vector<std::string>& names) {
    std::vector<const Json*> rows;
    for (const std::string& name : names) {
        if (const auto row = results.find(name); row != results.end()) {
            rows.push_back(&row->second);
        }
    }
    return rows;
}

std::string labelOf(const Json& row) {
    return row["label"].get<std::string>();
}

std::string figureOf(const Json& row, int candidates, const char* direction, const char* figure) {
    const Json* table = tableAmong(row, candidates);
    return table ? percent((*table)[direction][figure]) : "–";
}

/// Rows of one figure, and what its columns are.
struct Figure {
    std::vector<const Json*> rows;
    std::vector<int> candidates;
};

Figure figureOf(const SuiteResults& results, const std::vector<std::string>& names) {
    return {rowsNamed(results, names), candidatesOf(results)};
}

/// R@10 with intervals, a column for each number of candidates.
std::string recallTable(const Figure& figure, const char* direction) {
    std::string out = "| |", rule = "|---|";
    for (const int count : figure.candidates) {
        out += fmt::format(" {} |", count);
        rule += "---|";
    }
    out += "\n" + rule + "\n";
    for (const Json* row : figure.rows) {
        out += fmt::format("| {} |", labelOf(*row));
        for (const int count : figure.candidates) {
            out += fmt::format(" {} |", figureOf(*row, count, direction, "r10"));
        }
        out += "\n";
    }
    return out + "\n";
}

std::string bothDirections(const Figure& figure) {
    return fmt::format("Text → image, R@10 in % among so many candidates:\n\n{}"
                       "Image → text, R@10 in %:\n\n{}",
                       recallTable(figure, "text_to_image"), recallTable(figure, "image_to_text"));
}

/// All figures of one number of candidates.
std::string fullTable(const std::vector<const Json*>& rows, int count) {
    std::string out = fmt::format(
        "### {} candidates\n\n| | text → image R@1 | R@5 | R@10 | MRR | image → text R@1 | R@5 | "
        "R@10 | MRR |\n|---|---|---|---|---|---|---|---|---|\n",
        count);
    for (const Json* row : rows) {
        out += fmt::format("| {} |", labelOf(*row));
        for (const char* direction : directions) {
            for (const char* figure : {"r1", "r5", "r10", "mrr"}) {
                out += fmt::format(" {} |", figureOf(*row, count, direction, figure));
            }
        }
        out += "\n";
    }
    return out + "\n";
}

std::string fullTables(const Figure& figure) {
    std::string out;
    for (const int count : figure.candidates) {
        out += fullTable(figure.rows, count);
    }
    return out;
}

/// A diverged model may have no cosine.
std::string threeDigits(const Json& value) {
    return value.is_number() ? fmt::format("{:.3f}", value.get<double>()) : "–";
}

std::string trainingTable(const Figure& figure) {
    std::string out = "| | parameters | pairs | steps | last loss | held out R@10 t→i / i→t | mean "
                      "cosine | minutes |\n|---|---|---|---|---|---|---|---|\n";
    for (const Json* row : figure.rows) {
        const Json& held = row->at("validation");
        const auto share = [&](const char* direction) {
            return held.is_object()
                       ? fmt::format("{:.1f}", 100 * held[direction]["r10"].get<double>())
                       : std::string("–");
        };
        out += fmt::format(
            "| {} | {} | {} | {}{} | {} | {} / {} | {} | {:.0f} |\n", labelOf(*row),
            row->at("parameters").dump(), row->at("training_pairs").dump(), row->at("steps").dump(),
            row->at("stopped").is_null() ? "" : ", diverged", threeDigits(row->at("loss")),
            share("text_to_image"), share("image_to_text"), threeDigits(row->at("mean_cosine")),
            row->at("seconds").get<double>() / 60);
    }
    return out + "\n";
}

std::string comparisonLines(const Json& comparisons) {
    std::string out;
    for (const Json& one : comparisons) {
        const std::string direction =
            one["direction"] == "text_to_image" ? "text → image" : "image → text";
        const Json& ratio = one["ratio"];
        const auto number = [&](const char* key) {
            return ratio[key].is_number() ? fmt::format("{:.2f}", ratio[key].get<double>()) : "∞";
        };
        out += fmt::format(
            "- {}, {} candidates: {} against {}: {:.1f} and {:.1f} %; difference "
            "{} points, ratio {} [{}, {}].\n",
            direction, one["candidates"].dump(), suiteRow(one["row"].get<std::string>())->label,
            suiteRow(one["against"].get<std::string>())->label, 100 * one["r10"].get<double>(),
            100 * one["r10_against"].get<double>(), percent(one["difference"]), number("value"),
            number("low"), number("high"));
    }
    return out + "\n";
}

std::string section(const char* title, const Figure& figure,
                    std::string (*content)(const Figure&)) {
    return figure.rows.empty() ? std::string() : fmt::format("## {}\n\n{}", title, content(figure));
}

/// Nothing where no row of it was run but those of Table 1, which would only stand there again.
Figure beyondTable(const SuiteResults& results, const std::vector<std::string>& names) {
    const std::vector<std::string>& table = tableRowNames();
    const bool hasOwn = std::ranges::any_of(names, [&](const std::string& name) {
        return results.contains(name) && std::ranges::find(table, name) == table.end();
    });
    return hasOwn ? figureOf(results, names) : Figure();
}

std::string provenanceLines(const Json& summary) {
    const Json& settings = summary["settings"];
    return fmt::format(
        "```\n{}\n```\n\nBolus {}, seed {}, phase encoder “{}” `{}`; "
        "results `{}`.\n\n",
        summary["command"].get<std::string>(), settings["bolus_version"].get<std::string>(),
        settings["seed"].dump(), summary["encoder"]["name"].get<std::string>(),
        settings["encoder"].get<std::string>(), summary["results_sha256"].get<std::string>());
}

std::vector<std::string> allRowNames() {
    std::vector<std::string> names = tableRowNames();
    for (const SuiteRow& row : suiteRows()) {
        if (std::ranges::find(names, row.name) == names.end()) {
            names.push_back(row.name);
        }
    }
    return names;
}

} // namespace

const Json* tableAmong(const Json& row, int candidates) {
    for (const Json& table : row["tables"]) {
        if (table["candidates"] == candidates) {
            return &table;
        }
    }
    return nullptr;
}

std::vector<int> candidatesOf(const SuiteResults& results) {
    std::set<int> counts;
    for (const auto& [name, row] : results) {
        for (const Json& table : row["tables"]) {
            counts.insert(table["candidates"].get<int>());
        }
    }
    return {counts.begin(), counts.end()};
}

Json suiteSummary(const SuiteResults& results, Json made) {
    Json summary{{"benchmark", "phase-series"}, {"data", "digital phantoms"}};
    summary.update(made);
    summary["rows"] = Json::array();
    for (const Json* row : rowsNamed(results, allRowNames())) {
        summary["rows"].push_back(*row);
        summary["rows"].back().erase("ranks");
    }
    const Json& settings = summary["settings"];
    summary["comparisons"] = comparisons(results, settings["seed"].get<std::uint64_t>());
    summary["notes"] = suiteNotes(settings, summary["encoder"]);
    summary["results_sha256"] = figuresHash(settings, summary["rows"]);
    return summary;
}

std::string suiteMarkdown(const SuiteResults& results, const Json& summary) {
    const Figure table = figureOf(results, tableRowNames());
    std::string out = "# The phase-series benchmark on digital phantoms\n\n";
    out += provenanceLines(summary);
    for (const Json& note : summary["notes"]) {
        out += "- " + note.get<std::string>() + "\n";
    }
    out += "\n" + section("Table 1 (digital phantoms)", table, bothDirections);
    if (!summary["comparisons"].empty()) {
        out += "## Comparisons on the same queries (digital phantoms)\n\n" +
               comparisonLines(summary["comparisons"]);
    }
    std::vector<std::string> scale = scaleRowNames(true);
    for (const std::string& name : scaleRowNames(false)) {
        scale.push_back(name);
    }
    out += section("Data scale (digital phantoms)", beyondTable(results, scale), bothDirections);
    out += section("Number of phases (digital phantoms)", beyondTable(results, phaseRowNames()),
                   bothDirections);
    out += section("All figures of Table 1, in %", table, fullTables);
    out += section("How the rows were trained", figureOf(results, allRowNames()), trainingTable);
    return out;
}

} // namespace bolus
