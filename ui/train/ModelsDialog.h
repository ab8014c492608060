// The models of the library: which is used, what each was trained on.
#pragma once

#include <functional>

#include <QDialog>
#include <QPushButton>
#include <QTextBrowser>
#include <QTreeWidget>

#include "library/store/Library.h"

namespace bolus {

class LibraryJobs;
class LibrarySession;

class ModelsDialog : public QDialog {
    Q_OBJECT
public:
    ModelsDialog(LibrarySession& library, LibraryJobs& jobs, QWidget* parent = nullptr);
    void reload();

Q_SIGNALS:
    void importRequested();
    /// The user wants this model away; whoever listens asks once more.
    void removeRequested(const QString& id);

private:
    void build();
    void fill(std::vector<ModelRow> models);
    void showSelected();
    const ModelRow* selected() const;

    LibrarySession& m_library;
    LibraryJobs& m_jobs;
    std::vector<ModelRow> m_models;
    QTreeWidget* m_list;
    QTextBrowser* m_provenance;
    QPushButton *m_activate, *m_import, *m_remove;
};

} // namespace bolus
