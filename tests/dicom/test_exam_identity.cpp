// Whose exams are whose: people in one study and in several, named, half named and not at all.
#include <algorithm>

#include <QtTest>

#include "app/jobs/StudyGroups.h"
#include "tests/dicom/MadeExams.h"

using namespace bolus;

class ExamIdentityTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void peopleOfOneStudyAreParted() {
        auto exam = scattered();
        for (Made& made : exam) {
            made.study = "1";
        }
        for (const std::size_t i : {1U, 3U}) {
            exam[i].patient = "P18", exam[i].name = "Smith^Anna";
        }
        const auto found = cases(exam);
        QCOMPARE(found.size(), std::size_t(2));
        QVERIFY(found[0].patientId != found[1].patientId);
        QVERIFY(says(found[0], "the study is the same, but the patients differ"));
        QVERIFY(says(found[1], "the study is the same, but the patients differ"));
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
            files[i].patientId = "P18", files[i].patientName = "Smith^Anna";
        }
        const auto found = casesOf(files).value();
        QCOMPARE(found.size(), std::size_t(2));
        QVERIFY(found[0].volumes[0].part != found[1].volumes[0].part);
    }

    void nobodysExamsNeedMoreThanADefaultInCommon_data() {
        QTest::addColumn<QString>("accession");
        QTest::addColumn<QString>("frame");
        QTest::addColumn<QString>("second"); // series of the other exam
        QTest::addColumn<int>("top");        // of the second exam, mm
        QTest::addColumn<QString>("said");   // empty: they are one exam
        QTest::newRow("a frame of reference") << ""
                                              << "1.9"
                                              << "portal" << 200 << "";
        QTest::newRow("accession number 1") << "1"
                                            << ""
                                            << "portal" << 200 << "of one patient";
        QTest::newRow("accession number 0") << "0"
                                            << ""
                                            << "portal" << 200 << "of one patient";
        QTest::newRow("accession ANON") << "ANON"
                                        << ""
                                        << "portal" << 200 << "of one patient";
        QTest::newRow("accession number") << "A77"
                                          << ""
                                          << "portal" << 200 << "of one patient";
        QTest::newRow("one phase twice") << "A77"
                                         << "1.9"
                                         << "arterial" << 200 << "the same phase";
        QTest::newRow("other range") << "A77"
                                     << "1.9"
                                     << "portal" << 460 << "the same range";
    }
    void nobodysExamsNeedMoreThanADefaultInCommon() {
        QFETCH(QString, accession);
        QFETCH(QString, frame);
        QFETCH(QString, second);
        QFETCH(int, top);
        QFETCH(QString, said);
        Made one{.study = "1", .description = "arterial", .time = "100000"};
        Made two{.study = "2", .description = second.toStdString(), .time = "100040"};
        for (Made* made : {&one, &two}) {
            made->accession = accession.toStdString(), made->frame = frame.toStdString();
            made->patient = made->name = made->birth = made->sex = "";
            made->day = "20240102";
        }
        two.bottom = top - 400, two.top = top;
        if (top != 200) {
            two.bottom = 0, two.top = top - 80; // half of it above the other's end
        }
        const auto found = cases({one, two});
        QCOMPARE(found.size(), std::size_t(said.isEmpty() ? 1 : 2));
        for (const Case& exam : found) {
            QVERIFY(said.isEmpty() ? exam.issues.empty() : says(exam, said.toStdString()));
        }
    }

    void twoWholeExamsOfNobodyAreTwo() {
        std::vector<Made> exam;
        for (const char* study : {"1", "2"}) {
            for (const char* phase : {"native", "arterial", "portal"}) {
                exam.push_back({.study = study,
                                .description = phase,
                                .time = "1000" + std::to_string(10 + exam.size()),
                                .day = "20240102",
                                .frame = "1.9",
                                .accession = "A77",
                                .patient = "",
                                .name = "",
                                .birth = "",
                                .sex = ""});
            }
        }
        const auto found = cases(exam);
        QCOMPARE(found.size(), std::size_t(2));
        QVERIFY(says(found[0], "both show one of them"));
    }

    void anIdIsTheSameWithLeadingZeros() {
        auto exam = scattered();
        exam[1].patient = exam[2].patient = "0087654321";
        exam[0].patient = exam[3].patient = "87654321";
        for (Made& made : exam) {
            made.birth = "";
        }
        QCOMPARE(cases(exam).size(), std::size_t(1));
        QVERIFY(cases(exam)[0].issues.empty());
        for (Made& made : exam) {
            made.study = "1";
        }
        QCOMPARE(cases(exam).size(), std::size_t(1));
        std::vector<StudyKey> keys;
        for (const char* id : {"0087654321", "87654321"}) {
            const Made made{.study = id, .time = "", .patient = id, .name = "", .birth = ""};
            keys.push_back(studyKeyOf(made.study, headers(made)));
        }
        QCOMPARE(studiesToBuildTogether(keys).size(), std::size_t(1));
    }

    void aStudyWhoseIdWasReconciledStaysWholeAndSaysSo() {
        auto exam = scattered();
        for (Made& made : exam) {
            made.study = "1";
        }
        exam[1].patient = exam[3].patient = "TRAUMA77";
        const auto found = cases(exam);
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(phasesOf(found[0]), std::string("Abd 1, Abd 2, Abd 3, Abd 4"));
        QVERIFY(says(found[0], "two patient IDs"));
        QVERIFY(says(found[0], "TRAUMA77"));
        for (Made& made : exam) {
            made.birth = ""; // a name alone is not enough
        }
        const auto parted = cases(exam);
        QCOMPARE(parted.size(), std::size_t(2));
        QVERIFY(says(parted[0], "the study is the same, but the patients differ"));
    }

    void aStudyOfThousandsOfPeople_data() {
        QTest::addColumn<bool>("oneId");
        QTest::newRow("one ID") << true;
        QTest::newRow("an ID each") << false;
    }
    void aStudyOfThousandsOfPeople() {
        QFETCH(bool, oneId);
        std::vector<InstanceHeader> files;
        constexpr std::size_t people = 4000; // each with each: eight million comparisons
        for (std::size_t i = 0; i < people; ++i) {
            files.push_back(headerOf({}, 1, static_cast<int>(i)));
            files.back().position = {-190, -190, static_cast<double>(i % 50)};
            files.back().patientName = "Nobody" + std::to_string(i);
            files.back().patientId = oneId ? "P17" : "P" + std::to_string(100000 + i);
        }
        const auto found = casesOf(files).value();
        QCOMPARE(found.size(), oneId ? std::size_t(1) : people);
        QVERIFY(says(found.front(), "This study names 4000 patients"));
        QVERIFY(says(found.back(), "This study names 4000 patients"));
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

QTEST_GUILESS_MAIN(ExamIdentityTest)
#include "test_exam_identity.moc"
