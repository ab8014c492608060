// Real series against what pydicom and numpy make of them (make_golden.py).
#include <QCryptographicHash>
#include <QFile>
#include <QtTest>

#include <nlohmann/json.hpp>

#include "TestFiles.h"
#include "library/dicom/HeaderReader.h"
#include "library/dicom/VolumeBuilder.h"
#include "library/dicom/VolumeLoader.h"
#include "library/phases/CaseBuilder.h"

using namespace bolus;
using namespace bolus::test;
using nlohmann::json;

namespace {

json golden(const char* name) {
    QFile file(QString(BOLUS_SOURCE_DIR "/tests/dicom/golden/%1.json").arg(name));
    return file.open(QIODevice::ReadOnly) ? json::parse(file.readAll().toStdString()) : json();
}

/// Slice by slice, as the hash takes an int's worth of bytes at most.
template<typename Image>
std::string hashOfImage(const Image& image, const std::array<std::size_t, 3>& size) {
    const std::size_t plane = size[0] * size[1];
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (std::size_t k = 0; k < size[2]; ++k) {
        hash.addData(
            QByteArrayView(reinterpret_cast<const char*>(image.GetBufferPointer() + k * plane),
                           static_cast<qsizetype>(plane * sizeof(typename Image::PixelType))));
    }
    return hash.result().toHex().toStdString();
}

std::string hashOf(const Volume& volume) {
    return std::visit([&](const auto& image) { return hashOfImage(*image, volume.size()); },
                      volume.image);
}

template<std::size_t N>
void compareNumbers(const std::array<double, N>& actual, const json& expected, const char* what) {
    for (std::size_t i = 0; i < N; ++i) {
        QVERIFY2(std::abs(actual[i] - expected[i].get<double>()) < 1e-4, what);
    }
}

void compareVolume(const VolumeRecord& record, const json& expected) {
    QCOMPARE(json(record.size), expected["size"]);
    compareNumbers(record.spacing, expected["spacing"], "spacing");
    compareNumbers(record.origin, expected["origin"], "origin");
    compareNumbers(record.direction, expected["direction"], "direction");
    const auto volume = loadVolume(record);
    QVERIFY2(volume, volume ? "" : volume.error().message.c_str());
    for (const json& sample : expected["samples"]) {
        QCOMPARE(volume->valueAt(sample[0], sample[1], sample[2]), sample[3].get<double>());
    }
    QCOMPARE(hashOf(*volume), expected["sha256"].get<std::string>());
}

void compareFolder(const char* name) {
    const json expected = golden(name);
    QVERIFY(!expected.is_null());
    auto volumes = volumesOf(headersBelow(dataFolder(QString::fromStdString(expected["folder"]))));
    std::size_t checked = 0;
    for (const json& series : expected["series"]) {
        std::size_t part = 0;
        for (const VolumeRecord& volume : volumes) {
            if (volume.seriesUid == series["series_uid"]) {
                QVERIFY(part < series["volumes"].size());
                compareVolume(volume, series["volumes"][part++]);
                ++checked;
            }
        }
        QCOMPARE(part, series["volumes"].size());
    }
    QCOMPARE(checked, volumes.size());
}

std::vector<Case> casesIn(const char* folder) {
    const auto headers = headersBelow(dataFolder(folder));
    StudyVolumes study;
    study.exam.patientId = headers.empty() ? std::string() : headers.front().patientId;
    study.volumes = volumesOf(headers);
    return buildCases({study});
}

} // namespace

class RealSeriesTest : public QObject {
    Q_OBJECT
    void compare(const char* name) {
        if (dataFolder(name).isEmpty()) {
            QSKIP("the shared test data is not there");
        }
        compareFolder(name);
    }

private Q_SLOTS:
    void liverCt() { compare("ct_liver_hcc_tace_seg_006"); }
    void kidneyCt() { compare("ct_kidney_c4kc_kits"); }
    void coronalLiverMr() { compare("mr_liver_tcga_lihc"); }
    void pancreasCt() { compare("ct_pancreas_cptac_pda"); }

