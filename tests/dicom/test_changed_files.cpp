// A file that changes while it is read, or has changed since: what is decoded is what was checked.
#include <fcntl.h>
#include <filesystem>
#include <sys/vfs.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QtTest>

#include "TestFiles.h"
#include "library/dicom/FrameDecoder.h"
#include "library/dicom/HeaderReader.h"
#include "library/dicom/VolumeLoader.h"
#include "library/dicom/WholeFile.h"

using namespace bolus;
using namespace bolus::test;
namespace fs = std::filesystem;

namespace {

/// ext, XFS, Btrfs, tmpfs, overlay (statfs(2)): where tests usually run.
bool keepsInodes(const fs::path& folder) {
    struct statfs system {};
    const auto type = ::statfs(folder.c_str(), &system) == 0 ? system.f_type : 0;
    return type == 0xef53 || type == 0x58465342 || type == 0x9123683e || type == 0x01021994 ||
           type == 0x794c7630;
}

} // namespace

class ChangedFilesTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    /// 16 kB of pixels: DCMTK leaves values of that length in the file until they are asked for.
    fs::path slice(const QString& name, Uint16 value) {
        const QString path = m_folder.filePath(name);
        writeSlice(path, {.rows = 64,
                          .columns = 128,
                          .pixels = std::vector<Uint16>(std::size_t{64} * 128, value)});
        return path.toStdString();
    }

    /// In its place, and with its time.
    static void replace(const fs::path& file, const fs::path& by) {
        const auto time = fs::last_write_time(file);
        fs::rename(by, file);
        fs::last_write_time(file, time);
    }

    static std::vector<std::int32_t> pixelsOf(FrameDecoder& decoder) {
        std::vector<std::int32_t> values;
        const auto decoded = decoder.decode(0, values);
        return decoded ? values : std::vector<std::int32_t>();
    }

private Q_SLOTS:
    void aFileThatIsReplacedAfterItWasOpenedIsReadAsItWasOpened() {
        const fs::path file = slice("old", 1000), other = slice("new", 2000);
        auto decoder = FrameDecoder::open(file);
        QVERIFY2(decoder, decoder ? "" : decoder.error().message.c_str());
        replace(file, other);
        const auto values = pixelsOf(*decoder);
        QVERIFY(!values.empty());
        QCOMPARE(values.front(), 1000);
        QCOMPARE(values.back(), 1000);
    }

    void aFileThatIsGoneAfterItWasOpenedIsReadToItsEnd() {
        const fs::path file = slice("goes", 1000);
        auto decoder = FrameDecoder::open(file);
        QVERIFY(decoder);
        fs::remove(file);
        QCOMPARE(pixelsOf(*decoder).size(), std::size_t{64} * 128);
    }

    void aFileThatIsWrittenMeanwhileIsNoticed() {
        const fs::path file = slice("written", 1000);
        const auto stamp = fileStamp(file);
        int frames = 0;
        const auto decoded = decodeWholeFile(*stamp, [&] {
            ++frames;
            fs::last_write_time(file, fs::last_write_time(file) + std::chrono::seconds(1));
        });
        QCOMPARE(frames, 1);
        QVERIFY(!decoded);
        QCOMPARE(decoded.error().code, ErrorCode::Io);
        QVERIFY(decodeWholeFile(*fileStamp(file)));
    }

    void aFileOfTheSameSizeAndTimeIsAnother() {
        const fs::path file = slice("swapped", 1000), other = slice("swapped by", 2000);
        const auto header = readHeader(file);
        VolumeRecord record;
        record.modality = "CT";
        record.size = {128, 64, 1};
        record.spacing = {1, 1, 1};
        record.direction = {1, 0, 0, 0, 1, 0, 0, 0, 1};
        record.slices.push_back({file,
                                 {},
                                 0,
                                 0,
                                 header->fileSize,
                                 header->modifiedNs,
                                 true,
                                 header->changedNs,
                                 header->inode});
        QVERIFY(loadVolume(record));
        if (!keepsInodes(file.parent_path())) {
            QSKIP("This file system keeps no inodes.");
        }
        replace(file, other);
        const auto swapped = loadVolume(record);
        QVERIFY(!swapped);
        QCOMPARE(swapped.error().code, ErrorCode::BadInput);
        QVERIFY(swapped.error().message.find("has changed") != std::string::npos);
        QCOMPARE(swapped.error().subject, file.string());

        record.slices[0].changedNs = 0; // as a library of an earlier version knows it
        record.slices[0].inode = 0;
        QVERIFY(loadVolume(record));
    }

    void aTimeThatIsSetBackHidesNothing() {
        const fs::path file = slice("set back", 1000);
        const auto before = fileStamp(file);
        if (!keepsInodes(file.parent_path())) {
            QSKIP("This file system keeps no change times.");
        }
        const auto time = fs::last_write_time(file);
        QTest::qWait(20); // coarse clocks of file systems
        const int descriptor = ::open(file.c_str(), O_WRONLY);
        QVERIFY(::pwrite(descriptor, "x", 1, 10) == 1);
        ::close(descriptor);
        fs::last_write_time(file, time);
        const auto after = fileStamp(file);
        QVERIFY(after->size == before->size && after->modifiedNs == before->modifiedNs);
        QVERIFY(!isSameVersion(*before, *after));
    }
};

QTEST_GUILESS_MAIN(ChangedFilesTest)
#include "test_changed_files.moc"
