#include "library/dicom/DerivedFields.h"

namespace bolus {

Result<std::vector<std::uint8_t>> secondaryCaptureFile(const DerivedObject& object,
                                                       const ColorPicture& picture) {
    constexpr std::size_t widest = 65535; // Rows and Columns are 16-bit
    if (picture.width == 0 || picture.height == 0 || picture.width > widest ||
        picture.height > widest || picture.rgb.size() != picture.width * picture.height * 3) {
        return fail(ErrorCode::BadInput, "The picture's size does not fit a DICOM image.");
    }
    initializeDcmtk();
    DcmFileFormat file;
    Fields f(*file.getDataset());
    putCommon(f, object, UID_SecondaryCaptureImageStorage, "OT");
    putModel(f, object);
    f.text(DCM_ConversionType, picture.isScreen ? "WSD" : "SYN");
    f.text(DCM_ImageType, "DERIVED\\SECONDARY");
    f.text(DCM_PatientOrientation, "");
    f.text(DCM_Laterality, "");
    f.text(DCM_BurnedInAnnotation, picture.hasText ? "YES" : "NO");
    f.text(DCM_DerivationDescription, shortened(object.derivation, 1024));
    f.text(DCM_ImageComments, "Not for diagnosis");
    f.number(DCM_SamplesPerPixel, 3);
    f.text(DCM_PhotometricInterpretation, "RGB");
    f.number(DCM_PlanarConfiguration, 0);
    f.number(DCM_Rows, picture.height);
    f.number(DCM_Columns, picture.width);
    f.number(DCM_BitsAllocated, 8);
    f.number(DCM_BitsStored, 8);
    f.number(DCM_HighBit, 7);
    f.number(DCM_PixelRepresentation, 0);
    f.note(file.getDataset()->putAndInsertUint8Array(DCM_PixelData, picture.rgb.data(),
                                                     picture.rgb.size()));
    return fileBytes(file, f);
}

} // namespace bolus
