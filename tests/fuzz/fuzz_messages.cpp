// Bytes as a message of the reader process, which a hostile file may have taken over: the values
// in it, and the same bytes again from the values.
#include <string_view>

#include "library/reader/Protocol.h"
#include "tests/fuzz/FuzzTarget.h"

using namespace bolus;
using namespace bolus::fuzz;

namespace {

template<typename T>
void roundTrip(std::string_view bytes) {
    T value{};
    if (wire::unpack(bytes, value)) {
        const std::string packed = wire::pack(value);
        T again{};
        promise(wire::unpack(packed, again), "what was packed unpacks");
        promise(wire::pack(again) == packed, "values survive their way");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    roundTrip<FileHeader>(bytes);
    roundTrip<VolumeRecord>(bytes);
    roundTrip<GreyPicture>(bytes);
    roundTrip<ReportsRead>(bytes);
    roundTrip<UnpackedArchive>(bytes);
    roundTrip<std::vector<std::filesystem::path>>(bytes);
    roundTrip<Error>(bytes);
    return 0;
}
