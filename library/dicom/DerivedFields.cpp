#include "library/dicom/DerivedFields.h"

#include <dcmtk/dcmdata/dcostrmb.h>

namespace bolus {

namespace {

constexpr const char* maker = "Bolus";

void putPatientAndStudy(Fields& f, const InstanceHeader& h, const StudyFacts& study) {
    f.text(DCM_SpecificCharacterSet, "ISO_IR 192");
    f.text(DCM_PatientName, h.patientName);
    f.text(DCM_PatientID, h.patientId);
    if (!study.issuerOfPatientId.empty()) {
        f.text(DCM_IssuerOfPatientID, study.issuerOfPatientId);
    }
    f.text(DCM_PatientBirthDate, h.patientBirthDate);
    f.text(DCM_PatientSex, h.patientSex);
    if (!h.patientAge.empty()) {
        f.text(DCM_PatientAge, h.patientAge);
    }
    f.text(DCM_StudyInstanceUID, h.studyUid);
    f.text(DCM_StudyDate, h.studyDate);
    f.text(DCM_StudyTime, h.studyTime);
    f.text(DCM_ReferringPhysicianName, study.referringPhysician);
    f.text(DCM_StudyID, study.studyId);
    f.text(DCM_AccessionNumber, h.accessionNumber);
    if (!h.studyDescription.empty()) {
        f.text(DCM_StudyDescription, h.studyDescription);
    }
}

} // namespace

std::string freshUid() {
    char uid[100] = {};
    return dcmGenerateUniqueIdentifier(uid);
}

void putCommon(Fields& f, const DerivedObject& object, const char* sopClass, const char* modality) {
    putPatientAndStudy(f, object.source, object.study);
    f.text(DCM_SOPClassUID, sopClass);
    f.text(DCM_SOPInstanceUID, object.instanceUid);
    f.text(DCM_InstanceCreationDate, object.date);
    f.text(DCM_InstanceCreationTime, object.time);
    f.text(DCM_Modality, modality);
    f.text(DCM_SeriesInstanceUID, object.seriesUid);
    f.text(DCM_SeriesNumber, std::to_string(object.seriesNumber));
    f.text(DCM_SeriesDate, object.date);
    f.text(DCM_SeriesTime, object.time);
    f.text(DCM_SeriesDescription, shortened(object.seriesDescription, 64));
    f.text(DCM_InstanceNumber, std::to_string(object.instanceNumber));
    f.text(DCM_ContentDate, object.date);
    f.text(DCM_ContentTime, object.time);
    f.text(DCM_Manufacturer, maker);
    f.text(DCM_ManufacturerModelName, maker);
    f.text(DCM_DeviceSerialNumber, "none");
    f.text(DCM_SoftwareVersions, object.softwareVersion);
}

void putModel(Fields& f, const DerivedObject& object) {
    Fields model = f.append(DCM_ContributingEquipmentSequence);
    model.code(DCM_PurposeOfReferenceCodeSequence, "109102", "DCM", "Processing Equipment");
    model.text(DCM_Manufacturer, maker);
    model.text(DCM_ManufacturerModelName, shortened(object.modelName, 64));
    model.text(DCM_SoftwareVersions, object.softwareVersion);
    model.text(DCM_ContributionDescription,
               shortened("Model " + object.modelName + ", SHA-256 " + object.modelHash, 1024));
}

std::string shortened(const std::string& text, std::size_t characters) {
    std::size_t bytes = 0, count = 0;
    while (bytes < text.size()) {
        const bool begins = (static_cast<unsigned char>(text[bytes]) & 0xC0U) != 0x80U; // of UTF-8
        if (begins && ++count > characters) {
            break;
        }
        ++bytes;
    }
    std::string cut = text.substr(0, bytes);
    for (char& c : cut) { // a backslash parts values (PS3.5 6.1.2.3)
        c = c == '\\' ? '/' : static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return cut;
}

Result<std::vector<std::uint8_t>> fileBytes(DcmFileFormat& file, const Fields& fields) {
    constexpr E_TransferSyntax syntax = EXS_LittleEndianExplicit;
    if (!fields.good() || file.getDataset()->chooseRepresentation(syntax, nullptr).bad() ||
        file.validateMetaInfo(syntax).bad()) {
        return fail(ErrorCode::BadInput, "An attribute of the DICOM object cannot be written.");
    }
    constexpr std::size_t preamble = 4096; // and the meta header, amply
    std::vector<std::uint8_t> bytes(
        file.getDataset()->calcElementLength(syntax, EET_ExplicitLength) + preamble);
    DcmOutputBufferStream out(bytes.data(), static_cast<offile_off_t>(bytes.size()));
    file.transferInit();
    const OFCondition written = file.write(out, syntax, EET_ExplicitLength, nullptr);
    file.transferEnd();
    void* begin = nullptr;
    offile_off_t length = 0;
    out.flushBuffer(begin, length);
    if (written.bad() || length <= 0) {
        return fail(ErrorCode::Internal,
                    fmt::format("The DICOM object could not be written: {}.", written.text()));
    }
    bytes.resize(static_cast<std::size_t>(length));
    return bytes;
}

} // namespace bolus
