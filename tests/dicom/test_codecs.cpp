// Every transfer syntax against decoders that are not Bolus (make_codec_golden.py).
#include <QCryptographicHash>
#include <QTemporaryDir>
#include <QtTest>

#include <nlohmann/json.hpp>

#include "TestFiles.h"
#include "library/dicom/FrameDecoder.h"
#include "library/dicom/HeaderReader.h"
#include "library/dicom/VolumeBuilder.h"
#include "library/dicom/VolumeLoader.h"

using namespace bolus;
using namespace bolus::test;
using nlohmann::json;

namespace {

/// Colour edits that a test makes in a data set.
using Change = std::function<void(DcmDataset&)>;

QString madeFile(const QString& name) {
    return QString(BOLUS_SOURCE_DIR "/tests/dicom/files/") + name;
}

json golden() {
    QFile file(BOLUS_SOURCE_DIR "/tests/dicom/golden/codecs.json");
    return file.open(QIODevice::ReadOnly) ? json::parse(file.readAll().toStdString()) : json();
}

/// Stored values of one frame.
Result<std::vector<std::int32_t>> frameOf(const QString& path, int frame = 0) {
    auto decoder = FrameDecoder::open(path.toStdString());
    if (!decoder) {
        return std::unexpected(decoder.error());
    }
    std::vector<std::int32_t> values;
    if (const auto decoded = decoder->decode(frame, values); !decoded) {
        return std::unexpected(decoded.error());
    }
    return values;
}

/// SHA-256 of all frames' stored values, or why there are none.
std::string digestOf(const QString& path) {
    auto decoder = FrameDecoder::open(path.toStdString());
    if (!decoder) {
        return decoder.error().message;
    }
    QCryptographicHash hash(QCryptographicHash::Sha256);
    std::vector<std::int32_t> values;
    for (int frame = 0; frame < decoder->format().frames; ++frame) {
        if (const auto decoded = decoder->decode(frame, values); !decoded) {
            return decoded.error().message;
        }
        hash.addData(QByteArrayView(reinterpret_cast<const char*>(values.data()),
                                    static_cast<qsizetype>(values.size() * sizeof(values[0]))));
    }
    return hash.result().toHex().toStdString();
}

void setBits(DcmDataset& data, int allocated, int samples, const char* photometric) {
    data.putAndInsertUint16(DCM_SamplesPerPixel, static_cast<Uint16>(samples));
    data.putAndInsertUint16(DCM_BitsAllocated, static_cast<Uint16>(allocated));
    data.putAndInsertUint16(DCM_BitsStored, static_cast<Uint16>(allocated));
    data.putAndInsertUint16(DCM_HighBit, static_cast<Uint16>(allocated - 1));
    data.putAndInsertString(DCM_PhotometricInterpretation, photometric);
    if (samples == 3) {
        data.putAndInsertUint16(DCM_PlanarConfiguration, 0);
    }
}

/// Two by two pixels of eight-bit samples.
Change pixels(int samples, const char* photometric, std::vector<Uint8> bytes) {
    return [=](DcmDataset& data) {
        data.putAndInsertUint16(DCM_Rows, 2);
        data.putAndInsertUint16(DCM_Columns, 2);
        setBits(data, 8, samples, photometric);
        data.putAndInsertUint8Array(DCM_PixelData, bytes.data(), bytes.size());
    };
}

const std::pair<DcmTagKey, DcmTagKey> paletteTags[] = {
    {DCM_RedPaletteColorLookupTableDescriptor, DCM_RedPaletteColorLookupTableData},
    {DCM_GreenPaletteColorLookupTableDescriptor, DCM_GreenPaletteColorLookupTableData},
    {DCM_BluePaletteColorLookupTableDescriptor, DCM_BluePaletteColorLookupTableData}};
const DcmTagKey segmentedTags[] = {DCM_SegmentedRedPaletteColorLookupTableData,
                                   DCM_SegmentedGreenPaletteColorLookupTableData,
                                   DCM_SegmentedBluePaletteColorLookupTableData};

/// A palette whose three tables are the same, so that a colour's luminance is its entry.
Change palette(std::vector<Uint16> descriptor, std::vector<Uint16> words, bool segmented = false) {
    return [=](DcmDataset& data) {
        pixels(1, "PALETTE COLOR", {0, 1, 2, 9})(data);
        for (int i = 0; i < 3; ++i) {
            data.putAndInsertUint16Array(paletteTags[i].first, descriptor.data(),
                                         descriptor.size());
            data.putAndInsertUint16Array(segmented ? segmentedTags[i] : paletteTags[i].second,
                                         words.data(), words.size());
        }
    };
}

using Values = std::vector<std::int32_t>;

} // namespace

