#include "ui/window/Dialogs.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>

namespace bolus {

namespace {

// The context of this file's texts for translators.
struct Words {
    Q_DECLARE_TR_FUNCTIONS(bolus::Dialogs)
};

QFileDialog* fileDialog(QWidget* over, const QString& title, const Dialogs::Chosen& chosen) {
    auto* dialog = new QFileDialog(over, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QFileDialog::fileSelected, over, chosen);
    return dialog;
}

void askFolder(QWidget* over, const QString& title, const QString& start, Dialogs::Chosen chosen) {
    QFileDialog* dialog = fileDialog(over, title, chosen);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    if (!start.isEmpty())
        dialog->setDirectory(start);
    dialog->open();
}

void askFile(QWidget* over, const QString& title, const QString& filter, Dialogs::Chosen chosen) {
    QFileDialog* dialog = fileDialog(over, title, chosen);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilter(filter);
    dialog->open();
}

void askSave(QWidget* over, const QString& title, const QString& suggested, const QString& filter,
             const Dialogs::Chosen& chosen) {
    QFileDialog* dialog = fileDialog(over, title, chosen);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(filter);
    dialog->setDefaultSuffix(suggested.section(QLatin1Char('.'), -1));
    dialog->selectFile(suggested);
    dialog->open();
}

void askPng(QWidget* over, const QString& title, const QString& suggested, Dialogs::Chosen chosen) {
    askSave(over, title, suggested, Words::tr("PNG pictures (*.png)"), chosen);
}

void askCsv(QWidget* over, const QString& title, const QString& suggested, Dialogs::Chosen chosen) {
    askSave(over, title, suggested, Words::tr("Tables (*.csv)"), chosen);
}

void askJson(QWidget* over, const QString& title, const QString& suggested,
             Dialogs::Chosen chosen) {
    askSave(over, title, suggested, Words::tr("Receipts (*.json)"), chosen);
}

void askConfirm(QWidget* over, const QString& question, const QString& yes,
                std::function<void()> agreed) {
    auto* box = new QMessageBox(QMessageBox::Question, QCoreApplication::applicationName(),
                                question, QMessageBox::Cancel, over);
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* button = box->addButton(yes, QMessageBox::AcceptRole);
    box->setDefaultButton(QMessageBox::Cancel);
    QObject::connect(button, &QPushButton::clicked, over, std::move(agreed));
    box->open();
}

} // namespace

Dialogs standardDialogs() {
    return {askFolder, askFile, askPng, askConfirm, askCsv, askJson};
}

} // namespace bolus
