#include "engine/model/SafeTensors.h"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <set>
#include <stdexcept>

#include <nlohmann/json.hpp>

namespace bolus {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t maxHeaderBytes = 16u << 20;
constexpr std::uint64_t maxDataBytes = 8ull << 30; // the largest model has 2 GB
constexpr std::size_t maxObjects = 4096, maxValues = 100'000, maxRank = 8, maxNameBytes = 256;
constexpr int maxDepth = 4;

std::unexpected<Error> bad(std::string what) {
    return fail(ErrorCode::BadInput,
                "This is not a usable model file: " + what + ". Use another copy of it.");
}

/// Stops at what would take memory or time, or be ambiguous: deep nesting, many tensors or values,
/// a name given twice. The parser looks through an object's siblings as each object ends, so that
/// their number must be bounded while it parses.
class StrictWatch {
public:
    bool operator()(int depth, Json::parse_event_t event, Json& parsed) {
        using Event = Json::parse_event_t;
        if (depth > maxDepth)
            throw std::runtime_error("its header is nested too deeply");
        if (event == Event::object_start)
            startObject(depth);
        else if (event == Event::key)
            takeName(depth, parsed.get_ref<const std::string&>());
        else if ((event == Event::value || event == Event::array_start) && ++m_values > maxValues)
            throw std::runtime_error("its header has too many values");
        return true;
    }

private:
    void startObject(int depth) {
        if (++m_objects > maxObjects)
            throw std::runtime_error("it has too many tensors");
        m_names[static_cast<std::size_t>(depth)].clear();
    }

    /// Keys come one level deeper than the start of their object.
    void takeName(int depth, const std::string& name) {
        if (name.size() > maxNameBytes)
            throw std::runtime_error("a name in its header is too long");
        if (std::ranges::any_of(name, [](unsigned char c) { return c < 0x20 || c == 0x7F; }))
            throw std::runtime_error("a name in its header has control characters");
        if (!m_names[static_cast<std::size_t>(depth) - 1].insert(name).second)
            throw std::runtime_error("“" + name + "” occurs twice");
    }

