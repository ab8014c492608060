#include "viewer/LoadedVolume.h"

#include <algorithm>
#include <cmath>

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

template<typename T>
Window percentileWindow(const T* voxels, std::size_t count) {
    constexpr std::size_t enough = 500'000;
    std::vector<T> sample;
    const std::size_t step =
        std::max<std::size_t>(1, count / enough) | 1; // odd: meets no column twice
    sample.reserve(count / step + 1);
    for (std::size_t i = 0; i < count; i += step) {
        if (std::isfinite(static_cast<double>(voxels[i]))) {
            sample.push_back(voxels[i]);
        }
    }
    if (sample.empty()) {
        return {1, 0};
    }
    const auto at = [&](double share) {
        const auto place = sample.begin() + static_cast<std::ptrdiff_t>(
                                                share * static_cast<double>(sample.size() - 1));
        std::nth_element(sample.begin(), place, sample.end());
        return static_cast<double>(*place);
    };
    const double low = at(0.01), high = at(0.99);
    return {std::max(high - low, 1e-3), (low + high) / 2};
}

} // namespace

std::shared_ptr<const LoadedVolume> LoadedVolume::make(Volume volume) {
    auto loaded = std::make_shared<LoadedVolume>();
    loaded->geometry = VolumeGeometry::of(volume);
    loaded->picture = wrap(volume);
    const auto& size = loaded->geometry.size;
    loaded->automatic = std::visit(
        [&](const auto& image) {
            return percentileWindow(image->GetBufferPointer(), size[0] * size[1] * size[2]);
        },
        volume.image);
    loaded->volume = std::move(volume);
    return loaded;
}

} // namespace bolus
