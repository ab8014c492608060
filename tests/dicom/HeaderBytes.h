// Files whose headers a test reads: their bytes, and why they are refused.
#pragma once

#include <QFile>
#include <QtTest>

#include "library/dicom/HeaderReader.h"

namespace bolus::test {

/// Why the header of a file is refused; Internal where it is not.
inline ErrorCode codeOf(const QString& path) {
    const auto header = readHeader(path.toStdString());
    return header ? ErrorCode::Internal : header.error().code;
}

inline void writeBytes(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

inline QByteArray readBytes(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace bolus::test
