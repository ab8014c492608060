#include <filesystem>
#include <limits>
#include <sys/wait.h>
#include <unistd.h>

#include "VectorFixture.h"
#include "library/search/VectorOrder.h"

using namespace bolus;
using namespace bolus::test;

namespace {

struct Made {
    LibraryFolder folder;
    std::mt19937 random{7};
    std::vector<std::vector<float>> vectors;
    std::vector<std::int64_t> ids;
    std::vector<float> query;

    explicit Made(std::size_t count, std::size_t dimension = 256) {
        for (std::size_t i = 0; i < count; ++i) {
            vectors.push_back(unitVector(random, dimension));
        }
        ids = addVectors(folder.library(), vectors);
        query = unitVector(random, dimension);
    }
    std::unique_ptr<VectorIndex> index() {
        auto opened = VectorIndex::open(folder.library(), vectorModel);
        return opened ? std::move(*opened) : nullptr;
    }
};

std::vector<std::int64_t> found(const VectorIndex& index, const std::vector<float>& query,
                                std::size_t k = 1000) {
    const auto nearest = index.search({.vector = query, .k = k});
    return nearest ? idsOf(*nearest) : std::vector<std::int64_t>{-1};
}

/// In another process, as an import does while a window is open.
template<typename Work>
bool elsewhere(const std::filesystem::path& folder, Work&& work) {
    const pid_t child = ::fork();
    if (child == 0) {
        auto library = Library::open(folder);
        ::_exit(library && work(**library) ? 0 : 1);
    }
    int status = 1;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

} // namespace

class VectorIndexTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void ordersAsAPlainLoopDoes() {
        Made made(60);
        const auto index = made.index();
        QVERIFY(index);
        const auto expected = orderedPlainly(made.vectors, made.ids, made.query);
        QCOMPARE(found(*index, made.query), expected);
        const auto some = index->search({.vector = made.query, .k = 7});
        VERIFY_OK(some);
        QCOMPARE(some->cases.size(), std::size_t(7));
        QCOMPARE(some->compared, std::size_t(60));
        for (int i = 0; i < 7; ++i) {
            QCOMPARE(some->cases[i].caseId, expected[i]);
            QCOMPARE(some->cases[i].rank, i + 1);
        }
        const auto first = std::ranges::find(made.ids, expected[0]) - made.ids.begin();
        double cosine = 0;
        for (std::size_t i = 0; i < 256; ++i) {
            cosine += static_cast<double>(made.query[i]) * made.vectors[first][i];
        }
        QVERIFY(std::abs(some->cases[0].cosine - cosine) < 1e-6);
    }

    void otherCasesAreRankedWhereverTheyLie() {
        Made made(60);
        const auto index = made.index();
        const auto expected = orderedPlainly(made.vectors, made.ids, made.query);
        const auto some = index->search({.vector = made.query,
                                         .k = 2,
                                         .also = {expected[40], expected[1], expected[59], 9999}});
        VERIFY_OK(some);
        QCOMPARE(idsOf(*some),
                 (std::vector<std::int64_t>{expected[0], expected[1], expected[40], expected[59]}));
        QCOMPARE(some->cases[2].rank, 41);
        QCOMPARE(some->cases[3].rank, 60);
    }

    void equalCosinesGoByCase() {
        LibraryFolder folder;
        const std::vector<float> same{0.6F, 0.8F, 0}, nearer{1, 0, 0};
        const auto ids = addVectors(folder.library(), {same, same, nearer, same});
        const auto index = VectorIndex::open(folder.library(), vectorModel);
        VERIFY_OK(index);
        QCOMPARE(found(**index, {1, 0, 0}),
                 (std::vector<std::int64_t>{ids[2], ids[0], ids[1], ids[3]}));
    }

    void filtersLeaveOutAndRanksCountWhatIsLeft() {
        Made made(60);
        const auto index = made.index();
        const auto expected = orderedPlainly(made.vectors, made.ids, made.query);
        std::vector<bool> allowed(static_cast<std::size_t>(made.ids[20]));
        std::vector<std::int64_t> kept;
        for (const std::int64_t id : expected) {
            if (id % 3 == 0 && static_cast<std::size_t>(id) < allowed.size()) {
                allowed[static_cast<std::size_t>(id)] = true;
                kept.push_back(id);
            }
        }
        const auto some = index->search(
            {.vector = made.query, .k = 100, .allowed = &allowed, .also = {made.ids[40]}});
        VERIFY_OK(some);
        QCOMPARE(idsOf(*some), kept);
        QCOMPARE(some->compared, kept.size());
        QCOMPARE(some->cases.back().rank, static_cast<int>(kept.size()));
        const std::vector<bool> none;
        QVERIFY(index->search({.vector = made.query, .allowed = &none})->cases.empty());
    }

