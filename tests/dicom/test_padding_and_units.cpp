// What the values of a volume stand for: which unit they have, and where nothing was scanned.
#include <QtTest>

#include "StackFolder.h"
#include "library/dicom/VolumeLoader.h"

using namespace bolus;
using namespace bolus::test;

namespace {

/// A sentence, which is no unit, where the volume did not load.
std::string unitOf(const Result<Volume>& volume) {
    return volume ? volume->unit : volume.error().message;
}

} // namespace

class PaddingAndUnitsTest : public QObject, StackFolder {
    Q_OBJECT
private Q_SLOTS:
    void unitIsNotInvented() {
        const auto bare = [](DcmDataset& data, int) {
            data.findAndDeleteElement(DCM_RescaleSlope);
            data.findAndDeleteElement(DCM_RescaleIntercept);
        };
        QCOMPARE(unitOf(loadVolume(stackOf("bare", {0}, bare))), std::string());
        const auto named = [](DcmDataset& data, int) {
            data.putAndInsertString(DCM_RescaleType, "mm2/s");
        };
        QCOMPARE(unitOf(loadVolume(stackOf("named", {0}, named))), std::string("mm2/s"));
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
        const auto volume = loadVolume(stackOf("broken", {0}, broken));
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
        QCOMPARE(unitOf(loadVolume(stackOf("mixed", {0, 5, 10}, change))), std::string());
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
        const auto volume = loadVolume(stackOf("padding", {0, 5}, change));
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
        const auto volume = loadVolume(stackOf("above", {0, 5}, change));
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
        const auto volume = loadVolume(stackOf("varies", {0, 5}, change));
        QVERIFY(volume);
        QCOMPARE(volume->unit, std::string("HU"));
        QVERIFY(!volume->hasValueAt(1, 0, 0));
        QVERIFY(!volume->hasValueAt(2, 0, 1));
        QVERIFY(volume->hasValueAt(2, 0, 0) && volume->hasValueAt(1, 0, 1));
        QCOMPARE(volume->valueAt(2, 0, 0), -976.0);
        QCOMPARE(volume->valueAt(1, 0, 1), -876.0);
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
        QCOMPARE(unitOf(loadVolume(stackOf("units", {0, 5}, change))), unit.toStdString());
    }

    void picturesOfTheScreenHaveNoHu() {
        const auto change = [&](DcmDataset& data, int) {
            data.putAndInsertString(DCM_SOPClassUID, UID_SecondaryCaptureImageStorage);
        };
        QCOMPARE(unitOf(loadVolume(stackOf("screen", {0, 5}, change))), std::string());
    }

    void petHasTheUnitOfItsFile() {
        const auto change = [&](DcmDataset& data, int instance) {
            data.putAndInsertString(DCM_Modality, "PT");
            data.putAndInsertString(DCM_Units, "BQML");
            data.putAndInsertString(DCM_RescaleIntercept, "0");
            data.putAndInsertString(DCM_RescaleSlope, instance == 1 ? "0.5" : "2.25");
        };
        const auto volume = loadVolume(stackOf("pet", {0, 5}, change));
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
        const auto volume = loadVolume(stackOf("mapped", {0, 5}, change));
        QVERIFY(volume);
        QCOMPARE(QByteArray(volume->unit.c_str()), unit);
        QCOMPARE(volume->valueAt(2, 1, 0), factor * rampValue(2, 1, 1));
    }
};

QTEST_GUILESS_MAIN(PaddingAndUnitsTest)
#include "test_padding_and_units.moc"
