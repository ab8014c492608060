#include "library/dicom/SeriesWriter.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "library/dicom/DcmtkFile.h"
#include "library/dicom/Fields.h"

namespace bolus {

namespace {

constexpr short lowestHu = -1024, highestHu = 3071; // 12 bits with an intercept of -1024
constexpr std::size_t widestMatrix = 65535;         // Rows and Columns are 16-bit

void putPatientAndStudy(Fields& a, const SeriesHeader& h) {
    a.text(DCM_SpecificCharacterSet, "ISO_IR 192");
    a.text(DCM_PatientName, h.patientName);
    a.text(DCM_PatientID, h.patientId);
    a.text(DCM_PatientBirthDate, h.patientBirthDate);
    a.text(DCM_PatientSex, h.patientSex);
    a.text(DCM_PatientAge, h.patientAge);
    a.text(DCM_StudyInstanceUID, h.studyUid);
    a.text(DCM_StudyDate, h.studyDate);
    a.text(DCM_StudyTime, h.studyTime);
    a.text(DCM_ReferringPhysicianName, "");
    a.text(DCM_StudyID, "1");
    a.text(DCM_AccessionNumber, h.accessionNumber);
    a.text(DCM_StudyDescription, h.studyDescription);
}

void putSeries(Fields& a, const SeriesHeader& h) {
    a.text(DCM_Modality, "CT");
    a.text(DCM_SeriesInstanceUID, h.seriesUid);
    a.text(DCM_SeriesNumber, std::to_string(h.seriesNumber));
    a.text(DCM_SeriesDate, h.studyDate);
    a.text(DCM_SeriesTime, h.acquisitionTime);
    a.text(DCM_SeriesDescription, h.seriesDescription);
    a.text(DCM_ProtocolName, h.protocolName);
    a.text(DCM_BodyPartExamined, h.bodyPart);
    a.text(DCM_PatientPosition, "HFS");
    a.text(DCM_FrameOfReferenceUID, h.frameOfReferenceUid);
    a.text(DCM_PositionReferenceIndicator, "");
    a.text(DCM_Manufacturer, h.manufacturer);
    if (!h.contrastAgent.empty()) {
        a.text(DCM_ContrastBolusAgent, h.contrastAgent);
        a.text(DCM_ContrastBolusRoute, "IV");
        a.text(DCM_ContrastBolusStartTime, h.contrastStart);
    }
}

void putAcquisition(Fields& a, const SeriesHeader& h) {
    a.text(DCM_ImageType, "ORIGINAL\\PRIMARY\\AXIAL");
    a.text(DCM_AcquisitionNumber, std::to_string(h.acquisitionNumber));
    a.text(DCM_AcquisitionDate, h.studyDate);
    a.text(DCM_AcquisitionTime, h.acquisitionTime);
    a.text(DCM_ContentDate, h.studyDate);
    a.text(DCM_ContentTime, h.acquisitionTime);
    a.decimals(DCM_KVP, h.tubeVoltage);
    a.text(DCM_ConvolutionKernel, h.kernel);
}

void putPixelFormat(Fields& a, std::size_t columns, std::size_t rows) {
    a.number(DCM_SamplesPerPixel, 1);
    a.text(DCM_PhotometricInterpretation, "MONOCHROME2");
    a.number(DCM_Rows, rows);
    a.number(DCM_Columns, columns);
    a.number(DCM_BitsAllocated, 16);
    a.number(DCM_BitsStored, 12);
    a.number(DCM_HighBit, 11);
    a.number(DCM_PixelRepresentation, 0);
    a.decimals(DCM_RescaleIntercept, lowestHu);
    a.decimals(DCM_RescaleSlope, 1);
    a.text(DCM_RescaleType, "HU");
    a.decimals(DCM_WindowCenter, 40);
    a.decimals(DCM_WindowWidth, 400);
}

void putSlice(Fields& a, const SeriesHeader& h, const ShortImage& hu, std::size_t slice) {
    const std::string number = std::to_string(slice + 1);
    a.text(DCM_SOPClassUID, UID_CTImageStorage);
    a.text(DCM_SOPInstanceUID, h.seriesUid + "." + number);
    a.text(DCM_InstanceNumber, number);
    ShortImage::IndexType first{};
    first[2] = static_cast<itk::IndexValueType>(slice);
    ShortImage::PointType at;
    hu.TransformIndexToPhysicalPoint(first, at);
    const auto& d = hu.GetDirection();
    a.decimals(DCM_ImagePositionPatient, at[0], at[1], at[2]);
    a.decimals(DCM_ImageOrientationPatient, d(0, 0), d(1, 0), d(2, 0), d(0, 1), d(1, 1), d(2, 1));
    a.decimals(DCM_PixelSpacing, hu.GetSpacing()[1], hu.GetSpacing()[0]);
    a.decimals(DCM_SliceThickness, h.sliceThickness);
}

/// 12-bit stored values: HU + 1024.
std::vector<Uint16> storedValues(const ShortImage& hu, std::size_t area, std::size_t slice) {
    const short* from = hu.GetBufferPointer() + slice * area;
    std::vector<Uint16> stored(area);
    std::transform(from, from + area, stored.begin(), [](short value) {
        return static_cast<Uint16>(std::clamp(value, lowestHu, highestHu) - lowestHu);
    });
    return stored;
}

Result<void> writeSlice(const std::filesystem::path& path, const SeriesHeader& header,
                        const ShortImage& hu, std::size_t slice) {
    const auto size = hu.GetLargestPossibleRegion().GetSize();
    const std::size_t area = size[0] * size[1];
    DcmFileFormat file;
    DcmDataset& dataset = *file.getDataset();
    Fields attributes(dataset);
    putPatientAndStudy(attributes, header);
    putSeries(attributes, header);
    putAcquisition(attributes, header);
    putPixelFormat(attributes, size[0], size[1]);
    putSlice(attributes, header, hu, slice);
    const std::vector<Uint16> stored = storedValues(hu, area, slice);
    const OFCondition pixels =
        dataset.putAndInsertUint16Array(DCM_PixelData, stored.data(), stored.size());
    if (!attributes.good() || pixels.bad()) {
        return fail(ErrorCode::BadInput, "An attribute of the series cannot be written.",
                    path.string());
    }
    const OFCondition saved = file.saveFile(path.c_str(), EXS_LittleEndianExplicit);
    if (saved.bad()) {
        return fail(ErrorCode::Io, fmt::format("The file could not be written: {}.", saved.text()),
                    path.string());
    }
    return {};
}

} // namespace

Result<void> writeCtSeries(const std::filesystem::path& folder, const SeriesHeader& header,
                           const ShortImage& hu) {
    initializeDcmtk();
    const auto size = hu.GetLargestPossibleRegion().GetSize();
    if (size[0] == 0 || size[1] == 0 || size[2] == 0 || size[0] > widestMatrix ||
        size[1] > widestMatrix) {
        return fail(ErrorCode::BadInput, "The volume's size does not fit a CT series.",
                    folder.string());
    }
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        return fail(ErrorCode::Io,
                    fmt::format("The folder could not be made: {}.", error.message()),
                    folder.string());
    }
    for (std::size_t slice = 0; slice < size[2]; ++slice) {
        const auto path = folder / fmt::format("IM{:05}.dcm", slice + 1);
        if (auto written = writeSlice(path, header, hu, slice); !written) {
            return written;
        }
    }
    return {};
}

} // namespace bolus
