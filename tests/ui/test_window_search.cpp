// Searching from the keyboard, found cases beside the current one, heatmaps, and a helper that
// dies.
#include <QLabel>
#include <QPushButton>
#include <QListView>
#include <QSignalSpy>
#include <QTextBrowser>
#include <QtTest>

#include "tests/ui/SearchFixture.h"
#include "ui/search/HitModel.h"
#include "ui/search/SearchPanel.h"
#include "ui/view/Graphics.h"
#include "ui/view/ViewerWidget.h"
#include "ui/window/HeatmapController.h"

using namespace bolus;
using namespace bolus::test;

class WindowSearchTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aTypedPhraseRanksCases() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.type("hypervascular lesion");
        QCOMPARE(s.results->model()->rowCount(), 2);
        const QModelIndex first = s.results->model()->index(0, 0);
        QCOMPARE(first.data(CaseRole::Id).toLongLong(), 2);
        QVERIFY(first.data(CaseRole::Title).toString().contains("BETA"));
        QCOMPARE(first.data(HitRole::Ranks).toString(), QString("words 1st, image 3rd"));
        QVERIFY(first.data(HitRole::Sentence).toString().contains("<b"));
        QVERIFY(first.data(HitRole::Sentence).toString().contains("&lt;in&gt;"));
        const QModelIndex second = s.results->model()->index(1, 0);
        QCOMPARE(second.data(HitRole::Assertion).toString(), QString("denied"));
        picture(*s.window, "search");
        QTest::keyClick(s.box, Qt::Key_Escape);
        QVERIFY(!s.results->isVisible());
        QVERIFY(child<QListView>(*s.window, "caseList")->isVisible());
    }

    void onlyWhatTheSearchMatchedIsMarked() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.open(2);
        s.type("lesions of the liver");
        const QString html = child<QTextBrowser>(*s.window, "reportText")->toHtml();
        const auto marked = [&](const QString& word) {
            static const QString style = QStringLiteral("font-weight:[67]00; color:#[0-9a-f]+;\">");
            return html.contains(QRegularExpression(style + word + QStringLiteral("</span>")));
        };
        QVERIFY2(marked("lesion") && marked("liver"), qPrintable(html));
        QVERIFY(!marked("of") && !marked("the"));
        QVERIFY(!s.results->model()
                     ->index(1, 0)
                     .data(HitRole::Sentence)
                     .toString()
                     .contains(">is</b>"));
    }

    void aFoundCaseOpensBesideTheCurrentOne() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.open(1);
        s.type("lesion");
        QSignalSpy shown(&s.window->viewer(), &ViewerWidget::caseShown);
        QTest::keyClick(s.box, Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(shown.wait(20000));
        QCOMPARE(s.window->viewer().shownCase(), std::optional<std::int64_t>(1));
        QCOMPARE(s.window->viewer().besideCase(), std::optional<std::int64_t>(2));
        QVERIFY(child<QLabel>(*s.window, "whySentence")->isVisible());
        QVERIFY(child<QTextBrowser>(*s.window, "reportText")->toPlainText().contains("segment VI"));
        picture(*s.window, "beside");
        QTest::keyClick(s.window.get(), Qt::Key_W, Qt::ControlModifier);
        QVERIFY(!s.window->viewer().besideCase());
        QVERIFY(
            child<QTextBrowser>(*s.window, "reportText")->toPlainText().contains("Normal liver"));
    }

    void enterOpensTheBestHit() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.type("lesion");
        QSignalSpy shown(&s.window->viewer(), &ViewerWidget::caseShown);
        QTest::keyClick(s.box, Qt::Key_Return);
        QVERIFY(shown.wait(20000));
        QCOMPARE(s.window->viewer().shownCase(), std::optional<std::int64_t>(2));
    }

    void theListsChoicesNarrowTheSearchAndAreNamed() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        auto* phases = child<QComboBox>(*s.window, "phaseFacet");
        phases->setFocus();
        QTest::keyClick(phases, Qt::Key_End);
        QVERIFY(phases->currentIndex() > 0);
        s.type("lesion");
        QVERIFY(s.desk.ran("--filter"));
        auto* notice = child<QLabel>(*s.window, "resultNotice");
        QVERIFY(notice->isVisible());
        QVERIFY(notice->text().contains("phase:"));
    }

    void noHitIsSaidInWords() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.type("nothing like it");
        QCOMPARE(s.results->model()->rowCount(), 0);
        QVERIFY(child<QLabel>(*s.window, "resultHeading")->text().contains("No case"));
        QVERIFY(!child<QPushButton>(*s.window, "openBeside")->isEnabled());
    }

    void aHelperThatDiesCostsOneSentence() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.type("lesion die");
        QVERIFY(child<QLabel>(*s.window, "resultNotice")->isVisible());
        QVERIFY(child<QLabel>(*s.window, "messageSentence")->text().contains("restarted"));
        QVERIFY(s.helperRuns());
        QTest::keyClick(s.box, Qt::Key_Escape);
        s.type("lesion");
        QCOMPARE(s.results->model()->rowCount(), 2);
        QVERIFY(!child<QLabel>(*s.window, "resultNotice")->isVisible());
    }

    void wordsAreFoundWithoutAHelper() {
        SearchDesk s("/no/such/bolusctl");
        s.type("hypervascular");
        QCOMPARE(s.results->model()->rowCount(), 1);
        QCOMPARE(s.results->model()->index(0, 0).data(CaseRole::Id).toLongLong(), 2);
        QVERIFY(
            child<QLabel>(*s.window, "resultNotice")->text().contains("Words of the reports only"));
        picture(*s.window, "search-words-only");
    }

    void similarCasesAreAskedForByCase() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.open(1);
        QSignalSpy results(&s.window->searchPanel(), &SearchPanel::resultsShown);
        QTest::keyClick(s.window.get(), Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(results.wait(10000));
        QVERIFY(s.desk.ran("\"similar\", \"1\""));
        QVERIFY(s.results->isVisible());
    }

    void heatmapsComeWhenAskedFor() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.open(2);
        QVERIFY(!s.window->viewer().heatmapVisible());
        QVERIFY(!s.desk.ran("attention"));
        QSignalSpy shown(&s.window->heatmapController(), &HeatmapController::shown);
        QTest::keyClick(s.window.get(), Qt::Key_H, Qt::ControlModifier);
        QVERIFY(shown.wait(10000));
        QVERIFY(s.window->viewer().heatmapVisible());
        QVERIFY(child<QLabel>(*s.window, "heatmapCell")->text().contains("16 × 16 × 8 mm"));
        picture(*s.window, "heatmap");
        auto* method = child<QComboBox>(*s.window, "heatmapMethod");
        auto* note = child<QLabel>(*s.window, "heatmapMethodNote");
        const QString exact = note->text();
        QVERIFY(!s.desk.ran("\"--method\""));
        method->setFocus();
        shown.clear();
        QTest::keyClick(method, Qt::Key_Down);
        QTRY_VERIFY(s.desk.ran("\"--method\", \"rollout\""));
        QVERIFY(note->text() != exact);
        QTRY_COMPARE_WITH_TIMEOUT(shown.size(), 1, 10000); // the maps of the other method
        QTest::keyClick(method, Qt::Key_Down);
        QTRY_VERIFY(s.desk.ran("\"--method\", \"gradient\""));
        QTRY_COMPARE_WITH_TIMEOUT(shown.size(), 2, 10000);
        picture(*s.window, "heatmap-gradient");
        auto* kind = child<QComboBox>(*s.window, "heatmapKind");
        kind->setFocus();
        QTest::keyClick(kind, Qt::Key_End);
        QVERIFY(child<QLabel>(*s.window, "heatmapStatus")->text().contains("phrase"));
        s.type("lesion");
        QTRY_VERIFY(s.desk.ran("\"--text\", \"lesion\""));
        QTRY_VERIFY(!child<QLabel>(*s.window, "heatmapStatus")->isVisible());
        picture(*s.window, "heatmap-phrase");
        QTest::keyClick(s.window.get(), Qt::Key_H, Qt::ControlModifier);
        QVERIFY(!s.window->viewer().heatmapVisible());
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    WindowSearchTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_window_search.moc"
