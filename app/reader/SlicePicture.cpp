#include "app/reader/SlicePicture.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <vector>

#include "library/dicom/VolumeLoader.h"

namespace bolus {

namespace {

constexpr double windowLow = -160, windowHigh = 240; // abdomen: level 40, width 400 HU

struct Window {
    double low = windowLow, high = windowHigh;
};

Window windowOf(const Volume& volume) {
    if (volume.unit == "HU") {
        return {};
    }
    const auto [columns, rows, slices] = volume.size();
    std::vector<double> values;
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t column = 0; column < columns; ++column) {
            if (volume.hasValueAt(column, row, 0)) {
                values.push_back(volume.valueAt(column, row, 0));
            }
        }
    }
    if (values.empty()) {
        return {};
    }
    std::ranges::sort(values);
    return {values[values.size() / 100], values[values.size() - 1 - values.size() / 100]};
}

/// Black where nothing was scanned, whether low values are dark or bright.
std::uint8_t grey(std::optional<double> value, const Window& window, bool inverted) {
    if (!value) {
        return 0;
    }
    const double width = std::max(window.high - window.low, 1e-6);
    const double share = std::clamp((*value - window.low) / width, 0.0, 1.0);
    return static_cast<std::uint8_t>(std::lround((inverted ? 1 - share : share) * 255));
}

/// Mean over the slice's pixels that one pixel of the picture covers.
std::optional<double> areaMean(const Volume& volume, std::array<double, 4> area) {
    const auto [columns, rows, slices] = volume.size();
    const auto range = [](double from, double to, std::size_t size) {
        const auto first = std::min(static_cast<std::size_t>(from), size - 1);
        const auto last = std::clamp(static_cast<std::size_t>(std::ceil(to)), first + 1, size);
        return std::pair(first, last);
    };
    const auto [left, right] = range(area[0], area[2], columns);
    const auto [top, bottom] = range(area[1], area[3], rows);
    double sum = 0;
    int count = 0;
    for (std::size_t row = top; row < bottom; ++row) {
        for (std::size_t column = left; column < right; ++column) {
            if (volume.hasValueAt(column, row, 0)) {
                sum += volume.valueAt(column, row, 0);
                ++count;
            }
        }
    }
    return count > 0 ? std::optional(sum / count) : std::nullopt;
}

GreyPicture picture(const Volume& volume, int longestSide) {
    const auto [columns, rows, slices] = volume.size();
    const auto spacing = volume.spacing();
    const double width = static_cast<double>(columns) * spacing[0];
    const double height = static_cast<double>(rows) * spacing[1];
    const double scale = longestSide / std::max(width, height);
    GreyPicture result;
    result.width = std::max(1, static_cast<int>(std::lround(width * scale)));
    result.height = std::max(1, static_cast<int>(std::lround(height * scale)));
    const Window window = windowOf(volume);
    const double dx = static_cast<double>(columns) / result.width;
    const double dy = static_cast<double>(rows) / result.height;
    for (int y = 0; y < result.height; ++y) {
        for (int x = 0; x < result.width; ++x) {
            result.pixels.push_back(
                grey(areaMean(volume, {x * dx, y * dy, (x + 1) * dx, (y + 1) * dy}), window,
                     volume.inverted));
        }
    }
    return result;
}

} // namespace

Result<GreyPicture> slicePicture(const VolumeRecord& slice, int longestSide) {
    const auto volume = loadVolume(slice);
    if (!volume) {
        return std::unexpected(volume.error());
    }
    return picture(*volume, std::clamp(longestSide, 1, 4096));
}

} // namespace bolus
