// Mean of each region against time: the enhancement curve.
#pragma once

#include <QtCharts/QChartView>
#include <QtCharts/QValueAxis>

#include "ui/measure/CurveTimes.h"
#include "ui/measure/MeasureTable.h"

namespace bolus {

class EnhancementChart : public QChartView {
    Q_OBJECT
public:
    explicit EnhancementChart(QWidget* parent = nullptr);

    /// A curve a region, in the unit that most phases have; the others, and phases without a
    /// number, have no point. Points with cautions are marked.
    void show(const MeasureTable& table, const CurveTimes& times, const std::string& selected);
    void takeColors(); // of the theme; of the curves when they are shown again

private:
    void addCurve(const MeasureTable& table, const MeasureRow& row, const std::vector<double>& at,
                  bool strong);
    void setTime(const CurveTimes& times);
    void setValues(const std::vector<double>& values, bool othersLeftOut);
    void addDoubts();

    QValueAxis *m_time, *m_value;
    QString m_unit;
    std::vector<double> m_values; // drawn
    QList<QPointF> m_doubtful;    // of them, with cautions
    int m_curves = 0;
};

} // namespace bolus
