#include "library/dicom/Rescale.h"

#include <algorithm>
#include <cmath>

#include "library/dicom/Attributes.h"
#include "library/dicom/FunctionalGroups.h"

namespace bolus {

namespace {

/// LUT Descriptor (0028,3002): entries (0 means 65536), first value mapped, bits an entry.
void readTable(DcmItem& item, bool signedPixels, Rescale& rescale) {
    const auto entries = Attributes::number(item, DCM_LUTDescriptor, 0);
    const auto first = Attributes::number(item, DCM_LUTDescriptor, 1);
    const Uint16* values = nullptr;
    unsigned long count = 0;
    if (!entries || !first || item.findAndGetUint16Array(DCM_LUTData, values, &count).bad()) {
        return;
    }
    const auto wanted = static_cast<unsigned long>(*entries == 0 ? 65536 : std::abs(*entries));
    rescale.table.assign(values, values + std::min(count, wanted));
    rescale.firstMapped = static_cast<std::int64_t>(*first);
    if (signedPixels && rescale.firstMapped > 32767) { // written as unsigned
        rescale.firstMapped -= 65536;
    }
    rescale.given = !rescale.table.empty();
}

/// The number, `missing` where the file gives none, nothing where what it gives is no number.
std::optional<double> numberOr(DcmItem& item, const DcmTagKey& tag, double missing) {
    return item.tagExistsWithValue(tag) ? Attributes::number(item, tag) : missing;
}

/// A slope of 0 would erase the image, and one beyond these bounds leaves the range of float.
bool usableSlope(double slope) {
    return std::abs(slope) > 1e-20 && std::abs(slope) < 1e20;
}

/// Half a rescale would pass for HU: where one of the two is broken the values stay as stored.
void readLinear(DcmItem& item, Rescale& rescale) {
    if (!item.tagExistsWithValue(DCM_RescaleSlope) &&
        !item.tagExistsWithValue(DCM_RescaleIntercept)) {
        return;
    }
    const auto slope = numberOr(item, DCM_RescaleSlope, 1);
    const auto intercept = numberOr(item, DCM_RescaleIntercept, 0);
    if (!slope || !intercept || !usableSlope(*slope) || std::abs(*intercept) > 1e30) {
        return;
    }
    rescale.slope = *slope;
    rescale.intercept = *intercept;
    rescale.type = Attributes(item).text(DCM_RescaleType);
    rescale.given = true;
}

} // namespace

bool Rescale::wholeNumbers() const {
    return !table.empty() || (slope == std::floor(slope) && intercept == std::floor(intercept) &&
                              std::abs(slope) < 1e6 && std::abs(intercept) < 1e9);
}

double Rescale::apply(std::int64_t stored) const {
    if (table.empty()) {
        return static_cast<double>(stored) * slope + intercept;
    }
    const std::int64_t last = static_cast<std::int64_t>(table.size()) - 1;
    return table[static_cast<std::size_t>(std::clamp<std::int64_t>(stored - firstMapped, 0, last))];
}

Rescale rescaleOf(DcmItem& dataset, int frame, bool signedPixels) {
    Rescale rescale;
    if (DcmItem* group = functionalGroup(dataset, DCM_PixelValueTransformationSequence,
                                         static_cast<unsigned long>(frame))) {
        readLinear(*group, rescale);
    }
    if (!rescale.given) {
        readLinear(dataset, rescale);
    }
    DcmItem* lut = nullptr;
    if (!rescale.given && dataset.findAndGetSequenceItem(DCM_ModalityLUTSequence, lut).good()) {
        readTable(*lut, signedPixels, rescale);
        rescale.type = Attributes(dataset).text(*lut, DCM_ModalityLUTType);
    }
    return rescale;
}

} // namespace bolus
