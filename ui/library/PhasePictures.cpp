#include "ui/library/PhasePictures.h"

#include <QImage>
#include <QJsonObject>

#include "ui/client/BolusctlClient.h"
#include "ui/library/LibrarySession.h"

namespace bolus {

namespace {
constexpr qsizetype mostKilobytes = 96 * 1024;
constexpr qsizetype mostWanted = 48, atOnce = 6;
constexpr int restMs = 60; // rows come in bursts

struct Read {
    PhasePicture picture;
    QImage image;
};

Read readPicture(const QJsonObject& item) {
    Read read;
    read.picture.phase = phaseFromText(item[QLatin1String("phase")].toString().toStdString())
                             .value_or(Phase::Unknown);
    read.picture.seriesUid = item[QLatin1String("series_uid")].toString();
    read.picture.part = item[QLatin1String("part")].toInt();
    read.picture.slice = item[QLatin1String("slice")].toInt();
    read.image.load(item[QLatin1String("file")].toString());
    return read;
}

} // namespace

PhasePictures::PhasePictures(const LibrarySession& library, QObject* parent)
    : QObject(parent), m_library(library), m_known(mostKilobytes) {
    m_pool.setMaxThreadCount(1);
    m_rest.setSingleShot(true);
    m_rest.setInterval(restMs);
    connect(&m_rest, &QTimer::timeout, this, &PhasePictures::ask);
    connect(&library, &LibrarySession::opened, this, &PhasePictures::forget);
}

PhasePictures::~PhasePictures() {
    m_pool.clear();
    m_pool.waitForDone();
}

QString PhasePictures::place(qint64 caseId, const QString& seriesUid, int part, int slice) {
    return seriesUid.isEmpty()
               ? QString::number(caseId)
               : QStringLiteral("%1@%2:%3:%4").arg(caseId).arg(seriesUid).arg(part).arg(slice);
}

void PhasePictures::forget() {
    ++m_generation;
    m_client.reset();
    m_known.clear();
    m_wanted.clear();
    m_asked.clear();
    m_items.clear();
}

const QList<PhasePicture>* PhasePictures::of(const QString& place) {
    if (const Pictures* known = m_known.object(place))
        return known;
    if (!m_asked.contains(place)) {
        m_wanted.removeAll(place);
        m_wanted.append(place);
        if (m_wanted.size() > mostWanted)
            m_wanted.removeFirst();
        if (!m_client && !m_rest.isActive())
            m_rest.start();
    }
    return nullptr;
}

void PhasePictures::ask() {
    if (m_client || m_wanted.isEmpty() || m_library.folder().isEmpty())
        return;
    while (!m_wanted.isEmpty() && m_asked.size() < atOnce)
        m_asked.append(m_wanted.takeLast()); // what was asked for last is looked at now
    m_items.clear();
    m_client = std::make_unique<BolusctlClient>(m_library.folder());
    connect(m_client.get(), &BolusctlClient::itemArrived, this, &PhasePictures::take);
    connect(m_client.get(), &BolusctlClient::finished, this, &PhasePictures::finish);
    connect(m_client.get(), &BolusctlClient::failed, this, &PhasePictures::finish);
    m_client->start(QStringList{QStringLiteral("case"), QStringLiteral("pictures")} + m_asked);
}

void PhasePictures::take(const QJsonObject& item) {
    m_items[item[QLatin1String("place")].toString()].append(item);
}

void PhasePictures::finish() {
    const auto work = [this, generation = m_generation, asked = m_asked, items = m_items] {
        QList<std::pair<QString, QList<Read>>> read;
        for (const QString& place : asked) {
            read.append({place, {}});
            for (const QJsonObject& item : items.value(place))
                if (Read one = readPicture(item); !one.image.isNull())
                    read.last().second.append(std::move(one));
        }
        QMetaObject::invokeMethod(
            this,
            [this, generation, read] {
                if (generation != m_generation)
                    return;
                m_asked.clear();
                for (const auto& [place, ones] : read) {
                    auto* pictures = new Pictures;
                    qsizetype bytes = 0;
                    for (Read one : ones) {
                        bytes += one.image.sizeInBytes() * 4;
                        one.picture.picture = QPixmap::fromImage(one.image);
                        pictures->append(one.picture);
                    }
                    m_known.insert(place, pictures, 1 + bytes / 1024);
                    Q_EMIT arrived(place);
                }
                m_rest.start();
            },
            Qt::QueuedConnection);
    };
    m_client.release()->deleteLater(); // it is telling this now
    m_pool.start(work);
}

} // namespace bolus
