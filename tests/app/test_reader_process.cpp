// The reader process: what it answers, and that a file that kills, hangs or bloats it costs no more
// than itself.
#include <csignal>
#include <sys/wait.h>

#include <QDir>
#include <QFile>
#include <QThread>
#include <QtTest>

#include "library/dicom/HeaderReader.h"
#include "library/dicom/VolumeLoader.h"
#include "library/reader/CheckedVolume.h"
#include "library/reader/Protocol.h"
#include "tests/app/Bolusctl.h"

using namespace bolus;

namespace fs = std::filesystem;

namespace {

const char* const sabotagedReader = BOLUS_BIN_DIR "/sabotaged_reader";

std::vector<fs::path> filesIn(const QString& folder) {
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder.toStdString())) {
        files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

fs::path renamed(const fs::path& file, const std::string& name) {
    const fs::path target = file.parent_path() / name;
    fs::rename(file, target);
    return target;
}

std::vector<Result<FileHeader>> headersOf(FileReader& reader, const std::vector<fs::path>& files,
                                          const std::function<void(std::size_t)>& meanwhile = {}) {
    std::vector<Result<FileHeader>> headers;
    const auto asked =
        reader.headers(files, nullptr, [&](std::size_t index, Result<FileHeader> header) {
            if (index != headers.size()) {
                qFatal("answers out of order");
            }
            headers.push_back(std::move(header));
            if (meanwhile) {
                meanwhile(index);
            }
        });
    if (!asked) {
        qFatal("%s", asked.error().message.c_str());
    }
    return headers;
}

ReaderLimits impatient() {
    ReaderLimits limits;
    limits.silence = std::chrono::milliseconds(700);
    limits.memoryBytes = std::size_t{256} << 20;
    return limits;
}

struct Impatience : Progress {
    int checks = 0;
    void progress(std::string_view, std::int64_t, std::int64_t) override {}
    void warning(std::string_view, std::string_view, const fs::path&) override {}
    bool cancelled() const override { return ++const_cast<Impatience*>(this)->checks > 5; }
};

VolumeRecord recordOf(const std::vector<fs::path>& files) {
    VolumeRecord record;
    record.modality = "CT";
    record.seriesUid = "1.2.3";
    record.size = {16, 16, files.size()};
    record.spacing = {20, 20, 2.5};
    record.direction = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    for (const fs::path& file : files) {
        const auto header = readHeader(file);
        record.slices.push_back({file, header->sopInstanceUid, 0, (*header->position)[2],
                                 header->fileSize, header->modifiedNs, false, header->changedNs,
                                 header->inode});
    }
    return record;
}

} // namespace

class ReaderProcessTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void cleanup() { qunsetenv("BOLUS_READER"); }

    void headersAreThoseOfReadHeader() {
        const Bolusctl ctl;
        const auto files = filesIn(ctl.makeSeries("series", 40, "Portal venous phase"));
        FileReader reader;
        const auto headers = headersOf(reader, files);
        QCOMPARE(headers.size(), files.size());
        for (std::size_t i = 0; i < files.size(); ++i) {
            const auto direct = readHeader(files[i]);
            QVERIFY(direct && headers[i]);
            QVERIFY(wire::pack(headers[i]->header) == wire::pack(*direct));
            QVERIFY(!direct->sopInstanceUid.empty());
        }
    }

    void whatIsNotDicomIsSaidAndNotQuarantined() {
        const Bolusctl ctl;
        QFile file(ctl.path("letter.doc"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("Dear colleague,") > 0);
        file.close();
        FileReader reader;
        const auto headers = headersOf(reader, {ctl.path("letter.doc").toStdString()});
        QVERIFY(!headers[0]);
        QCOMPARE(headers[0].error().code, ErrorCode::NotDicom);
        QCOMPARE(QString::fromStdString(headers[0].error().subject), ctl.path("letter.doc"));
    }

    void trouble_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("word");
        QTest::newRow("crash") << "kills-the-reader" << int(ErrorCode::BadInput) << "crashed";
        QTest::newRow("hang") << "hangs-the-reader" << int(ErrorCode::Io) << "more than";
        QTest::newRow("killed") << "is-killed" << int(ErrorCode::Io) << "The system";
        QTest::newRow("memory") << "eats-memory" << int(ErrorCode::TooLarge) << "256 MB";
    }

    void trouble() {
        QFETCH(QString, name);
        qputenv("BOLUS_READER", sabotagedReader);
        const Bolusctl ctl;
        auto files = filesIn(ctl.makeSeries("series", 30, "Portal venous phase"));
        files[3] = renamed(files[3], name.toStdString());
        files[4] = renamed(files[4], name.toStdString() + "-too");
        files[29] = renamed(files[29], name.toStdString() + "-last");
        FileReader reader(impatient());
        const auto headers = headersOf(reader, files);
        QCOMPARE(headers.size(), files.size());
        for (std::size_t i = 0; i < files.size(); ++i) {
            const bool bad = i == 3 || i == 4 || i == 29;
            QCOMPARE(headers[i].has_value(), !bad);
            if (bad) {
                QFETCH(int, code);
                QFETCH(QString, word);
                const QString said = QString::fromStdString(headers[i].error().message);
                QCOMPARE(int(headers[i].error().code), code);
                QVERIFY2(said.contains(word), qPrintable(said));
                QCOMPARE(headers[i].error().subject, files[i].string());
            }
        }
        QVERIFY(::waitpid(-1, nullptr, WNOHANG) <= 0); // the dead are buried
    }

    void aReaderThatIsSpentCostsTheNextFileNothing() {
        qputenv("BOLUS_READER", sabotagedReader);
        const Bolusctl ctl;
        auto files = filesIn(ctl.makeSeries("series", 4, "Portal venous phase"));
        files[1] = renamed(files[1], "eats-memory");
        files[2] = renamed(files[2], "kills-one-reader");
        FileReader reader(impatient());
        const auto headers = headersOf(reader, files);
        QCOMPARE(headers[1].error().code, ErrorCode::TooLarge);
        QVERIFY2(headers[2], headers[2] ? "" : headers[2].error().message.c_str());
        QVERIFY(headers[3]);
    }

    void aReaderKilledFromOutsideCostsNoFile() {
        const Bolusctl ctl;
        const auto files = filesIn(ctl.makeSeries("series", 200, "Portal venous phase"));
        FileReader reader;
        const auto headers = headersOf(reader, files, [&reader](std::size_t index) {
            if (const pid_t id = reader.process().id(); index % 50 == 10 && id > 0) {
                ::kill(id, SIGKILL);
            }
        });
        QCOMPARE(headers.size(), files.size());
        for (const auto& header : headers) {
            QVERIFY2(header, header ? "" : header.error().message.c_str());
        }
    }

    void cancellingStopsAReaderThatHangs() {
        qputenv("BOLUS_READER", sabotagedReader);
        FileReader reader;
        const Impatience progress;
        const auto header = reader.header("/hangs-the-reader", &progress);
        QVERIFY(!header);
        QCOMPARE(header.error().code, ErrorCode::Cancelled);
        QCOMPARE(reader.process().id(), -1);
        const auto next = reader.header("/not-there", nullptr); // of a fresh one
        QVERIFY(!next);
        QCOMPARE(next.error().code, ErrorCode::Io);
    }

    void aReaderThatCannotStartIsOneClearError_data() {
        QTest::addColumn<QByteArray>("program");
        QTest::newRow("missing") << QByteArray("/nowhere/bolus-reader");
        QTest::newRow("other program") << QByteArray("/bin/true");
    }

    void aReaderThatCannotStartIsOneClearError() {
        QFETCH(QByteArray, program);
        qputenv("BOLUS_READER", program);
        FileReader reader;
        const auto header = reader.header("/some/file", nullptr);
        QVERIFY(!header);
        QCOMPARE(header.error().code, ErrorCode::Internal);
        QVERIFY(QByteArray::fromStdString(header.error().message).contains(program));
    }

    void aDeflatedBombEndsAtTheCap() {
        const Bolusctl ctl;
        const auto files = filesIn(ctl.makeSeries("series", 2, "Portal venous phase"));
        const fs::path bomb = files[0].parent_path() / "bomb";
        writeDeflatedBomb(files[0], bomb);
        FileReader reader(impatient());
        const auto headers = headersOf(reader, {bomb, files[1]});
        QVERIFY(!headers[0]);
        QVERIFY(headers[0].error().code == ErrorCode::TooLarge ||
                headers[0].error().code == ErrorCode::BadInput);
        QVERIFY(headers[1]);
    }

    void volumesAreDecodedHereOnlyAfterTheReaderDecodedThem() {
        qputenv("BOLUS_READER", sabotagedReader);
        const Bolusctl ctl;
        auto files = filesIn(ctl.makeSeries("series", 6, "Portal venous phase"));
        VolumeRecord record = recordOf(files);
        std::size_t told = 0;
        const auto volume = checkedVolume(record, nullptr, {},
                                          [&](const auto& decoded) { told += decoded.size(); });
        QVERIFY2(volume, volume ? "" : volume.error().message.c_str());
        QCOMPARE(told, files.size());
        QVERIFY(uncheckedFiles(record).empty());

        files[2] = renamed(files[2], "kills-the-decoder");
        record = recordOf(files);
        QCOMPARE(uncheckedFiles(record).size(), std::size_t{1});
        const auto broken = checkedVolume(record);
        QVERIFY(!broken);
        QCOMPARE(broken.error().subject, files[2].string());
    }

    void theFirstFileThatDoesNotDecodeEndsTheCheck() {
        qputenv("BOLUS_READER", sabotagedReader);
        const Bolusctl ctl;
        auto files = filesIn(ctl.makeSeries("series", 6, "Portal venous phase"));
        files[1] = renamed(files[1], "kills-the-decoder");
        files[2] = renamed(files[2], "kills-the-decoder-too");
        std::size_t told = 0;
        const auto checked = checkFiles(recordOf(files), nullptr,
                                        [&](const auto& decoded) { told += decoded.size(); });
        QVERIFY(!checked);
        QCOMPARE(checked.error().subject, files[1].string());
        QCOMPARE(told, std::size_t{1});
    }

    void aFileThatChangesMeanwhileIsNotBlamed() {
        const Bolusctl ctl;
        const auto files = filesIn(ctl.makeSeries("series", 1, "Portal venous phase"));
        FileReader reader(decodingLimits());
        const std::array versions{SliceRef{files[0], {}, 0, 0, 1, 1}};
        Result<void> outcome;
        const auto keep = [&](std::size_t, Result<void> checked) { outcome = std::move(checked); };
        QVERIFY(reader.check(versions, nullptr, keep));
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, ErrorCode::Io);
    }

    void aFileThatChangedIsCheckedAgain() {
        const Bolusctl ctl;
        const auto files = filesIn(ctl.makeSeries("series", 3, "Portal venous phase"));
        VolumeRecord record = recordOf(files);
        for (SliceRef& slice : record.slices) {
            slice.decodedBefore = true;
        }
        QVERIFY(uncheckedFiles(record).empty());
        fs::last_write_time(files[1], fs::file_time_type::clock::now() + std::chrono::hours(1));
        QCOMPARE(uncheckedFiles(record).size(), std::size_t{1});
    }

    void theReaderEndsWithAParentThatIsKilled() {
        qputenv("BOLUS_READER", sabotagedReader);
        const Bolusctl ctl;
        const QString folder = ctl.makeSeries("series", 3, "Portal venous phase");
        QVERIFY(QFile::rename(folder + "/IM00002.dcm", folder + "/hangs-the-reader"));
        QProcess process;
        ctl.start(process, {"--library", ctl.library(), "--json", "import", folder});
        QStringList children;
        QTRY_VERIFY_WITH_TIMEOUT(!(children = childrenOf(process.processId())).isEmpty(), 30000);
        process.kill();
        process.waitForFinished();
        for (const QString& child : children) {
            QTRY_VERIFY_WITH_TIMEOUT(!isAlive(child), 10000);
        }
    }

