// What import takes besides plain folders: zip archives, DICOMDIRs, odd names; and what it
// survives.
#include <csignal>
#include <filesystem>
#include <sys/stat.h>

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QtTest>

#include "library/reader/FileReader.h"
#include "tests/app/Bolusctl.h"
#include "tests/app/ZipFile.h"

using namespace bolus;

namespace {

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

using Entry = QPair<QByteArray, QByteArray>;

QList<Entry> entriesOf(const QString& folder, const QByteArray& prefix) {
    QList<Entry> entries;
    for (const QString& name : QDir(folder).entryList(QDir::Files, QDir::Name)) {
        entries.append(Entry{prefix + name.toUtf8(), contentOf(folder + "/" + name)});
    }
    return entries;
}

int countFiles(const QString& folder) {
    int count = 0;
    for (QDirIterator file(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
         file.hasNext(); file.next()) {
        ++count;
    }
    return count;
}

QString messages(const Ended& ended) {
    QString all;
    for (const QJsonObject& warning : ended.of("warning")) {
        all += warning["message"].toString() + '\n';
    }
    return all;
}

} // namespace

class ArchivesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { qunsetenv("BOLUS_READER"); }

    void aZipGivesAllThatIsDicomAndNoNameIsAPath() {
        const Bolusctl ctl;
        const QString folder = ctl.makeSeries("series", 6, "Portal venous phase");
        auto entries = entriesOf(folder, "../../out/");
        entries.append(Entry{"notes.doc", "Not DICOM."});
        entries.append(Entry{"inner.zip", "PK\x03\x04"});
        entries.append(Entry{"report.txt", "AccessionNumber: A1\n\nFINDINGS: A hepatic cyst.\n"});
        entries.append(
            Entry{"/etc/absolute.dcm", QByteArray(128, '\0') + "DICM" + QByteArray(40, 'x')});
        QVERIFY(QDir().mkpath(ctl.path("given")));
        writeZip(ctl.path("given/exam.zip"), entries);
        QVERIFY(QDir(folder).removeRecursively());
        const int before = countFiles(ctl.path(""));

        const Ended first = ctl.run({"import", ctl.path("given")});
        QCOMPARE(first.exit, 3);
        QCOMPARE(first.result()["imported"].toInt(), 6);
        QCOMPARE(first.result()["quarantined"].toInt(), 1);
        QCOMPARE(first.result()["ignored"].toInt(), 3);
        QCOMPARE(first.result()["files"].toInt(), 10);
        QCOMPARE(first.result()["archives"].toInt(), 1);
        QCOMPARE(first.result()["cases"].toInt(), 1);
        QCOMPARE(first.result()["reports"].toInt(), 1);
        QVERIFY2(messages(first).contains("inner.zip"), qPrintable(messages(first)));
        QVERIFY(first.of("item")[0]["path"].toString().contains("exam.zip"));
        QVERIFY(!QFile::exists("/etc/absolute.dcm"));
        QVERIFY(!QDir(ctl.path("out")).exists());
        QCOMPARE(countFiles(ctl.library() + "/files"), 6);
        QVERIFY(!QDir(ctl.library() + "/incoming").exists());
        QCOMPARE(countFiles(ctl.path("")) - countFiles(ctl.library()), before);

        const Ended second = ctl.run({"import", ctl.path("given")});
        QCOMPARE(second.result()["imported"].toInt(-1), 0);
        QCOMPARE(second.result()["duplicates"].toInt(), 6);
        QCOMPARE(second.result()["quarantined"].toInt(), 1);
        QCOMPARE(second.result()["files"].toInt(), 10);
        QVERIFY(QFile::remove(ctl.path("given/exam.zip")));
        QCOMPARE(ctl.run({"verify"}).result()["problems"].toInt(-1), 0);
    }

    void aZipWithAPasswordIsSaid() {
        const Bolusctl ctl;
        writeZip(ctl.path("locked.zip"),
                 entriesOf(ctl.makeSeries("series", 2, "Portal venous phase"), ""), "secret");
        const Ended ended = ctl.run({"import", ctl.path("locked.zip")});
        QCOMPARE(ended.exit, 3);
        QCOMPARE(ended.result()["imported"].toInt(-1), 0);
        QCOMPARE(ended.of("item").size(), 1);
        QVERIFY(ended.of("item")[0]["reason"].toString().contains("password"));
    }

    void aDamagedZipGivesWhatComesBeforeTheDamage() {
        const Bolusctl ctl;
        const QString zip = ctl.path("cut.zip");
        writeZip(zip, entriesOf(ctl.makeSeries("series", 8, "Portal venous phase"), ""));
        QVERIFY(QFile::resize(zip, QFileInfo(zip).size() / 2));
        const Ended ended = ctl.run({"import", zip});
        QCOMPARE(ended.exit, 3);
        QCOMPARE(ended.of("item").last()["path"].toString(), zip);
        QVERIFY(ended.of("item").last()["reason"].toString().contains("damaged"));
        QVERIFY(ended.result()["imported"].toInt() > 0);
        QVERIFY(ended.result()["imported"].toInt() < 8);
    }

