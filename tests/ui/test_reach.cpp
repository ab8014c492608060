// Whoever has no mouse, or does not see the screen: every control has a name that a screen reader
// says, every command is in a menu, and Tab comes everywhere.
#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QComboBox>
#include <QDockWidget>
#include <QGraphicsView>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QScrollBar>
#include <QSet>
#include <QTabBar>
#include <QTextEdit>
#include <QtTest>

#include "tests/ui/Fixture.h"
#include "ui/keys/KeyMap.h"
#include "ui/train/ModelsDialog.h"
#include "ui/train/TrainDialog.h"
#include "ui/view/Graphics.h"
#include "ui/view/ViewerWidget.h"

using namespace bolus;
using namespace bolus::test;

namespace {

/// Parts that Qt makes within a control; the control has the name.
bool isPart(const QWidget& widget) {
    const QString type = widget.metaObject()->className();
    const QWidget* parent = widget.parentWidget();
    return widget.objectName().startsWith("qt_") || qobject_cast<const QScrollBar*>(&widget) ||
           qobject_cast<const QHeaderView*>(&widget) || qobject_cast<const QLabel*>(&widget) ||
           type == "QTableCornerButton" || type == "QDockWidgetTitleButton" ||
           (parent &&
            (qobject_cast<const QTabBar*>(parent) || qobject_cast<const QComboBox*>(parent) ||
             qobject_cast<const QLineEdit*>(parent) || qobject_cast<const QGraphicsView*>(parent) ||
             qobject_cast<const QAbstractSpinBox*>(parent) ||
             QString(parent->metaObject()->className()) == "QComboBoxPrivateContainer"));
}

bool isControl(const QWidget& widget) {
    if (isPart(widget))
        return false;
    return qobject_cast<const QAbstractButton*>(&widget) ||
           qobject_cast<const QComboBox*>(&widget) || qobject_cast<const QLineEdit*>(&widget) ||
           qobject_cast<const QAbstractSpinBox*>(&widget) ||
           qobject_cast<const QAbstractSlider*>(&widget) ||
           qobject_cast<const QAbstractItemView*>(&widget) ||
           qobject_cast<const QTextEdit*>(&widget) || qobject_cast<const QTabBar*>(&widget) ||
           widget.focusPolicy() != Qt::NoFocus;
}

QString saidOf(QWidget& widget) {
    QAccessibleInterface* said = QAccessible::queryAccessibleInterface(&widget);
    return said ? said->text(QAccessible::Name).trimmed() : QString();
}

/// "QToolButton qt_x in QWidget y in …"
QString pathOf(const QWidget* widget) {
    QStringList parts;
    for (; widget && parts.size() < 4; widget = widget->parentWidget())
        parts << QString("%1 %2").arg(widget->metaObject()->className(), widget->objectName());
    return parts.join(" in ");
}

bool isWithinViews(const QWidget* widget) {
    for (; widget; widget = widget->parentWidget())
        if (qobject_cast<const ViewerWidget*>(widget))
            return true;
    return false;
}

std::unique_ptr<MainWindow> openCase(Desk& desk) {
    desk.addCases();
    auto window = desk.open();
    QSignalSpy shown(&window->viewer(), &ViewerWidget::caseShown);
    window->caseController().open(2);
    if (!shown.wait(20000))
        return nullptr;
    for (auto* dock : window->findChildren<QDockWidget*>())
        dock->show();
    return window;
}

QList<QAction*> leavesOf(const QList<QAction*>& actions) {
    QList<QAction*> leaves;
    for (QAction* action : actions)
        leaves << (action->menu() ? leavesOf(action->menu()->actions()) : QList{action});
    return leaves;
}

} // namespace

class ReachTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyControlHasAName() {
        Desk desk;
        auto window = openCase(desk);
        QVERIFY(window);
        window->showTraining();
        window->showModels();
        window->showUnmatchedReports();
        for (const char* dialog : {"arrangeCase", "preferences", "shortcuts", "about"})
            child<QAction>(*window, dialog)->trigger();
        QTest::qWait(300);
        QStringList nameless;
        int controls = 0;
        for (QWidget* widget : window->findChildren<QWidget*>())
            if (isControl(*widget) && ++controls && saidOf(*widget).isEmpty())
                nameless << pathOf(widget);
        for (const QString& path : nameless)
            qWarning().noquote() << "No name:" << path;
        QCOMPARE(nameless, QStringList());
        QVERIFY(controls > 60);
    }

    void everyCommandIsInAMenu() {
        Desk desk;
        auto window = desk.open();
        const QList<QAction*> inMenus = leavesOf(window->menuBar()->actions());
        QStringList missing;
        for (QAction* action : window->findChildren<QAction*>())
            if (!action->objectName().isEmpty() && !action->objectName().startsWith("qt_") &&
                !action->objectName().startsWith('_') && !action->isSeparator() &&
                !action->menu() && !inMenus.contains(action))
                missing << action->objectName() + ": " + action->text();
        for (const QString& action : missing)
            qWarning().noquote() << "In no menu:" << action;
        QCOMPARE(missing, QStringList());
    }

    void everyMenuOpensByALetterOfItsOwn() {
        Desk desk;
        auto window = desk.open();
        QMap<QString, QString> letters;
        for (const QAction* top : window->menuBar()->actions()) {
            const QString letter = QKeySequence::mnemonic(top->text()).toString();
            QVERIFY2(!letter.isEmpty(), qPrintable(top->text()));
            QVERIFY2(!letters.contains(letter), qPrintable(top->text() + ", " + letters[letter]));
            letters[letter] = top->text();
        }
    }

    void tabComesToEveryControl() {
        Desk desk;
        auto window = openCase(desk);
        QVERIFY(window);
        window->activateWindow();
        QTest::keyClick(window.get(), Qt::Key_F, Qt::ControlModifier);
        QTRY_VERIFY(QApplication::focusWidget());
        QSet<QWidget*> met;
        for (int i = 0; i < 400; ++i) {
            QWidget* focus = QApplication::focusWidget();
            QVERIFY(focus);
            met << focus;
            QTest::keyClick(window->windowHandle(), Qt::Key_Tab);
        }
        QStringList missed;
        for (QWidget* widget : window->findChildren<QWidget*>())
            if (widget->window() == window.get() && widget->isVisible() && widget->isEnabled() &&
                (widget->focusPolicy() & Qt::TabFocus) && !isPart(*widget) &&
                !widget->focusProxy() && !isWithinViews(widget) && !met.contains(widget))
                missed << pathOf(widget);
        for (const QString& path : missed)
            qWarning().noquote() << "Not met:" << path;
        QCOMPARE(missed, QStringList());
        QVERIFY(
            std::ranges::any_of(met, isWithinViews)); // the light box; its keys go on from there
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    ReachTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_reach.moc"
