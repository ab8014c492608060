#include "library/dicom/ValueUnit.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <string_view>

#include "library/dicom/Attributes.h"
#include "library/dicom/FunctionalGroups.h"
#include "library/dicom/ImageKinds.h"

namespace bolus {

namespace {

struct Name {
    std::string_view code, unit;
};

/// Rescale Type (0028,1054), PS3.3 C.11.1.1.2; US is unspecified.
constexpr Name rescaleTypes[] = {{"US", ""},
                                 {"OD", "10⁻³ OD"},
                                 {"MGML", "mg/mL"},
                                 {"PCT", "%"},
                                 {"Z_EFF", "effective Z"},
                                 {"ED", "10²³ electrons/mL"},
                                 {"EDW", "electron density of water"},
                                 {"HU_MOD", "modified HU"}};

/// Units (0054,1001) of PET, PS3.3 C.8.9.1.1.3; those that are only in proportion have none.
constexpr Name petUnits[] = {{"BQML", "Bq/mL"},     {"CNTS", "counts"},  {"CPS", "counts/s"},
                             {"GML", "g/mL"},       {"CM2ML", "cm²/mL"}, {"PCNT", "%"},
                             {"PROPCNTS", ""},      {"PROPCPS", ""},     {"NONE", ""},
                             {"1CM", "1/cm"},       {"MLG", "mL/g"},     {"MLMINML", "mL/min/mL"},
                             {"MLMING", "mL/min/g"}};

/// Codes of UCUM that read better otherwise; 1 and what stands in braces is no unit.
constexpr Name ucum[] = {{"[hnsf'U]", "HU"}, {"Bq/ml", "Bq/mL"}, {"mg/ml", "mg/mL"}, {"1", ""}};

std::string nameOf(std::span<const Name> names, const std::string& code) {
    const auto found = std::ranges::find(names, code, &Name::code);
    return found == names.end() ? code : std::string(found->unit);
}

std::string typeOf(DcmItem& dataset, DcmItem* own) {
    DcmItem* group = ownOrSharedGroup(dataset, DCM_CTImageFrameTypeSequence, own);
    const std::string frame = group ? Attributes::code(*group, DCM_FrameType) : std::string();
    return frame.empty() ? Attributes::code(dataset, DCM_ImageType) : frame;
}

bool isScreenPicture(DcmItem& dataset) {
    return Attributes::code(dataset, DCM_SOPClassUID).starts_with("1.2.840.10008.5.1.4.1.1.7");
}

/// A table has to say what it gives, and so has what was copied from a screen.
bool isHu(DcmItem& dataset, DcmItem* own, const Rescale& rescale) {
    const std::string type = typeOf(dataset, own);
    const bool named = rescale.type == "HU" && !isOtherThanAttenuation(type);
    const bool implied = rescale.type.empty() && !rescale.table && !isScreenPicture(dataset) &&
                         !mayBeOtherThanAttenuation(type);
    return rescale.given && (named || implied);
}

std::optional<RealWorldValues> linearMapping(DcmItem& item) {
    const auto slope = Attributes::number(item, DCM_RealWorldValueSlope);
    const auto intercept = Attributes::number(item, DCM_RealWorldValueIntercept);
    DcmItem* code = nullptr;
    const bool usable = slope && intercept && std::abs(*slope) > 1e-20 && std::abs(*slope) < 1e20 &&
                        std::abs(*intercept) < 1e30;
    if (!usable || item.findAndGetSequenceItem(DCM_MeasurementUnitsCodeSequence, code).bad()) {
        return std::nullopt;
    }
    const std::string unit = Attributes(item).text(*code, DCM_CodeValue);
    const RealWorldValues values{*slope, *intercept, nameOf(ucum, unit)};
    return values.unit.empty() || unit.starts_with('{') ? std::nullopt : std::optional(values);
}

std::optional<RealWorldValues> firstMapping(DcmItem& holder) {
    constexpr signed long most = 16;
    DcmItem* item = nullptr;
    for (signed long i = 0;
         i < most &&
         holder.findAndGetSequenceItem(DCM_RealWorldValueMappingSequence, item, i).good();
         ++i) {
        if (auto mapping = linearMapping(*item)) {
            return mapping;
        }
    }
    return std::nullopt;
}

} // namespace

std::string unitOf(DcmItem& dataset, DcmItem* own, const Rescale& rescale) {
    const std::string modality = Attributes::code(dataset, DCM_Modality);
    if (modality == "PT" && dataset.tagExistsWithValue(DCM_Units)) {
        return rescale.given ? nameOf(petUnits, Attributes::code(dataset, DCM_Units))
                             : std::string();
    }
    if (rescale.type.empty() || rescale.type == "HU") {
        return modality == "CT" && isHu(dataset, own, rescale) ? "HU" : "";
    }
    return nameOf(rescaleTypes, rescale.type);
}

std::optional<RealWorldValues> realWorldValues(DcmItem& dataset, DcmItem* own) {
    DcmItem* shared = nullptr;
    dataset.findAndGetSequenceItem(DCM_SharedFunctionalGroupsSequence, shared);
    for (DcmItem* holder : {own, shared, &dataset}) {
        auto mapping = holder ? firstMapping(*holder) : std::nullopt;
        const bool misplaced = mapping && mapping->unit == "HU" &&
                               (Attributes::code(dataset, DCM_Modality) != "CT" ||
                                isOtherThanAttenuation(typeOf(dataset, own)));
        if (mapping && !misplaced) {
            return mapping;
        }
    }
    return std::nullopt;
}

} // namespace bolus
