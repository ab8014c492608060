#include "ui/library/LibrarySession.h"

#include "ui/common/Text.h"

namespace bolus {

namespace {
constexpr int pollMs = 1000;
}

LibrarySession::LibrarySession(QObject* parent) : QObject(parent) {
    m_thread.setObjectName(QStringLiteral("library"));
    m_worker.moveToThread(&m_thread);
    m_thread.start();
    m_ticks.setInterval(pollMs);
    connect(&m_ticks, &QTimer::timeout, this, &LibrarySession::poll);
}

LibrarySession::~LibrarySession() {
    QMetaObject::invokeMethod( // what was asked before is done before
        &m_worker, [this] { m_library.reset(); }, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

void LibrarySession::post(std::function<void(Library*)> work) {
    QMetaObject::invokeMethod(
        &m_worker, [this, work = std::move(work)]() mutable { work(m_library.get()); },
        Qt::QueuedConnection);
}

std::string LibrarySession::noLibrary() {
    return tr("No library is open. File → Open library… opens or makes one.").toStdString();
}

void LibrarySession::open(const QString& folder) {
    m_ticks.stop();
    m_folder.clear();
    post([this, folder](Library*) {
        m_library.reset();
        auto library = Library::open(toPath(folder), [this](std::int64_t done, std::int64_t total) {
            Q_EMIT indexing(done, total); // comes to the window's thread by the queue
        });
        const QString problem = library ? QString() : toText(library.error().message);
        if (library)
            m_library = std::move(*library);
        const std::int64_t revision = m_library ? m_library->revision().value_or(0) : 0;
        QMetaObject::invokeMethod(
            this,
            [this, folder, problem, revision] {
                if (!problem.isEmpty()) {
                    Q_EMIT failed(problem);
                    return;
                }
                m_folder = folder;
                m_revision = revision;
                m_ticks.start();
                Q_EMIT opened(folder);
            },
            Qt::QueuedConnection);
    });
}

void LibrarySession::poll() {
    if (m_folder.isEmpty() || std::exchange(m_polling, true))
        return;
    ask<std::int64_t>(
        this, [](Library& library) { return library.revision(); },
        [this](Result<std::int64_t> revision) {
            m_polling = false;
            if (revision && std::exchange(m_revision, *revision) != *revision)
                Q_EMIT changed();
        });
}

} // namespace bolus
