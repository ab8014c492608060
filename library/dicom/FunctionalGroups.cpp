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

/// The macros that hold a Frame Type: of MR, CT, PET, 3D X-ray, parametric maps.
const DcmTagKey frameTypeMacros[] = {DCM_MRImageFrameTypeSequence, DCM_CTImageFrameTypeSequence,
                                     DCM_PETFrameTypeSequence, DCM_XRay3DFrameTypeSequence,
                                     DCM_ParametricMapFrameTypeSequence};

std::string frameTypeOf(DcmItem* own, DcmItem* shared) {
    for (const DcmTagKey& macro : frameTypeMacros) {
        if (DcmItem* group = groupOf(own, shared, macro)) {
            const std::string type = Attributes::code(*group, DCM_FrameType);
            const std::string part = Attributes::code(*group, DCM_ComplexImageComponent);
            const bool said =
                part.empty() || part == "MIXED" || type.find(part) != std::string::npos;
            return said ? type : type + "\\" + part;
        }
    }
    return {};
}

void readDiffusion(DcmItem& group, FrameGeometry& frame) {
    frame.bValue = Attributes::number(group, DCM_DiffusionBValue);
    if (DcmItem* gradient = itemOf(group, DCM_DiffusionGradientDirectionSequence, 0)) {
        frame.diffusionDirection =
            Attributes::numbers<3>(*gradient, DCM_DiffusionGradientOrientation);
    }
}

void readCardiac(DcmItem& group, FrameGeometry& frame) {
    frame.cardiacPhase = Attributes::number(group, DCM_NominalPercentageOfCardiacPhase);
    frame.cardiacDelay = Attributes::number(group, DCM_NominalCardiacTriggerDelayTime);
}

void readContent(DcmItem& group, FrameGeometry& frame) {
    frame.temporalPosition = Attributes::integer(group, DCM_TemporalPositionIndex).value_or(0);
    frame.acquiredAt = Attributes::code(group, DCM_FrameAcquisitionDateTime);
    frame.acquisitionNumber = Attributes::integer(group, DCM_FrameAcquisitionNumber);
    frame.stackId = Attributes::code(group, DCM_StackID);
}

/// What tells frames at one place apart.
void readKind(DcmItem* own, DcmItem* shared, FrameGeometry& frame) {
    frame.frameType = frameTypeOf(own, shared);
    if (DcmItem* content = groupOf(own, shared, DCM_FrameContentSequence)) {
        readContent(*content, frame);
    }
    if (DcmItem* echo = groupOf(own, shared, DCM_MREchoSequence)) {
        frame.echoTime = Attributes::number(*echo, DCM_EffectiveEchoTime);
    }
    if (DcmItem* diffusion = groupOf(own, shared, DCM_MRDiffusionSequence)) {
        readDiffusion(*diffusion, frame);
    }
    if (DcmItem* agent = groupOf(own, shared, DCM_ContrastBolusUsageSequence)) {
        frame.contrastPhase = Attributes::code(*agent, DCM_ContrastBolusAgentPhase);
    }
    if (DcmItem* cardiac = groupOf(own, shared, DCM_CardiacSynchronizationSequence)) {
        readCardiac(*cardiac, frame);
    }
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
    readKind(own, shared, frame);
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
