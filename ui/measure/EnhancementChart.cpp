#include "ui/measure/EnhancementChart.h"

#include <algorithm>

#include <QtCharts/QChart>
#include <QtCharts/QLegend>
#include <QtCharts/QLineSeries>

#include "ui/style/Theme.h"
#include "ui/view/AnnotationTexts.h"

namespace bolus {

namespace {

// Okabe and Ito's palette, without what is dark on a dark ground.
constexpr std::array<QRgb, 6> curveColors{0xff56b4e9, 0xffe69f00, 0xff009e73,
                                          0xfff0e442, 0xffd55e00, 0xffcc79a7};

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

} // namespace

EnhancementChart::EnhancementChart(QWidget* parent)
    : QChartView(parent), m_time(new QValueAxis), m_value(new QValueAxis) {
    setObjectName(QStringLiteral("enhancementChart"));
    setAccessibleName(tr("Enhancement curve"));
    setRenderHint(QPainter::Antialiasing);
    setMinimumSize(300, 130);
    chart()->setBackgroundBrush(theme::ground);
    chart()->setBackgroundRoundness(4);
    chart()->setMargins({4, 4, 4, 4});
    chart()->legend()->setLabelColor(theme::text);
    chart()->legend()->setAlignment(Qt::AlignTop);
    chart()->addAxis(m_time, Qt::AlignBottom);
    chart()->addAxis(m_value, Qt::AlignLeft);
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
        const auto& s = row.cells[i].statistics;
        if (s && s->voxels > 0 && table.units[static_cast<qsizetype>(i)] == m_unit) {
            points.append({at[i], s->mean});
            m_low = std::min(m_low, s->mean);
            m_high = std::max(m_high, s->mean);
        }
    }
    std::ranges::sort(points, {}, &QPointF::x);
    auto* curve = new QLineSeries;
    curve->setName(annotationName(row.annotation));
    const QColor color(curveColors[static_cast<std::size_t>(m_curves++) % curveColors.size()]);
    curve->setPen(QPen(color, strong ? 3 : 1.5));
    curve->setPointsVisible(true);
    curve->append(points);
    chart()->addSeries(curve);
    curve->attachAxis(m_time);
    curve->attachAxis(m_value);
}

void EnhancementChart::show(const MeasureTable& table, const CurveTimes& times,
                            const std::string& selected) {
    chart()->removeAllSeries();
    m_low = m_curves = 0;
    m_high = 10;
    setTime(times);
    const auto named = std::ranges::find_if_not(table.units, &QString::isEmpty);
    m_unit = named == table.units.end() ? QString() : *named;
    for (const MeasureRow& row : table.rows) {
        if (row.annotation.hasRegion()) {
            addCurve(table, row, times.at, row.annotation.id == selected);
        }
    }
    chart()->legend()->setVisible(m_curves > 1);
    m_value->setTitleText(m_unit.isEmpty() ? tr("Mean") : tr("Mean, %1").arg(m_unit));
    m_value->setRange(m_low, m_high);
    m_value->applyNiceNumbers();
}

} // namespace bolus
