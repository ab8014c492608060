#include "tests/bench/DicomFiles.h"

#include <atomic>
#include <cstring>
#include <functional>
#include <string>
#include <thread>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include "tests/bench/Measure.h"

namespace bolus::bench {

namespace fs = std::filesystem;

namespace {

/// What is the same in all files.
void putCommon(DcmDataset& set) {
    const std::vector<std::pair<DcmTagKey, const char*>> values{
        {DCM_SpecificCharacterSet, "ISO_IR 100"},
        {DCM_ImageType, "ORIGINAL\\PRIMARY\\AXIAL\\CT_SOM5 SPI"},
        {DCM_SOPClassUID, UID_CTImageStorage},
        {DCM_StudyDate, "20240102"},
        {DCM_SeriesDate, "20240102"},
        {DCM_AcquisitionDate, "20240102"},
        {DCM_ContentDate, "20240102"},
        {DCM_StudyTime, "101112.000000"},
        {DCM_SeriesTime, "101215.000000"},
        {DCM_Modality, "CT"},
        {DCM_Manufacturer, "SIEMENS"},
        {DCM_InstitutionName, "Hospital"},
        {DCM_StationName, "CT1"},
        {DCM_StudyDescription, "CT Abdomen"},
        {DCM_ManufacturerModelName, "Somatom"},
        {DCM_PatientSex, "F"},
        {DCM_PatientAge, "063Y"},
        {DCM_BodyPartExamined, "ABDOMEN"},
        {DCM_ContrastBolusAgent, "Iodine"},
        {DCM_SliceThickness, "2"},
        {DCM_KVP, "120"},
        {DCM_DataCollectionDiameter, "500"},
        {DCM_ProtocolName, "Abdomen3Phases"},
        {DCM_ReconstructionDiameter, "360"},
        {DCM_GantryDetectorTilt, "0"},
        {DCM_TableHeight, "150"},
        {DCM_RotationDirection, "CW"},
        {DCM_ExposureTime, "500"},
        {DCM_XRayTubeCurrent, "210"},
        {DCM_Exposure, "105"},
        {DCM_FilterType, "0"},
        {DCM_ConvolutionKernel, "B30f"},
        {DCM_PatientPosition, "FFS"},
        {DCM_ImageOrientationPatient, "1\\0\\0\\0\\1\\0"},
        {DCM_PixelSpacing, "0.703125\\0.703125"},
        {DCM_PhotometricInterpretation, "MONOCHROME2"},
        {DCM_WindowCenter, "40"},
        {DCM_WindowWidth, "400"},
        {DCM_RescaleIntercept, "-1024"},
        {DCM_RescaleSlope, "1"}};
    for (const auto& [tag, value] : values) {
        set.putAndInsertString(tag, value);
    }
    for (const auto& [tag, value] :
         std::vector<std::pair<DcmTagKey, Uint16>>{{DCM_SamplesPerPixel, 1},
                                                   {DCM_BitsAllocated, 16},
                                                   {DCM_BitsStored, 12},
                                                   {DCM_HighBit, 11},
                                                   {DCM_PixelRepresentation, 0}}) {
        set.putAndInsertUint16(tag, value);
    }
    for (Uint16 element = 0x10; element < 0x40; ++element) { // as vendors do
        set.putAndInsertString(DcmTag(0x0029, element, EVR_LO), "vendor");
    }
}

void putSlice(DcmDataset& set, int exam, int series, int slice) {
    const std::string study = "1.2.276.0.7230010.3.9." + std::to_string(exam);
    const std::string seriesUid = study + "." + std::to_string(series);
    const auto put = [&](const DcmTagKey& tag, const std::string& value) {
        set.putAndInsertString(tag, value.c_str());
    };
    put(DCM_SOPInstanceUID, seriesUid + "." + std::to_string(slice));
    put(DCM_StudyInstanceUID, study);
    put(DCM_SeriesInstanceUID, seriesUid);
    put(DCM_FrameOfReferenceUID, study + ".0");
    put(DCM_PatientID, "P" + std::to_string(exam));
    put(DCM_PatientName, "Doe^Jane" + std::to_string(exam));
    put(DCM_AccessionNumber, "A" + std::to_string(exam));
    put(DCM_SeriesDescription, "Abdomen phase " + std::to_string(series));
    put(DCM_AcquisitionTime, "1012" + std::to_string(10 + series) + ".000000");
    put(DCM_SeriesNumber, std::to_string(series));
    put(DCM_AcquisitionNumber, std::to_string(series));
    put(DCM_InstanceNumber, std::to_string(slice));
    put(DCM_ImagePositionPatient, "-180\\-180\\" + std::to_string(2 * slice));
    put(DCM_SliceLocation, std::to_string(2 * slice));
}

/// Each file once, by two threads.
void inTwoThreads(std::size_t count, const std::function<void(std::size_t)>& work) {
    std::atomic<std::size_t> next = 0;
    const auto loop = [&] {
        for (std::size_t i = next++; i < count; i = next++) {
            work(i);
        }
    };
    const std::jthread other(loop);
    loop();
}

} // namespace

Result<std::vector<fs::path>> writeCt(const fs::path& folder, const CtFiles& files) {
    DcmFileFormat file;
    DcmDataset& set = *file.getDataset();
    OFLog::configure(
        OFLogger::ERROR_LOG_LEVEL); // it warns of each file that it stops reading early
    putCommon(set);
    set.putAndInsertUint16(DCM_Rows, static_cast<Uint16>(files.rows));
    set.putAndInsertUint16(DCM_Columns, static_cast<Uint16>(files.columns));
    std::vector<Uint16> pixels(static_cast<std::size_t>(files.rows) *
                               static_cast<std::size_t>(files.columns));
    for (std::size_t i = 0; i < pixels.size(); ++i) {
        pixels[i] = static_cast<Uint16>(4095 * hashed(i));
    }
    set.putAndInsertUint16Array(DCM_PixelData, pixels.data(), pixels.size());
    std::vector<fs::path> paths;
    for (int exam = 1; exam <= files.exams; ++exam) {
        for (int series = 1; series <= files.series; ++series) {
            const fs::path inside = folder / std::to_string(exam) / std::to_string(series);
            fs::create_directories(inside);
            for (int slice = 1; slice <= files.slices; ++slice) {
                putSlice(set, exam, series, slice);
                paths.push_back(inside / ("IM" + std::to_string(slice)));
                const OFCondition saved =
                    file.saveFile(paths.back().c_str(), EXS_LittleEndianExplicit);
                if (saved.bad()) {
                    return fail(ErrorCode::Io, saved.text(), paths.back().string());
                }
            }
        }
    }
    return paths;
}

std::size_t parseHeaders(const std::vector<fs::path>& files) {
    std::atomic<std::size_t> read = 0;
    inTwoThreads(files.size(), [&](std::size_t i) {
        DcmFileFormat file;
        const OFCondition parsed =
            file.loadFileUntilTag(files[i].c_str(), EXS_Unknown, EGL_noChange, DCM_MaxReadLength,
                                  ERM_autoDetect, DCM_PixelData);
        read += parsed.good() ? 1 : 0;
    });
    return read;
}

double readPixels(const std::vector<fs::path>& files, std::size_t voxelsPerFile) {
    std::vector<Uint16> volume(files.size() * voxelsPerFile);
    inTwoThreads(files.size(), [&](std::size_t i) {
        DcmFileFormat file;
        const Uint16* pixels = nullptr;
        unsigned long count = 0;
        if (file.loadFile(files[i].c_str()).good() &&
            file.getDataset()->findAndGetUint16Array(DCM_PixelData, pixels, &count).good() &&
            count == voxelsPerFile) {
            std::memcpy(&volume[i * voxelsPerFile], pixels, count * sizeof(Uint16));
        }
    });
    double sum = 0;
    for (std::size_t i = 0; i < volume.size(); i += 997) {
        sum += volume[i];
    }
    return sum;
}

} // namespace bolus::bench
