// A file of phase tokens by case, to which only ever is appended.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "library/domain/Phase.h"
#include "library/domain/Result.h"

namespace bolus {

struct PhaseTokens {
    std::vector<Phase> phases;
    std::vector<std::uint16_t> values; // fp16 bits [P,256,C]
};

class TokenFile {
public:
    /// Opens or makes it, and keeps others from opening it while it lives. `encoder` is 64
    /// characters that name the encoder and what it was given. A record that a stopped program left
    /// unfinished is cut off, and all that follows a damaged one, which lostBytes() tells. Errors:
    /// Io; BadInput where it is another file or of another encoder; Conflict where it is in use.
    static Result<TokenFile> open(const std::filesystem::path& file, const std::string& encoder,
                                  std::size_t valuesPerPhase);

    bool holds(const std::string& key) const { return m_places.contains(key); }
    /// Errors: NotFound; Io; BadInput where the record is damaged.
    Result<PhaseTokens> read(const std::string& key) const;
    /// `key` is any text that names the case and all that its tokens depend on. Takes the place of
    /// an earlier record of this key.
    Result<void> append(const std::string& key, const PhaseTokens& tokens);
    /// Returns when all is on the disk. Errors: Io.
    Result<void> sync();

    std::int64_t lostBytes() const { return m_lostBytes; }

private:
    struct Closer {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    TokenFile() = default;
    Result<void> openFile();
    Result<void> readHeader(const std::string& encoder);
    Result<void> findRecords();

    std::filesystem::path m_path;
    std::unique_ptr<std::FILE, Closer> m_file;
    std::size_t m_valuesPerPhase = 0;
    std::int64_t m_lostBytes = 0;
    std::unordered_map<std::string, long> m_places; // of records, by key
};

} // namespace bolus
