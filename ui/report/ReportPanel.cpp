#include "ui/report/ReportPanel.h"

#include <QScrollBar>
#include <QVBoxLayout>

#include "ui/common/Text.h"
#include "ui/library/CaseListModel.h"
#include "ui/style/Theme.h"

namespace bolus {

ReportPanel::ReportPanel(QWidget* parent)
    : QWidget(parent), m_tabs(new QTabBar), m_heading(new QLabel), m_text(new QTextBrowser) {
    m_tabs->addTab(tr("This case"));
    m_tabs->addTab(tr("Found case"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(true);
    m_tabs->hide();
    m_heading->setWordWrap(true);
    m_heading->setTextFormat(Qt::PlainText);
    m_heading->setProperty("secondary", true);
    m_text->setObjectName(QStringLiteral("reportText"));
    m_text->setAccessibleName(tr("Report"));
    m_text->setOpenLinks(false);
    m_text->setMinimumHeight(110);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(6);
    rows->addWidget(m_tabs);
    rows->addWidget(m_heading);
    rows->addWidget(m_text, 1);
    connect(m_tabs, &QTabBar::currentChanged, this, &ReportPanel::refresh);
    connect(m_text, &QTextBrowser::anchorClicked, this, &ReportPanel::follow);
    connect(&theme::changes(), &theme::Changes::changed, this, &ReportPanel::refresh);
    refresh();
}

void ReportPanel::setCase(const Case& exam) {
    const bool same = m_case && m_case->id == exam.id;
    m_case = exam;
    m_references.erase(exam.id);
    if (!same)
        m_tabs->setCurrentIndex(0);
    refresh();
}

void ReportPanel::setBeside(const Case& found) {
    const bool same = m_beside && m_beside->id == found.id;
    m_beside = found;
    m_references.erase(found.id);
    m_tabs->show();
    if (!same)
        m_tabs->setCurrentIndex(1);
    refresh();
}

void ReportPanel::refreshCase(const Case& exam) {
    m_references.erase(exam.id); // their volumes may be others now
    for (auto* shown : {&m_case, &m_beside})
        if (*shown && (*shown)->id == exam.id)
            *shown = exam;
    refresh();
}

void ReportPanel::closeBeside() {
    m_beside.reset();
    m_tabs->hide();
    m_tabs->setCurrentIndex(0);
    refresh();
}

void ReportPanel::clear() {
    m_case.reset();
    closeBeside();
}

void ReportPanel::setWords(const QStringList& words) {
    m_words = words;
    refresh();
}

void ReportPanel::setReferences(qint64 caseId, const ReportReferences& references) {
    m_references[caseId] = references;
    if (shownCase() && shownCase()->id == caseId) {
        const int place = m_text->verticalScrollBar()->value();
        refresh();
        m_text->verticalScrollBar()->setValue(place);
    }
}

const std::optional<Case>& ReportPanel::shownCase() const {
    return m_tabs->currentIndex() == 1 && m_beside ? m_beside : m_case;
}

void ReportPanel::follow(const QUrl& link) {
    const auto place = reportLinkFrom(link);
    const auto& exam = shownCase();
    if (!place || !exam)
        return;
    const std::vector<ReferenceTarget>& targets = m_references[exam->id][place->report];
    if (place->reference >= targets.size())
        return;
    const ReferenceTarget& target = targets[place->reference];
    if (!target.volume || *target.volume >= exam->volumes.size()) {
        Q_EMIT referenceExplained(toText(target.reason));
        return;
    }
    const VolumeRecord& volume = exam->volumes[*target.volume];
    Q_EMIT sliceRequested(exam->id, toText(volume.seriesUid), volume.part,
                          static_cast<int>(target.slice));
}

void ReportPanel::refresh() {
    const auto& shown = shownCase();
    m_heading->setText(shown ? caseSummary(*shown) : QString());
    m_heading->setVisible(shown.has_value());
    m_text->setHtml(shown ? html(*shown)
                          : QStringLiteral("<p style=\"color:%1\">%2</p>")
                                .arg(theme::secondaryText.name(),
                                     tr("The report of the open case is shown here.")));
}

QString ReportPanel::html(const Case& exam) const {
    QString body;
    for (const std::string& issue : exam.issues)
        body += QStringLiteral("<p style=\"color:%1\">%2</p>")
                    .arg(theme::warning.name(), toText(issue).toHtmlEscaped());
    if (exam.reports.empty())
        body += QStringLiteral("<p style=\"color:%1\">%2</p>")
                    .arg(theme::secondaryText.name(), tr("This case has no report."));
    const auto references = m_references.find(exam.id);
    for (const Report& report : exam.reports) {
        const bool known =
            references != m_references.end() && references->second.contains(report.id);
        body += reportHtml(
            report, known ? references->second.at(report.id) : std::vector<ReferenceTarget>(),
            m_words);
    }
    return body;
}

} // namespace bolus
