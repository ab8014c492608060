// Where hanging protocols are kept: ours in the program, the user's in a folder.
#pragma once

#include <QObject>

#include "library/domain/Result.h"
#include "ui/hanging/Protocol.h"

namespace bolus {

/// Which are switched off stands in QSettings ("hanging/off"), by file. GUI thread: the files are
/// few and small.
class ProtocolStore : public QObject {
    Q_OBJECT
public:
    explicit ProtocolStore(QString folder = userFolder(), QObject* parent = nullptr);

    /// QStandardPaths' AppDataLocation/hanging.
    static QString userFolder();

    /// Reads both folders; a sentence for each file that cannot be used, which stays as it is.
    QStringList load();
    /// The user's first; within each the most specific, then by name.
    const std::vector<Protocol>& protocols() const { return m_protocols; }
    /// The first that is on and whose conditions hold; null: none.
    const Protocol* bestFor(const Case& exam) const;

    bool isOn(const Protocol& protocol) const;
    void setOn(const Protocol& protocol, bool on);
    /// Into a file of its own in the user's folder. Errors are sentences with what to do.
    Result<void> add(Protocol protocol);
    Result<void> rename(const QString& file, const QString& name); // the user's only
    Result<void> remove(const QString& file);

Q_SIGNALS:
    void changed();

private:
    Result<void> write(const Protocol& protocol);
    void reload();

    QString m_folder;
    std::vector<Protocol> m_protocols;
};

} // namespace bolus
