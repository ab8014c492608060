// Where voxels lie in the patient: synthetic stacks whose truth is a formula, and real ones against
// what pydicom and numpy make of them (make_geometry_golden.py).
#include <cmath>
#include <fstream>

#include <QTemporaryDir>
#include <QtTest>

#include <nlohmann/json.hpp>

#include "TestFiles.h"
#include "library/dicom/Tilt.h"
#include "library/dicom/VolumeBuilder.h"
#include "library/dicom/VolumeLoader.h"

using namespace bolus;
using namespace bolus::test;
using nlohmann::json;

namespace {

using Vector = std::array<double, 3>;

Vector operator+(const Vector& a, const Vector& b) {
    return {a[0] + b[0], a[1] + b[1], a[2] + b[2]};
}
Vector operator*(double s, const Vector& a) {
    return {s * a[0], s * a[1], s * a[2]};
}
double dot(const Vector& a, const Vector& b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/// Slices of a made-up patient. Slice k begins at `first` + k · `step`, which need not be along the
/// normal.
struct Scan {
    Vector row{1, 0, 0}, column{0, 1, 0}, first{-20, -24, 100}, step{0, 0, 2.5};
    double acrossMm = 1, downMm = 1; // between columns, between rows
    int columns = 40, rows = 48, count = 18;
    std::vector<int> without{};
    bool backwards = false; // instance numbers descend along the normal

    Vector pointOf(int i, int j, int k) const {
        return first + static_cast<double>(k) * step + (i * acrossMm) * row + (j * downMm) * column;
    }
};

std::string joined(std::initializer_list<double> values) {
    std::string text;
    for (const double value : values) {
        text += (text.empty() ? "" : "\\") + QString::number(value, 'g', 13).toStdString();
    }
    return text;
}

using Field = std::function<double(const Vector&)>; // HU at a point of the patient

void placeSlice(DcmDataset& data, const Scan& scan, int k) {
    const Vector at = scan.pointOf(0, 0, k);
    const auto put = [&](const DcmTagKey& tag, const std::string& text) {
        QVERIFY(data.putAndInsertString(tag, text.c_str()).good());
    };
    put(DCM_ImagePositionPatient, joined({at[0], at[1], at[2]}));
    put(DCM_ImageOrientationPatient, joined({scan.row[0], scan.row[1], scan.row[2], scan.column[0],
                                             scan.column[1], scan.column[2]}));
    put(DCM_PixelSpacing, joined({scan.downMm, scan.acrossMm}));
}

void writeScan(const QString& folder, const Scan& scan, const Field& hu) {
    for (int k = 0; k < scan.count; ++k) {
        if (std::ranges::find(scan.without, k) != scan.without.end()) {
            continue;
        }
        SliceSpec spec;
        spec.rows = scan.rows;
        spec.columns = scan.columns;
        spec.instance = scan.backwards ? scan.count - k : k + 1;
        for (int j = 0; j < scan.rows; ++j) {
            for (int i = 0; i < scan.columns; ++i) {
                const double value = hu(scan.pointOf(i, j, k)) + 1024;
                spec.pixels.push_back(static_cast<Uint16>(std::lround(value)));
            }
        }
        writeSlice(folder + "/" + QString::number(k), spec, EXS_LittleEndianExplicit,
                   [&](DcmDataset& data) { placeSlice(data, scan, k); });
    }
}

/// A gantry turned about the patient's left-right axis while the couch moves straight.
Scan tilted(double degrees) {
    const double c = std::cos(degrees * M_PI / 180), s = std::sin(degrees * M_PI / 180);
    Scan scan;
    scan.column = {0, c, -s};
    return scan;
}

Vector pointIn(const Volume& volume, long i, long j, long k) {
    itk::Point<double, 3> point;
    volume.base().TransformIndexToPhysicalPoint(itk::Index<3>{{i, j, k}}, point);
    return {point[0], point[1], point[2]};
}

template<typename Visit>
void eachVoxel(const Volume& volume, Visit visit) {
    const auto [columns, rows, slices] = volume.size();
    for (std::size_t k = 0; k < slices; ++k) {
        for (std::size_t j = 0; j < rows; ++j) {
            for (std::size_t i = 0; i < columns; ++i) {
                visit(pointIn(volume, static_cast<long>(i), static_cast<long>(j),
                              static_cast<long>(k)),
                      volume.valueAt(i, j, k));
            }
        }
    }
}

/// A ball with a soft rim: weight 1 inside, 0 outside.
double ballWeight(const Vector& point, const Vector& centre, double radius) {
    const Vector from = point + -1.0 * centre;
    return std::clamp((radius - std::sqrt(dot(from, from))) / 2 + 0.5, 0.0, 1.0);
}

struct Moments {
    double volume = 0;
    Vector centre{};
    std::array<double, 9> spread{}; // mm², covariance
};

Moments momentsOf(const Volume& volume) {
    Moments m;
    std::array<double, 9> squares{};
    eachVoxel(volume, [&](const Vector& p, double hu) {
        const double weight = (hu + 1000) / 1100;
        m.volume += weight;
        m.centre = m.centre + weight * p;
        for (std::size_t a = 0; a < 9; ++a) {
            squares[a] += weight * p[a / 3] * p[a % 3];
        }
    });
    m.centre = (1 / m.volume) * m.centre;
    for (std::size_t a = 0; a < 9; ++a) {
        m.spread[a] = squares[a] / m.volume - m.centre[a / 3] * m.centre[a % 3];
    }
    const auto spacing = volume.spacing();
    m.volume *= spacing[0] * spacing[1] * spacing[2];
    return m;
}

bool has(const VolumeRecord& record, GeometryFlag flag) {
    return std::ranges::find(record.geometryFlags, flag) != record.geometryFlags.end();
}

} // namespace

class GeometryTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;