Q_DECLARE_METATYPE(Change)

class CodecTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString at(const QString& name) const { return m_folder.filePath(name); }
    QString made(const Change& change, E_TransferSyntax syntax = EXS_LittleEndianExplicit) {
        return writeSlice(at("made.dcm"), SliceSpec(), syntax, change);
    }

private Q_SLOTS:
    void everyTransferSyntaxGivesTheSame_data() {
        QTest::addColumn<QString>("path");
        const std::pair<const char*, E_TransferSyntax> written[] = {
            {"implicit", EXS_LittleEndianImplicit},
            {"explicit", EXS_LittleEndianExplicit},
            {"big endian", EXS_BigEndianExplicit},
            {"deflated", EXS_DeflatedLittleEndianExplicit},
            {"RLE", EXS_RLELossless},
            {"JPEG lossless", EXS_JPEGProcess14SV1},
            {"JPEG-LS lossless", EXS_JPEGLSLossless}};
        for (const auto& [name, syntax] : written) {
            const QString path = at(QString(name) + ".dcm");
            QTest::newRow(name) << writeSlice(path, {}, syntax);
        }
        QTest::newRow("JPEG 2000") << madeFile("j2k.dcm");
        QTest::newRow("JPEG 2000 in a JP2 file") << madeFile("jp2.dcm");
        QTest::newRow("JPEG 2000 in fragments") << madeFile("j2k_fragments.dcm");
        QTest::newRow("HTJ2K") << madeFile("htj2k.dcm");
    }
    void everyTransferSyntaxGivesTheSame() {
        QFETCH(QString, path);
        const auto header = readHeader(path.toStdString());
        QVERIFY(header);
        QCOMPARE(header->sopInstanceUid, std::string("1.2.3.4.1"));
        QCOMPARE(header->imageType, std::string("ORIGINAL\\PRIMARY\\AXIAL"));
        QCOMPARE(header->photometric, std::string("MONOCHROME2"));
        QCOMPARE((*header->pixelSpacing)[0], 0.8);
        QVERIFY(header->hasPixels);
        const auto records = buildVolumes({*header});
        QCOMPARE(records.size(), std::size_t(1));
        const auto volume = loadVolume(records[0]);
        QVERIFY2(volume, volume ? "" : volume.error().message.c_str());
        QCOMPARE(volume->unit, std::string("HU"));
        QVERIFY(std::holds_alternative<ShortImage::Pointer>(volume->image));
        QCOMPARE(volume->size(), (std::array<std::size_t, 3>{16, 12, 1}));
        for (int row = 0; row < 12; ++row) {
            for (int column = 0; column < 16; ++column) {
                QCOMPARE(volume->valueAt(column, row, 0), double(rampValue(column, row, 1)) - 1024);
            }
        }
    }

    void madeFilesDecodeAsElsewhere() {
        const json expected = golden()["files"];
        QVERIFY(expected.size() >= 11);
        for (const auto& [name, digest] : expected.items()) {
            QCOMPARE(name + " " + digestOf(madeFile(QString::fromStdString(name))),
                     name + " " + digest.get<std::string>());
        }
    }

    /// Real files, all codecs. Those that are refused are damaged, or of a form no volume has.
    void realFilesDecodeAsElsewhere() {
        const QString folder = dataFolder("edge_dicom");
        if (folder.isEmpty()) {
            QSKIP("../shared/data/edge_dicom is not there");
        }
        const std::map<std::string, std::string> refused = {
            {"fo-dicom/FreezePattern.dcm", "damaged or cut short"},
            {"pydicom_head/test_files/SC_rgb_jpeg.dcm", "damaged or cut short"},
            {"pydicom_head/test_files/SC_rgb_rle_32bit.dcm", "32 bits each"},
            {"pydicom_head/test_files/SC_rgb_rle_32bit_2frame.dcm", "32 bits each"}};
        const json expected = golden()["edge_dicom"];
        QVERIFY(expected.size() > 300);
        for (const auto& [name, digest] : expected.items()) {
            const std::string found = digestOf(folder + "/" + QString::fromStdString(name));
            if (const auto why = refused.find(name); why != refused.end()) {
                QVERIFY2(found.find(why->second) != std::string::npos, (name + found).c_str());
            } else {
                QCOMPARE(name + " " + found, name + " " + digest.get<std::string>());
            }
        }
    }

    void colourIsLuminance_data() {
        QTest::addColumn<Change>("change");
        QTest::addColumn<Values>("expected");
        const std::vector<Uint8> byPixel{255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255};
        const std::vector<Uint8> byPlane{255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255};
        const Values primaries{76, 150, 29, 255};
        QTest::newRow("RGB by pixel") << pixels(3, "RGB", byPixel) << primaries;
        QTest::newRow("RGB by plane") << Change([=](DcmDataset& data) {
            pixels(3, "RGB", byPlane)(data);
            data.putAndInsertUint16(DCM_PlanarConfiguration, 1);
        }) << primaries;
        QTest::newRow("YBR_FULL") << pixels(3, "YBR_FULL",
                                            {7, 128, 9, 8, 1, 2, 200, 3, 4, 255, 5, 6})
                                  << Values{7, 8, 200, 255};
        QTest::newRow("YBR_FULL_422")
            << pixels(3, "YBR_FULL_422", {7, 8, 128, 9, 200, 255, 5, 6}) << Values{7, 8, 200, 255};
        QTest::newRow("YBR_PARTIAL_422")
            << pixels(3, "YBR_PARTIAL_422", {16, 235, 128, 9, 0, 126, 5, 6})
            << Values{0, 255, 0, 128};
    }
    void colourIsLuminance() {
        QFETCH(Change, change);
        QFETCH(Values, expected);
        const auto values = frameOf(made(change));
        QVERIFY2(values, values ? "" : values.error().message.c_str());
        QCOMPARE(*values, expected);
    }

    void colourIsTheSameInEveryCodec() {
        const auto plain = frameOf(madeFile("rgb.dcm"));
        QVERIFY(plain);
        for (const char* name : {"j2k_rct.dcm", "jpeg_lossless_rgb.dcm"}) {
            QCOMPARE(frameOf(madeFile(name)).value(), *plain);
        }
        for (const E_TransferSyntax syntax :
             {EXS_RLELossless, EXS_JPEGProcess14SV1, EXS_BigEndianExplicit}) {
            DcmFileFormat file;
            QVERIFY(file.loadFile(madeFile("rgb.dcm").toUtf8().constData()).good());
            writeFile(file, at("colour.dcm"), syntax);
            const auto values = frameOf(at("colour.dcm"));
            QVERIFY2(values, values ? "" : values.error().message.c_str());
            QCOMPARE(*values, *plain);
        }
    }

    void palettes_data() {
        QTest::addColumn<Change>("change");
        QTest::addColumn<Values>("expected");
        QTest::newRow("16 bits") << palette({3, 0, 16}, {100, 60000, 7})
                                 << Values{100, 60000, 7, 7};
        QTest::newRow("first value")
            << palette({3, 1, 16}, {100, 50, 7}) << Values{100, 100, 50, 7};
        QTest::newRow("8 bits, two a word")
            << palette({4, 0, 8}, {0x2010, 0x4030}) << Values{0x10, 0x20, 0x30, 0x40};
        QTest::newRow("8 bits, one a word")
            << palette({4, 0, 8}, {0x10, 0x20, 0x30, 0x40}) << Values{0x10, 0x20, 0x30, 0x40};
        QTest::newRow("segments") // 10, then in 4 steps to 50; the first pixel past the table: 50
            << palette({5, 0, 16}, {0, 1, 10, 1, 4, 50}, true) << Values{10, 20, 30, 50};
        QTest::newRow("segments again") // 10, 20, and both again: an offset of 0 bytes
            << palette({4, 0, 16}, {0, 2, 10, 20, 2, 1, 0, 0}, true) << Values{10, 20, 10, 20};
    }
    void palettes() {
        QFETCH(Change, change);
        QFETCH(Values, expected);
        const auto values = frameOf(made(change));
        QVERIFY2(values, values ? "" : values.error().message.c_str());
        QCOMPARE(*values, expected);
    }

    void brokenPalettesAreRefused_data() {
        QTest::addColumn<Change>("change");
        QTest::newRow("none") << pixels(1, "PALETTE COLOR", {0, 1, 2, 9});
        QTest::newRow("shorter than it says") << palette({300, 0, 16}, {1, 2, 3});
        QTest::newRow("65536 entries") << palette({0, 0, 16}, {1, 2, 3});
        QTest::newRow("no bits") << palette({3, 0, 0}, {1, 2, 3});
        QTest::newRow("half a descriptor") << palette({3}, {1, 2, 3});
        QTest::newRow("segments too long") << palette({2, 0, 16}, {0, 3, 1, 2, 3}, true);
        QTest::newRow("segments too short") << palette({9, 0, 16}, {0, 3, 1, 2, 3}, true);
        QTest::newRow("a segment without end") << palette({9, 0, 16}, {0, 3, 1}, true);
        QTest::newRow("a segment of nothing") << palette({9, 0, 16}, {0, 0, 1, 1}, true);
        QTest::newRow("a line from nowhere") << palette({4, 0, 16}, {1, 4, 50}, true);
        QTest::newRow("a repeat of itself") << palette({4, 0, 16}, {2, 1, 0, 0}, true);
        QTest::newRow("a repeat of outside")
            << palette({9, 0, 16}, {0, 1, 1, 2, 1, 0xfff0, 0xffff}, true);
        QTest::newRow("an unknown segment") << palette({4, 0, 16}, {7, 1, 0, 0}, true);
    }
    void brokenPalettesAreRefused() {
        QFETCH(Change, change);
        const auto values = frameOf(made(change));
        QVERIFY(!values);
        QCOMPARE(values.error().code, ErrorCode::BadInput);
        QVERIFY(values.error().message.find("palette") != std::string::npos);
    }

    /// Single bits follow each other without a gap between frames.
    void singleBits() {
        const QString path = made([](DcmDataset& data) {
            setBits(data, 1, 1, "MONOCHROME2");
            data.putAndInsertUint16(DCM_Rows, 1);
            data.putAndInsertUint16(DCM_Columns, 5);
            data.putAndInsertString(DCM_NumberOfFrames, "2");
            const Uint8 bytes[] = {0b11010001, 0b00000010}; // 10001, then 01101 of the next
            data.putAndInsertUint8Array(DCM_PixelData, bytes, 2);
        });
        QCOMPARE(frameOf(path, 0).value(), (Values{1, 0, 0, 0, 1}));
        QCOMPARE(frameOf(path, 1).value(), (Values{0, 1, 1, 0, 1}));
    }

    void thirtyTwoBitsOfEitherEnd() {
        const auto change = [](DcmDataset& data) {
            setBits(data, 32, 1, "MONOCHROME2");
            data.putAndInsertUint16(DCM_Rows, 1);
            data.putAndInsertUint16(DCM_Columns, 2);
            data.putAndInsertUint16(DCM_PixelRepresentation, 1);
            const Uint16 words[] = {0x1122, 0x0033, 0xfffe, 0xffff};
            data.putAndInsertUint16Array(DCM_PixelData, words, 4);
        };
        QCOMPARE(frameOf(made(change)).value(), (Values{0x331122, -2}));
        // DCMTK swaps 16-bit words when it writes big endian; other writers swap all 32 bits.
        const QString path = made(change, EXS_BigEndianExplicit);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QByteArray bytes = file.readAll();
        bytes.chop(8);
        bytes += QByteArray("\x00\x33\x11\x22\xff\xff\xff\xfe", 8);
        file.seek(0);
        file.write(bytes);
        file.close();
        QCOMPARE(frameOf(path).value(), (Values{0x331122, -2}));
    }

    /// DCMTK alone would take the first for a small part of the image and the second for words.
    void jpegOfAnotherShapeThanItsHeader() {
        writeSlice(at("wide.dcm"), {.rows = 12, .columns = 16, .pixels = {}}, EXS_JPEGProcess14SV1);
        DcmFileFormat file;
        QVERIFY(file.loadFile(at("wide.dcm").toUtf8().constData()).good());
        file.getDataset()->putAndInsertUint16(DCM_Columns, 20);
        QVERIFY(file.saveFile(at("wide.dcm").toUtf8().constData()).good());
        const auto wide = frameOf(at("wide.dcm"));
        QVERIFY(!wide);
        QCOMPARE(wide.error().code, ErrorCode::BadInput);

        made(pixels(1, "MONOCHROME2", {1, 200, 3, 4}), EXS_JPEGProcess14SV1);
        DcmFileFormat narrow;
        QVERIFY(narrow.loadFile(at("made.dcm").toUtf8().constData()).good());
        narrow.getDataset()->putAndInsertUint16(DCM_BitsAllocated, 16);
        QVERIFY(narrow.saveFile(at("narrow.dcm").toUtf8().constData()).good());
        QCOMPARE(frameOf(at("narrow.dcm")).value(), (Values{1, 200, 3, 4}));
    }

    /// DCMTK alone would fill up the rest with grey.
    void jpegThatEndsEarlyIsRefused() {
        std::vector<Uint16> noise(64 * 64);
        for (std::size_t i = 0; i < noise.size(); ++i) {
            noise[i] = static_cast<Uint16>(i * 2654435761U >> 7);
        }
        const QString path = writeSlice(at("cut.dcm"), {.rows = 64, .columns = 64, .pixels = noise},
                                        EXS_JPEGProcess14SV1);
        QVERIFY(frameOf(path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QByteArray bytes = file.readAll();
        const qsizetype end = bytes.lastIndexOf(QByteArray("\xff\xd9", 2));
        QVERIFY(end > 4000);
        bytes.replace(end - 2000, 2, QByteArray("\xff\xd9", 2)); // the image's end, too early
        file.seek(0);
        file.write(bytes);
        file.close();
        const auto values = frameOf(path);
        QVERIFY(!values);
        QCOMPARE(values.error().code, ErrorCode::BadInput);
    }

    void rleThatEndsEarlyIsRefused() {
        const QString path = writeSlice(at("rle.dcm"), {}, EXS_RLELossless);
        QVERIFY(frameOf(path));
        DcmFileFormat file;
        QVERIFY(file.loadFile(path.toUtf8().constData()).good());
        DcmElement* element = nullptr;
        QVERIFY(file.getDataset()->findAndGetElement(DCM_Rows, element).good());
        element->putUint16(24, 0);
        QVERIFY(file.saveFile(path.toUtf8().constData()).good());
        const auto values = frameOf(path);
        QVERIFY(!values);
        QCOMPARE(values.error().code, ErrorCode::BadInput);
    }

    /// Whole ones are in test_multiframe.
    void floatingPointPixelsThatAreCutShortAreRefused() {
        const QString path = made([](DcmDataset& data) {
            data.findAndDeleteElement(DCM_PixelData);
            const Float32 values[] = {0.5F, 1.5F};
            data.insert(new DcmFloatingPointSingle(DCM_FloatPixelData), OFTrue);
            data.putAndInsertFloat32Array(DCM_FloatPixelData, values, 2);
        });
        const auto values = frameOf(path);
        QVERIFY(!values);
        QCOMPARE(values.error().code, ErrorCode::BadInput);
    }
};

QTEST_GUILESS_MAIN(CodecTest)
#include "test_codecs.moc"
