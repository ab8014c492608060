// Values laid over a picture: where they are, what they are, in which colour. Differences against
// numpy (make_layer_golden.py).
#include <fstream>

#include <QtTest>
#include <nlohmann/json.hpp>
#include <vtkImageData.h>

#include "tests/viewer/Synthetic.h"
#include "viewer/ColorLayer.h"
#include "viewer/SliceScene.h"

using namespace bolus;
using namespace bolus::test;
using nlohmann::json;

namespace {

const json& golden() {
    static const json all =
        json::parse(std::ifstream(BOLUS_SOURCE_DIR "/tests/viewer/golden_layers.json"));
    return all;
}

VolumeGeometry geometryOf(const json& grid) {
    return {grid.at("origin").get<Vec3>(), grid.at("spacing").get<Vec3>(),
            grid.at("direction").get<std::array<double, 9>>(),
            grid.at("size").get<std::array<std::size_t, 3>>()};
}

std::shared_ptr<const Volume> volumeOf(const json& grid, const json& values, const json& padding) {
    auto volume =
        std::make_shared<Volume>(makeVolume(geometryOf(grid), [](const Vec3&) { return 0.0; }));
    short* voxel = std::get<ShortImage::Pointer>(volume->image)->GetBufferPointer();
    for (const auto& value : values) {
        *voxel++ = value.get<short>();
    }
    if (!padding.is_null()) {
        volume->padding = {padding.get<double>(), padding.get<double>()};
    }
    return volume;
}

std::shared_ptr<const PointMap> mapOf(const json& example) {
    if (example.at("rotation").is_null()) {
        return nullptr;
    }
    const auto r = example.at("rotation").get<std::array<double, 9>>();
    const auto shift = example.at("shift").get<Vec3>();
    return std::make_shared<const PointMap>([r, shift](const Vec3& p) {
        return Vec3{r[0] * p[0] + r[1] * p[1] + r[2] * p[2],
                    r[3] * p[0] + r[4] * p[1] + r[5] * p[2],
                    r[6] * p[0] + r[7] * p[1] + r[8] * p[2]} +
               shift;
    });
}

std::shared_ptr<const Volume> shared(Volume volume) {
    return std::make_shared<const Volume>(std::move(volume));
}

SliceStack axialStack(const VolumeGeometry& geometry) {
    return SliceStack::of(planeFrame(Plane::Axial, geometry), geometry);
}

std::array<int, 4> pixelOf(const ColorLayer& layer, int x, int y) {
    const auto* rgba = static_cast<const std::uint8_t*>(layer.image()->GetScalarPointer(x, y, 0));
    return {rgba[0], rgba[1], rgba[2], rgba[3]};
}

const VolumeGeometry small = axialGeometry({8, 6, 5}, {2, 2, 3});

} // namespace

class LayersTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void differencesAreThoseOfNumpy_data() {
        QTest::addColumn<int>("at");
        for (std::size_t i = 0; i < golden().at("cases").size(); ++i) {
            QTest::newRow(golden()["cases"][i]["name"].get<std::string>().c_str()) << int(i);
        }
    }

    void differencesAreThoseOfNumpy() {
        QFETCH(int, at);
        const json& example = golden().at("cases").at(std::size_t(at));
        const VolumeGeometry a = geometryOf(example["a"]);
        const LayerSource source{volumeOf(example["b"], example["b_values"], example["padding"]),
                                 volumeOf(example["a"], example["a_values"], nullptr),
                                 mapOf(example), false};
        const SliceStack stack = axialStack(a);
        int numbers = 0, nothings = 0;
        for (int slice = 0; slice < stack.count; ++slice) {
            const auto cut = cutValues(source, stack, stack.position(slice), {});
            for (int v = 0; v < stack.rows; ++v) {
                for (int u = 0; u < stack.columns; ++u) {
                    const Vec3 point = (stack.left + u * stack.columnStep) * stack.frame.right +
                                       (stack.bottom + v * stack.rowStep) * stack.frame.up +
                                       stack.position(slice) * stack.frame.next;
                    const Vec3 index = a.indexFromPatient(point);
                    const auto voxel = [&](std::size_t i) { return std::size_t(index[i] + 0.5); };
                    const json& expected = example["differences"].at(
                        (voxel(2) * a.size[1] + voxel(1)) * a.size[0] + voxel(0));
                    const float found = cut[std::size_t(v * stack.columns + u)];
                    const auto sample = sampleLayer(source, point);
                    QCOMPARE(std::isnan(found), expected.is_null());
                    QCOMPARE(sample.has_value(), !expected.is_null());
                    if (sample) {
                        QVERIFY(std::abs(found - expected.get<double>()) < 0.02);
                        QVERIFY(std::abs(sample->value - expected.get<double>()) < 0.02);
                        QCOMPARE(sample->minuend - sample->subtrahend, sample->value);
                    }
                    ++(expected.is_null() ? nothings : numbers);
                }
            }
        }
        QVERIFY(numbers > 500);
        QCOMPARE(nothings > 100, example["name"] != "beside");
    }

    void obliquePicturesShowTheSameDifference() {
        const VolumeGeometry wide = axialGeometry({60, 60, 40}, {2, 2, 3});
        const auto a = shared(makeVolume(wide, [](const Vec3& p) { return 3 * p[0] + 100; }));
        const auto b = shared(makeVolume(wide, [](const Vec3& p) { return p[1]; }));
        const auto frame =
            rotated(planeFrame(Plane::Coronal, wide), Rotation::about({0, 0, 1}, 0.4));
        const SliceStack stack = SliceStack::of(frame, wide);
        const int slice = stack.count / 2;
        const auto cut = cutValues({b, a, nullptr, false}, stack, stack.position(slice), {});
        int numbers = 0;
        for (std::size_t i = 0; i < cut.size(); ++i) {
            const auto column = int(i) % stack.columns, row = int(i) / stack.columns;
            const Vec3 p = (stack.left + column * stack.columnStep) * frame.right +
                           (stack.bottom + row * stack.rowStep) * frame.up +
                           stack.position(slice) * frame.next;
            const bool inner = std::abs(p[0]) < 58 && std::abs(p[1]) < 58 && std::abs(p[2]) < 58;
            if (inner) {
                QVERIFY(std::abs(cut[i] - (3 * p[0] + 100 - p[1])) < 1.01); // voxels are whole
                ++numbers;
            }
        }
        QVERIFY(numbers > 500);
    }

    void missingSlicesAndPaddingShowNothing() {
        Volume b = makeVolume(small, [](const Vec3&) { return 50.0; });
        b.cover.assign(5, {{0, 0}, {8, 6}});
        b.cover[2] = {}; // a missing slice
        const VolumeGeometry between =
            axialGeometry({8, 6, 4}, {2, 2, 3}); // halfway between slices
        const LayerSource source{shared(std::move(b)), nullptr, nullptr, false};
        const SliceStack stack = axialStack(between);
        const std::vector<bool> hasValues{true, false, false, true};
        for (int slice = 0; slice < 4; ++slice) {
            const auto cut = cutValues(source, stack, stack.position(slice), {});
            for (const float value : cut) {
                QCOMPARE(std::isnan(value), !hasValues[std::size_t(slice)]);
            }
        }
    }

    void aSlabOfADifferenceIsOfItsSlices() {
        const auto a = shared(makeVolume(small, [](const Vec3& p) { return 10 * p[2]; }));
        const auto b = shared(makeVolume(small, [](const Vec3&) { return 5.0; }));
        const SliceStack stack = axialStack(small); // slices at z = 6, 3, 0, -3, -6
        const LayerSource source{b, a, nullptr, false};
        const auto middle = [&](Slab::Mode mode) {
            return cutValues(source, stack, stack.position(2), {mode, 7})[10];
        };
        QCOMPARE(middle(Slab::Mode::Off), -5.F);
        QCOMPARE(middle(Slab::Mode::Largest), 25.F);
        QCOMPARE(middle(Slab::Mode::Smallest), -35.F);
        QCOMPARE(middle(Slab::Mode::Mean), -5.F);
        // beyond the end there is nothing to take in
        const auto end = cutValues(source, stack, stack.position(0), {Slab::Mode::Mean, 7})[10];
        QCOMPARE(end, 40.F); // of 60 − 5 and 30 − 5
    }

    void labelsAreNotBlended() {
        const auto labels =
            shared(makeVolume(small, [](const Vec3& p) { return p[0] > 0 ? 4 : 0; }));
        VolumeGeometry fine = small;
        fine.spacing = {0.5, 0.5, 3};
        fine.size = {28, 20, 5};
        const auto cut = cutValues({labels, nullptr, nullptr, true}, axialStack(fine), 0, {});
        for (const float value : cut) {
            QVERIFY(value == 0 || value == 4);
        }
    }

    void volumesApartDoNotOverlap() {
        const auto b = shared(makeVolume(small, [](const Vec3&) { return 5.0; }));
        QVERIFY(overlaps({b, nullptr, nullptr, false}, small));
        const VolumeGeometry away = axialGeometry({8, 6, 5}, {2, 2, 3}, {0, 0, 100});
        QVERIFY(!overlaps({b, nullptr, nullptr, false}, away));
        const auto there = std::make_shared<const PointMap>([](const Vec3& p) {
            return p - Vec3{0, 0, 100};
        });
        QVERIFY(overlaps({b, nullptr, there, false}, away));
    }

    void coloursFollowRangeThresholdAndOpacity() {
        const auto values = shared(makeVolume(small, [](const Vec3& p) {
            return p[0] < -4 ? 0 : p[0] > 4 ? 100 : 60;
        }));
        ColorLayer layer;
        layer.setSource({values, nullptr, nullptr, false});
        LayerStyle style;
        style.map = ColorMap::Viridis;
        style.high = 100;
        style.threshold = 0.5;
        style.opacity = 0.4;
        layer.setStyle(style);
        const SliceStack stack = axialStack(small);
        layer.cut(stack, stack.position(2));
        QCOMPARE(pixelOf(layer, 0, 0)[3], 0);
        QCOMPARE(pixelOf(layer, 4, 0)[3], 102);
        const Rgb yellow = colorAt(ColorMap::Viridis, 1);
        QCOMPARE(pixelOf(layer, 7, 0), (std::array<int, 4>{yellow[0], yellow[1], yellow[2], 102}));
        style.threshold = 0.8;
        layer.setStyle(style);
        layer.cut(stack, stack.position(2));
        QCOMPARE(pixelOf(layer, 4, 0)[3], 0);
        QCOMPARE(pixelOf(layer, 7, 0)[3], 102);
        style.solid = Rgb{1, 2, 3};
        layer.setStyle(style);
        layer.cut(stack, stack.position(2));
        QCOMPARE(pixelOf(layer, 7, 0), (std::array<int, 4>{1, 2, 3, 102}));
    }

    void aDifferenceTakesThePlaceOfThePicture() {
        const auto loaded = LoadedVolume::make(makeVolume(small, [](const Vec3&) { return 40.0; }));
        const auto b = shared(makeVolume(small, [](const Vec3&) { return 30.0; }));
        const std::shared_ptr<const Volume> a(loaded, &loaded->volume);
        SliceScene scene;
        scene.setVolume(loaded);
        scene.setLayers({{"d", "A − B", "", "HU", "", "B", "A", {b, a, nullptr, false}, {}}});
        QVERIFY(scene.layers().difference() != nullptr);
        SceneLayer hidden = scene.layers().all().front();
        hidden.style.visible = false;
        scene.setLayers({hidden});
        QVERIFY(scene.layers().difference() == nullptr);
        SceneLayer loading = hidden;
        loading.style.visible = true;
        loading.source.values = nullptr;
        scene.setLayers({loading});
        QVERIFY(scene.layers().difference() == nullptr); // the picture stays until it is there
    }

    void hotIronIsTheStandards() { // PS3.6 table B.1-1, some of its lines
        const auto at = [](int i) { return colorAt(ColorMap::HotIron, i / 255.0); };
        QCOMPARE(at(0), (Rgb{0, 0, 0}));
        QCOMPARE(at(1), (Rgb{2, 0, 0}));
        QCOMPARE(at(127), (Rgb{254, 0, 0}));
        QCOMPARE(at(128), (Rgb{255, 0, 0}));
        QCOMPARE(at(129), (Rgb{255, 2, 0}));
        QCOMPARE(at(192), (Rgb{255, 128, 0}));
        QCOMPARE(at(193), (Rgb{255, 130, 4}));
        QCOMPARE(at(254), (Rgb{255, 252, 248}));
        QCOMPARE(at(255), (Rgb{255, 255, 255}));
    }

    void perceptualMapsGetBrighterAllTheWay() {
        for (const ColorMap map : {ColorMap::Inferno, ColorMap::Viridis, ColorMap::Cividis,
                                   ColorMap::HotIron, ColorMap::Grey}) {
            double before = -1;
            for (int i = 0; i <= 100; ++i) {
                const auto [r, g, b] = colorAt(map, i / 100.0);
                const double luma = 0.2126 * r + 0.7152 * g + 0.0722 * b;
                QVERIFY(luma > before - 0.5);
                before = luma;
            }
        }
    }
};

QTEST_GUILESS_MAIN(LayersTest)
#include "test_layers.moc"
