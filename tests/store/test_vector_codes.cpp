#include <csignal>
#include <fstream>
#include <numeric>
#include <sys/wait.h>
#include <unistd.h>

#include <SQLiteCpp/SQLiteCpp.h>

#include "VectorFixture.h"

using namespace bolus;
using namespace bolus::test;

namespace {

constexpr std::size_t dimension = 64;

/// Around centres, as exams are around kinds of exams.
std::vector<std::vector<float>> clustered(std::size_t count, std::size_t clusters) {
    std::mt19937 random(11);
    std::vector<std::vector<float>> centres, vectors;
    for (std::size_t c = 0; c < clusters; ++c) {
        centres.push_back(unitVector(random, dimension));
    }
    for (std::size_t i = 0; i < count; ++i) {
        vectors.push_back(unitVector(random, dimension, centres[i % clusters], 0.5F));
    }
    return vectors;
}

VectorRows rowsOf(const std::vector<std::vector<float>>& vectors) {
    VectorRows rows(dimension);
    for (const auto& vector : vectors) {
        rows.add(vector);
    }
    return rows;
}

std::unique_ptr<VectorCodes> learned(const VectorRows& rows) {
    std::vector<std::uint32_t> usable(rows.size());
    std::iota(usable.begin(), usable.end(), 0);
    return VectorCodes::learn(rows, usable);
}

/// Vectors without cases: many thousand cases would take minutes to import.
void insertVectors(const std::filesystem::path& folder,
                   const std::vector<std::vector<float>>& vectors) {
    SQLite::Database database((folder / "library.sqlite").string(), SQLite::OPEN_READWRITE);
    database.exec("PRAGMA foreign_keys = OFF");
    SQLite::Transaction transaction(database);
    SQLite::Statement insert(database, "INSERT INTO vector(model_hash, case_id, signature, phases, "
                                       "data) VALUES(?, ?, 0, '', ?)");
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        insert.bind(1, vectorModel);
        insert.bind(2, static_cast<std::int64_t>(i + 1));
        insert.bind(3, vectors[i].data(), static_cast<int>(vectors[i].size() * sizeof(float)));
        insert.exec();
        insert.reset();
    }
    transaction.commit();
}

/// Of the ten nearest by a plain loop, how many of these are found.
double recallOf(const VectorIndex& index, const std::vector<std::vector<float>>& vectors,
                const std::vector<bool>* allowed = nullptr) {
    std::vector<std::int64_t> ids;
    std::vector<std::vector<float>> among;
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        if (allowed == nullptr || (*allowed)[i + 1]) {
            ids.push_back(static_cast<std::int64_t>(i + 1));
            among.push_back(vectors[i]);
        }
    }
    std::mt19937 random(23); // not the seed that made the library
    int found = 0, all = 0;
    for (int q = 0; q < 20; ++q) {
        const auto query = unitVector(random, dimension, vectors[random() % vectors.size()], 0.4F);
        auto expected = orderedPlainly(among, ids, query);
        expected.resize(10);
        const auto nearest =
            index.search({.vector = query, .k = 10, .allowed = allowed, .exact = false});
        for (const std::int64_t id : nearest ? idsOf(*nearest) : std::vector<std::int64_t>{}) {
            found += std::ranges::find(expected, id) != expected.end() ? 1 : 0;
        }
        all += 10;
    }
    return static_cast<double>(found) / all;
}

} // namespace

class VectorCodesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aLargeLibraryIsSearchedByCodes() {
        LibraryFolder folder;
        folder->contents();
        const auto vectors = clustered(mostScanned + 1, 400);
        insertVectors(folder.path(), vectors);
        auto index = VectorIndex::open(folder.library(), vectorModel);
        VERIFY_OK(index);
        QVERIFY((*index)->codes());
        QVERIFY((*index)->codes()->recall() >= VectorCodes::wantedRecall);
        QVERIFY(recallOf(**index, vectors) >= 0.98); // of 200: two of a hundred may be luck
        const auto byCodes = (*index)->search({.vector = vectors[5], .k = 3, .exact = false});
        VERIFY_OK(byCodes);
        QVERIFY(byCodes->byCodes);
        QCOMPARE(byCodes->cases.front().caseId, std::int64_t(6));
        const auto exact = (*index)->search({.vector = vectors[5], .k = 3});
        QVERIFY(!exact->byCodes);
        QCOMPARE(exact->cases, byCodes->cases);
        std::vector<bool> most(vectors.size() + 1, true), half(vectors.size() + 1);
        for (std::size_t id = 1; id < half.size(); ++id) {
            most[id] = id % 50 != 0;
            half[id] = id % 2 != 0;
        }
        QVERIFY(recallOf(**index, vectors, &most) >= 0.98);
        QCOMPARE(recallOf(**index, vectors, &half), 1.0); // compared one by one

