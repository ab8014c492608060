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