    void seesWhatAnotherProcessDid() {
        Made made(5, 8);
        const auto index = made.index();
        const std::vector<float> best = made.query;
        QVERIFY(elsewhere(made.folder.path(), [&](Library& library) {
            return addVectors(library, {best}, "2").size() == 1;
        }));
        QCOMPARE(index->size(), std::size_t(5));
        VERIFY_OK(index->refresh(made.folder.library()));
        QCOMPARE(index->size(), std::size_t(6));
        const std::int64_t added = found(*index, made.query).front();
        QVERIFY(std::ranges::find(made.ids, added) == made.ids.end());
        QVERIFY(elsewhere(made.folder.path(), [&](Library& library) { // embedded again
            std::vector<float> opposite = best;
            std::ranges::transform(opposite, opposite.begin(), std::negate<>());
            return library.putVector(vectorModel, {added, opposite, {}}).has_value();
        }));
        VERIFY_OK(index->refresh(made.folder.library()));
        QCOMPARE(found(*index, made.query).back(), added);
        const std::int64_t others[]{made.ids[1]};
        QVERIFY(elsewhere(made.folder.path(), [&](Library& library) {
            return library.mergeCases(made.ids[0], others).has_value();
        }));
        VERIFY_OK(index->refresh(made.folder.library()));
        QVERIFY(index->vectorOf(made.ids[1]).empty());
        QCOMPARE(found(*index, made.query), found(*made.index(), made.query));
    }

    void followsATakenBackMerge() {
        Made made(3, 8);
        const auto index = made.index();
        const std::int64_t others[]{made.ids[2]};
        VERIFY_OK(made.folder->mergeCases(made.ids[0], others));
        VERIFY_OK(index->refresh(made.folder.library()));
        VERIFY_OK(made.folder->undoCaseEdit());
        VERIFY_OK(index->refresh(made.folder.library()));
        QCOMPARE(found(*index, made.query), found(*made.index(), made.query));
        QCOMPARE(found(*index, made.query).size(), made.folder->vectors(vectorModel)->size());
    }

    /// As many changes as before, but other ones: only the log's token tells.
    void seesThatACopyWasPutBack() {
        Made made(3, 8);
        const auto index = made.index();
        made.folder.close();
        const auto file = made.folder.path() / "library.sqlite";
        const auto copy = made.folder.root() / "copy.sqlite";
        std::filesystem::copy_file(file, copy);
        VERIFY_OK(made.folder->putVector(vectorModel, {made.ids[0], made.query, {}}));
        VERIFY_OK(index->refresh(made.folder.library()));
        QCOMPARE(found(*index, made.query).front(), made.ids[0]);
        made.folder.close();
        std::filesystem::copy_file(copy, file, std::filesystem::copy_options::overwrite_existing);
        VERIFY_OK(made.folder->putVector(vectorModel, {made.ids[1], made.query, {}}));
        VERIFY_OK(index->refresh(made.folder.library()));
        QCOMPARE(found(*index, made.query).front(), made.ids[1]);
        QCOMPARE(
            found(*index, made.query),
            orderedPlainly({made.vectors[0], made.query, made.vectors[2]}, made.ids, made.query));
    }

    void casesThatComeOutOfOrderAreFound() {
        LibraryFolder folder;
        std::mt19937 random(3);
        std::vector<std::vector<float>> vectors;
        std::vector<std::int64_t> ids;
        VERIFY_OK(folder->addModel({"compact", vectorModel, "m", "{}", "{}", false, 0}));
        for (int i = 0; i < 6; ++i) {
            ids.push_back(importExam(folder.library(), "1." + std::to_string(i), {Phase::Delayed}));
            vectors.push_back(unitVector(random, 8));
        }
        const auto index = VectorIndex::open(folder.library(), vectorModel);
        VERIFY_OK(index);
        for (const std::size_t i : {4U, 1U, 5U, 0U, 3U, 2U}) {
            VERIFY_OK(folder->putVector(vectorModel, {ids[i], vectors[i], {}}));
            VERIFY_OK((*index)->refresh(folder.library()));
            QVERIFY(!(*index)->vectorOf(ids[i]).empty());
        }
        QCOMPARE(found(**index, vectors[0]), orderedPlainly(vectors, ids, vectors[0]));
    }

