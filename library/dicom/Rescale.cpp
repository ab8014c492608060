#include "library/dicom/Rescale.h"

#include <algorithm>
#include <cmath>

#include "library/dicom/Attributes.h"
#include "library/dicom/FunctionalGroups.h"
#include "library/dicom/ValueUnit.h"

namespace bolus {

namespace {

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
    return table || (slope == std::floor(slope) && intercept == std::floor(intercept) &&
                     std::abs(slope) < 1e6 && std::abs(intercept) < 1e9);
}

double Rescale::apply(std::int64_t stored) const {
    return table ? table->at(stored) : static_cast<double>(stored) * slope + intercept;
}

namespace {

Rescale modalityLut(DcmItem& dataset, DcmItem* own, bool signedPixels) {
    Rescale rescale;
    if (DcmItem* group = ownOrSharedGroup(dataset, DCM_PixelValueTransformationSequence, own)) {
        readLinear(*group, rescale);
    }
    if (!rescale.given) {
        readLinear(dataset, rescale);
    }
    DcmItem* lut = nullptr;
    if (!rescale.given && dataset.findAndGetSequenceItem(DCM_ModalityLUTSequence, lut).good()) {
        rescale.table = readLookupTable(*lut, {DCM_LUTDescriptor, DCM_LUTData, {}}, signedPixels);
        rescale.given = rescale.table.has_value();
        rescale.type =
            rescale.given ? Attributes(dataset).text(*lut, DCM_ModalityLUTType) : std::string();
    }
    return rescale;
}

} // namespace

Rescale rescaleOf(DcmItem& dataset, DcmItem* own, bool signedPixels) {
    Rescale rescale = modalityLut(dataset, own, signedPixels);
    rescale.unit = unitOf(dataset, own, rescale);
    if (rescale.unit.empty()) {
        if (const auto mapped = realWorldValues(dataset, own)) {
            rescale = Rescale{};
            rescale.slope = mapped->slope;
            rescale.intercept = mapped->intercept;
            rescale.given = true;
            rescale.unit = mapped->unit;
        }
    }
    return rescale;
}

} // namespace bolus
