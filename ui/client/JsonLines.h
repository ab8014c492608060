// Cuts a stream of bytes into JSON objects, one a line, as they arrive.
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QList>

namespace bolus {

class JsonLines {
public:
    /// The objects that became whole with these bytes. Lines that are not a JSON object, or longer
    /// than 16 MB, are skipped and counted.
    QList<QJsonObject> feed(const QByteArray& bytes);
    /// What is left when the stream ends without a newline.
    QList<QJsonObject> finish();
    int skipped() const { return m_skipped; }

private:
    void take(const QByteArray& line, QList<QJsonObject>& objects);

    QByteArray m_rest;
    int m_skipped = 0;
    bool m_tooLong = false;
};

} // namespace bolus
