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

    /// A curve a region; phases without a number, or in another unit than the first that has one,
    /// have no point.
    void show(const MeasureTable& table, const CurveTimes& times, const std::string& selected);

private:
    void addCurve(const MeasureTable& table, const MeasureRow& row, const std::vector<double>& at,
                  bool strong);
    void setTime(const CurveTimes& times);

    QValueAxis *m_time, *m_value;
    QString m_unit;
    double m_low = 0, m_high = 0;
    int m_curves = 0;
};

} // namespace bolus
