// The map of keys, and that menus, tool tips, the help page and the preferences say what it says.
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QTextBrowser>
#include <QToolButton>
#include <QTreeWidget>
#include <QtTest>

#include "tests/ui/Fixture.h"
#include "ui/keys/KeyHelp.h"
#include "ui/keys/KeyRules.h"
#include "ui/prefs/Preferences.h"
#include "ui/view/Graphics.h"
#include "ui/view/ViewerWidget.h"

using namespace bolus;
using namespace bolus::test;

namespace {

QList<QKeySequence> keys(const char* text) {
    return {QKeySequence(QLatin1String(text))};
}

std::unique_ptr<MainWindow> openCase(Desk& desk) {
    desk.addCases();
    auto window = desk.open();
    QSignalSpy shown(&window->viewer(), &ViewerWidget::caseShown);
    window->caseController().open(1);
    return shown.wait(20000) ? std::move(window) : nullptr;
}

/// The row of a command in the preferences, made the current one.
QTreeWidgetItem* choose(QWidget& preferences, const QString& id) {
    auto* table = child<QTreeWidget>(preferences, "keyTable");
    for (QTreeWidgetItemIterator at(table); *at; ++at)
        if ((*at)->data(0, Qt::UserRole) == id) {
            table->setCurrentItem(*at);
            return *at;
        }
    return nullptr;
}

} // namespace

class KeysTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyCommandIsNamedAndNoTwoShareAKey() {
        Desk desk;
        auto window = desk.open();
        QMap<QString, QString> holders;
        for (const KeyMap::Command& command : window->keys().commands()) {
            QVERIFY2(!command.title.isEmpty() && !command.group.isEmpty(), qPrintable(command.id));
            for (const QKeySequence& key : command.defaults) {
                QVERIFY2(refusalOf(key).isEmpty(), qPrintable(command.id + ": " + refusalOf(key)));
                const QString text = key.toString();
                QVERIFY2(!holders.contains(text),
                         qPrintable(text + ": " + holders[text] + " and " + command.id));
                holders[text] = command.id;
            }
        }
        QVERIFY(holders.size() > 50);
    }

    // A letter typed into a field or a list must not turn the planes.
    void lettersAreTheLightBoxesAlone() {
        Desk desk;
        auto window = openCase(desk);
        QVERIFY(window);
        QTest::keyClick(window.get(), Qt::Key_L, Qt::ControlModifier);
        auto* filter = child<QLineEdit>(*window, "caseFilter");
        QTRY_VERIFY(filter->hasFocus());
        QTest::keyClicks(filter, "cs");
        QCOMPARE(filter->text(), QString("cs"));
        QCOMPARE(window->viewer().plane(), Plane::Axial);
        filter->clear();
        auto* list = child<QListView>(*window, "caseList");
        list->setFocus();
        QTest::keyClick(list, Qt::Key_C);
        QCOMPARE(window->viewer().plane(), Plane::Axial);
        window->viewer().setFocus();
        QTest::keyClick(&window->viewer(), Qt::Key_C);
        QCOMPARE(window->viewer().plane(), Plane::Coronal);
    }

    void aChangedKeyIsShownWorksAndStays() {
        Desk desk;
        {
            auto window = openCase(desk);
            QVERIFY(window);
            window->keys().assign("coronal", keys("Q"));
            auto* action = child<QAction>(*window, "coronal");
            QCOMPARE(action->shortcut(), QKeySequence("Q"));
            QVERIFY(action->toolTip().endsWith("(Q)"));
            QTest::keyClick(&window->viewer(), Qt::Key_C);
            QCOMPARE(window->viewer().plane(), Plane::Axial);
            QTest::keyClick(&window->viewer(), Qt::Key_Q);
            QCOMPARE(window->viewer().plane(), Plane::Coronal);
        }
        auto again = desk.open();
        QCOMPARE(again->keys().keysText("coronal"), QString("Q"));
        again->keys().resetAll();
        QCOMPARE(again->keys().keysText("coronal"), QString("C"));
        QVERIFY(!QSettings().contains("keys/coronal"));
    }

    void aKeyThatIsTakenIsLostByItsHolder() {
        Desk desk;
        auto window = desk.open();
        KeyMap& map = window->keys();
        map.assign("coronal", keys("S"));
        QCOMPARE(map.holderOf(QKeySequence("S"))->id, QString("coronal"));
        QCOMPARE(map.keysText("sagittal"), QString());
        map.assign("sagittal", keys("S")); // and back, from what was chosen
        QCOMPARE(map.keysText("coronal"), QString());
        map.reset("sagittal");
        QCOMPARE(map.keysText("sagittal"), QString("S"));
        map.reset("coronal");
        QCOMPARE(map.keysText("coronal"), QString("C"));
    }

    void whatTheSettingsHoldMayBeAnything() {
        Desk desk;
        QSettings().setValue("keys/coronal",
                             QStringList{"Return", "Alt+F4", "K, K", "", "Shift+Q"});
        QSettings().setValue("keys/sagittal", QStringList{"Shift+Q", "Ctrl+Alt+Del"});
        QSettings().setValue("keys/nothing", QStringList{"C"});
        auto window = desk.open();
        QCOMPARE(window->keys().keysText("coronal"), QString("Shift+Q"));
        QCOMPARE(window->keys().keysText("sagittal"), QString());
    }

    void systemKeysAreRefusedWithASentence() {
        for (const char* key : {"Tab", "Esc", "Return", "Alt+F4", "Meta+L", "Ctrl+C", "Ctrl+V",
                                "Ctrl+Alt+Del", "Print"})
            QVERIFY2(!refusalOf(QKeySequence(key)).isEmpty(), key);
        for (const char* key : {"Q", "Shift+Q", "Ctrl+Q", "F7", "Space", "Del", "Up", "+"})
            QVERIFY2(refusalOf(QKeySequence(key)).isEmpty(), key);
        QVERIFY(isBareKey(QKeySequence("Shift+Q")));
        QVERIFY(!isBareKey(QKeySequence("F7")) && !isBareKey(QKeySequence("Ctrl+Q")));
    }

    // A key with Ctrl may be given to what only the light box knows.
    void scrollingMayHaveAnyKey() {
        Desk desk;
        auto window = openCase(desk);
        QVERIFY(window);
        window->keys().assign("lastSlice", keys("Ctrl+End"));
        window->viewer().setFocus();
        const auto before = window->viewer().cursorPoint();
        QTest::keyClick(&window->viewer(), Qt::Key_End);
        QCOMPARE(window->viewer().cursorPoint(), before);
        QTest::keyClick(&window->viewer(), Qt::Key_End, Qt::ControlModifier);
        QVERIFY(window->viewer().cursorPoint() != before);
    }

    void theHelpPageSaysWhatTheMapSays() {
        Desk desk;
        auto window = desk.open();
        QTest::keyClick(window.get(), Qt::Key_F1);
        auto* help = child<KeyHelp>(*window, "keysDialog");
        QVERIFY(help->isVisible());
        auto* page = child<QTextBrowser>(*help, "keysPage");
        const QString text = page->toPlainText();
        for (const KeyMap::Command& command : window->keys().commands()) {
            QVERIFY2(text.contains(command.title), qPrintable(command.title));
            QVERIFY2(text.contains(window->keys().keysText(command.id)), qPrintable(command.id));
        }
        QVERIFY(text.contains("Middle button"));
        picture(*help, "keys");
        window->keys().assign("search", keys("Ctrl+Shift+S"));
        QVERIFY(page->toPlainText().contains("Ctrl+Shift+S"));
        QTest::keyClicks(child<QLineEdit>(*help, "keysFilter"), "shift+s");
        QVERIFY(page->toPlainText().contains("Search"));
        QVERIFY(!page->toPlainText().contains("Coronal"));
        QTest::keyClicks(child<QLineEdit>(*help, "keysFilter"), "xyzzy");
        QVERIFY(page->toPlainText().contains("No command"));
        const auto hints = child<QWidget>(*window, "firstStart")->findChildren<QLabel*>();
        QVERIFY(std::ranges::any_of(
            hints, [](const QLabel* label) { return label->text().contains("Ctrl+Shift+S"); }));
    }

    void aKeyIsRecordedInThePreferences() {
        Desk desk;
        auto window = desk.open();
        Preferences preferences(window->keys());
        preferences.showPage(Preferences::Page::Keys);
        QVERIFY(QTest::qWaitForWindowActive(&preferences));
        auto* recorder = child<QLineEdit>(preferences, "keyRecorder");
        auto* verdict = child<QLabel>(preferences, "keyVerdict");
        auto* use = child<QPushButton>(preferences, "useKey");
        QTreeWidgetItem* row = choose(preferences, "coronal");
        QVERIFY(row);
        recorder->setFocus();
        QTest::keyClick(recorder, Qt::Key_F, Qt::ControlModifier); // Search's
        QVERIFY2(verdict->text().contains("Search"), qPrintable(verdict->text()));
        picture(preferences, "preferences-keys");
        QTest::keyClick(recorder, Qt::Key_F4, Qt::AltModifier);
        QVERIFY(!use->isEnabled());
        QTest::keyClick(recorder, Qt::Key_Q, Qt::ShiftModifier);
        QVERIFY(verdict->text().contains("free"));
        QTest::mouseClick(use, Qt::LeftButton);
        QCOMPARE(row->text(1), QString("Shift+Q"));
        recorder->setFocus();
        QTest::keyClick(recorder, Qt::Key_W, Qt::ControlModifier | Qt::ShiftModifier);
        QTest::mouseClick(child<QPushButton>(preferences, "addKey"), Qt::LeftButton);
        QCOMPARE(row->text(1), QString("Shift+Q or Ctrl+Shift+W"));
        QTest::mouseClick(child<QPushButton>(preferences, "noKey"), Qt::LeftButton);
        QCOMPARE(row->text(1), QString());
        QTest::mouseClick(child<QPushButton>(preferences, "resetKey"), Qt::LeftButton);
        QCOMPARE(row->text(1), QString("C"));
    }

    void commandsAreFoundInThePreferences() {
        Desk desk;
        auto window = desk.open();
        Preferences preferences(window->keys());
        preferences.showPage(Preferences::Page::Keys);
        QTreeWidgetItem *coronal = choose(preferences, "coronal"),
                        *axial = choose(preferences, "axial");
        QTest::keyClicks(child<QLineEdit>(preferences, "keyFilter"), "coro");
        QVERIFY(!coronal->isHidden());
        QVERIFY(axial->isHidden());
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    KeysTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_keys.moc"
