#include "ui/train/TrainChart.h"

#include <algorithm>
#include <cmath>

#include <QtCharts/QChart>
#include <QtCharts/QLegend>

#include "ui/style/Theme.h"

namespace bolus {

namespace {
constexpr int mostPoints = 1500;
}

TrainChart::TrainChart(QWidget* parent)
    : QChartView(parent), m_steps(new QValueAxis), m_lossAxis(new QValueAxis),
      m_recallAxis(new QValueAxis) {
    setObjectName(QStringLiteral("trainChart"));
    setAccessibleName(tr("Loss and held-out retrieval"));
    setRenderHint(QPainter::Antialiasing);
    setMinimumSize(420, 280);
    chart()->setBackgroundRoundness(4);
    chart()->setMargins({6, 6, 6, 6});
    chart()->legend()->setAlignment(Qt::AlignTop);
    chart()->addAxis(m_steps, Qt::AlignBottom);
    chart()->addAxis(m_lossAxis, Qt::AlignLeft);
    chart()->addAxis(m_recallAxis, Qt::AlignRight);
    m_steps->setTitleText(tr("Step"));
    m_lossAxis->setTitleText(tr("Loss"));
    m_recallAxis->setTitleText(tr("Recall on held-out patients"));
    m_steps->setLabelFormat(QStringLiteral("%.0f"));
    m_recallAxis->setLabelFormat(QStringLiteral("%.0f %%"));
    m_recallAxis->setRange(0, 100);
    m_recallAxis->setGridLineVisible(false);
    m_loss = addSeries(tr("Loss"), m_lossAxis, false);
    m_recall = {addSeries(tr("R@1"), m_recallAxis, true), addSeries(tr("R@5"), m_recallAxis, true),
                addSeries(tr("R@10"), m_recallAxis, true)};
    takeColors();
    connect(&theme::changes(), &theme::Changes::changed, this, &TrainChart::takeColors);
    clear();
}

void TrainChart::takeColors() {
    chart()->setBackgroundBrush(theme::ground);
    chart()->legend()->setLabelColor(theme::text);
    for (QValueAxis* axis : {m_steps, m_lossAxis, m_recallAxis}) {
        axis->setTitleBrush(theme::secondaryText);
        axis->setLabelsColor(theme::secondaryText);
        axis->setGridLineColor(theme::raised);
        axis->setLinePenColor(theme::border);
    }
    m_loss->setPen(QPen(theme::text, 1.5));
    const std::array marks{theme::accent, theme::good, theme::warning};
    for (std::size_t i = 0; i < marks.size(); ++i)
        m_recall[i]->setPen(QPen(marks[i], 2));
}

QLineSeries* TrainChart::addSeries(const QString& name, QAbstractAxis* axis, bool marked) {
    auto* series = new QLineSeries;
    series->setName(name);
    series->setPointsVisible(marked);
    chart()->addSeries(series);
    series->attachAxis(m_steps);
    series->attachAxis(axis);
    return series;
}

void TrainChart::clear() {
    m_loss->clear();
    for (QLineSeries* series : m_recall)
        series->clear();
    m_highest = 0;
    m_stride = 1;
    m_steps->setRange(0, 8);
    m_lossAxis->setRange(0, 1);
}

void TrainChart::addLoss(int step, int steps, double loss) {
    if (!std::isfinite(loss) || step % m_stride != 0)
        return;
    m_loss->append(step, loss);
    m_steps->setRange(0, std::max({5, step, steps}));
    m_steps->applyNiceNumbers();
    if (loss > m_highest) {
        m_highest = loss;
        m_lossAxis->setRange(0, loss * 1.05);
        m_lossAxis->applyNiceNumbers();
    }
    if (m_loss->count() < mostPoints)
        return;
    QList<QPointF> thinned;
    for (int at = 0; at < m_loss->count(); at += 2)
        thinned.append(m_loss->at(at));
    m_loss->replace(thinned);
    m_stride *= 2;
}

void TrainChart::addRecall(int step, const std::array<double, 3>& recall) {
    for (std::size_t at = 0; at < recall.size(); ++at)
        if (std::isfinite(recall[at]))
            m_recall[at]->append(step, 100 * recall[at]);
}

} // namespace bolus
