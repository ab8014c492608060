#include "engine/train/TokenFile.h"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
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

/// `number` is errno where a call has just failed; 0 where bytes are missing.
std::unexpected<Error> ioError(const std::filesystem::path& path, const char* what, int number) {
    return fail(ErrorCode::Io,
                std::string("The file of phase tokens could not be ") + what + ": " +
                    (number ? std::strerror(number) : "it is shorter than it was") + ".",
                path.string());
}

std::unexpected<Error> notTokens(const std::filesystem::path& path) {
    return fail(ErrorCode::BadInput, "This is not a file of phase tokens; choose another name.",
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
    if (auto opened = tokens.openFile(); !opened)
        return std::unexpected(opened.error());
    if (auto read = tokens.readHeader(encoder); !read)
        return std::unexpected(read.error());
    if (auto found = tokens.findRecords(); !found)
        return std::unexpected(found.error());
    return tokens;
}

Result<void> TokenFile::openFile() {
    const int descriptor = ::open(m_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0)
        return ioError(m_path, "opened", errno);
    m_file.reset(::fdopen(descriptor, "r+b"));
    if (!m_file) {
        ::close(descriptor);
        return ioError(m_path, "opened", ENOMEM);
    }
    struct stat about {};
    if (::fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode))
        return notTokens(m_path);
    // A file system without locks has none to offer: then nobody is kept out.
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        return fail(ErrorCode::Conflict,
                    "Another training uses this file of phase tokens; wait for its end or choose "
                    "another name.",
                    m_path.string());
    return {};
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
                                                         : ioError(m_path, "written", errno);
    }
    std::string header(wanted.size(), '\0');
    const bool read = std::fread(header.data(), 1, header.size(), m_file.get()) == header.size();
    if (!read || !std::equal(magic.begin(), magic.end(), header.begin()))
        return notTokens(m_path);
    if (header != wanted)
        return fail(ErrorCode::BadInput,
                    "These phase tokens were made by another model, or by a version of Bolus that "
                    "prepared images differently; remove the file or choose another name.",
                    m_path.string());
    return {};
}

Result<void> TokenFile::findRecords() {
    const long size = sizeOf(m_file.get());
    long at = static_cast<long>(magic.size() + encoderLength);
    std::fseek(m_file.get(), at, SEEK_SET);
    RecordHead head;
    std::string key;
    while (std::fread(&head, sizeof head, 1, m_file.get()) == 1) {
        if (!plausible(head)) {
            m_lostBytes = size - at;
            break;
        }
        const auto values = static_cast<long>(head.phases * m_valuesPerPhase * 2);
        const long end = at + static_cast<long>(sizeof head + head.keyLength) + values;
        if (end > size || !readKey(m_file.get(), head, key))
            break; // unfinished
        m_places[key] = at;
        at = end;
        std::fseek(m_file.get(), at, SEEK_SET);
    }
    return ::ftruncate(::fileno(m_file.get()), at) == 0 ? Result<void>()
                                                        : ioError(m_path, "written", errno);
}

Result<PhaseTokens> TokenFile::read(const std::string& key) const {
    const auto place = m_places.find(key);
    if (place == m_places.end())
        return fail(ErrorCode::NotFound, "The file has no phase tokens of it.", m_path.string());
    const auto ended = [this] {
        return ioError(m_path, "read", std::ferror(m_file.get()) ? errno : 0);
    };
    RecordHead head;
    std::string stored;
    std::clearerr(m_file.get());
    std::fseek(m_file.get(), place->second, SEEK_SET);
    if (std::fread(&head, sizeof head, 1, m_file.get()) != 1)
        return ended();
    const auto damaged = [this] {
        return fail(ErrorCode::BadInput, "Its phase tokens in this file are damaged.",
                    m_path.string());
    };
    if (!plausible(head))
        return damaged();
    PhaseTokens tokens;
    for (std::size_t i = 0; i < head.phases; ++i)
        tokens.phases.push_back(static_cast<Phase>(head.phase[i]));
    tokens.values.resize(head.phases * m_valuesPerPhase);
    if (!readKey(m_file.get(), head, stored) ||
        std::fread(tokens.values.data(), 2, tokens.values.size(), m_file.get()) !=
            tokens.values.size())
        return ended();
    if (stored != key || checkOf(tokens.values) != head.check)
        return damaged();
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
        return ioError(m_path, "written", errno);
    m_places[key] = at;
    return {};
}

Result<void> TokenFile::sync() {
    return ::fdatasync(::fileno(m_file.get())) == 0 ? Result<void>()
                                                    : ioError(m_path, "written", errno);
}

} // namespace bolus
