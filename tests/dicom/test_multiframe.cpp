// Frames of enhanced multi-frame files told apart, and floating-point pixels: against what pydicom
// wrote (make_multiframe_files.py).
#include <fstream>

#include <QtTest>
#include <nlohmann/json.hpp>

#include "TestFiles.h"
#include "library/dicom/HeaderReader.h"
#include "library/dicom/VolumeBuilder.h"
#include "library/dicom/VolumeLoader.h"
#include "library/dicom/WholeFile.h"

using namespace bolus;
using namespace bolus::test;
using nlohmann::json;

namespace {

QString madeFile(const QString& name) {
    return QString(BOLUS_SOURCE_DIR "/tests/dicom/multiframe/") + name + ".dcm";
}

json golden() {
    std::ifstream file(BOLUS_SOURCE_DIR "/tests/dicom/golden/multiframe.json");
    return json::parse(file);
}

std::vector<VolumeRecord> volumesIn(const QString& file) {
    const auto header = readHeader(file.toStdString());
    return header ? buildVolumes({*header}) : std::vector<VolumeRecord>();
}

void compare(const VolumeRecord& record, const json& expected) {
    const std::string words = expected["words"];
    QVERIFY2(record.partReason == words, record.partReason.c_str());
    const auto volume = loadVolume(record);
    QVERIFY2(volume, volume ? "" : volume.error().message.c_str());
    QCOMPARE(volume->unit, expected["unit"].get<std::string>());
    QCOMPARE(volume->size(), (std::array<std::size_t, 3>{4, 3, expected["values"].size()}));
    for (std::size_t slice = 0; slice < volume->size()[2]; ++slice) {
        QCOMPARE(volume->valueAt(0, 0, slice), expected["values"][slice].get<double>());
        QCOMPARE(volume->valueAt(3, 2, slice), expected["values"][slice].get<double>());
    }
}

} // namespace

class MultiFrameTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void volumesAreAsWritten_data() {
        QTest::addColumn<QString>("name");
        const json all = golden();
        for (const auto& [name, volumes] : all.items()) {
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
        }
    }

    void volumesAreAsWritten() {
        QFETCH(QString, name);
        const json expected = golden().at(name.toStdString());
        const auto volumes = volumesIn(madeFile(name));
        QCOMPARE(volumes.size(), expected.size());
        for (std::size_t i = 0; i < volumes.size(); ++i) {
            compare(volumes[i], expected[i]);
        }
        const auto frames = decodeWholeFile(madeFile(name).toStdString());
        QVERIFY2(frames, frames ? "" : frames.error().message.c_str());
    }

    void causesAreNamed_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("cause");
        QTest::newRow("frame type") << "frame_type"
                                    << "image_type";
        QTest::newRow("echo") << "echo_time"
                              << "echo";
        QTest::newRow("b-value") << "b_value"
                                 << "b_value";
        QTest::newRow("contrast phase") << "contrast_phase"
                                        << "contrast_phase";
        QTest::newRow("cardiac phase") << "cardiac_phase"
                                       << "cardiac_phase";
    }

    void causesAreNamed() {
        QFETCH(QString, name);
        QFETCH(QString, cause);
        const auto volumes = volumesIn(madeFile(name));
        QVERIFY(volumes.size() > 1);
        for (const VolumeRecord& volume : volumes) {
            QCOMPARE(QString(splitCauseToken(volume.splitCause)), cause);
            QCOMPARE(splitCauseFromToken(cause.toStdString()), std::optional(volume.splitCause));
        }
    }

    void volumesHaveTheirFramesKind() {
        const auto types = volumesIn(madeFile("frame_type"));
        QCOMPARE(types[1].imageType, std::string("DERIVED\\PRIMARY\\DIXON\\FAT\\MAGNITUDE"));
        const auto phases = volumesIn(madeFile("contrast_phase"));
        QVERIFY(phases[2].imageType.ends_with("\\CONTRAST PHASE PORTAL_VENOUS"));
        const auto weights = volumesIn(madeFile("b_value"));
        QCOMPARE(weights[0].bValue, std::optional(50.0));
        QCOMPARE(weights[1].bValue, std::optional(800.0));
    }

    void floatingPointPaddingIsNoValue() {
        const auto volume = loadVolume(volumesIn(madeFile("map_float")).at(0));
        QVERIFY(volume && std::holds_alternative<FloatImage::Pointer>(volume->image));
        QVERIFY(volume->hasValueAt(0, 0, 1));
        QVERIFY(!volume->hasValueAt(0, 0, 2)); // 0.5 s before scaling
    }

    /// Files of scanners: every one is a stack, or says by what it was split.
    void realFilesStayAsTheyWere_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("volumes");
        QTest::newRow("Philips MR") << "dicom2nifti/philips_enhanced/anatomical/001/"
                                       "IM-0001-0170-0001.dcm"
                                    << 1;
        QTest::newRow("Siemens MR") << "dicom2nifti/siemens_multiframe/anatomical/001/"
                                       "IM-0001-0001-0001.dcm"
                                    << 1;
        QTest::newRow("Philips fMRI")
            << "dicom2nifti/philips_enhanced/fmri/001/IM-0001-9600-0001.dcm" << 4;
        QTest::newRow("Philips field map") << "dcm_qa_enh/In/Philips/IM_0027_fMAP.dcm" << 2;
        QTest::newRow("float map") << "pydicom-data/parametric_map_float.dcm" << 1;
        QTest::newRow("double map") << "pydicom-data/parametric_map_double_float.dcm" << 1;
    }

    void realFilesStayAsTheyWere() {
        QFETCH(QString, file);
        QFETCH(int, volumes);
        const QString folder = dataFolder("edge_dicom");
        if (folder.isEmpty()) {
            QSKIP("the shared test data is not there");
        }
        const auto found = volumesIn(folder + "/" + file);
        QString words;
        for (const VolumeRecord& volume : found) {
            words += QString("%1 (%2); ").arg(volume.partReason.c_str()).arg(volume.slices.size());
            QVERIFY(volume.partReason.empty() == (found.size() == 1));
            const auto loaded = loadVolume(volume);
            QVERIFY2(loaded, loaded ? "" : loaded.error().message.c_str());
        }
        QVERIFY2(static_cast<int>(found.size()) == volumes, qPrintable(words));
    }
};

QTEST_APPLESS_MAIN(MultiFrameTest)
#include "test_multiframe.moc"
