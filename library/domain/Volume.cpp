#include "library/domain/Volume.h"

#include <cmath>

namespace bolus {

const itk::ImageBase<3>& Volume::base() const {
    return std::visit([](const auto& pointer) -> const itk::ImageBase<3>& { return *pointer; },
                      image);
}

std::array<std::size_t, 3> Volume::size() const {
    const auto size = base().GetLargestPossibleRegion().GetSize();
    return {size[0], size[1], size[2]};
}

std::array<double, 3> Volume::spacing() const {
    const auto spacing = base().GetSpacing();
    return {spacing[0], spacing[1], spacing[2]};
}

bool Volume::isCovered(std::size_t column, std::size_t row, std::size_t slice) const {
    if (cover.empty()) {
        return true;
    }
    const SliceCover& part = cover[slice];
    return column >= part.first[0] && column < part.end[0] && row >= part.first[1] &&
           row < part.end[1];
}

bool Volume::hasValueAt(std::size_t column, std::size_t row, std::size_t slice) const {
    if (!isCovered(column, row, slice)) {
        return false;
    }
    const double value = valueAt(column, row, slice);
    return std::isfinite(value) && !isPadding(value);
}

double Volume::valueAt(std::size_t column, std::size_t row, std::size_t slice) const {
    const itk::Index<3> index{{static_cast<itk::IndexValueType>(column),
                               static_cast<itk::IndexValueType>(row),
                               static_cast<itk::IndexValueType>(slice)}};
    return std::visit(
        [&](const auto& pointer) { return static_cast<double>(pointer->GetPixel(index)); }, image);
}

} // namespace bolus