    void aZipBombIsStoppedAndLeavesNothing() {
        const Bolusctl ctl;
        writeZip(ctl.path("bomb.zip"),
                 {{"zeros.dcm", QByteArray(128, '\0') + "DICM" + QByteArray(400 << 20, '\0')}});
        QVERIFY(QFileInfo(ctl.path("bomb.zip")).size() < 1 << 20);
        const Ended ended = ctl.run({"import", ctl.path("bomb.zip")});
        QCOMPARE(ended.exit, 3);
        QCOMPARE(ended.of("item").size(), 1);
        QCOMPARE(ended.of("item")[0]["code"].toString(), QString("too_large"));
        QVERIFY(!QDir(ctl.library() + "/incoming").exists());
        QCOMPARE(countFiles(ctl.library() + "/files"), 0);
    }

    void anArchiveThatTheDriveHasNoRoomForIsNotBlamed() {
        const Bolusctl ctl;
        writeZip(ctl.path("exam.zip"),
                 entriesOf(ctl.makeSeries("series", 4, "Portal venous phase"), ""));
        ReaderLimits limits;
        limits.mayWrite = true;
        FileReader reader(limits);
        UnpackOrder order{ctl.path("exam.zip").toStdString(),
                          ctl.path("target").toStdString(),
                          1 << 30,
                          200,
                          100,
                          100};
        const auto cramped = reader.unpack(order, nullptr);
        QVERIFY(!cramped);
        QCOMPARE(cramped.error().code, ErrorCode::Storage);
        order.room = 1 << 30;
        const auto unpacked = reader.unpack(order, nullptr);
        QVERIFY2(unpacked, unpacked ? "" : unpacked.error().message.c_str());
        QCOMPARE(unpacked->files.size(), std::size_t{4});
    }

    void reportsInAZipOutliveAKilledImport() {
        const Bolusctl ctl;
        auto entries = entriesOf(ctl.makeSeries("series", 6, "Portal venous phase"), "");
        entries.append(Entry{"report.txt", "AccessionNumber: A1\n\nFINDINGS: A hepatic cyst.\n"});
        writeZip(ctl.path("exam.zip"), entries);
        ctl.runAndMeddle({"import", ctl.path("exam.zip")}, "progress\",\"stage\":\"cases",
                         [](QProcess& process) { process.kill(); });
        QCOMPARE(ctl.run({"import", ctl.path("exam.zip")}).exit, 0);
        QCOMPARE(ctl.run({"report", "unmatched"}).result()["unmatched"].toInt() +
                     ctl.run({"report", "show", "1"}).result()["reports"].toInt(),
                 1);
    }

    void aKilledImportOfAZipIsFinishedByTheNext() {
        const Bolusctl ctl;
        const QString folder = ctl.makeSeries("series", 400, "Portal venous phase");
        writeZip(ctl.path("long.zip"), entriesOf(folder, ""));
        QVERIFY(QDir(folder).removeRecursively());
        QProcess process;
        ctl.start(process, {"--library", ctl.library(), "--json", "import", ctl.path("long.zip")});
        QTRY_VERIFY_WITH_TIMEOUT(countFiles(ctl.library() + "/files") > 20, 30000);
        process.kill();
        process.waitForFinished();
        QVERIFY(QDir(ctl.library() + "/incoming").exists());
        const Ended again = ctl.run({"import", ctl.path("long.zip")});
        QCOMPARE(again.exit, 0);
        QCOMPARE(again.result()["imported"].toInt() + again.result()["duplicates"].toInt(), 400);
        QVERIFY(!QDir(ctl.library() + "/incoming").exists());
        QCOMPARE(countFiles(ctl.library() + "/files"), 400);
        QCOMPARE(ctl.run({"verify"}).result()["problems"].toInt(-1), 0);
    }

