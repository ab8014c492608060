// A case comes back as it was left: when it is opened again, and after the program was closed.
#include <QSignalSpy>
#include <QtTest>

#include "library/store/Library.h"
#include "tests/ui/Fixture.h"
#include "ui/hanging/ScreenJson.h"
#include "ui/view/Graphics.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerOverlays.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/CaseController.h"

using namespace bolus;
using namespace bolus::test;

namespace {

using Kind = ViewerOverlays::Kind;

struct Left {
    Desk desk;
    std::unique_ptr<MainWindow> window;

    Left() {
        desk.addCases();
        start();
    }
    void start() {
        window = desk.open();
        open(2);
    }
    void open(qint64 id) const {
        QSignalSpy shown(&window->viewer(), &ViewerWidget::caseShown);
        window->caseController().open(id);
        QVERIFY(shown.wait(20000));
        window->viewer().setFocus();
    }
    /// By another case, or by the program's end.
    void comeBack(bool restart) {
        if (restart) {
            window->close();
            window.reset();
            start();
        } else {
            open(1);
            open(2);
        }
    }
    ViewerWidget& viewer() const { return window->viewer(); }
    SliceViewport& view(std::size_t i) const { return *viewer().viewports().at(i); }
    ViewState& state(std::size_t i) const { return view(i).scene().state(); }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const {
        viewer().setFocus();
        QTest::keyClick(&viewer(), key, modifiers);
    }
    void select(std::size_t i) const {
        QTest::mouseClick(&view(i), Qt::LeftButton, {}, view(i).rect().center());
    }
    void wheel(std::size_t i, int notches) const {
        const QPointF at = view(i).rect().center();
        QWheelEvent event(at, view(i).mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, {},
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(&view(i), &event);
    }
    std::string kept() const {
        const auto library = Library::open(desk.library().toStdString());
        return (*library)->caseView(2).value();
    }
};

void twice() {
    QTest::addColumn<bool>("restart");
    QTest::newRow("another case was open") << false;
    QTest::newRow("the program was closed") << true;
}

} // namespace

class ReopeningTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void thePictureLiesAndLooksAsItDid_data() { twice(); }
    void thePictureLiesAndLooksAsItDid() {
        QFETCH(bool, restart);
        Left left;
        left.press(Qt::Key_I);
        left.press(Qt::Key_T);
        left.press(Qt::Key_F);
        left.press(Qt::Key_K);
        const Turn turn = left.state(0).turn(Plane::Axial);
        const Slab slab = left.state(0).slab();
        QVERIFY(turn.mirrored && turn.quarters != 0 && slab.mode == Slab::Mode::Largest);
        const EdgeLetters letters = left.view(0).scene().edgeLetters();
        left.comeBack(restart);
        for (const std::size_t i : {0U, 1U, 2U}) {
            QVERIFY(left.state(i).inverted());
            QVERIFY(left.state(i).turn(Plane::Axial) == turn);
            QVERIFY(left.state(i).slab() == slab);
        }
        QCOMPARE(left.view(0).scene().edgeLetters().left, letters.left);
        QCOMPARE(left.view(0).scene().edgeLetters().top, letters.top);
        QTRY_VERIFY(left.view(0).overlay().marks.join('\n').contains("MIRRORED"));
        left.press(Qt::Key_R); // and goes where it always goes
        QVERIFY(!left.state(0).inverted() && left.state(0).turn(Plane::Axial) == Turn{});
        left.comeBack(restart);
        QVERIFY(!left.state(0).inverted() && left.state(0).turn(Plane::Axial) == Turn{});
    }

