#include "viewer/LoadedVolume.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include <vtkFloatArray.h>
#include <vtkPointData.h>
#include <vtkShortArray.h>

namespace bolus {

namespace {

template<typename Array, typename Image>
vtkSmartPointer<vtkImageData> wrap(Image& image) {
    const auto size = image.GetLargestPossibleRegion().GetSize();
    const auto data = vtkSmartPointer<vtkImageData>::New();
    data->SetDimensions(static_cast<int>(size[0]), static_cast<int>(size[1]),
                        static_cast<int>(size[2]));
    const auto array = vtkSmartPointer<Array>::New();
    constexpr int keep = 1; // the ITK image frees the memory, not VTK
    array->SetArray(image.GetBufferPointer(), static_cast<vtkIdType>(size[0] * size[1] * size[2]),
                    keep);
    data->GetPointData()->SetScalars(array);
    return data;
}

vtkSmartPointer<vtkImageData> wrap(const Volume& volume) {
    if (const auto* shorts = std::get_if<ShortImage::Pointer>(&volume.image)) {
        return wrap<vtkShortArray>(**shorts);
    }
    return wrap<vtkFloatArray>(*std::get<FloatImage::Pointer>(volume.image));
}

/// Black in every window: below all values, or above where the lowest shows white. Not beyond what
/// may be interpolated with others.
double blackOf(const Volume& volume) {
    const bool isShort = std::holds_alternative<ShortImage::Pointer>(volume.image);
    const double lowest = isShort ? std::numeric_limits<short>::lowest() : -1e30;
    const double highest = isShort ? std::numeric_limits<short>::max() : 1e30;
    return volume.inverted ? highest : lowest;
}

bool hasNoNumber(float value) {
    return !std::isfinite(value);
}
bool hasNoNumber(short) {
    return false;
}

/// Whether padding that is drawn as it stands, or what is no number, is other than black: only
/// below all else padding is black, and only where low values are dark.
template<typename T>
bool paddingShows(const Volume& volume, std::span<const T> voxels) {
    const bool hasPadding = volume.padding.has_value();
    if (!hasPadding && std::is_integral_v<T>) {
        return false;
    }
    return std::ranges::any_of(voxels, [&](T value) {
        return hasNoNumber(value) ||
               (hasPadding &&
                (volume.inverted ? volume.isPadding(value) : double(value) < (*volume.padding)[0]));
    });
}

bool needsBlackening(const Volume& volume) {
    const auto [columns, rows, slices] = volume.size();
    const std::size_t count = columns * rows * slices;
    return !volume.cover.empty() ||
           std::visit(
               [&](const auto& image) {
                   return paddingShows(volume,
                                       std::span(std::as_const(*image).GetBufferPointer(), count));
               },
               volume.image);
}

/// A copy that is black where there is no value.
template<typename Pixel>
vtkSmartPointer<vtkImageData> blackened(const Volume& volume, vtkImageData& picture, double black) {
    const auto copy = vtkSmartPointer<vtkImageData>::New();
    copy->DeepCopy(&picture);
    auto* voxel = static_cast<Pixel*>(copy->GetScalarPointer());
    const auto [columns, rows, slices] = volume.size();
    for (std::size_t slice = 0; slice < slices; ++slice) {
        for (std::size_t row = 0; row < rows; ++row) {
            for (std::size_t column = 0; column < columns; ++column, ++voxel) {
                const bool shown = volume.isCovered(column, row, slice) && !hasNoNumber(*voxel) &&
                                   !volume.isPadding(double(*voxel));
                *voxel = shown ? *voxel : static_cast<Pixel>(black);
            }
        }
    }
    return copy;
}

Window percentileWindow(const Volume& volume) {
    constexpr std::size_t enough = 500'000;
    const auto [columns, rows, slices] = volume.size();
    const std::size_t count = columns * rows * slices;
    const std::size_t step =
        std::max<std::size_t>(1, count / enough) | 1; // odd: meets no column twice
    std::vector<double> sample;
    sample.reserve(count / step + 1);
    for (std::size_t i = 0; i < count; i += step) {
        const std::size_t column = i % columns, row = i / columns % rows,
                          slice = i / columns / rows;
        if (volume.hasValueAt(column, row, slice)) {
            sample.push_back(volume.valueAt(column, row, slice));
        }
    }
    if (sample.empty()) {
        return {1, 0};
    }
    const auto at = [&](double share) {
        const auto place = sample.begin() + static_cast<std::ptrdiff_t>(
                                                share * static_cast<double>(sample.size() - 1));
        std::nth_element(sample.begin(), place, sample.end());
        return *place;
    };
    const double low = at(0.01), high = at(0.99);
    return {std::max(high - low, 1e-3), (low + high) / 2};
}

} // namespace

std::shared_ptr<const LoadedVolume> LoadedVolume::make(Volume volume) {
    auto loaded = std::make_shared<LoadedVolume>();
    loaded->geometry = VolumeGeometry::of(volume);
    loaded->picture = wrap(volume);
    loaded->black = blackOf(volume);
    loaded->noValue = volume.padding.value_or(std::array{loaded->black, loaded->black});
    if (needsBlackening(volume)) {
        const bool isShort = std::holds_alternative<ShortImage::Pointer>(volume.image);
        loaded->picture = isShort ? blackened<short>(volume, *loaded->picture, loaded->black)
                                  : blackened<float>(volume, *loaded->picture, loaded->black);
        loaded->noValue = {loaded->black, loaded->black};
    }
    loaded->automatic = percentileWindow(volume);
    loaded->volume = std::move(volume);
    return loaded;
}

} // namespace bolus
