// Writes zip archives for tests.
#pragma once

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QString>

/// Entries by name, whatever the names say; with a password where one is given.
void writeZip(const QString& path, const QList<QPair<QByteArray, QByteArray>>& entries,
              const QByteArray& password = {});
