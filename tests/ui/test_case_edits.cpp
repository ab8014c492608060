// Merging, splitting and reordering by hand, with keys, and taking it back.
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QWindow>
#include <QtTest>

#include "tests/ui/Fixture.h"
#include "ui/library/ArrangeDialog.h"
#include "ui/library/LibraryPanel.h"
#include "ui/view/Graphics.h"
#include "ui/view/PhaseChip.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"

using namespace bolus;
using namespace bolus::test;

namespace {

/// Descriptions of a case's phases in the library; empty where there is no such case.
QStringList phasesInLibrary(const Desk& desk, std::int64_t caseId) {
    const auto library = Library::open(desk.library().toStdString());
    const auto exam = (*library)->caseById(caseId);
    QStringList names;
    for (const VolumeRecord& volume : exam ? exam->volumes : std::vector<VolumeRecord>())
        if (volume.inPhaseSeries)
            names << QString::fromStdString(volume.seriesDescription).remove("Liver ");
    return names;
}

QStringList phasesOnScreen(MainWindow& window) {
    QStringList names;
    for (const SliceViewport* view : window.viewer().viewports())
        names << QString::fromStdString(view->record().seriesDescription).remove("Liver ");
    return names;
}

void openCase(MainWindow& window, std::int64_t id) {
    QSignalSpy shown(&window.viewer(), &ViewerWidget::caseShown);
    window.caseController().open(id);
    QVERIFY(shown.wait(20000));
}

QString message(MainWindow& window) {
    return child<QLabel>(window, "messageSentence")->text();
}

void undo(QWidget& window) {
    QTest::keyClick(&window, Qt::Key_Z, Qt::ControlModifier);
}

/// The display has no window manager to do it, and keys reach the shortcuts of the active window.
void activate(QWidget& window) {
    QTRY_VERIFY(window.windowHandle() && window.windowHandle()->isExposed());
    window.activateWindow();
    QTRY_COMPARE(QApplication::activeWindow(), &window);
}

const QStringList asAcquired{"native", "arterial phase", "portal venous phase"};

} // namespace

class CaseEditsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void phasesMoveByKeyAndBack() {
        Desk desk;
        desk.addCases();
        auto window = desk.open();
        openCase(*window, 2);
        window->viewer().setActiveViewport(0);
        QTest::keyClick(window.get(), Qt::Key_Right, Qt::ControlModifier | Qt::ShiftModifier);
        const QStringList moved{"arterial phase", "native", "portal venous phase"};
        QTRY_COMPARE(phasesInLibrary(desk, 2), moved);
        QTRY_COMPARE(phasesOnScreen(*window), moved);
        QTRY_COMPARE(window->viewer().activeViewport(), window->viewer().viewports()[1]);
        QVERIFY(message(*window).contains("order of the phases of case 2"));
        QTest::keyClick(window.get(), Qt::Key_Right, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(phasesOnScreen(*window).last(), QString("native"));
        picture(*window, "reordered");
        undo(*window);
        QTRY_COMPARE(phasesOnScreen(*window), moved);
        undo(*window);
        QTRY_COMPARE(phasesOnScreen(*window), asAcquired);
        QVERIFY(message(*window).startsWith("Taken back:"));
        QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(phasesOnScreen(*window), moved);
        // The first phase cannot go farther: nothing to take back comes of it.
        window->viewer().setActiveViewport(0);
        const int steps = window->bench().undo.count();
        QTest::keyClick(window.get(), Qt::Key_Left, Qt::ControlModifier | Qt::ShiftModifier);
        QTest::qWait(300);
        QCOMPARE(window->bench().undo.count(), steps);
    }

