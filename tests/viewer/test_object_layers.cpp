// Segmentations and parametric maps of an exam over its pictures: places, colours, names, refusals.
#include <fstream>

#include <nlohmann/json.hpp>

#include "tests/viewer/Drawing.h"
#include "ui/view/Alignment.h"
#include "ui/view/ViewerOverlays.h"

using namespace bolus;
using namespace bolus::test;
using nlohmann::json;

namespace {

const std::string folder = BOLUS_SOURCE_DIR "/tests/dicom/", root = "1.2.826.0.1.3680043.10.";
const Vec3 inSegments{-8, 19, 27}; // the middle of the segmentations, nearly

/// Where numpy found Part 1 of the binary segmentation.
Vec3 placeOfPartOne() {
    const json all = json::parse(std::ifstream(folder + "golden/segmentation.json"));
    const json& voxels = all.at(0).at("segments").at(0).at("voxels");
    return voxels.at(voxels.size() / 2).at("at").get<Vec3>();
}

CaseObject objectOf(const std::string& kind, const std::string& file) {
    CaseObject object;
    object.sopInstanceUid = root + file;
    object.kind = kind;
    object.seriesDescription = "Made " + kind;
    object.path = folder + file;
    return object;
}

struct Shown : Light {
    Case exam = newCase(7);

    Shown(const std::string& frame, const Vec3& middle) {
        archive.value = [](const Vec3&) { return 40; };
        archive.add(exam, axialGeometry({80, 80, 40}, {0.5, 0.5, 1}, middle), Phase::Arterial);
        archive.add(exam, axialGeometry({40, 40, 40}, {1, 1, 1}, middle), Phase::PortalVenous);
        for (VolumeRecord& volume : exam.volumes) {
            volume.frameOfReferenceUid = frame;
        }
        exam.objects = {objectOf("segmentation", "segmentation/binary.dcm"),
                        objectOf("parametric_map", "multiframe/map_float.dcm"),
                        objectOf("segmentation", "segmentation/broken-uneven.dcm"),
                        objectOf("presentation_state", "none.dcm")};
        QVERIFY(open(exam));
    }
    ViewerOverlays& overlays() { return viewer.overlays(); }
    std::vector<SceneLayer> layers(std::size_t i) { return view(i).scene().layers().all(); }
};

} // namespace

class ObjectLayersTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void segmentsLieWhereTheyAreInEveryPhase() {
        Shown box(root + "778.4", inSegments);
        QCOMPARE(box.overlays().objects().size(), std::size_t(3)); // of kinds that can be shown
        const Vec3 at = placeOfPartOne();
        box.viewer.goTo(at);
        box.viewer.setCrosshairVisible(false);
        box.overlays().setShown(box.exam.objects[0], true);
        QTRY_COMPARE_WITH_TIMEOUT(box.layers(0).size(), std::size_t(2), 20000);
        QCOMPARE(box.layers(1).size(), std::size_t(2));
        QCOMPARE(box.layers(0).back().label, std::string("Part 1")); // topmost
        QCOMPARE(box.view(0).overlay().marks, QStringList("Segmentation: Parts, binary"));
        LayerStyle style = box.layers(0).back().style;
        QCOMPARE(*style.solid, (Rgb{255, 0, 0})); // as the file recommends
        style.opacity = 1;
        box.overlays().setStyle(box.layers(0).back().id, style);
        for (std::size_t i = 0; i < 2; ++i) {
            QTRY_COMPARE(colorAt(box.view(i), at), QColor(255, 0, 0));
            QCOMPARE(greyAt(box.view(i), at + Vec3{12, 12, 0}),
                     greyAt(box.view(i), at + Vec3{-9, -9, 0}));
        }
        hover(box.view(0), pixel(box.view(0), at));
        QTRY_VERIFY(box.view(0).overlay().bottomLeft.first().startsWith("40 HU"));
        QVERIFY(box.view(0).overlay().bottomLeft.first().contains("Part 1"));
        QStringList names;
        for (const HeatLegend& legend : box.view(0).overlay().layerLegends) {
            names << legend.label;
        }
        QCOMPARE(names, (QStringList{"Part 1", "Part 2"}));
        box.overlays().remove(box.layers(0).back().id);
        QTRY_COMPARE(box.layers(0).size(), std::size_t(1));
        QVERIFY(box.overlays().isShown(box.exam.objects[0]));
        box.overlays().remove(box.layers(0).back().id);
        QTRY_VERIFY(!box.overlays().isShown(box.exam.objects[0]));
        box.overlays().setShown(box.exam.objects[0], true); // all of it again
        QTRY_COMPARE(box.layers(0).size(), std::size_t(2));
    }

    void parametricMapsSayTheirUnits() {
        Shown box(root + "777.21.4", {-9, -19, 7});
        box.overlays().setShown(box.exam.objects[1], true);
        QTRY_VERIFY_WITH_TIMEOUT(!box.layers(0).empty(), 20000);
        const SceneLayer layer = box.layers(0).front();
        QCOMPARE(layer.unit, std::string("um2/s"));
        const Volume& volume = *layer.source.values;
        const Vec3 first{-10, -20, 5};
        const auto sample = sampleLayer(layer.source, first);
        QVERIFY(sample);
        QCOMPARE(sample->value, volume.valueAt(0, 0, 1));
        QVERIFY(layer.style.low < layer.style.high);
        QVERIFY(!box.view(0).overlay().layerLegends.empty());
        QVERIFY(box.view(0).overlay().layerLegends.front().high.endsWith("um2/s"));
    }

    void whatBelongsToNoSeriesIsRefused() {
        Shown box("1.2.3", inSegments);
        QSignalSpy refused(&box.overlays(), &ViewerOverlays::refused);
        box.overlays().setShown(box.exam.objects[0], true);
        QVERIFY(refused.wait(20000));
        QVERIFY(refused.first().first().toString().contains("belongs to none"));
        QVERIFY(!box.overlays().isShown(box.exam.objects[0]));
        QVERIFY(box.layers(0).empty());
    }

    void whatWasMadeFromASeriesIsShownWithACaution() {
        Shown box("1.2.3", inSegments);
        box.exam.volumes[0].seriesUid = root + "778.9"; // as the segmentation says
        box.archive.geometries[root + "778.9"] = VolumeGeometry::of(box.exam.volumes[0]);
        box.exam.id = 8;
        QVERIFY(box.open(box.exam));
        box.overlays().setShown(box.exam.objects[0], true);
        QTRY_VERIFY_WITH_TIMEOUT(!box.layers(0).empty(), 20000);
        QVERIFY(box.view(0).overlay().marks.contains(
            "Another frame of reference: places may not match"));
        QVERIFY(box.layers(1).empty());
    }

    void segmentsGoWithTheSeriesTheyWereDrawnOn() {
        Shown box(root + "778.4", inSegments);
        box.exam.volumes[0].seriesUid = root + "778.9"; // as the segmentation says
        box.archive.geometries[root + "778.9"] = VolumeGeometry::of(box.exam.volumes[0]);
        box.exam.id = 8;
        QVERIFY(box.open(box.exam));
        box.overlays().setShown(box.exam.objects[0], true);
        QTRY_VERIFY_WITH_TIMEOUT(!box.layers(0).empty(), 20000);
        QVERIFY(!box.layers(1).front().source.map);
        Alignment alignment;
        alignment.byHand[alignmentKey(box.exam.volumes[1])] = {5, -2, 3};
        box.viewer.setAlignment(alignment);
        QVERIFY(!box.layers(0).front().source.map);
        for (const SceneLayer& layer : box.layers(1)) {
            QVERIFY(layer.source.map);
            const Vec3 there = (*layer.source.map)({10, 20, 30});
            QVERIFY(norm(there - Vec3{5, 22, 27}) < 1e-9);
            QVERIFY(layer.caution.empty());
        }
        QTRY_VERIFY(
            box.view(1).overlay().marks.contains("Segmentation: Parts, binary, aligned by hand"));
        box.viewer.setAlignment({});
        QVERIFY(!box.layers(1).front().source.map);
    }

    void segmentsOfUnknownPhasesAreInDoubtWherePhasesWereMoved() {
        Shown box(root + "778.4", inSegments); // the series it names is none of these
        box.overlays().setShown(box.exam.objects[0], true);
        QTRY_VERIFY_WITH_TIMEOUT(!box.layers(0).empty(), 20000);
        QVERIFY(box.layers(0).front().caution.empty());
        Alignment alignment;
        alignment.byHand[alignmentKey(box.exam.volumes[1])] = {5, -2, 3};
        box.viewer.setAlignment(alignment);
        for (std::size_t i = 0; i < 2; ++i) {
            QVERIFY(!box.layers(i).front().source.map);
            QTRY_VERIFY(box.view(i).overlay().marks.contains(
                "By position: which phase it was drawn on is not told"));
        }
    }

    void brokenOnesSayWhy() {
        Shown box(root + "778.4", inSegments);
        QSignalSpy refused(&box.overlays(), &ViewerOverlays::refused);
        box.overlays().setShown(box.exam.objects[2], true);
        QVERIFY(refused.wait(20000));
        QVERIFY(refused.first().first().toString().contains("evenly"));
    }
};

int main(int argc, char** argv) {
    prepareGraphics();
    QApplication application(argc, argv);
    ObjectLayersTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_object_layers.moc"