    void vectorsThatCannotBeSearchedAreSaid() {
        const float nan = std::numeric_limits<float>::quiet_NaN();
        const float huge = std::numeric_limits<float>::max();
        LibraryFolder folder; // the first is not like the others
        const auto ids =
            addVectors(folder.library(),
                       {{1, 0}, {0, 1, 0}, {nan, 0, 1}, {1, 0, 0}, {huge, huge, huge}, {0, 0, 1}});
        const auto index = VectorIndex::open(folder.library(), vectorModel);
        VERIFY_OK(index);
        QCOMPARE(found(**index, {0, 0.6F, 0.8F}),
                 (std::vector<std::int64_t>{ids[5], ids[1], ids[3]}));
        QVERIFY((*index)->unusable().starts_with("3 cases have vectors that cannot be searched"));
        VERIFY_OK(folder->putVector(vectorModel, {ids[2], {0, 0.6F, 0.8F}, {}}));
        VERIFY_OK((*index)->refresh(folder.library()));
        QCOMPARE(found(**index, {0, 0.6F, 0.8F}).front(), ids[2]);
        QVERIFY((*index)->unusable().starts_with("2 cases"));
        QCOMPARE((*index)->search({.vector = std::vector<float>{1, 0}}).error().code,
                 ErrorCode::BadInput);
        QCOMPARE((*index)->search({.vector = std::vector<float>{nan, 0, 0}}).error().code,
                 ErrorCode::BadInput);
    }

    void anEmptyIndexFindsNothing() {
        LibraryFolder folder;
        const auto index = VectorIndex::open(folder.library(), vectorModel);
        VERIFY_OK(index);
        QVERIFY((*index)->search({.vector = std::vector<float>{1, 0}})->cases.empty());
        QCOMPARE((*index)->unusable(), std::string());
        const auto ids = addVectors(folder.library(), {{1, 0}});
        VERIFY_OK((*index)->refresh(folder.library()));
        QCOMPARE(found(**index, {1, 0}), ids);
    }

    void anotherModelsVectorsAreNotThisOnes() {
        Made made(3, 8);
        const std::string other(64, 'b');
        VERIFY_OK(made.folder->addModel({"other", other, "o", "{}", "{}", false, 0}));
        const auto index = made.index();
        VERIFY_OK(made.folder->putVector(other, {made.ids[0], {1, 0}, {}}));
        VERIFY_OK(index->refresh(made.folder.library()));
        QCOMPARE(found(*index, made.query), orderedPlainly(made.vectors, made.ids, made.query));
        VERIFY_OK(made.folder->removeModel("compact"));
        VERIFY_OK(index->refresh(made.folder.library()));
        QCOMPARE(index->size(), std::size_t(0));
    }

    void ordersManyAsASortDoes_data() {
        QTest::addColumn<int>("values");
        QTest::newRow("all equal") << 1;
        QTest::newRow("many equal") << 50;
        QTest::newRow("hardly any equal") << 1000000;
    }
    void ordersManyAsASortDoes() {
        QFETCH(int, values);
        std::mt19937 random(5);
        std::vector<float> cosines;
        std::vector<std::int64_t> ids;
        std::vector<std::uint32_t> rows;
        for (std::uint32_t i = 0; i < 5000; ++i) {
            cosines.push_back(static_cast<float>(static_cast<int>(random()) % values) /
                              static_cast<float>(values));
            ids.push_back(static_cast<std::int64_t>(5000 - i));
            rows.push_back(i);
        }
        std::vector<std::uint32_t> sorted = rows;
        std::ranges::sort(sorted, [&](auto a, auto b) {
            return cosines[a] != cosines[b] ? cosines[a] > cosines[b] : ids[a] < ids[b];
        });
        VectorOrder order(rows, cosines, ids);
        for (const std::size_t place : {4999UL, 0UL, 2500UL, 17UL}) {
            QCOMPARE(order.placeOf(sorted[place]), place);
            QCOMPARE(order.at(place), sorted[place]);
        }
        for (std::size_t place = 0; place < sorted.size(); ++place) {
            QCOMPARE(order.at(place), sorted[place]);
        }
    }
};

QTEST_GUILESS_MAIN(VectorIndexTest)
#include "test_vector_index.moc"
