// The cases' small pictures, read in the background and kept while they are looked at.
#pragma once

#include <filesystem>

#include <QCache>
#include <QHash>
#include <QObject>
#include <QPixmap>
#include <QThreadPool>

namespace bolus {

class Thumbnails : public QObject {
    Q_OBJECT
public:
    explicit Thumbnails(QObject* parent = nullptr);
    ~Thumbnails() override;

    /// Pictures are `folder/thumbnails/<case>.png`. Forgets those of another library.
    void setFolder(const std::filesystem::path& folder);
    /// What is known of it; null while it is read, and where there is none. `arrived` follows where
    /// that changes.
    QPixmap of(qint64 caseId);
    /// They may have been made anew: each is read again when it is next asked for, and shown as it
    /// was until then.
    void lookAgain() { ++m_generation; }

Q_SIGNALS:
    void arrived(qint64 caseId);

private:
    struct Entry {
        QPixmap picture;
        int generation = 0;
    };
    void read(qint64 caseId);
    void take(qint64 caseId, int generation, const std::filesystem::path& folder, QImage image);

    std::filesystem::path m_folder;
    QCache<qint64, Entry> m_entries;
    QHash<qint64, int> m_reading; // generation
    int m_generation = 0;
    int m_turn = 0; // what was asked for last is looked at now
    QThreadPool m_pool;
};

} // namespace bolus
