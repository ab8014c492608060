#include "app/jobs/AttentionPicture.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <png.h>

namespace bolus {

namespace {

constexpr int cell = inputSize[1] / gridSize[1], side = inputSize[1];
constexpr int barHeight = 16; // of the colours below the picture
constexpr double strongest = 0.65;
using Rgb = std::array<double, 3>;

Rgb mixed(double grey, double strength) { // strength -1 … 1
    constexpr Rgb positive{255, 150, 0}, negative{0, 120, 255};
    const Rgb& color = strength < 0 ? negative : positive;
    const double share = strongest * std::abs(strength);
    return {(1 - share) * grey + share * color[0], (1 - share) * grey + share * color[1],
            (1 - share) * grey + share * color[2]};
}

void append(ColorPicture& picture, const Rgb& color) {
    for (const double part : color) {
        picture.rgb.push_back(static_cast<std::uint8_t>(std::lround(std::clamp(part, 0.0, 255.0))));
    }
}

double largestOf(const GridMap& map) {
    const auto [low, high] = std::ranges::minmax(map);
    return std::max({std::abs(double(low)), std::abs(double(high)), 1e-30});
}

} // namespace

ColorPicture drawnOver(const NetworkInput& input, std::size_t phase, const GridMap& map) {
    static_assert(inputSize[1] == inputSize[2]);
    constexpr auto layers = static_cast<std::size_t>(gridSize[0]);
    constexpr std::size_t sliceVoxels = std::size_t(side) * side;
    constexpr std::size_t slicesPerLayer = std::size_t(inputSize[0]) / layers;
    ColorPicture picture{layers * side, std::size_t(side) + barHeight, {}};
    const auto [low, high] = std::ranges::minmax(map);
    const double largest = largestOf(map);
    for (std::size_t y = 0; y < std::size_t(side); ++y) {
        for (std::size_t x = 0; x < picture.width; ++x) {
            const std::size_t d = x / side, w = x % side;
            const std::size_t slice =
                phase * inputSize[0] + d * slicesPerLayer + slicesPerLayer / 2;
            const float voxel = input.voxels[slice * sliceVoxels + y * side + w];
            const std::size_t at = (d * gridSize[1] + y / cell) * gridSize[2] + w / cell;
            append(picture, mixed(255.0 * std::clamp(voxel, 0.0F, 1.0F), map[at] / largest));
        }
    }
    for (int y = 0; y < barHeight; ++y) {
        for (std::size_t x = 0; x < picture.width; ++x) {
            const double along = static_cast<double>(x) / static_cast<double>(picture.width - 1);
            append(picture, mixed(0, (low + along * (double(high) - low)) / largest));
        }
    }
    return picture;
}

Result<ColorPicture> readColorPng(const std::filesystem::path& file) {
    constexpr png_uint_32 widest = 16384;
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    const auto bad = [&](const std::string& why) {
        png_image_free(&image);
        return fail(ErrorCode::BadInput,
                    fmt::format("{} cannot be read as a PNG picture: {}.", file.string(), why),
                    file.string());
    };
    if (png_image_begin_read_from_file(&image, file.c_str()) == 0) {
        return bad(image.message);
    }
    if (image.width == 0 || image.height == 0 || image.width > widest || image.height > widest) {
        return bad("it is empty or larger than 16384 pixels a side");
    }
    image.format = PNG_FORMAT_RGB;
    ColorPicture picture{image.width, image.height, {}, true, true};
    picture.rgb.resize(PNG_IMAGE_SIZE(image));
    constexpr png_color behind{0, 0, 0};
    if (png_image_finish_read(&image, &behind, picture.rgb.data(), 0, nullptr) == 0) {
        return bad(image.message);
    }
    return picture;
}

} // namespace bolus
