#include "ui/window/HelpDialogs.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QLabel>
#include <QVBoxLayout>

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

} // namespace bolus
