// Shapes and what is measured in them, against numpy and pydicom (make_measure_golden.py).
#include <filesystem>
#include <fstream>

#include <QtTest>
#include <nlohmann/json.hpp>

#include "library/dicom/HeaderReader.h"
#include "library/dicom/VolumeBuilder.h"
#include "library/dicom/VolumeLoader.h"
#include "tests/viewer/Synthetic.h"
#include "viewer/measure/Region.h"
#include "viewer/measure/Washout.h"

using namespace bolus;
using namespace bolus::test;
using nlohmann::json;

Q_DECLARE_METATYPE(nlohmann::json)

namespace {

const PlaneFrame axial{{1, 0, 0}, {0, -1, 0}, {0, 0, -1}};

const json& golden() {
    static const json all =
        json::parse(std::ifstream(BOLUS_SOURCE_DIR "/tests/viewer/golden_measure.json"));
    return all;
}

/// Whole numbers that no two neighbours share, as the golden script makes them.
std::shared_ptr<const LoadedVolume> patterned(const VolumeGeometry& geometry,
                                              std::optional<std::array<double, 2>> padding = {}) {
    Volume volume = makeVolume(geometry, [](const Vec3&) { return 0.0; });
    short* voxel = std::get<ShortImage::Pointer>(volume.image)->GetBufferPointer();
    for (std::size_t k = 0; k < geometry.size[2]; ++k) {
        for (std::size_t j = 0; j < geometry.size[1]; ++j) {
            for (std::size_t i = 0; i < geometry.size[0]; ++i) {
                *voxel++ = static_cast<short>((i * 73 + j * 179 + k * 283) % 997) - 300;
            }
        }
    }
    volume.padding = padding;
    return LoadedVolume::make(std::move(volume));
}

VolumeGeometry geometryOf(const json& grid) {
    return {grid.at("origin").get<Vec3>(), grid.at("spacing").get<Vec3>(),
            grid.at("direction").get<std::array<double, 9>>(),
            grid.at("size").get<std::array<std::size_t, 3>>()};
}

Annotation annotationOf(const json& row) {
    Annotation a;
    a.shape = shapeFromToken(row.at("shape").get<std::string>()).value();
    a.points = row.at("points").get<std::vector<Vec3>>();
    const auto frame = row.at("frame").get<std::array<Vec3, 3>>();
    a.frame = {frame[0], frame[1], frame[2]};
    return a;
}

Annotation shaped(Shape shape, std::vector<Vec3> points) {
    Annotation a;
    a.id = "x";
    a.number = 1;
    a.shape = shape;
    a.points = std::move(points);
    a.frame = axial;
    return a;
}

void compare(const json& row, const LoadedVolume& volume) {
    const Annotation annotation = annotationOf(row);
    QVERIFY(annotation.isValid());
    const auto measured = measureRegion(annotation, volume);
    QVERIFY(measured.has_value());
    const auto near = [&](double value, const char* key, double slack) {
        const double expected = row.at(key).get<double>();
        QVERIFY2(std::abs(value - expected) <= slack * std::max(1.0, std::abs(expected)),
                 qPrintable(QString("%1: %2, not %3")
                                .arg(key)
                                .arg(value, 0, 'g', 12)
                                .arg(expected, 0, 'g', 12)));
    };
    QCOMPARE(measured->voxels, row.at("voxels").get<std::size_t>());
    QCOMPARE(measured->withoutValue, row.at("without").get<std::size_t>());
    QCOMPARE(measured->interpolated, row.at("interpolated").get<bool>());
    if (row.contains("mean")) {
        near(measured->mean, "mean", 1e-9);
        near(measured->min, "min", 1e-9);
        near(measured->max, "max", 1e-9);
    }
    QCOMPARE(measured->sd.has_value(), row.contains("sd"));
    if (measured->sd) {
        near(*measured->sd, "sd", 1e-9);
    }
    near(annotation.shape == Shape::Sphere ? volumeMm3(annotation) : areaMm2(annotation), "size",
         1e-9);
    const QString name = QString::fromStdString(row.at("name").get<std::string>());
    if (name.contains("outside")) {
        near(measured->outsideShare, "share", 1e-6);
    } else {
        QCOMPARE(measured->outsideShare, 0.0);
    }
}

void addRows(const json& rows) {
    QTest::addColumn<json>("row");
    for (const json& row : rows) {
        QTest::newRow(row.at("name").get<std::string>().c_str()) << row;
    }
}

std::filesystem::path liverFolder() {
    const QString root =
        qEnvironmentVariable("BOLUS_TEST_DATA", BOLUS_SOURCE_DIR "/../shared/data");
    return (root + "/ct_liver_hcc_tace_seg_006").toStdString();
}

PhaseMean phase(Phase which, double mean, std::optional<double> seconds = {}) {
    return {which, mean, seconds, 120.0, true};
}

bool notes(const Washout& w, WashoutNote note) {
    return std::ranges::find(w.notes, note) != w.notes.end();
}

} // namespace

class MeasureTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void statisticsAreNumpys_data() { addRows(golden().at("made")); }
    void statisticsAreNumpys() {
        QFETCH(json, row);
        const auto padding = row.contains("padding")
                                 ? std::optional(row.at("padding").get<std::array<double, 2>>())
                                 : std::nullopt;
        compare(row, *patterned(geometryOf(row.at("grid")), padding));
    }

    void statisticsInARealCtArePydicoms() {
        if (!std::filesystem::exists(liverFolder())) {
            QSKIP("../shared/data/ct_liver_hcc_tace_seg_006 is not here");
        }
        const json& real = golden().at("real");
        std::vector<InstanceHeader> series;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(liverFolder())) {
            const auto header = readHeader(entry.path());
            if (header && header->seriesUid == real.at("series").get<std::string>()) {
                series.push_back(*header);
            }
        }
        const auto records = buildVolumes(series);
        QCOMPARE(records.size(), std::size_t(1));
        auto volume = loadVolume(records.front());
        QVERIFY(volume.has_value());
        const auto loaded = LoadedVolume::make(std::move(*volume));
        for (const json& row : real.at("rows")) {
            compare(row, *loaded);
        }
    }

    void voxelsThatNoImageCoversAreNotCounted() {
        const VolumeGeometry geometry = axialGeometry({40, 40, 10}, {1, 1, 2});
        Volume volume = makeVolume(geometry, [](const Vec3&) { return 40.0; });
        volume.cover.assign(10, SliceCover{{0, 0}, {40, 40}});
        volume.cover[5] = SliceCover{};                  // a missing slice
        volume.cover[6] = SliceCover{{20, 0}, {40, 40}}; // and half of one
        const auto loaded = LoadedVolume::make(std::move(volume));
        Annotation a = shaped(Shape::Ellipse, {{0, 0, 1}, {6, 0, 1}, {0, 6, 1}});
        auto s = measureRegion(a, *loaded);
        QCOMPARE(s->voxels, std::size_t(0));
        QVERIFY(s->withoutValue > 100);
        QVERIFY(!s->sd);
        s = measureRegion(movedBy(a, {0, 0, 2}), *loaded);
        QCOMPARE(s->voxels, s->withoutValue);
        QCOMPARE(s->mean, 40.0);
        s = measureRegion(shaped(Shape::Sphere, {{0, 0, 1}, {4, 0, 1}}), *loaded);
        QCOMPARE(s->min, 40.0);
        QVERIFY(s->withoutValue > 0);
    }

    void valuesThatAreNoNumbersAreNotCounted() {
        const auto image = FloatImage::New();
        image->SetRegions(FloatImage::SizeType{10, 10, 1});
        image->Allocate();
        image->FillBuffer(7.5F);
        image->SetPixel({{5, 5, 0}}, std::numeric_limits<float>::quiet_NaN());
        image->SetPixel({{4, 5, 0}}, std::numeric_limits<float>::infinity());
        const auto loaded = LoadedVolume::make({image, "ms"});
        const auto s =
            measureRegion(shaped(Shape::Ellipse, {{5, 5, 0}, {7.1, 5, 0}, {5, 7.1, 0}}), *loaded);
        QCOMPARE(s->withoutValue, std::size_t(2));
        QCOMPARE(s->mean, 7.5);
        QCOMPARE(*s->sd, 0.0);
    }

    void theSliceIsTheOneThatTheLightBoxShows() {
        const auto volume = patterned(axialGeometry({30, 30, 12}, {1, 1, 5}));
        for (const double z : {-22.6, -2.5, 0.0, 2.5, 5.0, 12.4, 22.5, 27.4}) {
            const Annotation a = shaped(Shape::Ellipse, {{0, 0, z}, {5, 0, z}, {0, 5, z}});
            const SliceStack stack =
                SliceStack::of(planeFrame(Plane::Axial, volume->geometry), volume->geometry);
            const Vec3 shown = stack.onto(stack.nearest(a.points[0]), a.points[0]);
            QCOMPARE(measureRegion(a, *volume),
                     measureRegion(movedBy(a, shown - a.points[0]), *volume));
        }
    }

    void lengthsAnglesAndAreas() {
        QCOMPARE(lengthMm(shaped(Shape::Length, {{1, 2, 3}, {4, 6, 15}})), 13.0);
        QCOMPARE(angleDegrees(shaped(Shape::Angle, {{5, 0, 0}, {0, 0, 0}, {0, 3, 0}})), 90.0);
        QVERIFY(std::abs(angleDegrees(shaped(Shape::Angle, {{1, 0, 0}, {0, 0, 0}, {-1, 1, 0}})) -
                         135) < 1e-9);
        QCOMPARE(angleDegrees(shaped(Shape::Angle, {{5, 0, 0}, {0, 0, 0}, {2, 0, 0}})), 0.0);
        QCOMPARE(areaMm2(shaped(Shape::Polygon, {{0, 0, 0}, {4, 0, 0}, {4, 3, 0}})), 6.0);
        QCOMPARE(areaMm2(shaped(Shape::Ellipse, {{9, 9, 0}, {11, 9, 0}, {9, 12, 0}})), 6 * M_PI);
        QCOMPARE(volumeMm3(shaped(Shape::Sphere, {{0, 0, 0}, {0, 0, 3}})), 36 * M_PI);
    }

    void handlesMoveWhatTheyHold() {
        Annotation e = shaped(Shape::Ellipse, {{0, 0, 7}, {4, 0, 7}, {0, 2, 7}});
        QCOMPARE(handlesOf(e, axial).size(), std::size_t(4));
        e = withHandleAt(e, 2, {-6, 1, 9}); // the far end: along the axis only
        QCOMPARE(areaMm2(e), M_PI * 6 * 2);
        QCOMPARE(e.points[0], (Vec3{0, 0, 7}));
        e = withHandleAt(e, 0, {-50, 0, 7}); // not through the centre
        QVERIFY(e.isValid());
        Annotation line = shaped(Shape::Length, {{0, 0, 7}, {4, 0, 7}});
        line = withHandleAt(line, 1, {8, 0, 30}); // stays in its plane
        QCOMPARE(line.points[1], (Vec3{8, 0, 7}));
        Annotation ball = shaped(Shape::Sphere, {{1, 1, 1}, {5, 1, 1}});
        ball = withHandleAt(ball, 3, {1, 4, 5});
        QCOMPARE(radiusMm(ball), 5.0);
        ball = withHandleAt(ball, 0, {2, 2, 2});
        QCOMPARE(radiusMm(ball), 5.0);
        QCOMPARE(centreOf(ball), (Vec3{2, 2, 2}));
    }

    void jsonKeepsThemAndRefusesOthers() {
        const Annotation a = shaped(Shape::Polygon, {{0.1, 1.0 / 3, 7}, {4, 0, 7}, {1, 5.5, 7}});
        auto back = annotationFromJson(annotationJson(a));
        QVERIFY(back.has_value());
        back->id = a.id;
        QVERIFY(*back == a);
        json newer = json::parse(annotationJson(a));
        newer["version"] = 2;
        QVERIFY(annotationFromJson(newer.dump()).error().message.find("newer") !=
                std::string::npos);
        const auto refused = [&](const char* key, const json& value) {
            json other = json::parse(annotationJson(a));
            other[key] = value;
            return !annotationFromJson(other.dump());
        };
        QVERIFY(refused("shape", "cube"));
        QVERIFY(refused("shape", "length"));
        QVERIFY(refused("points", json::array({json::array({1, 2})})));
        QVERIFY(refused("points", json::array()));
        QVERIFY(refused("points", {{1e300, 0, 0}, {0, 1, 0}, {1, 1, 0}}));
        QVERIFY(refused("points", {{1, 1, 0}, {1, 1, 0}, {1, 1, 0}}));
        QVERIFY(refused("right", {0, 0, 0}));
        QVERIFY(refused("up", {1, 0, 0}));
        QVERIFY(refused("version", 1e300));
        const auto numbered = [&](const json& value) {
            json other = json::parse(annotationJson(a));
            other["number"] = value;
            return annotationFromJson(other.dump()).value().number;
        };
        QCOMPARE(numbered(1000000), 1000000);
        for (const json& none : {json(0), json(-3), json(1000001), json(2147483647), json(1e300),
                                 json(18446744073709551615U), json("first")}) {
            QCOMPARE(numbered(none), 0); // it gets one
        }
        for (const char* text : {"", "[]", "{", "null", "7", "{\"version\":1}"}) {
            QVERIFY2(!annotationFromJson(text), text);
        }
    }

    void aHugeShapeEndsAndCanBeStopped() {
        const auto volume = patterned(axialGeometry({64, 64, 64}, {1, 1, 1}));
        const auto s = measureRegion(shaped(Shape::Sphere, {{0, 0, 0}, {9000, 0, 0}}), *volume);
        QCOMPARE(s->voxels, std::size_t(64 * 64 * 64));
        QVERIFY(s->outsideShare > 0.99);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(!measureRegion(shaped(Shape::Sphere, {{0, 0, 0}, {9, 0, 0}}), *volume,
                               stop.get_token()));
        QVERIFY(!measureRegion(shaped(Shape::Length, {{0, 0, 0}, {9, 0, 0}}), *volume));
    }

    void washoutIsTheFormulas() {
        // U 10, E 90, D 40: (90-40)/(90-10) = 62.5 %, (90-40)/90 = 55.6 %.
        const std::vector<PhaseMean> phases{
            phase(Phase::PreContrast, 10, -20), phase(Phase::Arterial, 70, 30),
            phase(Phase::PortalVenous, 90, 70), phase(Phase::Delayed, 40, 905)};
        const Washout w = washout(phases);
        QCOMPARE(*w.absolute, 62.5);
        QVERIFY(std::abs(*w.relative - 55.5555555556) < 1e-9);
        QVERIFY(w.notes.empty());
        QCOMPARE(*w.unenhanced, std::size_t(0));
        QCOMPARE(*w.enhanced, std::size_t(2));
        QCOMPARE(*w.delayed, std::size_t(3));
    }

    void washoutSaysWhatIsMissing() {
        const auto pre = phase(Phase::PreContrast, 10), portal = phase(Phase::PortalVenous, 90, 70),
                   late = phase(Phase::Delayed, 40, 900);
        Washout w = washout(std::vector{portal, late});
        QVERIFY(!w.absolute && w.relative && notes(w, WashoutNote::NoUnenhanced));
        w = washout(std::vector{pre, portal});
        QVERIFY(!w.absolute && !w.relative && notes(w, WashoutNote::NoDelayed));
        w = washout(std::vector{pre, late});
        QVERIFY(!w.absolute && !w.relative && notes(w, WashoutNote::NoPortalVenous));
        PhaseMean outside = portal;
        outside.mean.reset();
        w = washout(std::vector{pre, outside, late});
        QVERIFY(!w.relative && notes(w, WashoutNote::NoPortalVenous));
        PhaseMean magnetic = late;
        magnetic.hounsfield = false;
        w = washout(std::vector{pre, portal, magnetic});
        QVERIFY(!w.absolute && !w.relative && notes(w, WashoutNote::NotHounsfield));
        w = washout({});
        QVERIFY(!w.absolute && !w.relative);
    }

    void washoutIsCautious() {
        const auto of = [](double u, double e, std::optional<double> portal,
                           std::optional<double> delay) {
            return washout(std::vector{phase(Phase::PreContrast, u),
                                       phase(Phase::PortalVenous, e, portal),
                                       phase(Phase::Delayed, 40, delay)});
        };
        QVERIFY(notes(of(10, 90, 70, 600), WashoutNote::DelayTenMinutes));
        QVERIFY(notes(of(10, 90, 70, {}), WashoutNote::DelayUnknown));
        QVERIFY(notes(of(10, 90, 90, 900), WashoutNote::PortalOther));
        QVERIFY(notes(of(10, 90, {}, 900), WashoutNote::PortalUnknown));
        QVERIFY(notes(of(84, 90, 70, 900), WashoutNote::LittleEnhancement));
        QVERIFY(of(84, 90, 70, 900).absolute.has_value());
        Washout w = of(95, 90, 70, 900);
        QVERIFY(!w.absolute && !w.relative && notes(w, WashoutNote::NoEnhancement));
        w = of(-200, -90, 70, 900);
        QVERIFY(!w.absolute && !w.relative && notes(w, WashoutNote::NoEnhancement));
    }

    void washoutIsNotComputedWhereItsFormulaDoesNotHold_data() {
        using Change = std::function<void(PhaseMean & u, PhaseMean & e, PhaseMean & d)>;
        QTest::addColumn<Change>("change");
        QTest::addColumn<WashoutNote>("note");
        QTest::addColumn<bool>("relative");
        const auto row = [](const char* name, WashoutNote note, const Change& change,
                            bool relative = false) {
            QTest::newRow(name) << change << note << relative;
        };
        row("3 min", WashoutNote::DelayOther, [](auto&, auto&, auto& d) { d.seconds = 180; });
        row("40 min", WashoutNote::DelayOther, [](auto&, auto&, auto& d) { d.seconds = 2400; });
        row("140 s after the portal venous, no start", WashoutNote::DelayOther,
            [](auto& u, auto& e, auto& d) {
                u.seconds = e.seconds = d.seconds = std::nullopt;
                u.instant = 0, e.instant = 100, d.instant = 240;
            });
        row("before the portal venous", WashoutNote::DelayOther, [](auto&, auto& e, auto& d) {
            e.seconds = d.seconds = std::nullopt;
            e.instant = 900, d.instant = 0;
        });
        row("portal at 3 min", WashoutNote::NotPortal,
            [](auto&, auto& e, auto&) { e.seconds = 180; });
        row("kVp", WashoutNote::OtherVoltage, [](auto&, auto&, auto& d) { d.kvp = 80; });
        row("half measured", WashoutNote::PartlyMeasured,
            [](auto&, auto& e, auto&) { e.measuredShare = 0.5; });
        row("unsure", WashoutNote::UnsurePhase, [](auto&, auto& e, auto&) {
            e.seconds = std::nullopt;
            e.confidence = 0.4;
        });
        row(
            "unenhanced after contrast", WashoutNote::NotUnenhanced,
            [](auto& u, auto&, auto&) { u.seconds = 1200; }, true);
        row(
            "unenhanced after the portal venous", WashoutNote::NotUnenhanced,
            [](auto& u, auto& e, auto&) { u.instant = 50, e.instant = 40; }, true);
        row(
            "unenhanced half measured", WashoutNote::PartlyMeasured,
            [](auto& u, auto&, auto&) { u.measuredShare = 0.5; }, true);
    }

    void washoutIsNotComputedWhereItsFormulaDoesNotHold() {
        using Change = std::function<void(PhaseMean & u, PhaseMean & e, PhaseMean & d)>;
        QFETCH(Change, change);
        QFETCH(WashoutNote, note);
        QFETCH(bool, relative);
        std::vector<PhaseMean> all{phase(Phase::PreContrast, 10),
                                   phase(Phase::PortalVenous, 90, 70),
                                   phase(Phase::Delayed, 40, 900)};
        QVERIFY(washout(all).absolute);
        change(all[0], all[1], all[2]);
        const Washout w = washout(all);
        QVERIFY(!w.absolute);
        QCOMPARE(w.relative.has_value(), relative);
        QVERIFY(notes(w, note));
    }

    void theDelayIsKnownByTheTimeSincePortalVenous() {
        std::vector<PhaseMean> all{phase(Phase::PortalVenous, 90), phase(Phase::Delayed, 40)};
        all[0].instant = 100;
        all[1].instant = 100 + 14 * 60;
        Washout w = washout(all);
        QVERIFY(w.relative && !notes(w, WashoutNote::DelayUnknown));
        QVERIFY(notes(w, WashoutNote::PortalUnknown));
        all[1].instant = 100 + 9 * 60;
        w = washout(all);
        QVERIFY(w.relative && notes(w, WashoutNote::DelayTenMinutes));
    }

    void ofTwoDelayedPhasesTheOneNearestToFifteenMinutesCounts() {
        const Washout w =
            washout(std::vector{phase(Phase::PortalVenous, 90, 70), phase(Phase::Delayed, 60, 180),
                                phase(Phase::Delayed, 40, 890), phase(Phase::Delayed, 20, 3000)});
        QCOMPARE(*w.delayed, std::size_t(2));
    }
};

QTEST_GUILESS_MAIN(MeasureTest)
#include "test_measure.moc"
