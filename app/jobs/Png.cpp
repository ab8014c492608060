#include "app/jobs/Png.h"

#include <fmt/format.h>
#include <png.h>

#include "app/jobs/DurableFile.h"

namespace bolus {

Result<void> writePng(const std::filesystem::path& target, const GreyPicture& picture) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(picture.width);
    image.height = static_cast<png_uint_32>(picture.height);
    image.format = PNG_FORMAT_GRAY;
    png_alloc_size_t bytes = PNG_IMAGE_PNG_SIZE_MAX(image);
    std::vector<std::uint8_t> encoded(bytes);
    if (png_image_write_to_memory(&image, encoded.data(), &bytes, 0, picture.pixels.data(), 0,
                                  nullptr) == 0) {
        return fail(ErrorCode::Internal,
                    fmt::format("The picture cannot be encoded: {}.", image.message),
                    target.string());
    }
    return writeDurably(target, std::span(encoded.data(), bytes));
}

} // namespace bolus