    std::vector<VolumeRecord> volumesOfScan(const Scan& scan, const Field& hu) {
        const QString folder = m_folder.filePath(
            QTest::currentTestFunction() + QString("_%1").arg(qHash(QTest::currentDataTag())));
        QDir(folder).removeRecursively();
        QDir().mkpath(folder);
        writeScan(folder, scan, hu);
        return volumesOf(headersBelow(folder));
    }

private Q_SLOTS:
    void aBallStaysABall_data() {
        QTest::addColumn<double>("tilt");
        QTest::addColumn<double>("across");
        QTest::addColumn<double>("down");
        QTest::newRow("straight") << 0.0 << 1.0 << 1.0;
        QTest::newRow("tilted to the front") << 18.5 << 1.0 << 1.0;
        QTest::newRow("tilted to the back") << -18.5 << 1.0 << 1.0;
        QTest::newRow("steep, oblong pixels") << 30.0 << 1.25 << 0.8;
        QTest::newRow("slightly") << 2.0 << 0.9 << 0.9;
    }

    void aBallStaysABall() {
        QFETCH(double, tilt);
        QFETCH(double, across);
        QFETCH(double, down);
        Scan scan = tilted(tilt);
        scan.acrossMm = across;
        scan.downMm = down;
        const double radius = 11;
        const Vector centre = scan.pointOf(20, 24, 9) + Vector{0.3, -0.2, 0.1};
        const auto volumes = volumesOfScan(
            scan, [&](const Vector& p) { return -1000 + 1100 * ballWeight(p, centre, radius); });
        QCOMPARE(volumes.size(), std::size_t(1));
        const VolumeRecord& record = volumes[0];
        QVERIFY(std::abs(record.tiltDegrees - std::abs(tilt)) < 0.01);
        QCOMPARE(has(record, GeometryFlag::Tilt), tilt != 0);
        QVERIFY(std::abs(record.spacing[2] - 2.5 * std::cos(tilt * M_PI / 180)) < 1e-6);
        auto loaded = loadVolume(record);
        QVERIFY2(loaded, loaded ? "" : loaded.error().message.c_str());
        QCOMPARE(loaded->size(), record.size);
        // what a shear opens is no part of an image, HU -1024; the ball's air is -1000
        const auto shorts = std::get<ShortImage::Pointer>(loaded->image);
        const std::size_t plane = record.size[0] * record.size[1];
        for (std::size_t i = 0; i < plane * record.size[2]; ++i) {
            short& value = shorts->GetBufferPointer()[i];
            QCOMPARE(value != -1024,
                     loaded->isCovered(i % record.size[0], i % plane / record.size[0], i / plane));
            value = std::max<short>(value, -1000);
        }
        const Moments moments = momentsOf(*loaded);
        const double expected = 4.0 / 3 * M_PI * radius * radius * radius;
        QVERIFY2(std::abs(moments.volume / expected - 1) < 0.02,
                 qPrintable(QString::number(moments.volume / expected)));
        for (std::size_t a = 0; a < 3; ++a) {
            QVERIFY(std::abs(moments.centre[a] - centre[a]) < 0.1); // mm
        }
        const double spread = radius * radius / 5;
        for (std::size_t a = 0; a < 9; ++a) {
            const double wanted = a % 4 == 0 ? spread : 0;
            QVERIFY2(std::abs(moments.spread[a] - wanted) < 0.03 * spread,
                     qPrintable(QString("%1: %2").arg(a).arg(moments.spread[a])));
        }
    }

