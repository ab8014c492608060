#include <algorithm>
#include <functional>
#include <numeric>

#include <QtTest>

#include "engine/phantom/Anatomy.h"
#include "engine/phantom/Canvas.h"

using namespace bolus;
using namespace bolus::phantom;

namespace {

/// About the network's grid.
Grid networkLike(const Anatomy& a) {
    Grid grid;
    grid.size = {256, 256, 32};
    grid.spacing = Vec{1.5F, 1.5F, 6.5F} / a.scale;
    grid.origin = Vec{a.centre.x * a.scale.x - 191, a.centre.y * a.scale.y - 191,
                      a.centre.z * a.scale.z - 100} /
                  a.scale;
    return grid;
}

using Field = std::function<float(Vec)>;

std::vector<std::pair<const char*, Field>> fieldsOf(const Anatomy& a) {
    return {{"skin", [&](Vec p) { return a.skin(p); }},
            {"muscle", [&](Vec p) { return a.muscle(p); }},
            {"cavity", [&](Vec p) { return a.cavity(p); }},
            {"lung", [&](Vec p) { return a.lung(p); }},
            {"liver", [&](Vec p) { return a.liver(p); }},
            {"spleen", [&](Vec p) { return a.spleen(p); }},
            {"stomach", [&](Vec p) { return uneven(tube(p, a.stomach), 1.6F, p, 22, 1); }},
            {"colon", [&](Vec p) { return uneven(tube(p, a.colon), 3, p, 20, 2); }}};
}

constexpr Bounds everywhere{{-400, -400, -400}, {400, 400, 400}};

std::vector<Label> painted(const Grid& grid, const Field& field, FieldStore* store) {
    std::vector<Label> labels(grid.voxels(), Air);
    Canvas canvas(grid, labels, store);
    canvas.fill(everywhere, 4.2F, field, Liver, Over{Air});
    return labels;
}

std::ptrdiff_t differences(const std::vector<Label>& a, const std::vector<Label>& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), std::ptrdiff_t{0}, std::plus{},
                              std::not_equal_to{});
}

} // namespace

class PhantomFieldsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    /// What is left out far from a surface must not hide a surface.
    void skippedNodesAreOnTheRightSide() {
        for (int index = 0; index < 12; ++index) {
            const Anatomy a = makeAnatomy(5, index, PhantomSet::Training);
            const Grid grid = networkLike(a);
            const Span x = spanOf(grid.origin.x, grid.spacing.x, 0, 255, -400, 400, 4.2F),
                       y = spanOf(grid.origin.y, grid.spacing.y, 0, 255, -400, 400, 4.2F);
            QVERIFY(x.nodes > 80 && y.nodes > 80);
            for (const auto& [name, field] : fieldsOf(a)) {
                for (const int slice : {2, 11, 17, 23, 29}) {
                    FieldPlane every, near;
                    PlaneEvaluator(grid, x, y, slice, field, every).everyNode();
                    PlaneEvaluator(grid, x, y, slice, field, near).whereNear();
                    for (std::size_t n = 0; n < every.values.size(); ++n) {
                        QVERIFY2((every.values[n] < 0) == (near.values[n] < 0), name);
                    }
                }
            }
        }
    }

    /// Phase by phase, stored fields paint what fresh ones would: to the voxel where nothing
    /// moved, else but for what is lost between two slices.
    void storedFieldsMoveWithTheBreath() {
        const Anatomy a = makeAnatomy(5, 1, PhantomSet::Training);
        const Grid still = networkLike(a);
        for (const auto& [name, field] : fieldsOf(a)) {
            FieldStore store(still, 10);
            for (const Vec shift : {Vec{0, 0, 0}, Vec{0, 2.3F, -8.5F}, Vec{0, -3.4F, 5}}) {
                Grid moved = still;
                moved.origin = still.origin - shift;
                store.startPhase();
                const auto stored = painted(moved, field, &store),
                           fresh = painted(moved, field, nullptr);
                const auto count = std::ranges::count(fresh, Liver);
                const auto wrong = differences(stored, fresh);
                QVERIFY(count > 1000);
                QVERIFY2(wrong <= (shift.z == 0 ? 0 : count / 25),
                         qPrintable(QString("%1: %2 of %3").arg(name).arg(wrong).arg(count)));
            }
        }
    }
};

QTEST_GUILESS_MAIN(PhantomFieldsTest)
#include "test_phantom_fields.moc"
