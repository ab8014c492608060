// Searching by region: parity with golden/regions.json, written by make_region_golden.py, and where
// things lie.
#include <fstream>

#include <nlohmann/json.hpp>

#include "library/domain/Vectors.h"
#include "library/search/RegionMatch.h"
#include "tests/HashedNumbers.h"
#include "tests/store/Fixture.h"

#include <QtTest>

using namespace bolus;
using namespace bolus::test;

namespace {

constexpr std::size_t width = 8;
constexpr Sphere drawn{{-60, 20, 12}, 30};

/// Cells of 40 × 40 × 50 mm from (−160, −160, −100) on; each case's shifted by as many mm as its
/// number and wider by as many per cent.
Box boxOf(int number) {
    const double grown = 1 + number / 100.0;
    Box box{{}, {40 * grown / 32, 40 * grown / 32, 50 * grown / 8}, {1, 0, 0, 0, 1, 0, 0, 0, 1}};
    const std::array<double, 3> low{-160.0 + number, -160.0 + number, -100.0 + number};
    for (std::size_t i = 0; i < 3; ++i) {
        box.origin[i] = low[i] + box.spacing[i] / 2;
    }
    return box;
}

std::vector<float> numbersOf(const std::string& name) {
    const std::vector<double> numbers = hashed(name, gridCells * width);
    return {numbers.begin(), numbers.end()};
}

std::vector<float> phaseOf(int number, int phase) {
    constexpr std::size_t count = gridCells * width;
    const std::string name = " phase " + std::to_string(phase);
    auto values = numbersOf("case " + std::to_string(number) + name);
    const auto usual = numbersOf("usual" + name);
    if (number == 7) { // the query's, one cell along w
        const auto own = numbersOf("case 0" + name);
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t cell = i / width, row = cell / 8 * 8;
            const std::size_t from = (row + (cell + 7) % 8) * width + i % width;
            values[i] = own[from] + 0.3F * values[i];
        }
    }
    for (std::size_t i = 0; i < count; ++i) {
        values[i] += 3 * usual[i];
    }
    return values;
}

CaseTokens caseOf(int number) {
    CaseTokens tokens{{Phase::Arterial}, width, phaseOf(number, 1), boxOf(number)};
    if (number % 4 != 0 || number == 0) {
        tokens.phases.push_back(Phase::PortalVenous);
        const auto second = phaseOf(number, 2);
        tokens.values.insert(tokens.values.end(), second.begin(), second.end());
    }
    return tokens;
}

Result<std::optional<CaseTokens>> madeUp(std::int64_t id) {
    return caseOf(static_cast<int>(id));
}

std::vector<std::int64_t> upTo(std::int64_t count) {
    std::vector<std::int64_t> ids;
    for (std::int64_t id = 1; id <= count; ++id) {
        ids.push_back(id);
    }
    return ids;
}

nlohmann::json golden() {
    return nlohmann::json::parse(
        std::ifstream(BOLUS_SOURCE_DIR "/tests/store/golden/regions.json"));
}

void compareToGolden(const RegionRanking& ranking, const nlohmann::json& expected) {
    QCOMPARE(ranking.matches.size(), expected.size());
    std::map<std::int64_t, double> similarities;
    for (const auto& hit : expected) {
        similarities[hit["case"]] = hit["similarity"];
    }
    for (const RegionMatch& match : ranking.matches) {
        const double off = std::abs(match.similarity - similarities.at(match.caseId));
        QVERIFY2(off < 0.01, std::to_string(match.caseId).c_str()); // shares are sampled
    }
    for (std::size_t i = 0; i < 3; ++i) {
        QCOMPARE(ranking.matches[i].caseId, expected[i]["case"].get<std::int64_t>());
        for (std::size_t axis = 0; axis < 3; ++axis) {
            QVERIFY(std::abs(ranking.matches[i].place.centre[axis] -
                             expected[i]["centre"][axis].get<double>()) < 1e-6);
        }
    }
}

} // namespace

