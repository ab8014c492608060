// Whose cases are one person's: what a search leaves out as another case of the same patient.
#include "tests/store/Fixture.h"

#include <QtTest>

#include "library/search/Search.h"

using namespace bolus;
using namespace bolus::test;

namespace {

/// A case a person, each with a report of a cyst.
class People {
public:
    std::int64_t add(const std::string& id, const std::string& name, const std::string& birth,
                     const std::string& sex = "F") {
        const std::string study = "1." + std::to_string(++m_studies);
        auto headers = seriesHeaders(study, study + ".1", 2);
        for (InstanceHeader& h : headers) {
            h.patientId = id;
            h.patientName = name;
            h.patientBirthDate = birth;
            h.patientSex = sex;
        }
        Case one = exam({volume(study, study + ".1", Phase::Arterial)}, id);
        one.patientName = name;
        const std::string studies[]{study};
        Report report;
        report.studyUid = study;
        report.text = "FINDINGS: Cyst.";
        if (!folder->addInstances(headers) || !folder->replaceCases(studies, std::span(&one, 1)) ||
            !folder->addReport(report)) {
            qFatal("no case");
        }
        return folder->cases().value().back().id;
    }
    SearchResult cysts(const std::string& ownPatient = {}) {
        SearchQuery query;
        query.phrase = "cyst";
        query.ownPatient = ownPatient;
        return findCases(folder.library(), nullptr, query).value();
    }
    std::string personOf(std::int64_t id) {
        return folder->keysOf(std::span(&id, 1)).value().front().person;
    }
    LibraryFolder folder;

private:
    int m_studies = 0;
};

} // namespace

class StorePeopleTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void twoPeopleOfOneIdAreTwo() {
        People people;
        const auto first = people.add("P77", "Roe^Mary", "19840101");
        people.add("P77", "Poe^Anna", "19200101");
        people.add("P78", "Moe^Ida", "19500101");
        const SearchResult result = people.cysts();
        QCOMPARE(result.hits.size(), std::size_t(3));
        QVERIFY(!result.leftOut.contains("same_patient"));
        // Nor is the other left out as the example's own patient.
        QCOMPARE(people.personOf(first), std::string());
        QVERIFY(!people.cysts(people.personOf(first)).leftOut.contains("own_patient"));
    }

    void onePersonWrittenInSeveralWaysIsOne() {
        People people;
        const auto first = people.add("P77", "Roe^Mary", "19840101");
        people.add("P77", "Roe^Mary^A", "19840101");
        people.add("0P77", "ROE^MARY", "");
        const SearchResult result = people.cysts();
        QCOMPARE(result.hits.size(), std::size_t(1));
        QCOMPARE(result.leftOut.at("same_patient"), std::int64_t(2));
        QCOMPARE(people.cysts(people.personOf(first)).leftOut.at("own_patient"), std::int64_t(3));
    }

    void birthOrSexTellsApartToo() {
        People people;
        people.add("P77", "Roe^Mary", "19840101");
        people.add("P77", "Roe^Mary", "19850101");
        people.add("P78", "Roe^Kim", "", "F");
        people.add("P78", "Roe^Kim", "", "M");
        QCOMPARE(people.cysts().hits.size(), std::size_t(4));
    }
};

QTEST_GUILESS_MAIN(StorePeopleTest)
#include "test_store_people.moc"