    void aDicomdirStandsForItsFilesAndLeadsNowhereElse() {
        const Bolusctl ctl;
        const QString folder = ctl.makeSeries("disc/IMAGES", 3, "Portal venous phase");
        QVERIFY(QFile::rename(folder + "/IM00001.dcm", folder + "/A"));
        QVERIFY(QFile::rename(folder + "/IM00002.dcm", folder + "/b"));
        QVERIFY(QFile::rename(folder + "/IM00003.dcm", ctl.path("outside.dcm")));
        QVERIFY(QFile::link(ctl.path("outside.dcm"), folder + "/LINK"));
        writeDicomdir(ctl.path("disc/DICOMDIR"),
                      {"IMAGES\\A", "IMAGES\\B", "IMAGES\\GONE", "..\\OUTSIDE.DCM",
                       "..\\..\\etc\\passwd", "/etc/passwd", "IMAGES\\LINK"});
        const Ended ended = ctl.run({"import", ctl.path("disc/DICOMDIR")});
        QCOMPARE(ended.exit, 0);
        QCOMPARE(ended.result()["imported"].toInt(), 2);
        QCOMPARE(ended.result()["files"].toInt(), 2);
        const QString said = messages(ended);
        for (const char* name : {"GONE", "etc\\passwd", "/etc/passwd", "OUTSIDE", "LINK"}) {
            QVERIFY2(said.contains(name), qPrintable(said));
        }
        // In a folder it is no image, and nothing to complain about.
        const Ended whole = ctl.run({"import", ctl.path("disc")});
        QCOMPARE(whole.exit, 0);
        QCOMPARE(whole.result()["ignored"].toInt(), 1);
    }

    void namesInAnyScriptAndInNone() {
        const Bolusctl ctl;
        const QString folder = ctl.makeSeries("exam", 5, "Portal venous phase");
        const QList<QByteArray> names{"肝臓.dcm", "كبد.dcm",
                                      "\xF0\x9F\xAB\x81 \xF0\x9F\xA9\xBB.dcm", "\xff\xfe not UTF-8",
                                      "line\nbreak"};
        const QStringList files = QDir(folder).entryList(QDir::Files, QDir::Name);
        for (qsizetype i = 0; i < names.size(); ++i) {
            const QByteArray from = QFile::encodeName(folder + "/" + files[i]);
            const QByteArray to = QFile::encodeName(folder) + "/" + names[i];
            QCOMPARE(::rename(from.constData(), to.constData()), 0);
        }
        const Ended first = ctl.run({"import", "--no-pixels", folder});
        QCOMPARE(first.exit, 0);
        QCOMPARE(first.result()["imported"].toInt(), 5);
        const Ended second = ctl.run({"import", "--no-pixels", folder});
        QCOMPARE(second.result()["duplicates"].toInt(), 5);
        const Ended checked = ctl.run({"check"});
        QCOMPARE(checked.exit, 0);
        QCOMPARE(checked.result()["decoded"].toInt(), 5);
        QCOMPARE(ctl.run({"check"}).result()["files"].toInt(-1), 0); // once is enough
        QCOMPARE(ctl.run({"verify"}).result()["problems"].toInt(-1), 0);
        std::filesystem::remove_all(folder.toStdString()); // Qt cannot: one name is no text
    }

    void aProgramInThePreambleIsImportedAndSaid() {
        const Bolusctl ctl;
        const QString folder = ctl.makeSeries("exam", 3, "Portal venous phase");
        QFile file(folder + "/IM00002.dcm");
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.write("\x7f"
                   "ELF");
        file.close();
        const Ended ended = ctl.run({"import", folder});
        QCOMPARE(ended.exit, 0);
        QCOMPARE(ended.result()["imported"].toInt(), 3);
        QCOMPARE(ended.of("warning").size(), 1);
        QCOMPARE(ended.of("warning")[0]["path"].toString(), folder + "/IM00002.dcm");
        QVERIFY(messages(ended).contains("program"));
    }

    void aFileThatKillsTheReaderIsQuarantinedAndTheImportGoesOn() {
        qputenv("BOLUS_READER", BOLUS_BIN_DIR "/sabotaged_reader");
        const Bolusctl ctl;
        const QString folder = ctl.makeSeries("exam", 40, "Portal venous phase");
        QVERIFY(QFile::rename(folder + "/IM00020.dcm", folder + "/kills-the-reader"));
        const Ended first = ctl.run({"import", folder});
        QCOMPARE(first.exit, 3);
        QCOMPARE(first.result()["imported"].toInt(), 39);
        QCOMPARE(first.of("item").size(), 1);
        QCOMPARE(first.of("item")[0]["path"].toString(), folder + "/kills-the-reader");
        QVERIFY(first.of("item")[0]["reason"].toString().contains("crashed"));
        const Ended second = ctl.run({"import", folder});
        QCOMPARE(second.result()["duplicates"].toInt(), 39);
        QCOMPARE(second.of("item").size(), 1);
    }

    void aFileThatKillsTheDecoderIsFoundByTheCheck() {
        qputenv("BOLUS_READER", BOLUS_BIN_DIR "/sabotaged_reader");
        const Bolusctl ctl;
        const QString folder = ctl.makeSeries("exam", 20, "Portal venous phase");
        QVERIFY(QFile::rename(folder + "/IM00003.dcm", folder + "/kills-the-decoder"));
        QCOMPARE(ctl.run({"import", "--no-pixels", folder}).exit, 0);
        for (int round = 0; round < 2; ++round) { // the second time it is known
            const Ended checked = ctl.run({"check"});
            QCOMPARE(checked.exit, 3);
            QCOMPARE(checked.result()["failed"].toInt(), 1);
            QCOMPARE(checked.result()["decoded"].toInt(), round == 0 ? 19 : 0);
            QCOMPARE(checked.of("item")[0]["path"].toString(), folder + "/kills-the-decoder");
        }
    }

