// What readHeader asks for of a data set: the one list for both ways to a header. Private to
// library/dicom.
#pragma once

#include <optional>
#include <string>

#include <dcmtk/dcmdata/dcdeftag.h>

#include "library/domain/Case.h"

namespace bolus {

template<typename Value>
struct HeaderField {
    DcmTagKey tag;
    Value InstanceHeader::*member;
};

inline const HeaderField<std::string> textFields[] = {
    {DCM_SOPInstanceUID, &InstanceHeader::sopInstanceUid},
    {DCM_SOPClassUID, &InstanceHeader::sopClassUid},
    {DCM_StudyInstanceUID, &InstanceHeader::studyUid},
    {DCM_SeriesInstanceUID, &InstanceHeader::seriesUid},
    {DCM_FrameOfReferenceUID, &InstanceHeader::frameOfReferenceUid},
    {DCM_PatientID, &InstanceHeader::patientId},
    {DCM_PatientName, &InstanceHeader::patientName},
    {DCM_PatientSex, &InstanceHeader::patientSex},
    {DCM_PatientBirthDate, &InstanceHeader::patientBirthDate},
    {DCM_PatientAge, &InstanceHeader::patientAge},
    {DCM_StudyDate, &InstanceHeader::studyDate},
    {DCM_StudyTime, &InstanceHeader::studyTime},
    {DCM_SeriesDate, &InstanceHeader::seriesDate},
    {DCM_SeriesTime, &InstanceHeader::seriesTime},
    {DCM_AcquisitionDate, &InstanceHeader::acquisitionDate},
    {DCM_AcquisitionTime, &InstanceHeader::acquisitionTime},
    {DCM_ContentTime, &InstanceHeader::contentTime},
    {DCM_AccessionNumber, &InstanceHeader::accessionNumber},
    {DCM_Modality, &InstanceHeader::modality},
    {DCM_BodyPartExamined, &InstanceHeader::bodyPart},
    {DCM_StudyDescription, &InstanceHeader::studyDescription},
    {DCM_SeriesDescription, &InstanceHeader::seriesDescription},
    {DCM_ProtocolName, &InstanceHeader::protocolName},
    {DCM_Manufacturer, &InstanceHeader::manufacturer},
    {DCM_ManufacturerModelName, &InstanceHeader::model},
    {DCM_ConvolutionKernel, &InstanceHeader::kernel},
    {DCM_ImageType, &InstanceHeader::imageType},
    {DCM_ContrastBolusAgent, &InstanceHeader::contrastAgent},
    {DCM_ContrastBolusStartTime, &InstanceHeader::contrastStart},
    {DCM_RescaleType, &InstanceHeader::rescaleType},
    {DCM_PhotometricInterpretation, &InstanceHeader::photometric},
    {DCM_AcquisitionDateTime, &InstanceHeader::acquisitionDateTime},
};

inline const HeaderField<std::optional<int>> integerFields[] = {
    {DCM_SeriesNumber, &InstanceHeader::seriesNumber},
    {DCM_AcquisitionNumber, &InstanceHeader::acquisitionNumber},
    {DCM_InstanceNumber, &InstanceHeader::instanceNumber},
    {DCM_TemporalPositionIdentifier, &InstanceHeader::temporalPosition},
    {DCM_EchoNumbers, &InstanceHeader::echoNumber},
};

inline const HeaderField<std::optional<double>> numberFields[] = {
    {DCM_TriggerTime, &InstanceHeader::triggerTime},
    {DCM_SliceThickness, &InstanceHeader::sliceThickness},
    {DCM_GantryDetectorTilt, &InstanceHeader::gantryTilt},
    {DCM_DiffusionBValue, &InstanceHeader::bValue},
    {DCM_KVP, &InstanceHeader::kvp},
};

/// Those that are read one by one. Functional groups and private elements are not among them.
inline const DcmTagKey otherHeaderTags[] = {
    DCM_SpecificCharacterSet,
    DCM_ContrastBolusAgentSequence,
    DCM_Rows,
    DCM_Columns,
    DCM_NumberOfFrames,
    DCM_SamplesPerPixel,
    DCM_BitsAllocated,
    DCM_ImagePositionPatient,
    DCM_PixelSpacing,
    DCM_ImageOrientationPatient,
};

} // namespace bolus
