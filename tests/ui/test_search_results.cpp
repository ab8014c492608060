// The list of found cases: phases by mouse and keys, unfolding, the preview, why it matched, what
// narrows it.
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QtTest>

#include "tests/ui/SearchFixture.h"
#include "ui/search/FacetPanel.h"
#include "ui/search/HitDelegate.h"
#include "ui/search/HitModel.h"
#include "ui/search/HitTexts.h"
#include "ui/style/Theme.h"
#include "ui/view/Graphics.h"

using namespace bolus;
using namespace bolus::test;

namespace {

HitModel& modelOf(SearchDesk& s) {
    return *qobject_cast<HitModel*>(s.results->model());
}

/// How bright the first row's picture is; 60, 200 and 120 are the three phases.
int brightness(SearchDesk& s, int row = 0) {
    const HitPicture shown = modelOf(s).picture(s.results->model()->index(row, 0));
    return shown.count == 3 ? qGray(shown.picture.toImage().pixel(10, 10)) : -1;
}

QRect pictureOf(SearchDesk& s, int row) {
    const auto* delegate = qobject_cast<HitDelegate*>(s.results->itemDelegate());
    const QModelIndex index = s.results->model()->index(row, 0);
    return delegate->pictureArea(s.results->visualRect(index), index);
}

} // namespace

class SearchResultsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aRowShowsThePhaseThatMatched() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.type("lesion");
        QTRY_COMPARE(brightness(s), 200); // arterial, of best_slice
        QVERIFY(s.desk.ran("2@1.2.826.0.1.3680043.10.999.2.2:0:12"));
        QCOMPARE(child<QLabel>(*s.window, "resultHeading")->text(), QString("2 cases found"));
        const QString spoken =
            s.results->model()->index(1, 0).data(Qt::AccessibleTextRole).toString();
        QVERIFY2(spoken.contains("denied") && spoken.contains("image 1st"), qPrintable(spoken));
        picture(*s.window, "results");
    }

    void aDenialIsAWarningOnlyWhereItContradicts() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.type("lesion");
        QTRY_COMPARE(s.results->model()->rowCount(), 2);
        const auto* hits = qobject_cast<const HitModel*>(s.results->model());
        QVERIFY(hits != nullptr);
        const Hit against = hits->hit(hits->index(1)); // "lesion" was asked for
        QCOMPARE(assertionName(against.assertion), QString("denied"));
        Hit wanted = against; // as for "no lesion"
        wanted.contradicts = false;
        QCOMPARE(assertionColor(against), theme::bad);
        QCOMPARE(assertionColor(wanted), theme::secondaryText);
    }

    void keysGoThroughThePhases() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.type("lesion");
        QTRY_COMPARE(brightness(s), 200);
        QTest::keyClick(s.box, Qt::Key_Down);
        QVERIFY(s.results->hasFocus());
        QTest::keyClick(s.results, Qt::Key_Right);
        QCOMPARE(brightness(s), 120);
        QTest::keyClick(s.results, Qt::Key_Right);
        QCOMPARE(brightness(s), 60); // around
        QTest::keyClick(s.results, Qt::Key_Left);
        QCOMPARE(brightness(s), 120);
    }

    void theMouseGoesThroughThePhasesAndBack() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.type("lesion");
        QTRY_COMPARE(brightness(s), 200);
        const QRect area = pictureOf(s, 0);
        QTest::mouseMove(s.results->viewport(), {area.left() + 4, area.center().y()});
        QTRY_COMPARE(brightness(s), 60);
        QTest::mouseMove(s.results->viewport(), {area.right() - 4, area.center().y()});
        QTRY_COMPARE(brightness(s), 120);
        QTest::mouseMove(s.results->viewport(), {area.right() + 60, area.center().y()});
        QTRY_COMPARE(brightness(s), 200);
    }

    void furtherCasesOfThePatientUnfold() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.type("lesion");
        const auto* delegate = qobject_cast<HitDelegate*>(s.results->itemDelegate());
        const QModelIndex first = s.results->model()->index(0, 0);
        const QRect fold = delegate->foldArea(s.results->visualRect(first), first);
        QVERIFY(!fold.isEmpty());
        QTest::mouseClick(s.results->viewport(), Qt::LeftButton, {}, fold.center());
        QTRY_COMPARE(s.results->model()->rowCount(), 3);
        QVERIFY(s.desk.ran("\"--per-patient\", \"all\""));
        QVERIFY(modelOf(s).isOther(s.results->model()->index(1, 0)));
        picture(*s.window, "results-unfolded");
        s.results->setFocus();
        QTest::keyClick(s.results, Qt::Key_Asterisk, Qt::ShiftModifier);
        QCOMPARE(s.results->model()->rowCount(), 2);
    }

    void spaceShowsThePhasesWithoutOpening() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.type("lesion");
        QTRY_COMPARE(brightness(s), 200);
        QTest::keyClick(s.box, Qt::Key_Down);
        QTest::keyClick(s.results, Qt::Key_Space);
        auto* preview = child<QFrame>(*s.window, "hitPreview");
        QVERIFY(preview->isVisible());
        QVERIFY(child<QLabel>(*preview, "previewSentence")->text().contains("segment VI"));
        QVERIFY(!s.window->viewer().shownCase());
        picture(*s.window, "preview");
        QTest::keyClick(s.results, Qt::Key_Down);
        QVERIFY(child<QLabel>(*preview, "previewSentence")->text().contains("No"));
        QTest::keyClick(s.results, Qt::Key_Escape);
        QVERIFY(!preview->isVisible());
        QVERIFY(s.results->isVisible()); // the search goes on
        QTest::keyClick(s.results, Qt::Key_Up);
        QTest::mouseClick(s.results->viewport(), Qt::LeftButton, {}, pictureOf(s, 0).center());
        QVERIFY(preview->isVisible());
        QSignalSpy shown(&s.window->viewer(), &ViewerWidget::caseShown);
        QTest::keyClick(s.results, Qt::Key_Return);
        QVERIFY(!preview->isVisible());
        QVERIFY(shown.wait(20000));
        QCOMPARE(s.window->viewer().shownCase(), std::optional<std::int64_t>(2));
    }

    void whyItMatchedIsTold() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.type("lesion");
        QSignalSpy shown(&s.window->viewer(), &ViewerWidget::caseShown);
        QTest::keyClick(s.box, Qt::Key_Return);
        QVERIFY(shown.wait(20000));
        QVERIFY(child<QLabel>(*s.window, "whySentence")->text().contains("findings"));
        const QString ranks = child<QLabel>(*s.window, "whyRanks")->text();
        QVERIFY2(ranks.contains("1st of the list.") && // 1/61 of 1/61 + 1/63 is half of it
                     ranks.contains("By all alike: words 1st, image 3rd."),
                 qPrintable(ranks));
        QVERIFY(child<QPushButton>(*s.window, "whyMap")->isVisible());
        picture(*s.window, "why");
    }

    void anUnsureListSaysSo() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.type("unsure lesion");
        auto* unsure = child<QLabel>(*s.window, "resultUnsure");
        QVERIFY(unsure->isVisible());
        QVERIFY(unsure->text().contains("hardly apart"));
        s.type("lesion");
        QVERIFY(!unsure->isVisible());
    }

    void aFacetNarrowsThenLeavesOutThenGoes() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.type("lesion");
        child<QToolButton>(*s.window, "narrowResult")->click();
        QSignalSpy results(&s.window->searchPanel(), &SearchPanel::resultsShown);
        const auto click = [&] {
            auto* value = child<QToolButton>(*s.window, "facet-phase-arterial");
            value->setFocus();
            QTest::keyClick(value, Qt::Key_Space);
            return results.wait(10000);
        };
        QVERIFY(child<QToolButton>(*s.window, "facet-phase-arterial")->isVisible());
        QCOMPARE(child<QToolButton>(*s.window, "facet-tag-hcc")->text(), QString("HCC 1"));
        QVERIFY(child<QWidget>(*s.window, "facetPanel")->height() > 60);  // three lines
        QVERIFY(!s.window->findChild<QToolButton*>("facet-modality-CT")); // all have it
        QVERIFY(click());
        QVERIFY(s.desk.ran("phase:\\\"arterial\\\""));
        auto* chip = child<QToolButton>(*s.window, "searchChip");
        QVERIFY(chip->text().contains("Arterial", Qt::CaseInsensitive));
        picture(*s.window, "facets");
        QVERIFY(click());
        QVERIFY(s.desk.ran("-phase:\\\"arterial\\\""));
        chip = s.window->findChildren<QToolButton*>("searchChip").last();
        QTest::mouseClick(chip, Qt::LeftButton);
        QVERIFY(results.wait(10000));
        QVERIFY(s.window->searchController().wish().narrowed.isEmpty());
    }

    void wordsOfAFacetFollowEachOther() {
        QStringList words = afterClick({}, "phase", "arterial");
        QCOMPARE(words, QStringList({"phase:\"arterial\""}));
        QCOMPARE(afterClick(words, "phase", "delayed"), QStringList({"phase:\"delayed\""}));
        words = afterClick(words, "phase", "arterial");
        QCOMPARE(words, QStringList({"-phase:\"arterial\""}));
        QCOMPARE(afterClick(words, "body_part", "LIVER"),
                 QStringList({"-phase:\"arterial\"", "body:\"=LIVER\""}));
        QCOMPARE(afterClick(words, "phase", "arterial"), QStringList());
        QCOMPARE(narrowedText("-body:\"=LIVER\""), QString("Body part: not LIVER"));
    }

    void aThousandHitsAreScrolledThrough() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.type("many lesions");
        QCOMPARE(s.results->model()->rowCount(), 1000);
        s.results->setFocus();
        QTest::keyClick(s.results, Qt::Key_End);
        QCOMPARE(s.results->currentIndex().row(), 999);
        const QRect last = s.results->visualRect(s.results->currentIndex());
        QVERIFY(s.results->viewport()->rect().contains(last.center()));
        for (int page = 0; page < 20; ++page)
            QTest::keyClick(s.results, Qt::Key_PageUp);
        QVERIFY(s.results->currentIndex().row() < 999);
    }

    void longSentencesAreCutAboutTheMatch() {
        const QString text = QString("before ").repeated(60) + "the lesion " + "after it";
        const QString cut = excerpt(text, {"lesion"}, 80);
        QVERIFY(cut.contains("lesion"));
        QVERIFY(cut.startsWith(QChar(0x2026)));
        QVERIFY(cut.size() <= 82);
        QCOMPARE(excerpt("short", {"lesion"}, 80), QString("short"));
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    SearchResultsTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_search_results.moc"
