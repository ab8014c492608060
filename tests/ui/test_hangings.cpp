// Hanging in the window: kept screens, protocols, the prior exam, and series dragged into views.
#include <QDialog>
#include <QLabel>
#include <QSignalSpy>
#include <QtTest>

#include "library/store/Library.h"
#include "tests/ui/Fixture.h"
#include "ui/hanging/GridPicker.h"
#include "ui/hanging/Hangings.h"
#include "ui/view/Graphics.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/Actions.h"
#include "ui/window/CaseController.h"

using namespace bolus;
using namespace bolus::test;

namespace {

void openCase(MainWindow& window, std::int64_t id) {
    QSignalSpy shown(&window.viewer(), &ViewerWidget::caseShown);
    window.caseController().open(id);
    QVERIFY(shown.wait(20000));
    window.viewer().setFocus();
}

std::unique_ptr<MainWindow> windowWith(Desk& desk, std::int64_t caseId) {
    desk.addCases();
    auto window = desk.open();
    openCase(*window, caseId);
    return window;
}

QAction* action(MainWindow& window, const char* name) {
    auto* found = window.findChild<QAction*>(QLatin1String(name));
    if (!found)
        qFatal("There is no action %s", name);
    return found;
}

Phase phaseAt(MainWindow& window, std::size_t i) {
    return window.viewer().viewports().at(i)->record().phase.phase;
}

QString sentence(MainWindow& window) {
    return child<QLabel>(window, "messageSentence")->text();
}

void dragSeries(MainWindow& window, int row, const QPoint& global) {
    SeriesList& list = window.hangings().series();
    QWidget* area = list.viewport();
    const QPoint start = list.visualItemRect(list.item(row)).center();
    const QPointF end = area->mapFromGlobal(global);
    QTest::mousePress(area, Qt::LeftButton, {}, start);
    for (int step = 1; step <= 4; ++step) {
        const QPointF at = start + (end - start) * (step / 4.0);
        QMouseEvent move(QEvent::MouseMove, at, area->mapToGlobal(at), Qt::NoButton, Qt::LeftButton,
                         {});
        QApplication::sendEvent(area, &move);
    }
    QTest::mouseRelease(area, Qt::LeftButton, {}, end.toPoint());
}

QPoint middleOf(QWidget& widget) {
    return widget.mapToGlobal(widget.rect().center());
}

} // namespace

class HangingsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aCaseOpensAsItWasLeftAlsoAfterARestart() {
        Desk desk;
        {
            auto window = windowWith(desk, 2);
            QTest::keyClick(&window->viewer(), Qt::Key_C);
            action(*window, "layout2")->trigger();
            window->viewer().setWindowLevel(333, 44);
            openCase(*window, 1);
            QCOMPARE(window->viewer().plane(), Plane::Axial);
            openCase(*window, 2);
            QCOMPARE(window->viewer().plane(), Plane::Coronal);
            QCOMPARE(window->viewer().viewports().size(), std::size_t(2));
            QVERIFY(action(*window, "layout2")->isChecked());
            QTest::keyClick(&window->viewer(), Qt::Key_V);
            QVERIFY(action(*window, "threePlanes")->isChecked());
            window->close();
        }
        auto window = desk.open();
        openCase(*window, 2);
        QVERIFY(window->viewer().threePlanes());
        QCOMPARE(window->viewer().windowLevel(), (std::array{333.0, 44.0}));
        picture(*window, "hanging-three-planes");
    }

    void lookingAtACaseWithoutChangingAnythingKeepsNothing() {
        Desk desk;
        {
            auto window = windowWith(desk, 2);
            window->close();
        }
        const auto library = Library::open(desk.library().toStdString());
        QCOMPARE((*library)->caseView(2).value(), std::string());
    }

    void whatANewerVersionKeptStays() {
        Desk desk;
        desk.addCases();
        const std::string newer = R"({"bolus_view":99})";
        {
            const auto library = Library::open(desk.library().toStdString());
            QVERIFY((*library)->setCaseView(2, newer).has_value());
        }
        {
            auto window = desk.open();
            openCase(*window, 2);
            QTest::keyClick(&window->viewer(), Qt::Key_S);
            window->close();
        }
        const auto library = Library::open(desk.library().toStdString());
        QCOMPARE((*library)->caseView(2).value(), newer);
    }

    void theScreenIsSavedAsAProtocolThatHangsTheNextCase() {
        Desk desk;
        auto window = windowWith(desk, 2);
        window->viewer().setGrid(1, 2);
        QTest::keyClick(&window->viewer(), Qt::Key_S);
        QTest::keyClick(window.get(), Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        auto* dialog = child<SaveProtocolDialog>(*window, "saveProtocolDialog");
        auto* name = child<QLineEdit>(*dialog, "protocolName");
        QTest::keyClicks(name, "Two, sagittal");
        child<QCheckBox>(*dialog, "whenPhases")->setChecked(false);
        picture(*dialog, "hanging-save-protocol");
        QTest::keyClick(name, Qt::Key_Return);
        QTRY_COMPARE(window->hangings().protocols().protocols().front().name,
                     QString("Two, sagittal"));
        QVERIFY(sentence(*window).contains("Two, sagittal"));
        openCase(*window, 1); // no series of the other case, the same modality and body part
        QCOMPARE(window->hangings().usedProtocol(), QString("Two, sagittal"));
        QCOMPARE(window->viewer().plane(), Plane::Sagittal);
        QCOMPARE(window->viewer().grid(), (std::array{1, 2}));
        // Changed, and back to the protocol.
        QTest::keyClick(&window->viewer(), Qt::Key_A);
        window->viewer().setGrid(1, 1);
        QTest::keyClick(&window->viewer(), Qt::Key_R);
        QCOMPARE(window->viewer().plane(), Plane::Sagittal);
        QCOMPARE(window->viewer().grid(), (std::array{1, 2}));
    }

    void protocolsAreSwitchedOffRenamedAndRemoved() {
        Desk desk;
        auto window = windowWith(desk, 1);
        ProtocolStore& store = window->hangings().protocols();
        QVERIFY(store.add({"Mine", {}, true, {"CT", {}, {}, 0, false}, {}}).has_value());
        action(*window, "manageProtocols")->trigger();
        auto* dialog = child<ProtocolsDialog>(*window, "protocolsDialog");
        auto* list = child<QListWidget>(*dialog, "protocolList");
        QCOMPARE(list->item(0)->text(), QString("Mine"));
        picture(*dialog, "hanging-protocols");
        list->item(0)->setText("Yours");
        QTRY_COMPARE(store.protocols().front().name, QString("Yours"));
        QTRY_COMPARE(list->item(0)->text(), QString("Yours"));
        list->item(0)->setCheckState(Qt::Unchecked);
        QVERIFY(!store.isOn(store.protocols().front()));
        openCase(*window, 2);
        QCOMPARE(window->hangings().usedProtocol(), QString());
        list->setCurrentRow(0);
        QTest::mouseClick(child<QPushButton>(*dialog, "removeProtocol"), Qt::LeftButton);
        QTRY_VERIFY(!store.protocols().front().own);
        list->setCurrentRow(0);
        QTRY_VERIFY(!child<QPushButton>(*dialog, "removeProtocol")->isEnabled()); // ours
    }

    void withProtocolsOffACaseHangsInContrastOrder() {
        Desk desk;
        auto window = windowWith(desk, 1);
        ScreenView single;
        single.layout.count = 1;
        QVERIFY(window->hangings()
                    .protocols()
                    .add({"One", {}, true, {"CT", {}, {}, 0, false}, single})
                    .has_value());
        action(*window, "useProtocols")->setChecked(false);
        openCase(*window, 2);
        QCOMPARE(window->viewer().viewports().size(), std::size_t(3));
        const auto entries = child<QMenu>(*window, "protocolMenu")->actions();
        const auto one = std::ranges::find(entries, QString("One"), &QAction::text);
        QVERIFY(one != entries.end());
        (*one)->trigger(); // by hand all the same
        QCOMPARE(window->viewer().viewports().size(), std::size_t(1));
    }

    void aSeriesIsDraggedFromTheListIntoAView() {
        Desk desk;
        auto window = windowWith(desk, 2);
        SeriesList& list = window->hangings().series();
        QCOMPARE(list.count(), 3);
        QVERIFY(list.item(2)->text().contains("Portal venous"));
        dragSeries(*window, 2, middleOf(*window->viewer().viewports().at(0)));
        QCOMPARE(phaseAt(*window, 0), Phase::PortalVenous);
        QCOMPARE(phaseAt(*window, 1), Phase::Arterial);
        dragSeries(*window, 0, window->mapToGlobal(QPoint(5, 5))); // not a view: nothing
        QCOMPARE(phaseAt(*window, 0), Phase::PortalVenous);
        list.setFocus();
        list.setCurrentRow(0);
        QTest::keyClick(&list, Qt::Key_Return);
        QCOMPARE(window->viewer().activeViewport()->record().phase.phase, Phase::PreContrast);
        picture(*window, "hanging-series");
    }

    void theGridIsInTheLayoutMenu() {
        Desk desk;
        auto window = windowWith(desk, 2);
        const auto pickers = window->findChildren<GridPicker*>();
        QVERIFY(pickers.size() >= 2); // menu bar and tool bar
        GridPicker* picker = pickers.last();
        auto* menu = qobject_cast<QMenu*>(picker->parentWidget());
        QVERIFY(menu);
        menu->popup(window->mapToGlobal(QPoint(400, 80)));
        QTRY_VERIFY(picker->isVisible());
        const QPoint second = picker->cell(0, 1).center();
        QTest::mouseMove(picker, second);
        picture(*menu, "hanging-layout-menu");
        QTest::mouseClick(picker, Qt::LeftButton, {}, second);
        QTRY_VERIFY(!menu->isVisible());
        QCOMPARE(window->viewer().grid(), (std::array{1, 2}));
        QVERIFY(!action(*window, "layout0")->isChecked());
        QTest::keyClick(window.get(), Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(window->viewer().grid(), (std::array{0, 0}));
        QVERIFY(action(*window, "layout0")->isChecked());
        action(*window, "layout1")->trigger();
        QVERIFY(action(*window, "layout1")->isChecked());
        QVERIFY(!action(*window, "layout0")->isChecked());
    }

    void thePriorExamHangsBelowInOneAction() {
        Desk desk;
        desk.addCases();
        desk.addCase("P2", "BETA^BOB", ""); // of an earlier day
        auto window = desk.open();
        openCase(*window, 2);
        QTest::keyClick(window.get(), Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY(window->viewer().besideCase().has_value());
        QVERIFY2(sentence(*window).contains("2024-01-02") &&
                     sentence(*window).contains("the nearest earlier CT"),
                 qPrintable(sentence(*window)));
        QCOMPARE(child<QMenu>(*window, "otherExamsMenu")->actions().size(), 1);
    }

    void aStrangerIsListedWithTheDoubtAndNeverChosen() {
        Desk desk;
        desk.addCase("ANON", "Anonymous", "");
        desk.addCase("ANON", "Anonymous", "", "20220102");
        auto window = desk.open();
        openCase(*window, 1);
        QTest::keyClick(window.get(), Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY2(sentence(*window).contains("Patient ID ANON is a placeholder"),
                     qPrintable(sentence(*window)));
        QVERIFY(!window->viewer().besideCase());
        const auto others = child<QMenu>(*window, "otherExamsMenu")->actions();
        QCOMPARE(others.size(), 1);
        QVERIFY(others.front()->text().contains("is a placeholder"));
        others.front()->trigger(); // by hand all the same, and said again
        QTRY_VERIFY(window->viewer().besideCase().has_value());
        QVERIFY2(sentence(*window).contains("chosen in the menu. It may be of somebody else: "),
                 qPrintable(sentence(*window)));
    }

    void theSeriesAreListedWhereThereIsSomethingToDrag() {
        Desk desk;
        desk.addCases();
        desk.addCase("P7", "DOE^JANE", "19500101"); // of one series
        {
            auto window = desk.open();
            const QWidget& dock = window->hangings().seriesDock();
            QVERIFY(dock.isHidden());
            openCase(*window, 2);
            QTRY_VERIFY(dock.isVisible());
            const SeriesList& list = window->hangings().series();
            QTRY_VERIFY(list.height() < list.sizeHint().height() + 10); // no empty room
            QVERIFY(list.height() >= list.sizeHint().height());         // and no scrolling
            QVERIFY(dock.height() <= window->centralWidget()->height() / 3);
            picture(*window, "hanging-series-dock");
            openCase(*window, 3);
            QTRY_VERIFY(dock.isHidden());
            picture(*window, "hanging-no-series-dock");
            QTest::keyClick(window.get(), Qt::Key_F6); // the user wants it
            QVERIFY(dock.isVisible());
            window->caseController().closeAll();
            QTest::qWait(50);
            QVERIFY(dock.isVisible());
            QTest::keyClick(window.get(), Qt::Key_F6);
            openCase(*window, 2);
            QTRY_VERIFY(dock.isVisible());
            window->hangings().seriesDock().close();
            window->close();
        }
        auto window = desk.open();
        openCase(*window, 2);
        QTest::qWait(50);
        QVERIFY(window->hangings().seriesDock().isHidden()); // closed by hand
        QTest::keyClick(window.get(), Qt::Key_F6);
        QVERIFY(window->hangings().seriesDock().isVisible());
    }

    void withoutAPriorItSaysSo() {
        Desk desk;
        auto window = windowWith(desk, 1);
        action(*window, "comparePrior")->trigger();
        QTRY_VERIFY(sentence(*window).contains("no other exam of patient P1"));
        QVERIFY(!window->viewer().besideCase());
        QVERIFY(!child<QMenu>(*window, "otherExamsMenu")->isEnabled());
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    HangingsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_hangings.moc"
