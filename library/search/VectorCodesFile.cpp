// What was learned, on disk: learning it again takes seconds.
#include <cmath>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

#include "library/domain/Fnv.h"
#include "library/search/VectorCodes.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t mostBytes = std::size_t{64} << 20;

struct Header { // as in the file: little endian
    char magic[8] = {'b', 'o', 'l', 'u', 's', 'V', 'C', '1'};
    char model[64] = {};
    std::uint64_t dimension = 0, bits = 0, vectors = 0, candidates = 0;
    double recall = 0;
};

void append(std::string& bytes, const void* data, std::size_t size) {
    bytes.append(static_cast<const char*>(data), size);
}

std::string contentsOf(const fs::path& file) {
    std::error_code error;
    const auto size = fs::file_size(file, error);
    if (error || size > mostBytes) {
        return {};
    }
    std::string bytes(size, '\0');
    std::ifstream stream(file, std::ios::binary);
    stream.read(bytes.data(), static_cast<std::streamsize>(size));
    return stream ? bytes : std::string();
}

bool writeAll(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

bool writeWhole(const fs::path& file, std::string_view bytes) {
    std::string name = file.string() + ".XXXXXX";
    const int descriptor = ::mkstemp(name.data());
    if (descriptor < 0) {
        return false;
    }
    const bool written = writeAll(descriptor, bytes) && ::fsync(descriptor) == 0;
    ::close(descriptor);
    if (!written || ::rename(name.c_str(), file.c_str()) != 0) {
        ::unlink(name.c_str());
        return false;
    }
    return true;
}

/// Left by a program that was killed while it wrote.
void removeUnfinished(const fs::path& file) {
    std::error_code error;
    const std::string begin = file.filename().string() + ".";
    for (const auto& entry : fs::directory_iterator(file.parent_path(), error)) {
        if (entry.path().filename().string().starts_with(begin)) {
            fs::remove(entry.path(), error);
        }
    }
}

bool isUsable(const Header& header, const std::string& modelHash, std::size_t dimension) {
    Header expected;
    modelHash.copy(expected.model, sizeof expected.model);
    return std::memcmp(header.magic, expected.magic, sizeof header.magic) == 0 &&
           std::memcmp(header.model, expected.model, sizeof header.model) == 0 &&
           header.dimension == dimension && header.bits > 0 && header.bits <= 128 &&
           header.vectors > 0 && header.candidates > 0 && header.candidates <= header.vectors &&
           header.recall >= VectorCodes::wantedRecall && header.recall <= 1;
}

} // namespace

bool VectorCodes::save(const fs::path& file, const std::string& modelHash) const {
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    ::chmod(file.parent_path().c_str(), 0700);
    removeUnfinished(file);
    Header header;
    modelHash.copy(header.model, sizeof header.model);
    header.dimension = m_dimension;
    header.bits = m_offsets.size();
    header.vectors = m_vectors;
    header.candidates = m_candidates;
    header.recall = m_recall;
    std::string bytes;
    append(bytes, &header, sizeof header);
    append(bytes, m_offsets.data(), m_offsets.size() * sizeof(float));
    append(bytes, m_directions.data(), m_directions.size() * sizeof(float));
    const std::uint64_t sum = fnv1a(bytes);
    append(bytes, &sum, sizeof sum);
    return writeWhole(file, bytes);
}

std::unique_ptr<VectorCodes> VectorCodes::load(const fs::path& file, const std::string& modelHash,
                                               std::size_t dimension) {
    const std::string bytes = contentsOf(file);
    Header header;
    std::uint64_t sum = 0;
    if (bytes.size() < sizeof header + sizeof sum) {
        return nullptr;
    }
    std::memcpy(&header, bytes.data(), sizeof header);
    std::memcpy(&sum, bytes.data() + bytes.size() - sizeof sum, sizeof sum);
    const std::string_view summed(bytes.data(), bytes.size() - sizeof sum);
    if (!isUsable(header, modelHash, dimension) || fnv1a(summed) != sum ||
        summed.size() != sizeof header + header.bits * (1 + dimension) * sizeof(float)) {
        return nullptr;
    }
    std::unique_ptr<VectorCodes> codes(new VectorCodes);
    codes->m_dimension = dimension;
    codes->m_vectors = header.vectors;
    codes->m_candidates = header.candidates;
    codes->m_recall = header.recall;
    codes->m_offsets.resize(header.bits);
    codes->m_directions.resize(header.bits * dimension);
    const char* at = bytes.data() + sizeof header;
    std::memcpy(codes->m_offsets.data(), at, header.bits * sizeof(float));
    std::memcpy(codes->m_directions.data(), at + header.bits * sizeof(float),
                header.bits * dimension * sizeof(float));
    return codes;
}

} // namespace bolus
