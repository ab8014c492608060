// A found case without opening it: its phases beside each other at the place of the match, and the
// sentence.
#pragma once

#include <QFrame>
#include <QLabel>

#include "ui/search/Hit.h"

namespace bolus {

class HitModel;
class PhaseStrip;

/// Over the pictures of its window; keys stay with the list.
class HitPreview : public QFrame {
    Q_OBJECT
public:
    HitPreview(const HitModel& model, QWidget* window);
    void showHit(const Hit& hit);
    /// As large as the area over which it lies has room for.
    void place(const QRect& area);

Q_SIGNALS:
    void openRequested();

protected:
    void mouseDoubleClickEvent(QMouseEvent* event) override;

private:
    void refresh();

    const HitModel& m_model;
    Hit m_hit;
    QLabel *m_title, *m_sentence, *m_ranks;
    PhaseStrip* m_strip;
};

} // namespace bolus