    void theListOfSeriesOrdersAndSplits() {
        Desk desk;
        desk.addCases();
        auto window = desk.open();
        openCase(*window, 2);
        QTest::keyClick(window.get(), Qt::Key_G, Qt::ControlModifier);
        auto* dialog = child<ArrangeDialog>(*window, "arrangeDialog");
        activate(*dialog);
        auto* phases = child<QListWidget>(*dialog, "arrangePhases");
        auto* split = child<QPushButton>(*dialog, "splitButton");
        QCOMPARE(phases->count(), 3);
        QVERIFY(!split->isEnabled());
        QVERIFY(!child<QPushButton>(*dialog, "moveEarlierButton")->isEnabled());
        phases->setFocus();
        QTest::keyClick(phases, Qt::Key_Down, Qt::AltModifier);
        const QStringList moved{"arterial phase", "native", "portal venous phase"};
        QTRY_COMPARE(phasesInLibrary(desk, 2), moved);
        QCOMPARE(phases->currentRow(), 1);
        // What a drag does to the list.
        QVERIFY(phases->model()->moveRow({}, 2, {}, 0));
        QTRY_COMPARE(phasesInLibrary(desk, 2),
                     (QStringList{"portal venous phase", "arterial phase", "native"}));
        QTRY_COMPARE(window->bench().undo.count(), 2); // the window has heard of it
        undo(*dialog);
        QTRY_COMPARE(phasesInLibrary(desk, 2), moved);
        QTRY_VERIFY(phases->item(0)->text().contains("arterial"));

        phases->setCurrentRow(2);
        phases->setFocus();
        QTest::keyClick(phases, Qt::Key_Space);
        QCOMPARE(phases->item(2)->checkState(), Qt::Checked);
        QVERIFY(split->isEnabled());
        picture(*dialog, "arrange");
        QTest::keyClick(dialog, Qt::Key_S, Qt::AltModifier);
        QTRY_COMPARE(phasesInLibrary(desk, 2), moved.mid(0, 2));
        QTRY_COMPARE(child<QListView>(*window, "caseList")->model()->rowCount(), 3);
        QTRY_COMPARE(phases->count(), 2);
        QVERIFY(!split->isEnabled());
        // All of them cannot leave.
        QTest::keyClick(phases, Qt::Key_Home);
        QTest::keyClick(phases, Qt::Key_Space);
        QVERIFY(split->isEnabled());
        QTest::keyClick(phases, Qt::Key_Down);
        QTest::keyClick(phases, Qt::Key_Space);
        QVERIFY(!split->isEnabled());
    }

    void selectedCasesMergeAndComeApartAgain() {
        Desk desk;
        desk.addCases();
        std::int64_t fresh = 0;
        {
            const auto library = Library::open(desk.library().toStdString());
            const Case exam = (*library)->caseById(2).value();
            fresh = (*library)->splitCase(2, std::array{exam.volumes[2].seriesUid}).value();
        }
        auto window = desk.open();
        auto* list = child<QListView>(*window, "caseList");
        QTRY_COMPARE(list->model()->rowCount(), 3);
        QTest::keyClick(window.get(), Qt::Key_J, Qt::ControlModifier);
        QTRY_VERIFY(message(*window).contains("Select the cases"));
        openCase(*window, fresh);
        window->bench().undo.clear();                           // the split of before
        QTRY_VERIFY_WITH_TIMEOUT(desk.ran("\"serve\""), 10000); // it makes the pictures
        list->setFocus();
        QTest::keyClick(list, Qt::Key_End);
        QTest::keyClick(list, Qt::Key_Up, Qt::ShiftModifier);
        picture(*window, "merge");
        QTest::keyClick(window.get(), Qt::Key_J, Qt::ControlModifier);
        QTRY_COMPARE(list->model()->rowCount(), 2);
        QTRY_COMPARE(phasesOnScreen(*window), asAcquired); // into the case that is open
        QCOMPARE(window->viewer().shownCase(), std::optional<std::int64_t>(fresh));
        QTRY_VERIFY(message(*window).startsWith("Merged case 2 into case"));
        QTRY_VERIFY(desk.ran("\"thumbnails\""));
        picture(*window, "merged");
        undo(*window);
        QTRY_COMPARE(list->model()->rowCount(), 3);
        QTRY_COMPARE(phasesInLibrary(desk, 2), asAcquired.mid(0, 2));
        QTRY_VERIFY(message(*window).startsWith("Taken back: Merged case 2"));
    }

