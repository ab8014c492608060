// Line plots with error bars as SVG: panels side by side under one legend.
#pragma once

#include <string>
#include <vector>

namespace bolus {

struct PlotPoint {
    double x = 0;
    double value = 0, low = 0,
           high = 0; // shares of one, drawn as percent; no bar where low == high
};

struct PlotSeries {
    std::string label;
    std::vector<PlotPoint> points; // by x
    bool reference = false;        // thin, grey and dashed, as for chance
};

struct PlotPanel {
    std::string title;
    std::vector<PlotSeries> series; // the same labels in the same order in every panel
};

struct Plot {
    std::string title, subtitle;
    std::string xLabel, yLabel;
    std::vector<double> xTicks; // rising; every point stands at one of them
    bool evenly = false;        // ticks stand at equal distances, whatever lies between them
    std::size_t columns = 2;
    double panelWidth = 250;       // px, inside the axes
    std::vector<PlotPanel> panels; // row by row
};

/// Dark on white; colours that are told apart by the colour-blind too (Okabe and Ito 2008), and a
/// marker of its own for each series. Empty where there is no panel with a point.
std::string svgOf(const Plot& plot);

} // namespace bolus