class TestRegionMatch : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aSphereLiesInTheseCells() {
        const auto cells = cellsOf(boxOf(0), drawn);
        VERIFY_OK(cells);
        const auto expected = golden()["cells"];
        double sum = 0;
        for (const CellWeight& cell : *cells) {
            sum += cell.weight;
        }
        QVERIFY(std::abs(sum - 1) < 1e-12);
        for (const auto& one : expected) {
            const auto found = std::ranges::find(*cells, one["cell"].get<int>(), &CellWeight::cell);
            const double weight = found == cells->end() ? 0 : found->weight;
            QVERIFY(std::abs(weight - one["weight"].get<double>()) < 0.006);
        }
    }
    void aSmallSphereLiesInOneCell() {
        // Cell (d 1, h 4, w 2) reaches from (−80, 0, −50) to (−40, 40, 0).
        const auto cells = cellsOf(boxOf(0), {{-42, 2, -48}, 1});
        VERIFY_OK(cells);
        QCOMPARE(cells->size(), std::size_t{1});
        QCOMPARE(cells->front().cell, (1 * 8 + 4) * 8 + 2);
    }
    void aTurnedBoxIsMeasuredAlongItsOwnAxes() {
        Box box = boxOf(0);
        box.direction = {0, 0, 1, 1, 0, 0, 0, 1, 0}; // w runs along y, h along z, d along x
        const auto cells = cellsFromPoint(box, {box.origin[0] - box.spacing[2] / 2 + 50,
                                                box.origin[1] - box.spacing[0] / 2 + 80,
                                                box.origin[2] - box.spacing[1] / 2 + 120});
        QVERIFY(std::abs(cells[0] - 2) < 1e-9);
        QVERIFY(std::abs(cells[1] - 3) < 1e-9);
        QVERIFY(std::abs(cells[2] - 1) < 1e-9);
        const auto point = pointFromCells(box, {2, 3, 1});
        QVERIFY(std::abs(point[1] - (box.origin[1] - box.spacing[0] / 2 + 80)) < 1e-9);
    }
    void whatIsNoRegionIsRefused() {
        for (const Sphere& sphere :
             {Sphere{{0, 0, 0}, 0}, Sphere{{0, 0, 0}, -3}, Sphere{{std::nan(""), 0, 0}, 5},
              Sphere{{0, 0, 0}, INFINITY}, Sphere{{1000, 0, 0}, 20}}) {
            const auto cells = cellsOf(boxOf(0), sphere);
            QVERIFY(!cells);
            QCOMPARE(cells.error().code, ErrorCode::BadInput);
        }
    }
    void manyCasesAreComparedWithWhatIsUsual() {
        const auto ranking = rankByRegion(caseOf(0), drawn, upTo(40), madeUp);
        VERIFY_OK(ranking);
        compareToGolden(*ranking, golden()["many"]);
        // Case 7 has it, one cell of 42.8 mm further to the patient's left; its box is another.
        QCOMPARE(ranking->matches.front().caseId, std::int64_t{7});
        QVERIFY(std::abs(ranking->matches.front().place.centre[0] - (-160 + 7 + 42.8 * (2.5 + 1))) <
                1e-9);
        QCOMPARE(ranking->matches.front().place.radius, 30.0);
    }
    void fewCasesAreComparedAsTheyAre() {
        const auto ranking = rankByRegion(caseOf(0), drawn, upTo(7), madeUp);
        VERIFY_OK(ranking);
        compareToGolden(*ranking, golden()["few"]);
    }
    void phasesAreComparedWithTheirLike() {
        const auto ranking = rankByRegion(caseOf(0), drawn, upTo(12), madeUp);
        VERIFY_OK(ranking);
        for (const RegionMatch& match : ranking->matches) {
            QCOMPARE(match.phases.size(), std::size_t(match.caseId % 4 == 0 ? 1 : 2));
            QCOMPARE(match.phases.front(), Phase::Arterial);
        }
        const CaseTokens venous = onlyPhases(caseOf(0), std::vector{Phase::PortalVenous});
        const auto without = rankByRegion(venous, drawn, upTo(12), madeUp);
        VERIFY_OK(without);
        QCOMPARE(without->withoutPhases, (std::vector<std::int64_t>{4, 8, 12}));
        QCOMPARE(without->matches.size(), std::size_t{9});
    }
    void casesOfWhichNothingIsKeptAreTold() {
        const auto ranking = rankByRegion(
            caseOf(0), drawn, upTo(10), [](std::int64_t id) -> Result<std::optional<CaseTokens>> {
                return id == 5 ? std::nullopt : std::optional(caseOf(static_cast<int>(id)));
            });
        VERIFY_OK(ranking);
        QCOMPARE(ranking->withoutTokens, std::vector<std::int64_t>{5});
        QCOMPARE(ranking->matches.size(), std::size_t{9});
    }
    void casesThatAreAllAlikeAreAllTheSame() {
        const auto ranking = rankByRegion(
            caseOf(0), drawn, upTo(10),
            [](std::int64_t) -> Result<std::optional<CaseTokens>> { return caseOf(3); });
        VERIFY_OK(ranking);
        for (const RegionMatch& match : ranking->matches) {
            QVERIFY(std::isfinite(match.similarity));
            QCOMPARE(match.similarity, ranking->matches.front().similarity);
        }
        QCOMPARE(ranking->matches.front().caseId, std::int64_t{1}); // ties by id
    }
    void anotherModelsCellsAreRefused() {
        const auto ranking = rankByRegion(caseOf(0), drawn, upTo(2), [](std::int64_t) {
            CaseTokens other = caseOf(1);
            other.width = width / 2;
            return Result<std::optional<CaseTokens>>(std::move(other));
        });
        QVERIFY(!ranking);
        QCOMPARE(ranking.error().code, ErrorCode::BadInput);
    }
    void aPeakIsWhereTheMapIsHighest() {
        std::array<float, gridCells> map{};
        map[(2 * 8 + 3) * 8 + 4] = 4;
        map[(2 * 8 + 3) * 8 + 5] = 4;
        map[(2 * 8 + 3) * 8 + 6] = 1; // less than half
        map[(0 * 8 + 0) * 8 + 0] = 3; // does not touch
        map[1] = -9;
        const MapPeak peak = peakOf(boxOf(0), map);
        QCOMPARE(peak.share, 8.0 / 12);
        QVERIFY(distance(peak.place.centre, {-160 + 40 * 5, -160 + 40 * 3.5, -100 + 50 * 2.5}) <
                1e-9);
        QVERIFY(std::abs(std::pow(peak.place.radius, 3) * 4.18879 - 2 * 40 * 40 * 50) < 10);
        QCOMPARE(peakOf(boxOf(0), std::array<float, gridCells>{}).share, 0.0);
    }
};

QTEST_APPLESS_MAIN(TestRegionMatch)
#include "test_region_match.moc"