    void differentPatientsDoNotMerge() {
        Desk desk;
        desk.addCases();
        auto window = desk.open();
        auto* list = child<QListView>(*window, "caseList");
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Home);
        QTest::keyClick(list, Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(window.get(), Qt::Key_J, Qt::ControlModifier);
        QTRY_VERIFY(message(*window).contains("different patients"));
        QCOMPARE(list->model()->rowCount(), 2);
        QCOMPARE(window->bench().undo.count(), 0);
    }

    // The window has not heard of the edit when the next key comes.
    void undoRightAfterAnEditTakesThatEditBack() {
        Desk desk;
        desk.addCases();
        auto window = desk.open();
        openCase(*window, 2);
        window->viewer().setActiveViewport(0);
        const auto later = [&] {
            QTest::keyClick(window.get(), Qt::Key_Right, Qt::ControlModifier | Qt::ShiftModifier);
        };
        later();
        const QStringList moved{"arterial phase", "native", "portal venous phase"};
        QTRY_COMPARE(phasesOnScreen(*window), moved);
        later(); // and at once back
        undo(*window);
        QTRY_VERIFY(message(*window).startsWith("Taken back:"));
        QTRY_COMPARE(phasesInLibrary(desk, 2), moved);
        QTRY_COMPARE(phasesOnScreen(*window), moved);
        undo(*window);
        QTRY_COMPARE(phasesInLibrary(desk, 2), asAcquired);
        QVERIFY(!window->bench().undo.canUndo());
    }

    void anEditPreparesItsCaseForSearchingAgain() {
        Desk desk;
        desk.addCases();
        {
            const auto library = Library::open(desk.library().toStdString());
            QVERIFY((*library)->addModel({"base-1", "hash", "base.safetensors", "{}", "{}"}));
            QVERIFY((*library)->activateModel("base-1"));
        }
        auto window = desk.open();
        openCase(*window, 2);
        window->viewer().setActiveViewport(0);
        QVERIFY(!desk.ran("\"embed\""));
        QTest::keyClick(window.get(), Qt::Key_Right, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_VERIFY_WITH_TIMEOUT(desk.ran("\"embed\""), 15000);
        QTRY_VERIFY(window->bench().queue.isIdle());
    }

    void theLabelsMenuMovesAndSplits() {
        Desk desk;
        desk.addCases();
        auto window = desk.open();
        openCase(*window, 2);
        const auto choose = [&](int view, const char* action) {
            PhaseChip* chip = window->viewer().viewports()[static_cast<std::size_t>(view)]->chip();
            bool offered = false;
            QTimer::singleShot(300, chip, [&] {
                auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget());
                auto* found = child<QAction>(*window, action);
                offered = menu && menu->actions().contains(found);
                if (menu && view == 1)
                    picture(*menu, "label-menu");
                if (offered)
                    QTest::mouseClick(menu, Qt::LeftButton, {},
                                      menu->actionGeometry(found).center());
                else if (menu)
                    menu->close();
            });
            QTest::mouseClick(chip, Qt::LeftButton);
            return offered;
        };
        QVERIFY(choose(1, "moveEarlier"));
        QTRY_COMPARE(phasesInLibrary(desk, 2),
                     (QStringList{"arterial phase", "native", "portal venous phase"}));
        QTRY_COMPARE(phasesOnScreen(*window).front(), QString("arterial phase"));
        QVERIFY(choose(2, "splitSeries"));
        QTRY_COMPARE(phasesInLibrary(desk, 2), (QStringList{"arterial phase", "native"}));
        QTRY_COMPARE(child<QListView>(*window, "caseList")->model()->rowCount(), 3);
    }

