#include "app/jobs/SvgPlot.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace bolus {

namespace {

// px
constexpr double panelHeight = 220, left = 62, gapX = 58, top = 92, gapY = 84, bottom = 58,
                 legendWidth = 190;

// Okabe and Ito, without their yellow, which a white page swallows.
constexpr std::array colours{"#D55E00", "#0072B2", "#009E73", "#CC79A7",
                             "#56B4E9", "#E69F00", "#000000"};
constexpr const char* ink = "#222222";
constexpr const char* faint = "#DDDDDD";
constexpr const char* grey = "#888888";

std::string escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

/// 0 … 1 along the axis.
double shareOf(const Plot& plot, double x) {
    const std::vector<double>& ticks = plot.xTicks;
    if (ticks.size() < 2) {
        return 0.5;
    }
    if (!plot.evenly) {
        return (x - ticks.front()) / (ticks.back() - ticks.front());
    }
    const auto at = std::ranges::lower_bound(ticks, x) - ticks.begin();
    return static_cast<double>(at) / static_cast<double>(ticks.size() - 1);
}

/// 1, 2 or 5 times a power of ten, so that four to ten steps reach `high`.
double niceStep(double high) {
    const double rough = std::max(high, 1e-6) / 5;
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= rough * 0.999) {
            return factor * power;
        }
    }
    return 10 * power;
}

class PanelDrawing {
public:
    PanelDrawing(const Plot& plot, const PlotPanel& panel, double x, double y)
        : m_plot(plot), m_panel(panel), m_x(x), m_y(y) {
        double high = 0;
        for (const PlotSeries& series : panel.series) {
            for (const PlotPoint& point : series.points) {
                high = std::max({high, point.value, point.high});
            }
        }
        m_step = niceStep(high);
        m_high = std::max(1.0, std::ceil(high / m_step - 1e-9)) * m_step;
    }

    std::string draw() {
        drawAxes();
        for (std::size_t i = m_panel.series.size(); i-- > 0;) { // the first lies on top
            drawSeries(i);
        }
        return std::move(m_out);
    }

private:
    double placeX(double x) const {
        const double margin = m_plot.evenly ? 36 : 16; // so that no point lies on an axis
        return m_x + margin + shareOf(m_plot, x) * (m_plot.panelWidth - 2 * margin);
    }
    double placeY(double value) const {
        return m_y + panelHeight * (1 - std::clamp(value / m_high, 0.0, 1.0));
    }

    void line(double x1, double y1, double x2, double y2, const char* colour, double width) {
        m_out += fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" "
                             "stroke=\"{}\" stroke-width=\"{}\"/>\n",
                             x1, y1, x2, y2, colour, width);
    }
    void text(double x, double y, const char* style, const std::string& words) {
        m_out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" {}>{}</text>\n", x, y, style,
                             escaped(words));
    }

    void drawAxes() {
        for (int i = 0; i * m_step <= m_high + 1e-9; ++i) {
            const double y = placeY(i * m_step);
            line(m_x, y, m_x + m_plot.panelWidth, y, i == 0 ? ink : faint, 1);
            text(m_x - 7, y + 4, "class=\"end\"", fmt::format("{:g}", 100 * i * m_step));
        }
        line(m_x, m_y, m_x, m_y + panelHeight, ink, 1);
        for (const double tick : m_plot.xTicks) {
            const double x = placeX(tick), base = m_y + panelHeight;
            line(x, base, x, base + 4, ink, 1);
            text(x, base + 18, "class=\"middle\"", fmt::format("{:g}", tick));
        }
        const double middle = m_x + m_plot.panelWidth / 2;
        text(middle, m_y - 10, "class=\"middle panel\"", m_panel.title);
        text(middle, m_y + panelHeight + 38, "class=\"middle\"", m_plot.xLabel);
        m_out += fmt::format("<text class=\"middle\" transform=\"translate({:.1f},{:.1f}) "
                             "rotate(-90)\">{}</text>\n",
                             m_x - 40, m_y + panelHeight / 2, escaped(m_plot.yLabel));
    }

    /// Error bars of neighbours stand beside each other.
    double dodge(std::size_t index) const {
        const double middle = (static_cast<double>(m_panel.series.size()) - 1) / 2;
        return m_panel.series[index].reference ? 0 : 2.5 * (static_cast<double>(index) - middle);
    }

    void drawSeries(std::size_t index);

    const Plot& m_plot;
    const PlotPanel& m_panel;
    const double m_x, m_y;
    double m_step = 1, m_high = 1;
    std::string m_out;
};

/// The colours come again from the last to the first, so that the first stays the only one.
const char* colourOf(const PlotSeries& series, std::size_t index) {
    const std::size_t turn = index % (2 * colours.size());
    return series.reference ? grey : colours[std::min(turn, 2 * colours.size() - 1 - turn)];
}

