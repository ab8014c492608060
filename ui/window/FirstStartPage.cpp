#include "ui/window/FirstStartPage.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QLabel>
#include <QStyle>
#include <QVBoxLayout>

#include "ui/style/Theme.h"

namespace bolus {

QString disclaimerText() {
    return QCoreApplication::translate("Disclaimer",
                                       "Research and teaching use; not a medical device.");
}

FirstStartPage::FirstStartPage(QWidget* parent)
    : QWidget(parent), m_import(new QPushButton(tr("Import a folder…"))),
      m_demonstration(new QPushButton(tr("Make demonstration cases"))) {
    setObjectName(QStringLiteral("firstStart"));
    setAttribute(Qt::WA_StyledBackground);
    auto* title = new QLabel(tr("Bolus"));
    title->setProperty("title", true);
    auto* line = new QLabel(tr("Multi-phase CT and MR, side by side and searchable."));
    line->setProperty("secondary", true);
    line->setWordWrap(true);
    auto* disclaimer = new QLabel(disclaimerText());
    disclaimer->setObjectName(QStringLiteral("firstStartDisclaimer"));
    disclaimer->setProperty("notice", true);
    auto* column = new QWidget;
    column->setMaximumWidth(720);
    auto* rows = new QVBoxLayout(column);
    rows->setSpacing(12);
    rows->addWidget(title);
    rows->addWidget(line);
    rows->addSpacing(10);
    rows->addWidget(buildDropArea());
    rows->addSpacing(10);
    rows->addWidget(buildHints());
    rows->addSpacing(10);
    rows->addWidget(disclaimer);
    auto* page = new QGridLayout(this);
    page->addWidget(column, 1, 1);
    for (const int edge : {0, 2}) {
        page->setRowStretch(edge, 1);
        page->setColumnStretch(edge, 1);
    }
    page->setColumnStretch(1, 4);
    connect(m_import, &QPushButton::clicked, this, &FirstStartPage::importRequested);
    connect(m_demonstration, &QPushButton::clicked, this, &FirstStartPage::demonstrationRequested);
}

QFrame* FirstStartPage::buildDropArea() {
    m_drop = new QFrame;
    m_drop->setObjectName(QStringLiteral("dropArea"));
    m_import->setObjectName(QStringLiteral("firstImport"));
    m_import->setProperty("primary", true);
    m_import->setIcon(theme::icon(QStringLiteral("import")));
    m_demonstration->setObjectName(QStringLiteral("firstDemonstration"));
    m_demonstration->setIcon(theme::icon(QStringLiteral("phantom")));
    for (QPushButton* button : {m_import, m_demonstration})
        button->setAutoDefault(true); // Enter presses it, as in a dialog
    auto* text = new QLabel(tr("Drop DICOM folders or files here"));
    text->setProperty("heading", true);
    text->setAlignment(Qt::AlignCenter);
    auto* explain =
        new QLabel(tr("Files stay where they are; Bolus finds the phases of each exam."));
    explain->setProperty("secondary", true);
    explain->setAlignment(Qt::AlignCenter);
    explain->setWordWrap(true);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_import);
    buttons->addWidget(m_demonstration);
    buttons->addStretch(1);
    auto* rows = new QVBoxLayout(m_drop);
    rows->setContentsMargins(24, 30, 24, 30);
    rows->setSpacing(12);
    rows->addWidget(text);
    rows->addWidget(explain);
    rows->addLayout(buttons);
    return m_drop;
}

QWidget* FirstStartPage::buildHints() {
    m_searchHint = new QLabel;
    m_keysHint = new QLabel;
    const std::pair<QString, QLabel*> hints[] = {
        {tr("Open"),
         new QLabel(tr("Enter opens the selected case, its phases side by side and linked."))},
        {tr("Search"), m_searchHint},
        {tr("Correct"),
         new QLabel(tr("A phase that was recognised wrongly is corrected with one click on its "
                       "label."))},
        {tr("Keys"), m_keysHint}};
    auto* box = new QWidget;
    auto* grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(16);
    grid->setColumnStretch(1, 1);
    int row = 0;
    for (const auto& [name, right] : hints) {
        auto* left = new QLabel(name);
        left->setProperty("section", true);
        right->setWordWrap(true);
        grid->addWidget(left, row, 0, Qt::AlignTop);
        grid->addWidget(right, row++, 1);
    }
    return box;
}

void FirstStartPage::setDropActive(bool active) {
    m_drop->setProperty("active", active);
    m_drop->style()->unpolish(m_drop);
    m_drop->style()->polish(m_drop);
}

void FirstStartPage::setKeys(const QString& search, const QString& help) {
    const QString beside = tr("Ctrl+Enter opens a result beside the current case.");
    m_searchHint->setText(
        (search.isEmpty() ? tr("Type in the search box what a report would say.")
                          : tr("%1, then type what a report would say.").arg(search)) +
        QLatin1Char(' ') + beside);
    m_keysHint->setText(help.isEmpty() ? tr("Help → Keys and mouse lists every key.")
                                       : tr("%1 lists every key.").arg(help));
}

void FirstStartPage::setBusy(bool busy) {
    m_demonstration->setEnabled(!busy);
    m_demonstration->setText(busy ? tr("Working…") : tr("Make demonstration cases"));
}

} // namespace bolus
