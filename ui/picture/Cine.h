// Plays the slices of the active viewport, or the phases of its exam at one slice.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include <QObject>
#include <QTimer>

#include "ui/picture/Reel.h"

namespace bolus {

class SliceViewport;
class ViewerWidget;
class ViewState;

/// Ends by itself when somebody scrolls, changes the plane, takes another viewport, hangs something
/// else there, picks up a tool, or hides the window. The phase that hung there then comes back.
class Cine : public QObject {
    Q_OBJECT
public:
    enum class Kind { Slices, Phases };
    using Clock = std::function<qint64()>; // ms

    static constexpr int slowest = 1, fastest = 30; // pictures a second

    explicit Cine(ViewerWidget& viewer, QObject* parent = nullptr, Clock clock = {});

    /// Ends what plays; begins this unless it was this.
    void toggle(Kind kind);
    void stop();
    std::optional<Kind> playing() const { return m_kind; }

    void setPace(int picturesPerSecond);
    int pace() const { return m_pace; }
    void setWay(Reel::Way way);
    Reel::Way way() const { return m_way; }

    /// Shows what is due by the clock: pictures that there was no time for are skipped. The timer
    /// calls it.
    void tick();

Q_SIGNALS:
    void playingChanged();
    void refused(const QString& sentence);

private:
    bool start(Kind kind);
    bool rewind(); // a reel from where things stand; false where there is nothing to play
    bool holds() const;
    void show(int picture);
    void restartClock();

    ViewerWidget& m_viewer;
    Clock m_clock;
    QTimer m_timer;
    int m_pace = 12;
    Reel::Way m_way = Reel::Way::Forward;

    std::optional<Kind> m_kind;
    Reel m_reel{1, Reel::Way::Forward, 0};
    qint64 m_began = 0, m_shown = 0; // ms, and pictures since
    std::vector<int> m_phases;       // of Kind::Phases: volumes of the case, as they take turns
    int m_hung = -1, m_now = -1;     // the one that hangs there, and the one that shows
    SliceViewport* m_view = nullptr; // only compared
    qint64 m_case = 0;
    std::shared_ptr<ViewState> m_state;
    std::shared_ptr<void> m_watch;
    bool m_stepping = false; // what changes is our own doing
};

} // namespace bolus
