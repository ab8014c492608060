// The window as a radiologist meets it: empty, filled, opened by keyboard, corrected.
#include <QDockWidget>
#include <QDropEvent>
#include <QLabel>
#include <QListView>
#include <QMessageBox>
#include <QMimeData>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QTextBrowser>
#include <QToolBar>
#include <QToolButton>
#include <QtTest>

#include "tests/ui/Fixture.h"
#include "ui/library/LibraryPanel.h"
#include "ui/view/Graphics.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/LibraryController.h"
#include "ui/window/MessageBar.h"

using namespace bolus;
using namespace bolus::test;

namespace {

PhaseRecord recordInLibrary(const Desk& desk, std::int64_t caseId, const std::string& series) {
    const auto library = Library::open(desk.library().toStdString());
    const auto exam = (*library)->caseById(caseId);
    for (const VolumeRecord& volume : exam->volumes)
        if (volume.seriesUid == series)
            return volume.phase;
    return {};
}

Phase phaseInLibrary(const Desk& desk, std::int64_t caseId, const std::string& series) {
    return recordInLibrary(desk, caseId, series).phase;
}

/// The filter, gone to by its key; null where the key does not lead there.
QLineEdit* filterByKey(MainWindow& window) {
    QTest::keyClick(&window, Qt::Key_L, Qt::ControlModifier);
    auto* filter = child<QLineEdit>(window, "caseFilter");
    return QTest::qWaitFor([&] { return filter->hasFocus(); }) ? filter : nullptr;
}

} // namespace

class MainWindowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anEmptyLibraryShowsHowToFillIt() {
        Desk desk;
        auto window = desk.open();
        auto* page = child<QWidget>(*window, "firstStart");
        QVERIFY(page->isVisible());
        QVERIFY(child<QLabel>(*window, "firstStartDisclaimer")
                    ->text()
                    .contains("not a medical device"));
        QVERIFY(child<QLabel>(*window, "statusDisclaimer")->isVisible());
        QVERIFY(child<QLabel>(*window, "statusLibrary")->text().contains("library"));
        picture(*window, "first-start");
        auto* demonstration = child<QPushButton>(*window, "firstDemonstration");
        demonstration->setFocus();
        QTest::keyClick(demonstration, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(desk.ran("\"phantom\""), 10000);
        QTRY_VERIFY_WITH_TIMEOUT(window->bench().queue.isIdle(), 10000);
    }

    void everyToolStaysInReachInANarrowWindow() {
        Desk desk;
        desk.addCases();
        auto window = desk.open();
        auto* bar = child<QToolBar>(*window, "viewerToolBar");
        const auto allShown = [&] {
            return std::ranges::all_of(bar->actions(), [&](QAction* action) {
                const QWidget* tool = bar->widgetForAction(action);
                return tool->isVisible() && bar->rect().contains(tool->geometry());
            });
        };
        QTRY_VERIFY(allShown());
        const auto* heatmap =
            qobject_cast<QToolButton*>(bar->widgetForAction(window->actionsOfWindow().heatmap));
        const auto* plane =
            qobject_cast<QToolButton*>(bar->widgetForAction(bar->actions().first()));
        window->resize(1660, 1000); // names on the left are given up first
        QTRY_COMPARE(plane->toolButtonStyle(), Qt::ToolButtonIconOnly);
        QCOMPARE(heatmap->toolButtonStyle(), Qt::ToolButtonTextBesideIcon);
        QVERIFY(allShown());
        window->resize(1272, 684);
        QTRY_VERIFY(bar->width() < 760);
        QTRY_VERIFY(allShown());
        picture(*window, "narrow");
    }

