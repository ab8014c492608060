#include "library/dicom/StructuredReport.h"

#include "library/dicom/Attributes.h"

namespace bolus {

namespace {

constexpr int deepestItem = 32;
constexpr std::size_t longestReport = 4 << 20; // bytes of text

std::string meaningOf(const Attributes& attributes, DcmItem& item, const DcmTagKey& sequence) {
    DcmItem* code = nullptr;
    return item.findAndGetSequenceItem(sequence, code).good()
               ? attributes.text(*code, DCM_CodeMeaning)
               : std::string();
}

/// "12 mm": the number and the code value of its unit (UCUM; "1" means none).
std::string measurementOf(const Attributes& attributes, DcmItem& item) {
    DcmItem* measured = nullptr;
    DcmItem* unit = nullptr;
    if (item.findAndGetSequenceItem(DCM_MeasuredValueSequence, measured).bad()) {
        return {};
    }
    std::string value = attributes.text(*measured, DCM_NumericValue);
    if (!value.empty() &&
        measured->findAndGetSequenceItem(DCM_MeasurementUnitsCodeSequence, unit).good()) {
        const std::string code = attributes.text(*unit, DCM_CodeValue);
        value += code.empty() || code == "1" ? "" : " " + code;
    }
    return value;
}

std::string valueOf(const Attributes& attributes, DcmItem& item, const std::string& type) {
    if (type == "TEXT") {
        return attributes.prose(item, DCM_TextValue);
    }
    if (type == "CODE") {
        return meaningOf(attributes, item, DCM_ConceptCodeSequence);
    }
    return type == "NUM" ? measurementOf(attributes, item) : std::string();
}

/// A container is a heading; every other item that says something is a line "name: value".
void appendItem(const Attributes& attributes, DcmItem& item, std::string& text) {
    const std::string type = attributes.text(item, DCM_ValueType);
    const std::string name = meaningOf(attributes, item, DCM_ConceptNameCodeSequence);
    const std::string value = valueOf(attributes, item, type);
    if (type == "CONTAINER" && !name.empty()) {
        text += (text.empty() ? "" : "\n") + name + ":\n";
    } else if (!value.empty()) {
        text += (name.empty() ? "" : name + ": ") + value + "\n";
    }
}

void appendTree(const Attributes& attributes, DcmItem& item, int depth, std::string& text) {
    if (depth > deepestItem || text.size() > longestReport) {
        return;
    }
    appendItem(attributes, item, text);
    DcmSequenceOfItems* content = nullptr;
    if (item.findAndGetSequence(DCM_ContentSequence, content).bad()) {
        return;
    }
    for (DcmObject* child = content->nextInContainer(nullptr); child;
         child = content->nextInContainer(child)) {
        appendTree(attributes, static_cast<DcmItem&>(*child), depth + 1, text);
    }
}

} // namespace

Result<Report> readStructuredReport(const std::filesystem::path& path) {
    const auto file = openDicom(path, ReadExtent::UntilPixels);
    if (!file) {
        return std::unexpected(file.error());
    }
    const Attributes attributes(file->dataset());
    if (!file->dataset().tagExists(DCM_ContentSequence)) {
        return fail(ErrorCode::Unsupported, "This file is not a structured report.", path.string());
    }
    Report report;
    report.studyUid = attributes.text(DCM_StudyInstanceUID);
    report.accessionNumber = attributes.text(DCM_AccessionNumber);
    report.patientId = attributes.text(DCM_PatientID);
    report.source = "sr";
    report.file = path;
    appendTree(attributes, file->dataset(), 0, report.text);
    if (report.text.empty()) {
        return fail(ErrorCode::BadInput, "The structured report says nothing in words.",
                    path.string());
    }
    return report;
}

} // namespace bolus
