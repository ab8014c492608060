#include <array>

#include <fmt/format.h>

#include "app/jobs/SuiteReport.h"
#include "app/jobs/SuiteRows.h"
#include "app/jobs/SvgPlot.h"

namespace bolus {

namespace {

constexpr const char* phantoms = "Digital phantoms, no patient data. Bars: 95 % intervals.";

struct Direction {
    const char* key;
    const char* title;
};
constexpr std::array directions{Direction{"text_to_image", "Text → image"},
                                Direction{"image_to_text", "Image → text"}};

const Json* find(const SuiteResults& results, const std::string& name) {
    const auto row = results.find(name);
    return row == results.end() ? nullptr : &row->second;
}

PlotPoint pointOf(double x, const Json& table, const char* direction) {
    const Json& r10 = table[direction]["r10"];
    return {x, r10["value"].get<double>(), r10["low"].get<double>(), r10["high"].get<double>()};
}

PlotSeries againstCandidates(const Json& row, const std::vector<int>& candidates,
                             const char* direction) {
    PlotSeries series{row["label"].get<std::string>(), {}, false};
    for (const int count : candidates) {
        if (const Json* table = tableAmong(row, count)) {
            series.points.push_back(pointOf(double(count), *table, direction));
        }
    }
    return series;
}

/// Ten of so many, drawn blindly.
PlotSeries chance(const std::vector<int>& candidates) {
    PlotSeries series{"chance", {}, true};
    for (const int count : candidates) {
        const double share = std::min(1.0, 10.0 / count);
        series.points.push_back({double(count), share, share, share});
    }
    return series;
}

/// A row of the benchmark at each x.
struct Line {
    std::string label;
    std::vector<std::string> rows;
};

PlotPanel panelOf(const SuiteResults& results, const std::vector<Line>& lines,
                  const std::vector<double>& xs, const Direction& direction, int candidates) {
    PlotPanel panel;
    panel.title = fmt::format("{}, {} candidates", direction.title, candidates);
    for (const Line& line : lines) {
        PlotSeries& series = panel.series.emplace_back(PlotSeries{line.label, {}, false});
        for (std::size_t i = 0; i < xs.size(); ++i) {
            const Json* row = find(results, line.rows[i]);
            if (const Json* table = row ? tableAmong(*row, candidates) : nullptr) {
                series.points.push_back(pointOf(xs[i], *table, direction.key));
            }
        }
    }
    return panel;
}

/// A panel for each direction and number of candidates.
Plot gridOf(const SuiteResults& results, const std::vector<Line>& lines,
            const std::vector<double>& xs) {
    Plot plot;
    plot.subtitle = phantoms;
    plot.yLabel = "R@10, %";
    plot.xTicks = xs;
    const std::vector<int> counts = candidatesOf(results);
    plot.columns = counts.size();
    for (const Direction& direction : directions) {
        for (const int count : counts) {
            plot.panels.push_back(panelOf(results, lines, xs, direction, count));
        }
    }
    return plot;
}

} // namespace

std::string tablePlot(const SuiteResults& results) {
    Plot plot;
    plot.title = "R@10 against the number of candidates";
    plot.subtitle = phantoms;
    plot.xLabel = "candidates";
    plot.yLabel = "R@10, %";
    plot.evenly = true;
    plot.panelWidth = 340;
    const std::vector<int> counts = candidatesOf(results);
    plot.xTicks.assign(counts.begin(), counts.end());
    bool any = false;
    for (const Direction& direction : directions) {
        PlotPanel& panel = plot.panels.emplace_back();
        panel.title = direction.title;
        for (auto name = tableRowNames().rbegin(); name != tableRowNames().rend(); ++name) {
            if (const Json* row = find(results, *name)) {
                panel.series.push_back(againstCandidates(*row, counts, direction.key));
                any = true;
            }
        }
        panel.series.push_back(chance(counts));
    }
    return any ? svgOf(plot) : std::string();
}

std::string scalePlot(const SuiteResults& results) {
    Plot plot = gridOf(
        results, {{"PAMN robust", scaleRowNames(true)}, {"3D Baseline ST", scaleRowNames(false)}},
        {60, 70, 80, 90, 100});
    plot.title = "R@10 against the share of the training exams";
    plot.xLabel = "training exams, %";
    return svgOf(plot);
}

std::string phasesPlot(const SuiteResults& results) {
    Plot plot = gridOf(results, {{"PAMN robust", phaseRowNames()}}, {2, 3, 4});
    plot.title = "R@10 against the number of phases";
    plot.xLabel = "at most so many phases";
    return svgOf(plot);
}

} // namespace bolus
