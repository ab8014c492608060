// The light box's commands and their default keys. A row here is all that a new one needs: the key
// map shows it on the help page and in the preferences. One with the id of an action of the window
// is that action; the row serves it where there is no window, and gives its keys.
#include <QCoreApplication>

#include "ui/keys/KeyRules.h"
#include "ui/view/ViewerState.h"
#include "viewer/WindowPresets.h"

namespace bolus {

namespace {

// The context of this file's texts for translators.
struct Words {
    Q_DECLARE_TR_FUNCTIONS(bolus::ViewerKeys)
};

constexpr int page = 10, all = 1'000'000;

QString textOf(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<int>(text.size()));
}

} // namespace

void ViewerWidget::State::addCommands() {
    using S = State;
    const auto add = [this](const char* id, const QString& title, const QList<QKeySequence>& keys,
                            Run run) {
        addCommand(QLatin1String(id), title, keys, std::move(run));
    };
    add("previousSlice", Words::tr("Previous slice"), {Qt::Key_Up, Qt::Key_Left},
        [](S& s) { s.self.scrollBy(-1); });
    add("nextSlice", Words::tr("Next slice"), {Qt::Key_Down, Qt::Key_Right},
        [](S& s) { s.self.scrollBy(1); });
    add("pageUp", Words::tr("Ten slices back"), {Qt::Key_PageUp},
        [](S& s) { s.self.scrollBy(-page); });
    add("pageDown", Words::tr("Ten slices on"), {Qt::Key_PageDown},
        [](S& s) { s.self.scrollBy(page); });
    add("firstSlice", Words::tr("First slice"), {Qt::Key_Home},
        [](S& s) { s.self.scrollBy(-all); });
    add("lastSlice", Words::tr("Last slice"), {Qt::Key_End}, [](S& s) { s.self.scrollBy(all); });
    add("axial", Words::tr("Axial"), {Qt::Key_A}, [](S& s) { s.self.setPlane(Plane::Axial); });
    add("coronal", Words::tr("Coronal"), {Qt::Key_C},
        [](S& s) { s.self.setPlane(Plane::Coronal); });
    add("sagittal", Words::tr("Sagittal"), {Qt::Key_S},
        [](S& s) { s.self.setPlane(Plane::Sagittal); });
    add("acquired", Words::tr("As acquired"), {Qt::Key_O},
        [](S& s) { s.self.setPlane(Plane::Oblique); });
    add("resetView", Words::tr("Reset the view"), {Qt::Key_R}, [](S& s) { s.self.resetView(); });
    add("linked", Words::tr("Link the views"), {Qt::Key_L},
        [](S& s) { s.self.setLinked(!s.self.linked()); });
    add("crosshair", Words::tr("Crosshair"), {Qt::Key_X},
        [](S& s) { s.self.setCrosshairVisible(!s.self.crosshairVisible()); });
    add("maximise", Words::tr("Maximise the view or bring all back"), {Qt::Key_M},
        [](S& s) { s.self.toggleMaximised(); });
    add(holdCommand, Words::tr("Hide the heatmap while held"), {Qt::Key_H},
        [](S& s) { s.self.setHeatmapHeld(true); });
    add("volumeRendering", Words::tr("Volume rendering"), {Qt::Key_W},
        [](S& s) { s.self.setVolumeRendering(!s.renderingAlone); });
    addHangingCommands();
    add("phaseInColour", Words::tr("Another phase in colour over this one"), {Qt::Key_G},
        [](S& s) { s.overlays->toggle(ViewerOverlays::Kind::Color); });
    add("subtraction", Words::tr("Subtract another phase from this one"), {Qt::Key_U},
        [](S& s) { s.overlays->toggle(ViewerOverlays::Kind::Difference); });
    addPresetCommands();
    addToolCommands();
}

void ViewerWidget::State::addPresetCommands() {
    int number = 1;
    for (const WindowPreset& preset : windowPresets()) {
        const QString name = textOf(preset.name);
        const QString key = number <= 9 ? QString::number(number++) : QString();
        addCommand(QStringLiteral("preset-") + name,
                   QCoreApplication::translate("Preset", textOf(preset.label).toUtf8().constData()),
                   key.isEmpty() ? QList<QKeySequence>() : QList<QKeySequence>{QKeySequence(key)},
                   [name](State& s) { s.self.applyPreset(name); });
    }
    addCommand(QStringLiteral("preset-auto"), Words::tr("Window from the values"), {Qt::Key_0},
               [](State& s) { s.self.applyPreset(QStringLiteral("auto")); });
}

void ViewerWidget::State::addToolCommands() {
    const auto tool = [this](Shape shape, const QString& title, Qt::Key key) {
        addCommand(QStringLiteral("measure-") + QLatin1String(shapeToken(shape)), title, {key},
                   [shape](State& s) {
                       s.book->setTool(s.book->tool() == shape ? std::nullopt
                                                               : std::optional(shape));
                   });
    };
    tool(Shape::Length, Words::tr("Measure a length"), Qt::Key_D);
    tool(Shape::Angle, Words::tr("Measure an angle"), Qt::Key_N);
    tool(Shape::Ellipse, Words::tr("Measure an ellipse"), Qt::Key_E);
    tool(Shape::Polygon, Words::tr("Measure a polygon"), Qt::Key_P);
    tool(Shape::Sphere, Words::tr("Measure a sphere"), Qt::Key_B);
    addCommand(QStringLiteral("removeSelectedMeasurement"),
               Words::tr("Remove the selected measurement"), {Qt::Key_Delete},
               [](State& s) { s.book->removeSelected(); });
}

void ViewerWidget::State::addCommand(const QString& id, const QString& title,
                                     const QList<QKeySequence>& keys, Run run) {
    keyMap->declare(id, title, keys);
    commands[id] = std::move(run);
}

/// While a tool is in hand: whatever these keys do otherwise.
bool ViewerWidget::State::drawsWith(int key) const {
    switch (key) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Space:
        return active != nullptr && book->tool();
    default:
        return false;
    }
}

/// True where the key means something here.
bool ViewerWidget::State::key(const QKeyEvent& event) {
    const bool far = event.modifiers().testFlag(Qt::ShiftModifier);
    if (active == nullptr) {
        return false;
    }
    if (drawKey(event.key(), far) || penKey(event.key())) {
        return true;
    }
    if (event.key() == Qt::Key_Escape && aligning) {
        cancelAligning();
        return true;
    }
    if (event.key() == Qt::Key_Escape && leavePlanes()) {
        return true;
    }
    const KeyMap::Command* command = keyMap->holderOf(keyOf(event));
    const auto row = command != nullptr ? commands.find(command->id) : commands.end();
    if (row == commands.end()) {
        return false;
    }
    if (QAction* action = keyMap->action(row->first)) {
        action->trigger(); // does nothing where it is not available
    } else if (!event.isAutoRepeat() || row->first != holdCommand) {
        row->second(*this);
    }
    return true;
}

} // namespace bolus
