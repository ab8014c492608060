// What readers marked before they saw the maps: logged once, kept, deleted on demand.
#include "Fixture.h"

using namespace bolus;
using namespace bolus::test;

class StoreReadingsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsLoggedStays() {
        LibraryFolder folder;
        VERIFY_OK(folder->addReading({"a", "P1", R"({"marks":1})"}));
        VERIFY_OK(folder->addReading({"b", "", R"({"marks":2})"}));
        VERIFY_OK(folder->addReading({"a", "P9", R"({"marks":3})"})); // not changed afterwards
        const auto rows = folder.reopened().readings();
        VERIFY_OK(rows);
        QCOMPARE(rows->size(), std::size_t{2});
        QCOMPARE((*rows)[0].patientId, std::string("P1"));
        QCOMPARE((*rows)[0].body, std::string(R"({"marks":1})"));
        QVERIFY((*rows)[1].written.ends_with('Z'));
        QCOMPARE(*folder->readingCount(), 2);
    }

    void allOfThemCanBeDeleted() {
        LibraryFolder folder;
        QCOMPARE(*folder->removeReadings(), 0);
        VERIFY_OK(folder->addReading({"a", "P1", "{}"}));
        VERIFY_OK(folder->addReading({"b", "P1", "{}"}));
        QCOMPARE(*folder->removeReadings(), 2);
        QVERIFY(folder.reopened().readings()->empty());
    }

    void aNamelessOneIsRefused() {
        LibraryFolder folder;
        QCOMPARE(folder->addReading({"", "P1", "{}"}).error().code, ErrorCode::BadInput);
        QCOMPARE(folder->addReading({"a", "P1", ""}).error().code, ErrorCode::BadInput);
        QCOMPARE(*folder->readingCount(), 0);
    }
};

QTEST_GUILESS_MAIN(StoreReadingsTest)
#include "test_store_readings.moc"
