// Files that ask for more time, memory, stack or trust than they deserve.
#include <atomic>
#include <thread>

#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>

#include "ChildRun.h"
#include "TestFiles.h"
#include "library/dicom/HeaderReader.h"
#include "library/dicom/StructuredReport.h"
#include "library/dicom/VolumeBuilder.h"
#include "library/dicom/VolumeLoader.h"

using namespace bolus;
using namespace bolus::test;

namespace {

// Of a process that has the libraries loaded and reads one file.
#ifdef __SANITIZE_ADDRESS__
constexpr long mostMegabytes = 2000;
#else
constexpr long mostMegabytes = 400;
#endif

/// "loaded", or the code of the first refusal.
std::string reading(const std::string& path) {
    const auto header = readHeader(path);
    if (!header) {
        return errorCodeName(header.error().code);
    }
    (void)readStructuredReport(path);
    std::string answer = "no volume";
    for (const VolumeRecord& volume : buildVolumes({*header})) {
        const auto loaded = loadVolume(volume, nullptr, {std::size_t{64} << 20});
        answer = loaded ? "loaded" : errorCodeName(loaded.error().code);
    }
    return answer;
}

QByteArray bytesOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

template<typename Number>
QByteArray little(Number value) {
    QByteArray bytes(sizeof(Number), '\0');
    qToLittleEndian(value, bytes.data());
    return bytes;
}

QByteArray tag(quint16 group, quint16 element) {
    return little(group) + little(element);
}

/// An explicit little endian element with a 4-byte length.
QByteArray longElement(quint16 group, quint16 element, const char* vr, quint32 length) {
    return tag(group, element) + QByteArray(vr, 2) + little(quint16(0)) + little(length);
}

QByteArray item(quint32 length) {
    return tag(0xfffe, 0xe000) + little(length);
}

QByteArray fragment(const QByteArray& bytes) {
    return item(static_cast<quint32>(bytes.size())) + bytes;
}

const QByteArray sequenceEnd = tag(0xfffe, 0xe0dd) + little(quint32(0));

/// Deflated bytes: `head` as it is, then `zeros` zero bytes at 13 bits for 258 of them (RFC 1951).
class DeflateBomb {
public:
    DeflateBomb(const QByteArray& head, quint64 zeros) {
        m_bytes = QByteArray(1, '\0') + little(static_cast<quint16>(head.size())) +
                  little(static_cast<quint16>(~head.size())) + head;
        put(0b011, 3);      // the last block, with fixed codes
        put(0b00001100, 8); // literal 0: code 00110000, its high bit first
        for (quint64 done = 1; done < zeros; done += 258) {
            put(0b10100011, 8); // length 258: code 11000101
            put(0, 5);          // distance 1
        }
        put(0, 7); // end of block
        put(0, 8);
    }
    QByteArray bytes() const { return m_bytes; }

private:
    void put(unsigned bits, int count) {
        m_pending |= static_cast<quint64>(bits) << m_count;
        for (m_count += count; m_count >= 8; m_count -= 8) {
            m_bytes += static_cast<char>(m_pending);
            m_pending >>= 8;
        }
    }
    QByteArray m_bytes;
    quint64 m_pending = 0;
    int m_count = 0;
};

} // namespace

class HostileBoundsTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString at(const char* name) const { return m_folder.filePath(name); }

    /// A file up to its pixel data.
    QByteArray headOf(E_TransferSyntax syntax = EXS_LittleEndianExplicit,
                      const std::function<void(DcmDataset&)>& change = {}) {
        const QByteArray whole = bytesOf(writeSlice(at("base.dcm"), {}, syntax, change));
        const auto pixels = whole.lastIndexOf(QByteArray("\xe0\x7f\x10\x00O", 5));
        return whole.left(pixels);
    }
    /// The only frame's codestream of the default slice.
    QByteArray codestream(E_TransferSyntax syntax) {
        const QByteArray whole = bytesOf(writeSlice(at("coded.dcm"), {}, syntax));
        const auto table = whole.indexOf(QByteArray("\xfe\xff\x00\xe0", 4));
        const auto first = table + 8 + qFromLittleEndian<quint32>(whole.data() + table + 4);
        return whole.mid(first + 8, qFromLittleEndian<quint32>(whole.data() + first + 4));
    }
    static QByteArray encapsulated(const QByteArray& table, const QList<QByteArray>& fragments) {
        QByteArray bytes = longElement(0x7fe0, 0x0010, "OB", 0xffffffff) + fragment(table);
        for (const QByteArray& one : fragments) {
            bytes += fragment(one);
        }
        return bytes + sequenceEnd;
    }
    ChildRun readInChild(const QString& path) {
        return runInChild([&] { return reading(path.toStdString()); });
    }
    /// Whatever it says, it says so soon, and without much memory.
    void answers(const QString& path, const char* refusal = nullptr) {
        const ChildRun run = readInChild(path);
        QVERIFY2(run.finished, "the reader crashed or hung");
        if (refusal) {
            QCOMPARE(run.answer, std::string(refusal));
        }
        QVERIFY2(run.answer != "loaded", "hostile pixels were taken for an image");
        QVERIFY2(run.peakMb < mostMegabytes, qPrintable(QString("%1 MB").arg(run.peakMb)));
    }

