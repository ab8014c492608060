#include <QTemporaryDir>
#include <QtTest>

#include "TestFiles.h"
#include "library/dicom/HeaderReader.h"
#include "library/dicom/VolumeBuilder.h"
#include "library/dicom/VolumeLoader.h"

using namespace bolus;
using namespace bolus::test;

namespace {

struct Watcher : Progress {
    std::int64_t last = -1, total = -1;
    bool stop = false;
    std::thread::id thread;
    void progress(std::string_view, std::int64_t done, std::int64_t all) override {
        last = done;
        total = all;
        thread = std::this_thread::get_id();
    }
    void warning(std::string_view, std::string_view, const std::filesystem::path&) override {}
    bool cancelled() const override { return stop; }
};

} // namespace

class VolumeLoaderTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    QString at(const QString& name) const { return m_folder.filePath(name); }

    /// A new folder with slices at these positions; the volume they make.
    VolumeRecord stackOf(const QString& name, const std::vector<double>& positions,
                         E_TransferSyntax syntax,
                         const std::function<void(DcmDataset&, int)>& change = {}) {
        QDir(m_folder.path()).mkpath(name);
        int instance = 0;
        for (const double z : positions) {
            ++instance;
            writeSlice(at(name + "/" + QString::number(instance)), {.z = z, .instance = instance},
                       syntax, [&](DcmDataset& data) {
                           if (change) {
                               change(data, instance);
                           }
                       });
        }
        const auto volumes = volumesOf(headersBelow(at(name)));
        return volumes.empty() ? VolumeRecord() : volumes[0];
    }

