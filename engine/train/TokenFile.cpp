#include "engine/train/TokenFile.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <unistd.h>

namespace bolus {
namespace {

constexpr std::array<char, 16> magic{'B', 'o', 'l', 'u', 's', ' ', 't',  'o',
                                     'k', 'e', 'n', 's', ' ', '1', '\n', '\0'};
constexpr std::size_t encoderLength = 64, mostPhases = 8, longestKey = 4096;

struct RecordHead {
    std::uint32_t keyLength = 0, phases = 0;
    std::uint64_t check = 0; // of the values, FNV-1a
    std::array<std::uint8_t, mostPhases> phase{};
};

std::uint64_t checkOf(const std::vector<std::uint16_t>& values) {
    std::uint64_t hash = 0xCBF29CE484222325ull;
    for (const std::uint16_t value : values)
        hash = (hash ^ value) * 0x100000001B3ull;
    return hash;
}

std::unexpected<Error> ioError(const std::filesystem::path& path, const char* what) {
    return fail(ErrorCode::Io,
                std::string("The file of phase tokens could not be ") + what + ": " +
                    std::strerror(errno) + ".",
                path.string());
}

bool plausible(const RecordHead& head) {
    if (head.keyLength > longestKey || head.phases < 1 || head.phases > mostPhases)
        return false;
    for (std::size_t i = 0; i < head.phases; ++i)
        if (head.phase[i] >= allPhases.size())
            return false;
    return true;
}

bool readKey(std::FILE* file, const RecordHead& head, std::string& key) {
    key.resize(head.keyLength);
    return std::fread(key.data(), 1, key.size(), file) == key.size();
}

long sizeOf(std::FILE* file) {
    return std::fseek(file, 0, SEEK_END) == 0 ? std::ftell(file) : -1;
}

} // namespace

Result<TokenFile> TokenFile::open(const std::filesystem::path& file, const std::string& encoder,
                                  std::size_t valuesPerPhase) {
    TokenFile tokens;
    tokens.m_path = file;
    tokens.m_valuesPerPhase = valuesPerPhase;
    std::FILE* opened = std::fopen(file.c_str(), "r+b");
    if (!opened && errno == ENOENT)
        opened = std::fopen(file.c_str(), "w+b");
    if (!opened)
        return ioError(file, "opened");
    tokens.m_file.reset(opened);
    if (auto read = tokens.readHeader(encoder); !read)
        return std::unexpected(read.error());
    if (auto found = tokens.findRecords(); !found)
        return std::unexpected(found.error());
    return tokens;
}

Result<void> TokenFile::readHeader(const std::string& encoder) {
    std::string wanted(magic.begin(), magic.end());
    wanted += encoder;
    wanted.resize(magic.size() + encoderLength);
    const long size = sizeOf(m_file.get());
    std::rewind(m_file.get());
    if (size == 0) {
        const bool written =
            std::fwrite(wanted.data(), 1, wanted.size(), m_file.get()) == wanted.size();
        return written && std::fflush(m_file.get()) == 0 ? Result<void>()
                                                         : ioError(m_path, "written");
    }
    std::string header(wanted.size(), '\0');
    const bool read = std::fread(header.data(), 1, header.size(), m_file.get()) == header.size();
    if (!read || !std::equal(magic.begin(), magic.end(), header.begin()))
        return fail(ErrorCode::BadInput, "This is not a file of phase tokens; choose another name.",
                    m_path.string());
    if (header != wanted)
        return fail(ErrorCode::BadInput,
                    "These phase tokens were made by another model; remove the file or choose "
                    "another name.",
                    m_path.string());
    return {};
}

Result<void> TokenFile::findRecords() {
    const long size = sizeOf(m_file.get());
    long at = static_cast<long>(magic.size() + encoderLength);
    std::fseek(m_file.get(), at, SEEK_SET);
    RecordHead head;
    std::string key;
    while (std::fread(&head, sizeof head, 1, m_file.get()) == 1 && plausible(head) &&
           readKey(m_file.get(), head, key)) {
        const auto values = static_cast<long>(head.phases * m_valuesPerPhase * 2);
        const long end = at + static_cast<long>(sizeof head + key.size()) + values;
        if (end > size)
            break;
        m_places[key] = at;
        at = end;
        std::fseek(m_file.get(), at, SEEK_SET);
    }
    return ::ftruncate(::fileno(m_file.get()), at) == 0 ? Result<void>()
                                                        : ioError(m_path, "written");
}

Result<PhaseTokens> TokenFile::read(const std::string& key) const {
    const auto place = m_places.find(key);
    if (place == m_places.end())
        return fail(ErrorCode::NotFound, "The file has no tokens of this case.", m_path.string());
    RecordHead head;
    std::string stored;
    std::fseek(m_file.get(), place->second, SEEK_SET);
    if (std::fread(&head, sizeof head, 1, m_file.get()) != 1 || !plausible(head) ||
        !readKey(m_file.get(), head, stored))
        return ioError(m_path, "read");
    PhaseTokens tokens;
    for (std::size_t i = 0; i < head.phases; ++i)
        tokens.phases.push_back(static_cast<Phase>(head.phase[i]));
    tokens.values.resize(head.phases * m_valuesPerPhase);
    if (std::fread(tokens.values.data(), 2, tokens.values.size(), m_file.get()) !=
        tokens.values.size())
        return ioError(m_path, "read");
    if (stored != key || checkOf(tokens.values) != head.check)
        return fail(ErrorCode::BadInput, "The phase tokens of a case are damaged; remove the file.",
                    m_path.string());
    return tokens;
}

Result<void> TokenFile::append(const std::string& key, const PhaseTokens& tokens) {
    const std::size_t values = tokens.phases.size() * m_valuesPerPhase;
    if (key.size() > longestKey || tokens.phases.empty() || tokens.phases.size() > mostPhases ||
        tokens.values.size() != values)
        return fail(ErrorCode::Internal, "These are not the tokens of a case.", m_path.string());
    RecordHead head{static_cast<std::uint32_t>(key.size()),
                    static_cast<std::uint32_t>(tokens.phases.size()),
                    checkOf(tokens.values),
                    {}};
    for (std::size_t i = 0; i < tokens.phases.size(); ++i)
        head.phase[i] = static_cast<std::uint8_t>(tokens.phases[i]);
    const long at = sizeOf(m_file.get());
    const bool written = at > 0 && std::fwrite(&head, sizeof head, 1, m_file.get()) == 1 &&
                         std::fwrite(key.data(), 1, key.size(), m_file.get()) == key.size() &&
                         std::fwrite(tokens.values.data(), 2, values, m_file.get()) == values &&
                         std::fflush(m_file.get()) == 0;
    if (!written)
        return ioError(m_path, "written");
    m_places[key] = at;
    return {};
}

} // namespace bolus
