// Opens libraries, keeps the case list fresh, and starts imports from dialogs and drops.
#pragma once

#include <QMenu>
#include <QMimeData>
#include <QTimer>
#include <QWidget>

#include "ui/window/Dialogs.h"
#include "ui/window/Workbench.h"

namespace bolus {

class LibraryController : public QObject {
    Q_OBJECT
public:
    LibraryController(Workbench& bench, const Dialogs& dialogs, QMenu& recent, QWidget* window);

    void open(const QString& folder);
    void askForLibrary();
    void askForImportFolder();
    void askForImportFile();
    void askForReports();
    /// Files and folders; not there ones are named in `failed`.
    void importPaths(const QStringList& paths);
    void makeDemonstration();
    static QStringList localPaths(const QMimeData& dropped);

Q_SIGNALS:
    void opened(const QString& folder);
    void failed(const QString& sentence);
    /// The case list shows what the library holds.
    void refreshed();
    void modelChanged(const QString& activeModel);
    void deviceKnown(const QString& device);

private:
    void libraryOpened(const QString& folder);
    void refresh();
    void refreshModel();
    void askDevice();
    bool isOpen();
    void remember(const QString& folder);
    void fillRecent();

    Workbench& m_bench;
    const Dialogs& m_dialogs;
    QMenu& m_recent;
    QWidget* m_window;
    QTimer m_refresh;          // bursts of changes become one
    bool m_refreshing = false; // the list is asking
};

/// --library's default: $BOLUS_LIBRARY, else the last one opened, else under the user's data
/// folder.
QString startLibrary();

} // namespace bolus
