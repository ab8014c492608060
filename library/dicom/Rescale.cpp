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

void readLinear(DcmItem& item, Rescale& rescale) {
    const auto slope = Attributes::number(item, DCM_RescaleSlope);
    const auto intercept = Attributes::number(item, DCM_RescaleIntercept);
    if (!slope && !intercept) {
        return;
    }
    rescale.slope = slope.value_or(1) == 0 ? 1 : slope.value_or(1); // 0 would erase the image
    rescale.intercept = intercept.value_or(0);
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
