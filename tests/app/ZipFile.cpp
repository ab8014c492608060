#include "tests/app/ZipFile.h"

#include <QFile>

#include <archive.h>
#include <archive_entry.h>

void writeZip(const QString& path, const QList<QPair<QByteArray, QByteArray>>& entries,
              const QByteArray& password) {
    archive* zip = archive_write_new();
    archive_write_set_format_zip(zip);
    if (!password.isEmpty()) {
        archive_write_set_options(zip, "zip:encryption=traditional");
        archive_write_set_passphrase(zip, password.constData());
    }
    if (archive_write_open_filename(zip, QFile::encodeName(path).constData()) != ARCHIVE_OK) {
        qFatal("%s", archive_error_string(zip));
    }
    for (const auto& [name, content] : entries) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.constData());
        archive_entry_set_size(entry, content.size());
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        if (archive_write_header(zip, entry) != ARCHIVE_OK ||
            archive_write_data(zip, content.constData(), static_cast<std::size_t>(content.size())) <
                0) {
            qFatal("%s", archive_error_string(zip));
        }
        archive_entry_free(entry);
    }
    archive_write_close(zip);
    archive_write_free(zip);
}
