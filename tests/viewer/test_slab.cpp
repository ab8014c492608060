// Several slices as one picture, against sums over the voxels written another way.

#include <QtTest>

#include <vtkImageData.h>

#include "tests/viewer/Synthetic.h"
#include "viewer/SliceScene.h"

using namespace bolus;
using namespace bolus::test;

namespace {

using Mode = Slab::Mode;
using Direction = std::array<double, 9>;

const Direction straight{1, 0, 0, 0, 1, 0, 0, 0, 1};
const Direction prone{-1, 0, 0, 0, -1, 0, 0, 0, 1};
const Direction coronalSlices{1, 0, 0, 0, 0, 1, 0, -1, 0};

Direction tilted(double degrees) {
    const double c = std::cos(degrees * M_PI / 180), s = std::sin(degrees * M_PI / 180);
    return {1, 0, 0, 0, c, -s, 0, s, c};
}

/// Far from linear, so that a slab's ends and middle differ.
double wavy(const Vec3& p) {
    return 500 * std::sin(0.7 * p[0]) + 300 * std::cos(1.3 * p[1] + 0.9 * p[2]) + 4 * p[2];
}

VolumeGeometry geometryWith(const Direction& direction) {
    VolumeGeometry geometry{{}, {1, 2, 3}, direction, {17, 13, 11}};
    geometry.origin = Vec3{5, -7, 9} - geometry.centre();
    return geometry;
}

/// What one place in the patient holds: every voxel within one index step counts by how near it is.
/// Nothing beside the volume, or where the voxel nearest to it has no value.
std::optional<double> valueAt(const Volume& volume, const VolumeGeometry& g, const Vec3& p,
                              bool blend) {
    Vec3 at{};
    std::array<std::size_t, 3> nearest{};
    for (std::size_t i = 0; i < 3; ++i) { // the axes stand at right angles to one another
        at[i] = dot(p - g.origin, g.axis(int(i))) / g.spacing[i];
        const double whole = std::floor(at[i] + 0.5);
        if (whole < 0 || whole >= double(g.size[i])) {
            return std::nullopt;
        }
        nearest[i] = std::size_t(whole);
        at[i] = std::clamp(at[i], 0.0, double(g.size[i]) - 1);
    }
    if (!volume.hasValueAt(nearest[0], nearest[1], nearest[2])) {
        return std::nullopt;
    }
    if (!blend) {
        return volume.valueAt(nearest[0], nearest[1], nearest[2]);
    }
    double sum = 0, weights = 0;
    for (std::size_t k = 0; k < g.size[2]; ++k) {
        for (std::size_t j = 0; j < g.size[1]; ++j) {
            for (std::size_t i = 0; i < g.size[0]; ++i) {
                const double w = std::max(0.0, 1 - std::abs(at[0] - double(i))) *
                                 std::max(0.0, 1 - std::abs(at[1] - double(j))) *
                                 std::max(0.0, 1 - std::abs(at[2] - double(k)));
                if (w > 0 && volume.hasValueAt(i, j, k)) {
                    sum += w * volume.valueAt(i, j, k);
                    weights += w;
                }
            }
        }
    }
    return sum / weights;
}

std::optional<double> slabAt(const SliceScene& scene, const Vec3& onSlice, bool blend) {
    const Slab slab = scene.state().slab();
    const Volume& volume = scene.volume()->volume;
    const SliceStack& stack = scene.stack();
    std::vector<double> values;
    for (int n = -100; n <= 100; ++n) {
        if (std::abs(n * stack.step) <= slab.mm / 2 + 1e-9) {
            const Vec3 p = onSlice + (n * stack.step) * stack.frame.next;
            if (const auto value = valueAt(volume, scene.volume()->geometry, p, blend)) {
                values.push_back(*value);
            }
        }
    }
    if (values.empty()) {
        return std::nullopt;
    }
    return slab.mode == Mode::Largest ? *std::ranges::max_element(values)
           : slab.mode == Mode::Smallest
               ? *std::ranges::min_element(values)
               : std::accumulate(values.begin(), values.end(), 0.0) / double(values.size());
}

/// How many pixels of the picture were compared, or -1 where one of them differs.
int comparePicture(SliceScene& scene, bool blend) {
    vtkImageData* picture = scene.pictureValues();
    const SliceStack& s = scene.stack();
    int compared = 0;
    for (int row = 0; row < s.rows; ++row) {
        for (int column = 0; column < s.columns; ++column) {
            const Vec3 p = (s.left + column * s.columnStep) * s.frame.right +
                           (s.bottom + row * s.rowStep) * s.frame.up +
                           s.position(scene.slice()) * s.frame.next;
            const double shown = picture->GetScalarComponentAsDouble(column, row, 0, 0);
            const auto expected = slabAt(scene, p, blend);
            const bool right = expected ? std::abs(shown - *expected) <= 0.501 // rounded to a short
                                        : shown == scene.volume()->black;
            if (!right) {
                qWarning("pixel %d, %d shows %g, not %g", column, row, shown,
                         expected.value_or(NAN));
                return -1;
            }
            compared += expected.has_value();
        }
    }
    return compared;
}

std::shared_ptr<const LoadedVolume> load(const VolumeGeometry& geometry,
                                         const std::function<void(Volume&)>& change = {}) {
    Volume volume = makeVolume(geometry, wavy);
    if (change) {
        change(volume);
    }
    return LoadedVolume::make(std::move(volume));
}

void fill(Volume& volume, std::size_t slice, short value) {
    auto& image = *std::get<ShortImage::Pointer>(volume.image);
    const auto [columns, rows, slices] = volume.size();
    std::fill_n(image.GetBufferPointer() + slice * columns * rows, columns * rows, value);
}

} // namespace

class SlabTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void slicesCountWhoseMiddleLiesWithin() {
        QCOMPARE(slicesWithin({Mode::Mean, 10}, 1), 11);
        QCOMPARE(slicesWithin({Mode::Mean, 10}, 5), 3);
        QCOMPARE(slicesWithin({Mode::Mean, 10}, 0.7), 15); // 7 · 0.7 = 4.9
        QCOMPARE(slicesWithin({Mode::Mean, 4}, 5), 1);
    }

    void everyPixelIsWhatItsSlicesComeTo_data() {
        QTest::addColumn<int>("mode");
        QTest::addColumn<double>("mm");
        const std::array<std::pair<Mode, const char*>, 3> modes{
            {{Mode::Largest, "largest"}, {Mode::Smallest, "smallest"}, {Mode::Mean, "mean"}}};
        for (const auto& [mode, name] : modes) {
            for (const double mm : {5.0, 12.0, 90.0}) {
                QTest::addRow("%s of %g mm", name, mm) << int(mode) << mm;
            }
        }
    }
    void everyPixelIsWhatItsSlicesComeTo() {
        QFETCH(int, mode);
        QFETCH(double, mm);
        for (const Direction& direction : {straight, prone, coronalSlices, tilted(20)}) {
            SliceScene scene;
            scene.setVolume(load(geometryWith(direction)));
            scene.state().setSlab({Mode(mode), mm});
            for (const Plane plane :
                 {Plane::Axial, Plane::Coronal, Plane::Sagittal, Plane::Oblique}) {
                scene.state().setPlane(plane);
                scene.state().setPoint({5, -7, 9});
                const bool native = scene.stack().frame.native;
                QVERIFY(comparePicture(scene, !native) > 80);
            }
        }
    }

    void aSlabOfATurnedPlaneIsToo() {
        SliceScene scene;
        scene.setVolume(load(geometryWith(straight)));
        scene.state().setRotation(Rotation::about({0.6, 0, 0.8}, 0.5));
        scene.state().setTurn(Plane::Coronal, {1, true});
        scene.state().setPlane(Plane::Coronal);
        scene.state().setPoint({5, -7, 9});
        scene.state().setSlab({Mode::Mean, 9});
        QVERIFY(comparePicture(scene, true) > 80);
        scene.state().setSmooth(false);
        QVERIFY(comparePicture(scene, false) > 80);
    }

    void slicesBeyondTheEndDoNotCount() {
        SliceScene scene;
        const auto volume = load(geometryWith(straight));
        scene.setVolume(volume);
        for (const Mode mode : {Mode::Largest, Mode::Smallest, Mode::Mean}) {
            scene.state().setSlab({mode, 12}); // two slices each way
            for (const int slice : {0, 1, 10}) {
                scene.state().setPoint(scene.stack().onto(slice, {5, -7, 9}));
                QCOMPARE(comparePicture(scene, false), 17 * 13);
            }
        }
        const auto of = [&](std::size_t k) { return volume->volume.valueAt(8, 6, k); };
        QCOMPARE(*scene.projectedAt(volume->geometry.patientFromIndex({8, 6, 0})), // the last slice
                 std::round((of(0) + of(1) + of(2)) / 3));
    }

    void aMissingSliceDarkensNothing_data() {
        QTest::addColumn<bool>("inverted");
        QTest::newRow("low is dark") << false;
        QTest::newRow("low is white") << true;
    }
    void aMissingSliceDarkensNothing() {
        QFETCH(bool, inverted);
        for (const Direction& direction : {straight, tilted(15)}) {
            SliceScene scene;
            scene.setVolume(load(geometryWith(direction), [&](Volume& volume) {
                volume.inverted = inverted;
                volume.cover.assign(11, {{0, 0}, {17, 13}});
                volume.cover[5] = {};
                volume.cover[6].first = {4, 2}; // and a corner that straightening opened
                fill(volume, 5, -1024);
            }));
            for (const Mode mode : {Mode::Largest, Mode::Smallest, Mode::Mean}) {
                scene.state().setSlab({mode, 9});
                for (const Plane plane : {Plane::Axial, Plane::Coronal, Plane::Oblique}) {
                    scene.state().setPlane(plane);
                    scene.state().setPoint({5, -7, 9});
                    QVERIFY(comparePicture(scene, !scene.stack().frame.native) > 80);
                }
            }
        }
    }

    void paddingDarkensNothing() {
        SliceScene scene;
        scene.setVolume(load(geometryWith(straight), [](Volume& volume) {
            volume.padding = std::array<double, 2>{-3024, -3000};
            fill(volume, 4, -3010);
            auto& image = *std::get<ShortImage::Pointer>(volume.image);
            for (std::size_t k = 0; k < 11; ++k) { // and a pixel that has no value in any slice
                image.GetBufferPointer()[k * 17 * 13] = -3024;
            }
        }));
        for (const Mode mode : {Mode::Largest, Mode::Smallest, Mode::Mean}) {
            scene.state().setSlab({mode, 9});
            scene.state().setPoint(scene.volume()->geometry.patientFromIndex({8, 6, 4}));
            QCOMPARE(comparePicture(scene, false), 17 * 13 - 1);
        }
        QVERIFY(!scene.projectedAt(scene.volume()->geometry.patientFromIndex({0, 0, 4})));
    }

    void whatIsNoNumberDarkensNothing() {
        const VolumeGeometry geometry = axialGeometry({5, 4, 5}, {1, 1, 1});
        const auto image = FloatImage::New();
        image->SetRegions(FloatImage::SizeType{5, 4, 5});
        image->SetOrigin(geometry.origin.data());
        image->Allocate();
        for (int i = 0; i < 100; ++i) {
            image->GetBufferPointer()[i] = i / 20 == 2 ? NAN : 0.25F * float(i / 20);
        }
        SliceScene scene;
        scene.setVolume(LoadedVolume::make({image, "ml"}));
        scene.state().setPoint({0, 0, 0});
        scene.state().setSlab({Mode::Smallest, 2});
        QCOMPARE(*scene.projectedAt({0, 0, 0}), 0.25);
        scene.state().setSlab({Mode::Mean, 4}); // 0, 0.25, nothing, 0.75, 1
        QCOMPARE(*scene.projectedAt({0, 0, 0}), 0.5);
    }

    void offShowsTheSliceAgain() {
        SliceScene scene;
        const auto volume = load(geometryWith(straight));
        scene.setVolume(volume);
        const Vec3 point = volume->geometry.patientFromIndex({3, 4, 5});
        scene.state().setPoint(point);
        const double own = volume->volume.valueAt(3, 4, 5);
        QCOMPARE(*scene.projectedAt(point), own);
        scene.state().setSlab({Mode::Largest, 30});
        const double largest = *scene.projectedAt(point);
        scene.state().setSlab({Mode::Smallest, 30});
        QVERIFY(largest > *scene.projectedAt(point));
        scene.state().setSlab({Mode::Off, 30});
        QCOMPARE(*scene.projectedAt(point), own);
    }

    void aSlabFollowsTheVolume() { // the same cut, other voxels
        SliceScene scene;
        scene.setVolume(load(geometryWith(straight)));
        scene.state().setPoint({5, -7, 9});
        scene.state().setSlab({Mode::Largest, 9});
        QVERIFY(comparePicture(scene, false) > 80);
        scene.setVolume(load(geometryWith(straight), [](Volume& v) { fill(v, 5, 2000); }));
        QCOMPARE(*scene.projectedAt({5, -7, 9}), 2000.0);
    }
};

QTEST_GUILESS_MAIN(SlabTest)
#include "test_slab.moc"
