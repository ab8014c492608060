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
