// The image that the sentence of a found case names: the one place of a match that a person has
// written down.
#pragma once

#include <span>
#include <string>
#include <unordered_map>

#include "ui/search/Hit.h"

namespace bolus {

class Library;

/// A found case whose sentence names an image ("series 5, image 43"), which need not exist.
struct CitingHit {
    std::int64_t caseId = 0;
    std::string sentence;
};
std::vector<CitingHit> citingHits(const QList<Hit>& hits);

/// By case; cases without such an image, or where it is not certain which one is meant, are absent.
using CitedSlices = std::unordered_map<std::int64_t, HitSlice>;
/// On the library's thread; some milliseconds a case.
CitedSlices citedSlices(std::span<const CitingHit> hits, Library& library);

} // namespace bolus
