// Which volumes are one exam: made-up headers for everything that should join, and for everything
// that looks as if it should.
#include <algorithm>

#include <QtTest>

#include "app/jobs/ImportErrors.h"
#include "tests/dicom/MadeExams.h"

using namespace bolus;

class ExamTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aMultiFrameFileThatIsAwayGivesNoCasesToReplaceTheOldOnes() {
        std::vector<InstanceHeader> files = headers({.description = "ART", .time = "100000"});
        InstanceHeader away = files.back();
        away.sopInstanceUid += ".1";
        away.seriesUid += ".1";
        away.path = "/nowhere/multi-frame.dcm";
        away.frames = 40;
        files.push_back(away);
        const auto found = casesOf(files);
        QVERIFY(!found && mayPass(found.error()));
    }

    void phasesInStudiesOfTheirOwnWithoutDates() {
        const auto found = cases(scattered());
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(phasesOf(found[0]), std::string("Abd 1, Abd 2, Abd 3, Abd 4"));
        QCOMPARE(found[0].studyUids.size(), std::size_t(4));
        QVERIFY(found[0].issues.empty());
    }

    void namedPhasesInStudiesOfTheirOwn() {
        auto exam = scattered();
        exam[0].description = "portal venous";
        exam[1].description = "native";
        exam[2].description = "delayed";
        exam[3].description = "arterial";
        const auto found = cases(exam);
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(phasesOf(found[0]), std::string("native, arterial, portal venous, delayed"));
    }

    void overMidnightWithAndWithoutDates() {
        auto exam = scattered();
        const char* const times[] = {"000020", "235000", "000400", "235945"};
        for (std::size_t i = 0; i < exam.size(); ++i) {
            exam[i].time = times[i];
        }
        QCOMPARE(phasesOf(cases(exam)[0]), std::string("Abd 1, Abd 2, Abd 3, Abd 4"));
        for (Made& made : exam) {
            made.day = made.time[0] == '2' ? "20240229" : "20240301";
        }
        const auto found = cases(exam);
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(phasesOf(found[0]), std::string("Abd 1, Abd 2, Abd 3, Abd 4"));
    }

    void reformatScoutLungKernelAndDosePageLieBetween() {
        auto exam = scattered();
        exam.push_back({.study = "5",
                        .description = "Topogram",
                        .time = "095400",
                        .imageType = "ORIGINAL\\PRIMARY\\LOCALIZER",
                        .bottom = -250,
                        .top = 250,
                        .spacing = 500,
                        .coronal = true});
        exam.push_back({.study = "6",
                        .description = "Abd COR",
                        .time = "100035",
                        .imageType = "DERIVED\\SECONDARY\\REFORMATTED",
                        .coronal = true});
        exam.push_back({.study = "7", .description = "Thin", .time = "100111", .kernel = "B70f"});
        exam.push_back({.study = "8",
                        .description = "Dose Report",
                        .time = "100600",
                        .imageType = "DERIVED\\SECONDARY\\OTHER",
                        .top = -200});
        const auto found = cases(exam);
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(phasesOf(found[0]), std::string("Abd 1, Abd 2, Abd 3, Abd 4"));
        QCOMPARE(found[0].volumes.size(), std::size_t(8));
    }

    void liverAndWholeAbdomenBelongTogether() {
        const auto found = cases({{.study = "1",
                                   .description = "liver arterial",
                                   .time = "100000",
                                   .bodyPart = "LIVER",
                                   .bottom = 0,
                                   .top = 180},
                                  {.study = "2",
                                   .description = "portal venous",
                                   .time = "100040",
                                   .bodyPart = "ABDOMENPELVIS",
                                   .bottom = -320,
                                   .top = 190,
                                   .spacing = 1}});
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(phasesOf(found[0]), std::string("liver arterial, portal venous"));
    }

    void joins_data() {
        QTest::addColumn<int>("kind");
        QTest::newRow("frame of reference, hours of blank times") << 0;
        QTest::newRow("accession number") << 1;
        QTest::newRow("same day, other accession numbers, minutes apart") << 2;
        QTest::newRow("generic ID, but name and birth date") << 3;
        QTest::newRow("no patient at all, but a frame of reference") << 4;
        QTest::newRow("one name in two spellings") << 5;
    }
    void joins() {
        QFETCH(int, kind);
        Made one{.study = "1", .description = "arterial", .time = "100000"};
        Made two{.study = "2", .description = "portal", .time = "100040"};
        const auto both = [&](auto change) { change(one), change(two); };
        switch (kind) {
        case 0:
            both([](Made& m) { m.frame = "1.9", m.day = "20240102", m.time = ""; });
            break;
        case 1:
            both([](Made& m) { m.accession = "A77", m.bodyPart = ""; });
            break;
        case 2:
            both([](Made& m) { m.day = "20240102", m.accession = "A" + m.study; });
            break;
        case 3:
            both([](Made& m) { m.patient = "ANON"; });
            break;
        case 4:
            both([](Made& m) { m.patient = m.name = m.birth = m.sex = "", m.frame = "1.9"; });
            break;
        case 5:
            one.name = "MÜLLER^EVA";
            two.name = "Mueller^Eva^Maria";
            break;
        }
        const auto found = cases({one, two});
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(phasesOf(found[0]), std::string("arterial, portal"));
    }

    // What must not join, and what is said of it; empty: these are simply two exams.
    void staysApart_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("said");
        QTest::newRow("one ID, two birth dates") << 0 << "the birth dates differ";
        QTest::newRow("one ID, two names") << 1 << "the names differ";
        QTest::newRow("one ID, both sexes") << 2 << "the sexes differ";
        QTest::newRow("follow-up the next day") << 3 << "";
        QTest::newRow("follow-up, one frame of reference for all") << 4 << "";
        QTest::newRow("chest the same day, other range") << 5 << "";
        QTest::newRow("chest called nothing, one frame of reference") << 6 << "";
        QTest::newRow("CT of a PET/CT") << 7 << "";
        QTest::newRow("MR minutes later") << 8 << "";
        QTest::newRow("another scanner") << 9 << "";
        QTest::newRow("hours later on the same day") << 10 << "";
        QTest::newRow("nobody known, times close") << 11 << "of one patient";
        QTest::newRow("two people called ANON") << 12 << "of one patient";
        QTest::newRow("one phase twice, no dates") << 13 << "both show the same phase";
        QTest::newRow("two orders, no dates") << 14 << "accession numbers differ";
        QTest::newRow("two IDs, one name and birth date") << 15 << "the patient IDs differ";
        QTest::newRow("two patients, one frame of reference") << 16 << "";
    }
    void staysApart() {
        QFETCH(int, kind);
        QFETCH(QString, said);
        Made one{.study = "1", .description = "arterial", .time = "100000"};
        Made two{.study = "2", .description = "portal", .time = "100040"};
        std::vector<Made> more;
        const auto both = [&](auto change) { change(one), change(two); };
        const auto nextDay = [&] { one.day = "20240102", two.day = "20240103"; };
        switch (kind) {
        case 0:
            two.birth = "19610203";
            break;
        case 1:
            two.name = "Smith^Anna";
            break;
        case 2:
            two.sex = "M";
            break;
        case 3:
            nextDay();
            break;
        case 4:
            nextDay();
            both([](Made& m) { m.frame = "1.9"; });
            break;
        case 5:
            both([](Made& m) { m.day = "20240102"; });
            two.bodyPart = "CHEST", two.bottom = 120, two.top = 460;
            break;
        case 6:
            both([](Made& m) { m.day = "20240102", m.frame = "1.9", m.bodyPart = ""; });
            two.bottom = 120, two.top = 460;
            break;
        case 7:
            both([](Made& m) { m.day = "20240102", m.frame = "1.9"; });
            more.push_back({.study = "2",
                            .description = "PET AC",
                            .time = "100100",
                            .day = "20240102",
                            .frame = "1.9",
                            .modality = "PT"});
            break;
        case 8:
            two.modality = "MR";
            break;
        case 9:
            two.scanner = "Aquilion";
            break;
        case 10:
            both([](Made& m) { m.day = "20240102"; });
            two.time = "153000";
            break;
        case 11:
            both([](Made& m) { m.patient = m.name = m.birth = m.sex = ""; });
            break;
        case 12:
            both([](Made& m) { m.patient = m.name = "ANON", m.birth = m.sex = ""; });
            break;
        case 13:
            two.description = "arterial";
            break;
        case 14:
            both([](Made& m) { m.accession = "A" + m.study; });
            break;
        case 15:
            both([](Made& m) { m.frame = "1.9"; });
            two.patient = "P18";
            break;
        case 16:
            both([](Made& m) { m.frame = "1.9"; });
            two.patient = "P18", two.name = "Smith^Anna";
            break;
        }
        std::vector<Made> exam{one, two};
        exam.insert(exam.end(), more.begin(), more.end());
        const auto found = cases(exam);
        QCOMPARE(found.size(), 2 + more.size());
        for (const Case& exam : found) {
            QCOMPARE(says(exam, "May belong to") || says(exam, "Kept apart"), !said.isEmpty());
            QVERIFY(said.isEmpty() || says(exam, said.toStdString()));
        }
    }

    void whatFitsTwoExamsJoinsNeither() {
        const auto found = cases({{.study = "1", .description = "arterial", .time = "100000"},
                                  {.study = "2", .description = "portal", .time = "100040"},
                                  {.study = "3", .description = "arterial", .time = "100120"}});
        QCOMPARE(found.size(), std::size_t(3));
        QVERIFY(says(found[1], "it fits more than one exam"));
        QVERIFY(says(found[1], "If it does, merge the two."));
    }

    void twoExamsWithoutDatesArePartedByTheirTimes() {
        const auto found = cases({{.study = "1", .description = "native", .time = "100000"},
                                  {.study = "2", .description = "arterial", .time = "100300"},
                                  {.study = "3", .description = "portal", .time = "100340"},
                                  {.study = "4", .description = "native", .time = "102500"},
                                  {.study = "5", .description = "arterial", .time = "102800"},
                                  {.study = "6", .description = "portal", .time = "102840"}});
        QCOMPARE(found.size(), std::size_t(2));
        for (const Case& exam : found) {
            QCOMPARE(phasesOf(exam), std::string("native, arterial, portal"));
            QVERIFY(says(exam, "both show the same phase"));
        }
    }

    void aHintGoesWhenItIsAnswered() {
        auto found = cases({{.study = "1", .description = "arterial", .time = "100000"},
                            {.study = "2", .description = "arterial", .time = "100040"}});
        QCOMPARE(found.size(), std::size_t(2));
        dropAnsweredHints(found[0]);
        QVERIFY(says(found[0], "“arterial” (acquired 10:00:40)"));
        found[0].volumes.push_back(found[1].volumes[0]);
        dropAnsweredHints(found[0]);
        QVERIFY(!says(found[0], "May belong to"));
    }

    void oneScoutBetweenTwoExamsIsOfNeither() {
        const auto found = cases({{.study = "1",
                                   .description = "Chest",
                                   .time = "100000",
                                   .day = "20240102",
                                   .frame = "1.9",
                                   .bodyPart = "CHEST",
                                   .bottom = 150,
                                   .top = 450},
                                  {.study = "2",
                                   .description = "Abdomen",
                                   .time = "100030",
                                   .day = "20240102",
                                   .frame = "1.9"},
                                  {.study = "3",
                                   .description = "Scout",
                                   .time = "095930",
                                   .day = "20240102",
                                   .frame = "1.9",
                                   .bodyPart = "",
                                   .imageType = "ORIGINAL\\PRIMARY\\LOCALIZER",
                                   .top = 460,
                                   .spacing = 500,
                                   .coronal = true}});
        QCOMPARE(found.size(), std::size_t(3));
    }

    void dynamicMrHangsItsTimePointsInOrder() {
        std::vector<InstanceHeader> files;
        Made made{.description = "T1 dynamic", .time = "100000", .modality = "MR", .kernel = ""};
        made.imageType = "ORIGINAL\\PRIMARY\\M\\ND";
        const int series = ++counter();
        for (int point = 64; point >= 1; --point) {
            made.temporal = point;
            for (int slice = 0; slice < 3; ++slice) {
                files.push_back(headerOf(made, series, point * 3 + slice));
                files.back().position = {-190, -190, slice * made.spacing};
            }
        }
        const auto more = headers({.description = "T2 HASTE", .time = "095000", .modality = "MR"});
        files.insert(files.end(), more.begin(), more.end());
        const auto found = casesOf(files).value();
        QCOMPARE(found.size(), std::size_t(1));
        std::vector<int> hung;
        for (const VolumeRecord& volume : found[0].volumes) {
            if (volume.inPhaseSeries) {
                QCOMPARE(volume.seriesDescription, std::string("T1 dynamic"));
                hung.push_back(volume.temporalPosition.value_or(0));
            }
        }
        QCOMPARE(hung.size(), std::size_t(8));
        QVERIFY(std::ranges::is_sorted(hung));
        QCOMPARE(hung.front(), 1);
        QCOMPARE(hung.back(), 64);
        QCOMPARE(found[0].volumes.size(), std::size_t(65)); // all can be chosen
        const auto left = std::ranges::find_if(
            found[0].volumes, [](const VolumeRecord& v) { return v.temporalPosition == 2; });
        QCOMPARE(left->issues.back(), std::string("Shown apart from the phases: time point 2 of "
                                                  "64, of which 8 hang."));
    }

    void aShortDynamicSeriesHangsWhole() {
        std::vector<Made> exam;
        for (int point = 1; point <= 5; ++point) {
            exam.push_back({.study = "1",
                            .description = "LAVA",
                            .time = "10000" + std::to_string(point),
                            .modality = "MR"});
        }
        QCOMPARE(phasesOf(cases(exam)[0]), std::string("LAVA, LAVA, LAVA, LAVA, LAVA"));
    }

    void perfusionMaps() {
        std::vector<Made> exam;
        for (const char* name : {"CBF", "Tmax", "CBV", "MTT", "TTP"}) {
            exam.push_back({.study = "1",
                            .description = name,
                            .time = "100000",
                            .bodyPart = "HEAD",
                            .imageType = "DERIVED\\SECONDARY\\AXIAL"});
        }
        const auto found = cases(exam);
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(phasesOf(found[0]), std::string("MTT, CBV, CBF"));
        for (const VolumeRecord& volume : found[0].volumes) {
            const bool other =
                volume.seriesDescription == "TTP" || volume.seriesDescription == "Tmax";
            QCOMPARE(volume.phase.phase == Phase::Unknown, other);
        }
    }
};

QTEST_GUILESS_MAIN(ExamTest)
#include "test_exams.moc"
