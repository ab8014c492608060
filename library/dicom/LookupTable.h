// Lookup tables of a data set (PS3.3 C.11.1.1.1, C.7.6.3.1.5): Modality LUT, palettes. Private.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "library/dicom/DcmtkFile.h"

namespace bolus {

struct LookupTable {
    std::int64_t first = 0; // the stored value of the first entry
    std::vector<std::uint16_t> entries;

    /// Values before the table take its first entry, values after it its last. Not for an empty
    /// one.
    std::uint16_t at(std::int64_t stored) const;
};

/// The tags of one table. `segmented` is used where `data` is absent.
struct LookupTableTags {
    DcmTagKey descriptor, data;
    std::optional<DcmTagKey> segmented;
};

/// Nothing where the table is absent, does not have as many entries as its descriptor says, or has
/// segments that lead outside of it. `signedPixels`: how the first stored value is to be read.
std::optional<LookupTable> readLookupTable(DcmItem& item, const LookupTableTags& tags,
                                           bool signedPixels);

} // namespace bolus
