#include <algorithm>
#include <cmath>

#include "library/dicom/DerivedFields.h"

namespace bolus {

namespace {

constexpr const char* imageType = "DERIVED\\PRIMARY\\VOLUME\\QUANTITY"; // PS3.3 C.8.32.2.1

bool isWhole(const ParametricMap& map) {
    const auto [depth, height, width] = map.grid;
    constexpr std::size_t most = 65535;
    const bool sized = depth > 0 && height > 0 && width > 0 && depth <= most && height <= most &&
                       width <= most && map.values.size() / depth / height == width &&
                       map.values.size() == depth * height * width;
    const auto finite = [](double value) { return std::isfinite(value); };
    return sized && std::ranges::all_of(map.values, finite) &&
           std::ranges::all_of(map.origin, finite) && std::ranges::all_of(map.direction, finite) &&
           std::ranges::all_of(map.spacing, [&](double mm) { return finite(mm) && mm > 0; });
}

/// Body Part Examined (0018,0015) as a coded region (PS3.16 CID 4031).
struct Region {
    const char *name, *code, *meaning;
};
constexpr Region regions[] = {
    {"ABDOMEN", "818981001", "Abdomen"}, {"LIVER", "10200004", "Liver"},
    {"KIDNEY", "64033007", "Kidney"},    {"PELVIS", "816092008", "Pelvis"},
    {"CHEST", "816094009", "Chest"},     {"HEAD", "69536005", "Head"}};

void putAnatomy(Fields& f, const std::string& bodyPart) {
    const auto* known = std::ranges::find_if(
        regions, [&](const Region& region) { return bodyPart == region.name; });
    const Region region =
        known == std::end(regions) ? Region{"", "38266002", "Entire body"} : *known;
    Fields frame = f.append(DCM_FrameAnatomySequence);
    frame.text(DCM_FrameLaterality, "U");
    frame.code(DCM_AnatomicRegionSequence, region.code, "SCT", region.meaning);
}

void putDerivation(Fields& f, const DerivedObject& object) {
    Fields derived = f.append(DCM_DerivationImageSequence);
    derived.text(DCM_DerivationDescription, shortened(object.derivation, 1024));
    derived.code(DCM_DerivationCodeSequence, "110001", "DCM", "Image Processing");
    for (const SourceImages& series : object.sources) {
        for (const std::string& instance : series.instances) {
            Fields source = derived.append(DCM_SourceImageSequence);
            source.text(DCM_ReferencedSOPClassUID, series.sopClassUid);
            source.text(DCM_ReferencedSOPInstanceUID, instance);
            source.code(DCM_PurposeOfReferenceCodeSequence, "121322", "DCM",
                        "Source image for image processing operation");
        }
    }
}

void putMapping(Fields& f, const ParametricMap& map) {
    const auto [low, high] = std::ranges::minmax(map.values);
    Fields mapping = f.append(DCM_RealWorldValueMappingSequence);
    mapping.text(DCM_LUTExplanation, shortened(map.explanation, 64));
    mapping.text(DCM_LUTLabel, shortened(map.label, 16));
    mapping.code(DCM_MeasurementUnitsCodeSequence, "1", "UCUM", "no units");
    mapping.real(DCM_DoubleFloatRealWorldValueFirstValueMapped, double(low));
    mapping.real(DCM_DoubleFloatRealWorldValueLastValueMapped, double(high));
    mapping.real(DCM_RealWorldValueIntercept, 0);
    mapping.real(DCM_RealWorldValueSlope, 1);
}

void putShared(Fields& f, const DerivedObject& object, const ParametricMap& map) {
    Fields shared = f.append(DCM_SharedFunctionalGroupsSequence);
    Fields measures = shared.append(DCM_PixelMeasuresSequence);
    measures.decimals(DCM_PixelSpacing, map.spacing[1], map.spacing[0]); // rows, columns
    measures.decimals(DCM_SliceThickness, map.spacing[2]);
    measures.decimals(DCM_SpacingBetweenSlices, map.spacing[2]);
    const auto& d = map.direction;
    shared.append(DCM_PlaneOrientationSequence)
        .decimals(DCM_ImageOrientationPatient, d[0], d[3], d[6], d[1], d[4], d[7]);
    shared.append(DCM_ParametricMapFrameTypeSequence).text(DCM_FrameType, imageType);
    Fields identity = shared.append(DCM_PixelValueTransformationSequence);
    identity.text(DCM_RescaleIntercept, "0");
    identity.text(DCM_RescaleSlope, "1");
    identity.text(DCM_RescaleType, "US");
    putAnatomy(shared, object.source.bodyPart);
    putDerivation(shared, object);
    putMapping(shared, map);
}

void putFrame(Fields& f, const ParametricMap& map, std::size_t layer) {
    Fields frame = f.append(DCM_PerFrameFunctionalGroupsSequence);
    Fields content = frame.append(DCM_FrameContentSequence);
    content.text(DCM_StackID, "1");
    content.index(DCM_InStackPositionNumber, layer + 1);
    content.index(DCM_DimensionIndexValues, layer + 1);
    const double along = static_cast<double>(layer) * map.spacing[2];
    const auto& d = map.direction;
    frame.append(DCM_PlanePositionSequence)
        .decimals(DCM_ImagePositionPatient, map.origin[0] + along * d[2],
                  map.origin[1] + along * d[5], map.origin[2] + along * d[8]);
}

void putDimensions(Fields& f) {
    const std::string uid = freshUid();
    f.text(DCM_DimensionOrganizationType, "3D");
    f.append(DCM_DimensionOrganizationSequence).text(DCM_DimensionOrganizationUID, uid);
    Fields index = f.append(DCM_DimensionIndexSequence);
    index.text(DCM_DimensionOrganizationUID, uid);
    index.key(DCM_DimensionIndexPointer, DCM_InStackPositionNumber);
    index.key(DCM_FunctionalGroupPointer, DCM_FrameContentSequence);
    index.text(DCM_DimensionDescriptionLabel, "Layer of cells");
}

void putSeries(Fields& f, const SourceImages& images) {
    Fields series = f.append(DCM_ReferencedSeriesSequence);
    series.text(DCM_SeriesInstanceUID, images.seriesUid);
    for (const std::string& instance : images.instances) {
        Fields one = series.append(DCM_ReferencedInstanceSequence);
        one.text(DCM_ReferencedSOPClassUID, images.sopClassUid);
        one.text(DCM_ReferencedSOPInstanceUID, instance);
    }
}

/// Common Instance Reference (PS3.3 C.12.2): the object's own study apart from others.
void putReferences(Fields& f, const DerivedObject& object) {
    for (const SourceImages& images : object.sources) {
        if (images.studyUid == object.source.studyUid) {
            putSeries(f, images);
        } else {
            Fields study = f.append(DCM_StudiesContainingOtherReferencedInstancesSequence);
            study.text(DCM_StudyInstanceUID, images.studyUid);
            putSeries(study, images);
        }
    }
}

void putImage(Fields& f, const DerivedObject& object, const ParametricMap& map) {
    f.text(DCM_ImageType, imageType);
    f.text(DCM_ContentLabel, "ATTENTION");
    f.text(DCM_ContentDescription, shortened(object.seriesDescription, 64));
    f.text(DCM_ContentCreatorName, "Bolus");
    f.text(DCM_ContentQualification, "RESEARCH");
    f.text(DCM_ImageComments, "Not for diagnosis");
    f.text(DCM_BurnedInAnnotation, "NO");
    f.text(DCM_RecognizableVisualFeatures, "NO");
    f.text(DCM_LossyImageCompression, "00");
    f.text(DCM_FrameOfReferenceUID, object.source.frameOfReferenceUid);
    f.text(DCM_PositionReferenceIndicator, "");
    f.nothing(DCM_AcquisitionContextSequence);
    f.number(DCM_SamplesPerPixel, 1);
    f.text(DCM_PhotometricInterpretation, "MONOCHROME2");
    f.text(DCM_PresentationLUTShape, "IDENTITY");
    f.text(DCM_NumberOfFrames, std::to_string(map.grid[0]));
    f.number(DCM_Rows, map.grid[1]);
    f.number(DCM_Columns, map.grid[2]);
    f.number(DCM_BitsAllocated, 32);
}

} // namespace

Result<std::vector<std::uint8_t>> parametricMapFile(const DerivedObject& object,
                                                    const ParametricMap& map) {
    if (!isWhole(map)) {
        return fail(ErrorCode::BadInput, "The map's values or its place are not whole.");
    }
    if (object.source.frameOfReferenceUid.empty() || object.sources.empty()) {
        return fail(ErrorCode::BadInput,
                    "The images that the map was made from name no frame of reference, so a "
                    "parametric map cannot say where it lies.",
                    object.source.path.string());
    }
    initializeDcmtk();
    DcmFileFormat file;
    Fields f(*file.getDataset());
    // Of the equipment that acquired the data (PS3.3 C.8.32.1).
    putCommon(f, object, UID_ParametricMapStorage, object.source.modality.c_str());
    putModel(f, object);
    putImage(f, object, map);
    putDimensions(f);
    putReferences(f, object);
    putShared(f, object, map);
    for (std::size_t layer = 0; layer < map.grid[0]; ++layer) {
        putFrame(f, map, layer);
    }
    f.note(file.getDataset()->putAndInsertFloat32Array(DCM_FloatPixelData, map.values.data(),
                                                       map.values.size()));
    return fileBytes(file, f);
}

} // namespace bolus
