// Segments cut together: which one a pixel shows, against each voxel asked one by one.
#include <QtTest>

#include <vtkImageData.h>

#include "tests/viewer/Synthetic.h"
#include "viewer/SliceScene.h"

using namespace bolus;
using namespace bolus::test;

namespace {

const VolumeGeometry picture = axialGeometry({90, 80, 40}, {1, 1.2, 2});

/// A ball in the smallest box about it, as segmentations are read.
SceneLayer ball(int i, const Vec3& middle, double radius, const std::string& group = "Organs") {
    const auto across = std::size_t(2 * radius) + 1;
    const VolumeGeometry box = axialGeometry({across, across, across}, {1, 1, 1}, middle);
    SceneLayer layer;
    layer.id = "s" + std::to_string(i);
    layer.group = group;
    layer.source.values = std::make_shared<const Volume>(makeVolume(
        box, [&](const Vec3& p) { return norm(p - middle) <= radius ? 1 : 0; }, ""));
    layer.source.nearest = true;
    layer.style.solid = Rgb{std::uint8_t(10 + i), std::uint8_t(200 - i), 7};
    layer.style.threshold = 0.5;
    layer.style.opacity = 1;
    return layer;
}

std::vector<SceneLayer> balls(int count) {
    std::vector<SceneLayer> all;
    for (int i = 0; i < count; ++i) { // they overlap one another and the picture's edge
        const Vec3 middle{std::fmod(37.0 * i, 90) - 45, std::fmod(53.0 * i, 90) - 45,
                          std::fmod(29.0 * i, 70) - 35};
        all.push_back(ball(i, middle, 4 + i % 7));
    }
    return all;
}

/// The topmost visible segment whose voxel there is not 0; -1: none.
int shownAt(const std::vector<SceneLayer>& segments, const Vec3& p) {
    for (int i = int(segments.size()); i-- > 0;) {
        const Volume& volume = *segments[std::size_t(i)].source.values;
        const Vec3 index = VolumeGeometry::of(volume).indexFromPatient(p);
        std::array<std::size_t, 3> voxel{};
        bool inside = segments[std::size_t(i)].style.visible;
        for (std::size_t a = 0; a < 3; ++a) {
            const double nearest = std::floor(index[a] + 0.5);
            inside = inside && nearest >= 0 && nearest < double(volume.size()[a]);
            voxel[a] = inside ? std::size_t(nearest) : 0;
        }
        if (inside && volume.valueAt(voxel[0], voxel[1], voxel[2]) > 0) {
            return i;
        }
    }
    return -1;
}

/// How many pixels show a segment; -1 where one is wrong. Where rounding could decide between two
/// voxels nothing is asked.
int compare(const std::vector<SceneLayer>& segments, const SliceStack& stack, double at,
            const Vec3& shift = {}) {
    ColorLayer layer;
    layer.setSegments(segments);
    layer.cut(stack, at);
    int shown = 0;
    for (int y = 0; y < stack.rows; ++y) {
        for (int x = 0; x < stack.columns; ++x) {
            const Vec3 p = (stack.left + x * stack.columnStep) * stack.frame.right +
                           (stack.bottom + y * stack.rowStep) * stack.frame.up +
                           at * stack.frame.next + shift;
            const int expected = shownAt(segments, p);
            const auto* rgba =
                static_cast<const std::uint8_t*>(layer.image()->GetScalarPointer(x, y, 0));
            const int found = rgba[3] == 0 ? -1 : rgba[0] - 10;
            const Vec3 hair{1e-6, 1e-6, 1e-6};
            const bool sure =
                shownAt(segments, p + hair) == expected && shownAt(segments, p - hair) == expected;
            if (sure && found != expected) {
                qWarning("pixel %d, %d shows %d, not %d", x, y, found, expected);
                return -1;
            }
            shown += found >= 0;
        }
    }
    return shown;
}

SliceStack turnedStack() {
    const auto frame =
        rotated(planeFrame(Plane::Coronal, picture), Rotation::about({0.6, 0, 0.8}, 0.4));
    return SliceStack::of(frame, picture);
}

} // namespace

class SegmentCutTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyPixelShowsTheTopmostSegmentThere() {
        const auto segments = balls(100);
        const SliceStack axial = SliceStack::of(planeFrame(Plane::Axial, picture), picture);
        QVERIFY(compare(segments, axial, axial.position(17)) > 300);
        const SliceStack oblique = turnedStack();
        QVERIFY(compare(segments, oblique, oblique.position(oblique.count / 2)) > 150);
    }

    void theyGoWithTheirMap() {
        auto segments = balls(40);
        const Vec3 shift{6, -3, 4};
        const auto map =
            std::make_shared<const PointMap>([shift](const Vec3& p) { return p + shift; });
        for (SceneLayer& segment : segments) {
            segment.source.map = map;
        }
        const SliceStack oblique = turnedStack();
        QVERIFY(compare(segments, oblique, oblique.position(oblique.count / 2), shift) > 200);
    }

    void aHiddenOneShowsWhatLiesBelowIt() {
        std::vector<SceneLayer> two{ball(0, {0, 0, 0}, 9), ball(1, {3, 0, 0}, 9)};
        const SliceStack axial = SliceStack::of(planeFrame(Plane::Axial, picture), picture);
        const double at = axial.position(axial.nearest({0, 0, 0}));
        const int both = compare(two, axial, at);
        two[1].style.visible = false;
        const int lower = compare(two, axial, at);
        QVERIFY(both > lower && lower > 100);
    }

    void aSlabShowsWhatAnyOfItsSlicesHas() {
        const std::vector<SceneLayer> two{ball(0, {-15, 0, 12}, 5), ball(1, {15, 0, -12}, 5)};
        const SliceStack axial = SliceStack::of(planeFrame(Plane::Axial, picture), picture);
        const double at = axial.position(axial.nearest({0, 0, 0}));
        QCOMPARE(compare(two, axial, at), 0); // between them
        for (const auto mode : {Slab::Mode::Largest, Slab::Mode::Smallest, Slab::Mode::Mean}) {
            ColorLayer layer;
            layer.setSegments(two);
            layer.cut(axial, at, {mode, 30});
            const auto alphaAt = [&](double right) {
                const auto x = int(std::lround((right - axial.left) / axial.columnStep));
                const auto y = int(std::lround((0 - axial.bottom) / axial.rowStep));
                return static_cast<std::uint8_t*>(layer.image()->GetScalarPointer(x, y, 0))[3];
            };
            QCOMPARE(alphaAt(-15), std::uint8_t(255));
            QCOMPARE(alphaAt(15), std::uint8_t(255));
            QCOMPARE(alphaAt(0), std::uint8_t(0));
        }
    }

    void partsCountFromTheThresholdOn() {
        SceneLayer part = ball(0, {0, 0, 0}, 9);
        part.source.values = std::make_shared<const Volume>(makeVolume(
            picture, [](const Vec3& p) { return p[0] < 0 ? 30 : 70; }, "%"));
        part.style.high = 100;
        part.style.opacity = 0.4;
        const SliceStack axial = SliceStack::of(planeFrame(Plane::Axial, picture), picture);
        ColorLayer layer;
        layer.setSegments({part});
        layer.cut(axial, axial.position(10));
        const auto* rgba = static_cast<std::uint8_t*>(layer.image()->GetScalarPointer());
        QCOMPARE(int(rgba[3]), 0);
        QCOMPARE(int(rgba[4 * (axial.columns - 1) + 3]), 102);
        part.style.threshold = 0.2;
        layer.setSegments({part});
        layer.cut(axial, axial.position(10));
        QCOMPARE(int(static_cast<std::uint8_t*>(layer.image()->GetScalarPointer())[3]), 102);
    }

    void segmentsOfOneObjectAreOnePicture() {
        SliceScene scene;
        scene.setVolume(LoadedVolume::make(makeVolume(picture, ramp)));
        auto segments = balls(100);
        scene.setLayers(segments);
        QCOMPARE(scene.layers().all().size(), std::size_t(100)); // each can be named and hidden
        QCOMPARE(scene.layers().pictures(), std::size_t(1));
        for (std::size_t i = 0; i < 30; ++i) {
            segments[i].group = "Another object";
        }
        SceneLayer map = segments[0];
        map.style.solid.reset();
        map.source.nearest = false;
        segments.insert(segments.begin() + 10, map);
        scene.setLayers(segments);
        QCOMPARE(scene.layers().pictures(), std::size_t(4)); // 10, the map, 20, 70
        scene.state().setPoint({0, 0, 0});
        scene.prepare();
    }
};

QTEST_GUILESS_MAIN(SegmentCutTest)
#include "test_segment_cut.moc"
