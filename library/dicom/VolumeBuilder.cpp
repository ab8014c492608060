#include "library/dicom/VolumeBuilder.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "library/dicom/Photometric.h"
#include "library/dicom/SliceGrid.h"
#include "library/dicom/SliceGroups.h"
#include "library/dicom/Tilt.h"
#include "library/domain/Vectors.h"

namespace bolus {

namespace {

constexpr const char* parametricMapClass = "1.2.840.10008.5.1.4.1.1.30";

Vec3 unit(const Vec3& v) {
    const double length = norm(v);
    return {v[0] / length, v[1] / length, v[2] / length};
}

/// Rounded cosines are made exactly orthonormal: ITK's physical points depend on it.
std::array<double, 9> directionOf(const std::array<double, 6>& o) {
    const Vec3 row = unit({o[0], o[1], o[2]});
    const Vec3 rough{o[3], o[4], o[5]};
    const Vec3 column = unit(rough - dot(rough, row) * row);
    const Vec3 normal = cross(row, column);
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

/// When the pass began: of one slice, as over midnight the earliest time is of the later day.
void findBegin(const std::vector<PlacedSlice>& slices, VolumeRecord& record) {
    std::optional<std::pair<std::string, std::string>> began;
    for (const PlacedSlice& slice : slices) {
        const std::pair at(slice.header->acquisitionDate, slice.header->acquisitionTime);
        if (!at.first.empty() && !at.second.empty()) {
            began = std::min(began.value_or(at), at);
        }
    }
    record.acquisitionDate =
        began ? began->first : earliest(slices, &InstanceHeader::acquisitionDate);
    record.acquisitionTime =
        began ? began->second : earliest(slices, &InstanceHeader::acquisitionTime);
}

/// A value that all slices share; nothing where they differ or one does not tell it. `get` gives it
/// of a slice, as an optional.
template<typename Get>
auto commonOf(const std::vector<PlacedSlice>& slices, Get get) {
    const auto first = get(slices.front());
    const bool common =
        std::ranges::all_of(slices, [&](const PlacedSlice& slice) { return get(slice) == first; });
    return common ? first : std::nullopt;
}

void copyAcquisition(const std::vector<PlacedSlice>& slices, VolumeRecord& record) {
    const InstanceHeader& first = *slices.front().header;
    record.contrastAgent = firstText(slices, &InstanceHeader::contrastAgent);
    record.contrastStart = firstText(slices, &InstanceHeader::contrastStart);
    findBegin(slices, record);
    record.contentTime = earliest(slices, &InstanceHeader::contentTime);
    record.seriesTime = firstText(slices, &InstanceHeader::seriesTime);
    record.acquisitionNumber = first.acquisitionNumber;
    record.temporalPosition = slices.front().geometry.temporalPosition != 0
                                  ? slices.front().geometry.temporalPosition
                                  : first.temporalPosition;
    record.bValue = commonOf(slices, [](const PlacedSlice& s) { return s.header->bValue; });
    record.kvp = commonOf(slices, [](const PlacedSlice& s) { return s.header->kvp; });
}

/// Frames of one file share its header; what they say themselves is nearer.
void useFrameKinds(const std::vector<PlacedSlice>& slices, VolumeRecord& record) {
    const FrameGeometry& first = slices.front().geometry;
    record.imageType = first.frameType.empty() ? record.imageType : first.frameType;
    const bool onePhase = std::ranges::all_of(slices, [&](const PlacedSlice& slice) {
        return slice.geometry.contrastPhase == first.contrastPhase;
    });
    if (onePhase && !first.contrastPhase.empty()) {
        record.imageType += "\\CONTRAST PHASE " + first.contrastPhase; // as Evidence reads it
    }
    if (slices.front().header->sopClassUid == parametricMapClass) {
        record.imageType += "\\PARAMETRIC MAP"; // a volume does not keep the class
    }
    if (first.bValue) {
        record.bValue = commonOf(slices, [](const PlacedSlice& s) { return s.geometry.bValue; });
    }
    if (first.acquisitionNumber) {
        record.acquisitionNumber =
            commonOf(slices, [](const PlacedSlice& s) { return s.geometry.acquisitionNumber; });
    }
}

/// Passes of a multi-frame instance share its header; each frame knows its own time.
void useFrameTimes(const std::vector<PlacedSlice>& slices, VolumeRecord& record) {
    std::string began;
    for (const PlacedSlice& slice : slices) {
        const std::string& at = slice.geometry.acquiredAt;
        if (at.size() >= 14 && (began.empty() || at < began)) {
            began = at;
        }
    }
    if (!began.empty()) {
        record.acquisitionDate = began.substr(0, 8);
        record.acquisitionTime = began.substr(8, began.find_first_of("+-") - 8);
    }
}

void copyAttributes(const std::vector<PlacedSlice>& slices, VolumeRecord& record) {
    const InstanceHeader& first = *slices.front().header;
    record.studyUid = first.studyUid;
    record.seriesUid = first.seriesUid;
    record.frameOfReferenceUid = first.frameOfReferenceUid;
    record.imageType = first.imageType;
    record.photometric = first.photometric;
    record.modality = first.modality;
    record.seriesDescription = firstText(slices, &InstanceHeader::seriesDescription);
    record.protocolName = firstText(slices, &InstanceHeader::protocolName);
    record.kernel = firstText(slices, &InstanceHeader::kernel);
    record.bodyPart = firstText(slices, &InstanceHeader::bodyPart);
    record.seriesNumber = first.seriesNumber;
    copyAcquisition(slices, record);
    useFrameTimes(slices, record);
    useFrameKinds(slices, record);
    if (isColour(first.photometric, first.samplesPerPixel)) {
        record.issues.emplace_back(colourIssue);
    }
}

/// A lone slice has only its thickness to go by.
void setLoneSlice(const PlacedSlice& slice, VolumeRecord& record) {
    const double thickness = slice.geometry.sliceThickness.value_or(0);
    const bool given = thickness > 0 && thickness < 1e3;
    record.spacing[2] = given ? thickness : 1;
    record.size[2] = 1;
    record.geometryFlags.push_back(GeometryFlag::NoSpacing);
    record.issues.push_back(
        given ? fmt::format("A single slice; its thickness of {:.3g} mm stands for the spacing.",
                            thickness)
              : "A single slice without a thickness; 1 mm stands for the spacing.");
}

void noteGaps(const std::vector<double>& positions, const SliceGrid& grid, VolumeRecord& record) {
    constexpr std::size_t mostListed = 3;
    std::size_t gaps = 0;
    for (std::size_t i = 1; i < positions.size(); ++i) {
        const std::size_t missing = grid.slots[i] - grid.slots[i - 1] - 1;
        if (missing > 0 && ++gaps <= mostListed) {
            record.issues.push_back(
                fmt::format("{} missing between {:.1f} and {:.1f} mm, left blank; "
                            "measurements across the gap are not reliable.",
                            missing == 1 ? "One slice is" : fmt::format("{} slices are", missing),
                            positions[i - 1], positions[i]));
        }
    }
    if (gaps > mostListed) {
        record.issues.push_back(fmt::format("{} more such gaps.", gaps - mostListed));
    }
    if (gaps > 0) {
        record.geometryFlags.push_back(GeometryFlag::MissingSlices);
    }
}

void setUnevenSlices(const std::vector<double>& positions, VolumeRecord& record) {
    const auto [low, high] = std::ranges::minmax(distancesOf(positions));
    const UnevenPlaces places = spreadEvenly(positions);
    record.spacing[2] = places.spacing;
    record.size[2] = positions.size();
    record.geometryFlags.push_back(GeometryFlag::UnevenSpacing);
    record.issues.push_back(fmt::format(
        "The spacing between slices varies from {:.3g} to {:.3g} mm; they are shown {:.3g} mm "
        "apart, up to {:.1f} mm from their place, and measurements along it are not reliable.",
        low, high, places.spacing, places.worst));
}

/// Spacing and number of slices, from their positions.
void setSlices(const std::vector<PlacedSlice>& slices, const std::vector<double>& positions,
               VolumeRecord& record) {
    if (slices.size() == 1) {
        setLoneSlice(slices.front(), record);
    } else if (const auto grid = fitGrid(positions)) {
        record.spacing[2] = grid->spacing;
        record.size[2] = grid->slots.back() + 1;
        noteGaps(positions, *grid, record);
    } else {
        setUnevenSlices(positions, record);
    }
}

void setGeometry(const SliceStack& stack, VolumeRecord& record) {
    const auto& slices = stack.slices;
    const FrameGeometry& first = slices.front().geometry;
    record.direction = directionOf(first.orientation);
    record.origin = first.position;
    record.plane = planeFromOrientation(first.orientation);
    record.spacing = {first.pixelSpacing[1], first.pixelSpacing[0], 0};
    record.size = {static_cast<std::size_t>(slices.front().header->columns),
                   static_cast<std::size_t>(slices.front().header->rows), 0};
    setSlices(slices, positionsOf(stack), record);
    std::vector<Vec3> corners;
    std::ranges::transform(slices, std::back_inserter(corners),
                           [](const PlacedSlice& slice) { return slice.geometry.position; });
    straighten(corners, slices.front().header->gantryTilt, record);
}

void setReason(const SliceStack& stack, VolumeRecord& record) {
    for (const SplitReason& reason : stack.reasons) {
        record.partReason += record.partReason.empty() ? reason.words : "; " + reason.words;
        record.splitCause = reason.cause;
    }
    record.issues = stack.issues;
    record.geometryFlags = stack.flags;
}

VolumeRecord recordOf(const SliceStack& stack, int part) {
    VolumeRecord record;
    record.part = part;
    setReason(stack, record);
    copyAttributes(stack.slices, record);
    setGeometry(stack, record);
    for (const PlacedSlice& slice : stack.slices) {
        const InstanceHeader& header = *slice.header;
        record.slices.push_back({header.path, header.sopInstanceUid, slice.frame, slice.along,
                                 header.fileSize, header.modifiedNs, false, header.changedNs,
                                 header.inode});
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
        volumes.front().geometryFlags.push_back(GeometryFlag::LeftOutSlices);
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