    void aPhaseInColourAndASubtractionLieWhereTheyDid_data() { twice(); }
    void aPhaseInColourAndASubtractionLieWhereTheyDid() {
        QFETCH(bool, restart);
        Left left;
        ViewerOverlays& before = left.viewer().overlays();
        left.select(1);
        left.press(Qt::Key_U);
        left.select(2);
        left.press(Qt::Key_G);
        QTRY_COMPARE(left.view(1).scene().layers().all().size(), std::size_t{1});
        QTRY_COMPARE(left.view(2).scene().layers().all().size(), std::size_t{1});
        LayerStyle style = before.layers().front().style;
        style.threshold = 0.25;
        style.map = ColorMap::Viridis;
        before.setStyle(before.layers().front().id, style);
        left.comeBack(restart);
        QTRY_COMPARE(left.view(1).scene().layers().all().size(), std::size_t{1});
        QTRY_VERIFY(left.view(1).scene().layers().difference() != nullptr);
        QTRY_COMPARE(left.view(2).scene().layers().all().size(), std::size_t{1});
        QVERIFY(left.view(2).scene().layers().all()[0].style == style);
        QVERIFY(left.view(0).scene().layers().all().empty());
        QCOMPARE(left.viewer().activeViewport(), &left.view(2));
        QVERIFY(left.window->findChild<QAction*>("phaseInColour")->isChecked());
        left.press(Qt::Key_G); // taken away, it stays away
        left.comeBack(restart);
        QTRY_VERIFY(left.view(1).scene().layers().difference() != nullptr);
        QVERIFY(left.view(2).scene().layers().all().empty());
    }

    void viewsThatAreNotLinkedShowEachItsOwn_data() { twice(); }
    void viewsThatAreNotLinkedShowEachItsOwn() {
        QFETCH(bool, restart);
        Left left;
        left.press(Qt::Key_L);
        QVERIFY(!left.viewer().linked());
        left.select(0);
        left.press(Qt::Key_C);
        left.select(1);
        left.wheel(1, 2);
        left.press(Qt::Key_I);
        left.select(2);
        left.press(Qt::Key_5);
        left.wheel(2, -3);
        std::vector<Vec3> points;
        std::vector<Window> windows;
        for (const std::size_t i : {0U, 1U, 2U}) {
            points.push_back(left.view(i).scene().point());
            windows.push_back(left.view(i).scene().window());
        }
        QVERIFY(distance(points[1], points[2]) > 5 && windows[1] != windows[2]);
        left.comeBack(restart);
        QVERIFY(!left.viewer().linked());
        QCOMPARE(left.state(0).plane(), Plane::Coronal);
        QCOMPARE(left.state(1).plane(), Plane::Axial);
        QVERIFY(left.state(1).inverted() && !left.state(0).inverted() && !left.state(2).inverted());
        for (const std::size_t i : {0U, 1U, 2U}) {
            QVERIFY(distance(left.view(i).scene().point(), points[i]) < 0.01);
            QVERIFY(left.view(i).scene().window() == windows[i]);
        }
        const std::string body = left.kept();
        left.comeBack(restart);
        QCOMPARE(left.kept(), body); // nobody changed anything
    }

    void whatANewerOrDamagedViewSaysIsNotUsed() {
        ScreenView screen;
        screen.inverted = true;
        screen.place.emplace();
        screen.place->turns[Plane::Coronal] = {3, true};
        screen.place->crop = Bounds{{-10, -20, -30}, {1, 2, 3}};
        screen.apart = {screen};
        screen.overlays = {{"1.2", 1, "1.3", 0, true, LayerStyle{}}};
        screen.objects = {"1.2.3"};
        const QByteArray good = QByteArray::fromStdString(viewBody(screen));
        const auto read = screenFromBody(good.toStdString());
        QVERIFY(read && *read == screen);
        for (const auto& [from, to] : {std::pair{"\"quarters\":3", "\"quarters\":4"},
                                       {"\"high\":[1,2,3]", "\"high\":[1,-20,3]"},
                                       {"\"coronal\":{", "\"askew\":{"},
                                       {"\"colors\":\"hot_iron\"", "\"colors\":\"rainbow\""},
                                       {"\"threshold\":0", "\"threshold\":2"},
                                       {"\"overlays\":[{", "\"overlays\":[1,{"},
                                       {"\"inverted\":true", "\"inverted\":\"yes\""}}) {
            QByteArray bad = good;
            bad.replace(from, to);
            QVERIFY2(bad != good, from);
            QVERIFY2(!screenFromBody(bad.toStdString()), to);
        }
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    ReopeningTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_reopening.moc"
