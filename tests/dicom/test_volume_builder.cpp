#include <algorithm>
#include <cmath>

#include <QtTest>

#include "library/dicom/VolumeBuilder.h"

using namespace bolus;

namespace {

InstanceHeader slice(int instance, double z) {
    InstanceHeader header;
    header.path = "/exam/" + std::to_string(instance);
    header.sopInstanceUid = "1.2." + std::to_string(instance);
    header.sopClassUid = "1.2.840.10008.5.1.4.1.1.2";
    header.studyUid = "1";
    header.seriesUid = "1.1";
    header.modality = "CT";
    header.imageType = "ORIGINAL\\PRIMARY\\AXIAL";
    header.instanceNumber = instance;
    header.rows = 20;
    header.columns = 30;
    header.hasPixels = true;
    header.position = {-10, -20, z};
    header.orientation = {1, 0, 0, 0, 1, 0};
    header.pixelSpacing = {0.8, 0.5};
    header.sliceThickness = 9; // not the spacing, on purpose
    return header;
}

std::vector<InstanceHeader> stack(const std::vector<double>& positions) {
    std::vector<InstanceHeader> series;
    for (const double z : positions) {
        series.push_back(slice(static_cast<int>(series.size()) + 1, z));
    }
    return series;
}

bool says(const VolumeRecord& volume, const char* words) {
    return std::ranges::any_of(volume.issues, [&](const std::string& issue) {
        return issue.find(words) != std::string::npos;
    });
}

} // namespace

class VolumeBuilderTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void plainStack() {
        const auto volumes = buildVolumes(stack({20, 10, 15, 5}));
        QCOMPARE(volumes.size(), std::size_t(1));
        const VolumeRecord& volume = volumes[0];
        QVERIFY(volume.partReason.empty());
        QVERIFY(volume.issues.empty());
        QCOMPARE(volume.size, (std::array<std::size_t, 3>{30, 20, 4}));
        QCOMPARE(volume.spacing, (std::array<double, 3>{0.5, 0.8, 5}));
        QCOMPARE(volume.origin, (std::array<double, 3>{-10, -20, 5}));
        QCOMPARE(volume.direction, (std::array<double, 9>{1, 0, 0, 0, 1, 0, 0, 0, 1}));
        QCOMPARE(volume.plane, Plane::Axial);
        QCOMPARE(volume.slices.front().sopInstanceUid, std::string("1.2.4"));
        QCOMPARE(volume.slices.back().sopInstanceUid, std::string("1.2.1"));
    }

    void aPassOverMidnightBeganOnTheEarlierDay() {
        auto series = stack({0, 5, 10});
        const char* const moments[][2] = {
            {"20240229", "235950"}, {"20240229", "235955"}, {"20240301", "000001"}};
        for (std::size_t i = 0; i < series.size(); ++i) {
            series[i].acquisitionDate = moments[i][0];
            series[i].acquisitionTime = moments[i][1];
        }
        QCOMPARE(buildVolumes(series)[0].acquisitionDate, std::string("20240229"));
        QCOMPARE(buildVolumes(series)[0].acquisitionTime, std::string("235950"));
        for (InstanceHeader& header : series) {
            header.acquisitionDate = "";
        }
        series[2].acquisitionDate = "20240301", series[2].acquisitionTime = "";
        QCOMPARE(buildVolumes(series)[0].acquisitionDate, std::string("20240301"));
        QCOMPARE(buildVolumes(series)[0].acquisitionTime, std::string("235950"));
    }

    void coronalStackAscendsAlongItsNormal() {
        auto series = stack({0, 0, 0});
        for (std::size_t i = 0; i < series.size(); ++i) {
            series[i].orientation = {1, 0, 0, 0, 0, -1};
            series[i].position = {-10, 4.0 * static_cast<double>(i), 50};
        }
        const auto volumes = buildVolumes(series);
        QCOMPARE(volumes.size(), std::size_t(1));
        QCOMPARE(volumes[0].plane, Plane::Coronal);
        QCOMPARE(volumes[0].spacing[2], 4.0);
        // normal = row × column = (0, 1, 0): from front to back
        QCOMPARE(volumes[0].direction, (std::array<double, 9>{1, 0, 0, 0, 0, 1, 0, -1, 0}));
        QCOMPARE(volumes[0].slices[0].sopInstanceUid, std::string("1.2.1"));
    }

    void imagesThatCannotBePlacedAreCounted() {
        auto series = stack({0, 5, 10, 15, 20});
        series[1].orientation = {0, 0, 0, 0, 0, 0};
        series[4].position.reset();
        auto volumes = buildVolumes(series);
        QCOMPARE(volumes.size(), std::size_t(1));
        QVERIFY(says(volumes[0], "2 images are left out"));
        QVERIFY(!noVolumeReason(series));
        for (InstanceHeader& header : series) {
            header.pixelSpacing = {0, 0};
        }
        QVERIFY(buildVolumes(series).empty());
        QVERIFY(noVolumeReason(series).value_or("").starts_with("5 images are left out"));
        for (InstanceHeader& header : series) {
            header.hasPixels = false; // a report, a plan: nothing is missing
        }
        QVERIFY(!noVolumeReason(series));
    }

    void missingSliceKeepsItsPlace() {
        const auto volumes = buildVolumes(stack({0, 5, 10, 20, 25, 30, 35}));
        QCOMPARE(volumes.size(), std::size_t(1));
        QCOMPARE(volumes[0].size[2], std::size_t(8));
        QCOMPARE(volumes[0].slices.size(), std::size_t(7));
        QCOMPARE(volumes[0].slices[3].position, 20.0);
        QVERIFY(says(volumes[0], "One slice is missing between 10.0 and 20.0 mm"));
    }

    void irregularSpacingIsToldNotHidden() {
        const auto volumes = buildVolumes(stack({0, 4, 11, 13, 30, 32.5}));
        QCOMPARE(volumes.size(), std::size_t(1));
        QCOMPARE(volumes[0].size[2], std::size_t(6));
        QVERIFY(says(volumes[0], "varies from 2 to 17 mm"));
    }

    void twoSpacingsAreTwoVolumes() {
        const auto volumes = buildVolumes(stack({0, 4, 8, 12, 19, 26, 33}));
        QCOMPARE(volumes.size(), std::size_t(2));
        QCOMPARE(volumes[0].spacing[2], 4.0);
        QCOMPARE(volumes[1].spacing[2], 7.0);
        QCOMPARE(volumes[0].slices.size() + volumes[1].slices.size(), std::size_t(7));
        QVERIFY(volumes[0].partReason.find("4 mm apart") != std::string::npos);
        QVERIFY(volumes[1].partReason.find("7 mm apart") != std::string::npos);
    }

    void scoutIsAPartOfItsOwnAndLast() {
        auto series = stack({0, 5, 10});
        InstanceHeader scout = slice(0, 0);
        scout.imageType = "ORIGINAL\\PRIMARY\\LOCALIZER";
        scout.orientation = {1, 0, 0, 0, 0, -1};
        series.insert(series.begin(), scout);
        const auto volumes = buildVolumes(series);
        QCOMPARE(volumes.size(), std::size_t(2));
        QCOMPARE(volumes[0].slices.size(), std::size_t(3));
        QVERIFY(volumes[1].partReason.find("scout") != std::string::npos);
        QCOMPARE(volumes[1].part, 1);
    }

    void acquisitionsThatOverlapAreApart() {
        auto series = stack({0, 5, 10, 15, 2, 7, 12, 17});
        for (std::size_t i = 0; i < series.size(); ++i) {
            series[i].acquisitionNumber = i < 4 ? 1 : 2;
        }
        const auto volumes = buildVolumes(series);
        QCOMPARE(volumes.size(), std::size_t(2));
        QCOMPARE(volumes[0].partReason, std::string("acquisition 1"));
        QCOMPARE(volumes[1].spacing[2], 5.0);
    }

    void acquisitionsInStepsAreOneStack() {
        auto series = stack({0, 5, 10, 15});
        for (std::size_t i = 0; i < series.size(); ++i) {
            series[i].acquisitionNumber = static_cast<int>(i);
        }
        QCOMPARE(buildVolumes(series).size(), std::size_t(1));
    }

    void temporalPositionsAndEchoesAreApart() {
        auto series = stack({0, 5, 10, 0, 5, 10});
        for (std::size_t i = 0; i < series.size(); ++i) {
            series[i].temporalPosition = i < 3 ? 1 : 2;
        }
        const auto volumes = buildVolumes(series);
        QCOMPARE(volumes.size(), std::size_t(2));
        QCOMPARE(volumes[1].partReason, std::string("time point 2"));
        QCOMPARE(volumes[1].temporalPosition, std::optional(2));
        for (std::size_t i = 0; i < series.size(); ++i) {
            series[i].temporalPosition.reset();
            series[i].echoNumber = i < 3 ? 1 : 2;
        }
        QCOMPARE(buildVolumes(series)[1].partReason, std::string("echo 2"));
    }

    void repetitionsFollowTheirTimes() {
        auto series = stack({0, 5, 10, 0, 5, 10});
        for (std::size_t i = 0; i < series.size(); ++i) {
            series[i].acquisitionTime = i < 3 ? "100030" : "100010";
        }
        auto volumes = buildVolumes(series);
        QCOMPARE(volumes.size(), std::size_t(2));
        QCOMPARE(volumes[0].slices.size(), std::size_t(3));
        QVERIFY(volumes[0].acquisitionTime != volumes[1].acquisitionTime);
        for (InstanceHeader& header : series) {
            header.acquisitionTime.clear();
        }
        volumes = buildVolumes(series);
        QCOMPARE(volumes.size(), std::size_t(2));
        QCOMPARE(volumes[0].slices[2].sopInstanceUid, std::string("1.2.3"));
        QCOMPARE(volumes[1].slices[0].sopInstanceUid, std::string("1.2.4"));
    }

    void oneDoubledPositionIsShownApart() {
        const auto volumes = buildVolumes(stack({0, 5, 10, 10, 15}));
        QCOMPARE(volumes.size(), std::size_t(2));
        QCOMPARE(volumes[0].slices.size(), std::size_t(4));
        QCOMPARE(volumes[0].spacing[2], 5.0);
        QCOMPARE(volumes[1].slices.size(), std::size_t(1));
        QVERIFY(says(volumes[0], "more than one slice"));
        QVERIFY(says(volumes[1], "more than one slice"));
    }

    void sameInstanceTwiceCountsOnce() {
        auto series = stack({0, 5, 10});
        series.push_back(series[1]);
        series.back().path = "/copy/2";
        const auto volumes = buildVolumes(series);
        QCOMPARE(volumes.size(), std::size_t(1));
        QCOMPARE(volumes[0].slices.size(), std::size_t(3));
    }

    void gantryTiltIsTold() {
        auto series = stack({0, 0, 0});
        const double c = std::cos(0.3), s = std::sin(0.3);
        for (std::size_t i = 0; i < series.size(); ++i) {
            series[i].orientation = {1, 0, 0, 0, c, -s};
            series[i].position = {
                -10, -20, 5.0 * static_cast<double>(i)}; // straight up, not along the normal
        }
        const auto volumes = buildVolumes(series);
        QCOMPARE(volumes.size(), std::size_t(1));
        QVERIFY(says(volumes[0], "Corrected for a gantry tilt of 17.2°"));
        QVERIFY(volumes[0].geometryFlags == std::vector{GeometryFlag::Tilt});
        QVERIFY(std::abs(volumes[0].tiltDegrees - 0.3 * 180 / M_PI) < 1e-9);
        QVERIFY(std::abs(volumes[0].spacing[2] - 5 * c) < 1e-9);
        // two steps of 5 mm up, of which s lies against the columns: 2.96 mm, 3.7 rows of 0.8 mm
        QCOMPARE(volumes[0].size, (std::array<std::size_t, 3>{30, 24, 3}));
    }

    void lonelySliceUsesItsThickness() {
        auto series = stack({7});
        QCOMPARE(buildVolumes(series)[0].spacing[2], 9.0);
        QVERIFY(says(buildVolumes(series)[0], "single slice"));
        series[0].sliceThickness.reset();
        QCOMPARE(buildVolumes(series)[0].spacing[2], 1.0);
    }

    void roundedCosinesStayTogether() {
        auto series = stack({0, 5, 10, 15});
        for (std::size_t i = 0; i < series.size(); ++i) {
            series[i].orientation = {
                0.995 + (i % 2 ? 1e-5 : -1e-5), 0.09987, 0, -0.09987, 0.995, 0};
        }
        QCOMPARE(buildVolumes(series).size(), std::size_t(1));
    }

    void whatIsNoImageGivesNoVolume() {
        auto series = stack({0, 5});
        series[0].hasPixels = false;
        series[1].samplesPerPixel = 4;
        QVERIFY(buildVolumes(series).empty());
        series = stack({0, 5, 10, 15});
        series[0].orientation = {0, 0, 0, 0, 0, 0};
        series[1].position = {NAN, 0, 0};
        series[2].pixelSpacing = {0, 0.5};
        series[3].modality = "SEG";
        QVERIFY(buildVolumes(series).empty());
        QVERIFY(buildVolumes({}).empty());
    }

    void framesAreSlices() {
        InstanceHeader header = slice(1, 0);
        header.position.reset();
        header.frames = 6;
        QVERIFY(buildVolumes({header}).empty()); // without geometry of the frames
        for (int i = 0; i < 6; ++i) {
            FrameGeometry frame;
            frame.position = {0, 0, 3.0 * (i % 3)};
            frame.orientation = {1, 0, 0, 0, 1, 0};
            frame.pixelSpacing = {0.7, 0.7};
            frame.sliceThickness = 3.0;
            frame.temporalPosition = 1 + i / 3;
            header.frameGeometry.push_back(frame);
        }
        const auto volumes = buildVolumes({header});
        QCOMPARE(volumes.size(), std::size_t(2));
        QCOMPARE(volumes[1].slices[0].frame, 3);
        QCOMPARE(volumes[1].spacing, (std::array<double, 3>{0.7, 0.7, 3.0}));
        QCOMPARE(volumes[1].partReason, std::string("time point 2"));
    }
};

QTEST_GUILESS_MAIN(VolumeBuilderTest)
#include "test_volume_builder.moc"
