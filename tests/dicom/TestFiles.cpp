#include "TestFiles.h"

#include <map>
#include <mutex>

#include <QDir>
#include <QDirIterator>

#include <dcmtk/dcmdata/dcrleerg.h>
#include <dcmtk/dcmdata/dcrlerp.h>
#include <dcmtk/dcmjpeg/djencode.h>
#include <dcmtk/dcmjpeg/djrplol.h>
#include <dcmtk/dcmjpls/djencode.h>
#include <dcmtk/dcmjpls/djrparam.h>

#include "library/dicom/HeaderReader.h"
#include "library/dicom/VolumeBuilder.h"

namespace bolus::test {

namespace {

void registerEncoders() {
    static std::once_flag once;
    std::call_once(once, [] {
        DJEncoderRegistration::registerCodecs();
        DJLSEncoderRegistration::registerCodecs();
        DcmRLEEncoderRegistration::registerCodecs();
    });
}

void must(const OFCondition& condition, const char* what) {
    if (condition.bad()) {
        qFatal("%s: %s", what, condition.text());
    }
}

} // namespace

QString dataFolder(const QString& folder) {
    const QString root =
        qEnvironmentVariable("BOLUS_TEST_DATA", BOLUS_SOURCE_DIR "/../shared/data");
    const QString path = root + "/" + folder;
    return QDir(path).exists() ? path : QString();
}

Uint16 rampValue(int column, int row, int instance) {
    return static_cast<Uint16>(17 * column + 211 * row + 5 * instance);
}

void fillSlice(DcmDataset& data, const SliceSpec& spec) {
    const auto put = [&](const DcmTagKey& tag, const std::string& text) {
        must(data.putAndInsertString(tag, text.c_str()), "put");
    };
    put(DCM_SOPClassUID, UID_CTImageStorage);
    put(DCM_SOPInstanceUID, "1.2.3.4." + std::to_string(spec.instance));
    put(DCM_StudyInstanceUID, "1.2.3");
    put(DCM_SeriesInstanceUID, "1.2.3.4");
    put(DCM_FrameOfReferenceUID, "1.2.3.9");
    put(DCM_PatientID, "P1");
    put(DCM_PatientName, "Test^Patient");
    put(DCM_Modality, "CT");
    put(DCM_ImageType, "ORIGINAL\\PRIMARY\\AXIAL");
    put(DCM_SeriesDescription, "Abdomen");
    put(DCM_InstanceNumber, std::to_string(spec.instance));
    put(DCM_ImagePositionPatient, "-10\\-20\\" + std::to_string(spec.z));
    put(DCM_ImageOrientationPatient, "1\\0\\0\\0\\1\\0");
    put(DCM_PixelSpacing, "0.8\\0.5");
    put(DCM_SliceThickness, "5");
    put(DCM_PhotometricInterpretation, "MONOCHROME2");
    put(DCM_RescaleSlope, "1");
    put(DCM_RescaleIntercept, "-1024");
    const std::pair<DcmTagKey, int> numbers[] = {
        {DCM_Rows, spec.rows},       {DCM_Columns, spec.columns}, {DCM_SamplesPerPixel, 1},
        {DCM_BitsAllocated, 16},     {DCM_BitsStored, 16},        {DCM_HighBit, 15},
        {DCM_PixelRepresentation, 0}};
    for (const auto& [tag, value] : numbers) {
        must(data.putAndInsertUint16(tag, static_cast<Uint16>(value)), "put");
    }
    std::vector<Uint16> pixels = spec.pixels;
    for (int row = 0; spec.pixels.empty() && row < spec.rows; ++row) {
        for (int column = 0; column < spec.columns; ++column) {
            pixels.push_back(rampValue(column, row, spec.instance));
        }
    }
    must(data.putAndInsertUint16Array(DCM_PixelData, pixels.data(), pixels.size()), "pixels");
}

void writeFile(DcmFileFormat& file, const QString& path, E_TransferSyntax syntax) {
    registerEncoders();
    const DJ_RPLossless jpeg;
    const DJLSRepresentationParameter jpegLs(0, OFTrue);
    const DcmRLERepresentationParameter rle;
    const DcmRepresentationParameter* parameter = nullptr;
    if (syntax == EXS_JPEGProcess14SV1) {
        parameter = &jpeg;
    } else if (syntax == EXS_JPEGLSLossless) {
        parameter = &jpegLs;
    } else if (syntax == EXS_RLELossless) {
        parameter = &rle;
    }
    must(file.getDataset()->chooseRepresentation(syntax, parameter), "encode");
    must(file.saveFile(path.toUtf8().constData(), syntax), "save");
}

QString writeSlice(const QString& path, const SliceSpec& spec, E_TransferSyntax syntax,
                   const std::function<void(DcmDataset&)>& change) {
    DcmFileFormat file;
    fillSlice(*file.getDataset(), spec);
    if (change) {
        change(*file.getDataset());
    }
    writeFile(file, path, syntax);
    return path;
}

std::vector<InstanceHeader> headersBelow(const QString& folder) {
    std::vector<InstanceHeader> headers;
    QDirIterator files(folder, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        if (auto header = readHeader(files.next().toStdString())) {
            headers.push_back(std::move(*header));
        }
    }
    return headers;
}

std::vector<VolumeRecord> volumesOf(const std::vector<InstanceHeader>& headers) {
    std::map<std::string, std::vector<InstanceHeader>> series;
    for (const InstanceHeader& header : headers) {
        series[header.studyUid + " " + header.seriesUid].push_back(header);
    }
    std::vector<VolumeRecord> volumes;
    for (const auto& [uid, instances] : series) {
        for (VolumeRecord& volume : buildVolumes(instances)) {
            volumes.push_back(std::move(volume));
        }
    }
    return volumes;
}

} // namespace bolus::test
