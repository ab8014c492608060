// The keys of a volume rendering while it has the focus, and the menu that tells them.
#include <QActionGroup>
#include <QKeyEvent>
#include <QMenu>

#include "ui/view/VolumeViewport.h"

namespace bolus {

namespace {

constexpr double degreesPerKey = 10, cutPerKey = 5; // mm

/// The letter of the side that is looked at: of the patient's, as on the cube.
std::optional<Side> sideOf(int key) {
    switch (key) {
    case Qt::Key_A:
        return Side::Front;
    case Qt::Key_P:
        return Side::Back;
    case Qt::Key_L:
        return Side::Left;
    case Qt::Key_R:
        return Side::Right;
    case Qt::Key_H:
        return Side::Head;
    case Qt::Key_F:
        return Side::Feet;
    default:
        return std::nullopt;
    }
}

std::optional<Plane> nextCut(std::optional<Plane> now) {
    return !now                     ? std::optional(Plane::Axial)
           : *now == Plane::Axial   ? std::optional(Plane::Coronal)
           : *now == Plane::Coronal ? std::optional(Plane::Sagittal)
                                    : std::nullopt;
}

/// Turns as a drag of so many degrees to the right and down does.
void turnBy(VolumeScene& scene, const QSize& size, double right, double down) {
    const double pixels = std::min(size.width(), size.height()) / 180.0;
    scene.turn(right * pixels, down * pixels);
}

} // namespace

/// True where the key means something here; `act`: it is also done.
bool VolumeViewport::key(int key, bool act) {
    const auto run = [&](const auto& action) {
        if (act) {
            action();
        }
        return true;
    };
    const QSize device = size() * devicePixelRatioF();
    if (const auto side = sideOf(key)) {
        return run([&] { m_scene.lookFrom(*side); });
    }
    if (key >= Qt::Key_1 && key <= Qt::Key_9) {
        const auto n = static_cast<std::size_t>(key - Qt::Key_1);
        return run([&] {
            if (n < m_scene.presets().size()) {
                m_scene.setPreset(m_scene.presets()[n].name);
            }
        });
    }
    switch (key) {
    case Qt::Key_Left:
        return run([&] { turnBy(m_scene, device, -degreesPerKey, 0); });
    case Qt::Key_Right:
        return run([&] { turnBy(m_scene, device, degreesPerKey, 0); });
    case Qt::Key_Up:
        return run([&] { turnBy(m_scene, device, 0, -degreesPerKey); });
    case Qt::Key_Down:
        return run([&] { turnBy(m_scene, device, 0, degreesPerKey); });
    case Qt::Key_PageDown:
        return run([&] { m_scene.moveFrontCut(cutPerKey); });
    case Qt::Key_PageUp:
        return run([&] { m_scene.moveFrontCut(-cutPerKey); });
    case Qt::Key_C:
        return run([&] { m_scene.setCutSlice(nextCut(m_scene.cutSlice())); });
    case Qt::Key_Space:
        return run([&] { setTurning(!isTurning()); });
    case Qt::Key_B:
        return run([&] { setCropShown(!m_crop.isShown()); });
    case Qt::Key_Home:
        return run([&] { reset(); });
    case Qt::Key_Escape:
        return run([&] { m_crop.isShown() ? setCropShown(false) : closeRequested(); });
    default:
        return false;
    }
}

/// The clipping box's come first.
bool VolumeViewport::key(const QKeyEvent& event, bool act) {
    if (m_crop.isShown() && m_crop.key(event.key(), event.modifiers(), act)) {
        if (act) {
            refreshOverlay();
        }
        return true;
    }
    const auto plain = event.modifiers() & ~Qt::KeypadModifier;
    return plain == Qt::NoModifier && key(event.key(), act);
}

/// While it has the focus, its letters come before the light box's.
bool VolumeViewport::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride) {
        if (key(*static_cast<QKeyEvent*>(event), false)) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

void VolumeViewport::keyPressEvent(QKeyEvent* event) {
    if (!key(*event, true)) {
        QWidget::keyPressEvent(event);
    }
}

void VolumeViewport::fillMenu() {
    QMenu* menu = m_presetChip->menu();
    menu->clear();
    const auto add = [this, menu](const QString& name, const QString& text, const QString& keyText,
                                  bool checked, auto&& run) {
        QAction* action = menu->addAction(keyText.isEmpty() ? text : text + '\t' + keyText);
        action->setObjectName(name);
        action->setCheckable(true);
        action->setChecked(checked);
        connect(action, &QAction::triggered, this, run);
    };
    int number = 1;
    for (const RenderPreset& preset : m_scene.presets()) {
        const std::string name(preset.name);
        add(QStringLiteral("render-") + QString::fromStdString(name),
            QCoreApplication::translate("RenderPreset", preset.label.data()),
            QString::number(number++), name == m_scene.preset().name,
            [this, name] { m_scene.setPreset(name); });
    }
    menu->addSeparator();
    const std::array<std::pair<QString, QString>, 6> sides{{{tr("From the front"), "A"},
                                                            {tr("From behind"), "P"},
                                                            {tr("From the left"), "L"},
                                                            {tr("From the right"), "R"},
                                                            {tr("From the head"), "H"},
                                                            {tr("From the feet"), "F"}}};
    for (std::size_t i = 0; i < sides.size(); ++i) {
        const Side side = allSides[i];
        add(QStringLiteral("from-") + sides[i].second, sides[i].first, sides[i].second,
            m_scene.side() == side, [this, side] { m_scene.lookFrom(side); });
    }
    menu->addSeparator();
    const std::array<std::pair<Plane, QString>, 3> cuts{
        {{Plane::Axial, tr("Cut at the axial slice of the crosshair")},
         {Plane::Coronal, tr("Cut at the coronal slice")},
         {Plane::Sagittal, tr("Cut at the sagittal slice")}}};
    for (const auto& [plane, text] : cuts) {
        const bool on = m_scene.cutSlice() == plane;
        add(QStringLiteral("cut-%1").arg(static_cast<int>(plane)), text,
            plane == Plane::Axial ? QStringLiteral("C") : QString(), on, [this, plane = plane, on] {
                m_scene.setCutSlice(on ? std::nullopt : std::optional(plane));
            });
    }
    add(QStringLiteral("deeper"), tr("Cut from the front (Shift+wheel)"), tr("PgDown, PgUp"),
        m_scene.frontCut().has_value(), [this] { // on and off; the wheel sets how deep
            m_scene.moveFrontCut(m_scene.frontCut() ? -*m_scene.frontCut() : 50);
        });
    addCropEntries(*menu);
    menu->addSeparator();
    add(QStringLiteral("turnByItself"), tr("Turn by itself"), tr("Space"), isTurning(),
        [this] { setTurning(!isTurning()); });
    add(QStringLiteral("resetRendering"), tr("Upright, whole and uncut"), tr("Home"), false,
        [this] { reset(); });
}

void VolumeViewport::addCropEntries(QMenu& menu) {
    const auto add = [this, &menu](const char* name, const QString& text, bool possible,
                                   auto&& run) {
        QAction* action = menu.addAction(text);
        action->setObjectName(QLatin1String(name));
        action->setEnabled(possible);
        connect(action, &QAction::triggered, this, run);
        return action;
    };
    QAction* box = add("cropBox", tr("Clipping box: drag its faces") + QStringLiteral("\tB"), true,
                       [this] { setCropShown(!m_crop.isShown()); });
    box->setCheckable(true);
    box->setChecked(m_crop.isShown());
    add("undoCrop", tr("Undo the last change of the clipping box"), m_crop.canUndo(), [this] {
        m_crop.undo();
        refreshOverlay();
    });
    add("wholeVolume", tr("Clip nothing"), m_scene.crop().has_value(), [this] { m_crop.reset(); });
}

} // namespace bolus
