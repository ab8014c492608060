// Enhancement in public CTs against discs that a person placed (make_phase_golden.py).
#include <QFile>
#include <QtTest>

#include <nlohmann/json.hpp>

#include "TestFiles.h"
#include "library/dicom/VolumeLoader.h"
#include "library/phases/PixelEvidence.h"

using namespace bolus;
using namespace bolus::test;

namespace {

std::optional<Enhancement> measuredIn(const QString& folder) {
    const std::vector<VolumeRecord> volumes = volumesOf(headersBelow(folder));
    if (volumes.empty()) {
        return std::nullopt;
    }
    const VolumeRecord& largest = *std::ranges::max_element(
        volumes, {}, [](const VolumeRecord& volume) { return volume.slices.size(); });
    const auto pixels = loadVolume(largest);
    return pixels ? std::optional(measureEnhancement(*pixels)) : std::nullopt;
}

} // namespace

class RealPhasesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void structures_data() {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QList<int>>("possible"); // phases that a reader would accept
        const auto list = [](std::initializer_list<Phase> phases) {
            QList<int> possible;
            for (const Phase phase : phases) {
                possible << static_cast<int>(phase);
            }
            return possible;
        };
        using enum Phase;
        // "LIVER 3 PHASE (AP)", AP for abdomen/pelvis: nephrogram even, no excretion yet.
        QTest::newRow("hcc") << "ct_liver_hcc_tace_seg_006" << list({PortalVenous, Delayed});
        // "arterial": the aorta says so, and the hepatic vein, as bright, does not.
        QTest::newRow("kits") << "ct_kidney_c4kc_kits/KiTS-00072_arterial" << list({Arterial});
        QTest::newRow("lung kernel") << "ct_pancreas_cptac_pda" << list({PortalVenous});
    }
    void structures() {
        QFETCH(QString, folder);
        QFETCH(QList<int>, possible);
        const QString data = dataFolder(folder);
        if (data.isEmpty()) {
            QSKIP("the shared test data is not here");
        }
        QFile file(BOLUS_SOURCE_DIR "/tests/dicom/golden/phases.json");
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto golden =
            nlohmann::json::parse(file.readAll().toStdString())[folder.toStdString()];
        const auto found = measuredIn(data);
        QVERIFY(found && found->aorta);
        constexpr double tolerance = 15;
        QVERIFY2(std::abs(*found->aorta - golden["aorta"].get<double>()) < tolerance,
                 found->reason.c_str());
        if (found->liver && golden.contains("liver")) {
            QVERIFY(std::abs(*found->liver - golden["liver"].get<double>()) < tolerance);
        }
        QVERIFY2(found->phase == Phase::Unknown ||
                     possible.contains(static_cast<int>(found->phase)),
                 found->reason.c_str());
    }

    void elsewhereIsUnsure_data() {
        QTest::addColumn<QString>("folder");
        QTest::newRow("head") << "ct_head_ge_tilt";
        QTest::newRow("technical phantom") << "ct_phantom_philips_tilt";
        QTest::newRow("MR") << "mr_liver_tcga_lihc";
        QTest::newRow("one position twice") << "ct_kidney_c4kc_kits/dicom-numpy_dupe-positions";
    }
    void elsewhereIsUnsure() {
        QFETCH(QString, folder);
        const QString data = dataFolder(folder);
        if (data.isEmpty()) {
            QSKIP("the shared test data is not here");
        }
        const auto found = measuredIn(data);
        QVERIFY(found);
        QCOMPARE(found->phase, Phase::Unknown);
        QCOMPARE(found->confidence, 0.0);
        QVERIFY(!found->reason.empty());
    }
};

QTEST_GUILESS_MAIN(RealPhasesTest)
#include "test_real_phases.moc"