    void everyVoxelLiesWhereTheRecordSays_data() {
        QTest::addColumn<QString>("kind");
        for (const char* kind :
             {"axial", "anisotropic", "coronal", "oblique", "feet first", "numbered backwards",
              "far away", "tilted", "swivelled", "tilted and swivelled", "tilted with a gap"}) {
            QTest::newRow(kind) << QString(kind);
        }
    }

    /// Values are a linear function of the patient's coordinates, which interpolation keeps.
    void everyVoxelLiesWhereTheRecordSays() {
        QFETCH(QString, kind);
        const Scan scan = scanOf(kind);
        const Vector slope{1.5, 2.25, 3.0};
        const double level = dot(slope, scan.pointOf(20, 24, 9)) - 400;
        const Field hu = [&](const Vector& p) { return dot(slope, p) - level; };
        const auto volumes = volumesOfScan(scan, hu);
        QCOMPARE(volumes.size(), std::size_t(1));
        QCOMPARE(volumes[0].size[2], std::size_t(scan.count));
        const auto loaded = loadVolume(volumes[0]);
        QVERIFY2(loaded, loaded ? "" : loaded.error().message.c_str());
        std::size_t inside = 0;
        double worst = 0;
        eachVoxel(*loaded, [&](const Vector& p, double value) {
            if (value > -1024) {
                worst = std::max(worst, std::abs(value - hu(p)));
                ++inside;
            }
        });
        // rounded twice; half a pixel beyond the outermost centres holds its neighbour's value
        QVERIFY2(worst < (volumes[0].tiltDegrees > 0 ? 2.7 : 0.51),
                 qPrintable(QString::number(worst)));
        const auto pixels = static_cast<std::size_t>(scan.columns * scan.rows) *
                            (static_cast<std::size_t>(scan.count) - scan.without.size());
        QVERIFY(inside >= pixels - pixels / 20); // nothing is cut off
        QCOMPARE(has(volumes[0], GeometryFlag::MissingSlices), !scan.without.empty());
    }

    /// One slice of a tilted volume, as a thumbnail takes it, comes at its place too.
    void aSingleSliceOfATiltedVolumeKeepsItsPlace() {
        const Scan scan = tilted(20);
        const auto volumes = volumesOfScan(scan, [](const Vector& p) { return p[1] * 10; });
        QCOMPARE(volumes.size(), std::size_t(1));
        const auto whole = loadVolume(volumes[0]);
        VolumeRecord record = volumes[0];
        record.slices = {record.slices[12]};
        record.size[2] = 1;
        const auto one = loadVolume(record);
        QVERIFY(whole && one);
        for (std::size_t j = 0; j < record.size[1]; ++j) {
            QCOMPARE(one->valueAt(7, j, 0), whole->valueAt(7, j, 12));
        }
    }

