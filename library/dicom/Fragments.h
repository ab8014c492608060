// The fragments of encapsulated pixel data, frame by frame (PS3.5 A.4). Private to library/dicom.
#pragma once

#include <span>
#include <vector>

#include "library/dicom/DcmtkFile.h"

class DcmPixelItem;
class DcmPixelSequence;

namespace bolus {

class Fragments {
public:
    Fragments() = default;
    Fragments(DcmPixelSequence& sequence, int frames);

    /// Number of a frame's first fragment, counted as DCMTK does: 0 is the offset table. 0 where
    /// the frame cannot be found.
    std::size_t firstOf(int frame);
    /// The frame's codestream; joined in `joined` where it has several fragments. Valid until
    /// release(). Empty where it cannot be read.
    std::span<const std::uint8_t> bytesOf(int frame, std::vector<std::uint8_t>& joined);
    /// Forgets the frame's bytes, which DCMTK reads again when needed.
    void release(int frame);

private:
    std::pair<std::size_t, std::size_t> rangeOf(int frame);
    void findStarts();
    bool startsFromOffsets();
    void startsFromCodestreams();

    std::vector<DcmPixelItem*> m_items; // the offset table first
    std::size_t m_frames = 0;
    std::vector<std::size_t> m_starts; // first fragments of the frames, once looked for
    bool m_searched = false;
};

} // namespace bolus
