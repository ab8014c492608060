// Files that are either whole or not there: what a copy holds, how it is called, what a failure names.
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include "app/jobs/DurableFile.h"

using namespace bolus;

class TestDurableFile : public QObject {
    Q_OBJECT

    static void write(const QString& path, const QByteArray& content) {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    static QByteArray contentOf(const QString& path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("not there");
    }

private Q_SLOTS:
    void aCopyHoldsWhatItsSourceHolds() {
        const QTemporaryDir folder;
        const QByteArray content(200'000, 'x'); // more than is copied in one go
        write(folder.filePath("source"), content);
        const QString target = folder.filePath("new/folder/copy");
        QVERIFY(
            copyDurably(folder.filePath("source").toStdString(), target.toStdString()).has_value());
        QCOMPARE(contentOf(target), content);
    }

    void ofASourceThatCannotBeReadNothingIsLeftAndItIsNamed() {
        const QTemporaryDir folder;
        const QString source = folder.filePath("source"), target = folder.filePath("kept/copy");
        QVERIFY(QDir().mkpath(source)); // opens as a file does, and then cannot be read
        const auto copied = copyDurably(source.toStdString(), target.toStdString());
        QVERIFY(!copied);
        QCOMPARE(copied.error().code, ErrorCode::Io);
        QCOMPARE(QString::fromStdString(copied.error().subject), source);
        QVERIFY(QString::fromStdString(copied.error().message).startsWith("Cannot read " + source));
        QCOMPARE(QDir(folder.filePath("kept")).entryList(QDir::Files | QDir::Hidden).size(), 0);
    }

    void aCopyIsCalledByTheHashOfItsContent() {
        const QTemporaryDir folder;
        write(folder.filePath("source"), "abc");
        const auto stamp = fileStamp(folder.filePath("source").toStdString());
        QVERIFY(stamp.has_value());
        const std::filesystem::path work = folder.path().toStdString();
        const auto copy =
            copyByHash(*stamp, work, [&](const std::string& hash) { return work / hash; });
        QVERIFY(copy.has_value());
        // FIPS 180-4's example of SHA-256
        QCOMPARE(copy->filename().string(),
                 std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        QCOMPARE(contentOf(QString::fromStdString(copy->string())), QByteArray("abc"));
    }
};

QTEST_GUILESS_MAIN(TestDurableFile)
#include "test_durable_file.moc"
