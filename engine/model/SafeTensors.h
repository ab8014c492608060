// Reads and writes safetensors files (8-byte little-endian header length, JSON header, data). A
// file is hostile input: everything is checked before memory is taken. No torch here. Format:
// https://github.com/huggingface/safetensors
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "engine/model/Sha256.h"
#include "library/domain/Result.h"

namespace bolus {

enum class TensorType { F32, F16, BF16, Other };
/// 0 for Other.
std::size_t tensorTypeBytes(TensorType type);

/// "[2, 3]".
std::string shapeText(const std::vector<std::int64_t>& shape);

/// What to do with a file that has tensors of another type, say integers.
enum class OtherTypes { Refuse, Keep };

struct TensorEntry {
    std::string name;
    TensorType type = TensorType::F32;
    std::vector<std::int64_t> shape;  // at most 8 sizes, each at least 1
    std::uint64_t begin = 0, end = 0; // bytes from the start of the data

    std::uint64_t bytes() const { return end - begin; }
};

using Metadata = std::map<std::string, std::string>;

struct SafeTensorsHeader {
    std::vector<TensorEntry> entries; // in the order of their data, which they tile without holes
    Metadata metadata;
};

/// The JSON part for `dataBytes` bytes of data. Errors: BadInput, Unsupported (another dtype, where
/// these are refused).
Result<SafeTensorsHeader> parseSafeTensorsHeader(const std::string& json, std::uint64_t dataBytes,
                                                 OtherTypes others = OtherTypes::Refuse);

class SafeTensorsReader {
public:
    /// Errors: NotFound, Io, BadInput, Unsupported; the subject is the file.
    static Result<SafeTensorsReader> open(const std::filesystem::path& file,
                                          OtherTypes others = OtherTypes::Refuse);

    const SafeTensorsHeader& header() const { return m_header; }
    /// The data of the next entry, in order; `out` has its bytes() bytes, or is the next part of
    /// them.
    Result<void> readNext(std::span<std::byte> out);
    /// After the last entry: SHA-256 of the whole file, lowercase hex.
    std::string finish() { return m_hash.finish(); }

private:
    std::filesystem::path m_file;
    std::ifstream m_stream;
    SafeTensorsHeader m_header;
    Sha256 m_hash;
};

/// What to write: begin and end of the entries are set by the writer.
struct TensorSource {
    std::vector<TensorEntry> entries;
    /// Called once for each entry, in order; the bytes live until the next call.
    std::function<Result<std::span<const std::byte>>(std::size_t)> data;
};

/// Written to a temporary file beside `file`, synced and renamed: `file` is the old one or the
/// whole new one. Returns its SHA-256. Errors: Io, BadInput (metadata that is not UTF-8).
Result<std::string> writeSafeTensors(const std::filesystem::path& file, const Metadata& metadata,
                                     TensorSource source);

} // namespace bolus