    void equalIdsOfTwoPeopleAreAskedAbout() {
        Desk desk;
        desk.addCase("P7", "DOE^JANE", "19500101");
        desk.addCase("P7", "DOE^JANE", "19600101");
        desk.agree = false;
        auto window = desk.open();
        auto* list = child<QListView>(*window, "caseList");
        QTRY_COMPARE(list->model()->rowCount(), 2);
        list->setFocus();
        QTest::keyClick(list, Qt::Key_Home);
        QTest::keyClick(list, Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(window.get(), Qt::Key_J, Qt::ControlModifier);
        QTRY_COMPARE(desk.questions.size(), 1);
        QVERIFY(desk.questions.front().contains("birth dates differ: 19500101, 19600101"));
        QTest::qWait(300);
        QCOMPARE(list->model()->rowCount(), 2);
        desk.agree = true;
        QTest::keyClick(window.get(), Qt::Key_J, Qt::ControlModifier);
        QTRY_COMPARE(list->model()->rowCount(), 1);
    }

    // The case on screen goes with what made it; the window goes where its series went.
    void undoingASplitLeadsBackToTheWhole() {
        Desk desk;
        desk.addCases();
        std::int64_t fresh = 0;
        {
            const auto library = Library::open(desk.library().toStdString());
            const Case exam = (*library)->caseById(2).value();
            fresh = (*library)->splitCase(2, std::array{exam.volumes[2].seriesUid}).value();
            QVERIFY((*library)->undoCaseEdit());
        }
        auto window = desk.open();
        openCase(*window, 2);
        QTest::keyClick(window.get(), Qt::Key_G, Qt::ControlModifier);
        auto* dialog = child<ArrangeDialog>(*window, "arrangeDialog");
        auto* phases = child<QListWidget>(*dialog, "arrangePhases");
        phases->item(2)->setCheckState(Qt::Checked);
        QTest::mouseClick(child<QPushButton>(*dialog, "splitButton"), Qt::LeftButton);
        auto* list = child<QListView>(*window, "caseList");
        QTRY_COMPARE(list->model()->rowCount(), 3);
        const qint64 made = list->model()->index(2, 0).data(CaseRole::Id).toLongLong();
        QVERIFY(made != fresh); // numbers are never used twice
        openCase(*window, made);
        activate(*dialog);
        undo(*dialog);
        QTRY_COMPARE(window->viewer().shownCase(), std::optional<std::int64_t>(2));
        QTRY_COMPARE(phasesOnScreen(*window), asAcquired);
        QVERIFY(message(*window).startsWith("Taken back: Split"));
    }

    void whatWasDoneBeforeCanStillBeTakenBack() {
        Desk desk;
        desk.addCases();
        {
            const auto library = Library::open(desk.library().toStdString());
            const Case exam = (*library)->caseById(2).value();
            QVERIFY((*library)->splitCase(2, std::array{exam.volumes[0].seriesUid}));
        }
        auto window = desk.open();
        QTRY_COMPARE(window->bench().undo.count(), 1);
        undo(*window);
        QTRY_COMPARE(phasesInLibrary(desk, 2), asAcquired);
        QTRY_COMPARE(window->bench().undo.count(), 0);
        QTRY_VERIFY(message(*window).startsWith("Taken back: Split"));
    }

    void anUndoneCorrectionSaysSo() {
        Desk desk;
        desk.addCases();
        auto window = desk.open();
        openCase(*window, 2);
        const VolumeRecord arterial = window->caseController().current()->volumes[1];
        Q_EMIT window->viewer().phaseChosen(2, QString::fromStdString(arterial.seriesUid), 0,
                                            Phase::Delayed);
        QTRY_COMPARE(phasesInLibrary(desk, 2).last(), QString("arterial phase"));
        undo(*window);
        QTRY_COMPARE(message(*window), QString("Taken back: the phase of Liver arterial phase is "
                                               "“Arterial” again."));
        QTRY_COMPARE(phasesInLibrary(desk, 2), asAcquired);
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    CaseEditsTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_case_edits.moc"