    std::array<std::set<std::string>, maxDepth + 1> m_names; // of the object open at each depth
    std::size_t m_objects = 0, m_values = 0;
};

Json parseStrictly(const std::string& text) {
    StrictWatch watch;
    Json json = Json::parse(text, std::ref(watch));
    if (!json.is_object())
        throw std::runtime_error("its header is not a JSON object");
    return json;
}

std::optional<std::uint64_t> unsignedAt(const Json& value) {
    if (!value.is_number_unsigned())
        return std::nullopt;
    return value.get<std::uint64_t>();
}

bool isLetterOrDigit(unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

Result<TensorType> readType(const std::string& name, const Json& fields, OtherTypes others) {
    const auto found = fields.find("dtype");
    if (found == fields.end() || !found->is_string())
        return bad("tensor “" + name + "” has no dtype");
    if (*found == "F32")
        return TensorType::F32;
    if (*found == "F16")
        return TensorType::F16;
    if (*found == "BF16")
        return TensorType::BF16;
    const auto& other = found->get_ref<const std::string&>();
    if (other.empty() || other.size() > 16 || !std::ranges::all_of(other, isLetterOrDigit))
        return bad("tensor “" + name + "” has a dtype that does not exist");
    if (others == OtherTypes::Keep)
        return TensorType::Other;
    return fail(ErrorCode::Unsupported,
                "Tensor “" + name + "” has dtype " + other + "; Bolus reads F32, F16 and BF16.");
}

/// Fills shape; returns the bytes the shape needs, or nothing where it overflows or is malformed.
std::optional<std::uint64_t> readShape(const Json& fields, TensorEntry& entry) {
    const auto found = fields.find("shape");
    if (found == fields.end() || !found->is_array() || found->size() > maxRank)
        return std::nullopt;
    std::uint64_t bytes = std::max<std::size_t>(1, tensorTypeBytes(entry.type));
    for (const Json& value : *found) {
        const auto size = unsignedAt(value);
        if (!size || *size == 0 || *size > INT32_MAX ||
            __builtin_mul_overflow(bytes, *size, &bytes))
            return std::nullopt;
        entry.shape.push_back(static_cast<std::int64_t>(*size));
    }
    return bytes;
}

bool readOffsets(const Json& fields, std::uint64_t dataBytes, TensorEntry& entry) {
    const auto found = fields.find("data_offsets");
    if (found == fields.end() || !found->is_array() || found->size() != 2)
        return false;
    const auto begin = unsignedAt((*found)[0]), end = unsignedAt((*found)[1]);
    if (!begin || !end || *begin > *end || *end > dataBytes)
        return false;
    entry.begin = *begin;
    entry.end = *end;
    return true;
}

Result<TensorEntry> readEntry(const std::string& name, const Json& fields, std::uint64_t dataBytes,
                              OtherTypes others) {
    if (!fields.is_object() || fields.size() != 3)
        return bad("tensor “" + name + "” is not described by dtype, shape and data_offsets");
    TensorEntry entry{.name = name, .type = {}, .shape = {}};
    const auto type = readType(name, fields, others);
    if (!type)
        return std::unexpected(type.error());
    entry.type = *type;
    const auto needed = readShape(fields, entry);
    if (!needed)
        return bad("tensor “" + name + "” has an impossible shape");
    if (!readOffsets(fields, dataBytes, entry))
        return bad("tensor “" + name + "” lies outside the file; it may be truncated");
    if (entry.type != TensorType::Other && entry.bytes() != *needed)
        return bad("tensor “" + name + "” has another size than its shape");
    return entry;
}

Result<Metadata> readMetadata(const Json& fields) {
    Metadata metadata;
    if (!fields.is_object())
        return bad("its metadata is not an object");
    for (const auto& [key, value] : fields.items()) {
        if (!value.is_string())
            return bad("its metadata “" + key + "” is not text");
        metadata[key] = value.get<std::string>();
    }
    return metadata;
}

Result<void> checkTiling(const std::vector<TensorEntry>& entries, std::uint64_t dataBytes) {
    std::uint64_t reached = 0;
    for (const TensorEntry& entry : entries) {
        if (entry.begin != reached)
            return bad("tensor “" + entry.name + "” overlaps another or leaves a gap");
        reached = entry.end;
    }
    if (reached != dataBytes)
        return bad("it holds bytes that belong to no tensor");
    return {};
}

Result<SafeTensorsHeader> readHeader(const Json& json, std::uint64_t dataBytes, OtherTypes others) {
    SafeTensorsHeader header;
    for (const auto& [name, fields] : json.items()) {
        if (name == "__metadata__") {
            auto metadata = readMetadata(fields);
            if (!metadata)
                return std::unexpected(metadata.error());
            header.metadata = std::move(*metadata);
            continue;
        }
        auto entry = readEntry(name, fields, dataBytes, others);
        if (!entry)
            return std::unexpected(entry.error());
        header.entries.push_back(std::move(*entry));
    }
    std::ranges::sort(header.entries, {}, &TensorEntry::begin);
    if (auto tiled = checkTiling(header.entries, dataBytes); !tiled)
        return std::unexpected(tiled.error());
    return header;
}

std::uint64_t littleEndian(const std::array<unsigned char, 8>& bytes) {
    std::uint64_t value = 0;
    for (int i = 7; i >= 0; --i)
        value = value << 8 | bytes[static_cast<std::size_t>(i)];
    return value;
}

template<typename Value>
Result<Value> about(Result<Value> result, const std::filesystem::path& file) {
    if (!result)
        result.error().subject = file.string();
    return result;
}

} // namespace

std::string shapeText(const std::vector<std::int64_t>& shape) {
    std::string text = "[";
    for (const std::int64_t size : shape)
        text += (text.size() > 1 ? ", " : "") + std::to_string(size);
    return text + "]";
}

std::size_t tensorTypeBytes(TensorType type) {
    return type == TensorType::F32 ? 4 : type == TensorType::Other ? 0 : 2;
}

Result<SafeTensorsHeader> parseSafeTensorsHeader(const std::string& json, std::uint64_t dataBytes,
                                                 OtherTypes others) {
    try {
        return readHeader(parseStrictly(json), dataBytes, others);
    } catch (const Json::exception&) {
        return bad("its header is not valid JSON");
    } catch (const std::exception& error) {
        return bad(error.what());
    }
}

Result<SafeTensorsReader> SafeTensorsReader::open(const std::filesystem::path& file,
                                                  OtherTypes others) {
    const std::string subject = file.string();
    std::error_code status;
    if (!std::filesystem::exists(file, status))
        return fail(ErrorCode::NotFound, "There is no model file here.", subject);
    if (!std::filesystem::is_regular_file(file, status))
        return fail(ErrorCode::BadInput, "A model is one file; this is something else.", subject);
    const std::uint64_t size = std::filesystem::file_size(file, status);
    SafeTensorsReader reader;
    reader.m_file = file;
    reader.m_stream.open(file, std::ios::binary);
    if (status || !reader.m_stream)
        return fail(ErrorCode::Io, "The model file cannot be opened; check its rights.", subject);
    std::array<unsigned char, 8> prefix{};
    if (size < prefix.size() || !reader.m_stream.read(reinterpret_cast<char*>(prefix.data()), 8))
        return about<SafeTensorsReader>(bad("it is too short"), file);
    const std::uint64_t length = littleEndian(prefix);
    if (length > maxHeaderBytes || length > size - 8)
        return about<SafeTensorsReader>(bad("its header is longer than the file or 16 MB"), file);
    if (size - 8 - length > maxDataBytes)
        return fail(ErrorCode::TooLarge,
                    "The model file is larger than the 8 GB that a model may be.", subject);
    std::string json(length, '\0');
    if (!reader.m_stream.read(json.data(), static_cast<std::streamsize>(length)))
        return fail(ErrorCode::Io, "The model file cannot be read to its end.", subject);
    auto header = about(parseSafeTensorsHeader(json, size - 8 - length, others), file);
    if (!header)
        return std::unexpected(header.error());
    reader.m_header = std::move(*header);
    reader.m_hash.add(std::as_bytes(std::span(prefix)));
    reader.m_hash.add(std::as_bytes(std::span(json)));
    return reader;
}

Result<void> SafeTensorsReader::readNext(std::span<std::byte> out) {
    if (!m_stream.read(reinterpret_cast<char*>(out.data()),
                       static_cast<std::streamsize>(out.size())))
        return fail(ErrorCode::Io, "The model file cannot be read to its end.", m_file.string());
    m_hash.add(out);
    return {};
}

} // namespace bolus
