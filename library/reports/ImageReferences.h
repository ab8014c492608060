// "Series 5, image 43" in a report, and which slice that is.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "library/domain/Case.h"

namespace bolus {

struct ImageReference {
    std::size_t begin = 0, end = 0; // bytes of the report
    std::optional<int> series;      // SeriesNumber
    int image = 0, lastImage = 0;   // InstanceNumber; of "images 12-15" the first and the last
    Plane plane = Plane::Unknown;   // "axial image 43"
    bool shorthand = false;         // "(5/43)": may be something else, if there is no such image
    bool ambiguous = false;         // "image 5/43" may also be the fifth of 43
    bool ofEarlierExam = false;     // the words around it speak of a prior exam
};

/// In the report's order: series 5, image 43; se 5 im 43; S5/I43; image 43 of series 5; images
/// 12-15; images 12, 15 and 18 (three of them); (5:43); (5/43); se/im 5/43; axial image 43. Any
/// bytes are accepted.
std::vector<ImageReference> imageReferencesIn(std::string_view report);

struct ReferenceTarget {
    ImageReference reference;
    std::string seriesUid, sopInstanceUid; // empty where it is not resolved
    int frame = 0;                         // 0-based
    std::optional<std::size_t> volume;     // index among the case's volumes
    std::size_t slice = 0;                 // 0-based along that volume's third axis
    std::string reason;                    // why there is no volume; empty where there is one
};

/// By SeriesNumber and InstanceNumber among the instances of the report's own study, never by the
/// order of slices; in a series of one multi-frame instance the image is the frame. A number that
/// fits more than one image, or none, resolves to nothing and says why.
std::vector<ReferenceTarget> resolveReferences(const Report& report, const Case& exam,
                                               std::span<const InstanceHeader> instances);

} // namespace bolus
