// The series of one case: the order of its phases, and which of them leave it. Every change is made
// at once, and can be undone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <QDialog>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>

#include "library/domain/Case.h"

namespace bolus {

class ArrangeDialog : public QDialog {
    Q_OBJECT
public:
    explicit ArrangeDialog(QWidget* parent = nullptr);

    /// Keeps the current row and the ticks where their volumes are still there.
    void setCase(const Case& exam);
    qint64 caseId() const { return m_caseId; }

Q_SIGNALS:
    void orderChosen(qint64 caseId, const std::vector<std::int64_t>& volumeIds);
    void splitChosen(qint64 caseId, const std::vector<std::string>& seriesUids);

private:
    void buildRows();
    void connectRows();
    void fill(QListWidget& list, const Case& exam, bool phases, const QStringList& kept);
    void move(int step);
    void sendOrder();
    void sendSplit();
    void tickSeries(const QListWidgetItem& ticked);
    void refresh();
    std::vector<std::int64_t> order() const;
    QStringList ticked() const; // series UIDs

    qint64 m_caseId = 0;
    std::vector<std::int64_t> m_known; // the order that the library has, or will have
    bool m_filling = false;
    QLabel *m_title, *m_othersTitle;
    QListWidget *m_phases, *m_others;
    QPushButton *m_earlier, *m_later, *m_split;
};

} // namespace bolus
