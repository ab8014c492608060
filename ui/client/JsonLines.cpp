#include "ui/client/JsonLines.h"

#include <QJsonDocument>

namespace bolus {

namespace {
constexpr qsizetype longestLine = 16 << 20;
}

void JsonLines::take(const QByteArray& line, QList<QJsonObject>& objects) {
    if (line.trimmed().isEmpty())
        return;
    const QJsonDocument document = QJsonDocument::fromJson(line);
    if (document.isObject())
        objects.append(document.object());
    else
        ++m_skipped;
}

QList<QJsonObject> JsonLines::feed(const QByteArray& bytes) {
    QList<QJsonObject> objects;
    qsizetype begin = 0;
    for (qsizetype end = 0; (end = bytes.indexOf('\n', begin)) >= 0; begin = end + 1) {
        if (m_tooLong)
            ++m_skipped;
        else
            take(m_rest + bytes.sliced(begin, end - begin), objects);
        m_rest.clear();
        m_tooLong = false;
    }
    if (!m_tooLong)
        m_rest += bytes.sliced(begin);
    if (m_rest.size() > longestLine) {
        m_rest.clear();
        m_tooLong = true;
    }
    return objects;
}

QList<QJsonObject> JsonLines::finish() {
    QList<QJsonObject> objects;
    take(std::exchange(m_rest, {}), objects);
    return objects;
}

} // namespace bolus