    void losslessCodecsEqualTheOriginal() {
        if (dataFolder("edge_dicom/nema_wg04").isEmpty()) {
            QSKIP("../shared/data/edge_dicom/nema_wg04 is not there");
        }
        const json expected = golden("nema_wg04");
        for (const char* codec : {"REF", "RLE", "JPLL", "JLSL", "J2KR"}) {
            const auto headers =
                headersBelow(dataFolder(QString("edge_dicom/nema_wg04/%1").arg(codec)));
            QCOMPARE(headers.size(), std::size_t(4));
            for (const InstanceHeader& header : headers) {
                const std::string image = header.path.filename().string().substr(0, 3);
                VolumeRecord record; // these images have no geometry of their own to speak of
                record.size = {static_cast<std::size_t>(header.columns),
                               static_cast<std::size_t>(header.rows), 1};
                record.spacing = {1, 1, 1};
                record.direction = {1, 0, 0, 0, 1, 0, 0, 0, 1};
                record.slices = {{header.path, header.sopInstanceUid, 0, 0}};
                const auto volume = loadVolume(record);
                QVERIFY2(volume, header.path.c_str());
                QVERIFY2(hashOf(*volume) == expected[image].get<std::string>(),
                         header.path.c_str());
            }
        }
    }

    /// An anonymiser blanked this series' study and series UIDs: it cannot be filed, and says so.
    void blankedIdentityIsRefusedButDecodes() {
        const QString folder = dataFolder("ct_jpeg2000_totalsegmentator/example_ct_dicom");
        if (folder.isEmpty()) {
            QSKIP("../shared/data/ct_jpeg2000_totalsegmentator is not there");
        }
        VolumeRecord record;
        for (const QFileInfo& file : QDir(folder).entryInfoList(QDir::Files, QDir::Name)) {
            const std::string path = file.filePath().toStdString();
            const auto header = readHeader(path);
            QVERIFY(!header);
            QVERIFY(header.error().message.find("Study Instance UID") != std::string::npos);
            record.slices.push_back({path, {}, 0, 0});
        }
        record.size = {512, 512, 20};
        record.spacing = {1, 1, 2};
        record.direction = {1, 0, 0, 0, 1, 0, 0, 0, 1};
        const auto volume = loadVolume(record);
        QVERIFY2(volume, volume ? "" : volume.error().message.c_str());
        QCOMPARE(volume->unit, std::string("HU"));
        QVERIFY(volume->valueAt(2, 2, 10) < -900); // air beside the patient
    }

    void apIsNotArterial() {
        if (dataFolder("ct_liver_hcc_tace_seg_006").isEmpty()) {
            QSKIP("../shared/data/ct_liver_hcc_tace_seg_006 is not there");
        }
        const auto cases = casesIn("ct_liver_hcc_tace_seg_006");
        QCOMPARE(cases.size(), std::size_t(1));
        QCOMPARE(cases[0].volumes.size(), std::size_t(2));
        const VolumeRecord& late = cases[0].volumes[0];
        QCOMPARE(late.slices.size(), std::size_t(109));
        QCOMPARE(late.spacing[2], 2.5);
        QVERIFY(late.inPhaseSeries);
        QVERIFY(late.phase.phase != Phase::Arterial);
        QVERIFY(!late.phase.reason.empty());
        QVERIFY(!cases[0].volumes[1].inPhaseSeries); // PRE LIVER: a lone slice
        QCOMPARE(cases[0].volumes[1].phase.phase, Phase::PreContrast);
    }

    void arterialKidneyIsArterial() {
        if (dataFolder("ct_kidney_c4kc_kits/KiTS-00072_arterial").isEmpty()) {
            QSKIP("../shared/data/ct_kidney_c4kc_kits is not there");
        }
        const auto cases = casesIn("ct_kidney_c4kc_kits/KiTS-00072_arterial");
        QCOMPARE(cases.size(), std::size_t(1));
        QCOMPARE(cases[0].volumes[0].phase.phase, Phase::Arterial);
        QVERIFY(cases[0].volumes[0].phase.confidence > 0.9);
    }
};

QTEST_GUILESS_MAIN(RealSeriesTest)
#include "test_real_series.moc"
