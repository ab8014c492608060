#include "ui/measure/EnhancementChart.h"

#include <algorithm>
#include <cmath>

#include <QMap>
#include <QtCharts/QChart>
#include <QtCharts/QLegend>
#include <QtCharts/QLegendMarker>
#include <QtCharts/QLineSeries>
#include <QtCharts/QScatterSeries>

#include "ui/style/Theme.h"
#include "ui/view/AnnotationTexts.h"

namespace bolus {

namespace {

constexpr int lowest = 130, legendHeight = 40;

void dress(QValueAxis* axis) {
    QFont font;
    font.setPixelSize(11);
    axis->setTitleFont(font);
    axis->setLabelsFont(font);
    axis->setTitleBrush(theme::secondaryText);
    axis->setLabelsColor(theme::secondaryText);
    axis->setGridLineColor(theme::raised);
    axis->setLinePenColor(theme::border);
    axis->setLabelFormat(QStringLiteral("%.0f"));
}

bool hasMean(const MeasureCell& cell) {
    return cell.statistics && cell.statistics->voxels > 0;
}

/// Of the phases that have a number, the unit of most; the first of as many.
QString commonUnit(const MeasureTable& table, bool& hasOthers) {
    QMap<QString, int> counts;
    QString most;
    for (std::size_t i = 0; i < table.phases.size(); ++i) {
        if (std::ranges::any_of(table.rows,
                                [&](const MeasureRow& row) { return hasMean(row.cells[i]); })) {
            ++counts[table.units[static_cast<qsizetype>(i)]];
        }
    }
    for (const QString& unit : table.units) {
        most = counts.value(unit) > counts.value(most) ? unit : most;
    }
    hasOthers = counts.size() > 1;
    return most;
}

/// As many decimals as tell one tick from the next.
QString formatFor(const QValueAxis& axis) {
    const double step = (axis.max() - axis.min()) / std::max(1, axis.tickCount() - 1);
    const double size = std::max(std::abs(axis.min()), std::abs(axis.max()));
    const int decimals = std::max(0, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
    return decimals > 4 || size >= 1e6 ? QStringLiteral("%.2g")
                                       : QStringLiteral("%.%1f").arg(decimals);
}

} // namespace

EnhancementChart::EnhancementChart(QWidget* parent)
    : QChartView(parent), m_time(new QValueAxis), m_value(new QValueAxis) {
    setObjectName(QStringLiteral("enhancementChart"));
    setAccessibleName(tr("Enhancement curve"));
    setRenderHint(QPainter::Antialiasing);
    setMinimumSize(300, lowest);
    chart()->setBackgroundRoundness(4);
    chart()->setMargins({4, 4, 4, 4});
    chart()->legend()->setAlignment(Qt::AlignTop);
    chart()->addAxis(m_time, Qt::AlignBottom);
    chart()->addAxis(m_value, Qt::AlignLeft);
    takeColors();
}

void EnhancementChart::takeColors() {
    chart()->setBackgroundBrush(theme::ground);
    chart()->legend()->setLabelColor(theme::text);
    dress(m_time);
    dress(m_value);
}

void EnhancementChart::setTime(const CurveTimes& times) {
    switch (times.axis) {
    case CurveTimes::Axis::AfterContrast:
        m_time->setTitleText(tr("Seconds after the start of contrast"));
        break;
    case CurveTimes::Axis::AfterFirst:
        m_time->setTitleText(tr("Seconds after the first phase"));
        break;
    case CurveTimes::Axis::Order:
        m_time->setTitleText(tr("Phases in their order (times not known)"));
        break;
    }
    const bool any = !times.at.empty();
    const double low = any ? std::ranges::min(times.at) : 0;
    const double high = any ? std::ranges::max(times.at) : 1;
    m_time->setRange(low, std::max(high, low + 1));
    m_time->setTickCount(times.axis == CurveTimes::Axis::Order
                             ? std::clamp(static_cast<int>(times.at.size()), 2, 12)
                             : 5);
    if (times.axis != CurveTimes::Axis::Order) {
        m_time->applyNiceNumbers();
    }
}

void EnhancementChart::addCurve(const MeasureTable& table, const MeasureRow& row,
                                const std::vector<double>& at, bool strong) {
    QList<QPointF> points;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        const MeasureCell& cell = row.cells[i];
        if (hasMean(cell) && table.units[static_cast<qsizetype>(i)] == m_unit) {
            points.append({at[i], cell.statistics->mean});
            m_values.push_back(cell.statistics->mean);
            if (!cell.cautions.isEmpty()) {
                m_doubtful.append(points.back());
            }
        }
    }
    std::ranges::sort(points, {}, &QPointF::x);
    auto* curve = new QLineSeries;
    curve->setName(annotationName(row.annotation));
    const QColor& color =
        theme::curves[static_cast<std::size_t>(m_curves++) % theme::curves.size()];
    curve->setPen(QPen(color, strong ? 3 : 1.5));
    curve->setPointsVisible(true);
    curve->append(points);
    chart()->addSeries(curve);
    curve->attachAxis(m_time);
    curve->attachAxis(m_value);
}

void EnhancementChart::setValues(const std::vector<double>& values, bool othersLeftOut) {
    const auto [low, high] =
        values.empty() ? std::ranges::min_max_result<double>{0, 1} : std::ranges::minmax(values);
    const double room = high > low ? 0 : std::max(std::abs(high) * 0.1, 1e-6); // about one value
    m_value->setTickCount(3); // in a low chart more labels are cut to dots
    m_value->setRange(low - room, high + room);
    m_value->applyNiceNumbers();
    m_value->setLabelFormat(formatFor(*m_value));
    const QString mean = m_unit.isEmpty() ? tr("Mean") : tr("Mean, %1").arg(m_unit);
    m_value->setTitleText(othersLeftOut ? tr("%1 (other units not drawn)").arg(mean) : mean);
}

void EnhancementChart::addDoubts() {
    if (m_doubtful.isEmpty()) {
        return;
    }
    auto* marks = new QScatterSeries;
    marks->setName(tr("with cautions: see the table"));
    marks->setMarkerShape(QScatterSeries::MarkerShapeRectangle);
    marks->setMarkerSize(13);
    marks->setBrush(Qt::NoBrush);
    marks->setPen(QPen(theme::warning, 1.5));
    marks->append(m_doubtful);
    chart()->addSeries(marks);
    marks->attachAxis(m_time);
    marks->attachAxis(m_value);
    for (QLegendMarker* marker : chart()->legend()->markers(marks)) {
        marker->setBrush(theme::warning);
    }
}

void EnhancementChart::show(const MeasureTable& table, const CurveTimes& times,
                            const std::string& selected) {
    chart()->removeAllSeries();
    m_values.clear();
    m_doubtful.clear();
    m_curves = 0;
    setTime(times);
    bool hasOthers = false;
    m_unit = commonUnit(table, hasOthers);
    for (const MeasureRow& row : table.rows) {
        if (row.annotation.hasRegion()) {
            addCurve(table, row, times.at, row.annotation.id == selected);
        }
    }
    setValues(m_values, hasOthers);
    addDoubts();
    const bool named = m_curves > 1 || !m_doubtful.isEmpty();
    chart()->legend()->setVisible(named);
    setMinimumHeight(named ? lowest + legendHeight : lowest); // else the axes' labels become dots
}

} // namespace bolus
