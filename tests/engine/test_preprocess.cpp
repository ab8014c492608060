#include <cmath>

#include <QtTest>

#include "engine/preprocess/CommonBox.h"
#include "engine/preprocess/Revision.h"

using namespace bolus;

namespace {

using Vec3 = std::array<double, 3>;
using Matrix = std::array<double, 9>; // row-major, columns are the axes of index i, j, k

constexpr Matrix axial{1, 0, 0, 0, 1, 0, 0, 0, 1};
constexpr Matrix coronal{1, 0, 0, 0, 0, 1, 0, -1, 0};
constexpr Matrix sagittal{0, 0, -1, 1, 0, 0, 0, -1, 0};

template<typename Image>
typename Image::Pointer makeImage(std::array<std::size_t, 3> size, Vec3 spacing, Vec3 origin,
                                  const Matrix& direction) {
    auto image = Image::New();
    typename Image::SizeType itkSize;
    typename Image::DirectionType itkDirection;
    for (unsigned r = 0; r < 3; ++r) {
        itkSize[r] = size[r];
        for (unsigned c = 0; c < 3; ++c) {
            itkDirection(r, c) = direction[r * 3 + c];
        }
    }
    image->SetRegions(itkSize);
    image->SetSpacing(spacing.data());
    image->SetOrigin(origin.data());
    image->SetDirection(itkDirection);
    image->Allocate();
    return image;
}

/// A volume whose value is a function of the patient position.
template<typename Function>
Volume volumeOf(std::array<std::size_t, 3> size, Vec3 spacing, Vec3 origin, const Matrix& direction,
                Function value) {
    auto image = makeImage<FloatImage>(size, spacing, origin, direction);
    float* out = image->GetBufferPointer();
    for (std::size_t k = 0; k < size[2]; ++k) {
        for (std::size_t j = 0; j < size[1]; ++j) {
            for (std::size_t i = 0; i < size[0]; ++i) {
                Vec3 p = origin;
                const Vec3 mm{double(i) * spacing[0], double(j) * spacing[1],
                              double(k) * spacing[2]};
                for (std::size_t r = 0; r < 3; ++r) {
                    for (std::size_t c = 0; c < 3; ++c) {
                        p[r] += direction[r * 3 + c] * mm[c];
                    }
                }
                *out++ = static_cast<float>(value(p));
            }
        }
    }
    return {image, "HU"};
}

/// A plane in space: trilinear interpolation keeps it exactly.
double ramp(const Vec3& p) {
    return 20 + 0.4 * p[0] - 0.3 * p[1] + 0.5 * p[2];
}
double windowed(double hu) {
    return std::clamp((hu + 160) / 400, 0.0, 1.0);
}

Vec3 positionOf(const Box& box, int d, int h, int w) {
    const Vec3 mm{w * box.spacing[0], h * box.spacing[1], d * box.spacing[2]};
    Vec3 p = box.origin;
    for (std::size_t r = 0; r < 3; ++r) {
        for (std::size_t c = 0; c < 3; ++c) {
            p[r] += box.direction[r * 3 + c] * mm[c];
        }
    }
    return p;
}

float voxel(const NetworkInput& input, std::size_t phase, int d, int h, int w) {
    const std::size_t at = (static_cast<std::size_t>(d) * 256 + static_cast<std::size_t>(h)) * 256 +
                           static_cast<std::size_t>(w);
    return input.voxels[phase * 32 * 256 * 256 + at];
}

Result<NetworkInput> prepared(std::vector<PhaseVolume> phases, bool isCt = true,
                              Intensity intensity = Intensity::SharedWindow) {
    ModelConfig config;
    config.intensity = intensity;
    return prepareCase(phases, config, isCt);
}

/// The ramp must be found, at every box position away from the faces, where it is in the patient.
void compareWithRamp(const NetworkInput& input) {
    for (const int d : {4, 15, 27}) {
        for (const int h : {20, 128, 230}) {
            for (const int w : {20, 100, 230}) {
                const double expected = windowed(ramp(positionOf(input.box, d, h, w)));
                QVERIFY2(std::abs(voxel(input, 0, d, h, w) - expected) < 2e-4,
                         qPrintable(QString("d %1 h %2 w %3").arg(d).arg(h).arg(w)));
            }
        }
    }
}

Matrix turnedAboutX(double angle) {
    const double c = std::cos(angle), s = std::sin(angle);
    return {1, 0, 0, 0, c, -s, 0, s, c};
}

} // namespace

class PreprocessTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void positionsAreKept_data() {
        QTest::addColumn<std::vector<double>>("direction");
        const auto row = [](const char* name, const Matrix& m) {
            QTest::newRow(name) << std::vector<double>(m.begin(), m.end());
        };
        row("axial", axial);
        row("coronal", coronal);
        row("sagittal", sagittal);
        row("oblique", turnedAboutX(0.4));
        row("feet first stack", {1, 0, 0, 0, 1, 0, 0, 0, -1});
        row("prone", {-1, 0, 0, 0, -1, 0, 0, 0, 1});
        row("rows down", {0, 1, 0, 1, 0, 0, 0, 0, -1});
    }
    void positionsAreKept() {
        QFETCH(std::vector<double>, direction);
        Matrix m;
        std::copy(direction.begin(), direction.end(), m.begin());
        const Volume volume = volumeOf({70, 60, 45}, {1.9, 2.1, 3.3}, {-60, -55, -50}, m, ramp);
        const auto input = prepared({{Phase::Arterial, &volume}});
        QVERIFY(input);
        compareWithRamp(*input);
    }

    void boxCoversTheVoxelsToTheirFaces() {
        const Volume volume = volumeOf({64, 32, 16}, {2, 4, 5}, {-10, 20, 30}, axial, ramp);
        const auto input = prepared({{Phase::Arterial, &volume}});
        QVERIFY(input);
        const Box& box = input->box;
        QCOMPARE(box.direction, (std::array<double, 9>(axial)));
        QCOMPARE(box.spacing, (Vec3{128.0 / 256, 128.0 / 256, 80.0 / 32}));
        QCOMPARE(box.origin[0], -11 + 0.25);
        QCOMPARE(box.origin[1], 18 + 0.25);
        QCOMPARE(box.origin[2], 27.5 + 1.25);
        QCOMPARE(box.cellMm(), (Vec3{16, 16, 20}));
    }

    /// A phase turned against the first is sampled position by position; else one axis after the
    /// other. What comes out is the same.
    void aHairsTurnChangesNothing() {
        const auto waves = [](const Vec3& p) {
            return 40 + 90 * std::sin(p[0] / 7) * std::cos(p[1] / 5) + 60 * std::sin(p[2] / 4);
        };
        const Volume first = volumeOf({16, 16, 16}, {9, 9, 9}, {-75, -72, -71}, axial, ramp);
        const auto secondPhase = [&](const Matrix& direction) {
            const Volume second =
                volumeOf({300, 40, 170}, {0.4, 2.7, 0.6}, {-60, -55, -50}, direction, waves);
            return prepared({{Phase::PreContrast, &first}, {Phase::Arterial, &second}});
        };
        const auto straight = secondPhase(axial), turned = secondPhase(turnedAboutX(1e-4));
        QVERIFY(straight && turned);
        QCOMPARE(straight->box.origin, turned->box.origin);
        float apart = 0, most = 0;
        for (std::size_t i = straight->voxels.size() / 2; i < straight->voxels.size(); ++i) {
            apart = std::max(apart, std::abs(straight->voxels[i] - turned->voxels[i]));
            most = std::max(most, straight->voxels[i]);
        }
        QVERIFY2(apart < 2e-3F, qPrintable(QString::number(apart)));
        QVERIFY(most > 0.8F);
    }

    /// The second phase is stored coronal and sagittal, and covers less: its positions are kept all
    /// the same, and what it does not show is air.
    void phasesInOtherPlanesKeepTheirPositions() {
        const Volume first = volumeOf({64, 64, 40}, {4, 4, 4}, {-128, -128, -80}, axial, ramp);
        const Volume second = volumeOf({90, 50, 30}, {2, 3, 5}, {-80, -70, 60}, coronal, ramp);
        const Volume third = volumeOf({50, 40, 60}, {3, 3, 2}, {60, -70, 50}, sagittal, ramp);
        const auto input = prepared(
            {{Phase::PreContrast, &first}, {Phase::Arterial, &second}, {Phase::Delayed, &third}});
        QVERIFY(input);
        for (const std::size_t phase : {1UL, 2UL}) {
            for (const int d : {12, 16, 20}) {
                for (const int h : {100, 128, 150}) {
                    for (const int w : {100, 128, 150}) {
                        const double expected = windowed(ramp(positionOf(input->box, d, h, w)));
                        QVERIFY(std::abs(voxel(*input, phase, d, h, w) - expected) < 2e-4);
                    }
                }
            }
            QCOMPARE(voxel(*input, phase, 16, 128, 2), 0.0F);
            QCOMPARE(voxel(*input, phase, 16, 2, 128), 0.0F);
        }
    }

    void everyPlaneFacesTheNetworkTheSameWay() {
        const auto directionOf = [](const Matrix& m) {
            const Volume volume = volumeOf({8, 9, 10}, {4, 4, 4}, {0, 0, 0}, m, ramp);
            return prepared({{Phase::Arterial, &volume}})->box.direction;
        };
        QCOMPARE(directionOf({1, 0, 0, 0, 1, 0, 0, 0, -1}), axial);
        QCOMPARE(directionOf({-1, 0, 0, 0, -1, 0, 0, 0, 1}), axial);
        QCOMPARE(directionOf({0, 1, 0, 1, 0, 0, 0, 0, 1}), axial);
        QCOMPARE(directionOf(coronal), coronal);
        QCOMPARE(directionOf({1, 0, 0, 0, 0, -1, 0, 1, 0}), coronal);
        QCOMPARE(directionOf(sagittal), sagittal);
    }

    void phasesOfDifferentRangeShareTheUnion() {
        const Volume low =
            volumeOf({32, 32, 20}, {4, 4, 5}, {0, 0, 0}, axial, [](const Vec3&) { return 40.0; });
        const Volume high =
            volumeOf({32, 32, 20}, {4, 4, 5}, {0, 0, 60}, axial, [](const Vec3&) { return 140.0; });
        const auto input = prepared({{Phase::PortalVenous, &high}, {Phase::PreContrast, &low}});
        QVERIFY(input);
        QCOMPARE(input->phases, (std::vector{Phase::PreContrast, Phase::PortalVenous}));
        QCOMPARE(input->box.spacing[2], 160.0 / 32); // z from -2.5 to 157.5
        QCOMPARE(voxel(*input, 0, 10, 100, 100), 0.5F);
        QCOMPARE(voxel(*input, 0, 25, 100, 100), 0.0F); // not scanned before contrast: air
        QCOMPARE(voxel(*input, 1, 25, 100, 100), 0.75F);
        QCOMPARE(voxel(*input, 1, 5, 100, 100), 0.0F);
    }

    void manySlicesAreAveragedNotSkipped() {
        int slice = 0;
        auto image = makeImage<ShortImage>({16, 16, 320}, {4, 4, 1}, {0, 0, 0}, axial);
        for (short *v = image->GetBufferPointer(), *end = v + 16 * 16 * 320; v != end; ++slice) {
            std::fill_n(v, 256, slice % 2 == 0 ? 140 : -60); // stripes finer than the box's slices
            v += 256;
        }
        const Volume volume{image, "HU"};
        const auto input = prepared({{Phase::Arterial, &volume}});
        QVERIFY(input);
        for (int d = 0; d < 32; ++d) {
            QVERIFY(std::abs(voxel(*input, 0, d, 128, 128) - 0.5F) < 0.02F);
        }
    }

    void twiceTheMatrixGivesTheMeanOfFourPixels() {
        auto image = makeImage<ShortImage>({512, 512, 32}, {1, 1, 5}, {0, 0, 0}, axial);
        short* v = image->GetBufferPointer();
        for (std::size_t i = 0; i < 512UL * 512 * 32; ++i) {
            v[i] = static_cast<short>((i * 7919 + i / 512 * 104729) % 201); // 0 … 200 HU
        }
        const Volume volume{image, "HU"};
        const auto input = prepared({{Phase::Arterial, &volume}});
        QVERIFY(input);
        for (const std::size_t w : {0UL, 77UL, 255UL}) {
            const std::size_t at = (9UL * 512 + 2 * 130) * 512 + 2 * w;
            const double mean = (v[at] + v[at + 1] + v[at + 512] + v[at + 513]) / 4.0;
            QVERIFY(std::abs(voxel(*input, 0, 9, 130, int(w)) - windowed(mean)) < 1e-5);
        }
    }

    void theSameVolumesAreTheSameInputForEver() {
        const auto textured = [](Vec3 origin, const Matrix& direction) {
            int i = 0;
            return volumeOf({70, 60, 50}, {3, 4, 5}, origin, direction,
                            [&i](const Vec3&) { return double(i++ * 7919 % 401) - 180; });
        };
        const Volume first = textured({-100, -120, -90}, axial);
        const Volume second = textured({-95, -110, 130}, coronal);
        for (const bool ct : {true, false}) {
            const auto input = prepared({{Phase::Arterial, &first}, {Phase::Delayed, &second}}, ct);
            QVERIFY(input);
            double sum = 0;
            for (std::size_t i = 0; i < input->voxels.size(); ++i) {
                sum += double(i % 97) * double(input->voxels[i]);
            }
            // Changes when the preparation does: then raise preprocessRevision, or tokens that were
            // kept of the old input are taken for those of the new.
            QCOMPARE(preprocessRevision, 1);
            const double expected = ct ? 77072393.7842 : 85591680.316;
            QVERIFY2(std::abs(sum / expected - 1) < 1e-6,
                     qPrintable(QString::number(sum, 'g', 12)));
        }
    }

    void magneticResonanceUsesPercentilesOfAllPhases() {
        const auto signal = [](double top) {
            return [top](const Vec3& p) { return p[0] < 1.5 && p[1] < 1.5 ? 1e6 : top * p[2]; };
        };
        const Volume a = volumeOf({128, 128, 32}, {1, 1, 1}, {0, 0, 0}, axial, signal(10));
        const Volume b = volumeOf({128, 128, 32}, {1, 1, 1}, {0, 0, 0}, axial, signal(20));
        const auto input = prepared({{Phase::PreContrast, &a}, {Phase::Arterial, &b}}, false);
        QVERIFY(input);
        // 99 % of all values lie at or below 20·30 = 600 (one slice in 64 holds 620).
        QVERIFY(std::abs(voxel(*input, 0, 15, 128, 128) - 150 / 600.0) < 0.02);
        QVERIFY(std::abs(voxel(*input, 1, 15, 128, 128) - 300 / 600.0) < 0.03);
        QCOMPARE(voxel(*input, 1, 15, 0, 0), 1.0F);
    }

    /// Against sorting. A box of whole voxels keeps every value as it is.
    void percentilesAreThoseOfTheSortedValues() {
        std::uint32_t random = 1;
        const auto image = makeImage<FloatImage>({256, 256, 32}, {1, 1, 1}, {0, 0, 0}, axial);
        std::vector<float> sorted;
        for (float *v = image->GetBufferPointer(), *end = v + 256 * 256 * 32; v != end; ++v) {
            random = random * 1664525 + 1013904223;
            *v = (static_cast<float>(random >> 8) / 1e5F - 60) * (random >> 30 ? 1.0F : 1e-3F);
            sorted.push_back(*v);
        }
        std::ranges::sort(sorted);
        const Volume volume{image, ""};
        const auto input = prepared({{Phase::Arterial, &volume}}, false);
        QVERIFY(input);
        const auto last = static_cast<double>(sorted.size() - 1);
        const float low = sorted[static_cast<std::size_t>(0.01 * last)];
        const float high = sorted[static_cast<std::size_t>(0.99 * last)];
        QVERIFY(low < 0 && high > 0);
        for (const int h : {0, 100, 255}) {
            const float value = image->GetPixel({{17, h, 9}});
            const float expected = std::clamp((value - low) / (high - low), 0.0F, 1.0F);
            QVERIFY(std::abs(voxel(*input, 0, 9, h, 17) - expected) < 1e-6F);
        }
    }

    void perVolumeStretchesEachPhase() {
        const Volume a = volumeOf({16, 16, 32}, {1, 1, 1}, {0, 0, 0}, axial,
                                  [](const Vec3& p) { return 10 * p[2]; });
        const Volume b = volumeOf({16, 16, 32}, {1, 1, 1}, {0, 0, 0}, axial,
                                  [](const Vec3& p) { return 100 * p[2] - 50; });
        const auto input =
            prepared({{Phase::PreContrast, &a}, {Phase::Arterial, &b}}, true, Intensity::PerVolume);
        QVERIFY(input);
        for (const std::size_t phase : {0UL, 1UL}) {
            QCOMPARE(voxel(*input, phase, 0, 100, 100), 0.0F);
            QCOMPARE(voxel(*input, phase, 31, 100, 100), 1.0F);
            QVERIFY(std::abs(voxel(*input, phase, 10, 100, 100) - 10 / 31.0) < 1e-4);
        }
    }

    void aPhaseWithoutContrastIsFlatAndNotANumberNowhere() {
        const auto flat = [](auto&) { return 500.0; };
        const Volume volume = volumeOf({8, 8, 8}, {4, 4, 4}, {0, 0, 0}, axial, flat);
        const Volume slice = volumeOf({8, 8, 1}, {4, 4, 4}, {0, 0, 0}, axial, flat);
        for (const Volume* one : {&volume, &slice}) {
            for (const Intensity kind : {Intensity::PerVolume, Intensity::SharedWindow}) {
                for (const bool isCt : {true, false}) {
                    const auto input = prepared({{Phase::Arterial, one}}, isCt, kind);
                    QVERIFY(input);
                    const float all = kind == Intensity::SharedWindow && isCt ? 1.0F : 0.0F;
                    QVERIFY(std::ranges::all_of(input->voxels, [=](float v) { return v == all; }));
                }
            }
        }
    }

    void extremeSizesWork() {
        const Volume one =
            volumeOf({1, 1, 1}, {3, 3, 3}, {0, 0, 0}, axial, [](auto&) { return 40.0; });
        auto input = prepared({{Phase::Arterial, &one}});
        QVERIFY(input);
        QCOMPARE(voxel(*input, 0, 0, 0, 0), 0.5F);
        QCOMPARE(voxel(*input, 0, 31, 255, 255), 0.5F);
        const Volume slab = volumeOf({3000, 20, 10}, {0.1, 12, 20}, {0, 0, 0}, axial, ramp);
        input = prepared({{Phase::Arterial, &slab}});
        QVERIFY(input);
        compareWithRamp(*input);
        QVERIFY(std::ranges::all_of(input->voxels, [](float v) { return v >= 0 && v <= 1; }));
    }

    void valuesThatAreNotNumbersCountAsOutside() {
        const Volume volume = volumeOf({8, 8, 8}, {4, 4, 4}, {0, 0, 0}, axial,
                                       [](const Vec3& p) { return p[0] > 10 ? NAN : 140.0; });
        const auto input = prepared({{Phase::Arterial, &volume}});
        QVERIFY(input);
        QCOMPARE(voxel(*input, 0, 16, 128, 250), 0.0F);
        QCOMPARE(voxel(*input, 0, 16, 128, 2), 0.75F);
    }

    void atMostEightPhasesAreKept() {
        const Volume volume = volumeOf({4, 4, 4}, {4, 4, 4}, {0, 0, 0}, axial, ramp);
        std::vector<PhaseVolume> phases(9, {Phase::PostContrast, &volume});
        phases.push_back({Phase::PreContrast, &volume});
        const auto input = prepared(phases);
        QVERIFY(input);
        QCOMPARE(input->phases.size(), std::size_t{8});
        QCOMPARE(input->phases.front(), Phase::PreContrast);
    }

    void unusableInputIsRefused() {
        QCOMPARE(prepared({}).error().code, ErrorCode::BadInput);
        QCOMPARE(prepared({{Phase::Arterial, nullptr}}).error().code, ErrorCode::BadInput);
        const Volume nothing;
        QCOMPARE(prepared({{Phase::Arterial, &nothing}}).error().code, ErrorCode::BadInput);
        const Volume here = volumeOf({4, 4, 4}, {4, 4, 4}, {0, 0, 0}, axial, ramp);
        const Volume there = volumeOf({4, 4, 4}, {4, 4, 4}, {500, 0, 0}, axial, ramp);
        QCOMPARE(prepared({{Phase::Arterial, &here}, {Phase::Delayed, &there}}).error().code,
                 ErrorCode::BadInput);
        const Volume huge = volumeOf({4, 4, 4}, {4, 4, 4000}, {0, 0, 0}, axial, ramp);
        QCOMPARE(prepared({{Phase::Arterial, &huge}}).error().code, ErrorCode::TooLarge);
        const Volume nowhere = volumeOf({4, 4, 4}, {4, 4, 4}, {NAN, 0, 0}, axial, ramp);
        QCOMPARE(prepared({{Phase::Arterial, &nowhere}}).error().code, ErrorCode::BadInput);
    }
};

QTEST_GUILESS_MAIN(PreprocessTest)
#include "test_preprocess.moc"