private Q_SLOTS:
    void slicesAscendAlongTheNormal() {
        const VolumeRecord record = stackOf("ascend", {10, 5, 0}, EXS_LittleEndianExplicit);
        const auto volume = loadVolume(record);
        QVERIFY2(volume, volume ? "" : volume.error().message.c_str());
        QCOMPARE(volume->unit, std::string("HU"));
        QVERIFY(std::holds_alternative<ShortImage::Pointer>(volume->image));
        QCOMPARE(volume->size(), (std::array<std::size_t, 3>{16, 12, 3}));
        for (int k = 0; k < 3; ++k) {
            for (int j = 0; j < 12; ++j) {
                for (int i = 0; i < 16;
                     ++i) { // slices ascend in z: the last file is the first slice
                    QCOMPARE(volume->valueAt(i, j, k), double(rampValue(i, j, 3 - k)) - 1024);
                }
            }
        }
    }

    void patientCoordinates() {
        const VolumeRecord record = stackOf("coordinates", {7, 3, 5}, EXS_LittleEndianExplicit);
        const auto volume = loadVolume(record);
        QVERIFY(volume);
        itk::Point<double, 3> point;
        volume->base().TransformIndexToPhysicalPoint(itk::Index<3>{{4, 2, 1}}, point);
        QCOMPARE(point[0], -10 + 4 * 0.5);
        QCOMPARE(point[1], -20 + 2 * 0.8);
        QCOMPARE(point[2], 5.0);
    }

    void signAndUnusedBits() {
        const VolumeRecord record =
            stackOf("bits", {0, 5}, EXS_LittleEndianExplicit, [](DcmDataset& data, int instance) {
                const bool narrow = instance == 2; // BitsStored changes within the series
                data.putAndInsertUint16(DCM_BitsStored, narrow ? 12 : 16);
                data.putAndInsertUint16(DCM_HighBit, narrow ? 11 : 15);
                data.putAndInsertUint16(DCM_PixelRepresentation, 1);
                data.putAndInsertString(DCM_RescaleIntercept, "0");
                // 12 bits: the top four hold an overlay and must not count; 0xffe is −2.
                std::vector<Uint16> pixels(16 * 12, narrow ? 0x3ffe : 0xfffe);
                pixels[1] = narrow ? 0xf7ff : 0x7fff;
                data.putAndInsertUint16Array(DCM_PixelData, pixels.data(), pixels.size());
            });
        const auto volume = loadVolume(record);
        QVERIFY(volume);
        QCOMPARE(volume->valueAt(0, 0, 0), -2.0);
        QCOMPARE(volume->valueAt(0, 0, 1), -2.0);
        QCOMPARE(volume->valueAt(1, 0, 0), 32767.0);
        QCOMPARE(volume->valueAt(1, 0, 1), 2047.0);
    }

    void rescaleIsPerSlice() {
        const VolumeRecord record = stackOf(
            "rescale", {0, 5}, EXS_LittleEndianExplicit, [](DcmDataset& data, int instance) {
                data.putAndInsertString(DCM_RescaleSlope, instance == 1 ? "2" : "3");
                data.putAndInsertString(DCM_RescaleIntercept, instance == 1 ? "-1000" : "-500");
            });
        const auto volume = loadVolume(record);
        QVERIFY(volume);
        QCOMPARE(volume->valueAt(3, 1, 0), 2.0 * rampValue(3, 1, 1) - 1000);
        QCOMPARE(volume->valueAt(3, 1, 1), 3.0 * rampValue(3, 1, 2) - 500);
    }

    void fractionsAndLargeValuesBecomeFloat() {
        const auto fraction = [](DcmDataset& data, int instance) {
            data.putAndInsertString(DCM_RescaleSlope, instance == 2 ? "0.25" : "1");
        };
        auto volume = loadVolume(stackOf("fraction", {0, 5}, EXS_LittleEndianExplicit, fraction));
        QVERIFY(volume);
        QVERIFY(std::holds_alternative<FloatImage::Pointer>(volume->image));
        QCOMPARE(volume->valueAt(1, 0, 1), 0.25 * rampValue(1, 0, 2) - 1024);
        QCOMPARE(volume->valueAt(1, 0, 0), 1.0 * rampValue(1, 0, 1) - 1024);
        const auto large = [](DcmDataset& data, int) {
            data.putAndInsertString(DCM_RescaleSlope, "100");
        };
        volume = loadVolume(stackOf("large", {0, 5}, EXS_LittleEndianExplicit, large));
        QVERIFY(volume);
        QCOMPARE(volume->valueAt(15, 11, 0), 100.0 * rampValue(15, 11, 1) - 1024);
    }

    void unitIsNotInvented() {
        const auto bare = [](DcmDataset& data, int) {
            data.findAndDeleteElement(DCM_RescaleSlope);
            data.findAndDeleteElement(DCM_RescaleIntercept);
        };
        auto volume = loadVolume(stackOf("bare", {0}, EXS_LittleEndianExplicit, bare));
        QVERIFY(volume);
        QCOMPARE(volume->unit, std::string());
        const auto named = [](DcmDataset& data, int) {
            data.putAndInsertString(DCM_RescaleType, "mm2/s");
        };
        volume = loadVolume(stackOf("named", {0}, EXS_LittleEndianExplicit, named));
        QVERIFY(volume);
        QCOMPARE(volume->unit, std::string("mm2/s"));
    }

    void brokenRescaleIsNotCalledHu_data() {
        QTest::addColumn<QByteArray>("slope");
        QTest::addColumn<QByteArray>("intercept");
        QTest::newRow("slope 0") << QByteArray("0") << QByteArray("-1024");
        QTest::newRow("slope nan") << QByteArray("nan") << QByteArray("-1024");
        QTest::newRow("slope text") << QByteArray("one") << QByteArray("-1024");
        QTest::newRow("slope 1e300") << QByteArray("1e300") << QByteArray("-1024");
        QTest::newRow("intercept inf") << QByteArray("1") << QByteArray("inf");
    }

    void brokenRescaleIsNotCalledHu() {
        QFETCH(const QByteArray, slope);
        QFETCH(const QByteArray, intercept);
        const auto broken = [&](DcmDataset& data, int) {
            data.putAndInsertString(DCM_RescaleSlope, slope.constData());
            data.putAndInsertString(DCM_RescaleIntercept, intercept.constData());
        };
        const auto volume = loadVolume(stackOf("broken", {0}, EXS_LittleEndianExplicit, broken));
        QVERIFY(volume);
        QCOMPARE(volume->unit, std::string());
        QCOMPARE(volume->valueAt(3, 1, 0), 1.0 * rampValue(3, 1, 1)); // as stored
    }

    void aSliceWithoutRescaleAmongOthersIsNotCalledHu() {
        const auto change = [](DcmDataset& data, int instance) {
            if (instance == 2) {
                data.findAndDeleteElement(DCM_RescaleSlope);
                data.findAndDeleteElement(DCM_RescaleIntercept);
            }
        };
        const auto volume =
            loadVolume(stackOf("mixed", {0, 5, 10}, EXS_LittleEndianExplicit, change));
        QVERIFY(volume);
        QCOMPARE(volume->unit, std::string());
    }

    void modalityTable() {
        const auto table = [](DcmDataset& data, int) {
            data.findAndDeleteElement(DCM_RescaleSlope);
            data.findAndDeleteElement(DCM_RescaleIntercept);
            DcmItem* lut = nullptr;
            data.findOrCreateSequenceItem(DCM_ModalityLUTSequence, lut, 0);
            const Uint16 descriptor[] = {3, 10, 16};
            const Uint16 values[] = {100, 50, 7};
            lut->putAndInsertUint16Array(DCM_LUTDescriptor, descriptor, 3);
            lut->putAndInsertUint16Array(DCM_LUTData, values, 3);
            std::vector<Uint16> pixels(16 * 12, 11);
            pixels[0] = 0;
            pixels[1] = 900;
            data.putAndInsertUint16Array(DCM_PixelData, pixels.data(), pixels.size());
        };
        const auto volume = loadVolume(stackOf("table", {0}, EXS_LittleEndianExplicit, table));
        QVERIFY(volume);
        QCOMPARE(volume->valueAt(0, 0, 0), 100.0); // below the table: its first entry
        QCOMPARE(volume->valueAt(1, 0, 0), 7.0);   // above it: its last
        QCOMPARE(volume->valueAt(2, 0, 0), 50.0);
    }

    void shortModalityTableIsNotUsed() {
        const auto table = [](DcmDataset& data, int) {
            data.findAndDeleteElement(DCM_RescaleSlope);
            data.findAndDeleteElement(DCM_RescaleIntercept);
            DcmItem* lut = nullptr;
            data.findOrCreateSequenceItem(DCM_ModalityLUTSequence, lut, 0);
            const Uint16 descriptor[] = {4096, 0, 16};
            const Uint16 values[] = {100, 50, 7};
            lut->putAndInsertString(DCM_ModalityLUTType, "HU");
            lut->putAndInsertUint16Array(DCM_LUTDescriptor, descriptor, 3);
            lut->putAndInsertUint16Array(DCM_LUTData, values, 3);
        };
        const auto volume = loadVolume(stackOf("short", {0}, EXS_LittleEndianExplicit, table));
        QVERIFY(volume);
        QCOMPARE(volume->unit, std::string());
        QCOMPARE(volume->valueAt(3, 1, 0), 1.0 * rampValue(3, 1, 1)); // as stored
    }

    void signChangesWithinTheSeries() {
        const auto change = [](DcmDataset& data, int instance) {
            data.putAndInsertUint16(DCM_PixelRepresentation, instance == 2);
            data.putAndInsertString(DCM_RescaleIntercept, instance == 2 ? "0" : "-32768");
            const std::vector<Uint16> pixels(16 * 12, 0xfffe); // 65534, or −2
            data.putAndInsertUint16Array(DCM_PixelData, pixels.data(), pixels.size());
        };
        const auto volume = loadVolume(stackOf("sign", {0, 5}, EXS_LittleEndianExplicit, change));
        QVERIFY(volume);
        QVERIFY(std::holds_alternative<ShortImage::Pointer>(volume->image));
        QCOMPARE(volume->valueAt(0, 0, 0), 65534.0 - 32768);
        QCOMPARE(volume->valueAt(0, 0, 1), -2.0);
    }

    /// Padding around the circle of a CT: its value stays, and the volume names it.
    void paddingIsNamed_data() {
        QTest::addColumn<int>("written");
        QTest::addColumn<int>("stored");
        QTest::addColumn<double>("value");
        QTest::newRow("as usual") << -2000 << -2000 << -3024.0;
        QTest::newRow("below what 16 bits hold") << -32768 << -32768 << -32768.0;
        QTest::newRow("bits above BitsStored") << -2000 + 65536 << -2000 << -3024.0;
    }
    void paddingIsNamed() {
        QFETCH(int, written);
        QFETCH(int, stored);
        QFETCH(double, value);
        const auto change = [&](DcmDataset& data, int) {
            data.putAndInsertUint16(DCM_PixelRepresentation, 1);
            if (written > 32767) {
                data.insert(new DcmUnsignedShort(DCM_PixelPaddingValue), OFTrue);
                data.putAndInsertUint16(DCM_PixelPaddingValue, static_cast<Uint16>(written));
            } else {
                data.insert(new DcmSignedShort(DCM_PixelPaddingValue), OFTrue);
                data.putAndInsertSint16(DCM_PixelPaddingValue, static_cast<Sint16>(written));
            }
            std::vector<Uint16> pixels(16 * 12, 24);
            pixels[0] = static_cast<Uint16>(stored);
            data.putAndInsertUint16Array(DCM_PixelData, pixels.data(), pixels.size());
        };
        const auto volume =
            loadVolume(stackOf("padding", {0, 5}, EXS_LittleEndianExplicit, change));
        QVERIFY(volume);
        QVERIFY(std::holds_alternative<ShortImage::Pointer>(volume->image));
        QCOMPARE(volume->valueAt(0, 0, 0), value);
        QCOMPARE(volume->valueAt(1, 0, 1), -1000.0);
        QVERIFY(volume->isPadding(value));
        QVERIFY(!volume->isPadding(-1000));
    }

    void paddingAboveTheRangeIsTheLowest_data() {
        QTest::addColumn<int>("other"); // end of the range
        QTest::addColumn<int>("stored");
        QTest::newRow("one value") << -1 << 65535;
        QTest::newRow("a range") << 40000 << 50000;
        QTest::newRow("the part of a range that fits") << 33000 << 33000;
    }
    void paddingAboveTheRangeIsTheLowest() {
        QFETCH(int, other);
        QFETCH(int, stored);
        const auto change = [&](DcmDataset& data, int instance) {
            data.putAndInsertUint16(DCM_PixelRepresentation, 0);
            data.putAndInsertUint16(DCM_BitsStored, 16);
            data.putAndInsertUint16(DCM_HighBit, 15);
            for (const auto& [tag, value] :
                 {std::pair(DCM_PixelPaddingValue, 65535), {DCM_PixelPaddingRangeLimit, other}}) {
                if (value >= 0) {
                    data.insert(new DcmUnsignedShort(tag), OFTrue);
                    data.putAndInsertUint16(tag, static_cast<Uint16>(value));
                }
            }
            std::vector<Uint16> pixels(16 * 12, 24);
            pixels[0] = instance == 1 ? static_cast<Uint16>(stored) : 24; // one slice has none
            pixels[1] = 32000;
            data.putAndInsertUint16Array(DCM_PixelData, pixels.data(), pixels.size());
        };
        const auto volume = loadVolume(stackOf("above", {0, 5}, EXS_LittleEndianExplicit, change));
        QVERIFY(volume);
        QVERIFY(std::holds_alternative<ShortImage::Pointer>(volume->image));
        QCOMPARE(volume->valueAt(0, 0, 0), -32768.0);
        QVERIFY(!volume->hasValueAt(0, 0, 0));
        QVERIFY(volume->hasValueAt(0, 0, 1) && volume->hasValueAt(2, 0, 0));
        QCOMPARE(volume->valueAt(1, 0, 0), 30976.0);
        QVERIFY(volume->hasValueAt(1, 0, 0));
    }

    /// One stored value is another in each slice where the rescale changes: still nothing was
    /// scanned there.
    void paddingThatVariesBecomesOneValue() {
        const auto change = [](DcmDataset& data, int instance) {
            data.putAndInsertUint16(DCM_PixelPaddingValue, 3);
            data.putAndInsertString(DCM_RescaleIntercept, instance == 1 ? "-1000" : "-900");
            std::vector<Uint16> pixels(16 * 12, 24);
            pixels[static_cast<std::size_t>(instance)] = 3;
            data.putAndInsertUint16Array(DCM_PixelData, pixels.data(), pixels.size());
        };
        const auto volume = loadVolume(stackOf("varies", {0, 5}, EXS_LittleEndianExplicit, change));
        QVERIFY(volume);
        QCOMPARE(volume->unit, std::string("HU"));
        QVERIFY(!volume->hasValueAt(1, 0, 0));
        QVERIFY(!volume->hasValueAt(2, 0, 1));
        QVERIFY(volume->hasValueAt(2, 0, 0) && volume->hasValueAt(1, 0, 1));
        QCOMPARE(volume->valueAt(2, 0, 0), -976.0);
        QCOMPARE(volume->valueAt(1, 0, 1), -876.0);
    }

    void changedFileIsRefused() {
        VolumeRecord record = stackOf("changed", {0, 5}, EXS_LittleEndianExplicit);
        for (SliceRef& slice : record.slices) {
            const auto header = readHeader(slice.path);
            slice.fileSize = header->fileSize;
            slice.modifiedNs = header->modifiedNs;
        }
        QVERIFY(loadVolume(record));
        const auto touched = [&](const auto& change) {
            VolumeRecord other = record;
            change(other.slices[1]);
            const auto volume = loadVolume(other);
            return !volume && volume.error().code == ErrorCode::BadInput &&
                   volume.error().subject == other.slices[1].path.string() &&
                   volume.error().message.find("has changed") != std::string::npos;
        };
        QVERIFY(touched([](SliceRef& slice) { slice.fileSize += 2; }));
        QVERIFY(touched([](SliceRef& slice) { slice.modifiedNs -= 1; }));
    }

    void onlyHounsfieldUnitsAreCalledHu_data() {
        QTest::addColumn<QByteArray>("modality");
        QTest::addColumn<QByteArray>("imageType");
        QTest::addColumn<QByteArray>("rescaleType");
        QTest::addColumn<QByteArray>("unit");
        const auto row = [](const char* name, const char* modality, const char* imageType,
                            const char* rescaleType, const char* unit) {
            QTest::newRow(name) << QByteArray(modality) << QByteArray(imageType)
                                << QByteArray(rescaleType) << QByteArray(unit);
        };
        row("CT", "CT", "ORIGINAL\\PRIMARY\\AXIAL", "", "HU");
        row("CT named", "CT", "ORIGINAL\\PRIMARY\\AXIAL", "HU", "HU");
        row("reformat", "CT", "DERIVED\\SECONDARY\\REFORMATTED\\AVERAGE", "", "HU");
        row("unspecified", "CT", "DERIVED\\SECONDARY", "US", "");
        row("localizer", "CT", "ORIGINAL\\PRIMARY\\LOCALIZER", "HU", "");
        row("blood flow", "CT", "DERIVED\\PRIMARY\\PERFUSION\\CBF", "HU", "");
        row("subtraction", "CT", "DERIVED\\SECONDARY\\SUBTRACTION", "", "");
        row("iodine", "CT", "DERIVED\\PRIMARY\\AXIAL\\IODINE", "", "");
        row("iodine named", "CT", "DERIVED\\PRIMARY\\AXIAL\\MAT_SPECIFIC", "MGML", "mg/mL");
        row("atomic number", "CT", "DERIVED\\PRIMARY\\AXIAL\\EFF_ATOMIC_NUM", "Z_EFF",
            "effective Z");
        row("blood volume", "CT", "DERIVED\\PRIMARY\\AXIAL\\PBV", "HU", "");
        row("blood flow map", "CT", "DERIVED\\SECONDARY\\CBF_MAP", "HU", "");
        row("of an unknown kind", "CT", "DERIVED\\SECONDARY\\AXIAL\\KTRANS", "", "");
        row("of an unknown kind, named", "CT", "DERIVED\\SECONDARY\\PROCESSED", "HU", "HU");
        row("compressed", "CT", "DERIVED\\PRIMARY\\AXIAL\\CT_SOM5 SPI", "", "HU");
        row("MR", "MR", "ORIGINAL\\PRIMARY\\M", "", "");
        row("MR that says HU", "MR", "ORIGINAL\\PRIMARY\\M", "HU", "");
    }

    void onlyHounsfieldUnitsAreCalledHu() {
        QFETCH(QByteArray, modality);
        QFETCH(QByteArray, imageType);
        QFETCH(QByteArray, rescaleType);
        QFETCH(QByteArray, unit);
        const auto change = [&](DcmDataset& data, int) {
            data.putAndInsertString(DCM_Modality, modality);
            data.putAndInsertString(DCM_ImageType, imageType);
            data.putAndInsertString(DCM_RescaleType, rescaleType);
        };
        const auto volume = loadVolume(stackOf("units", {0, 5}, EXS_LittleEndianExplicit, change));
        QVERIFY(volume);
        QCOMPARE(QByteArray(volume->unit.c_str()), unit);
    }

    void picturesOfTheScreenHaveNoHu() {
        const auto change = [&](DcmDataset& data, int) {
            data.putAndInsertString(DCM_SOPClassUID, UID_SecondaryCaptureImageStorage);
        };
        const auto volume = loadVolume(stackOf("screen", {0, 5}, EXS_LittleEndianExplicit, change));
        QVERIFY(volume);
        QCOMPARE(volume->unit, std::string());
    }

    void petHasTheUnitOfItsFile() {
        const auto change = [&](DcmDataset& data, int instance) {
            data.putAndInsertString(DCM_Modality, "PT");
            data.putAndInsertString(DCM_Units, "BQML");
            data.putAndInsertString(DCM_RescaleIntercept, "0");
            data.putAndInsertString(DCM_RescaleSlope, instance == 1 ? "0.5" : "2.25");
        };
        const auto volume = loadVolume(stackOf("pet", {0, 5}, EXS_LittleEndianExplicit, change));
        QVERIFY(volume);
        QCOMPARE(volume->unit, std::string("Bq/mL"));
        QCOMPARE(volume->valueAt(2, 1, 0), 0.5 * rampValue(2, 1, 1));
        QCOMPARE(volume->valueAt(2, 1, 1), 2.25 * rampValue(2, 1, 2));
    }

    void realWorldValuesGiveMrAUnit_data() {
        QTest::addColumn<QByteArray>("code");
        QTest::addColumn<QByteArray>("unit");
        QTest::addColumn<double>("factor");
        QTest::newRow("diffusion") << QByteArray("10-6.mm2/s") << QByteArray("10-6.mm2/s") << 0.5;
        QTest::newRow("no unit") << QByteArray("1") << QByteArray() << 2.0;
        QTest::newRow("Hounsfield in MR") << QByteArray("[hnsf'U]") << QByteArray() << 2.0;
    }

    /// A mapping is of stored values, not of rescaled ones (PS3.3 C.7.6.16.2.11).
    void realWorldValuesGiveMrAUnit() {
        QFETCH(QByteArray, code);
        QFETCH(QByteArray, unit);
        QFETCH(double, factor);
        const auto change = [&](DcmDataset& data, int) {
            data.putAndInsertString(DCM_Modality, "MR");
            data.putAndInsertString(DCM_RescaleIntercept, "0");
            data.putAndInsertString(DCM_RescaleSlope, "2");
            data.putAndInsertString(DCM_RescaleType, "US");
            DcmItem *item = nullptr, *named = nullptr;
            data.findOrCreateSequenceItem(DCM_RealWorldValueMappingSequence, item);
            item->putAndInsertFloat64(DCM_RealWorldValueSlope, 0.5);
            item->putAndInsertFloat64(DCM_RealWorldValueIntercept, 0);
            item->findOrCreateSequenceItem(DCM_MeasurementUnitsCodeSequence, named);
            named->putAndInsertString(DCM_CodeValue, code);
        };
        const auto volume = loadVolume(stackOf("mapped", {0, 5}, EXS_LittleEndianExplicit, change));
        QVERIFY(volume);
        QCOMPARE(QByteArray(volume->unit.c_str()), unit);
        QCOMPARE(volume->valueAt(2, 1, 0), factor * rampValue(2, 1, 1));
    }

    void missingSliceStaysBlank() {
        const VolumeRecord record = stackOf("gap", {0, 5, 15, 20, 25}, EXS_LittleEndianExplicit);
        const auto volume = loadVolume(record);
        QVERIFY(volume);
        QCOMPARE(volume->size()[2], std::size_t(6));
        QCOMPARE(volume->valueAt(5, 5, 2), -1024.0);
        QCOMPARE(volume->valueAt(5, 5, 3), double(rampValue(5, 5, 3)) - 1024);
        for (std::size_t slice = 0; slice < 6; ++slice) {
            QCOMPARE(volume->hasValueAt(5, 5, slice), slice != 2);
        }
        const auto whole = loadVolume(stackOf("no gap", {0, 5, 10, 15}, EXS_LittleEndianExplicit));
        QVERIFY(whole && whole->cover.empty());
    }

    void framesOfAMultiFrameFile() {
        const QString path =
            writeSlice(at("frames.dcm"), {.rows = 36}, EXS_RLELossless, [](DcmDataset& data) {
                data.putAndInsertUint16(DCM_Rows, 12);
                data.putAndInsertString(DCM_NumberOfFrames, "3");
                data.findAndDeleteElement(DCM_RescaleSlope);
                data.findAndDeleteElement(DCM_RescaleIntercept);
                DcmItem* shared = nullptr;
                DcmItem* inner = nullptr;
                data.findOrCreateSequenceItem(DCM_SharedFunctionalGroupsSequence, shared, 0);
                shared->findOrCreateSequenceItem(DCM_PlaneOrientationSequence, inner, 0);
                inner->putAndInsertString(DCM_ImageOrientationPatient, "1\\0\\0\\0\\1\\0");
                shared->findOrCreateSequenceItem(DCM_PixelMeasuresSequence, inner, 0);
                inner->putAndInsertString(DCM_PixelSpacing, "0.6\\0.6");
                for (int frame = 0; frame < 3; ++frame) {
                    DcmItem* own = nullptr;
                    data.findOrCreateSequenceItem(DCM_PerFrameFunctionalGroupsSequence, own, frame);
                    own->findOrCreateSequenceItem(DCM_PlanePositionSequence, inner, 0);
                    inner->putAndInsertString(DCM_ImagePositionPatient,
                                              ("0\\0\\" + std::to_string(-2 * frame)).c_str());
                    own->findOrCreateSequenceItem(DCM_PixelValueTransformationSequence, inner, 0);
                    inner->putAndInsertString(DCM_RescaleSlope, "1");
                    inner->putAndInsertString(DCM_RescaleIntercept,
                                              std::to_string(-100 * frame).c_str());
                }
            });
        auto header = readHeader(path.toStdString());
        QVERIFY(header);
        QCOMPARE(header->frameGeometry.size(), std::size_t(3));
        header->frameGeometry.clear(); // as it comes out of the library
        QVERIFY(readFrameGeometry(*header));
        const auto volumes = buildVolumes({*header});
        QCOMPARE(volumes.size(), std::size_t(1));
        const auto volume = loadVolume(volumes[0]);
        QVERIFY2(volume, volume ? "" : volume.error().message.c_str());
        QCOMPARE(volume->size(), (std::array<std::size_t, 3>{16, 12, 3}));
        for (int frame = 0; frame < 3; ++frame) { // positions descend, so the last frame is slice 0
            QCOMPARE(volume->valueAt(4, 3, 2 - frame),
                     double(rampValue(4, 12 * frame + 3, 1)) - 100 * frame);
        }
    }

    void progressComesOnTheCallersThread() {
        const VolumeRecord record = stackOf("progress", {0, 5, 10, 15}, EXS_LittleEndianExplicit);
        Watcher watcher;
        QVERIFY(loadVolume(record, &watcher));
        QCOMPARE(watcher.last, std::int64_t(4));
        QCOMPARE(watcher.total, std::int64_t(4));
        QCOMPARE(watcher.thread, std::this_thread::get_id());
        watcher.stop = true;
        const auto volume = loadVolume(record, &watcher);
        QVERIFY(!volume);
        QCOMPARE(volume.error().code, ErrorCode::Cancelled);
    }

    void failuresNameTheFile() {
        VolumeRecord record = stackOf("failures", {0, 5}, EXS_LittleEndianExplicit);
        for (SliceRef& slice : record.slices) {
            slice.fileSize = 0; // not remembered, so that the image itself is looked at
        }
        const QString path = QString::fromStdString(record.slices[1].path.string());
        writeSlice(path, {.instance = 9});
        auto volume = loadVolume(record);
        QVERIFY(!volume);
        QCOMPARE(volume.error().code, ErrorCode::BadInput); // another image than imported
        QCOMPARE(QString::fromStdString(volume.error().subject), path);
        writeSlice(path, {.rows = 10, .instance = 2});
        QCOMPARE(loadVolume(record).error().code, ErrorCode::BadInput);
        writeSlice(path, {.instance = 2}, EXS_LittleEndianExplicit,
                   [](DcmDataset& data) { data.putAndInsertUint16(DCM_BitsAllocated, 12); });
        QCOMPARE(loadVolume(record).error().code, ErrorCode::Unsupported);
        QFile::remove(path);
        volume = loadVolume(record);
        QCOMPARE(volume.error().code, ErrorCode::Io);
        QCOMPARE(QString::fromStdString(volume.error().subject), path);
        QCOMPARE(loadVolume(VolumeRecord()).error().code, ErrorCode::BadInput);
    }
};

QTEST_GUILESS_MAIN(VolumeLoaderTest)
#include "test_volume_loader.moc"
