#include <random>

#include <QDirIterator>
#include <QTemporaryDir>
#include <QtTest>

#include "TestFiles.h"
#include "library/dicom/HeaderReader.h"
#include "library/dicom/StructuredReport.h"
#include "library/dicom/VolumeBuilder.h"
#include "library/dicom/VolumeLoader.h"

using namespace bolus;
using namespace bolus::test;

namespace {

/// Headers, volumes and pixels of one file: whatever they answer, they answer. True where voxels
/// came.
bool readWhole(const QString& path) {
    const auto header = readHeader(path.toStdString());
    if (!header) {
        return false;
    }
    (void)readStructuredReport(path.toStdString());
    bool loaded = false;
    for (const VolumeRecord& volume : buildVolumes({*header})) {
        loaded = loadVolume(volume, nullptr, {std::size_t{256} << 20}).has_value() || loaded;
    }
    return loaded;
}

QByteArray bytesOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
}

/// An explicit little endian element with a 4-byte length.
QByteArray longElement(quint16 group, quint16 element, const char* vr, quint32 length) {
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream.setByteOrder(QDataStream::LittleEndian);
    stream << group << element;
    stream.writeRawData(vr, 2);
    stream << quint16(0) << length;
    return bytes;
}

QByteArray itemHeader(quint32 length) {
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream.setByteOrder(QDataStream::LittleEndian);
    stream << quint16(0xfffe) << quint16(0xe000) << length;
    return bytes;
}

} // namespace

class HostileFileTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString at(const char* name) const { return m_folder.filePath(name); }

    /// The file up to its pixel data, to which a test adds its own end.
    QByteArray headOfSlice() {
        const QByteArray whole = bytesOf(writeSlice(at("base.dcm")));
        return whole.left(whole.indexOf(QByteArray("\xe0\x7f\x10\x00OW", 6)));
    }

    static void addSyntaxes() {
        QTest::addColumn<int>("syntax");
        QTest::newRow("explicit") << int(EXS_LittleEndianExplicit);
        QTest::newRow("implicit") << int(EXS_LittleEndianImplicit);
        QTest::newRow("deflated") << int(EXS_DeflatedLittleEndianExplicit);
        QTest::newRow("RLE") << int(EXS_RLELossless);
        QTest::newRow("JPEG lossless") << int(EXS_JPEGProcess14SV1);
        QTest::newRow("JPEG-LS") << int(EXS_JPEGLSLossless);
    }

