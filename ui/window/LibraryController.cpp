#include "ui/window/LibraryController.h"

#include <algorithm>

#include <QDir>
#include <QFileInfo>
#include <QJsonObject>
#include <QMainWindow>
#include <QSettings>
#include <QStandardPaths>
#include <QStatusBar>
#include <QUrl>

#include "ui/common/Text.h"

namespace bolus {

namespace {

constexpr int mostRecent = 8;
constexpr int coalesceMs = 150;
constexpr int warmUpMs = 400; // the window is drawn first

QString recentKey() {
    return QStringLiteral("library/recent");
}

// Where the last imported folder lay: the next one often lies beside it.
QString importedKey() {
    return QStringLiteral("import/beside");
}

} // namespace

QString startLibrary() {
    const QString wanted = qEnvironmentVariable("BOLUS_LIBRARY");
    if (!wanted.isEmpty())
        return wanted;
    const QStringList recent = QSettings().value(recentKey()).toStringList();
    if (!recent.isEmpty() && QFileInfo(recent.front()).isDir())
        return recent.front();
    return QDir(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation))
        .filePath(QStringLiteral("bolus/library"));
}

LibraryController::LibraryController(Workbench& bench, const Dialogs& dialogs, QMenu& recent,
                                     QWidget* window)
    : QObject(window), m_bench(bench), m_dialogs(dialogs), m_recent(recent), m_window(window) {
    m_refresh.setSingleShot(true);
    m_refresh.setInterval(coalesceMs);
    connect(&m_refresh, &QTimer::timeout, this, &LibraryController::refresh);
    connect(&bench.library, &LibrarySession::opened, this, &LibraryController::libraryOpened);
    connect(&bench.library, &LibrarySession::failed, this, &LibraryController::failed);
    connect(&bench.library, &LibrarySession::indexing, this, [this](qint64 done, qint64 total) {
        constexpr int shownMs = 5000;
        if (auto* main = qobject_cast<QMainWindow*>(m_window))
            main->statusBar()->showMessage(
                tr("The reports are indexed anew for searching: %1 of %2").arg(done).arg(total),
                shownMs);
    });
    connect(&bench.library, &LibrarySession::changed, this, [this] {
        if (!m_refresh.isActive())
            m_refresh.start();
    });
    connect(&bench.cases, &CaseListModel::failed, this, &LibraryController::failed);
    connect(&bench.cases, &CaseListModel::refreshed, this, [this] {
        if (std::exchange(m_refreshing, false))
            Q_EMIT refreshed();
    });
    connect(&bench.jobs, &LibraryJobs::modelsChanged, this, &LibraryController::refreshModel);
    connect(&bench.queue, &JobQueue::jobEnded, &bench.library, &LibrarySession::poll);
    fillRecent();
}

void LibraryController::open(const QString& folder) {
    m_bench.serve.stop();
    m_bench.library.open(QDir(folder).absolutePath());
}

void LibraryController::libraryOpened(const QString& folder) {
    m_bench.jobs.setLibrary(folder);
    m_bench.thumbnails.setFolder(toPath(folder));
    m_bench.cases.forget();
    remember(folder);
    Q_EMIT opened(folder);
    refresh();
    QTimer::singleShot(warmUpMs, this, [this, folder] {
        if (m_bench.library.folder() != folder)
            return;
        m_bench.serve.start(folder);
        askDevice();
    });
}

void LibraryController::refresh() {
    m_refreshing = true;
    m_bench.cases.refresh();
    refreshModel();
}

void LibraryController::refreshModel() {
    m_bench.library.ask<std::vector<ModelRow>>(
        this, [](Library& library) { return library.models(); },
        [this](Result<std::vector<ModelRow>> models) {
            if (!models)
                return;
            const auto active = std::ranges::find_if(*models, &ModelRow::active);
            Q_EMIT modelChanged(active == models->end() ? QString() : toText(active->id));
        });
}

// doctor also says what makes this machine slow or unfit; that is worth telling once.
void LibraryController::askDevice() {
    m_bench.serve.request({QStringLiteral("doctor")}, {}, this, [this](const ServeReply& reply) {
        for (const QJsonObject& item : reply.items) {
            const QString name = item[QLatin1String("name")].toString();
            if (name == QLatin1String("device"))
                Q_EMIT deviceKnown(item[QLatin1String("value")].toString());
            const QString message = item[QLatin1String("message")].toString();
            if (!item[QLatin1String("ok")].toBool(true) && !message.isEmpty())
                Q_EMIT failed(message);
        }
        refreshModel(); // the helper may just have added the model that comes with Bolus
    });
}

bool LibraryController::isOpen() {
    if (!m_bench.library.folder().isEmpty())
        return true;
    Q_EMIT failed(tr("No library is open. File → Open or make library… comes first."));
    return false;
}

void LibraryController::askForLibrary() {
    m_dialogs.folder(m_window, tr("Open a library, or choose an empty folder for a new one"),
                     m_bench.library.folder(), [this](const QString& folder) { open(folder); });
}

void LibraryController::askForImportFolder() {
    if (isOpen())
        m_dialogs.folder(m_window, tr("Import a folder of DICOM files"),
                         QSettings().value(importedKey()).toString(),
                         [this](const QString& folder) {
                             QSettings().setValue(importedKey(), QFileInfo(folder).path());
                             importPaths({folder});
                         });
}

void LibraryController::askForImportFile() {
    if (isOpen())
        m_dialogs.file(m_window, tr("Import a DICOM file"), tr("All files (*)"),
                       [this](const QString& file) { importPaths({file}); });
}

void LibraryController::askForReports() {
    if (isOpen())
        m_dialogs.file(
            m_window, tr("Import reports"),
            tr("Reports (*.txt *.csv *.tsv *.hl7 *.oru *.json *.ndjson *.pdf *.xml *.cda "
               "*.dcm);;All files (*)"),
            [this](const QString& file) { m_bench.jobs.importReports(file); });
}

void LibraryController::importPaths(const QStringList& paths) {
    if (!isOpen())
        return;
    QStringList there;
    for (const QString& path : paths) {
        if (QFileInfo::exists(path))
            there << QFileInfo(path).absoluteFilePath();
        else
            Q_EMIT failed(tr("%1 is not there, so it was not imported.").arg(path));
    }
    if (!there.isEmpty())
        m_bench.jobs.importPaths(there);
}

void LibraryController::makeDemonstration() {
    if (isOpen())
        m_bench.jobs.makeDemonstration();
}

QStringList LibraryController::localPaths(const QMimeData& dropped) {
    QStringList paths;
    for (const QUrl& url : dropped.urls())
        if (url.isLocalFile())
            paths << url.toLocalFile();
    return paths;
}

void LibraryController::remember(const QString& folder) {
    QStringList recent = QSettings().value(recentKey()).toStringList();
    recent.removeAll(folder);
    recent.prepend(folder);
    QSettings().setValue(recentKey(), recent.mid(0, mostRecent));
    fillRecent();
}

void LibraryController::fillRecent() {
    m_recent.clear();
    for (const QString& folder : QSettings().value(recentKey()).toStringList()) {
        QString text = folder;
        m_recent.addAction(text.replace(QLatin1Char('&'), QStringLiteral("&&")), this,
                           [this, folder] { open(folder); });
    }
    m_recent.setEnabled(!m_recent.isEmpty());
}

} // namespace bolus
