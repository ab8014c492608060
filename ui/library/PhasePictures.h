// Small pictures of the phases of cases at one place each, made by bolusctl when they are looked
// at.
#pragma once

#include <memory>

#include <QCache>
#include <QHash>
#include <QJsonObject>
#include <QObject>
#include <QPixmap>
#include <QSet>
#include <QStringList>
#include <QThreadPool>
#include <QTimer>

#include "library/domain/Phase.h"

namespace bolus {

class BolusctlClient;
class LibrarySession;

struct PhasePicture {
    Phase phase = Phase::Unknown;
    QString seriesUid;
    int part = 0, slice = 0;
    QPixmap picture;
};

class PhasePictures : public QObject {
    Q_OBJECT
public:
    explicit PhasePictures(const LibrarySession& library, QObject* parent = nullptr);
    ~PhasePictures() override;

    /// "12", or "12@SERIES:PART:SLICE".
    static QString place(qint64 caseId, const QString& seriesUid = {}, int part = 0, int slice = 0);
    /// In contrast order; null while they are being made, which this asks for, and empty where
    /// there are none. Valid until the next call.
    const QList<PhasePicture>* of(const QString& place);
    /// Those of another library.
    void forget();

Q_SIGNALS:
    void arrived(const QString& place);

private:
    using Pictures = QList<PhasePicture>;
    void ask();
    void take(const QJsonObject& item);
    void finish();

    const LibrarySession& m_library;
    QCache<QString, Pictures> m_known; // cost: kilobytes
    QStringList m_wanted;              // the latest last
    QStringList m_asked;
    QHash<QString, QList<QJsonObject>> m_items;
    std::unique_ptr<BolusctlClient> m_client;
    QTimer m_rest;
    QThreadPool m_pool;
    int m_generation = 0; // of the library
};

} // namespace bolus
