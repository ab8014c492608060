// A buffer that is written before it is read. Private to library/dicom.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace bolus {

/// Leaves new bytes as they are: clearing a frame takes as long as reading it.
struct Uncleared : std::allocator<std::uint8_t> {
    template<typename Other>
    struct rebind {
        using other = Uncleared;
    };
    template<typename Byte>
    void construct(Byte* byte) {
        ::new (static_cast<void*>(byte)) Byte;
    }
};

using RawBytes = std::vector<std::uint8_t, Uncleared>;

} // namespace bolus