    void aReaderThatCannotStartQuarantinesNothing() {
        qputenv("BOLUS_READER", "/nowhere/bolus-reader");
        const Bolusctl ctl;
        const QString folder = ctl.makeSeries("exam", 4, "Portal venous phase");
        const Ended ended = ctl.run({"import", folder});
        QCOMPARE(ended.exit, 1);
        QCOMPARE(ended.errorCode(), QString("internal"));
        QVERIFY(ended.last()["message"].toString().contains("/nowhere/bolus-reader"));
        qunsetenv("BOLUS_READER");
        QCOMPARE(ctl.run({"import", folder}).result()["imported"].toInt(), 4);
    }

    void anUnpluggedDriveEndsTheImportAndNothingIsLost() {
        const Bolusctl ctl;
        const QString folder = ctl.makeSeries("drive/exam", 3000, "Portal venous phase");
        const QString away = ctl.path("away");
        const Ended ended =
            ctl.runAndMeddle({"import", ctl.path("drive")}, "progress",
                             [&](QProcess&) { QVERIFY(QDir().rename(ctl.path("drive"), away)); });
        QCOMPARE(ended.exit, 1);
        QCOMPARE(ended.errorCode(), QString("io"));
        QVERIFY(ended.last()["message"].toString().contains("unplugged"));
        QVERIFY(ended.of("item").isEmpty()); // and no file is blamed
        QVERIFY(QDir().rename(away, ctl.path("drive")));
        const Ended again = ctl.run({"import", ctl.path("drive")});
        QVERIFY2(again.exit == 0, qPrintable(again.last()["message"].toString()));
        QCOMPARE(again.result()["imported"].toInt() + again.result()["duplicates"].toInt(), 3000);
    }

    void aFullDiskEndsACopyWithOneSentence() {
        const Bolusctl ctl;
        const QString folder = ctl.makeSeries("exam", 30, "Portal venous phase");
        QFile large(folder + "/IM00015.dcm");
        QVERIFY(large.open(QIODevice::Append));
        large.write(QByteArray(16 << 20, '\0'));
        large.close();
        QProcess process; // no disk to fill: files over 8 MB fail as they do on a full one
        process.start("sh", {"-c", "ulimit -f 16384; exec \"$@\"", "sh", BOLUS_BIN_DIR "/bolusctl",
                             "--json", "--library", ctl.library(), "import", "--copy", folder});
        QVERIFY(process.waitForFinished(60000));
        const QByteArray output = process.readAllStandardOutput();
        QCOMPARE(process.exitCode(), 1);
        QVERIFY2(output.contains("\"code\":\"storage\""), output.constData());
        QVERIFY(!output.contains("\"event\":\"item\"")); // no file is blamed
        const Ended again = ctl.run({"import", "--copy", folder});
        QCOMPARE(again.exit, 0);
        QCOMPARE(again.result()["imported"].toInt() + again.result()["duplicates"].toInt(), 30);
        QCOMPARE(countFiles(ctl.library() + "/files"), 30);
        QVERIFY(!QDir(ctl.library() + "/incoming").exists());
    }

    void aPipeByNameIsASentence() {
        const Bolusctl ctl;
        QCOMPARE(::mkfifo(QFile::encodeName(ctl.path("pipe")).constData(), 0600), 0);
        const Ended ended = ctl.run({"import", ctl.path("pipe")});
        QCOMPARE(ended.exit, 1);
        QCOMPARE(ended.errorCode(), QString("bad_input"));
    }

private:
    static void writeDicomdir(const QString& path, const QList<QByteArray>& fileIds) {
        QByteArray dump =
            "(0002,0002) UI 1.2.840.10008.1.3.10\n(0002,0010) UI 1.2.840.10008.1.2.1\n"
            "(0004,1130) CS [DISC]\n(0004,1220) SQ\n";
        for (const QByteArray& id : fileIds) {
            dump += "(fffe,e000) -\n(0004,1430) CS [IMAGE]\n(0004,1500) CS [" + id +
                    "]\n(fffe,e00d) -\n";
        }
        dump += "(fffe,e0dd) -\n";
        writeFile(path + ".dump", dump);
        QCOMPARE(QProcess::execute("dump2dcm", {"-q", "+Ug", path + ".dump", path}), 0);
        QVERIFY(QFile::remove(path + ".dump"));
    }
};

QTEST_GUILESS_MAIN(ArchivesTest)
#include "test_archives.moc"
