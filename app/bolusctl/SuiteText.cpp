#include "app/bolusctl/SuiteText.h"

#include <cmath>

#include <fmt/format.h>

namespace bolus {

namespace {

constexpr int labelWidth = 34, cellWidth = 15;

double number(const Json& value) {
    return value.is_number() ? value.get<double>() : std::nan("");
}

/// A ratio to nothing is null.
std::string interval(const Json& figure, double factor, int digits) {
    const auto text = [&](const char* key) {
        return figure[key].is_number()
                   ? fmt::format("{:.{}f}", factor * figure[key].get<double>(), digits)
                   : "infinite";
    };
    return fmt::format("{} [{}, {}]", text("value"), text("low"), text("high"));
}

} // namespace

bool isPhaseRow(const Json& item) {
    return item.contains("truth") && item.contains("f1");
}

std::string phaseHeading() {
    std::string line = fmt::format("{:<16}", "TRUTH \\ FOUND");
    for (const char* title :
         {"pre_contrast", "arterial", "portal_venous", "delayed", "unsure", "F1"}) {
        line += fmt::format("{:>14}", title);
    }
    return line + "\n";
}

std::string phaseLine(const Json& item) {
    std::string line = fmt::format("{:<16}", item["truth"].get<std::string>());
    for (const auto& [phase, count] : item["found"].items()) {
        line += fmt::format("{:>14}", count.get<std::int64_t>());
    }
    return line + fmt::format("{:>14.4f}\n", number(item["f1"]));
}

std::string phaseFigures(const Json& result) {
    if (!result.contains("macro_f1")) {
        return {};
    }
    return fmt::format("macro F1 {} (95 %), unsure {:.1f} %, confident errors {} of {} volumes\n",
                       interval(result["macro_f1"], 1, 4), 100 * number(result["unsure"]),
                       result["confident_errors"].dump(), result["volumes"].dump());
}

bool isSuiteRow(const Json& item) {
    return item.contains("row") && item.contains("tables");
}

std::string suiteHeading(const Json& item) {
    std::string line = fmt::format("{:<{}}", "R@10 %: text>image/image>text of", labelWidth);
    for (const Json& table : item["tables"]) {
        line += fmt::format("  {:>{}}", table["candidates"].dump(), cellWidth);
    }
    return line + fmt::format("  {:>{}}", "mean cosine", cellWidth) + "\n";
}

std::string suiteLine(const Json& item) {
    std::string line = fmt::format("{:<{}}", item["label"].get<std::string>(), labelWidth);
    for (const Json& table : item["tables"]) {
        const std::string cell =
            fmt::format("{:.1f} / {:.1f}", 100 * number(table["text_to_image"]["r10"]["value"]),
                        100 * number(table["image_to_text"]["r10"]["value"]));
        line += fmt::format("  {:>{}}", cell, cellWidth);
    }
    return line + fmt::format("  {:>{}.3f}", number(item["mean_cosine"]), cellWidth) + "\n";
}

std::string suiteComparisons(const Json& result) {
    std::string lines;
    for (const Json& one : result.value("comparisons", Json::array())) {
        lines += fmt::format("{} against {}, {}, R@10 of {}: {} times, {} points\n",
                             one["row"].get<std::string>(), one["against"].get<std::string>(),
                             one["direction"].get<std::string>(), one["candidates"].dump(),
                             interval(one["ratio"], 1, 2), interval(one["difference"], 100, 1));
    }
    return lines;
}

} // namespace bolus
