// What was on screen of a case stays with it; and the exams of one patient.
#include "Fixture.h"

using namespace bolus;
using namespace bolus::test;

namespace {

const std::vector<Phase> twoPhases{Phase::PreContrast, Phase::Arterial};

std::string viewOf(Library& library, std::int64_t id) {
    return library.caseView(id).value_or("(failed)");
}

struct Known {
    std::string id, name = "Doe^Jane", birthDate = "19500101";
};

std::int64_t importOn(Library& library, const std::string& study, const std::string& date,
                      const Known& patient) {
    auto headers = seriesHeaders(study, study + ".1", 2);
    for (InstanceHeader& h : headers) {
        h.patientId = patient.id;
        h.patientName = patient.name;
        h.patientBirthDate = patient.birthDate;
    }
    (void)library.addInstances(headers);
    Case whole = exam({volume(study, study + ".1", Phase::Arterial)}, patient.id);
    whole.studyDate = date;
    const std::string studies[]{study};
    (void)library.replaceCases(studies, std::span(&whole, 1));
    const auto ids = library.caseIds(parseCaseFilter("").value()).value();
    return *std::ranges::max_element(ids);
}

} // namespace

class StoreViewsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aViewIsThereWhenTheLibraryIsOpenedAgain() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", twoPhases);
        QCOMPARE(viewOf(folder.library(), id), std::string());
        VERIFY_OK(folder->setCaseView(id, "{\"a\":1}"));
        VERIFY_OK(folder->setCaseView(id, "{\"a\":2}"));
        QCOMPARE(viewOf(folder.reopened(), id), std::string("{\"a\":2}"));
        VERIFY_OK(folder->setCaseView(id, ""));
        QCOMPARE(viewOf(folder.reopened(), id), std::string());
        const auto missing = folder->setCaseView(4711, "{}");
        QVERIFY(!missing && missing.error().code == ErrorCode::NotFound);
    }

    void keepingAViewIsNoNewsToThisConnectionButOtherChangesAre() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", twoPhases);
        const auto before = folder->revision().value();
        VERIFY_OK(folder->setCaseView(id, "{}"));
        QCOMPARE(folder->revision().value(), before);
        VERIFY_OK(folder->setPhase(id, "1.1.1", Phase::Delayed)); // not swallowed by the next line
        VERIFY_OK(folder->setCaseView(id, "{\"a\":1}"));
        QVERIFY(folder->revision().value() > before);
    }

    void aViewStaysThroughBuildingTheCaseAnew() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", twoPhases);
        VERIFY_OK(folder->setCaseView(id, "{}"));
        const std::string studies[]{"1.1"};
        const Case cases[]{exam(
            {volume("1.1", "1.1.1", Phase::PreContrast), volume("1.1", "1.1.2", Phase::Arterial)})};
        VERIFY_OK(folder->replaceCases(studies, cases));
        QCOMPARE(viewOf(folder.library(), id), std::string("{}"));
    }

    void mergedCasesComeBackWithTheirViews() {
        LibraryFolder folder;
        const std::int64_t a = importExam(folder.library(), "1.1", twoPhases);
        const std::int64_t b = importExam(folder.library(), "1.2", twoPhases);
        VERIFY_OK(folder->setCaseView(a, "\"a\""));
        VERIFY_OK(folder->setCaseView(b, "\"b\""));
        VERIFY_OK(folder->mergeCases(a, std::span(&b, 1)));
        QCOMPARE(viewOf(folder.library(), a), std::string("\"a\""));
        QCOMPARE(viewOf(folder.library(), b), std::string());
        VERIFY_OK(folder->setCaseView(a, "\"since\""));
        VERIFY_OK(folder->undoCaseEdit());
        QCOMPARE(viewOf(folder.reopened(), a), std::string("\"since\""));
        QCOMPARE(viewOf(folder.library(), b), std::string("\"b\""));
    }

    void aSplitLeavesTheViewWithTheCaseThatStays() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", twoPhases);
        VERIFY_OK(folder->setCaseView(id, "{}"));
        const std::string leaving[]{"1.1.2"};
        const auto fresh = folder->splitCase(id, leaving);
        VERIFY_OK(fresh);
        QCOMPARE(viewOf(folder.library(), id), std::string("{}"));
        QCOMPARE(viewOf(folder.library(), *fresh), std::string());
    }

    void anotherConnectionThatWritesIsWaitedForNotAnError() {
        LibraryFolder folder;
        const std::int64_t id = importExam(folder.library(), "1.1", twoPhases);
        const auto other = Library::open(folder.path());
        VERIFY_OK(other);
        VERIFY_OK((*other)->setCaseView(id, "\"other\""));
        QCOMPARE(viewOf(folder.library(), id), std::string("\"other\""));
    }

    void otherExamsAreThoseUnderThePatientIdNewestFirst() {
        LibraryFolder folder;
        Library& library = folder.library();
        const auto old = importOn(library, "1.1", "20200105", {"P1"});
        const auto now = importOn(library, "1.2", "20240105", {"P1"});
        const auto between = importOn(library, "1.3", "20220105", {"P1"});
        const auto somebody = importOn(library, "1.4", "20230105", {"P2"});
        const auto nobody = importOn(library, "1.5", "20210105", {""});
        (void)importOn(library, "1.6", "20210205", {""});
        std::vector<std::int64_t> found;
        const auto exams = library.otherExams(now);
        VERIFY_OK(exams);
        for (const Case& c : *exams) {
            found.push_back(c.id);
        }
        QCOMPARE(found, (std::vector{between, old}));
        QVERIFY(!exams->front().volumes.empty());
        QVERIFY(library.otherExams(somebody)->empty());
        QVERIFY(library.otherExams(nobody)->empty()); // two without a name are not one person
        QVERIFY(!library.otherExams(4711));
    }

    void anIdThatStandsForNobodyLeavesADoubt_data() {
        QTest::addColumn<QStringList>("one"); // ID, name, birth date
        QTest::addColumn<QStringList>("other");
        QTest::addColumn<QString>("doubt");
        const QStringList anonymous{"ANON", "Anonymous", ""};
        const QString open = "and nothing else says that they are of one person.";
        QTest::newRow("anonymous")
            << anonymous << anonymous << "Patient ID ANON is a placeholder, " + open;
        QTest::newRow("counting up") << QStringList{"12345", "", ""} << QStringList{"12345", "", ""}
                                     << "Patient ID 12345 is a placeholder, " + open;
        QTest::newRow("zeros") << QStringList{"0", "", "19000101"}
                               << QStringList{"000", "", "19000101"}
                               << "Patient ID 0 is a placeholder, " + open;
        QTest::newRow("only names")
            << QStringList{"ANON", "Doe^Jane", ""} << QStringList{"ANON", "Doe^Jane", "19500101"}
            << "Patient ID ANON is a placeholder, and only the names are "
               "equal.";
        QTest::newRow("two births") << QStringList{"ANON", "Anonymous", "19500101"}
                                    << QStringList{"ANON", "Anonymous", "19600101"}
                                    << "Their birth dates differ: 19500101, 19600101.";
        QTest::newRow("name and birth") << QStringList{"ANON", "Doe^Jane", "19500101"}
                                        << QStringList{"ANON", "DOE^JANE", "19500101"} << "";
        QTest::newRow("an ID that tells")
            << QStringList{"0012", "Anonymous", ""} << QStringList{"12", "", ""} << "";
        QTest::newRow("spelled twice") << QStringList{"P7", "M\u00fcller^Eva", ""}
                                       << QStringList{"P7", "MUELLER^EVA^M", ""} << "";
    }
    void anIdThatStandsForNobodyLeavesADoubt() {
        QFETCH(QStringList, one);
        QFETCH(QStringList, other);
        QFETCH(QString, doubt);
        const auto known = [](const QStringList& values) {
            return Known{values[0].toStdString(), values[1].toStdString(), values[2].toStdString()};
        };
        LibraryFolder folder;
        const auto now = importOn(folder.library(), "1.1", "20240105", known(one));
        const auto before = importOn(folder.library(), "1.2", "20220105", known(other));
        const auto exams = folder->otherExams(now); // listed, whatever the doubt
        QCOMPARE(exams->size(), std::size_t(1));
        QCOMPARE(exams->front().id, before);
        const auto doubts = folder->mergeDoubts(std::array{now, before});
        VERIFY_OK(doubts);
        QCOMPARE(doubts->empty() ? QString() : QString::fromStdString(doubts->front()), doubt);
    }
};

QTEST_GUILESS_MAIN(StoreViewsTest)
#include "test_store_views.moc"
