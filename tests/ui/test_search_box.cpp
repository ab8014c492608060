// The search box: earlier and saved searches, how a phrase was read, options, searches by example.
#include <QInputDialog>
#include <QLabel>
#include <QMenu>
#include <QSettings>
#include <QSlider>
#include <QToolButton>
#include <QtTest>

#include "tests/ui/SearchFixture.h"
#include "ui/view/Graphics.h"

using namespace bolus;
using namespace bolus::test;

namespace {

QAction* entry(QMenu& menu, const QString& text) {
    for (QAction* action : menu.actions())
        if (action->text().contains(text))
            return action;
    return nullptr;
}

bool answerComes(SearchDesk& s, const std::function<void()>& act) {
    QSignalSpy results(&s.window->searchPanel(), &SearchPanel::resultsShown);
    act();
    return !results.isEmpty() || results.wait(10000);
}

} // namespace

class SearchBoxTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void arrowDownListsEarlierSearchesLastFirst() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.type("hypervascular lesion");
        s.type("lesion");
        QTest::keyClick(s.box, Qt::Key_Escape);
        QVERIFY(s.box->text().isEmpty());
        QTest::keyClick(s.box, Qt::Key_Down);
        auto* earlier = child<QMenu>(*s.window, "earlierSearches");
        QTRY_VERIFY(earlier->isVisible());
        picture(*earlier, "earlier");
        const QList<QAction*> actions = earlier->actions();
        QVERIFY(actions.indexOf(entry(*earlier, "lesion")) <
                actions.indexOf(entry(*earlier, "hypervascular")));
        QCOMPARE(earlier->activeAction()->text(), QString("lesion"));
        QVERIFY(answerComes(s, [&] { QTest::keyClick(earlier, Qt::Key_Return); }));
        QCOMPARE(s.box->text(), QString("lesion"));
        QCOMPARE(s.results->model()->rowCount(), 2);
    }

    void examplesStandWhereThereIsNoHistory() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        QTest::keyClick(s.window.get(), Qt::Key_F, Qt::ControlModifier);
        QTRY_VERIFY(s.box->hasFocus());
        QTest::keyClick(s.box, Qt::Key_Down);
        auto* earlier = child<QMenu>(*s.window, "earlierSearches");
        QTRY_VERIFY(earlier->isVisible());
        QVERIFY(entry(*earlier, "no ascites"));
        QTest::keyClick(earlier, Qt::Key_Escape);
        QVERIFY(!earlier->isVisible());
    }

    void aCorrectedWordCanBeSearchedExactly() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.type("liver cirrosis");
        auto* readAs = child<QLabel>(*s.window, "readAs");
        QVERIFY(readAs->isVisible());
        QVERIFY(readAs->text().contains("read as cirrhosis"));
        picture(*s.window, "read-as");
        readAs->setFocus();
        QTest::keyClick(readAs, Qt::Key_Tab); // to the link
        QVERIFY(answerComes(s, [&] { QTest::keyClick(readAs, Qt::Key_Return); }));
        QCOMPARE(s.box->text(), QString("liver \"cirrosis\""));
        QVERIFY(s.desk.ran("liver \\\"cirrosis\\\""));
        QTest::keyClick(s.box, Qt::Key_Escape);
        QVERIFY(!readAs->isVisible());
    }

    void aLongReadingIsCutAndCanBeSeenWhole() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.type("wordy");
        auto* readAs = child<QLabel>(*s.window, "readAs");
        const int cut = readAs->height();
        QVERIFY(readAs->text().contains("all of it"));
        readAs->setFocus();
        QTest::keyClick(readAs, Qt::Key_Tab); // to the link
        QTest::keyClick(readAs, Qt::Key_Return);
        QVERIFY(readAs->text().count("verbose") == 40);
        QTRY_VERIFY(readAs->height() > cut);
    }

    void optionsChangeTheSearchAndStay() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.type("lesion");
        auto* menu = child<QMenu>(*s.window, "searchOptions");
        menu->popup(QPoint(60, 60));
        QTRY_VERIFY(menu->isVisible());
        picture(*menu, "options");
        auto* balance = child<QSlider>(*s.window, "searchBalance");
        balance->setFocus();
        QVERIFY(answerComes(s, [&] { QTest::keyClick(balance, Qt::Key_PageUp); }));
        QVERIFY(s.desk.ran("\"--weights\", \"words=0.84,image=1\""));
        menu->close();
        QVERIFY(answerComes(s, [&] { child<QAction>(*s.window, "onePerPatient")->trigger(); }));
        QVERIFY(s.desk.ran("\"--per-patient\", \"all\""));
        QVERIFY(answerComes(s, [&] { child<QAction>(*s.window, "modeWords")->trigger(); }));
        QVERIFY(s.desk.ran("\"--mode\", \"lexical\""));
        QVERIFY(!balance->isEnabled());
        const SearchOptions kept = SearchOptions::stored();
        QCOMPARE(kept.images, 58);
        QVERIFY(!kept.onePerPatient && kept.mode == SearchOptions::Mode::Words);
    }

    void aSearchIsSavedAndRunByItsName() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.type("lesion");
        QTest::keyClick(s.window.get(), Qt::Key_S, Qt::ControlModifier);
        auto* prompt = child<QInputDialog>(*s.window, "namePrompt");
        QTRY_VERIFY(prompt->isVisible());
        auto* name = prompt->findChild<QLineEdit*>();
        QCOMPARE(name->text(), QString("lesion"));
        name->clear();
        QTest::keyClicks(name, "Teaching");
        QTest::keyClick(name, Qt::Key_Return);
        QTRY_VERIFY(s.desk.ran("\"--save\", \"Teaching\""));
        QTRY_VERIFY(child<QLabel>(*s.window, "messageSentence")->text().contains("Teaching"));
        QTest::keyClick(s.box, Qt::Key_Escape);
        QTRY_VERIFY([&] {
            QTest::keyClick(s.box, Qt::Key_Down);
            return entry(*child<QMenu>(*s.window, "earlierSearches"), "Teaching") != nullptr;
        }());
        auto* earlier = child<QMenu>(*s.window, "earlierSearches");
        QVERIFY(answerComes(s, [&] {
            earlier->setActiveAction(entry(*earlier, "Teaching"));
            QTest::keyClick(earlier, Qt::Key_Return);
        }));
        QVERIFY(s.desk.ran("\"searches\", \"run\""));
        QCOMPARE(s.results->model()->rowCount(), 1);
    }

    void likeThisButWith() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.open(2);
        QVERIFY(answerComes(s, [&] {
            QTest::keyClick(s.window.get(), Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
        }));
        QVERIFY(s.box->placeholderText().contains("but with"));
        s.type("washout");
        QVERIFY(s.desk.ran("\"--text\", \"washout\""));
        QTRY_VERIFY(s.window->findChild<QToolButton*>("examplePhase-portal_venous"));
        picture(*s.window, "like-this-but-with");
        auto* phase = child<QToolButton>(*s.window, "examplePhase-portal_venous");
        QVERIFY(answerComes(s, [&] { QTest::mouseClick(phase, Qt::LeftButton); }));
        QVERIFY(s.desk.ran("\"--phases\", \"pre_contrast,arterial\""));
        QTest::keyClick(s.box, Qt::Key_Escape);
        QVERIFY(!child<QWidget>(*s.window, "searchChips")->isVisible());
        QVERIFY(!s.results->isVisible());
    }

    void plusAndMinusMoveTheSearch() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.type("lesion");
        QTest::keyClick(s.box, Qt::Key_Down);
        QVERIFY(answerComes(s, [&] { QTest::keyClick(s.results, Qt::Key_Plus); }));
        QVERIFY(s.desk.ran("\"--more-like\", \"2\""));
        QVERIFY(answerComes(s, [&] { QTest::keyClick(s.results, Qt::Key_Minus); }));
        QVERIFY(s.desk.ran("\"--less-like\", \"2\""));
        QVERIFY(s.window->searchController().wish().more.isEmpty()); // not both
    }

    void noPatientsNameIsKeptOutsideTheLibrary() {
        SearchDesk s;
        QVERIFY(s.helperRuns());
        s.open(2);
        QVERIFY(answerComes(s, [&] {
            QTest::keyClick(s.window.get(), Qt::Key_F, Qt::ControlModifier | Qt::ShiftModifier);
        }));
        QSettings settings;
        QByteArray all;
        for (const QString& key : settings.allKeys())
            all += settings.value(key).toByteArray();
        QVERIFY(all.contains("\"example\":2"));
        QVERIFY(!all.contains("BETA"));
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    SearchBoxTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_search_box.moc"
