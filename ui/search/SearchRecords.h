// Earlier searches, latest first, and those kept under a name.
#pragma once

#include <QObject>

#include "ui/search/SearchAnswer.h"

namespace bolus {

class LibrarySession;
class ServeClient;

struct PastSearch {
    SearchWish wish;
    qint64 receipt = 0; // 0: none
    qint64 hits = 0;
};

struct SavedSearch {
    QString name, title;
};

/// Earlier searches are kept in QSettings, a list a library, without patients' names; saved ones in
/// the library, by bolusctl.
class SearchRecords : public QObject {
    Q_OBJECT
public:
    SearchRecords(const LibrarySession& library, ServeClient& serve, QObject* parent = nullptr);

    QList<PastSearch> past() const;
    /// The question stands first then, once. One that was typed further takes its beginning's
    /// place.
    void remember(const SearchAnswer& answer);
    void forgetPast();

    const QList<SavedSearch>& saved() const { return m_saved; }
    void refreshSaved();
    void forgetSaved(const QString& name);

    /// Runs a search of then again; `sentence` says whether it gave the same, `details` what
    /// differs.
    void replay(qint64 receipt);
    void saveReceipt(qint64 receipt, const QString& file);

Q_SIGNALS:
    void savedChanged();
    void told(const QString& sentence, const QString& details);
    void failed(const QString& sentence);

private:
    QString key() const;

    const LibrarySession& m_library;
    ServeClient& m_serve;
    QList<SavedSearch> m_saved;
};

} // namespace bolus
