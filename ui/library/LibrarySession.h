// The open case library, on a thread of its own; the window asks and is answered later.
#pragma once

#include <functional>
#include <memory>

#include <QObject>
#include <QPointer>
#include <QThread>
#include <QTimer>

#include "library/store/Library.h"

namespace bolus {

class LibrarySession : public QObject {
    Q_OBJECT
public:
    explicit LibrarySession(QObject* parent = nullptr);
    ~LibrarySession() override;

    /// Opens (or makes) the library in this folder; `opened` or `failed` follows.
    void open(const QString& folder);
    /// The folder of the open library; empty while none is.
    const QString& folder() const { return m_folder; }
    /// Looks for changes now instead of at the next tick.
    void poll();

    /// Runs `work` on the library's thread; `done` is called here while `context` lives.
    template<typename T>
    void ask(QObject* context, std::function<Result<T>(Library&)> work,
             std::function<void(Result<T>)> done) {
        post([this, guard = QPointer<QObject>(context), work = std::move(work),
              done = std::move(done)](Library* library) mutable {
            auto answer = std::make_shared<Result<T>>(
                library ? work(*library) : fail(ErrorCode::NotFound, noLibrary()));
            QMetaObject::invokeMethod(
                this,
                [guard, answer, done = std::move(done)] {
                    if (guard)
                        done(std::move(*answer));
                },
                Qt::QueuedConnection);
        });
    }

Q_SIGNALS:
    void opened(const QString& folder);
    void failed(const QString& sentence);
    /// While it is opened, its reports are indexed anew.
    void indexing(qint64 done, qint64 total);
    /// Some connection committed a change.
    void changed();

private:
    void post(std::function<void(Library*)> work);
    static std::string noLibrary();

    QThread m_thread;
    QObject m_worker;                   // lives on m_thread
    std::unique_ptr<Library> m_library; // touched on m_thread only
    QTimer m_ticks;
    QString m_folder;
    std::int64_t m_revision = 0;
    bool m_polling = false;
};

} // namespace bolus
