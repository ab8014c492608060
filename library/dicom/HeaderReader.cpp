#include "library/dicom/HeaderReader.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "library/dicom/Attributes.h"
#include "library/dicom/FunctionalGroups.h"
#include "library/dicom/HeaderFields.h"
#include "library/dicom/PlainHeader.h"
#include "library/domain/Files.h"

namespace bolus {

namespace {

constexpr const char* mediaDirectoryClass = "1.2.840.10008.1.3.10";

template<typename Fields, typename Read>
void readFields(const Fields& fields, InstanceHeader& header, Read read) {
    for (const auto& field : fields) {
        header.*field.member = read(field.tag);
    }
}

/// Enhanced objects say some things elsewhere: one date-time, and the agent as a code.
void readEnhancedTexts(const Attributes& attributes, InstanceHeader& header) {
    const std::string& dateTime = header.acquisitionDateTime;
    if (header.acquisitionTime.empty() && dateTime.size() >= 14) {
        header.acquisitionDate = dateTime.substr(0, 8);
        header.acquisitionTime = dateTime.substr(8, dateTime.find_first_of("+-") - 8);
    }
    DcmItem* agent = nullptr;
    if (header.contrastAgent.empty() &&
        attributes.dataset().findAndGetSequenceItem(DCM_ContrastBolusAgentSequence, agent).good()) {
        header.contrastAgent = attributes.text(*agent, DCM_CodeMeaning);
    }
}

/// Elements of scanners that are older than DiffusionBValue: who made their block, and the last
/// byte of their tag.
struct PrivateElement {
    Uint16 group;
    const char* creator;
    Uint16 element;
};

constexpr PrivateElement privateBValues[] = {
    {0x0019, "SIEMENS MR HEADER", 0x0c},
    {0x0043, "GEMS_PARM_01", 0x39},
    {0x2001, "Philips Imaging DD 001", 0x03},
};

std::optional<double> privateNumber(DcmItem& dataset, const PrivateElement& wanted) {
    for (Uint16 block = 0x10; block < 0x14; ++block) { // PS3.5 7.8.1; hardly ever a later one
        if (Attributes::code(dataset, {wanted.group, block}) == wanted.creator) {
            const auto element = static_cast<Uint16>(block << 8 | wanted.element);
            return Attributes::number(dataset, {wanted.group, element});
        }
    }
    return std::nullopt;
}

/// `value`: what the data set says itself.
std::optional<double> bValueOf(std::optional<double> value, DcmItem& dataset, int frames) {
    constexpr double geMark = 1e9; // GE adds it to values of some sequences
    if (!value) {
        value = sharedBValue(dataset, frames);
    }
    const bool magnetic = Attributes::code(dataset, DCM_Modality) == "MR";
    for (const PrivateElement& element : privateBValues) {
        value = value || !magnetic ? value : privateNumber(dataset, element);
    }
    if (value && *value >= geMark) {
        *value -= geMark;
    }
    return value && *value >= 0 ? value : std::nullopt;
}

std::optional<double> kvpOf(std::optional<double> value, DcmItem& dataset) {
    DcmItem* details = functionalGroup(dataset, DCM_CTXRayDetailsSequence, 0);
    if (!value && details) {
        value = Attributes::number(*details, DCM_KVP);
    }
    return value && *value > 0 ? value : std::nullopt;
}

void readNumbers(const Attributes& attributes, InstanceHeader& header) {
    readFields(integerFields, header, [&](const auto& tag) { return attributes.integer(tag); });
    readFields(numberFields, header, [&](const auto& tag) { return attributes.number(tag); });
    header.rows = std::clamp(attributes.integer(DCM_Rows).value_or(0), 0, 0xffff);
    header.columns = std::clamp(attributes.integer(DCM_Columns).value_or(0), 0, 0xffff);
    header.frames = std::max(1, attributes.integer(DCM_NumberOfFrames).value_or(1));
    header.samplesPerPixel = std::max(1, attributes.integer(DCM_SamplesPerPixel).value_or(1));
    header.bValue = bValueOf(header.bValue, attributes.dataset(), header.frames);
    header.kvp = kvpOf(header.kvp, attributes.dataset());
}

void readGeometry(const Attributes& attributes, InstanceHeader& header) {
    DcmItem& dataset = attributes.dataset();
    header.position = attributes.numbers<3>(DCM_ImagePositionPatient);
    header.orientation = attributes.numbers<6>(DCM_ImageOrientationPatient);
    header.pixelSpacing = attributes.numbers<2>(DCM_PixelSpacing);
    if (dataset.tagExists(DCM_PerFrameFunctionalGroupsSequence)) {
        header.frameGeometry = frameGeometry(dataset, header.frames);
    }
}

void readFileFacts(const std::filesystem::path& path, InstanceHeader& header) {
    header.path = path;
    if (const auto facts = fileStamp(path)) {
        setStamp(header, *facts);
    }
}

bool isDirectory(const DicomFile& file) {
    OFString mediaClass;
    file.format->getMetaInfo()->findAndGetOFString(DCM_MediaStorageSOPClassUID, mediaClass);
    return mediaClass == mediaDirectoryClass ||
           file.dataset().tagExists(DCM_DirectoryRecordSequence);
}

/// Some anonymisers blank the instance's UIDs in the data set only; the meta header repeats them.
void useMetaIdentity(const DicomFile& file, InstanceHeader& header) {
    if (!header.sopInstanceUid.empty() && !header.sopClassUid.empty()) {
        return;
    }
    const Attributes meta(*file.format->getMetaInfo());
    if (header.sopInstanceUid.empty()) {
        header.sopInstanceUid = meta.text(DCM_MediaStorageSOPInstanceUID);
    }
    if (header.sopClassUid.empty()) {
        header.sopClassUid = meta.text(DCM_MediaStorageSOPClassUID);
    }
}

Result<void> checkIdentity(const InstanceHeader& header) {
    const std::pair<const std::string&, const char*> required[] = {
        {header.sopInstanceUid, "SOP Instance UID"},
        {header.studyUid, "Study Instance UID"},
        {header.seriesUid, "Series Instance UID"},
    };
    for (const auto& [uid, name] : required) {
        if (uid.empty()) {
            return fail(ErrorCode::BadInput,
                        std::string("The file has no ") + name +
                            ", so it cannot be told apart from others.",
                        header.path.string());
        }
    }
    return {};
}

/// Native pixel data that is shorter than rows × columns says, or than the file, is a broken copy.
Result<void> checkPixelLength(const DicomFile& file, const Attributes& attributes,
                              const InstanceHeader& header) {
    if (!file.pixelLength || DcmXfer(file.transferSyntax()).isEncapsulated()) {
        return {};
    }
    const bool grey = attributes.text(DCM_PhotometricInterpretation).starts_with("MONOCHROME");
    const auto bits = static_cast<std::uint64_t>(
        std::clamp(attributes.integer(DCM_BitsAllocated).value_or(0), 0, 64));
    const std::uint64_t expected = static_cast<std::uint64_t>(header.rows) *
                                   static_cast<std::uint64_t>(header.columns) *
                                   static_cast<std::uint64_t>(header.frames) * bits / 8;
    if (*file.pixelLength > file.bytesAfterPixelTag || (grey && *file.pixelLength < expected)) {
        return fail(
            ErrorCode::BadInput,
            fmt::format("The file ends before its image does; {} from its source.", copyAgain),
            header.path.string());
    }
    return {};
}

Result<InstanceHeader> headerOf(const std::filesystem::path& path, const DicomFile& file) {
    const Attributes attributes(file.dataset());
    InstanceHeader header;
    readFileFacts(path, header);
    readFields(textFields, header, [&](const auto& tag) { return attributes.text(tag); });
    readEnhancedTexts(attributes, header);
    readNumbers(attributes, header);
    readGeometry(attributes, header);
    useMetaIdentity(file, header);
    header.transferSyntaxUid = transferSyntaxUid(file);
    header.hasPixels = file.hasPixels;
    if (const auto identity = checkIdentity(header); !identity) {
        return std::unexpected(identity.error());
    }
    if (const auto whole = checkPixelLength(file, attributes, header); !whole) {
        return std::unexpected(whole.error());
    }
    return header;
}

} // namespace

Result<InstanceHeader> readHeader(const std::filesystem::path& path) {
    auto plain = openPlainHeader(path);
    const auto file =
        plain ? Result<DicomFile>(std::move(*plain)) : openDicom(path, ReadExtent::UntilPixels);
    if (!file) {
        return std::unexpected(file.error());
    }
    if (isDirectory(*file)) {
        return fail(
            ErrorCode::Unsupported,
            "This is a DICOMDIR, a table of contents; the files it lists are read directly.",
            path.string());
    }
    return headerOf(path, *file);
}

Result<void> readFrameGeometry(InstanceHeader& header) {
    if (header.frames <= 1 || !header.frameGeometry.empty()) {
        return {};
    }
    auto fresh = readHeader(header.path);
    if (!fresh) {
        return std::unexpected(fresh.error());
    }
    header.frameGeometry = std::move(fresh->frameGeometry);
    return {};
}

} // namespace bolus