    void casesAreListedAndFilteredByTyping() {
        Desk desk;
        desk.addCases();
        auto window = desk.open();
        auto* list = child<QListView>(*window, "caseList");
        QCOMPARE(list->model()->rowCount(), 2);
        QVERIFY(!child<QWidget>(*window, "firstStart")->isVisible());
        QCOMPARE(child<QLabel>(*window, "caseCount")->text(), QString("2 cases"));
        picture(*window, "library");
        auto* filter = filterByKey(*window);
        QVERIFY(filter);
        QTest::keyClicks(filter, "beta portal");
        QTRY_COMPARE(list->model()->rowCount(), 1);
        QCOMPARE(list->model()->index(0, 0).data().toString(), QString("BETA, BOB"));
        QCOMPARE(child<QLabel>(*window, "caseCount")->text(), QString("1 of 2 cases"));
        QTest::keyClick(filter, Qt::Key_Escape);
        QTRY_COMPARE(list->model()->rowCount(), 2);
        QTest::keyClicks(filter, "phase:portal_venous");
        QTRY_COMPARE(list->model()->rowCount(), 1);
        filter->clear();
        QTest::keyClicks(filter, "colour:red"); // the list stays, and a sentence says why
        auto* problem = child<QLabel>(*window, "filterProblem");
        QTRY_VERIFY(problem->isVisible());
        QVERIFY(problem->text().contains("colour:"));
        picture(*window, "filter-problem");
        QTest::mouseClick(child<QToolButton>(*window, "clearFilters"), Qt::LeftButton);
        QTRY_COMPARE(list->model()->rowCount(), 2);
        QVERIFY(!problem->isVisible());
    }

    // The rows of what was typed are not there yet when Enter comes.
    void enterRightAfterTypingOpensWhatWasTyped() {
        Desk desk;
        desk.addCases();
        auto window = desk.open();
        QSignalSpy shown(&window->viewer(), &ViewerWidget::caseShown);
        auto* filter = filterByKey(*window);
        QVERIFY(filter);
        auto* list = child<QListView>(*window, "caseList");
        QCOMPARE(list->currentIndex().data(CaseRole::Id).toLongLong(), 1);
        QTest::keyClicks(filter, "beta");
        QTest::keyClick(filter, Qt::Key_Return);
        QTest::keyClick(list, Qt::Key_Return);
        QVERIFY(shown.wait(20000));
        QCOMPARE(window->viewer().shownCase(), std::optional<std::int64_t>(2));
    }

