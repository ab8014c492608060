#include "ui/window/HelpDialogs.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "ui/style/Theme.h"
#include "ui/window/FirstStartPage.h"

namespace bolus {

namespace {

// The context of this file's texts for translators.
struct Words {
    Q_DECLARE_TR_FUNCTIONS(bolus::HelpDialogs)
};

QDialog* dialogOver(QWidget* over, const QString& title, const char* name) {
    auto* dialog = new QDialog(over);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(QLatin1String(name));
    dialog->setWindowTitle(title);
    return dialog;
}

void addClose(QDialog* dialog, QVBoxLayout* rows) {
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QObject::connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::close);
    rows->addWidget(buttons);
}

QString plain(const QString& text) {
    return QString(text).remove(QLatin1Char('&')).remove(QStringLiteral("…"));
}

// What no action stands for.
QList<QPair<QString, QString>> gestures() {
    return {{Words::tr("Arrow keys, wheel"), Words::tr("Next and previous slice")},
            {Words::tr("Page Up, Page Down"), Words::tr("Ten slices")},
            {Words::tr("Home, End"), Words::tr("First and last slice")},
            {Words::tr("H, held"), Words::tr("Hide the heatmap")},
            {Words::tr("Esc in the views"), Words::tr("End drawing, then put the tool down")},
            {Words::tr("Enter in the views"), Words::tr("Close the polygon that is drawn")},
            {Words::tr("Enter in a list"), Words::tr("Open the case")},
            {Words::tr("Ctrl+Enter in a list"), Words::tr("Open it beside the current case")},
            {Words::tr("Esc in the search box"), Words::tr("End the search")}};
}

} // namespace

void showAbout(QWidget* over) {
    QDialog* dialog = dialogOver(over, Words::tr("About Bolus"), "aboutDialog");
    auto* picture = new QLabel;
    picture->setPixmap(QIcon(QStringLiteral(":/icons/bolus.svg")).pixmap(72, 72));
    auto* title = new QLabel(Words::tr("Bolus %1").arg(QCoreApplication::applicationVersion()));
    title->setProperty("title", true);
    auto* text = new QLabel(Words::tr(
        "<p>Multi-phase contrast CT and MR side by side; search by phrase or by example with a "
        "Phase-aware Memory Network; attention maps; fine-tuning on your own cases.</p>"
        "<p>Everything stays on this computer: no image, report or phrase is sent anywhere.</p>"
        "<p>Licensed under Apache-2.0. Built with Qt, VTK, ITK, DCMTK, LibTorch and SQLite.</p>"));
    text->setWordWrap(true);
    text->setMinimumWidth(430);
    auto* disclaimer = new QLabel(disclaimerText());
    disclaimer->setObjectName(QStringLiteral("aboutDisclaimer"));
    disclaimer->setProperty("notice", true);
    auto* rows = new QVBoxLayout(dialog);
    rows->setContentsMargins(24, 20, 24, 16);
    rows->setSpacing(10);
    for (QWidget* widget : QList<QWidget*>{picture, title, text, disclaimer})
        rows->addWidget(widget);
    addClose(dialog, rows);
    dialog->open();
}

void showKeys(QWidget* over, const QList<QAction*>& actions) {
    QDialog* dialog = dialogOver(over, Words::tr("Keys"), "keysDialog");
    auto* list = new QTreeWidget;
    list->setHeaderLabels({Words::tr("Key"), Words::tr("What it does")});
    list->setRootIsDecorated(false);
    list->setAccessibleName(Words::tr("Keys"));
    for (const auto& [keys, what] : gestures())
        new QTreeWidgetItem(list, {keys, what});
    for (const QAction* action : actions)
        if (!action->shortcut().isEmpty())
            new QTreeWidgetItem(list, {action->shortcut().toString(QKeySequence::NativeText),
                                       plain(action->text())});
    list->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    auto* rows = new QVBoxLayout(dialog);
    rows->addWidget(list);
    addClose(dialog, rows);
    dialog->resize(520, 620);
    dialog->show();
}

} // namespace bolus