private:
    static QStringList childrenOf(qint64 process) {
        QStringList children;
        for (const QString& task : QDir(QString("/proc/%1/task").arg(process)).entryList()) {
            QFile file(QString("/proc/%1/task/%2/children").arg(process).arg(task));
            if (file.open(QIODevice::ReadOnly)) {
                children += QString(file.readAll()).split(' ', Qt::SkipEmptyParts);
            }
        }
        return children;
    }

    static bool isAlive(const QString& process) {
        QFile file(QString("/proc/%1/stat").arg(process));
        return file.open(QIODevice::ReadOnly) &&
               !file.readAll().split(')').value(1).trimmed().startsWith('Z');
    }

    /// The data set of `image`, replaced by one element of 400 MB of zeros, deflated.
    static void writeDeflatedBomb(const fs::path& image, const fs::path& bomb) {
        QCOMPARE(QProcess::execute("dcmconv", {"+td", QString::fromStdString(image.string()),
                                               QString::fromStdString(bomb.string())}),
                 0);
        QFile file(QString::fromStdString(bomb.string()));
        QVERIFY(file.open(QIODevice::ReadWrite));
        const QByteArray whole = file.readAll();
        const qsizetype metaLength =
            static_cast<quint8>(whole[140]) + 256 * static_cast<quint8>(whole[141]);
        const qsizetype dataset = 144 + metaLength;

        QByteArray element("\x09\x00\x10\x00OB\x00\x00\x00\x00\x00\x18", 12);
        element.append(QByteArray(0x18000000, '\0'));
        const QByteArray zlib = qCompress(element, 1);
        file.resize(dataset);
        file.seek(dataset);
        file.write(
            zlib.mid(4 + 2, zlib.size() - 4 - 2 - 4)); // raw deflate: no header, no check sum
    }
};

QTEST_GUILESS_MAIN(ReaderProcessTest)
#include "test_reader_process.moc"
