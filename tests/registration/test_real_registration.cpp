// A real CT of the liver, moved, bent, brightened and sampled anew by a known map: registration
// must find the map again.
#include <QTest>

#include "library/dicom/HeaderReader.h"
#include "library/dicom/VolumeBuilder.h"
#include "library/dicom/VolumeLoader.h"
#include "library/registration/RegisterVolumes.h"

using namespace bolus;

namespace {

std::filesystem::path liverFolder() {
    const QString root =
        qEnvironmentVariable("BOLUS_TEST_DATA", BOLUS_SOURCE_DIR "/../shared/data");
    return (root + "/ct_liver_hcc_tace_seg_006").toStdString();
}

std::optional<Volume> liver() {
    std::vector<InstanceHeader> headers;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(liverFolder())) {
        if (auto header = readHeader(entry.path())) {
            headers.push_back(std::move(*header));
        }
    }
    std::optional<Volume> largest;
    for (const VolumeRecord& record : buildVolumes(headers)) {
        if (record.slices.size() > 50) {
            if (auto volume = loadVolume(record)) {
                largest = std::move(*volume);
            }
        }
    }
    return largest;
}

/// Linear between voxels; air outside.
double valueIn(const Volume& volume, const Vec3& point) {
    itk::ContinuousIndex<double, 3> at;
    if (!volume.base().TransformPhysicalPointToContinuousIndex(itk::Point<double, 3>(point.data()),
                                                               at)) {
        return -1024;
    }
    const auto size = volume.size();
    double sum = 0;
    for (unsigned corner = 0; corner < 8; ++corner) {
        std::array<std::size_t, 3> index{};
        double weight = 1;
        for (unsigned axis = 0; axis < 3; ++axis) {
            const double low = std::floor(at[axis]), rest = at[axis] - low;
            const bool up = ((corner >> axis) & 1U) != 0;
            index[axis] = static_cast<std::size_t>(
                std::clamp(low + (up ? 1 : 0), 0.0, static_cast<double>(size[axis] - 1)));
            weight *= up ? rest : 1 - rest;
        }
        sum += weight * volume.valueAt(index[0], index[1], index[2]);
    }
    return sum;
}

/// Between 60 and 200 HU what holds contrast shows more or less of it.
double otherPhase(double hu) {
    return hu > 60 && hu < 200 ? 60 + 0.4 * (hu - 60) : hu;
}

/// Seen on a coarser grid that lies otherwise; `back`: from it to the body as it was scanned.
Volume movedScan(const Volume& body, const std::function<Vec3(const Vec3&)>& back) {
    const auto size = body.size();
    const auto spacing = body.spacing();
    const std::array<double, 3> step{2.1, 2.1, 3.7};
    auto image = ShortImage::New();
    ShortImage::SizeType cells;
    ShortImage::SpacingType stepMm;
    for (unsigned axis = 0; axis < 3; ++axis) {
        stepMm[axis] = step[axis];
        cells[axis] =
            static_cast<std::size_t>(static_cast<double>(size[axis]) * spacing[axis] / step[axis]);
    }
    image->SetRegions(cells);
    image->SetSpacing(stepMm);
    image->SetDirection(body.base().GetDirection());
    image->SetOrigin(body.base().GetOrigin());
    image->Allocate();
    short* voxel = image->GetBufferPointer();
    const std::size_t count = cells[0] * cells[1] * cells[2];
    for (std::size_t i = 0; i < count; ++i) {
        ShortImage::PointType at;
        image->TransformIndexToPhysicalPoint(
            image->ComputeIndex(static_cast<itk::OffsetValueType>(i)), at);
        voxel[i] =
            static_cast<short>(std::lround(otherPhase(valueIn(body, back({at[0], at[1], at[2]})))));
    }
    return {image, "HU"};
}

/// Where there is soft tissue, every few cm.
std::vector<Vec3> marksOf(const Volume& volume) {
    std::vector<Vec3> marks;
    const auto size = volume.size();
    for (std::size_t k = size[2] / 6; k < size[2] * 5 / 6; k += 8) {
        for (std::size_t j = 40; j < size[1] - 40; j += 30) {
            for (std::size_t i = 40; i < size[0] - 40; i += 30) {
                if (volume.valueAt(i, j, k) > -50) {
                    ShortImage::PointType at;
                    volume.base().TransformIndexToPhysicalPoint(
                        itk::Index<3>{{long(i), long(j), long(k)}}, at);
                    marks.push_back({at[0], at[1], at[2]});
                }
            }
        }
    }
    return marks;
}

Vec3 middleOf(const Volume& volume) {
    const auto size = volume.size();
    itk::ContinuousIndex<double, 3> index;
    for (unsigned axis = 0; axis < 3; ++axis) {
        index[axis] = static_cast<double>(size[axis]) / 2;
    }
    itk::Point<double, 3> point;
    volume.base().TransformContinuousIndexToPhysicalPoint(index, point);
    return {point[0], point[1], point[2]};
}

} // namespace

class TestRealRegistration : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void findsTheMapOfARealCt() {
        if (!std::filesystem::exists(liverFolder())) {
            QSKIP("../shared/data is not here");
        }
        const auto body = liver();
        QVERIFY(body.has_value());
        const Vec3 middle = middleOf(*body);
        const double turn = 0.03;
        const auto there = [&](const Vec3& p) { // turned, shifted, and one side breathed down
            const Vec3 from = p - middle;
            const double share = std::exp(-dot(from, from) / (2 * 80 * 80));
            const Vec3 turned{std::cos(turn) * from[0] - std::sin(turn) * from[1],
                              std::sin(turn) * from[0] + std::cos(turn) * from[1], from[2]};
            return middle + turned + Vec3{4, -6, 5} + share * Vec3{1, -3, -9};
        };
        const auto back = [&](const Vec3& q) {
            Vec3 p = q;
            for (int i = 0; i < 40; ++i) {
                p = p + (q - there(p));
            }
            return p;
        };
        const auto fixed = RegistrationSide::of(*body);
        const auto moving = RegistrationSide::of(movedScan(*body, back));
        QVERIFY(fixed && moving);
        const auto rigid = registerVolumes(*fixed, *moving, {.deformable = false}, nullptr);
        const auto found = registerVolumes(*fixed, *moving, {}, nullptr);
        QVERIFY(rigid && found);
        double before = 0, rigidly = 0, deformed = 0, most = 0;
        const auto marks = marksOf(*body);
        QVERIFY(marks.size() > 200);
        for (const Vec3& mark : marks) {
            before += distance(mark, there(mark));
            rigidly += distance(rigid->there(mark), there(mark));
            const double off = distance(found->there(mark), there(mark));
            deformed += off;
            most = std::max(most, off);
        }
        const auto count = static_cast<double>(marks.size());
        qInfo("%zu marks: %.2f mm apart, %.2f rigidly, %.2f deformed, %.2f at most; information "
              "%.3f to %.3f to %.3f, correlation %.3f, %s: %s",
              marks.size(), before / count, rigidly / count, deformed / count, most,
              found->quality.informationBefore, rigid->quality.informationAfter,
              found->quality.informationAfter, found->quality.correlationAfter,
              verdictToken(found->quality.verdict), found->quality.reason.c_str());
        QVERIFY(deformed / count < 1.5);
        QVERIFY(deformed < 0.6 * rigidly);
        QVERIFY(found->quality.smallestJacobian > 0);
        QVERIFY(found->quality.verdict == RegistrationVerdict::Good);
    }
};

QTEST_APPLESS_MAIN(TestRealRegistration)
#include "test_real_registration.moc"
