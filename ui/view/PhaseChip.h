// The coloured phase label on a viewport; its menu corrects the phase or hangs another series.
#pragma once

#include <optional>

#include <QColor>
#include <QStringList>
#include <QToolButton>

#include "library/domain/Phase.h"

namespace bolus {

/// Okabe and Ito's palette ("Color Universal Design", 2008), told apart with every kind of colour
/// vision; the phase is always written as well.
QColor phaseColor(Phase phase);
/// phaseLabel in the user's language.
QString phaseName(Phase phase);

/// A press and release opens the menu; a drag carries what hangs here to another viewport.
class PhaseChip : public QToolButton {
    Q_OBJECT
public:
    explicit PhaseChip(QWidget* parent = nullptr);

    void setRecord(const PhaseRecord& record);
    void setShort(bool isShort); // where the picture is narrow
    /// Every series of the case, for the second part of the menu.
    void setSeries(const QStringList& names, int current);
    /// For this opening of the menu, whose aboutToShow asks for them: actions of the window.
    void addEdits(const QList<QAction*>& actions);

Q_SIGNALS:
    void phaseChosen(bolus::Phase phase);
    void seriesChosen(int volume); // index among the case's volumes
    void dragMoved(const QPoint& global);
    void dropped(const QPoint& global);

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    void fillMenu();
    void addPhases();
    void addSeries();

    void showText();

    PhaseRecord m_record;
    bool m_short = false;
    QStringList m_series;
    int m_current = -1;
    std::optional<QPoint> m_pressed;
    bool m_dragging = false;
};

} // namespace bolus
