// Volumes whose every voxel tells where it is, and cases made of them.
#pragma once

#include <cmath>
#include <functional>
#include <map>
#include <string>

#include "library/domain/Case.h"
#include "library/domain/Volume.h"
#include "viewer/Geometry.h"

namespace bolus::test {

using ValueAt = std::function<double(const Vec3& patient)>;

/// Linear in the patient: trilinear interpolation gives it back exactly, in whatever plane.
inline double ramp(const Vec3& p) {
    return 200 + 3 * p[0] + 7 * p[1] + 11 * p[2];
}

inline Volume makeVolume(const VolumeGeometry& geometry, const ValueAt& value,
                         const std::string& unit = "HU") {
    const auto image = ShortImage::New();
    ShortImage::SizeType size;
    ShortImage::PointType origin;
    ShortImage::SpacingType spacing;
    ShortImage::DirectionType direction;
    for (unsigned i = 0; i < 3; ++i) {
        size[i] = geometry.size[i];
        origin[i] = geometry.origin[i];
        spacing[i] = geometry.spacing[i];
        for (unsigned j = 0; j < 3; ++j) {
            direction(i, j) = geometry.direction[3 * i + j];
        }
    }
    image->SetRegions(size);
    image->SetOrigin(origin);
    image->SetSpacing(spacing);
    image->SetDirection(direction);
    image->Allocate();
    short* voxel = image->GetBufferPointer();
    for (std::size_t k = 0; k < size[2]; ++k) {
        for (std::size_t j = 0; j < size[1]; ++j) {
            for (std::size_t i = 0; i < size[0]; ++i) {
                const Vec3 at = geometry.patientFromIndex({double(i), double(j), double(k)});
                *voxel++ = static_cast<short>(std::lround(value(at)));
            }
        }
    }
    return {image, unit};
}

inline VolumeRecord makeRecord(const VolumeGeometry& geometry, const std::string& seriesUid,
                               Phase phase) {
    VolumeRecord record;
    record.seriesUid = seriesUid;
    record.frameOfReferenceUid = "1.8";
    record.seriesDescription = "Synthetic " + std::string(phaseLabel(phase));
    record.modality = "CT";
    record.acquisitionTime = "101530";
    record.contrastStart = "101500";
    record.size = geometry.size;
    record.spacing = geometry.spacing;
    record.origin = geometry.origin;
    record.direction = geometry.direction;
    record.phase = {phase, 0.9, PhaseSource::Tags, "the description says so"};
    record.inPhaseSeries = true;
    return record;
}

/// As the files would have them, one of them off its place by so much, mm.
inline void addSlices(VolumeRecord& record, double off) {
    for (std::size_t i = 0; i < record.size[2]; ++i) {
        SliceRef slice;
        slice.position =
            record.origin[2] + static_cast<double>(i) * record.spacing[2] + (i == 1 ? off : 0.0);
        record.slices.push_back(slice);
    }
}

/// Axial slices, patient lying on the back, head first; centred on `centre`.
inline VolumeGeometry axialGeometry(std::array<std::size_t, 3> size, Vec3 spacing,
                                    Vec3 centre = {}) {
    VolumeGeometry geometry{{}, spacing, {1, 0, 0, 0, 1, 0, 0, 0, 1}, size};
    for (std::size_t i = 0; i < 3; ++i) {
        geometry.origin[i] = centre[i] - spacing[i] * (static_cast<double>(size[i]) - 1) / 2;
    }
    return geometry;
}

} // namespace bolus::test
