#include "ui/library/Thumbnails.h"

#include <QImage>

#include "library/store/ThumbnailFile.h"
#include "ui/common/Text.h"

namespace bolus {

namespace {
constexpr qsizetype mostKilobytes = 16 * 1024;
constexpr qsizetype mostWaiting = 128; // of a fling past thousands of rows
} // namespace

Thumbnails::Thumbnails(QObject* parent) : QObject(parent), m_entries(mostKilobytes) {
    m_pool.setMaxThreadCount(1);
}

Thumbnails::~Thumbnails() {
    m_pool.clear();
    m_pool.waitForDone();
}

void Thumbnails::setFolder(const std::filesystem::path& folder) {
    if (folder != m_folder) {
        m_pool.clear();
        m_reading.clear();
        m_entries.clear();
    }
    m_folder = folder;
    lookAgain();
}

QPixmap Thumbnails::of(qint64 caseId) {
    const Entry* entry = m_entries.object(caseId);
    if ((!entry || entry->generation != m_generation) &&
        m_reading.value(caseId, -1) != m_generation)
        read(caseId);
    return entry ? entry->picture : QPixmap();
}

void Thumbnails::read(qint64 caseId) {
    if (m_reading.size() > mostWaiting) {
        m_pool.clear();
        m_reading.clear();
    }
    m_reading[caseId] = m_generation;
    const auto work = [this, caseId, generation = m_generation, folder = m_folder] {
        QImage image(toText(thumbnailFile(folder, caseId)));
        QMetaObject::invokeMethod(
            this,
            [this, caseId, generation, folder, image = std::move(image)]() mutable {
                take(caseId, generation, folder, std::move(image));
            },
            Qt::QueuedConnection);
    };
    m_pool.start(work, ++m_turn);
}

void Thumbnails::take(qint64 caseId, int generation, const std::filesystem::path& folder,
                      QImage image) {
    if (folder != m_folder)
        return;
    if (m_reading.value(caseId, -1) == generation)
        m_reading.remove(caseId);
    const Entry* known = m_entries.object(caseId);
    const bool wasNull = !known || known->picture.isNull();
    const bool isNull = image.isNull();
    const auto kilobytes = 1 + image.sizeInBytes() / 256; // four bytes a pixel as a pixmap
    m_entries.insert(caseId, new Entry{QPixmap::fromImage(std::move(image)), generation},
                     kilobytes);
    if (!wasNull || !isNull)
        Q_EMIT arrived(caseId);
}

} // namespace bolus
