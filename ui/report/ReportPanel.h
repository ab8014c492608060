// The report of the open case and of the one beside it, with the searched words marked.
#pragma once

#include <QLabel>
#include <QTabBar>
#include <QTextBrowser>

#include "library/domain/Case.h"
#include "ui/report/ReportText.h"

namespace bolus {

class ReportPanel : public QWidget {
    Q_OBJECT
public:
    explicit ReportPanel(QWidget* parent = nullptr);

    void setCase(const Case& exam);
    void setBeside(const Case& found); // and turns to it
    /// Another state of a case that is shown; the tab and the place in the text stay.
    void refreshCase(const Case& exam);
    void closeBeside();
    void clear();
    void setWords(const QStringList& words);
    /// Which images the reports of a shown case name; they become links.
    void setReferences(qint64 caseId, const ReportReferences& references);

Q_SIGNALS:
    void sliceRequested(qint64 caseId, const QString& seriesUid, int part, int slice);
    /// Why a named image cannot be shown.
    void referenceExplained(const QString& sentence);

private:
    void refresh();
    QString html(const Case& exam) const;
    void follow(const QUrl& link);
    const std::optional<Case>& shownCase() const;

    std::optional<Case> m_case, m_beside;
    std::map<std::int64_t, ReportReferences> m_references; // by case
    QStringList m_words;
    QTabBar* m_tabs;
    QLabel* m_heading;
    QTextBrowser* m_text;
};

} // namespace bolus
