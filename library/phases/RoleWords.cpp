#include "library/phases/RoleWords.h"

#include <algorithm>
#include <charconv>

#include "library/phases/Words.h"

namespace bolus {

namespace {

using Patterns = std::vector<std::vector<std::string>>;

Patterns compile(std::initializer_list<const char*> patterns) {
    Patterns compiled;
    for (const char* pattern : patterns) {
        compiled.push_back(splitPattern(pattern));
    }
    return compiled;
}

bool mentions(const VolumeRecord& volume, const Patterns& patterns) {
    return anyMatches(wordsOf(volume.seriesDescription), patterns);
}

bool hasType(const VolumeRecord& volume, std::initializer_list<const char*> types) {
    return volume.imageType.starts_with("DERIVED") &&
           std::ranges::any_of(types, [&](const char* type) {
               return volume.imageType.find(type) != std::string::npos;
           });
}

/// Shows other than what an axial slice shows: brightest voxels, surfaces, a curve's course.
bool isProjection(const VolumeRecord& volume) {
    static const Patterns words =
        compile({"mip", "minip", "vrt", "vr", "curved", "3 d mip", "min ip"});
    return hasType(volume, {"MIP", "PROJECTION", "VRT", "VOLUME_RENDER", "MAX_IP", "MIN_IP"}) ||
           mentions(volume, words);
}

/// Leading number of a kernel such as B70f or Br64: Siemens' sharpness.
int kernelNumber(const std::string& kernel) {
    const auto digit = kernel.find_first_of("0123456789");
    int number = 0;
    if (digit != std::string::npos) {
        std::from_chars(kernel.data() + digit, kernel.data() + kernel.size(), number);
    }
    return number;
}

bool isSharpKernel(const std::string& kernel) {
    static const Patterns names =
        compile({"lung", "bone", "boneplus", "bone plus", "edge", "detail plus", "sharp",
                 "ultra sharp", "yb", "yc", "yd", "yl", "hr", "l"});
    if (anyMatches(wordsOf(kernel), names)) {
        return true;
    }
    const int number = kernelNumber(kernel);
    if (kernel.starts_with("FC")) { // Canon: 30 bone, 5x lung, 8x high resolution
        return number == 30 || (number >= 50 && number < 60) || number >= 80;
    }
    const bool siemens =
        !kernel.empty() && std::string_view("BIHJT").find(kernel[0]) != std::string_view::npos;
    return siemens && number >= 50;
}

} // namespace

/// Words alone make no scout of a stack as only a diagnostic scan is, and words that may mean
/// something else none of any stack.
bool isScout(const VolumeRecord& volume) {
    static const Patterns words =
        compile({"scout", "scouts", "topogram*", "topo", "localizer*", "localiser*", "surview",
                 "scano", "scanogram*", "scanogramm*", "toposcan", "ubersicht*", "radiogram*"});
    static const Patterns vague = compile({"pilot", "survey", "loc", "locator"});
    constexpr std::size_t mostSlices = 10, mostOfPlane = 30; // MR takes several in each plane
    if (volume.imageType.find("LOCALIZER") != std::string::npos ||
        volume.imageType.find("SURVIEW") != std::string::npos) {
        return true;
    }
    const std::size_t slices = volume.slices.size();
    const bool scanned = volume.plane == Plane::Axial && volume.imageType.starts_with("ORIGINAL") &&
                         volume.imageType.find("AXIAL") != std::string::npos;
    if (scanned && slices > mostSlices) {
        return false;
    }
    return mentions(volume, words) || (slices <= mostOfPlane && mentions(volume, vague));
}

bool isBolusTracking(const VolumeRecord& volume) {
    static const Patterns words = compile(
        {"monitoring", "premonitoring", "bolus track*", "test bolus", "smart prep", "smartprep",
         "care bolus", "sure start", "surestart", "tracker", "timing bolus", "bolus timing"});
    return mentions(volume, words);
}

bool isSummaryPage(const VolumeRecord& volume) {
    static const Patterns words = compile({"dose report", "dose info*", "dose page", "dose summary",
                                           "dose sheet", "patient protocol", "exam summary",
                                           "exam protocol", "screen save", "screenshot*"});
    static const Patterns page =
        compile({"dose", "dosis", "summary", "protocol"}); // but not "low dose"
    return mentions(volume, words) || (volume.slices.size() <= 3 && mentions(volume, page));
}

bool isAverage(const VolumeRecord& volume) {
    static const Patterns words = compile({"mpr", "reformat*"});
    return hasType(volume, {"REFORMATTED", "MPR"}) || mentions(volume, words);
}

bool isReformat(const VolumeRecord& volume, bool axialExists) {
    const bool axial = volume.plane == Plane::Axial;
    // CT acquires axial slices: another plane beside an axial stack was computed from it.
    const bool byPlane = volume.modality == "CT" && axialExists && !axial;
    return byPlane || isProjection(volume) || (isAverage(volume) && !axial);
}

bool isOtherMap(const VolumeRecord& volume) {
    static const Patterns words = compile(
        {"ttp", "tmax", "t max", "time to peak", "time to max*", "tmip", "permeability", "ktrans",
         "k trans", "kep", "iauc", "ttd", "irf", "flow extraction", "parametric map"});
    return mentions(volume, words) || anyMatches(wordsOf(volume.imageType), words);
}

std::string mapKind(const VolumeRecord& volume) {
    for (const char* kind : {"mtt", "cbv", "cbf"}) {
        const Patterns word{{kind}, {std::string("r") + kind}};
        if (mentions(volume, word) || anyMatches(wordsOf(volume.imageType), word)) {
            return kind;
        }
    }
    return {};
}

int sharpness(const VolumeRecord& volume) {
    static const Patterns lung =
        compile({"lung", "lungs", "lunge", "lungen*", "poumon*", "pulmon*", "polmon*", "pulmao",
                 "longen", "bone", "bones", "knochen*", "hueso*", "osso*"});
    return isSharpKernel(volume.kernel) || mentions(volume, lung) ? 1 : 0;
}

} // namespace bolus
