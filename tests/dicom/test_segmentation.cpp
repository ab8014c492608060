// Segmentations against what numpy knows of them (make_segmentation_files.py), and refused ones.
#include <algorithm>
#include <fstream>

#include <QtTest>
#include <nlohmann/json.hpp>

#include "library/dicom/Segmentation.h"
#include "library/domain/Vectors.h"
#include "library/reader/OverlayFile.h"

using namespace bolus;
using nlohmann::json;

namespace {

const std::string folder = BOLUS_SOURCE_DIR "/tests/dicom/segmentation/";

const json& golden() {
    static const json all =
        json::parse(std::ifstream(BOLUS_SOURCE_DIR "/tests/dicom/golden/segmentation.json"));
    return all;
}

void rowsThat(bool areBroken) {
    QTest::addColumn<int>("at");
    for (std::size_t i = 0; i < golden().size(); ++i) {
        if (golden()[i].contains("words") == areBroken) {
            QTest::newRow(golden()[i]["file"].get<std::string>().c_str()) << int(i);
        }
    }
}

/// The value at a place of the patient, 0 beside the segment's box.
int valueAt(const Segmentation& all, const Segment& segment, const Vec3& point) {
    std::array<std::uint64_t, 3> index{};
    for (std::size_t i = 0; i < 3; ++i) {
        const Vec3 axis{all.direction[i], all.direction[3 + i], all.direction[6 + i]};
        const double at = dot(point - segment.origin, axis) / all.spacing[i];
        if (std::abs(at - std::round(at)) > 0.01 || at < -0.5 ||
            at > double(segment.size[i]) - 0.5) {
            return 0;
        }
        index[i] = static_cast<std::uint64_t>(std::lround(at));
    }
    return segment.values[(index[2] * segment.size[1] + index[1]) * segment.size[0] + index[0]];
}

/// How many voxels are not empty, and their mean place.
std::pair<std::size_t, Vec3> middleOf(const Segmentation& all, const Segment& segment) {
    std::size_t count = 0, at = 0;
    Vec3 sum{};
    for (std::size_t k = 0; k < segment.size[2]; ++k) {
        for (std::size_t j = 0; j < segment.size[1]; ++j) {
            for (std::size_t i = 0; i < segment.size[0]; ++i, ++at) {
                if (segment.values[at] == 0) {
                    continue;
                }
                const Vec3 index{double(i), double(j), double(k)};
                Vec3 place = segment.origin;
                for (std::size_t a = 0; a < 3; ++a) {
                    const Vec3 axis{all.direction[a], all.direction[3 + a], all.direction[6 + a]};
                    place = place + (index[a] * all.spacing[a]) * axis;
                }
                sum = sum + place;
                ++count;
            }
        }
    }
    return {count, (count > 0 ? 1.0 / double(count) : 0.0) * sum};
}

} // namespace

class SegmentationTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void voxelsAreWhereNumpyFindsThem_data() { rowsThat(false); }

    void voxelsAreWhereNumpyFindsThem() {
        QFETCH(int, at);
        const json& row = golden()[std::size_t(at)];
        const auto read = readSegmentation(folder + row["file"].get<std::string>());
        QVERIFY2(read, read ? "" : read.error().message.c_str());
        QCOMPARE(read->label, row["label"].get<std::string>());
        QCOMPARE(read->frameOfReferenceUid, row["frame_of_reference"].get<std::string>());
        QCOMPARE(read->seriesUids, std::vector<std::string>{row["series"].get<std::string>()});
        QCOMPARE(read->fractional, row["fractional"].get<bool>());
        QCOMPARE(read->segments.size(), row["segments"].size());
        for (std::size_t s = 0; s < read->segments.size(); ++s) {
            const Segment& segment = read->segments[s];
            const json& expected = row["segments"][s];
            QCOMPARE(segment.number, expected["number"].get<int>());
            QCOMPARE(segment.label, expected["label"].get<std::string>());
            QCOMPARE(segment.color.has_value(), !expected["color"].is_null());
            if (segment.color) {
                QCOMPARE(*segment.color, (expected["color"].get<std::array<std::uint8_t, 3>>()));
            }
            for (const json& voxel : expected["voxels"]) {
                QCOMPARE(
                    valueAt(*read, segment, voxel["at"].get<Vec3>()),
                    int(std::lround(255.0 * voxel["value"].get<int>() / row["most"].get<int>())));
            }
            const auto filled = segment.values.size() -
                                std::size_t(std::ranges::count(segment.values, std::uint8_t{0}));
            QCOMPARE(filled, expected["voxels"].size());
        }
    }

    void brokenOnesAreRefusedInWords_data() { rowsThat(true); }

    void brokenOnesAreRefusedInWords() {
        QFETCH(int, at);
        const json& row = golden()[std::size_t(at)];
        const auto read = readSegmentation(folder + row["file"].get<std::string>());
        QVERIFY(!read);
        QVERIFY2(read.error().message.find(row["words"].get<std::string>()) != std::string::npos,
                 read.error().message.c_str());
        QVERIFY(read.error().subject.ends_with(row["file"].get<std::string>()));
    }

    void realOnesAreAsPydicomReadsThem() { // make_segmentation_golden.py
        const std::string data = BOLUS_SOURCE_DIR "/../shared/data/edge_dicom/";
        if (!QFile::exists(QString::fromStdString(data))) {
            QSKIP("../shared/data/edge_dicom is not there");
        }
        const json all = json::parse(
            std::ifstream(BOLUS_SOURCE_DIR "/tests/dicom/golden/segmentation_real.json"));
        for (const json& row : all) {
            const auto read = readSegmentation(data + row["file"].get<std::string>());
            QVERIFY2(read, read ? "" : read.error().message.c_str());
            QCOMPARE(read->segments.size(), row["segments"].size());
            for (std::size_t s = 0; s < read->segments.size(); ++s) {
                const json& expected = row["segments"][s];
                const auto [count, middle] = middleOf(*read, read->segments[s]);
                QCOMPARE(read->segments[s].label, expected["label"].get<std::string>());
                QCOMPARE(count, expected["voxels"].get<std::size_t>());
                if (count > 0) {
                    QVERIFY(distance(middle, expected["middle"].get<Vec3>()) < 0.01);
                }
            }
        }
    }

    void truncatedFilesAreErrors() {
        std::ifstream whole(folder + "fractional.dcm", std::ios::binary);
        const std::string bytes((std::istreambuf_iterator<char>(whole)), {});
        const QTemporaryDir dir;
        const std::string file = dir.filePath("cut.dcm").toStdString();
        for (std::size_t length = 200; length < bytes.size(); length += 97) {
            std::ofstream(file, std::ios::binary | std::ios::trunc)
                .write(bytes.data(), std::streamsize(length));
            QVERIFY(!readSegmentation(file));
        }
    }

    void colours() { // Lab of D50 (B. Lindbloom's calculator)
        const auto stored = [](double l, double a, double b) {
            return std::array{l * 655.35, (a + 128) * 257, (b + 128) * 257};
        };
        QCOMPARE(rgbOfCieLab(stored(100, 0, 0)), (std::array<std::uint8_t, 3>{255, 255, 255}));
        QCOMPARE(rgbOfCieLab(stored(0, 0, 0)), (std::array<std::uint8_t, 3>{0, 0, 0}));
        QCOMPARE(rgbOfCieLab(stored(87.82, -79.29, 80.99)),
                 (std::array<std::uint8_t, 3>{0, 255, 0}));
    }

    void theReaderProcessGivesThemAsVolumes() {
        CaseObject object;
        object.kind = "segmentation";
        object.path = folder + "fractional.dcm";
        const auto file = loadOverlayFile(object, nullptr);
        QVERIFY2(file, file ? "" : file.error().message.c_str());
        QCOMPARE(file->images.size(), std::size_t(2));
        QCOMPARE(file->images[0].name, std::string("Part 1"));
        QCOMPARE(file->images[0].volume.unit, std::string("%"));
        const auto read = readSegmentation(object.path);
        const Volume& volume = file->images[0].volume;
        const Segment& segment = read->segments[0];
        std::size_t i = 0;
        for (std::size_t k = 0; k < segment.size[2]; ++k) {
            for (std::size_t j = 0; j < segment.size[1]; ++j) {
                for (std::size_t c = 0; c < segment.size[0]; ++c, ++i) {
                    QCOMPARE(volume.valueAt(c, j, k), std::round(segment.values[i] / 2.55));
                }
            }
        }
        const auto origin = volume.base().GetOrigin();
        for (unsigned a = 0; a < 3; ++a) {
            QCOMPARE(origin[a], segment.origin[a]);
        }
        object.path = folder + "broken-uneven.dcm";
        QVERIFY(!loadOverlayFile(object, nullptr));
    }
};

QTEST_GUILESS_MAIN(SegmentationTest)
#include "test_segmentation.moc"
