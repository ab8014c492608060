// Reports that belong to no exam of the library, and why.
#pragma once

#include <vector>

#include <QDialog>
#include <QLabel>
#include <QTextBrowser>
#include <QTreeWidget>

#include "library/domain/Case.h"

namespace bolus {

class LibrarySession;

class UnmatchedReports : public QDialog {
    Q_OBJECT
public:
    explicit UnmatchedReports(LibrarySession& library, QWidget* parent = nullptr);

    void reload();

private:
    void fill(std::vector<Report> reports);
    void showChosen();

    LibrarySession& m_library;
    std::vector<Report> m_reports;
    QLabel* m_summary;
    QTreeWidget* m_list;
    QTextBrowser* m_text;
};

} // namespace bolus
