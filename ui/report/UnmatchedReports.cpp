#include "ui/report/UnmatchedReports.h"

#include <QHeaderView>
#include <QSplitter>
#include <QVBoxLayout>

#include "ui/common/Text.h"
#include "ui/library/LibrarySession.h"
#include "ui/report/ReportText.h"

namespace bolus {

UnmatchedReports::UnmatchedReports(LibrarySession& library, QWidget* parent)
    : QDialog(parent), m_library(library), m_summary(new QLabel), m_list(new QTreeWidget),
      m_text(new QTextBrowser) {
    setObjectName(QStringLiteral("unmatchedReports"));
    setWindowTitle(tr("Reports without an exam"));
    m_summary->setObjectName(QStringLiteral("unmatchedSummary"));
    m_summary->setWordWrap(true);
    m_list->setObjectName(QStringLiteral("unmatchedList"));
    m_list->setAccessibleName(tr("Reports without an exam"));
    m_list->setRootIsDecorated(false);
    m_list->setHeaderLabels({tr("Accession number"), tr("Patient"), tr("Why"), tr("File")});
    m_text->setObjectName(QStringLiteral("unmatchedText"));
    m_text->setAccessibleName(tr("Report"));
    m_text->setOpenLinks(false);
    auto* split = new QSplitter(Qt::Vertical);
    split->addWidget(m_list);
    split->addWidget(m_text);
    auto* rows = new QVBoxLayout(this);
    rows->addWidget(m_summary);
    rows->addWidget(split, 1);
    resize(860, 560);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &UnmatchedReports::showChosen);
    connect(&library, &LibrarySession::changed, this, [this] {
        if (isVisible())
            reload();
    });
}

void UnmatchedReports::reload() {
    m_library.ask<std::vector<Report>>(
        this, [](Library& library) { return library.unmatchedReports(); },
        [this](Result<std::vector<Report>> reports) {
            if (reports)
                fill(std::move(*reports));
            else
                m_summary->setText(toText(reports.error().message));
        });
}

void UnmatchedReports::fill(std::vector<Report> reports) {
    const int chosen = m_list->indexOfTopLevelItem(m_list->currentItem());
    m_reports = std::move(reports);
    m_list->clear();
    for (const Report& report : m_reports) {
        const QString id =
            toText(report.accessionNumber.empty() ? report.studyUid : report.accessionNumber);
        auto* item = new QTreeWidgetItem(
            {id, toText(report.patientId), toText(report.whyUnmatched), toText(report.file)});
        item->setToolTip(2, toText(report.whyUnmatched));
        item->setToolTip(3, toText(report.file));
        m_list->addTopLevelItem(item);
    }
    for (int column = 0; column < 3; ++column)
        m_list->resizeColumnToContents(column);
    const int count = static_cast<int>(m_reports.size());
    m_summary->setText(count == 0 ? tr("Every report belongs to an exam.")
                                  : tr("%n report(s) wait for an exam with their identifiers. They "
                                       "join it when it is imported; nothing is guessed.",
                                       nullptr, count));
    if (count > 0)
        m_list->setCurrentItem(m_list->topLevelItem(std::clamp(chosen, 0, count - 1)));
}

void UnmatchedReports::showChosen() {
    const int row = m_list->indexOfTopLevelItem(m_list->currentItem());
    const bool valid = row >= 0 && row < static_cast<int>(m_reports.size());
    m_text->setHtml(valid ? reportHtml(m_reports[static_cast<std::size_t>(row)], {}, {})
                          : QString());
}

} // namespace bolus
