// The menu "Picture" and the windows' presets, with the keys and the mouse of a reader.
#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>

#include "tests/ui/Fixture.h"
#include "tests/viewer/LightBox.h"
#include "ui/picture/PictureMenu.h"
#include "ui/picture/WindowPresetStore.h"
#include "ui/view/PictureTexts.h"
#include "ui/window/CaseController.h"
#include "viewer/WindowPresets.h"

using namespace bolus;
using namespace bolus::test;

namespace {

void openCase(MainWindow& window, std::int64_t id) {
    QSignalSpy shown(&window.viewer(), &ViewerWidget::caseShown);
    window.caseController().open(id);
    QVERIFY(shown.wait(20000));
    window.viewer().setFocus();
}

std::unique_ptr<MainWindow> windowOver(Desk& desk, std::int64_t caseId = 2) {
    auto window = desk.open();
    openCase(*window, caseId);
    return window;
}

void press(MainWindow& window, int key, Qt::KeyboardModifiers modifiers = {}) {
    QTest::keyClick(&window.viewer(), Qt::Key(key), modifiers);
}

QAction* action(MainWindow& window, const QString& name) {
    auto* found = window.findChild<QAction*>(name);
    if (!found)
        found = window.actionsOfWindow().presets->findChild<QAction*>(name);
    if (!found)
        qFatal("There is no action %s", qPrintable(name));
    return found;
}

QAction* ownPreset(MainWindow& window, const QString& name) {
    for (QAction* each : window.actionsOfWindow().presets->actions())
        if (each->text() == name)
            return each;
    return nullptr;
}

void savePreset(MainWindow& window, const QString& name) {
    action(window, "savePreset")->trigger();
    auto* dialog = window.findChild<QInputDialog*>("presetDialog");
    QVERIFY(dialog && QTest::qWaitForWindowExposed(dialog));
    auto* field = dialog->findChild<QLineEdit*>();
    QTest::keyClicks(field, name);
    picture(*dialog, "picture-preset-dialog");
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_VERIFY(!window.findChild<QInputDialog*>("presetDialog"));
}

} // namespace

class PictureMenuTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_desk = std::make_unique<Desk>();
        m_desk->addCases();
    }
    void cleanup() { m_desk.reset(); }

    void windowsAnswerToTheirNumbers() {
        const auto window = windowOver(*m_desk);
        const auto presets = windowPresets();
        QCOMPARE(presets.size(), std::size_t(9));
        std::set<std::pair<double, double>> seen;
        for (int i = 0; i < 9; ++i) {
            press(*window, Qt::Key_1 + i);
            const auto [width, level] = window->viewer().windowLevel();
            QCOMPARE((Window{width, level}), presets[std::size_t(i)].values);
            seen.insert({width, level});
        }
        QCOMPARE(seen.size(), std::size_t(9)); // none says what another does
        picture(*window, "picture-presets");
    }

    void aWindowOfOnesOwnIsKept() {
        {
            const auto window = windowOver(*m_desk);
            window->viewer().setWindowLevel(222, 33);
            savePreset(*window, "Pancreas & duct");
            window->viewer().setWindowLevel(400, 40);
            ownPreset(*window, "Pancreas && duct")->trigger();
            QCOMPARE(window->viewer().windowLevel(), (std::array{222.0, 33.0}));
            window->viewer().setWindowLevel(210, 30);
            savePreset(*window, "Pancreas & duct"); // again: it changes
        }
        const auto window = windowOver(*m_desk); // another day
        QAction* kept = ownPreset(*window, "Pancreas && duct");
        QVERIFY(kept != nullptr);
        kept->trigger();
        QCOMPARE(window->viewer().windowLevel(), (std::array{210.0, 30.0}));
        auto* remove = child<QMenu>(*window, "removePreset");
        QCOMPARE(remove->actions().size(), 1);
        remove->actions().first()->trigger();
        QTRY_VERIFY(ownPreset(*window, "Pancreas && duct") == nullptr);
        QVERIFY(remove->actions().isEmpty());
        QVERIFY(WindowPresetStore().presets().empty());
    }

    void aPresetWithoutANameIsNotSaved() {
        WindowPresetStore store;
        QVERIFY(!store.add({"  ", "HU", {400, 40}}));
        QVERIFY(!store.add({"x", "HU", {0, 40}}));
        QVERIFY(!store.add({"x", "HU", {NAN, 40}}));
        for (int i = 0; i < WindowPresetStore::mostPresets; ++i)
            QVERIFY(store.add({QString::number(i), "HU", {400, 40}}));
        QVERIFY(!store.add({"one more", "HU", {400, 40}}));
        QVERIFY(store.add({"7", "HU", {80, 40}})); // in place of the old one
        QCOMPARE(WindowPresetStore().find("7")->values.window, 80.0);
        QCOMPARE(WindowPresetStore().presets(), store.presets());
    }

    void keysTurnAndFlipThePicture() {
        const auto window = windowOver(*m_desk);
        const auto turn = [&] { return window->viewer().viewState()->turn(Plane::Axial); };
        const auto left = [&] {
            window->viewer().viewports().front()->refreshOverlay();
            return window->viewer().viewports().front()->overlay().edges[0];
        };
        QCOMPARE(left(), QString("R"));
        press(*window, Qt::Key_T);
        QCOMPARE(left(), QString("P"));
        press(*window, Qt::Key_T, Qt::ShiftModifier);
        QCOMPARE(left(), QString("R"));
        press(*window, Qt::Key_F);
        QCOMPARE(left(), QString("L"));
        QVERIFY(turn().mirrored);
        press(*window, Qt::Key_F, Qt::ShiftModifier); // both: turned by half
        QCOMPARE(left(), QString("L"));
        QVERIFY((turn() == Turn{2, false}));
        picture(*window, "picture-turned");
        action(*window, "resetPicture")->trigger();
        QCOMPARE(left(), QString("R"));
    }

    void keysOfSlabSmoothingAndInversion() {
        const auto window = windowOver(*m_desk);
        const auto state = window->viewer().viewState();
        press(*window, Qt::Key_K);
        QVERIFY((state->slab() == Slab{Slab::Mode::Largest, 10}));
        QVERIFY(action(*window, "slabLargest")->isChecked());
        press(*window, Qt::Key_K, Qt::ShiftModifier);
        QCOMPARE(state->slab().mode, Slab::Mode::Smallest);
        press(*window, Qt::Key_BracketRight);
        press(*window, Qt::Key_BracketRight);
        press(*window, Qt::Key_BracketLeft);
        QCOMPARE(state->slab().mm, 11.0);
        press(*window, Qt::Key_K);
        QCOMPARE(state->slab().mode, Slab::Mode::Off);
        press(*window, Qt::Key_K); // the kind and thickness of before
        QVERIFY((state->slab() == Slab{Slab::Mode::Smallest, 11}));
        press(*window, Qt::Key_I);
        QVERIFY(state->inverted() && action(*window, "invert")->isChecked());
        press(*window, Qt::Key_Y);
        QVERIFY(!state->smooth() && !action(*window, "smooth")->isChecked());
        picture(*window, "picture-slab");
        action(*window, "resetPicture")->trigger();
        QVERIFY(state->smooth() && !state->inverted() && state->slab().mode == Slab::Mode::Off);
    }

    void aSlabThatIsSwitchedOnHasMoreThanOneSlice() {
        const auto window = windowOver(*m_desk);
        const auto state = window->viewer().viewState();
        const double step = window->viewer().activeViewport()->scene().stack().step;
        QVERIFY(step > 0.5);
        press(*window, Qt::Key_K);
        while (state->slab().mm > 1) // one slice, by the reader's own hand
            press(*window, Qt::Key_BracketLeft);
        QCOMPARE(slicesWithin(state->slab(), step), 1);
        press(*window, Qt::Key_K);
        press(*window, Qt::Key_K);
        QVERIFY(slicesWithin(state->slab(), step) > 1);
        QVERIFY(state->slab().mm < 2 * step + 1);
    }

    void theKeyBringsTheWholePictureBack_data() {
        QTest::addColumn<bool>("planes");
        QTest::newRow("phases beside each other") << false;
        QTest::newRow("three planes") << true;
    }
    void theKeyBringsTheWholePictureBack() {
        QFETCH(bool, planes);
        const auto window = windowOver(*m_desk);
        ViewerWidget& viewer = window->viewer();
        ScreenView home;
        home.windows["HU"] = {150, 30};
        viewer.setHome(home);
        if (planes)
            press(*window, Qt::Key_V);
        const Plane plane = viewer.plane();
        const Vec3 centre = viewer.viewState()->centre();
        press(*window, Qt::Key_K);
        press(*window, Qt::Key_I);
        press(*window, Qt::Key_T);
        press(*window, Qt::Key_F);
        press(*window, Qt::Key_2);
        viewer.viewState()->setTurn(Plane::Coronal, Turn{1, false});
        viewer.viewState()->setZoom(4);
        viewer.viewState()->setCentre(centre + Vec3{10, 20, 30});
        viewer.viewState()->setRotation(Rotation::about({0, 0, 1}, 0.2));
        press(*window, Qt::Key_R);
        const auto state = viewer.viewState();
        QCOMPARE(viewer.threePlanes(), planes);
        QCOMPARE(state->slab().mode, Slab::Mode::Off);
        QVERIFY(!state->inverted());
        QVERIFY(state->turn(plane) == Turn{} && state->turn(Plane::Coronal) == Turn{});
        QCOMPARE(state->zoom(), 1.0);
        QVERIFY(state->centre() == centre && state->rotation() == Rotation{});
        QVERIFY((viewer.windowLevel() == std::array<double, 2>{150, 30}));
        QVERIFY(action(*window, "resetView")->toolTip().contains("slab"));
    }

    void theThicknessIsChosenInTheMenu() {
        const auto window = windowOver(*m_desk);
        auto* button = child<QToolButton>(*window, "pictureButton");
        QVERIFY(!button->icon().isNull() && !button->accessibleName().isEmpty());
        auto* menu = child<QMenu>(*window, "slabMenu");
        menu->popup(window->mapToGlobal(QPoint(300, 100)));
        QVERIFY(QTest::qWaitForWindowExposed(menu));
        auto* thickness = child<QWidget>(*window, "slabThickness");
        auto* number = thickness->findChild<QSpinBox*>();
        QTest::mouseClick(number, Qt::LeftButton);
        number->selectAll();
        QTest::keyClicks(number, "25");
        QTest::keyClick(number, Qt::Key_Tab);
        const auto state = window->viewer().viewState();
        QVERIFY((state->slab() == Slab{Slab::Mode::Largest, 25}));
        QCOMPARE(thickness->findChild<QSlider*>()->value(), 25);
        picture(*menu, "picture-slab-menu");
        menu->hide();
        picture(*window, "picture-slab-window");
    }

    void theMenuFollowsTheActiveView() {
        const auto window = windowOver(*m_desk);
        window->viewer().setLinked(false);
        press(*window, Qt::Key_I);
        QTRY_VERIFY(action(*window, "invert")->isChecked());
        window->viewer().setActiveViewport(1);
        QTRY_VERIFY(!action(*window, "invert")->isChecked());
        window->viewer().setActiveViewport(0);
        QTRY_VERIFY(action(*window, "invert")->isChecked());
    }

    void textsAndTheHiddenPatientAreKept() {
        {
            const auto window = windowOver(*m_desk);
            press(*window, Qt::Key_Q);
            QCOMPARE(window->viewer().textChoice().amount, TextChoice::Amount::Reduced);
            picture(*window, "picture-texts-reduced");
            press(*window, Qt::Key_Q);
            picture(*window, "picture-texts-none");
            action(*window, "hidePatient")->trigger();
        }
        const auto window = windowOver(*m_desk);
        const TextChoice choice = window->viewer().textChoice();
        QVERIFY((choice == TextChoice{TextChoice::Amount::None, true}));
        QVERIFY(action(*window, "textsNone")->isChecked());
        QVERIFY(action(*window, "hidePatient")->isChecked());
        press(*window, Qt::Key_Q); // and from none to all
        window->viewer().viewports().front()->refreshOverlay();
        const OverlayModel& model = window->viewer().viewports().front()->overlay();
        QVERIFY(!model.topRight.join(' ').contains("BETA") && !model.topLeft.isEmpty());
        picture(*window, "picture-patient-hidden");
    }

    void spacePlaysAndSaysSo() {
        const auto window = windowOver(*m_desk);
        Cine& cine = window->findChild<PictureMenu*>()->cine();
        const int first = window->viewer().activeViewport()->scene().slice();
        press(*window, Qt::Key_Space);
        QVERIFY(cine.playing() == Cine::Kind::Slices);
        QVERIFY(action(*window, "playSlices")->isChecked());
        QTRY_VERIFY(window->viewer().activeViewport()->scene().slice() != first);
        picture(*window, "picture-cine");
        press(*window, Qt::Key_Space, Qt::ShiftModifier);
        QVERIFY(cine.playing() == Cine::Kind::Phases);
        QVERIFY(!action(*window, "playSlices")->isChecked());
        const int hung = 0;
        QTRY_VERIFY(window->viewer().activeViewport()->volumeIndex() != hung);
        openCase(*window, 1);
        QTRY_VERIFY(!cine.playing());
        QVERIFY(!action(*window, "playPhases")->isChecked());
        auto* button = child<QToolButton>(*window, "playButton");
        QTest::mouseClick(button, Qt::LeftButton, {}, {8, button->height() / 2});
        QVERIFY(cine.playing() == Cine::Kind::Slices);
        QTest::mouseClick(button, Qt::LeftButton, {}, {8, button->height() / 2});
        QVERIFY(!cine.playing());
    }

    void spaceSetsAPointWhileDrawing() {
        const auto window = windowOver(*m_desk);
        Cine& cine = window->findChild<PictureMenu*>()->cine();
        press(*window, Qt::Key_D);
        press(*window, Qt::Key_Space);
        QVERIFY(!cine.playing());
        QVERIFY(window->viewer().annotations().draft().has_value());
    }

    void paceAndWayAreKept() {
        {
            const auto window = windowOver(*m_desk);
            auto* menu = child<QMenu>(*window, "cineMenu");
            menu->popup(window->mapToGlobal(QPoint(300, 100)));
            QVERIFY(QTest::qWaitForWindowExposed(menu));
            auto* pace = child<QWidget>(*window, "cinePace");
            auto* slider = pace->findChild<QSlider*>();
            slider->setFocus();
            QTest::keyClick(slider, Qt::Key_End);
            picture(*menu, "picture-cine-menu");
            menu->hide();
            action(*window, "cineBackAndForth")->trigger();
        }
        const auto window = windowOver(*m_desk);
        Cine& cine = window->findChild<PictureMenu*>()->cine();
        QCOMPARE(cine.pace(), 30);
        QCOMPARE(cine.way(), Reel::Way::BackAndForth);
        QVERIFY(action(*window, "cineBackAndForth")->isChecked());
    }

    void everyCommandHasANameAndAPlace() {
        const auto window = windowOver(*m_desk);
        auto* menu = child<QMenu>(*window, "pictureMenu");
        menu->popup(window->mapToGlobal(QPoint(300, 100)));
        QVERIFY(QTest::qWaitForWindowExposed(menu));
        picture(*menu, "picture-menu");
        menu->hide();
        for (const char* id : {"slab", "slabKind", "slabThicker", "slabThinner", "smooth", "invert",
                               "turnPictureRight", "turnPictureLeft", "flipAcross", "flipUpright",
                               "texts", "playSlices", "playPhases"}) {
            const KeyMap::Command* command = window->keys().command(id);
            QVERIFY2(command && command->keys.size() == 1 && !command->title.isEmpty(), id);
        }
    }

private:
    std::unique_ptr<Desk> m_desk;
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication app(argc, argv);
    PictureMenuTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_picture_menu.moc"
