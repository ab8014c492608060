#include "library/domain/Case.h"

#include <algorithm>
#include <utility>

namespace bolus {

namespace {

template<typename T>
using Names = std::pair<T, const char*>;

constexpr std::array<Names<SplitCause>, 17> splitNames{
    {{SplitCause::None, "none"},
     {SplitCause::Scout, "scout"},
     {SplitCause::Orientation, "orientation"},
     {SplitCause::Acquisition, "acquisition"},
     {SplitCause::ImageType, "image_type"},
     {SplitCause::TemporalPosition, "temporal_position"},
     {SplitCause::Echo, "echo"},
     {SplitCause::Kernel, "kernel"},
     {SplitCause::BValue, "b_value"},
     {SplitCause::Energy, "energy"},
     {SplitCause::MatrixSize, "matrix_size"},
     {SplitCause::PixelSpacing, "pixel_spacing"},
     {SplitCause::DuplicatePosition, "duplicate_position"},
     {SplitCause::MixedSpacing, "mixed_spacing"},
     {SplitCause::Overlap, "overlap"},
     {SplitCause::ContrastPhase, "contrast_phase"},
     {SplitCause::CardiacPhase, "cardiac_phase"}}};

constexpr std::array<Names<GeometryFlag>, 6> flagNames{
    {{GeometryFlag::MissingSlices, "missing_slices"},
     {GeometryFlag::UnevenSpacing, "uneven_spacing"},
     {GeometryFlag::Tilt, "tilt"},
     {GeometryFlag::Overlap, "overlap"},
     {GeometryFlag::LeftOutSlices, "left_out_slices"},
     {GeometryFlag::NoSpacing, "no_spacing"}}};

template<typename T>
const char* tokenOf(const auto& names, T value) {
    return std::ranges::find(names, value, &Names<T>::first)->second;
}

template<typename T>
std::optional<T> valueOf(const auto& names, std::string_view token) {
    const auto found = std::ranges::find(names, token, &Names<T>::second);
    return found == names.end() ? std::nullopt : std::optional(found->first);
}

} // namespace

const char* splitCauseToken(SplitCause cause) {
    return tokenOf(splitNames, cause);
}

std::optional<SplitCause> splitCauseFromToken(std::string_view token) {
    return valueOf<SplitCause>(splitNames, token);
}

const char* geometryFlagToken(GeometryFlag flag) {
    return tokenOf(flagNames, flag);
}

std::optional<GeometryFlag> geometryFlagFromToken(std::string_view token) {
    return valueOf<GeometryFlag>(flagNames, token);
}

} // namespace bolus
