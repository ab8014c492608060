#include "ui/picture/Cine.h"

#include <algorithm>
#include <chrono>

#include "ui/view/AnnotationBook.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"

namespace bolus {

namespace {

qint64 steadyMilliseconds() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

} // namespace

Cine::Cine(ViewerWidget& viewer, QObject* parent, Clock clock)
    : QObject(parent), m_viewer(viewer), m_clock(clock ? std::move(clock) : steadyMilliseconds) {
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &Cine::tick);
    connect(&viewer, &ViewerWidget::activeViewportChanged, this, [this] {
        if (m_kind && !holds()) {
            stop();
        }
    });
    connect(&viewer.annotations(), &AnnotationBook::toolChanged, this, &Cine::stop);
}

void Cine::toggle(Kind kind) {
    const bool was = m_kind == kind;
    stop();
    if (!was && start(kind)) {
        m_timer.start(1000 / m_pace);
        restartClock();
        Q_EMIT playingChanged();
    }
}

bool Cine::start(Kind kind) {
    m_view = m_viewer.activeViewport();
    if (m_view == nullptr || !m_view->scene().hasVolume()) {
        return false;
    }
    m_kind = kind;
    m_case = m_view->caseId();
    m_hung = m_now = m_view->volumeIndex();
    m_state = m_viewer.viewState();
    if (!rewind()) {
        m_kind.reset();
        Q_EMIT refused(kind == Kind::Phases
                           ? tr("Only one phase of this exam is loaded yet, so there is none to "
                                "take turns with.")
                           : tr("There is a single slice in this view."));
        return false;
    }
    m_watch = m_state->observe([this](unsigned changes) {
        if (!m_stepping && (changes & (ViewState::PointChange | ViewState::PlaneChange)) != 0) {
            QMetaObject::invokeMethod(this, &Cine::stop, Qt::QueuedConnection);
        }
    });
    return true;
}

bool Cine::rewind() {
    const SliceScene& scene = m_view->scene();
    if (m_kind == Kind::Slices) {
        m_reel = Reel(scene.stack().count, m_way, scene.slice());
    } else {
        m_phases = m_viewer.readPhases();
        const auto at = std::ranges::find(m_phases, m_now);
        const bool known = at != m_phases.end();
        m_reel = Reel(static_cast<int>(m_phases.size()), m_way,
                      known ? static_cast<int>(at - m_phases.begin()) : 0);
    }
    return m_reel.count() > 1;
}

void Cine::stop() {
    m_timer.stop();
    if (!m_kind) {
        return;
    }
    const bool other = m_kind == Kind::Phases && m_now != m_hung && holds();
    m_kind.reset();
    m_watch.reset();
    m_state.reset();
    if (other) {
        m_viewer.showForNow(m_hung);
    }
    Q_EMIT playingChanged();
}

/// Whether all is still as it was left.
bool Cine::holds() const {
    return m_viewer.activeViewport() == m_view && m_view != nullptr && m_view->caseId() == m_case &&
           m_view->volumeIndex() == m_now && m_viewer.viewState() == m_state;
}

void Cine::tick() {
    if (!m_kind) {
        return;
    }
    if (!holds() || !m_viewer.isVisible() || m_viewer.window()->isMinimized()) {
        stop();
        return;
    }
    const qint64 due = ((m_clock() - m_began) * m_pace + 500) / 1000; // to the nearest
    const qint64 steps = due - m_shown;
    if (steps > 0) {
        m_shown = due;
        if (m_kind == Kind::Phases && m_viewer.readPhases() != m_phases) {
            rewind(); // another phase has been read
        }
        show(m_reel.advance(steps));
    }
}

void Cine::show(int picture) {
    m_stepping = true;
    if (m_kind == Kind::Slices) {
        m_viewer.scrollBy(picture - m_view->scene().slice());
    } else {
        const int volume = m_phases.at(static_cast<std::size_t>(picture));
        if (volume != m_now && m_viewer.showForNow(volume)) {
            m_now = volume;
        }
    }
    m_stepping = false;
}

void Cine::restartClock() {
    m_began = m_clock();
    m_shown = 0;
}

void Cine::setPace(int picturesPerSecond) {
    m_pace = std::clamp(picturesPerSecond, slowest, fastest);
    if (m_kind) {
        m_timer.setInterval(1000 / m_pace);
        restartClock();
    }
}

void Cine::setWay(Reel::Way way) {
    m_way = way;
    if (m_kind) {
        rewind();
    }
}

} // namespace bolus
