#include <QtTest>

#include "StackFolder.h"
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

class VolumeLoaderTest : public QObject, StackFolder {
    Q_OBJECT
private Q_SLOTS:
    void slicesAscendAlongTheNormal() {
        const VolumeRecord record = stackOf("ascend", {10, 5, 0});
        const auto volume = loadVolume(record);
        QVERIFY2(volume, volume ? "" : volume.error().message.c_str());
        QCOMPARE(volume->unit, std::string("HU"));
        QVERIFY(std::holds_alternative<ShortImage::Pointer>(volume->image));
        QCOMPARE(volume->size(), (std::array<std::size_t, 3>{16, 12, 3}));
        for (int k = 0; k < 3; ++k) { // slices ascend in z: the last file is the first slice
            for (int j = 0; j < 12; ++j) {
                for (int i = 0; i < 16; ++i) {
                    QCOMPARE(volume->valueAt(i, j, k), double(rampValue(i, j, 3 - k)) - 1024);
                }
            }
        }
    }

    void patientCoordinates() {
        const VolumeRecord record = stackOf("coordinates", {7, 3, 5});
        const auto volume = loadVolume(record);
        QVERIFY(volume);
        itk::Point<double, 3> point;
        volume->base().TransformIndexToPhysicalPoint(itk::Index<3>{{4, 2, 1}}, point);
        QCOMPARE(point[0], -10 + 4 * 0.5);
        QCOMPARE(point[1], -20 + 2 * 0.8);
        QCOMPARE(point[2], 5.0);
    }

    void signAndUnusedBits() {
        const VolumeRecord record = stackOf("bits", {0, 5}, [](DcmDataset& data, int instance) {
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
        const VolumeRecord record = stackOf("rescale", {0, 5}, [](DcmDataset& data, int instance) {
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
        auto volume = loadVolume(stackOf("fraction", {0, 5}, fraction));
        QVERIFY(volume);
        QVERIFY(std::holds_alternative<FloatImage::Pointer>(volume->image));
        QCOMPARE(volume->valueAt(1, 0, 1), 0.25 * rampValue(1, 0, 2) - 1024);
        QCOMPARE(volume->valueAt(1, 0, 0), 1.0 * rampValue(1, 0, 1) - 1024);
        const auto large = [](DcmDataset& data, int) {
            data.putAndInsertString(DCM_RescaleSlope, "100");
        };
        volume = loadVolume(stackOf("large", {0, 5}, large));
        QVERIFY(volume);
        QCOMPARE(volume->valueAt(15, 11, 0), 100.0 * rampValue(15, 11, 1) - 1024);
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
        const auto volume = loadVolume(stackOf("table", {0}, table));
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
        const auto volume = loadVolume(stackOf("short", {0}, table));
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
        const auto volume = loadVolume(stackOf("sign", {0, 5}, change));
        QVERIFY(volume);
        QVERIFY(std::holds_alternative<ShortImage::Pointer>(volume->image));
        QCOMPARE(volume->valueAt(0, 0, 0), 65534.0 - 32768);
        QCOMPARE(volume->valueAt(0, 0, 1), -2.0);
    }

    void changedFileIsRefused() {
        VolumeRecord record = stackOf("changed", {0, 5});
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

    void missingSliceStaysBlank() {
        const VolumeRecord record = stackOf("gap", {0, 5, 15, 20, 25});
        const auto volume = loadVolume(record);
        QVERIFY(volume);
        QCOMPARE(volume->size()[2], std::size_t(6));
        QCOMPARE(volume->valueAt(5, 5, 2), -1024.0);
        QCOMPARE(volume->valueAt(5, 5, 3), double(rampValue(5, 5, 3)) - 1024);
        for (std::size_t slice = 0; slice < 6; ++slice) {
            QCOMPARE(volume->hasValueAt(5, 5, slice), slice != 2);
        }
        const auto whole = loadVolume(stackOf("no gap", {0, 5, 10, 15}));
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
        const VolumeRecord record = stackOf("progress", {0, 5, 10, 15});
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
        VolumeRecord record = stackOf("failures", {0, 5});
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
