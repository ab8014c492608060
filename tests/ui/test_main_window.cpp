// The window as a radiologist meets it: empty, filled, opened by keyboard, corrected.
#include <QDockWidget>
#include <QDropEvent>
#include <QLabel>
#include <QListView>
#include <QMimeData>
#include <QSignalSpy>
#include <QTextBrowser>
#include <QtTest>

#include "tests/ui/Fixture.h"
#include "ui/library/LibraryPanel.h"
#include "ui/view/Graphics.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/LibraryController.h"
#include "ui/window/MessageBar.h"

using namespace bolus;
using namespace bolus::test;

namespace {

Phase phaseInLibrary(const Desk& desk, std::int64_t caseId, const std::string& series) {
    const auto library = Library::open(desk.library().toStdString());
    const auto exam = (*library)->caseById(caseId);
    for (const VolumeRecord& volume : exam->volumes)
        if (volume.seriesUid == series)
            return volume.phase.phase;
    return Phase::Unknown;
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
        QTest::keyClick(window.get(), Qt::Key_L, Qt::ControlModifier);
        auto* filter = child<QLineEdit>(*window, "caseFilter");
        QTRY_VERIFY(filter->hasFocus());
        QTest::keyClicks(filter, "beta portal");
        QCOMPARE(list->model()->rowCount(), 1);
        QCOMPARE(list->model()->index(0, 0).data().toString(), QString("BETA, BOB"));
        QTest::keyClick(filter, Qt::Key_Escape);
        QCOMPARE(list->model()->rowCount(), 2);
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
        QCOMPARE(child<QListView>(*window, "caseList")->model()->rowCount(), 1);
    }

    void enterOpensACaseWithItsReport() {
        Desk desk;
        desk.addCases();
        auto window = desk.open();
        QSignalSpy shown(&window->viewer(), &ViewerWidget::caseShown);
        QTest::keyClick(window.get(), Qt::Key_L, Qt::ControlModifier);
        auto* filter = child<QLineEdit>(*window, "caseFilter");
        QTRY_VERIFY(filter->hasFocus());
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
        QTRY_VERIFY(phasesOf(*window->bench().cases.caseById(2)).back() == Phase::Delayed);
        QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(phaseInLibrary(desk, 2, arterial.seriesUid), Phase::Arterial);
        QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(phaseInLibrary(desk, 2, arterial.seriesUid), Phase::Delayed);
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
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    MainWindowTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_main_window.moc"
