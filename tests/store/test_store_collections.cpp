// Collections, searches that were made and searches that are kept, and the filter's lists.
#include "Fixture.h"

using namespace bolus;
using namespace bolus::test;

namespace {

using Ids = std::vector<std::int64_t>;

SearchRecord record(const std::string& title, const std::string& answer = "{}") {
    SearchRecord made;
    made.title = title;
    made.command = "search";
    made.request = "{\"phrase\":\"" + title + "\"}";
    made.answer = answer;
    made.hits = 3;
    made.model = "tiny";
    return made;
}

Ids passing(Library& library, const std::string& filter) {
    const auto parsed = parseCaseFilter(filter);
    if (!parsed) {
        qFatal("%s", say(parsed.error()).c_str());
    }
    const auto listed = library.caseIds(*parsed);
    const auto bits = library.casesPassing(*parsed);
    Ids ids;
    for (std::size_t id = 0; id < bits->size(); ++id) {
        if ((*bits)[id]) {
            ids.push_back(static_cast<std::int64_t>(id));
        }
    }
    Ids sorted = *listed;
    std::ranges::sort(sorted);
    if (sorted != ids || library.caseCount(*parsed).value() != std::ssize(ids)) {
        qFatal("two answers to one filter");
    }
    return ids;
}

} // namespace

class CollectionsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void casesAreKeptUnderAName() {
        LibraryFolder folder;
        const auto a = importExam(folder.library(), "1.1", {Phase::Arterial}, "A");
        const auto b = importExam(folder.library(), "1.2", {Phase::Arterial}, "B");
        QCOMPARE(folder->addToCollection("Teaching", Ids{a, b}).value(), std::int64_t(2));
        QCOMPARE(folder->addToCollection("teaching", Ids{b}).value(), std::int64_t(0)); // the same
        QCOMPARE(folder->collections()->size(), std::size_t(1));
        QCOMPARE(folder->collections()->front().cases, std::int64_t(2));
        QCOMPARE(folder->collectionCases("TEACHING").value(), (Ids{a, b}));
        QCOMPARE(folder->removeFromCollection("teaching", Ids{a}).value(), std::int64_t(1));
        QVERIFY(folder->renameCollection("teaching", "Rounds").has_value());
        QCOMPARE(folder->collectionCases("rounds").value(), Ids{b});
        QCOMPARE(folder->collectionCases("teaching").error().code, ErrorCode::NotFound);
        QCOMPARE(folder->addToCollection("x", Ids{99}).error().code, ErrorCode::NotFound);
        QCOMPARE(folder->collections()->size(), std::size_t(1)); // "x" was not made
        QCOMPARE(folder->addToCollection("  ", Ids{a}).error().code, ErrorCode::BadInput);
        QVERIFY(folder->addToCollection("other", Ids{a}).has_value());
        QCOMPARE(folder->renameCollection("other", "ROUNDS").error().code, ErrorCode::Conflict);
        QVERIFY(folder->deleteCollection("rounds").has_value());
        QCOMPARE(folder->deleteCollection("rounds").error().code, ErrorCode::NotFound);
    }

    void membersStayThroughMergesAndSplits() {
        LibraryFolder folder;
        const auto a = importExam(folder.library(), "1.1", {Phase::Arterial}, "A");
        const auto b = importExam(folder.library(), "1.2", {Phase::Delayed}, "A");
        QVERIFY(folder->addToCollection("c", Ids{b}).has_value());
        QVERIFY(folder->mergeCases(a, Ids{b}).has_value());
        QCOMPARE(folder->collectionCases("c").value(), Ids{a});
        QVERIFY(folder->undoCaseEdit().has_value());
        QCOMPARE(folder->collectionCases("c").value(), Ids{b});
    }

    void filtersKnowListsAndWhatIsLeftOut() {
        LibraryFolder folder;
        const auto a = importExam(folder.library(), "1.1", {Phase::Arterial}, "A");
        const auto b = importExam(folder.library(), "1.2", {Phase::Delayed}, "B");
        const auto c = importExam(folder.library(), "1.3", {Phase::Delayed}, "C");
        Report report;
        report.studyUid = "1.1";
        report.text = "IMPRESSION: Hepatocellular carcinoma.";
        QVERIFY(folder->addReport(report).has_value());
        QVERIFY(folder->addToCollection("two words", Ids{a, b}).has_value());
        QVERIFY(folder->addModel({"m", "hash", "f", "{}", "{}"}).has_value());
        QVERIFY(folder->activateModel("m").has_value());
        QVERIFY(folder->putVector("hash", {c, {1, 0}, {Phase::Delayed}}).has_value());
        Library& library = folder.library();
        QCOMPARE(passing(library, "collection:\"two words\""), (Ids{a, b}));
        QCOMPARE(passing(library, "collection:none"), Ids{});
        QCOMPARE(passing(library, "has:report"), Ids{a});
        QCOMPARE(passing(library, "has:vector"), Ids{c});
        QCOMPARE(passing(library, "-has:vector phase:delayed"), Ids{b});
        QCOMPARE(passing(library, "-phase:arterial"), (Ids{b, c}));
        QCOMPARE(passing(library, "-phase:arterial -id:3"), Ids{b});
        QCOMPARE(passing(library, "tag:hcc"), Ids{a});
        QCOMPARE(passing(library, "-tag:hcc"), (Ids{b, c}));
        QVERIFY(!parseCaseFilter("has:money"));
        QVERIFY(!parseCaseFilter("-colour:red"));
    }

    void searchesAreWrittenDown() {
        LibraryFolder folder;
        const auto revision = folder->revision().value();
        const auto first = folder->addReceipt(record("cyst", "{\"hits\":[]}")).value();
        const auto second = folder->addReceipt(record("stone")).value();
        QVERIFY(second > first);
        QCOMPARE(folder->revision().value(), revision); // no news of the library
        const auto newest = folder->receipts(10).value();
        QCOMPARE(newest.size(), std::size_t(2));
        QCOMPARE(newest[0].title, std::string("stone"));
        QVERIFY(newest[0].answer.empty() && !newest[0].when.empty());
        QCOMPARE(folder->receipt(first)->answer, std::string("{\"hits\":[]}"));
        QCOMPARE(folder->receipt(first)->model, std::string("tiny"));
        auto other = Library::open(folder->folder());
        QCOMPARE((*other)->receipts(10)->size(), std::size_t(2));
        QCOMPARE(folder->removeReceipts().value(), std::int64_t(2));
        QCOMPARE(folder->receipt(first).error().code, ErrorCode::NotFound);
        QVERIFY(folder->addReceipt(record("again")).value() > second); // numbers are not used again
    }

    void ofManySearchesTheNewestAreKept() {
        LibraryFolder folder;
        const std::string large(static_cast<std::size_t>(mostReceiptBytes / 4), 'x');
        std::int64_t last = 0;
        for (int i = 0; i < 6; ++i) {
            last = folder->addReceipt(record("large", large)).value();
        }
        QCOMPARE(folder->receipts(100)->size(), std::size_t(3)); // the fourth would be beyond
        QCOMPARE(folder->receipt(last)->answer.size(), large.size());
        QVERIFY(folder->addReceipt(record("huge", large + large + large + large)).has_value());
        QCOMPARE(folder->receipts(100)->size(), std::size_t(1)); // always the newest
    }

    void searchesAreKeptUnderAName() {
        LibraryFolder folder;
        SearchRecord cyst = record("cyst");
        QCOMPARE(folder->saveSearch(cyst).error().code, ErrorCode::BadInput);
        cyst.name = "Mine";
        QVERIFY(folder->saveSearch(cyst).has_value());
        cyst.title = "stone";
        cyst.name = "mine";
        QVERIFY(folder->saveSearch(cyst).has_value()); // replaces it
        QCOMPARE(folder->savedSearches()->size(), std::size_t(1));
        QCOMPARE(folder->savedSearches()->front().title, std::string("stone"));
        QVERIFY(folder->forgetSearch("MINE").has_value());
        QCOMPARE(folder->forgetSearch("mine").error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(CollectionsTest)
#include "test_store_collections.moc"
