// How much each phase had to do with something: a bar a phase.
#pragma once

#include <vector>

#include <QWidget>

#include "ui/search/Hit.h"

namespace bolus {

class ShareBars : public QWidget {
    Q_OBJECT
public:
    explicit ShareBars(QWidget* parent = nullptr);
    /// Shown as percent of the sum of magnitudes; negative shares grow to the left.
    void setShares(std::vector<PhaseShare> shares);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int rowHeight() const;
    std::vector<PhaseShare> m_shares; // normalised
};

} // namespace bolus
