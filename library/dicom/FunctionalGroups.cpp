#include "library/dicom/FunctionalGroups.h"

#include "library/dicom/Attributes.h"

namespace bolus {

namespace {

constexpr int mostFrames = 20'000;

DcmItem* itemOf(DcmItem& parent, const DcmTagKey& sequence, signed long index) {
    DcmItem* item = nullptr;
    return parent.findAndGetSequenceItem(sequence, item, index).good() ? item : nullptr;
}

DcmItem* groupOf(DcmItem* own, DcmItem* shared, const DcmTagKey& macro) {
    DcmItem* group = own ? itemOf(*own, macro, 0) : nullptr;
    return group || !shared ? group : itemOf(*shared, macro, 0);
}

std::optional<FrameGeometry> geometryOf(DcmItem* own, DcmItem* shared) {
    DcmItem* position = groupOf(own, shared, DCM_PlanePositionSequence);
    DcmItem* orientation = groupOf(own, shared, DCM_PlaneOrientationSequence);
    DcmItem* measures = groupOf(own, shared, DCM_PixelMeasuresSequence);
    if (!position || !orientation || !measures) {
        return std::nullopt;
    }
    const auto at = Attributes::numbers<3>(*position, DCM_ImagePositionPatient);
    const auto cosines = Attributes::numbers<6>(*orientation, DCM_ImageOrientationPatient);
    const auto spacing = Attributes::numbers<2>(*measures, DCM_PixelSpacing);
    if (!at || !cosines || !spacing) {
        return std::nullopt;
    }
    FrameGeometry frame;
    frame.position = *at;
    frame.orientation = *cosines;
    frame.pixelSpacing = *spacing;
    frame.sliceThickness = Attributes::number(*measures, DCM_SliceThickness);
    if (DcmItem* content = groupOf(own, shared, DCM_FrameContentSequence)) {
        frame.temporalPosition =
            Attributes::integer(*content, DCM_TemporalPositionIndex).value_or(0);
        frame.acquiredAt = Attributes::code(*content, DCM_FrameAcquisitionDateTime);
    }
    return frame;
}

} // namespace

std::vector<DcmItem*> perFrameItems(DcmItem& dataset) {
    DcmSequenceOfItems* sequence = nullptr;
    std::vector<DcmItem*> items;
    if (dataset.findAndGetSequence(DCM_PerFrameFunctionalGroupsSequence, sequence).good()) {
        for (DcmObject* item = sequence->nextInContainer(nullptr); item;
             item = sequence->nextInContainer(item)) {
            items.push_back(static_cast<DcmItem*>(item));
        }
    }
    return items;
}

DcmItem* ownOrSharedGroup(DcmItem& dataset, const DcmTagKey& macro, DcmItem* own) {
    return groupOf(own, itemOf(dataset, DCM_SharedFunctionalGroupsSequence, 0), macro);
}

DcmItem* functionalGroup(DcmItem& dataset, const DcmTagKey& macro, unsigned long frame) {
    return ownOrSharedGroup(
        dataset, macro,
        itemOf(dataset, DCM_PerFrameFunctionalGroupsSequence, static_cast<long>(frame)));
}

std::vector<FrameGeometry> frameGeometry(DcmItem& dataset, int frames) {
    const std::vector<DcmItem*> own = perFrameItems(dataset);
    if (frames > mostFrames || own.size() != static_cast<std::size_t>(frames)) {
        return {};
    }
    DcmItem* shared = itemOf(dataset, DCM_SharedFunctionalGroupsSequence, 0);
    std::vector<FrameGeometry> geometry;
    for (DcmItem* item : own) {
        const auto frame = geometryOf(item, shared);
        if (!frame) {
            return {};
        }
        geometry.push_back(*frame);
    }
    return geometry;
}

std::optional<double> sharedBValue(DcmItem& dataset, int frames) {
    const std::vector<DcmItem*> own = perFrameItems(dataset);
    if (frames > mostFrames || own.size() != static_cast<std::size_t>(frames)) {
        return std::nullopt;
    }
    DcmItem* shared = itemOf(dataset, DCM_SharedFunctionalGroupsSequence, 0);
    std::optional<double> common;
    for (DcmItem* item : own) {
        DcmItem* group = groupOf(item, shared, DCM_MRDiffusionSequence);
        const auto value = group ? Attributes::number(*group, DCM_DiffusionBValue) : std::nullopt;
        if (!value || (common && *common != *value)) {
            return std::nullopt;
        }
        common = value;
    }
    return common;
}

} // namespace bolus
