#include <algorithm>

#include <QtTest>

#include "library/phases/CaseBuilder.h"

using namespace bolus;

namespace {

VolumeRecord volume(const std::string& description, std::size_t slices = 60,
                    const std::string& time = {}) {
    static int number = 0;
    VolumeRecord record;
    record.seriesDescription = description;
    record.acquisitionTime = time;
    record.studyUid = "1";
    record.modality = "CT";
    record.imageType = "ORIGINAL\\PRIMARY\\AXIAL";
    record.plane = Plane::Axial;
    record.seriesNumber = ++number;
    record.seriesUid = "1." + std::to_string(number);
    record.size = {512, 512, slices};
    record.spacing = {0.8, 0.8, 300.0 / static_cast<double>(slices)};
    record.slices.resize(slices);
    return record;
}

StudyVolumes study(std::vector<VolumeRecord> volumes, const std::string& patient = "P1") {
    StudyVolumes result;
    result.exam.patientId = patient;
    result.exam.description = "CT abdomen";
    result.volumes = std::move(volumes);
    return result;
}

const VolumeRecord& named(const Case& exam, const std::string& description) {
    return *std::ranges::find(exam.volumes, description, &VolumeRecord::seriesDescription);
}

} // namespace

class CaseTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aParametricMapIsNoPhase() {
        VolumeRecord map = volume("Quantity", 60);
        map.imageType = "DERIVED\\PRIMARY\\QUANTITY\\NONE\\PARAMETRIC MAP";
        const auto cases = buildCases({study({volume("nativ"), map, volume("portal")})});
        QCOMPARE(cases.size(), std::size_t(1));
        QVERIFY(!named(cases[0], "Quantity").inPhaseSeries);
        QVERIFY(named(cases[0], "portal").inPhaseSeries);
    }

    void phasesFirstInContrastOrder() {
        VolumeRecord scout = volume("Topogram", 1);
        scout.imageType = "ORIGINAL\\PRIMARY\\LOCALIZER";
        const auto cases = buildCases({study({scout, volume("portal"), volume("nativ"),
                                              volume("Dose Report", 1), volume("arteriell")})});
        QCOMPARE(cases.size(), std::size_t(1));
        const auto& volumes = cases[0].volumes;
        QCOMPARE(volumes[0].seriesDescription, std::string("nativ"));
        QCOMPARE(volumes[1].seriesDescription, std::string("arteriell"));
        QCOMPARE(volumes[2].seriesDescription, std::string("portal"));
        QVERIFY(volumes[2].inPhaseSeries);
        QVERIFY(!volumes[3].inPhaseSeries && !volumes[4].inPhaseSeries);
        QCOMPARE(cases[0].description, std::string("CT abdomen"));
        QCOMPARE(cases[0].modality, std::string("CT"));
        QCOMPARE(cases[0].studyUids, std::vector<std::string>{"1"});
    }

    void whatAccompaniesIsApart_data() {
        QTest::addColumn<QString>("description");
        QTest::addColumn<QString>("imageType");
        QTest::addColumn<int>("plane");
        QTest::addColumn<bool>("apart");
        const QString axial = "ORIGINAL\\PRIMARY\\AXIAL";
        QTest::newRow("scout") << "Scout" << axial << int(Plane::Coronal) << true;
        QTest::newRow("surview") << "x"
                                 << "ORIGINAL\\PRIMARY\\SURVIEW" << int(Plane::Axial) << true;
        QTest::newRow("monitoring") << "Monitoring" << axial << int(Plane::Axial) << true;
        QTest::newRow("SmartPrep") << "SmartPrep Series" << axial << int(Plane::Axial) << true;
        QTest::newRow("coronal CT") << "COR 3mm" << axial << int(Plane::Coronal) << true;
        QTest::newRow("MIP") << "Axial MIP" << axial << int(Plane::Axial) << true;
        QTest::newRow("reformatted")
            << "x"
            << "DERIVED\\SECONDARY\\REFORMATTED" << int(Plane::Axial) << true;
        QTest::newRow("low dose chest") << "LOW DOSE CHEST" << axial << int(Plane::Axial) << false;
        QTest::newRow("bolus phase") << "ABD POST BOLUS" << axial << int(Plane::Axial) << false;
        QTest::newRow("axial projection")
            << "x"
            << "DERIVED\\SECONDARY\\REFORMATTED\\MIP" << int(Plane::Axial) << true;
        QTest::newRow("iodine map")
            << "x"
            << "DERIVED\\PRIMARY\\AXIAL\\IODINE" << int(Plane::Axial) << true;
        QTest::newRow("lung cancer survey")
            << "Chest abdomen survey" << axial << int(Plane::Axial) << false;
        QTest::newRow("a place") << "Abd loc 3" << axial << int(Plane::Axial) << false;
        QTest::newRow("a study") << "PILOT TRIAL art" << axial << int(Plane::Axial) << false;
        QTest::newRow("premonitory word") << "PRE LIVER" << axial << int(Plane::Axial) << false;
    }
    void whatAccompaniesIsApart() {
        QFETCH(QString, description);
        QFETCH(QString, imageType);
        QFETCH(int, plane);
        QFETCH(bool, apart);
        VolumeRecord other = volume(description.toStdString());
        other.imageType = imageType.toStdString();
        other.plane = Plane(plane);
        const auto cases = buildCases({study({volume("portal"), other})});
        const VolumeRecord& found = named(cases[0], description.toStdString());
        QCOMPARE(!found.inPhaseSeries, apart);
        QCOMPARE(!found.issues.empty(), apart); // it says why
        QVERIFY(named(cases[0], "portal").inPhaseSeries);
    }

    void coronalMrIsAnAcquisition() {
        VolumeRecord coronal = volume("HASTE COR");
        VolumeRecord axial = volume("T1 AX");
        coronal.modality = axial.modality = "MR";
        coronal.plane = Plane::Coronal;
        const auto cases = buildCases({study({axial, coronal})});
        QVERIFY(named(cases[0], "HASTE COR").inPhaseSeries);
    }

    void loneSliceIsNoPhaseBesideAStack() {
        const auto cases =
            buildCases({study({volume("PRE LIVER", 1), volume("LIVER 3 PHASE (AP)", 109)})});
        QVERIFY(!named(cases[0], "PRE LIVER").inPhaseSeries);
        QVERIFY(named(cases[0], "LIVER 3 PHASE (AP)").inPhaseSeries);
        QVERIFY(buildCases({study({volume("PRE LIVER", 1)})})[0].volumes[0].inPhaseSeries);
    }

    void oneReconstructionAnAcquisition() {
        VolumeRecord lung = volume("Lung", 300, "100400");
        lung.kernel = "B70f";
        VolumeRecord thick = volume("Portal 5 mm", 60, "100400");
        VolumeRecord thin = volume("Portal 1 mm", 300, "100400");
        thick.kernel = thin.kernel = "B30f";
        const auto cases = buildCases({study({lung, thick, thin})});
        QVERIFY(named(cases[0], "Portal 1 mm").inPhaseSeries);
        QVERIFY(!named(cases[0], "Portal 5 mm").inPhaseSeries);
        QVERIFY(!named(cases[0], "Lung").inPhaseSeries);
        QVERIFY(buildCases({study({lung})})[0].volumes[0].inPhaseSeries); // nothing else is there
    }

    /// An archive that keeps thick axial reformats only loses no phase by it.
    void reformatsThatAreAllThereIsStay() {
        VolumeRecord art = volume("x", 60, "100400"), portal = volume("y", 60, "100435");
        VolumeRecord native = volume("z", 60, "100000"), again = volume("w", 60, "100000");
        VolumeRecord mip = volume("v", 60, "100900");
        art.imageType = portal.imageType = again.imageType =
            "DERIVED\\SECONDARY\\REFORMATTED\\AVERAGE";
        mip.imageType = "DERIVED\\SECONDARY\\REFORMATTED\\MIP";
        const auto cases = buildCases({study({art, portal, native, again, mip})});
        QVERIFY(named(cases[0], "x").inPhaseSeries);
        QVERIFY(named(cases[0], "y").inPhaseSeries);
        QVERIFY(named(cases[0], "z").inPhaseSeries);
        QVERIFY(!named(cases[0], "w").inPhaseSeries); // of what is there as reconstructed
        QVERIFY(!named(cases[0], "v").inPhaseSeries);
    }

    void reformatsWithoutTimesAreTakenByTheirNames() {
        const auto cases = buildCases(
            {study({volume("nativ"), volume("nativ MPR 5 mm"), volume("arteriell MPR 5 mm")})});
        QVERIFY(!named(cases[0], "nativ MPR 5 mm").inPhaseSeries);
        QVERIFY(named(cases[0], "arteriell MPR 5 mm").inPhaseSeries);
    }

    void virtualImagesNeverStandForTrueOnes_data() {
        QTest::addColumn<QString>("description");
        QTest::addColumn<QString>("imageType");
        const QString derived = "DERIVED\\PRIMARY\\AXIAL";
        QTest::newRow("type") << "1 mm" << derived + "\\VNC";
        QTest::newRow("standard's type") << "1 mm" << derived + "\\MAT_REMOVED";
        QTest::newRow("words") << "Virtual Non-Contrast 1.0" << derived;
        QTest::newRow("iodine") << "Iodine map" << derived;
        QTest::newRow("monoenergetic") << "Mono+ 50 keV" << derived;
        QTest::newRow("VMI") << "1 mm" << derived + "\\VMI";
    }
    void virtualImagesNeverStandForTrueOnes() {
        QFETCH(QString, description);
        QFETCH(QString, imageType);
        VolumeRecord made = volume(description.toStdString(), 300, "100400");
        made.imageType = imageType.toStdString();
        for (const char* kernel : {"Br36", "Br64"}) { // also beside a sharp one
            VolumeRecord real = volume("portal 3 mm", 100, "100400");
            real.kernel = kernel;
            made.kernel = real.kernel;
            const auto cases = buildCases({study({made, real})});
            QVERIFY(named(cases[0], "portal 3 mm").inPhaseSeries);
            QVERIFY(!named(cases[0], made.seriesDescription).inPhaseSeries);
        }
        QVERIFY(buildCases({study({made})})[0].volumes[0].inPhaseSeries); // nothing else is there
    }

    void aVirtualImageIsNoPreContrastPhase() {
        VolumeRecord made = volume("VNC venous", 300, "100400");
        const auto cases = buildCases({study({made, volume("portal 3 mm", 100, "100400")})});
        QCOMPARE(named(cases[0], "portal 3 mm").phase.phase, Phase::PortalVenous);
        QCOMPARE(named(cases[0], "VNC venous").phase.phase, Phase::Unknown);
    }

    void patientsAndModalitiesNeverMix() {
        VolumeRecord mr = volume("T1");
        mr.modality = "MR";
        const auto cases = buildCases({study({volume("a"), mr}, "P1"), study({volume("a")}, "P2")});
        QCOMPARE(cases.size(), std::size_t(3));
        for (const Case& exam : cases) {
            QCOMPARE(exam.volumes.size(), std::size_t(1));
            QCOMPARE(exam.volumes[0].modality, exam.modality);
        }
        QVERIFY(cases[0].patientId != cases[2].patientId);
        QVERIFY(buildCases({study({})}).empty());
        QVERIFY(buildCases({}).empty());
    }

    void issuesOfPhasesReachTheCase() {
        VolumeRecord tilted = volume("Head");
        tilted.issues = {"Gantry tilt of 18.5°."};
        const auto cases = buildCases({study({tilted})});
        QCOMPARE(cases[0].issues, std::vector<std::string>{"Head: Gantry tilt of 18.5°."});
    }
};

QTEST_GUILESS_MAIN(CaseTest)
#include "test_cases.moc"
