#include "library/dicom/VolumeBuilder.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "library/dicom/SliceGroups.h"

namespace bolus {

namespace {

using Vector = std::array<double, 3>;

double dot(const Vector& a, const Vector& b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

Vector scaledSum(const Vector& a, double scale, const Vector& b) {
    return {a[0] + scale * b[0], a[1] + scale * b[1], a[2] + scale * b[2]};
}

Vector unit(const Vector& v) {
    const double length = std::sqrt(dot(v, v));
    return {v[0] / length, v[1] / length, v[2] / length};
}

/// Rounded cosines are made exactly orthonormal: ITK's physical points depend on it.
std::array<double, 9> directionOf(const std::array<double, 6>& o) {
    const Vector row = unit({o[0], o[1], o[2]});
    const Vector rough{o[3], o[4], o[5]};
    const Vector column = unit(scaledSum(rough, -dot(rough, row), row));
    const Vector normal = normalOf({row[0], row[1], row[2], column[0], column[1], column[2]});
    return {row[0],    column[0], normal[0], row[1],   column[1],
            normal[1], row[2],    column[2], normal[2]};
}

/// First value that is not blank, in slice order.
std::string firstText(const std::vector<PlacedSlice>& slices, std::string InstanceHeader::*member) {
    for (const PlacedSlice& slice : slices) {
        if (!(slice.header->*member).empty()) {
            return slice.header->*member;
        }
    }
    return {};
}

/// TM values sort as text; the earliest slice says when the pass began.
std::string earliest(const std::vector<PlacedSlice>& slices, std::string InstanceHeader::*member) {
    std::string best;
    for (const PlacedSlice& slice : slices) {
        const std::string& time = slice.header->*member;
        if (!time.empty() && (best.empty() || time < best)) {
            best = time;
        }
    }
    return best;
}

void copyAttributes(const std::vector<PlacedSlice>& slices, VolumeRecord& record) {
    const InstanceHeader& first = *slices.front().header;
    record.studyUid = first.studyUid;
    record.seriesUid = first.seriesUid;
    record.frameOfReferenceUid = first.frameOfReferenceUid;
    record.imageType = first.imageType;
    record.modality = first.modality;
    record.seriesDescription = firstText(slices, &InstanceHeader::seriesDescription);
    record.protocolName = firstText(slices, &InstanceHeader::protocolName);
    record.kernel = firstText(slices, &InstanceHeader::kernel);
    record.bodyPart = firstText(slices, &InstanceHeader::bodyPart);
    record.contrastAgent = firstText(slices, &InstanceHeader::contrastAgent);
    record.contrastStart = firstText(slices, &InstanceHeader::contrastStart);
    record.acquisitionDate = earliest(slices, &InstanceHeader::acquisitionDate);
    record.acquisitionTime = earliest(slices, &InstanceHeader::acquisitionTime);
    record.contentTime = earliest(slices, &InstanceHeader::contentTime);
    record.seriesTime = firstText(slices, &InstanceHeader::seriesTime);
    record.seriesNumber = first.seriesNumber;
    record.acquisitionNumber = first.acquisitionNumber;
    record.temporalPosition = slices.front().geometry.temporalPosition != 0
                                  ? slices.front().geometry.temporalPosition
                                  : first.temporalPosition;
}

/// Distance between slices; a lone slice has only its thickness to go by.
double sliceSpacing(const std::vector<PlacedSlice>& slices, std::vector<std::string>& issues) {
    if (slices.size() > 1) {
        return medianOf(slicesApart(slices));
    }
    const double thickness = slices.front().geometry.sliceThickness.value_or(0);
    if (thickness > 0 && thickness < 1e3) {
        issues.push_back(fmt::format(
            "A single slice; its thickness of {:.3g} mm stands for the spacing.", thickness));
        return thickness;
    }
    issues.push_back("A single slice without a thickness; 1 mm stands for the spacing.");
    return 1;
}

void noteGaps(const std::vector<PlacedSlice>& slices, double spacing,
              std::vector<std::string>& issues) {
    constexpr std::size_t mostListed = 3;
    const auto apart = slicesApart(slices);
    std::size_t gaps = 0;
    for (std::size_t i = 0; i < apart.size(); ++i) {
        const long missing = std::lround(apart[i] / spacing) - 1;
        if (missing > 0 && ++gaps <= mostListed) {
            issues.push_back(
                fmt::format("{} missing between {:.1f} and {:.1f} mm, left blank; "
                            "measurements across the gap are not reliable.",
                            missing == 1 ? "One slice is" : fmt::format("{} slices are", missing),
                            slices[i].along, slices[i + 1].along));
        }
    }
    if (gaps > mostListed) {
        issues.push_back(fmt::format("{} more such gaps.", gaps - mostListed));
    }
}

/// Number of slices with the gaps, and what is wrong with their distances.
std::size_t slotCount(const std::vector<PlacedSlice>& slices, double spacing,
                      std::vector<std::string>& issues) {
    const auto apart = slicesApart(slices);
    const auto missing = missingSlices(apart);
    if (missing.value_or(0) > 0) {
        noteGaps(slices, spacing, issues);
        return slices.size() + *missing;
    }
    if (!std::ranges::all_of(apart, [&](double d) { return sameDistance(d, spacing); })) {
        const auto [low, high] = std::ranges::minmax(apart);
        issues.push_back(fmt::format("The spacing between slices varies from {:.3g} to {:.3g} mm; "
                                     "measurements along it are not reliable.",
                                     low, high));
    }
    return slices.size();
}

/// Degrees between the normal and the line on which the slices' corners lie.
double tiltOf(const std::vector<PlacedSlice>& slices, const Vector& normal) {
    const Vector path =
        scaledSum(slices.back().geometry.position, -1, slices.front().geometry.position);
    const double along = dot(path, normal);
    const Vector aside = scaledSum(path, -along, normal);
    return std::atan2(std::sqrt(dot(aside, aside)), std::abs(along)) * 180.0 / M_PI;
}

void noteTilt(const std::vector<PlacedSlice>& slices, const Vector& normal,
              std::vector<std::string>& issues) {
    constexpr double visible = 0.5; // degrees
    if (slices.size() < 2) {
        return;
    }
    const double tilt = tiltOf(slices, normal);
    if (tilt > visible) {
        issues.push_back(
            fmt::format("Gantry tilt of {:.1f}°: the slices are offset against each other, so "
                        "reformatted views and oblique measurements are sheared.",
                        tilt));
    }
}

void setGeometry(const SliceStack& stack, VolumeRecord& record) {
    const auto& slices = stack.slices;
    const FrameGeometry& first = slices.front().geometry;
    record.direction = directionOf(first.orientation);
    record.origin = first.position;
    record.plane = planeFromOrientation(first.orientation);
    record.spacing = {first.pixelSpacing[1], first.pixelSpacing[0],
                      sliceSpacing(slices, record.issues)};
    record.size = {static_cast<std::size_t>(slices.front().header->columns),
                   static_cast<std::size_t>(slices.front().header->rows),
                   slotCount(slices, record.spacing[2], record.issues)};
    noteTilt(slices, {record.direction[2], record.direction[5], record.direction[8]},
             record.issues);
}

VolumeRecord recordOf(const SliceStack& stack, int part) {
    VolumeRecord record;
    record.part = part;
    record.partReason = fmt::format("{}", fmt::join(stack.reasons, "; "));
    record.issues = stack.issues;
    copyAttributes(stack.slices, record);
    setGeometry(stack, record);
    for (const PlacedSlice& slice : stack.slices) {
        record.slices.push_back(
            {slice.header->path, slice.header->sopInstanceUid, slice.frame, slice.along});
    }
    return record;
}

std::string leftOutIssue(std::size_t images) {
    return fmt::format("{} left out: the position, orientation or pixel spacing is missing or "
                       "impossible.",
                       images == 1 ? "One image is" : fmt::format("{} images are", images));
}

} // namespace

std::vector<VolumeRecord> buildVolumes(const std::vector<InstanceHeader>& series) {
    std::vector<VolumeRecord> volumes;
    PlacedSlices placed = placeSlices(series);
    for (const SliceStack& stack : groupSlices(std::move(placed.slices))) {
        volumes.push_back(recordOf(stack, static_cast<int>(volumes.size())));
    }
    if (placed.leftOut > 0 && !volumes.empty()) {
        volumes.front().issues.push_back(leftOutIssue(placed.leftOut));
    }
    return volumes;
}

std::optional<std::string> noVolumeReason(const std::vector<InstanceHeader>& series) {
    const PlacedSlices placed = placeSlices(series);
    if (placed.leftOut == 0 || !placed.slices.empty()) {
        return std::nullopt;
    }
    return leftOutIssue(placed.leftOut);
}

} // namespace bolus
