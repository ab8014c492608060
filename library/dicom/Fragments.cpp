#include "library/dicom/Fragments.h"

#include <cstring>
#include <map>

#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>

namespace bolus {

namespace {

using Bytes = std::span<const std::uint8_t>;

Bytes bytesOf(DcmPixelItem& item) {
    Uint8* bytes = nullptr;
    const bool read = item.getLength() > 0 && item.getUint8Array(bytes).good() && bytes;
    return read ? Bytes(bytes, item.getLength()) : Bytes();
}

/// JPEG and JPEG-LS (FFD8 FF), JPEG 2000 (FF4F FF51) or a JP2 file.
bool beginsCodestream(DcmPixelItem& item) {
    const Bytes bytes = bytesOf(item);
    return bytes.size() >= 8 && (std::memcmp(bytes.data(), "\xff\xd8\xff", 3) == 0 ||
                                 std::memcmp(bytes.data(), "\xff\x4f\xff\x51", 4) == 0 ||
                                 std::memcmp(bytes.data() + 4, "jP  ", 4) == 0);
}

} // namespace

Fragments::Fragments(DcmPixelSequence& sequence, int frames)
    : m_frames(static_cast<std::size_t>(frames)) {
    for (DcmObject* item = sequence.nextInContainer(nullptr); item;
         item = sequence.nextInContainer(item)) {
        m_items.push_back(static_cast<DcmPixelItem*>(item));
    }
}

/// Offsets count from the first fragment's item tag; an item has 8 bytes before its value.
bool Fragments::startsFromOffsets() {
    const Bytes table = bolus::bytesOf(*m_items[0]);
    if (table.size() / 4 != m_frames) {
        return false;
    }
    std::map<std::uint64_t, std::size_t> itemAt;
    std::uint64_t offset = 0;
    for (std::size_t i = 1; i < m_items.size(); ++i) {
        itemAt.emplace(offset, i);
        offset += std::uint64_t{8} + m_items[i]->getLength();
    }
    std::vector<std::size_t> starts;
    for (std::size_t frame = 0; frame < m_frames; ++frame) {
        const std::uint8_t* bytes = table.data() + 4 * frame;
        const std::uint32_t wanted = bytes[0] | static_cast<std::uint32_t>(bytes[1]) << 8 |
                                     static_cast<std::uint32_t>(bytes[2]) << 16 |
                                     static_cast<std::uint32_t>(bytes[3]) << 24;
        const auto found = itemAt.find(wanted);
        if (found == itemAt.end() || (!starts.empty() && found->second <= starts.back())) {
            return false;
        }
        starts.push_back(found->second);
    }
    m_starts = std::move(starts);
    return true;
}

void Fragments::startsFromCodestreams() {
    for (std::size_t i = 1; i < m_items.size() && m_starts.size() <= m_frames; ++i) {
        if (beginsCodestream(*m_items[i])) {
            m_starts.push_back(i);
        }
        m_items[i]->compact();
    }
    if (m_starts.size() != m_frames) {
        m_starts.clear(); // which frame is which would be a guess
    }
}

void Fragments::findStarts() {
    m_searched = true;
    if (m_items.size() < m_frames + 1) {
        return;
    }
    if (m_frames == 1) {
        m_starts = {1};
    } else if (m_items.size() == m_frames + 1) {
        for (std::size_t i = 1; i < m_items.size(); ++i) {
            m_starts.push_back(i);
        }
    } else if (!startsFromOffsets()) {
        startsFromCodestreams();
    }
}

std::pair<std::size_t, std::size_t> Fragments::rangeOf(int frame) {
    if (!m_searched) {
        findStarts();
    }
    const auto wanted = static_cast<std::size_t>(frame);
    if (wanted >= m_starts.size()) {
        return {0, 0};
    }
    return {m_starts[wanted], wanted + 1 < m_starts.size() ? m_starts[wanted + 1] : m_items.size()};
}

std::size_t Fragments::firstOf(int frame) {
    return rangeOf(frame).first;
}

std::span<const std::uint8_t> Fragments::bytesOf(int frame, std::vector<std::uint8_t>& joined) {
    const auto [first, last] = rangeOf(frame);
    if (last - first == 1) {
        return bolus::bytesOf(*m_items[first]);
    }
    joined.clear();
    for (std::size_t i = first; i < last; ++i) {
        const Bytes bytes = bolus::bytesOf(*m_items[i]);
        joined.insert(joined.end(), bytes.begin(), bytes.end());
    }
    return joined;
}

void Fragments::release(int frame) {
    const auto [first, last] = rangeOf(frame);
    for (std::size_t i = first; i < last; ++i) {
        m_items[i]->compact();
    }
}

} // namespace bolus
