#include "library/phases/Spectral.h"

#include <algorithm>

#include "library/phases/Words.h"

namespace bolus {

namespace {

using Patterns = std::vector<std::vector<std::string>>;

Patterns compile(std::initializer_list<const char*> patterns) {
    Patterns compiled;
    std::ranges::transform(patterns, std::back_inserter(compiled), splitPattern);
    return compiled;
}

bool isMaterial(const std::vector<std::string>& words) {
    static const Patterns names = compile({"vnc",
                                           "vnca",
                                           "virtual non contrast",
                                           "virtual noncontrast",
                                           "virtual unenhanced",
                                           "virtual nativ*",
                                           "virtuell* nativ*",
                                           "virtual non calcium",
                                           "mat specific",
                                           "mat removed",
                                           "mat fractional",
                                           "mat modified",
                                           "mat value based",
                                           "eff atomic*",
                                           "effective atomic*",
                                           "effective z",
                                           "z effective",
                                           "z eff",
                                           "zeff",
                                           "rho z",
                                           "electron density",
                                           "pbv",
                                           "iodine*",
                                           "iod",
                                           "jod*",
                                           "iode",
                                           "iodio",
                                           "yodo"});
    static const Patterns drug = compile({"iodine contrast", "with iodine", "without iodine",
                                          "no iodine contrast", "mit jod*", "ohne jod*"});
    return anyMatches(words, names) && !anyMatches(words, drug);
}

/// "keV" reads as two words (see Words.h).
bool isMonoenergetic(const std::vector<std::string>& words) {
    static const Patterns names = compile({"vmi", "monoe*", "mono e", "mono energ*", "monochromat*",
                                           "mono plus", "virtual mono*", "kev", "ke v"});
    return anyMatches(words, names);
}

} // namespace

Spectral spectralKind(const VolumeRecord& volume) {
    if (volume.modality != "CT") {
        return Spectral::No;
    }
    const auto words = wordsOf(volume.seriesDescription);
    const auto types = wordsOf(volume.imageType);
    return isMaterial(words) || isMaterial(types)             ? Spectral::Material
           : isMonoenergetic(words) || isMonoenergetic(types) ? Spectral::Monoenergetic
                                                              : Spectral::No;
}

bool isSpectralResult(const VolumeRecord& volume) {
    return spectralKind(volume) != Spectral::No;
}

} // namespace bolus
