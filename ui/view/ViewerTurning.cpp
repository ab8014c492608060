// Turning the patient planes from the keyboard, and the commands of hanging.
#include <QCoreApplication>

#include "ui/view/ViewerState.h"
#include "viewer/PlaneLines.h"

namespace bolus {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(bolus::ViewerTurning)
};

constexpr double turnStep = 5; // degrees

} // namespace

void ViewerWidget::State::addHangingCommands() {
    using S = State;
    const auto add = [this](const char* id, const QString& title, const QKeySequence& key,
                            Run run) {
        addCommand(QLatin1String(id), title, {key}, std::move(run));
    };
    const auto keyWithShift = [](Qt::Key key) {
        return QKeySequence(QKeyCombination(Qt::SHIFT, key));
    };
    add("threePlanes", Words::tr("One series in three planes"), Qt::Key_V,
        [](S& s) { s.self.setThreePlanes(!s.layout.threePlanes); });
    add("previousSeries", Words::tr("Previous phase or series in this view"), Qt::Key_Comma,
        [](S& s) { s.self.pageSeries(-1); });
    add("nextSeries", Words::tr("Next phase or series in this view"), Qt::Key_Period,
        [](S& s) { s.self.pageSeries(1); });
    add("turnLeft", Words::tr("Turn the other planes against the clock"),
        keyWithShift(Qt::Key_Left), [](S& s) { s.turn(-turnStep); });
    add("turnRight", Words::tr("Turn the other planes clockwise"), keyWithShift(Qt::Key_Right),
        [](S& s) { s.turn(turnStep); });
    add("tipAway", Words::tr("Tip this plane's upper part away"), keyWithShift(Qt::Key_Up),
        [](S& s) { s.tip(turnStep); });
    add("tipNear", Words::tr("Tip this plane's upper part near"), keyWithShift(Qt::Key_Down),
        [](S& s) { s.tip(-turnStep); });
}

/// Only where the three planes are on screen, so that nobody turns them unawares.
void ViewerWidget::State::turn(double degrees) {
    if (layout.threePlanes && !renderingAlone && !active->scene().planeLines().empty()) {
        turnPlanes(active->scene(), degrees);
    }
}

void ViewerWidget::State::tip(double degrees) {
    if (layout.threePlanes && !renderingAlone && !active->scene().planeLines().empty()) {
        tipPlane(active->scene(), degrees);
    }
}

} // namespace bolus