private Q_SLOTS:
    void deflateBombsTakeNoMemory_data() {
        QTest::addColumn<QByteArray>("element");
        QTest::addColumn<QString>("refusal");
        constexpr quint32 claimed = 1'200'000'000;
        QTest::newRow("private") << longElement(0x0029, 0x1010, "OB", claimed) << "bad_input";
        QTest::newRow("text") << longElement(0x0029, 0x1010, "UT", claimed) << "bad_input";
        QTest::newRow("pixels") << longElement(0x7fe0, 0x0010, "OW", claimed) << "too_large";
        QTest::newRow("elements of no length") << QByteArray() << "bad_input";
    }
    void deflateBombsTakeNoMemory() {
        QFETCH(QByteArray, element);
        QFETCH(QString, refusal);
        // The meta header of an honest deflated file, which ends where its first group says.
        const QByteArray honest =
            bytesOf(writeSlice(at("honest.dcm"), {}, EXS_DeflatedLittleEndianExplicit));
        const auto length = qFromLittleEndian<quint32>(honest.data() + 140);
        const QByteArray plain = headOf();
        const auto meta = 144 + qFromLittleEndian<quint32>(plain.data() + 140);
        const QByteArray begin = honest.left(144 + length);
        const DeflateBomb small(plain.mid(meta) + longElement(0x7fe0, 0x0010, "OW", 384), 517);
        write(at("small.dcm"), begin + small.bytes());
        QVERIFY(readHeader(at("small.dcm").toStdString())); // so it is the size that is refused
        write(at("bomb.dcm"),
              begin + DeflateBomb(plain.mid(meta) + element, 1'200'000'000).bytes());
        QVERIFY(QFileInfo(at("bomb.dcm")).size() < 10'000'000);
        answers(at("bomb.dcm"), refusal.toUtf8().constData());
    }

    void framesBeyondReasonAreRefused_data() {
        QTest::addColumn<QString>("frames");
        for (const char* frames :
             {"2147483647", "2147483648", "-2147483648", "999999999999", "1e9"}) {
            QTest::newRow(frames) << frames;
        }
    }
    void framesBeyondReasonAreRefused() {
        QFETCH(QString, frames);
        const QByteArray head = headOf(EXS_LittleEndianExplicit, [&](DcmDataset& data) {
            data.putAndInsertString(DCM_NumberOfFrames, frames.toUtf8().constData());
            data.putAndInsertUint16(DCM_Rows, 65535);
            data.putAndInsertUint16(DCM_Columns, 65535);
        });
        write(at("frames.dcm"),
              head + longElement(0x7fe0, 0x0010, "OW", 384) + QByteArray(384, 'x'));
        answers(at("frames.dcm"), "bad_input");
    }

    void codestreamsOfAnotherSizeAreRefused_data() {
        QTest::addColumn<int>("syntax");
        QTest::addColumn<QByteArray>("before"); // of rows and columns in the frame header
        const QByteArray lossless("\xff\xc3\x00\x0b\x10", 5), ls("\xff\xf7\x00\x0b\x10", 5);
        QTest::newRow("JPEG") << int(EXS_JPEGProcess14SV1) << lossless;
        QTest::newRow("JPEG-LS") << int(EXS_JPEGLSLossless) << ls;
    }
    void codestreamsOfAnotherSizeAreRefused() {
        QFETCH(int, syntax);
        QFETCH(QByteArray, before);
        const QByteArray coded = codestream(E_TransferSyntax(syntax));
        const auto sizes = coded.indexOf(before);
        QVERIFY(sizes > 0);
        write(at("size.dcm"), headOf(E_TransferSyntax(syntax)) + encapsulated({}, {coded}));
        QCOMPARE(reading(at("size.dcm").toStdString()), std::string("loaded"));
        for (const quint16 side : {quint16(0), quint16(1), quint16(13), quint16(65535)}) {
            QByteArray changed = coded;
            for (const auto offset : {5, 7}) {
                qToBigEndian(side, changed.data() + sizes + offset);
            }
            write(at("size.dcm"), headOf(E_TransferSyntax(syntax)) + encapsulated({}, {changed}));
            answers(at("size.dcm"));
        }
    }

    /// Two frames in four fragments: the table alone says which is whose.
    void offsetTablesThatLieAreAnswered_data() {
        QTest::addColumn<QList<quint32>>("offsets");
        QTest::newRow("outside") << QList<quint32>{0, 0xfffffff0};
        QTest::newRow("backwards") << QList<quint32>{100, 0};
        QTest::newRow("same") << QList<quint32>{0, 0};
        QTest::newRow("between") << QList<quint32>{3, 5};
        QTest::newRow("too many") << QList<quint32>(1000, 0);
    }
    void offsetTablesThatLieAreAnswered() {
        QFETCH(QList<quint32>, offsets);
        QByteArray table;
        for (const quint32 offset : offsets) {
            table += little(offset);
        }
        const QByteArray coded = codestream(EXS_RLELossless);
        const QByteArray half = coded.left(coded.size() / 4 * 2), rest = coded.mid(half.size());
        QByteArray head = headOf(EXS_RLELossless);
        head.insert(head.indexOf(tag(0x0028, 0x0010)),
                    tag(0x0028, 0x0008) + "IS" + little(quint16(2)) + "2 ");
        write(at("table.dcm"), head + encapsulated(table, {half, rest, half, rest}));
        answers(at("table.dcm"));
    }

    void fragmentsThatLieAreRefused_data() {
        QTest::addColumn<QByteArray>("pixels");
        const QByteArray start = longElement(0x7fe0, 0x0010, "OB", 0xffffffff) + item(0);
        QTest::newRow("longer than the file") << start + item(0xfffffff0) + QByteArray(99, 'x');
        QTest::newRow("of undefined length") << start + item(0xffffffff) + QByteArray(99, 'x');
        QTest::newRow("none") << start + sequenceEnd;
        QTest::newRow("empty") << start + item(0) + sequenceEnd;
        QTest::newRow("no end") << start + fragment(QByteArray(98, 'x'));
        QTest::newRow("RLE segments outside")
            << start +
                   fragment(little(quint32(2)) + little(quint32(64)) + little(quint32(0x7fffffff)) +
                            QByteArray(88, '\0')) +
                   sequenceEnd;
        QTest::newRow("RLE header cut short") << start + fragment(little(quint32(2))) + sequenceEnd;
        QByteArray many = start;
        for (int i = 0; i < 200'000; ++i) {
            many += item(0);
        }
        QTest::newRow("200,000 empty ones") << many + sequenceEnd;
    }
    void fragmentsThatLieAreRefused() {
        QFETCH(QByteArray, pixels);
        for (const auto syntax : {EXS_RLELossless, EXS_JPEGProcess14SV1, EXS_JPEGLSLossless}) {
            write(at("fragments.dcm"), headOf(syntax) + pixels);
            answers(at("fragments.dcm"));
        }
    }

    void nestingIsBounded_data() {
        QTest::addColumn<QByteArray>("level");
        QTest::newRow("sequence") << longElement(0x4321, 0x1010, "SQ", 0xffffffff) +
                                         item(0xffffffff);
        QTest::newRow("unknown") << longElement(0x4321, 0x1010, "UN", 0xffffffff) +
                                        item(0xffffffff);
        QTest::newRow("content of a report")
            << longElement(0x0040, 0xa730, "SQ", 0xffffffff) + item(0xffffffff);
        QTest::newRow("known lengths")
            << longElement(0x4321, 0x1010, "SQ", 0x7ffffff0) + item(0x7fffffe0);
    }
    void nestingIsBounded() {
        QFETCH(QByteArray, level);
        write(at("deep.dcm"), headOf() + level.repeated(100'000));
        answers(at("deep.dcm"), "bad_input");
    }

    /// DCMTK's time for elements out of order grows with the square of their number.
    void descendingElementsEnd() {
        QByteArray elements;
        for (int i = 250'000; i > 0; --i) {
            elements += tag(static_cast<quint16>(0x0041 + i / 0xf000 * 2),
                            static_cast<quint16>(0x1000 + i % 0xf000)) +
                        "LO" + little(quint16(0));
        }
        write(at("descending.dcm"), headOf() + elements);
        answers(at("descending.dcm"), "bad_input");
    }

    void longIdentifiersAreNoIdentifiers() {
        const auto put = [](DcmDataset& data, const DcmTagKey& tag, std::size_t length) {
            data.putAndInsertString(tag, std::string(length, '1').c_str());
        };
        writeSlice(at("uid.dcm"), {}, EXS_LittleEndianExplicit,
                   [&](DcmDataset& data) { put(data, DCM_SeriesInstanceUID, 10'000); });
        answers(at("uid.dcm"), "bad_input");
        writeSlice(at("name.dcm"), {}, EXS_LittleEndianExplicit, [&](DcmDataset& data) {
            put(data, DCM_PatientName, 60'000);
            put(data, DCM_SeriesDescription, 60'000);
        });
        const auto header = readHeader(at("name.dcm").toStdString());
        QVERIFY(header);
        QVERIFY(header->patientName.size() < 5000 && header->seriesDescription.size() < 5000);
    }

    void characterSetTricksAreText_data() {
        QTest::addColumn<QByteArray>("charset");
        QTest::addColumn<QByteArray>("name");
        QByteArray many("ISO 2022 IR 6");
        for (int i = 0; i < 4000; ++i) {
            many += "\\ISO 2022 IR 87";
        }
        QTest::newRow("unknown") << QByteArray("NO_SUCH_SET") << QByteArray("\xff\xfe^x");
        QTest::newRow("many") << many << QByteArray("\x1b$B;3\x1b(B^x");
        QTest::newRow("escape cut short") << QByteArray("\\ISO 2022 IR 87") << QByteArray("a\x1b$");
        QTest::newRow("only escapes")
            << QByteArray("\\ISO 2022 IR 58") << QByteArray("\x1b$)A").repeated(1000);
        QTest::newRow("broken UTF-8") << QByteArray("ISO_IR 192") << QByteArray("\xf4\x90\x80\xc0");
    }
    void characterSetTricksAreText() {
        QFETCH(QByteArray, charset);
        QFETCH(QByteArray, name);
        writeSlice(at("text.dcm"), {}, EXS_LittleEndianExplicit, [&](DcmDataset& data) {
            data.putAndInsertString(DCM_SpecificCharacterSet, charset.constData());
            data.putAndInsertString(DCM_PatientName, name.constData());
        });
        const ChildRun run = runInChild([&] {
            const auto header = readHeader(at("text.dcm").toStdString());
            const auto text = QByteArray::fromStdString(header ? header->patientName : "");
            return std::string(QString::fromUtf8(text).toUtf8() == text ? "UTF-8" : "bytes");
        });
        QVERIFY(run.finished);
        QCOMPARE(run.answer, std::string("UTF-8"));
    }

    /// A preamble may be the head of a program (PS3.10 7.1); to Bolus it is 128 bytes of nothing.
    void programsInPreamblesAreNoMatter() {
        const QByteArray whole = bytesOf(writeSlice(at("plain.dcm")));
        for (const QByteArray& magic :
             {QByteArray("MZ\x90"),
              QByteArray("\x7f"
                         "ELF\2\1\1"),
              QByteArray("#!/bin/sh\nexit 1\n"), QByteArray("PK\3\4"), QByteArray("%PDF-1.4\n")}) {
            QByteArray bytes = whole;
            bytes.replace(0, magic.size(), magic);
            write(at("program.dcm"), bytes);
            QCOMPARE(reading(at("program.dcm").toStdString()), std::string("loaded"));
            write(at("program.dcm"), bytes.replace(128, 4, "DICX"));
            answers(at("program.dcm"), "not_dicom");
        }
    }

    void thingsThatAreNoFilesAreAnswered() {
        QVERIFY(QDir(m_folder.path()).mkdir("folder.dcm"));
        QVERIFY(QFile::link("/dev/zero", at("zero.dcm")));
        QVERIFY(QFile::link(at("loop.dcm"), at("loop.dcm")));
        QCOMPARE(mkfifo(at("pipe.dcm").toUtf8().constData(), 0600), 0);
        write(at("empty.dcm"), {});
        for (const char* name : {"folder.dcm", "zero.dcm", "pipe.dcm", "empty.dcm"}) {
            answers(at(name), "not_dicom");
        }
        answers(at("loop.dcm"), "io");
        answers(at("gone.dcm"), "io");
    }

    /// A terabyte on no disk at all.
    void endlessFilesEnd() {
        for (const char* vr : {"", "OB", "SQ"}) {
            const QByteArray end = *vr ? longElement(0x0029, 0x1010, vr, 0xffffffff) : QByteArray();
            write(at("endless.dcm"), headOf() + end);
            QVERIFY(QFile::resize(at("endless.dcm"), qint64{1} << 40));
            answers(at("endless.dcm"));
        }
    }

    void filesThatChangeWhileReadAreAnswered() {
        const QByteArray whole = bytesOf(
            writeSlice(at("moving.dcm"), SliceSpec{.rows = 512, .columns = 512, .pixels = {}}));
        const std::string path = at("moving.dcm").toStdString();
        const ChildRun run = runInChild([&] {
            std::atomic<bool> stop = false;
            std::jthread mover([&] {
                for (unsigned i = 0; !stop; ++i) {
                    (void)!truncate(path.c_str(), (i * 7919) % (2 * whole.size()));
                }
            });
            for (int round = 0; round < 300; ++round) {
                (void)reading(path);
            }
            stop = true;
            return std::string("answered");
        });
        QVERIFY2(run.finished, "the reader crashed or hung");
        QVERIFY(run.peakMb < mostMegabytes);
    }
};

QTEST_GUILESS_MAIN(HostileBoundsTest)
#include "test_hostile_bounds.moc"
