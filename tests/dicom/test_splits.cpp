// What tears a series into volumes, and what must not.
#include <QtTest>

#include <fmt/format.h>

#include "library/dicom/VolumeBuilder.h"

using namespace bolus;

namespace {

using Series = std::vector<InstanceHeader>;

InstanceHeader slice(std::size_t number, double z) {
    InstanceHeader header;
    header.path = "/exam/" + std::to_string(number);
    header.sopInstanceUid = "1.2." + std::to_string(number);
    header.modality = "CT";
    header.imageType = "ORIGINAL\\PRIMARY\\AXIAL";
    header.photometric = "MONOCHROME2";
    header.instanceNumber = static_cast<int>(number);
    header.rows = 20;
    header.columns = 30;
    header.hasPixels = true;
    header.position = {-10, -20, z};
    header.orientation = {1, 0, 0, 0, 1, 0};
    header.pixelSpacing = {0.8, 0.8};
    return header;
}

/// Appends `count` slices from `z` on, `step` mm apart, each changed as its pass wants.
template<typename Change>
void pass(Series& series, double z, double step, int count, Change change) {
    for (int i = 0; i < count; ++i) {
        series.push_back(slice(series.size() + 1, z + step * i));
        change(series.back(), i);
    }
}

void pass(Series& series, double z, double step, int count) {
    pass(series, z, step, count, [](InstanceHeader&, int) {});
}

std::size_t slicesIn(const std::vector<VolumeRecord>& volumes) {
    std::size_t slices = 0;
    for (const VolumeRecord& volume : volumes) {
        slices += volume.slices.size();
    }
    return slices;
}

bool has(const VolumeRecord& record, GeometryFlag flag) {
    return std::ranges::find(record.geometryFlags, flag) != record.geometryFlags.end();
}

/// `count` volumes, each named by this cause and even; no slice lost.
void compareParts(const Series& series, std::size_t count, SplitCause cause) {
    const auto volumes = buildVolumes(series);
    QCOMPARE(volumes.size(), count);
    QCOMPARE(slicesIn(volumes), series.size());
    for (const VolumeRecord& volume : volumes) {
        QCOMPARE(splitCauseToken(volume.splitCause), splitCauseToken(cause));
        QVERIFY(!volume.partReason.empty());
        QVERIFY(!has(volume, GeometryFlag::UnevenSpacing));
        QCOMPARE(volume.size[2], volume.slices.size());
    }
}

void compareWhole(const Series& series) {
    const auto volumes = buildVolumes(series);
    QCOMPARE(volumes.size(), std::size_t(1));
    QCOMPARE(volumes[0].slices.size(), series.size());
    QCOMPARE(volumes[0].splitCause, SplitCause::None);
    QVERIFY(volumes[0].partReason.empty());
}

} // namespace

class SplitsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // What belongs together ----------------------------------------------------------------------

    void attributesThatVaryWithinOnePassTearNothing_data() {
        QTest::addColumn<int>("kind");
        const char* const kinds[] = {"acquisition a slice",
                                     "acquisition a rotation",
                                     "image type",
                                     "tube voltage",
                                     "kernel",
                                     "frame of reference a slice",
                                     "times",
                                     "echo of odd slices",
                                     "thickness"};
        for (int i = 0; i < 9; ++i) {
            QTest::newRow(kinds[i]) << i;
        }
    }

    void attributesThatVaryWithinOnePassTearNothing() {
        QFETCH(int, kind);
        Series series;
        pass(series, 0, 2.5, 24, [&](InstanceHeader& h, int i) {
            const int odd = i % 2;
            switch (kind) {
            case 0:
                h.acquisitionNumber = i;
                break;
            case 1:
                h.acquisitionNumber = i / 4;
                break;
            case 2:
                h.imageType += odd ? "\\ADD" : "\\NORM\\DIS2D";
                break;
            case 3:
                h.kvp = odd ? 120 : 100;
                break;
            case 4:
                h.kernel = i < 12 ? "STANDARD" : "STD+";
                break;
            case 5:
                h.frameOfReferenceUid = std::to_string(i);
                break;
            case 6:
                h.acquisitionTime = fmt::format("1000{:02}.5", i);
                break;
            case 7:
                h.echoNumber = odd;
                break;
            default:
                h.sliceThickness = odd ? 2.5 : 2.6;
                break;
            }
        });
        compareWhole(series);
    }

    /// Odd slices after even ones, as MR takes them, with one slice lost, one doubled, one moved.
    void anInterleavedStackWithAWrongSliceStaysWhole() {
        Series series;
        const auto number = [](int n) {
            return [n](InstanceHeader& h, int) {
                h.modality = "MR";
                h.acquisitionNumber = n;
            };
        };
        pass(series, 0, 6, 15, number(1));
        pass(series, 3, 6, 15, number(2));
        compareWhole(series);

        Series lost = series;
        lost.erase(lost.begin() + 6);
        auto volumes = buildVolumes(lost);
        QCOMPARE(volumes.size(), std::size_t(1));
        QCOMPARE(volumes[0].size[2], std::size_t(30));
        QVERIFY(has(volumes[0], GeometryFlag::MissingSlices));

        Series doubled = series;
        doubled.push_back(slice(100, 12));
        number(1)(doubled.back(), 0);
        volumes = buildVolumes(doubled);
        QCOMPARE(volumes.size(), std::size_t(2));
        QCOMPARE(volumes[0].slices.size(), std::size_t(30));
        QCOMPARE(volumes[0].spacing[2], 3.0);
        QCOMPARE(volumes[1].splitCause, SplitCause::DuplicatePosition);
        QVERIFY(has(volumes[0], GeometryFlag::Overlap) && has(volumes[1], GeometryFlag::Overlap));

        Series moved = series;
        (*moved[6].position)[2] += 1.2;
        volumes = buildVolumes(moved);
        QCOMPARE(volumes.size(), std::size_t(1));
        QVERIFY(has(volumes[0], GeometryFlag::UnevenSpacing));
    }

    /// 0.625 mm written with one decimal: the length of the stack is right, not the median's.
    void roundedPositionsKeepTheLength() {
        Series series;
        pass(series, 0, 0.625, 161, [](InstanceHeader& h, int) {
            (*h.position)[2] = std::round((*h.position)[2] * 10) / 10;
        });
        const auto volumes = buildVolumes(series);
        QCOMPARE(volumes.size(), std::size_t(1));
        QVERIFY(volumes[0].issues.empty());
        QVERIFY(std::abs(volumes[0].spacing[2] - 0.625) < 1e-9);
    }

    // What must come apart -----------------------------------------------------------------------

    void passesOverTheSamePositionsComeApart_data() {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("cause");
        const auto row = [](const char* name, int kind, SplitCause cause) {
            QTest::newRow(name) << kind << int(cause);
        };
        row("time point", 0, SplitCause::TemporalPosition);
        row("echo", 1, SplitCause::Echo);
        row("magnitude, phase, real", 2, SplitCause::ImageType);
        row("in phase, opposed phase, water", 3, SplitCause::ImageType);
        row("b-value", 4, SplitCause::BValue);
        row("dual energy", 5, SplitCause::Energy);
        row("kernel", 6, SplitCause::Kernel);
        row("acquisition", 7, SplitCause::Acquisition);
        row("acquisition time", 8, SplitCause::TemporalPosition);
        row("trigger time", 9, SplitCause::TemporalPosition);
        row("time of each slice", 10, SplitCause::TemporalPosition);
        row("numbers only", 11, SplitCause::DuplicatePosition);
        row("acquisition a rotation", 12, SplitCause::Acquisition);
        row("irrelevant image type", 13, SplitCause::ImageType);
    }

    void passesOverTheSamePositionsComeApart() {
        QFETCH(int, kind);
        QFETCH(int, cause);
        static const char* const parts[] = {"M", "P", "R"};
        static const char* const fat[] = {"IN_PHASE", "OPP_PHASE", "WATER"};
        Series series;
        for (int n = 0; n < 3; ++n) {
            pass(series, 0, 5, 12, [&](InstanceHeader& h, int i) {
                switch (kind) {
                case 0:
                    h.temporalPosition = n + 1;
                    break;
                case 1:
                    h.echoNumber = n + 1;
                    break;
                case 2:
                    h.imageType = fmt::format("ORIGINAL\\PRIMARY\\{}\\ND", parts[n]);
                    break;
                case 3:
                    h.imageType = fmt::format("DERIVED\\PRIMARY\\M\\{}", fat[n]);
                    break;
                case 4:
                    h.bValue = 400.0 * n;
                    break;
                case 5:
                    h.kvp = 80.0 + 30 * n;
                    break;
                case 6:
                    h.kernel = parts[n];
                    break;
                case 7:
                    h.acquisitionNumber = n;
                    break;
                case 8:
                    h.acquisitionTime = fmt::format("1000{}0", n);
                    break;
                case 9:
                    h.triggerTime = 40.0 * n;
                    break;
                case 10:
                    h.acquisitionTime = fmt::format("1000{}{}.{}", n, i / 10, i % 10);
                    break;
                case 11:
                    break;
                case 12:
                    h.acquisitionNumber = 3 * n + i / 4;
                    break;
                default:
                    h.imageType = fmt::format("ORIGINAL\\PRIMARY\\AXIAL\\X{}", n);
                    break;
                }
            });
        }
        compareParts(series, 3, static_cast<SplitCause>(cause));
        std::ranges::reverse(series); // the order of the files does not matter
        compareParts(series, 3, static_cast<SplitCause>(cause));
    }

    /// An ADC map and two b-values of one series.
    void anAdcMapIsNoDiffusionImage() {
        Series series;
        for (int n = 0; n < 3; ++n) {
            pass(series, 0, 5, 12, [&](InstanceHeader& h, int) {
                h.modality = "MR";
                h.imageType = n == 2 ? "DERIVED\\PRIMARY\\DIFFUSION\\ADC\\ND"
                                     : "ORIGINAL\\PRIMARY\\DIFFUSION\\NONE\\ND";
                h.bValue = n == 2 ? std::nullopt : std::optional(800.0 * n);
            });
        }
        const auto volumes = buildVolumes(series);
        QCOMPARE(volumes.size(), std::size_t(3));
        QCOMPARE(volumes[0].bValue, std::optional(0.0));
        QCOMPARE(volumes[1].bValue, std::optional(800.0));
        QVERIFY(volumes[2].partReason.find("ADC map") != std::string::npos);
        QCOMPARE(volumes[2].splitCause, SplitCause::ImageType);
    }

    /// Arterial over the liver, venous over all of the abdomen: the longer one is not mixed.
    void aLongerSecondPassIsNotMixedWithTheFirst() {
        Series series;
        pass(series, 0, 5, 21, [](InstanceHeader& h, int) { h.acquisitionTime = "100030"; });
        pass(series, -50, 5, 51, [](InstanceHeader& h, int) { h.acquisitionTime = "100110"; });
        for (const bool timed : {true, false}) {
            const auto volumes = buildVolumes(series);
            QCOMPARE(volumes.size(), std::size_t(2));
            QCOMPARE(volumes[0].slices.size(), std::size_t(21));
            QCOMPARE(volumes[1].slices.size(), std::size_t(51));
            QCOMPARE(volumes[0].splitCause,
                     timed ? SplitCause::TemporalPosition : SplitCause::DuplicatePosition);
            for (InstanceHeader& header : series) {
                header.acquisitionTime.clear(); // then their numbers tell
            }
        }
    }

    /// Two phases of a CT halfway between each other's positions look like one finer stack.
    void phasesHalfwayBetweenEachOtherComeApart() {
        Series series;
        pass(series, 0, 5, 20, [](InstanceHeader& h, int) { h.acquisitionNumber = 2; });
        pass(series, 2.5, 5, 20, [](InstanceHeader& h, int) { h.acquisitionNumber = 3; });
        compareParts(series, 2, SplitCause::Acquisition);
    }

    /// No attribute tells two blocks apart that overlap: their numbers do, with a warning.
    void overlappingBlocksComeApartAndAreFlagged() {
        Series series;
        pass(series, 0, 5, 12);
        pass(series, 32, 5, 12);
        compareParts(series, 2, SplitCause::Overlap);
        for (const VolumeRecord& volume : buildVolumes(series)) {
            QVERIFY(has(volume, GeometryFlag::Overlap));
        }
    }

    void slicesAtOnePositionAreTimePoints() {
        Series series;
        pass(series, 40, 0, 10,
             [](InstanceHeader& h, int i) { h.acquisitionTime = fmt::format("10000{}", i); });
        const auto volumes = buildVolumes(series);
        QCOMPARE(volumes.size(), std::size_t(10));
        QCOMPARE(volumes[3].acquisitionTime, std::string("100003"));
        QCOMPARE(volumes[3].splitCause, SplitCause::TemporalPosition);
        QVERIFY(volumes[3].partReason.find("10:00:03") != std::string::npos);
        QVERIFY(has(volumes[3], GeometryFlag::NoSpacing));
    }

    // Spacing ------------------------------------------------------------------------------------

    void aChangeOfSpacingIsNoLossOfSlices() {
        Series series;
        pass(series, 0, 4, 20);
        pass(series, 84, 8, 6); // twice the spacing: not every second slice lost
        compareParts(series, 2, SplitCause::MixedSpacing);
        Series lossy;
        pass(lossy, 0, 4, 10);
        pass(lossy, 44, 4, 10); // one lost
        const auto volumes = buildVolumes(lossy);
        QCOMPARE(volumes.size(), std::size_t(1));
        QCOMPARE(volumes[0].size[2], std::size_t(21));
        QVERIFY(volumes[0].geometryFlags == std::vector{GeometryFlag::MissingSlices});
    }

    /// A sample of a series, as anonymised sets have it: true places, the rest blank.
    void scatteredLossesStayOpen() {
        Series series;
        for (const double z : {0.0, 2.5, 5.0, 12.5, 15.0, 20.0, 22.5, 25.0, 35.0, 37.5}) {
            pass(series, z, 0, 1);
        }
        const auto volumes = buildVolumes(series);
        QCOMPARE(volumes.size(), std::size_t(1));
        QCOMPARE(volumes[0].spacing[2], 2.5);
        QCOMPARE(volumes[0].size[2], std::size_t(16));
        QVERIFY(has(volumes[0], GeometryFlag::MissingSlices));
    }

    void blocksWithAGapBetweenComeApart() {
        Series series;
        pass(series, 0, 5, 20);
        pass(series, 300, 5, 20);
        pass(series, 800, 5, 1);
        compareParts(series, 3, SplitCause::MixedSpacing);
    }

    /// What cannot be even is spread between its true ends, and says how far off a slice may be.
    void unevenStacksKeepTheirEnds() {
        Series series;
        for (const double z : {0.0, 4.0, 11.0, 13.0, 30.0, 32.5}) {
            pass(series, z, 0, 1);
        }
        const auto volumes = buildVolumes(series);
        QCOMPARE(volumes.size(), std::size_t(1));
        QCOMPARE(volumes[0].spacing[2], 6.5);
        QVERIFY(volumes[0].geometryFlags == std::vector{GeometryFlag::UnevenSpacing});
        QVERIFY(volumes[0].issues[0].find("up to 6.5 mm from their place") != std::string::npos);
    }

    // Words and facts ----------------------------------------------------------------------------

    void aScoutIsKnownByHowItLies() {
        Series series;
        pass(series, 0, 5, 20);
        series.push_back(slice(21, 50));
        series.back().orientation = {1, 0, 0, 0, 0, -1};
        series.back().imageType.clear(); // an anonymiser took it
        const auto volumes = buildVolumes(series);
        QCOMPARE(volumes.size(), std::size_t(2));
        QCOMPARE(volumes[1].splitCause, SplitCause::Scout);
        QVERIFY(volumes[1].partReason.find("scout") != std::string::npos);
    }

    void invertedImagesAreApart() {
        Series series;
        pass(series, 0, 5, 10);
        pass(series, 50, 5, 10, [](InstanceHeader& h, int) { h.photometric = "MONOCHROME1"; });
        compareParts(series, 2, SplitCause::ImageType);
        QCOMPARE(buildVolumes(series)[1].photometric, std::string("MONOCHROME1"));
    }

    void factsOfTheFilesAreKept() {
        Series series;
        pass(series, 0, 5, 3, [](InstanceHeader& h, int i) {
            h.kvp = 120;
            h.fileSize = 1000 + static_cast<std::uintmax_t>(i);
            h.modifiedNs = 7 + i;
        });
        auto volumes = buildVolumes(series);
        QCOMPARE(volumes[0].kvp, std::optional(120.0));
        QCOMPARE(volumes[0].slices[2].fileSize, std::uintmax_t(1002));
        QCOMPARE(volumes[0].slices[2].modifiedNs, std::int64_t(9));
        series[1].kvp = 118;
        QVERIFY(!buildVolumes(series)[0].kvp); // not one value: none
    }

    void leftOutSlicesAreFlagged() {
        Series series;
        pass(series, 0, 5, 6);
        series[5].position.reset();
        const auto volumes = buildVolumes(series);
        QVERIFY(volumes[0].geometryFlags == std::vector{GeometryFlag::LeftOutSlices});
    }
};

QTEST_GUILESS_MAIN(SplitsTest)
#include "test_splits.moc"
