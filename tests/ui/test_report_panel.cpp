// The report beside the pictures: headings, links to slices, reports without an exam.
#include <QLabel>
#include <QSignalSpy>
#include <QTextBlock>
#include <QTextBrowser>
#include <QTreeWidget>
#include <QtTest>

#include "library/dicom/HeaderReader.h"
#include "tests/ui/Fixture.h"
#include "ui/report/UnmatchedReports.h"
#include "ui/view/Graphics.h"
#include "ui/view/SliceViewport.h"
#include "ui/view/ViewerWidget.h"

using namespace bolus;
using namespace bolus::test;

namespace {

void addReportTo(const Desk& desk, std::int64_t caseId, const std::string& text) {
    const auto library = Library::open(desk.library().toStdString());
    Report report;
    report.studyUid = (*library)->caseById(caseId)->studyUids.front();
    report.source = "text";
    report.text = text;
    QVERIFY((*library)->addReport(report));
}

QTextCursor wordsIn(QTextBrowser& browser, const QString& words) {
    return browser.document()->find(words);
}

/// The height (z) of one image by its own header.
double heightOf(const Case& exam, int series, int image) {
    for (const VolumeRecord& volume : exam.volumes)
        for (const SliceRef& slice : volume.slices) {
            const auto header = readHeader(slice.path);
            if (volume.seriesNumber == series && header && header->instanceNumber == image)
                return header->position->at(2);
        }
    return -1;
}

void clickWords(QTextBrowser& browser, const QString& words) {
    QTextCursor cursor = wordsIn(browser, words);
    QVERIFY(!cursor.isNull());
    cursor.setPosition((cursor.selectionStart() + cursor.selectionEnd()) / 2);
    browser.setTextCursor(cursor);
    browser.ensureCursorVisible();
    QTest::mouseClick(browser.viewport(), Qt::LeftButton, {}, browser.cursorRect(cursor).center());
}

struct Reading {
    Desk desk;
    std::unique_ptr<MainWindow> window;
    QTextBrowser* text = nullptr;

    void open(const std::string& report) {
        desk.addCases();
        addReportTo(desk, 2, report);
        window = desk.open();
        QSignalSpy shown(&window->viewer(), &ViewerWidget::caseShown);
        window->caseController().open(2);
        QVERIFY(shown.wait(20000));
        text = child<QTextBrowser>(*window, "reportText");
        QTRY_VERIFY(text->toHtml().contains("href=\"image:"));
    }
};

} // namespace

class ReportPanelTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sectionsAreHeadings() {
        Reading reading;
        reading.open("TECHNIQUE: Three phases.\nFINDINGS: A cyst (series 2, image 5).\n"
                     "IMPRESSION: Cyst.");
        QVERIFY(reading.text);
        for (const char* heading : {"TECHNIQUE", "FINDINGS", "IMPRESSION"}) {
            const QTextCursor found = wordsIn(*reading.text, heading);
            QVERIFY(!found.isNull());
            QCOMPARE(found.block().text(), QString(heading)); // alone on its line
            QVERIFY(found.charFormat().fontWeight() > QFont::Normal);
        }
        QVERIFY(reading.text->toPlainText().contains("A cyst (series 2, image 5)."));
    }

    void aClickGoesToTheNamedSlice() {
        Reading reading;
        reading.open("FINDINGS: A cyst (series 2, image 5), a stone (series 3, image 17).");
        QVERIFY(reading.text);
        ViewerWidget& viewer = reading.window->viewer();
        viewer.setPlane(Plane::Coronal);
        const Case exam = *reading.window->caseController().current();
        clickWords(*reading.text, "series 2, image 5");
        QTRY_COMPARE(viewer.activeViewport()->record().seriesNumber, std::optional<int>(2));
        QTRY_COMPARE(viewer.cursorPoint()[2], heightOf(exam, 2, 5));
        QCOMPARE(viewer.plane(), Plane::Axial);
        picture(*reading.window, "report-link");
        clickWords(*reading.text, "series 3, image 17");
        QTRY_COMPARE(viewer.activeViewport()->record().seriesNumber, std::optional<int>(3));
        QCOMPARE(viewer.cursorPoint()[2], heightOf(exam, 3, 17));
    }

    void linksAreReachedByKeyboard() {
        Reading reading;
        reading.open("FINDINGS: A cyst (series 2, image 5).");
        QVERIFY(reading.text);
        ViewerWidget& viewer = reading.window->viewer();
        const Case exam = *reading.window->caseController().current();
        reading.text->setFocus();
        QTRY_VERIFY(reading.text->hasFocus());
        QTest::keyClick(reading.text, Qt::Key_Tab);
        QCOMPARE(reading.text->textCursor().selectedText(), QString("series 2, image 5"));
        QTest::keyClick(reading.text, Qt::Key_Return);
        QTRY_COMPARE(viewer.activeViewport()->record().seriesNumber, std::optional<int>(2));
        QCOMPARE(viewer.cursorPoint()[2], heightOf(exam, 2, 5));
    }

    void aSeriesThatDoesNotHangTakesThePlaceOfAnother() {
        Reading reading;
        reading.open("FINDINGS: A cyst (series 3, image 5).");
        QVERIFY(reading.text);
        ViewerWidget& viewer = reading.window->viewer();
        viewer.setLayoutCount(1);
        QTRY_COMPARE(viewer.viewports().size(), std::size_t{1});
        QVERIFY(viewer.viewports()[0]->record().seriesNumber != std::optional<int>(3));
        clickWords(*reading.text, "series 3, image 5");
        QTRY_COMPARE(viewer.viewports()[0]->record().seriesNumber, std::optional<int>(3));
        const Case exam = *reading.window->caseController().current();
        QCOMPARE(viewer.cursorPoint()[2], heightOf(exam, 3, 5));
    }

    void whatCannotBeShownSaysWhy() {
        Reading reading;
        reading.open("FINDINGS: A cyst (series 9, image 5), see series 2, image 5.");
        QVERIFY(reading.text);
        const auto before = reading.window->viewer().cursorPoint();
        clickWords(*reading.text, "series 9, image 5");
        QTRY_VERIFY(
            child<QLabel>(*reading.window, "messageSentence")->text().contains("no series 9"));
        QCOMPARE(reading.window->viewer().cursorPoint(), before);
    }

    void reportsWithoutAnExamAreListed() {
        Desk desk;
        desk.addCases();
        {
            const auto library = Library::open(desk.library().toStdString());
            Report report;
            report.accessionNumber = "NOWHERE";
            report.source = "hl7";
            report.file = "/reports/a.hl7";
            report.text = "IMPRESSION: A lonely cyst.";
            QVERIFY(!(*library)->addReport(report));
        }
        auto window = desk.open();
        child<QAction>(*window, "unmatchedReports")->trigger();
        auto* dialog = child<QDialog>(*window, "unmatchedReports");
        QTRY_VERIFY(dialog->isVisible());
        auto* list = child<QTreeWidget>(*dialog, "unmatchedList");
        QTRY_COMPARE(list->topLevelItemCount(), 1);
        QCOMPARE(list->topLevelItem(0)->text(0), QString("NOWHERE"));
        QVERIFY(list->topLevelItem(0)->text(2).contains("accession number"));
        QCOMPARE(list->topLevelItem(0)->text(3), QString("/reports/a.hl7"));
        QVERIFY(child<QTextBrowser>(*dialog, "unmatchedText")->toPlainText().contains("lonely"));
        picture(*dialog, "unmatched-reports");
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    ReportPanelTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_report_panel.moc"
