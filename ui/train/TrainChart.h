// Loss and held-out retrieval of a training run, live.
#pragma once

#include <array>

#include <QtCharts/QChartView>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>

namespace bolus {

class TrainChart : public QChartView {
    Q_OBJECT
public:
    explicit TrainChart(QWidget* parent = nullptr);

    void clear();
    void addLoss(int step, int steps, double loss);
    /// Recall at 1, 5 and 10, 0 … 1, after this step.
    void addRecall(int step, const std::array<double, 3>& recall);
    int lossPoints() const { return m_loss->count(); }
    int recallPoints() const { return m_recall[0]->count(); }

private:
    QLineSeries* addSeries(const QString& name, QAbstractAxis* axis, bool marked);
    void takeColors();

    QValueAxis *m_steps, *m_lossAxis, *m_recallAxis;
    QLineSeries* m_loss;
    std::array<QLineSeries*, 3> m_recall;
    double m_highest = 0;
    int m_stride = 1; // every how many steps a point is kept
};

} // namespace bolus