    void aFileThatMovedAwayFromItsTiltedVolumeIsRefused() {
        const auto volumes = volumesOfScan(tilted(20), [](const Vector&) { return 0.0; });
        QCOMPARE(volumes.size(), std::size_t(1));
        VolumeRecord record = volumes[0];
        record.origin[1] += 1000;
        const auto loaded = loadVolume(record);
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().code, ErrorCode::BadInput);
    }

    /// Not the tag but the positions say where slices lie; a tag alone is doubt, and said.
    void theTagAloneShearsNothing() {
        auto headers = headersOf(Scan());
        for (InstanceHeader& header : headers) {
            header.gantryTilt = 18;
        }
        auto volumes = buildVolumes(headers);
        QCOMPARE(volumes.size(), std::size_t(1));
        QCOMPARE(volumes[0].tiltDegrees, 0.0);
        QCOMPARE(volumes[0].size, (std::array<std::size_t, 3>{40, 48, 18}));
        QVERIFY(has(volumes[0], GeometryFlag::Tilt));
        headers = headersOf(tilted(18));
        QVERIFY(std::abs(buildVolumes(headers).at(0).tiltDegrees - 18) < 0.01); // and without a tag
    }

    void offsetsTooLargeAreToldNotSheared() {
        Scan scan;
        scan.step = {40, 0, 2.5}; // 680 mm sideways over 42 mm
        const auto volumes = buildVolumes(headersOf(scan));
        QCOMPARE(volumes.size(), std::size_t(1));
        QCOMPARE(volumes[0].tiltDegrees, 0.0);
        QCOMPARE(volumes[0].size, (std::array<std::size_t, 3>{40, 48, 18}));
        QVERIFY(has(volumes[0], GeometryFlag::Tilt));
    }

    void hostileNumbersDoNoHarm() {
        for (const double bad : {std::nan(""), HUGE_VAL, 1e300, -1e300, 9.9e4, 1e-300}) {
            for (std::size_t axis = 0; axis < 3; ++axis) {
                auto headers = headersOf(Scan());
                (*headers[3].position)[axis] = bad;
                (*headers[5].orientation)[axis] = bad;
                headers[7].sliceThickness = bad;
                (*headers[9].pixelSpacing)[axis % 2] = bad;
                headers[11].gantryTilt = bad;
                headers[13].kvp = bad;
                headers[15].bValue = bad;
                headers[17].triggerTime = bad;
                std::size_t slices = 0;
                for (const VolumeRecord& volume : buildVolumes(headers)) {
                    slices += volume.slices.size();
                    QVERIFY(volume.size[2] >= volume.slices.size() && volume.size[2] <= 60);
                    QVERIFY(std::isfinite(volume.spacing[2]) && volume.spacing[2] > 0);
                }
                QVERIFY(slices >= 15 && slices <= 18);
            }
        }
    }

    void realSeries_data() {
        QTest::addColumn<QString>("name");
        for (const char* name : {"ge_tilt", "siemens_tilt", "philips", "liver_mr", "oblique_mr"}) {
            QTest::newRow(name) << QString(name);
        }
    }

    void realSeries() {
        QFETCH(QString, name);
        std::ifstream file(BOLUS_SOURCE_DIR "/tests/dicom/golden/geometry.json");
        const json golden = json::parse(file).at(name.toStdString());
        const QString folder = dataFolder(QString::fromStdString(golden["folder"]));
        if (folder.isEmpty()) {
            QSKIP("the shared test data is not there");
        }
        const auto volumes = volumesOf(headersBelow(folder));
        QCOMPARE(volumes.size(), golden["volumes"].size());
        for (std::size_t i = 0; i < volumes.size(); ++i) {
            compareVolume(volumes[i], golden["volumes"][i]);
        }
    }