    // A question that failed once must not leave the list deaf, nor open a case much later.
    void aQuestionThatFailedIsAskedAgainByEnter() {
        Desk desk;
        desk.addCases();
        auto window = desk.open();
        const auto inDatabase = [&](const QString& statement) {
            const QString python = "import sqlite3,sys\nd=sqlite3.connect(sys.argv[1])\n"
                                   "d.execute('PRAGMA legacy_alter_table=ON')\n"
                                   "d.execute(sys.argv[2])";
            QCOMPARE(QProcess::execute(
                         "python3", {"-c", python, desk.library() + "/library.sqlite", statement}),
                     0);
        };
        QSignalSpy shown(&window->viewer(), &ViewerWidget::caseShown);
        auto* filter = child<QLineEdit>(*window, "caseFilter");
        auto* list = child<QListView>(*window, "caseList");
        auto* sentence = child<QLabel>(*window, "messageSentence");
        inDatabase("ALTER TABLE cases RENAME TO mislaid");
        QTest::keyClicks(filter, "beta");
        QTest::keyClick(filter, Qt::Key_Return);
        QTest::keyClick(list, Qt::Key_Return);
        QTRY_VERIFY(!sentence->text().isEmpty());
        inDatabase("ALTER TABLE mislaid RENAME TO cases");
        QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), 1, 10000); // the library changed
        QTest::qWait(100);
        QCOMPARE(shown.size(), 0);
        // Enter asks again.
        inDatabase("ALTER TABLE cases RENAME TO mislaid");
        filter->setFocus();
        filter->clear();
        QTest::keyClicks(filter, "alpha");
        QTest::keyClick(filter, Qt::Key_Return);
        QSignalSpy failed(list->model(), SIGNAL(failed(QString)));
        QTRY_VERIFY(!failed.isEmpty());
        inDatabase("ALTER TABLE mislaid RENAME TO cases");
        const auto enter = [&] {
            QTest::keyClick(filter, Qt::Key_Return);
            QTest::keyClick(list, Qt::Key_Return);
            return !shown.isEmpty();
        };
        QTRY_VERIFY_WITH_TIMEOUT(enter(), 20000);
        QCOMPARE(window->viewer().shownCase(), std::optional<std::int64_t>(1));
    }

    void theOrderIsChosenAndKept() {
        Desk desk;
        desk.addCases();
        const auto dates = [](const MainWindow& window) {
            const auto* model = window.findChild<QListView*>("caseList")->model();
            return model->index(0, 0).data(CaseRole::Date).toString() + ' ' +
                   model->index(1, 0).data(CaseRole::Date).toString();
        };
        {
            auto window = desk.open();
            QCOMPARE(dates(*window), QString("2024-01-05 2024-02-12"));
            auto* list = child<QListView>(*window, "caseList");
            QTRY_VERIFY(list->currentIndex().isValid());
            auto* order = child<QComboBox>(*window, "caseOrder");
            order->setFocus();
            QTest::keyClick(order, Qt::Key_Down);
            QTRY_COMPARE(dates(*window), QString("2024-02-12 2024-01-05"));
            QCOMPARE(list->currentIndex().data(CaseRole::Id).toLongLong(), 1); // stays the current
        }
        auto window = desk.open();
        QCOMPARE(dates(*window), QString("2024-02-12 2024-01-05"));
        QVERIFY(!child<QWidget>(*window, "messageBar")->isVisible());
    }

    // Rows are read when they are looked at.
    void aLongListScrollsAndFilters() {
        Desk desk;
        desk.addManyCases(3000);
        auto window = desk.open();
        auto* list = child<QListView>(*window, "caseList");
        QCOMPARE(list->model()->rowCount(), 3000);
        QCOMPARE(child<QLabel>(*window, "caseCount")->text(), QLocale().toString(3000) + " cases");
        QVERIFY(!list->model()->index(0, 0).data().toString().isEmpty());
        QVERIFY(list->model()->index(2900, 0).data().toString().isEmpty());
        QTRY_VERIFY(list->hasFocus());
        QTest::keyClick(list, Qt::Key_End);
        QTRY_COMPARE(list->model()->index(2999, 0).data().toString(), QString("Patient 2999"));
        QCOMPARE(list->currentIndex().data(CaseRole::Id).toLongLong(), 3000);
        picture(*window, "long-list");
        {
            const auto other = Library::open(desk.library().toStdString());
            const Case exam = (*other)->caseById(1).value();
            QVERIFY((*other)->replaceCases(exam.studyUids, {})); // the first row goes
        }
        QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), 2999, 10000);
        QCOMPARE(list->currentIndex().data(CaseRole::Id).toLongLong(), 3000);
        QVERIFY(list->viewport()->rect().contains(list->visualRect(list->currentIndex()).center()));
        auto* sex = child<QComboBox>(*window, "sexFacet");
        QCOMPARE(sex->itemText(1), QString("F (%1)").arg(QLocale().toString(1500)));
        sex->setFocus();
        QTest::keyClick(sex, Qt::Key_Down);
        QTRY_COMPARE(list->model()->rowCount(), 1500);
        QCOMPARE(sex->itemText(2), // it can be changed to
                 QString("M (%1)").arg(QLocale().toString(1499)));
        auto* filter = child<QLineEdit>(*window, "caseFilter");
        QTest::keyClicks(filter, "375");
        QTRY_COMPARE(list->model()->rowCount(), 3); // 375, 1375 and 2375
    }

    void facetsNarrowTheList() {
        Desk desk;
        desk.addCases();
        auto window = desk.open();
        auto* phases = child<QComboBox>(*window, "phaseFacet");
        const int portal = phases->findData(static_cast<int>(Phase::PortalVenous));
        QVERIFY(portal > 0);
        QVERIFY(phases->itemText(portal).endsWith("(1)"));
        phases->setFocus();
        QTest::keyClick(phases, Qt::Key_End);
        while (phases->currentIndex() != portal)
            QTest::keyClick(phases, Qt::Key_Up);
        QTRY_COMPARE(child<QListView>(*window, "caseList")->model()->rowCount(), 1);
    }

    void enterOpensACaseWithItsReport() {
        Desk desk;
        desk.addCases();
        auto window = desk.open();
        QSignalSpy shown(&window->viewer(), &ViewerWidget::caseShown);
        auto* filter = filterByKey(*window);
        QVERIFY(filter);
        QTest::keyClicks(filter, "beta");
        QTest::keyClick(filter, Qt::Key_Down);
        QTRY_VERIFY(child<QListView>(*window, "caseList")->hasFocus());
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        QVERIFY(shown.wait(20000));
        QCOMPARE(window->viewer().shownCase(), std::optional<std::int64_t>(2));
        QCOMPARE(window->viewer().viewports().size(), std::size_t{3});
        QVERIFY(child<QTextBrowser>(*window, "reportText")->toPlainText().contains("segment VI"));
        picture(*window, "case");
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_C);
        QCOMPARE(window->viewer().plane(), Plane::Coronal);
        QVERIFY(child<QAction>(*window, "coronal")->isChecked());
    }

    void aCorrectedPhaseIsStoredAndUndone() {
        Desk desk;
        desk.addCases();
        auto window = desk.open();
        QSignalSpy shown(&window->viewer(), &ViewerWidget::caseShown);
        window->caseController().open(2);
        QVERIFY(shown.wait(20000));
        const VolumeRecord arterial = window->caseController().current()->volumes[1];
        QCOMPARE(arterial.phase.phase, Phase::Arterial);
        Q_EMIT window->viewer().phaseChosen(2, QString::fromStdString(arterial.seriesUid), 0,
                                            Phase::Delayed);
        QTRY_COMPARE(phaseInLibrary(desk, 2, arterial.seriesUid), Phase::Delayed);
        const auto phases = [&window] {
            const CaseListModel& cases = window->bench().cases;
            return cases.index(cases.rowOf(2)).data(CaseRole::Phases).toList();
        };
        QTRY_COMPARE(phases().back().toInt(), static_cast<int>(Phase::Delayed));
        QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(phaseInLibrary(desk, 2, arterial.seriesUid), Phase::Arterial);
        const PhaseRecord back = recordInLibrary(desk, 2, arterial.seriesUid);
        QCOMPARE(back.source, PhaseSource::Tags);
        QCOMPARE(back.confidence, arterial.phase.confidence);
        QCOMPARE(back.reason, arterial.phase.reason);
        QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(phaseInLibrary(desk, 2, arterial.seriesUid), Phase::Delayed);
    }

    void whatAnotherProgramChangesIsShownWithoutTakingTheFocus() {
        Desk desk;
        desk.addCases();
        auto window = desk.open();
        QSignalSpy shown(&window->viewer(), &ViewerWidget::caseShown);
        window->caseController().open(1);
        QVERIFY(shown.wait(20000));
        auto* list = child<QListView>(*window, "caseList");
        auto* filter = filterByKey(*window);
        QVERIFY(filter);
        {
            const auto other = Library::open(desk.library().toStdString());
            const Case exam = (*other)->caseById(1).value();
            QVERIFY((*other)->setPhase(1, exam.volumes[0].seriesUid, Phase::PortalVenous));
            Report addendum;
            addendum.studyUid = exam.studyUids.front();
            addendum.text = "ADDENDUM: Compared with the outside study.";
            QVERIFY((*other)->addReport(addendum));
        }
        auto* report = child<QTextBrowser>(*window, "reportText");
        QTRY_VERIFY_WITH_TIMEOUT(report->toPlainText().contains("outside study"), 10000);
        QCOMPARE(window->viewer().viewports()[1]->record().phase.phase, Phase::PortalVenous);
        QVERIFY(filter->hasFocus());
        QCOMPARE(list->currentIndex().data(CaseRole::Id).toLongLong(), 1);
        {
            const auto other = Library::open(desk.library().toStdString());
            const Case exam = (*other)->caseById(1).value();
            QVERIFY((*other)->replaceCases(exam.studyUids, {}));
        }
        QTRY_VERIFY_WITH_TIMEOUT(!window->viewer().shownCase(), 10000);
        QVERIFY(child<QLabel>(*window, "messageSentence")->text().contains("no longer"));
    }

    void theSelectionStaysWhileTheListGrows() {
        Desk desk;
        desk.addCases();
        auto window = desk.open();
        auto* list = child<QListView>(*window, "caseList");
        QTRY_VERIFY(list->currentIndex().isValid());
        QTest::keyClick(list, Qt::Key_Down);
        const qint64 chosen = list->currentIndex().data(CaseRole::Id).toLongLong();
        {
            const auto other = Library::open(desk.library().toStdString());
            const Case exam = (*other)->caseById(chosen == 1 ? 2 : 1).value();
            QVERIFY((*other)->splitCase(exam.id, std::array{exam.volumes[0].seriesUid}));
        }
        QTRY_COMPARE_WITH_TIMEOUT(list->model()->rowCount(), 3, 10000);
        QCOMPARE(list->currentIndex().data(CaseRole::Id).toLongLong(), chosen);
    }

    void whatIsDroppedIsImported() {
        Desk desk;
        auto window = desk.open();
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(desk.path("settings")), QUrl("https://example.org/x")});
        QDir().mkpath(desk.path("settings"));
        QDragEnterEvent enter(QPoint(700, 400), Qt::CopyAction, &data, Qt::LeftButton,
                              Qt::NoModifier);
        QApplication::sendEvent(window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(700, 400), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(window.get(), &drop);
        QVERIFY(drop.isAccepted());
        QTRY_VERIFY_WITH_TIMEOUT(desk.ran("\"import\""), 10000);
        QVERIFY(!desk.ran("example.org"));
        QTRY_VERIFY(window->bench().queue.isIdle());
    }

    void aLibraryThatDoesNotOpenIsASentence() {
        Desk desk;
        auto window = desk.open();
        QFile file(desk.path("not-a-folder"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        window->openLibrary(file.fileName());
        auto* bar = child<QWidget>(*window, "messageBar");
        QTRY_VERIFY(bar->isVisible());
        QVERIFY(!child<QLabel>(*window, "messageSentence")->text().isEmpty());
        child<QToolButton>(*window, "messageDismiss")->click();
        QVERIFY(!bar->isVisible());
    }

    void theViewIsExported() {
        Desk desk;
        desk.addCases();
        auto window = desk.open();
        desk.chosenPath = desk.path("view.png");
        QTest::keyClick(window.get(), Qt::Key_E, Qt::ControlModifier);
        QVERIFY(!QImage(desk.chosenPath).isNull());
    }

    void everyActionHasATextAndNoTwoShareAKey() {
        Desk desk;
        auto window = desk.open();
        QMap<QString, QString> keys;
        for (const QAction* action : window->actionsOfWindow().all()) {
            QVERIFY2(!action->text().isEmpty(), qPrintable(action->objectName()));
            for (const QKeySequence& key : action->shortcuts()) {
                const QString text = key.toString();
                QVERIFY2(!keys.contains(text), qPrintable(text + ": " + action->text()));
                keys[text] = action->text();
            }
        }
        QVERIFY(keys.size() > 20);
    }

    void quittingNeedsNoSecondWishWhereTheJobsEndedMeanwhile() {
        Desk desk;
        MainWindow window(standardDialogs());
        QSignalSpy filled(&window.libraryController(), &LibraryController::refreshed);
        window.show();
        window.openLibrary(desk.library());
        QTRY_VERIFY_WITH_TIMEOUT(!filled.isEmpty(), 20000);
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QDir().mkpath(desk.path("slow"));
        window.libraryController().importPaths({desk.path("slow")});
        JobQueue& queue = window.bench().queue;
        QTRY_VERIFY_WITH_TIMEOUT(!queue.isIdle() && queue.jobs().front()->done() > 0, 20000);
        window.close();
        auto* question = window.findChild<QMessageBox*>();
        QVERIFY(question && window.isVisible());
        queue.cancelAll();
        QTRY_VERIFY_WITH_TIMEOUT(queue.isIdle(), 10000);
        QTest::qWait(50); // what follows the end of a job has come
        for (QAbstractButton* button : question->buttons())
            if (question->buttonRole(button) == QMessageBox::AcceptRole)
                QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY(!window.isVisible());
    }

    void aMessageAboutACaseGoesWithIt() {
        Desk desk;
        desk.addCases();
        auto window = desk.open();
        window->caseController().open(2);
        QTRY_COMPARE(window->viewer().shownCase().value_or(0), 2);
        auto* bar = child<MessageBar>(*window, "messageBar");
        auto* sentence = child<QLabel>(*window, "messageSentence");
        QTest::keyClick(&window->viewer(), Qt::Key_J, Qt::ShiftModifier);
        QVERIFY(window->viewer().isAligning());
        QVERIFY(bar->isVisible() && sentence->text().startsWith("Scroll and pan"));
        window->viewer().setAligning(false); // what it asks for is done
        QVERIFY(!bar->isVisible());
        QTest::keyClick(&window->viewer(), Qt::Key_J);
        QTRY_VERIFY_WITH_TIMEOUT(bar->isVisible(), 10000);
        QVERIFY2(sentence->text().startsWith("Register the phases of BETA, BOB: "),
                 qPrintable(sentence->text()));
        window->caseController().refresh();
        QTest::qWait(50);
        QVERIFY(bar->isVisible());
        bar->show(MessageBar::Level::Info, "About the library");
        window->caseController().open(1);
        QTRY_COMPARE(window->viewer().shownCase().value_or(0), 1);
        QCOMPARE(sentence->text(), QString("About the library"));
        bar->dismiss();
        QVERIFY(!bar->isVisible()); // and nothing beneath it
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    MainWindowTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_main_window.moc"
