// Which volumes are one exam: made-up headers for everything that should join, and for everything
// that looks as if it should.
#include <algorithm>

#include <QtTest>

#include "app/jobs/StudyGroups.h"
#include "app/jobs/StudyVolumes.h"

using namespace bolus;

namespace {

/// One series of axial slices, with all that an exam is told by.
struct Made {
    std::string study = "1", description = {}, time = {}; // AcquisitionTime
    std::string day = {};                                 // blank, as after de-identification
    std::string frame = {};
    std::string accession = {};
    std::string patient = "P17", name = "Doe^Jane", birth = "19500101", sex = "F";
    std::string bodyPart = "ABDOMEN", modality = "CT", scanner = "Somatom X";
    std::string imageType = "ORIGINAL\\PRIMARY\\AXIAL", kernel = "B30f";
    double bottom = -200, top = 200; // mm
    double spacing = 5;
    std::optional<int> temporal = std::nullopt;
    bool coronal = false;
};

int& counter() {
    static int number = 0;
    return number;
}

InstanceHeader headerOf(const Made& made, int series, int slice) {
    InstanceHeader h;
    h.studyUid = made.study;
    h.seriesUid = made.study + "." + std::to_string(series);
    h.sopInstanceUid = h.seriesUid + "." + std::to_string(slice);
    h.path = h.sopInstanceUid;
    h.seriesNumber = series;
    h.instanceNumber = slice + 1;
    h.seriesDescription = made.description;
    h.acquisitionTime = made.time;
    h.studyDate = h.acquisitionDate = made.day;
    h.frameOfReferenceUid = made.frame;
    h.accessionNumber = made.accession;
    h.patientId = made.patient;
    h.patientName = made.name;
    h.patientBirthDate = made.birth;
    h.patientSex = made.sex;
    h.bodyPart = made.bodyPart;
    h.modality = made.modality;
    h.manufacturer = "Maker";
    h.model = made.scanner;
    h.imageType = made.imageType;
    h.kernel = made.kernel;
    h.temporalPosition = made.temporal;
    h.rows = h.columns = 64;
    h.hasPixels = true;
    h.pixelSpacing = made.coronal ? std::array<double, 2>{12, 6} : std::array<double, 2>{6, 6};
    h.sliceThickness = made.spacing;
    h.orientation = made.coronal ? std::array<double, 6>{1, 0, 0, 0, 0, -1}
                                 : std::array<double, 6>{1, 0, 0, 0, 1, 0};
    return h;
}

std::vector<InstanceHeader> headers(const Made& made) {
    const int series = ++counter();
    std::vector<InstanceHeader> list;
    int slice = 0;
    if (made.coronal) {
        for (double y = -100; y <= 100; y += made.spacing) {
            list.push_back(headerOf(made, series, slice++));
            list.back().position = {-190, y, made.top};
        }
        return list;
    }
    for (double z = made.bottom; z <= made.top; z += made.spacing) {
        list.push_back(headerOf(made, series, slice++));
        list.back().position = {-190, -190, z};
    }
    return list;
}

std::vector<InstanceHeader> all(const std::vector<Made>& exam) {
    std::vector<InstanceHeader> list;
    for (const Made& made : exam) {
        const auto more = headers(made);
        list.insert(list.end(), more.begin(), more.end());
    }
    return list;
}

std::vector<Case> cases(const std::vector<Made>& exam) {
    return casesOf(all(exam));
}

/// Descriptions of the phase series, in order.
std::string phasesOf(const Case& exam) {
    std::string text;
    for (const VolumeRecord& volume : exam.volumes) {
        if (volume.inPhaseSeries) {
            text += (text.empty() ? "" : ", ") + volume.seriesDescription;
        }
    }
    return text;
}

bool says(const Case& exam, const std::string& words) {
    return std::ranges::any_of(exam.issues, [&](const std::string& issue) {
        return issue.find(words) != std::string::npos;
    });
}

/// Four phases, each in a study of its own, nothing but AcquisitionTime to order them.
std::vector<Made> scattered() {
    return {{.study = "3", .description = "Abd 3", .time = "100110"},
            {.study = "1", .description = "Abd 1", .time = "095500"},
            {.study = "4", .description = "Abd 4", .time = "100500"},
            {.study = "2", .description = "Abd 2", .time = "100035"}};
}

} // namespace

class ExamTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
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
        QTest::newRow("two patients, one frame of reference") << 15 << "";
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

    void peopleOfOneStudyAreParted() {
        auto exam = scattered();
        for (Made& made : exam) {
            made.study = "1";
        }
        exam[1].patient = exam[3].patient = "P18";
        const auto found = cases(exam);
        QCOMPARE(found.size(), std::size_t(2));
        QVERIFY(found[0].patientId != found[1].patientId);
        QCOMPARE(found[0].volumes.size(), std::size_t(2));
    }

    void onePersonWithBlanksStaysWhole() {
        auto exam = scattered();
        for (Made& made : exam) {
            made.study = "1";
        }
        exam[1].patient = exam[1].name = "";
        exam[2].birth = "";
        QCOMPARE(cases(exam).size(), std::size_t(1));
    }

    void oneSeriesOfTwoPeopleKeepsItsPartsApart() {
        Made one{.description = "arterial", .time = "100000"};
        auto files = headers(one);
        const auto half = files.size() / 2;
        for (std::size_t i = half; i < files.size(); ++i) {
            files[i].patientId = "P18";
        }
        const auto found = casesOf(files);
        QCOMPARE(found.size(), std::size_t(2));
        QVERIFY(found[0].volumes[0].part != found[1].volumes[0].part);
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
        const auto found = casesOf(files);
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

    void thousandsOfStudiesOfOnePersonTakeNoAge() {
        std::vector<StudyKey> keys;
        for (int i = 0; i < 20000; ++i) {
            StudyKey key;
            key.studyUid = std::to_string(i);
            key.tokens = {"id p17"};
            key.acquired = i;
            key.instances = 1;
            keys.push_back(key);
        }
        const auto groups = studiesToBuildTogether(keys);
        QCOMPARE(groups.size(), std::size_t(40));
        QCOMPARE(groups[3].front(), std::string("1500"));
        std::vector<StudyVolumes> studies(3000);
        for (std::size_t i = 0; i < studies.size(); ++i) {
            studies[i].exam.patientId = "P17";
            VolumeRecord volume;
            volume.studyUid = volume.seriesUid = std::to_string(i);
            volume.acquisitionTime = "100000";
            studies[i].volumes = {volume};
        }
        QCOMPARE(buildCases(std::move(studies)).size(), std::size_t(3000));
    }

    void studiesThatAreLookedAtTogether() {
        std::vector<StudyKey> keys;
        const auto add = [&](Made made) { keys.push_back(studyKeyOf(made.study, headers(made))); };
        add({.study = "a", .time = "235900", .day = "20240229"});
        add({.study = "b", .time = "000100", .day = "20240301"});
        add({.study = "c", .time = "100000", .day = "20240801"});
        add({.study = "d", .time = "100000", .patient = "", .name = "", .birth = "", .sex = ""});
        add({.study = "e", .time = "101000", .patient = "0", .name = "", .birth = "", .sex = ""});
        add({.study = "f", .time = "190000", .frame = "1.9", .patient = "Q"});
        add({.study = "g", .time = "", .frame = "1.9", .patient = "", .name = ""});
        add({.study = "h", .time = "", .frame = "1.9", .patient = "", .name = "Anonymous"});
        add({.study = "i", .time = "", .day = "20240102", .frame = "1.9", .patient = "Q"});
        std::vector<std::string> groups;
        for (const auto& group : studiesToBuildTogether(keys)) {
            std::string text;
            for (const std::string& uid : group) {
                text += uid;
            }
            groups.push_back(text);
        }
        // One frame of reference says something only where it is of one person, or of nobody.
        QCOMPARE(groups, (std::vector<std::string>{"ab", "c", "de", "fi", "gh"}));
    }
};

QTEST_GUILESS_MAIN(ExamTest)
#include "test_exams.moc"