private:
    static Scan scanOf(const QString& kind) {
        Scan scan = kind.startsWith("tilted") ? tilted(17.5) : Scan();
        if (kind == "anisotropic") {
            scan.acrossMm = 0.6;
            scan.downMm = 1.3;
        } else if (kind == "coronal") {
            scan.column = {0, 0, -1};
            scan.step = {0, 3, 0};
        } else if (kind == "oblique") {
            scan.row = {0.6, 0.8, 0};
            scan.column = {-0.48, 0.36, 0.8};
            scan.step = 2.5 * Vector{0.64, -0.48, 0.6};
        } else if (kind == "feet first") {
            scan.row = {-1, 0, 0}; // normal to the feet
            scan.step = {0, 0, -2.5};
        } else if (kind == "numbered backwards") {
            scan.backwards = true;
        } else if (kind == "far away") {
            scan.first = {-32000, 4100, 59000};
        } else if (kind.contains("swivelled")) {
            scan.step = scan.step + Vector{-0.7, 0, 0};
        } else if (kind == "tilted with a gap") {
            scan.without = {6, 7};
        }
        return scan;
    }

    static std::vector<InstanceHeader> headersOf(const Scan& scan) {
        std::vector<InstanceHeader> headers;
        for (int k = 0; k < scan.count; ++k) {
            InstanceHeader header;
            header.sopInstanceUid = "1.2." + std::to_string(k);
            header.modality = "CT";
            header.imageType = "ORIGINAL\\PRIMARY\\AXIAL";
            header.instanceNumber = k + 1;
            header.rows = scan.rows;
            header.columns = scan.columns;
            header.hasPixels = true;
            header.position = scan.pointOf(0, 0, k);
            header.orientation = {scan.row[0],    scan.row[1],    scan.row[2],
                                  scan.column[0], scan.column[1], scan.column[2]};
            header.pixelSpacing = {scan.downMm, scan.acrossMm};
            headers.push_back(header);
        }
        return headers;
    }

    static void compareVolume(const VolumeRecord& record, const json& expected) {
        QCOMPARE(record.slices.size(), expected["slices"].size());
        for (std::size_t k = 0; k < record.slices.size(); ++k) {
            QCOMPARE(record.slices[k].sopInstanceUid, expected["slices"][k].get<std::string>());
        }
        const double tilt = expected["tilt"];
        QVERIFY(std::abs(record.tiltDegrees - (tilt > 0.1 ? tilt : 0)) < 1e-3);
        for (std::size_t a = 0; a < 3; ++a) {
            QVERIFY(std::abs(record.spacing[a] - expected["spacing"][a].get<double>()) < 1e-4);
            for (std::size_t b = 0; b < 3; ++b) {
                const double cosine = expected["axes"][a][b];
                QVERIFY(std::abs(record.direction[3 * b + a] - cosine) < 1e-4);
            }
        }
        QCOMPARE(json(record.size), expected["size"]);
        for (std::size_t a = 0; a < 3; ++a) {
            QVERIFY(std::abs(record.origin[a] - expected["origin"][a].get<double>()) < 1e-3);
        }
        const auto volume = loadVolume(record);
        QVERIFY2(volume, volume ? "" : volume.error().message.c_str());
        compareSamples(*volume, expected["samples"]);
    }

    /// Points in the patient that are voxels' centres; no value is where no slice is.
    static void compareSamples(const Volume& volume, const json& samples) {
        for (const json& sample : samples) {
            itk::ContinuousIndex<double, 3> at;
            const double xyz[3]{sample[0], sample[1], sample[2]};
            volume.base().TransformPhysicalPointToContinuousIndex(itk::Point<double, 3>(xyz), at);
            std::array<std::size_t, 3> index{};
            for (unsigned a = 0; a < 3; ++a) {
                QVERIFY(std::abs(at[a] - std::round(at[a])) < 0.01);
                index[a] = static_cast<std::size_t>(std::lround(at[a]));
            }
            const double expected = sample[3].is_null() ? -1024 : sample[3].get<double>();
            const double value = volume.valueAt(index[0], index[1], index[2]);
            QVERIFY2(std::abs(value - expected) <= 0.51, // rounded to whole HU
                     qPrintable(QString("%1, not %2").arg(value).arg(expected)));
        }
    }
};

QTEST_GUILESS_MAIN(GeometryTest)
#include "test_geometry.moc"