/// A colour that comes again is dashed.
std::string strokeOf(const PlotSeries& series, std::size_t index) {
    const bool again = index >= colours.size();
    return fmt::format("fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"{}", colourOf(series, index),
                       series.reference ? 1.2 : 1.8,
                       series.reference || again ? " stroke-dasharray=\"5 4\"" : "");
}

std::string marker(double x, double y, const PlotSeries& series, std::size_t index) {
    if (series.reference) {
        return {};
    }
    static constexpr std::array shapes{
        "<circle r=\"4\"", "<rect x=\"-3.6\" y=\"-3.6\" width=\"7.2\" height=\"7.2\"",
        "<path d=\"M0 -4.8 L4.5 3.4 L-4.5 3.4 Z\"", "<path d=\"M0 -5 L5 0 L0 5 L-5 0 Z\"",
        "<path d=\"M0 4.8 L4.5 -3.4 L-4.5 -3.4 Z\""};
    return fmt::format("<g transform=\"translate({:.1f},{:.1f})\">{} fill=\"{}\" stroke=\"white\" "
                       "stroke-width=\"0.8\"/></g>\n",
                       x, y, shapes[index % shapes.size()], colourOf(series, index));
}

void PanelDrawing::drawSeries(std::size_t index) {
    const PlotSeries& series = m_panel.series[index];
    const double shift = dodge(index);
    std::string path, marks;
    for (const PlotPoint& point : series.points) {
        const double x = placeX(point.x) + shift, y = placeY(point.value);
        path += fmt::format("{:.1f},{:.1f} ", x, y);
        marks += marker(x, y, series, index);
        if (point.low < point.high) {
            const double low = placeY(point.low), high = placeY(point.high);
            line(x, low, x, high, colourOf(series, index), 1.2);
            line(x - 3, low, x + 3, low, colourOf(series, index), 1.2);
            line(x - 3, high, x + 3, high, colourOf(series, index), 1.2);
        }
    }
    m_out += fmt::format("<polyline points=\"{}\" {}/>\n", path, strokeOf(series, index));
    m_out += marks;
}

std::string legend(const PlotPanel& panel, double x, double y) {
    std::string out;
    for (std::size_t i = 0; i < panel.series.size(); ++i, y += 22) {
        const PlotSeries& series = panel.series[i];
        out += fmt::format("<polyline points=\"{:.1f},{:.1f} {:.1f},{:.1f}\" {}/>\n", x, y, x + 26,
                           y, strokeOf(series, i));
        out += marker(x + 13, y, series, i);
        out += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n", x + 34, y + 4,
                           escaped(series.label));
    }
    return out;
}

std::string head(const Plot& plot, double width, double height) {
    std::string out = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
        "viewBox=\"0 0 {0:.0f} {1:.0f}\" font-family=\"DejaVu Sans, Arial, sans-serif\" "
        "font-size=\"12\" fill=\"{2}\">\n",
        width, height, ink);
    out += "<style>.middle{text-anchor:middle}.end{text-anchor:end}.panel{font-weight:bold}"
           ".title{font-size:16px;font-weight:bold}</style>\n";
    out += "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n";
    out += fmt::format("<text class=\"title\" x=\"{}\" y=\"28\">{}</text>\n", left - 40,
                       escaped(plot.title));
    out += fmt::format("<text x=\"{}\" y=\"48\">{}</text>\n", left - 40, escaped(plot.subtitle));
    return out;
}

bool hasPoint(const Plot& plot) {
    return std::ranges::any_of(plot.panels, [](const PlotPanel& panel) {
        return std::ranges::any_of(panel.series,
                                   [](const PlotSeries& series) { return !series.points.empty(); });
    });
}

} // namespace

std::string svgOf(const Plot& plot) {
    if (!hasPoint(plot)) {
        return {};
    }
    const std::size_t columns = std::clamp<std::size_t>(plot.columns, 1, plot.panels.size());
    const std::size_t rows = (plot.panels.size() + columns - 1) / columns;
    const auto across = [&](std::size_t column) {
        return left + static_cast<double>(column) * (plot.panelWidth + gapX);
    };
    const auto down = [&](std::size_t row) {
        return top + static_cast<double>(row) * (panelHeight + gapY);
    };
    const double right = across(columns) - gapX + 24;
    std::string out = head(plot, right + legendWidth, down(rows) - gapY + bottom);
    for (std::size_t i = 0; i < plot.panels.size(); ++i) {
        out += PanelDrawing(plot, plot.panels[i], across(i % columns), down(i / columns)).draw();
    }
    out += legend(plot.panels.front(), right, top + 8);
    return out + "</svg>\n";
}

} // namespace bolus
