#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "engine/model/SafeTensors.h"

namespace bolus {
namespace {

/// A file that is renamed to its name when whole, and is gone otherwise.
class PendingFile {
public:
    explicit PendingFile(const std::filesystem::path& target)
        : m_target(target), m_temporary(target.string() + ".XXXXXX") {
        m_handle = ::mkstemp(m_temporary.data());
    }
    ~PendingFile() {
        if (m_handle < 0)
            return;
        ::close(m_handle);
        if (!m_done)
            ::unlink(m_temporary.c_str());
    }
    PendingFile(const PendingFile&) = delete;
    PendingFile& operator=(const PendingFile&) = delete;

    Result<void> write(std::span<const std::byte> bytes) {
        m_hash.add(bytes);
        while (!bytes.empty()) {
            const ssize_t count = ::write(m_handle, bytes.data(), bytes.size());
            if (count < 0 && errno == EINTR)
                continue;
            if (count <= 0)
                return failed();
            bytes = bytes.subspan(static_cast<std::size_t>(count));
        }
        return {};
    }

    Result<std::string> commit() {
        // mkstemp makes it private to the user; a model is meant to be shared.
        if (::fchmod(m_handle, 0644) != 0 || ::fsync(m_handle) != 0 ||
            ::rename(m_temporary.c_str(), m_target.c_str()) != 0)
            return std::unexpected(failed().error());
        m_done = true;
        syncFolder();
        return m_hash.finish();
    }

    bool isOpen() const { return m_handle >= 0; }
    Result<void> failed() const {
        return fail(ErrorCode::Io,
                    std::string("The model file cannot be written: ") + std::strerror(errno) + ".",
                    m_target.string());
    }

private:
    void syncFolder() const {
        const std::filesystem::path parent = m_target.parent_path();
        const int folder = ::open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY);
        if (folder >= 0) {
            ::fsync(folder);
            ::close(folder);
        }
    }

    std::filesystem::path m_target;
    std::string m_temporary;
    int m_handle = -1;
    bool m_done = false;
    Sha256 m_hash;
};

/// Of one that is written, so never Other.
const char* typeName(TensorType type) {
    return type == TensorType::F32 ? "F32" : type == TensorType::F16 ? "F16" : "BF16";
}

/// The length prefix and the JSON, padded with spaces so that the data starts at a multiple of 8.
std::string headerBytes(const Metadata& metadata, std::vector<TensorEntry>& entries) {
    nlohmann::json json;
    json["__metadata__"] = metadata;
    std::uint64_t reached = 0;
    for (TensorEntry& entry : entries) {
        std::uint64_t bytes = tensorTypeBytes(entry.type);
        for (const std::int64_t size : entry.shape)
            bytes *= static_cast<std::uint64_t>(size);
        entry.begin = reached;
        entry.end = reached += bytes;
        json[entry.name] = {{"dtype", typeName(entry.type)},
                            {"shape", entry.shape},
                            {"data_offsets", {entry.begin, entry.end}}};
    }
    std::string text = json.dump();
    text.resize((text.size() + 7) / 8 * 8, ' ');
    std::string prefix;
    for (int i = 0; i < 8; ++i)
        prefix += static_cast<char>(text.size() >> (8 * i) & 255);
    return prefix + text;
}

} // namespace

Result<std::string> writeSafeTensors(const std::filesystem::path& file, const Metadata& metadata,
                                     TensorSource source) {
    std::string header;
    try {
        header = headerBytes(metadata, source.entries);
    } catch (const nlohmann::json::exception&) {
        return fail(ErrorCode::BadInput, "The model's description is not UTF-8 text.",
                    file.string());
    }
    PendingFile pending(file);
    if (!pending.isOpen())
        return std::unexpected(pending.failed().error());
    if (auto written = pending.write(std::as_bytes(std::span(header))); !written)
        return std::unexpected(written.error());
    for (std::size_t i = 0; i < source.entries.size(); ++i) {
        const auto bytes = source.data(i);
        if (!bytes)
            return std::unexpected(bytes.error());
        if (bytes->size() != source.entries[i].bytes())
            return fail(ErrorCode::Internal, "A tensor has another size than its shape.",
                        source.entries[i].name);
        if (auto written = pending.write(*bytes); !written)
            return std::unexpected(written.error());
    }
    return pending.commit();
}

} // namespace bolus