        // What was learned is there the next time, and what is damaged is learned again.
        const auto file = folder.path() / "index" / (vectorModel.substr(0, 16) + ".codes");
        const auto modified = modifiedNs(file);
        QVERIFY(modified > 0);
        index = VectorIndex::open(folder.library(), vectorModel);
        QCOMPARE(modifiedNs(file), modified);
        QCOMPARE((*index)->search({.vector = vectors[5], .k = 3, .exact = false})->cases,
                 byCodes->cases);
        std::filesystem::resize_file(file, 1000);
        index = VectorIndex::open(folder.library(), vectorModel);
        VERIFY_OK(index);
        QVERIFY(VectorCodes::load(file, vectorModel, dimension));
        QCOMPARE((*index)->search({.vector = vectors[5], .k = 3, .exact = false})->cases,
                 byCodes->cases);
    }

    void aFileThatIsNotWholeIsNone_data() {
        QTest::addColumn<int>("damage");
        for (const int damage : {0, 1, 2, 3, 4}) {
            QTest::addRow("%d", damage) << damage;
        }
    }
    void aFileThatIsNotWholeIsNone() {
        QFETCH(int, damage);
        QTemporaryDir folder;
        const std::filesystem::path file = folder.path().toStdString() + "/index/x.codes";
        const auto codes = learned(rowsOf(clustered(2000, 20)));
        QVERIFY(codes && codes->save(file, vectorModel));
        const auto loaded = VectorCodes::load(file, vectorModel, dimension);
        QVERIFY(loaded);
        QCOMPARE(loaded->recall(), codes->recall());
        QCOMPARE(loaded->candidates(5000), codes->candidates(5000));
        std::string bytes;
        {
            std::ifstream stream(file, std::ios::binary);
            bytes.assign(std::istreambuf_iterator<char>(stream), {});
        }
        switch (damage) {
        case 0:
            bytes.resize(bytes.size() - 1);
            break;
        case 1:
            bytes[bytes.size() / 2] ^= 1;
            break;
        case 2:
            bytes.clear();
            break;
        case 3:
            bytes[80] = '\xff'; // how many bits
            break;
        default:
            QVERIFY(!VectorCodes::load(file, std::string(64, 'b'), dimension));
            QVERIFY(!VectorCodes::load(file, vectorModel, dimension + 1));
            bytes += "x";
        }
        writeFile(file, bytes);
        QVERIFY(!VectorCodes::load(file, vectorModel, dimension));
    }

    void aKillLeavesAWholeFile() {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.path().toStdString() + "/index/x.codes";
        const auto codes = learned(rowsOf(clustered(2000, 20)));
        QVERIFY(codes && codes->save(file, vectorModel));
        std::mt19937 random(1);
        for (int kill = 0; kill < 12; ++kill) {
            const pid_t child = ::fork();
            if (child == 0) {
                while (codes->save(file, vectorModel)) {
                }
                ::_exit(1);
            }
            ::usleep(2000 + static_cast<useconds_t>(random() % 8000));
            ::kill(child, SIGKILL);
            int status = 0;
            ::waitpid(child, &status, 0);
            QVERIFY(WIFSIGNALED(status));
            QVERIFY(VectorCodes::load(file, vectorModel, dimension));
        }
        QVERIFY(codes->save(file, vectorModel)); // takes away what the killed ones left
        const std::filesystem::directory_iterator left(file.parent_path());
        QCOMPARE(std::distance(begin(left), end(left)), 1);
    }

    void tooFewVectorsTeachNothing() {
        QVERIFY(!learned(rowsOf(clustered(100, 10))));
        QVERIFY(!learned(VectorRows(dimension)));
    }
};

QTEST_GUILESS_MAIN(VectorCodesTest)
#include "test_vector_codes.moc"
