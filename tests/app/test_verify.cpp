// verify --deep: damage that sizes and times do not show; files that change behind the library's
// back; and that a cancellation does not wait for a drive.
#include <chrono>
#include <filesystem>
#include <future>
#include <sys/vfs.h>

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QtTest>

#include "library/dicom/HeaderReader.h"
#include "library/reader/CheckedVolume.h"
#include "library/reader/SharedReader.h"
#include "tests/app/Bolusctl.h"

using namespace bolus;
namespace fs = std::filesystem;

namespace {

const char* const sabotagedReader = BOLUS_BIN_DIR "/sabotaged_reader";

/// With the time that it had: damage of a disk leaves no other trace.
void spoil(const fs::path& path) {
    const auto time = fs::last_write_time(path);
    QFile file(QString::fromStdString(path.string()));
    QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(file.size() - 40));
    QVERIFY(file.write("spoiled") == 7);
    file.close();
    fs::last_write_time(path, time);
}

/// ext, XFS, Btrfs, tmpfs, overlay (statfs(2)): where tests usually run.
bool keepsInodes(const fs::path& folder) {
    struct statfs system {};
    const auto type = ::statfs(folder.c_str(), &system) == 0 ? system.f_type : 0;
    return type == 0xef53 || type == 0x58465342 || type == 0x9123683e || type == 0x01021994 ||
           type == 0x794c7630;
}

QStringList problemsOf(const Ended& ended) {
    QStringList problems;
    for (const QJsonObject& item : ended.of("item")) {
        problems << item["problem"].toString();
    }
    return problems;
}

struct Stop : Progress {
    std::atomic<bool> stop = false;
    void progress(std::string_view, std::int64_t, std::int64_t) override {}
    void warning(std::string_view, std::string_view, const fs::path&) override {}
    bool cancelled() const override { return stop; }
};

void send(QProcess& process, const QJsonObject& request) {
    process.write(QJsonDocument(request).toJson(QJsonDocument::Compact) + "\n");
    process.waitForBytesWritten(5000);
}

} // namespace

class VerifyTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { qunsetenv("BOLUS_READER"); }

    void aSoundLibraryHasNoProblem() {
        const Bolusctl ctl;
        QCOMPARE(ctl.run({"import", "--copy", ctl.makeSeries("copied", 6, "Arterial phase")}).exit,
                 0);
        QCOMPARE(ctl.run({"import", ctl.makeSeries("kept", 5, "Delayed", "102000", 2)}).exit, 0);
        const Ended ended = ctl.run({"verify", "--deep"});
        QVERIFY2(ended.exit == 0, qPrintable(problemsOf(ended).join('\n')));
        QCOMPARE(ended.result()["problems"].toInt(-1), 0);
        QCOMPARE(ended.result()["files"].toInt(), 11);
        QCOMPARE(ended.result()["copies"].toInt(), 6);
        QVERIFY(!ctl.run({"verify"}).result().contains("copies"));
    }

    void aCopyThatTheDiskChangedIsFoundByItsHash() {
        const Bolusctl ctl;
        QCOMPARE(ctl.run({"import", "--copy", ctl.makeSeries("exam", 4, "Arterial phase")}).exit,
                 0);
        QDirIterator copies(ctl.library() + "/files", {"*.dcm"}, QDir::Files,
                            QDirIterator::Subdirectories);
        const QString copy = copies.next();
        spoil(copy.toStdString());
        QCOMPARE(ctl.run({"verify"}).exit, 0); // what makes the deep one worth its time
        const Ended ended = ctl.run({"verify", "--deep"});
        QCOMPARE(ended.exit, 1);
        QCOMPARE(ended.result()["problems"].toInt(), 1);
        QCOMPARE(ended.of("item")[0]["path"].toString(), copy);
        QVERIFY(problemsOf(ended)[0].contains("--copy")); // what to do
    }

    void aFolderOfCopiesThatCannotBeListedIsNamed() {
        const Bolusctl ctl;
        QCOMPARE(ctl.run({"import", ctl.makeSeries("exam", 4, "Arterial phase")}).exit, 0);
        QCOMPARE(ctl.run({"verify", "--deep"}).exit, 0);
        const QString copies = ctl.library() + "/files";
        QDir().rmdir(copies);
        QFile file(copies); // as after a repair of the file system
        QVERIFY(file.open(QIODevice::WriteOnly));
        const Ended ended = ctl.run({"verify", "--deep"});
        QCOMPARE(ended.exit, 1);
        QCOMPARE(ended.of("item")[0]["path"].toString(), copies);
        QVERIFY(problemsOf(ended)[0].contains("cannot be listed"));
    }

    void aFileThatDoesNotDecodeIsNamedWithWhatToDo() {
        qputenv("BOLUS_READER", sabotagedReader);
        const Bolusctl ctl;
        const QString folder = ctl.makeSeries("exam", 12, "Arterial phase");
        QVERIFY(QFile::rename(folder + "/IM00003.dcm", folder + "/kills-the-decoder"));
        QCOMPARE(ctl.run({"import", "--no-pixels", folder}).exit, 0);
        QCOMPARE(ctl.run({"verify"}).exit, 0);
        const Ended ended = ctl.run({"verify", "--deep"});
        QCOMPARE(ended.exit, 1);
        QCOMPARE(ended.result()["problems"].toInt(), 1);
        QCOMPARE(ended.of("item")[0]["path"].toString(), folder + "/kills-the-decoder");
        QCOMPARE(ended.of("item")[0]["code"].toString(), QString("bad_input"));
        QVERIFY(problemsOf(ended)[0].contains("import it again"));
        QCOMPARE(problemsOf(ended)[0].count("opy it again"), 1);
    }

    void aMissingPictureOfACaseIsFoundAndMade() {
        const Bolusctl ctl;
        QCOMPARE(ctl.run({"import", ctl.makeSeries("exam", 4, "Arterial phase")}).exit, 0);
        QFile picture(ctl.library() + "/thumbnails/1.png");
        QVERIFY(picture.resize(picture.size() / 2));
        const Ended ended = ctl.run({"verify", "--deep"});
        QCOMPARE(ended.exit, 1);
        QCOMPARE(ended.of("item")[0]["case"].toInt(), 1);
        QVERIFY(problemsOf(ended)[0].contains("case thumbnails 1"));
        QCOMPARE(ctl.run({"case", "thumbnails", "1"}).exit, 0);
        QCOMPARE(ctl.run({"verify", "--deep"}).exit, 0);
    }

    void aPictureThatCannotBeMadeIsNotCountedAndTheOldOneGoes() {
        const Bolusctl ctl;
        const QString folder = ctl.makeSeries("exam", 1, "Arterial phase");
        QCOMPARE(ctl.run({"import", folder}).exit, 0);
        const QString picture = ctl.library() + "/thumbnails/1.png";
        QVERIFY(QFile::exists(picture));
        QVERIFY(QFile::rename(folder, folder + "-away"));
        const Ended ended = ctl.run({"case", "thumbnails", "1"});
        QCOMPARE(ended.exit, 1);
        QCOMPARE(ended.result()["thumbnails"].toInt(-1), 0);
        QCOMPARE(ended.result()["failed"].toInt(-1), 1);
        QVERIFY(!QFile::exists(picture));
    }

    void picturesOfCasesThatWentGo() {
        const Bolusctl ctl;
        QCOMPARE(ctl.run({"import", ctl.makeSeries("exam", 4, "Arterial phase")}).exit, 0);
        const QString orphan = ctl.library() + "/thumbnails/77.png";
        const auto leave = [&] { return QFile::copy(ctl.library() + "/thumbnails/1.png", orphan); };
        QVERIFY(leave());
        QVERIFY(problemsOf(ctl.run({"verify"})).value(0).contains("case thumbnails"));
        QCOMPARE(ctl.run({"case", "thumbnails"}).result()["removed"].toInt(), 1);
        QVERIFY(!QFile::exists(orphan));
        QCOMPARE(ctl.run({"verify"}).exit, 0);
        QVERIFY(leave());
        QCOMPARE(ctl.run({"import", ctl.makeSeries("more", 4, "Delayed", "102000", 2)}).exit, 0);
        QVERIFY(!QFile::exists(orphan));
    }

    void rightsAndHardLinksMakeNoOtherFileOfOne() {
        Bolusctl ctl;
        ctl.provideModel();
        const QString folder = ctl.makeSeries("exam", 4, "Arterial phase");
        QCOMPARE(ctl.run({"import", folder}).exit, 0);
        QCOMPARE(ctl.run({"embed"}).result()["embedded"].toInt(), 1);
        QTest::qWait(20); // coarse clocks of file systems
        QDirIterator files(folder, {"*.dcm"}, QDir::Files);
        while (files.hasNext()) { // as a backup by `cp -al` does
            const fs::path file = files.next().toStdString();
            fs::create_hard_link(file, file.string() + ".backup");
            fs::permissions(file, fs::perms::group_read, fs::perm_options::add);
        }
        QCOMPARE(ctl.run({"check"}).result()["decoded"].toInt(-1), 4); // apart, once more
        QCOMPARE(problemsOf(ctl.run({"verify", "--deep"})), QStringList());
        const Ended measured = ctl.run({"phase", "measure"});
        QCOMPARE(measured.result()["failed"].toInt(-1), 0);
        QVERIFY(measured.of("warning").isEmpty());
        QCOMPARE(ctl.run({"check"}).result()["files"].toInt(-1), 0); // what is now was decoded
        QCOMPARE(ctl.run({"case", "thumbnails", "1"}).result()["thumbnails"].toInt(), 1);
        QCOMPARE(ctl.run({"import", folder}).exit, 0); // from where they are, and their copies
        QCOMPARE(ctl.run({"embed"}).result()["embedded"].toInt(-1), 0);
    }

    void rightsAreNoReasonToEmbedAgain() {
        Bolusctl ctl;
        ctl.provideModel();
        const QString folder = ctl.makeSeries("exam", 4, "Arterial phase");
        QCOMPARE(ctl.run({"import", folder}).exit, 0);
        QCOMPARE(ctl.run({"embed"}).result()["embedded"].toInt(), 1);
        QTest::qWait(20);
        fs::permissions((folder + "/IM00002.dcm").toStdString(), fs::perms::group_read,
                        fs::perm_options::add);
        QCOMPARE(ctl.run({"import", folder}).result()["duplicates"].toInt(), 4);
        QCOMPARE(ctl.run({"embed"}).result()["embedded"].toInt(-1), 0);
    }

    void anImageInTheTimeAndSizeOfAnotherIsNoticed() {
        const Bolusctl ctl;
        const QString folder = ctl.makeSeries("exam", 4, "Arterial phase");
        const fs::path file = (folder + "/IM00002.dcm").toStdString();
        QCOMPARE(ctl.run({"import", folder}).exit, 0);
        const auto before = fileStamp(file);
        if (!keepsInodes(file.parent_path())) {
            QSKIP("This file system keeps no inodes.");
        }
        const fs::path other = file.string() + ".new";
        fs::copy_file((folder + "/IM00004.dcm").toStdString(), other); // of the same size
        fs::last_write_time(other, fs::last_write_time(file));
        fs::rename(other, file);
        const auto after = fileStamp(file);
        QVERIFY(after->size == before->size && after->modifiedNs == before->modifiedNs);

        const Ended verified = ctl.run({"verify", "--deep"});
        QCOMPARE(verified.exit, 1);
        QCOMPARE(verified.of("item")[0]["path"].toString(), folder + "/IM00002.dcm");
        const Ended measured = ctl.run({"phase", "measure", "1"}); // it reads the pixels
        QCOMPARE(measured.of("warning").size(), 1);
        QVERIFY(measured.of("warning")[0]["message"].toString().contains("another image"));
        QCOMPARE(ctl.run({"check"}).of("item")[0]["path"].toString(), folder + "/IM00002.dcm");

        const Ended again = ctl.run({"import", folder});
        QCOMPARE(again.result()["duplicates"].toInt(), 4);
        QCOMPARE(ctl.run({"verify", "--deep"}).exit, 0);
        QVERIFY(ctl.run({"phase", "measure", "1"}).of("warning").isEmpty());
    }

    void whatWasMeasuredStaysWhereAFileWasWrittenSince() {
        const Bolusctl ctl;
        const QString folder = ctl.makeSeries("exam", 4, "Arterial phase");
        const fs::path file = (folder + "/IM00002.dcm").toStdString();
        QCOMPARE(ctl.run({"import", folder}).exit, 0);
        const auto reason = [&ctl] {
            const QJsonObject exam = ctl.run({"cases"}).of("item").value(0);
            return exam["phases"][0]["enhancement"]["reason"].toString();
        };
        const QString before = reason();
        fs::last_write_time(file, fs::last_write_time(file) + std::chrono::seconds(10));
        const Ended measured = ctl.run({"phase", "measure", "1"});
        QCOMPARE(measured.result()["failed"].toInt(), 1);
        QVERIFY(measured.of("warning")[0]["message"].toString().contains("has changed"));
        QVERIFY(!before.isEmpty());
        QCOMPARE(reason(), before);
    }

    void whoWaitsForTheReaderCanBeCancelled() {
        qputenv("BOLUS_READER", sabotagedReader);
        const Bolusctl ctl;
        const QString folder = ctl.makeSeries("exam", 1, "Arterial phase");
        const fs::path file = folder.toStdString() + "/hangs-the-reader";
        fs::rename(folder.toStdString() + "/IM00001.dcm", file);
        const auto header = readHeader(file);
        VolumeRecord record;
        record.slices.push_back({file, header->sopInstanceUid, 0, 0, header->fileSize,
                                 header->modifiedNs, false, header->changedNs, header->inode});
        Stop first, second, impatient;
        impatient.stop = true;
        auto holding = std::async(std::launch::async, [&] { return checkFiles(record, &first); });
        QTRY_VERIFY(!SharedReader::take(&impatient)); // it is held
        auto waiting = std::async(std::launch::async, [&] { return checkFiles(record, &second); });
        second.stop = true;
        const auto given = waiting.get();
        QVERIFY(!given);
        QCOMPARE(given.error().code, ErrorCode::Cancelled);
        QVERIFY(holding.wait_for(std::chrono::seconds(0)) == std::future_status::timeout);
        first.stop = true;
        QCOMPARE(holding.get().error().code, ErrorCode::Cancelled);
    }

    void aHangingReaderIsCancelledInServe_data() {
        QTest::addColumn<QStringList>("command");
        QTest::newRow("thumbnail") << QStringList{"case", "thumbnails", "1"};
        QTest::newRow("verify") << QStringList{"verify", "--deep"};
        QTest::newRow("check") << QStringList{"check"};
    }

    /// Not by bolusctl's own end, which comes a second after whatever it does.
    void aHangingReaderIsCancelledInServe() {
        QFETCH(QStringList, command);
        const Bolusctl ctl;
        const QString folder = ctl.makeSeries("exam", 1, "Arterial phase");
        QVERIFY(QFile::rename(folder + "/IM00001.dcm", folder + "/hangs-the-reader"));
        QCOMPARE(ctl.run({"import", "--no-pixels", folder}).exit, 0);
        qputenv("BOLUS_READER", sabotagedReader);
        QProcess process;
        ctl.start(process, {"--library", ctl.library(), "serve"});
        send(process, {{"id", 1}, {"argv", QJsonArray::fromStringList(command)}});
        QVERIFY(!process.waitForReadyRead(700)); // it hangs
        send(process, {{"cancel", 1}});
        QJsonObject event;
        do {
            event = readEvent(process); // waits half as long as a reader may be silent
        } while (!event.isEmpty() && event["event"] != "error" && event["event"] != "result");
        QCOMPARE(event["code"].toString(), QString("cancelled"));
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished(10000));
    }
};

QTEST_GUILESS_MAIN(VerifyTest)
#include "test_verify.moc"