private Q_SLOTS:
    void truncationsAnswer_data() { addSyntaxes(); }
    void truncationsAnswer() {
        QFETCH(int, syntax);
        const QByteArray whole = bytesOf(writeSlice(at("t.dcm"), {}, E_TransferSyntax(syntax)));
        QVERIFY(readWhole(at("t.dcm")));
        for (qsizetype length = 0; length + 16 < whole.size(); length += 37) {
            write(at("cut.dcm"), whole.left(length));
            QVERIFY2(!readWhole(at("cut.dcm")), qPrintable(QString("%1 bytes").arg(length)));
        }
    }

    void flippedBytesAnswer_data() { addSyntaxes(); }
    void flippedBytesAnswer() {
        QFETCH(int, syntax);
        const QByteArray whole = bytesOf(writeSlice(at("f.dcm"), {}, E_TransferSyntax(syntax)));
        std::mt19937 random(20240607);
        int survived = 0;
        for (int round = 0; round < 300; ++round) {
            QByteArray bytes = whole;
            for (int flips = 1 + round % 8; flips > 0; --flips) {
                bytes[static_cast<qsizetype>(random() % static_cast<unsigned>(bytes.size()))] =
                    static_cast<char>(random());
            }
            write(at("flipped.dcm"), bytes);
            survived += readWhole(at("flipped.dcm"));
        }
        QVERIFY(survived > 0); // most flips fall on pixels or text and do no harm
    }

    void deepNestingIsRefused() {
        QByteArray bytes = headOfSlice();
        for (int depth = 0; depth < 200'000; ++depth) {
            bytes += longElement(0x4321, 0x1010, "SQ", 0xffffffff) + itemHeader(0xffffffff);
        }
        write(at("deep.dcm"), bytes);
        const auto header = readHeader(at("deep.dcm").toStdString());
        QVERIFY(!header);
        QCOMPARE(header.error().code, ErrorCode::BadInput);
    }

    void hugeClaimTakesNoMemory_data() {
        QTest::addColumn<QByteArray>("tail");
        QTest::newRow("text") << longElement(0x0011, 0x1010, "UT", 0xfffffff0) + "abc";
        QTest::newRow("bytes") << longElement(0x0011, 0x1010, "OB", 0x7ffffffe) + "abc";
        QTest::newRow("sequence") << longElement(0x0011, 0x1010, "SQ", 0xfffffff0) + "abc";
        QTest::newRow("pixels") << longElement(0x7fe0, 0x0010, "OW", 0xfffffff0) + "abc";
        QTest::newRow("item") << longElement(0x0011, 0x1010, "SQ", 0xffffffff) +
                                     itemHeader(0xfffffff0);
        QTest::newRow("endless bytes")
            << longElement(0x0011, 0x1010, "OB", 0xffffffff) + "abcdefgh";
    }
    void hugeClaimTakesNoMemory() {
        QFETCH(QByteArray, tail);
        write(at("huge.dcm"), headOfSlice() + tail);
        QVERIFY(!readWhole(at("huge.dcm")));
    }

    void absurdSizeIsRefusedBeforeMemoryIsTaken() {
        const QString path =
            writeSlice(at("absurd.dcm"), {}, EXS_RLELossless,
                       [](DcmDataset& data) { data.putAndInsertUint16(DCM_Rows, 12); });
        QByteArray bytes = bytesOf(path);
        const qsizetype rows = bytes.indexOf(QByteArray("\x28\x00\x10\x00US\x02\x00", 8));
        QVERIFY(rows > 0);
        bytes[rows + 8] = bytes[rows + 9] = '\xff';
        write(path, bytes);
        const auto header = readHeader(path.toStdString());
        QVERIFY(header);
        QCOMPARE(header->rows, 0xffff);
        VolumeRecord volume = buildVolumes({*header}).at(0);
        const auto small = loadVolume(volume, nullptr, {1000});
        QVERIFY(!small);
        QCOMPARE(small.error().code, ErrorCode::TooLarge);
        const auto wrong = loadVolume(volume);
        QVERIFY(!wrong);
        volume.size = {std::size_t{1} << 40, std::size_t{1} << 40, 1};
        const auto overflow = loadVolume(volume);
        QVERIFY(!overflow);
        QCOMPARE(overflow.error().code, ErrorCode::TooLarge);
    }

    /// Every awkward file of the shared data: whatever it is, it is answered, and the answer to the
    /// same question is the same again.
    void awkwardFilesAnswer() {
        const QString folder = dataFolder("edge_dicom");
        if (folder.isEmpty()) {
            QSKIP("../shared/data/edge_dicom is not there");
        }
        int files = 0, accepted = 0, volumes = 0, loaded = 0;
        QDirIterator paths(folder, QDir::Files, QDirIterator::Subdirectories);
        while (paths.hasNext()) {
            const std::string path = paths.next().toStdString();
            const auto header = readHeader(path);
            ++files;
            accepted += header.has_value();
            QVERIFY2(header || !header.error().message.empty(), path.c_str());
            (void)readStructuredReport(path);
            for (const VolumeRecord& volume :
                 header ? buildVolumes({*header}) : std::vector<VolumeRecord>()) {
                const auto voxels = loadVolume(volume);
                ++volumes;
                loaded += voxels.has_value();
                QVERIFY2(voxels || !voxels.error().message.empty(), path.c_str());
            }
        }
        QVERIFY(files > 400);
        QVERIFY2(accepted > 350, qPrintable(QString::number(accepted)));
        QVERIFY2(volumes > 100 && loaded * 10 > volumes * 9,
                 qPrintable(QString("%1 of %2").arg(loaded).arg(volumes)));
    }
};

QTEST_GUILESS_MAIN(HostileFileTest)
#include "test_hostile_files.moc"
