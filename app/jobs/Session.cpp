#include "app/jobs/Session.h"

#include <cstdlib>
#include <system_error>

#include <fmt/format.h>

namespace bolus {

namespace fs = std::filesystem;

namespace {

fs::path environmentPath(const char* name) {
    const char* value = std::getenv(name);
    return value ? fs::path(value) : fs::path();
}

fs::path userLibraryFolder() {
    fs::path data = environmentPath("XDG_DATA_HOME");
    if (!data.is_absolute()) { // the XDG specification: a relative path is to be ignored
        data = environmentPath("HOME") / ".local" / "share";
    }
    return data / "bolus" / "library";
}

} // namespace

fs::path defaultLibraryFolder() {
    const fs::path chosen = environmentPath("BOLUS_LIBRARY");
    return chosen.empty() ? userLibraryFolder() : chosen;
}

Session::Session(fs::path libraryFolder) : m_folder(std::move(libraryFolder)) {}

Result<Library*> Session::library() {
    if (!m_library) {
        std::error_code error;
        const bool own = m_folder == userLibraryFolder();
        if (!m_mayMake && !own && fs::status(m_folder, error).type() == fs::file_type::not_found) {
            return fail(ErrorCode::NotFound,
                        fmt::format("There is no library {}. Check its name; importing into it "
                                    "makes it.",
                                    m_folder.string()),
                        m_folder.string());
        }
        if (own) { // else a missing parent is a drive that is not there
            fs::create_directories(m_folder.parent_path(), error);
        }
        auto opened = Library::open(m_folder, [this](std::int64_t done, std::int64_t total) {
            if (m_progress) {
                m_progress->progress("index", done, total);
            }
        });
        if (!opened) {
            return std::unexpected(opened.error());
        }
        m_library = std::move(*opened);
    }
    return m_library.get();
}

Result<VectorIndex*> Session::vectorIndex(const std::string& modelHash) {
    if (!m_vectors || m_vectors->modelHash() != modelHash) {
        auto library = this->library();
        if (!library) {
            return std::unexpected(library.error());
        }
        m_vectors.reset(); // two would not fit where one does
        auto opened = VectorIndex::open(**library, modelHash);
        if (!opened) {
            return std::unexpected(opened.error());
        }
        m_vectors = std::move(*opened);
    }
    return m_vectors.get();
}

Result<TokenStore*> Session::tokens() {
    if (!m_tokens) {
        auto library = this->library();
        if (!library) {
            return std::unexpected(library.error());
        }
        auto opened = TokenStore::open((*library)->folder());
        if (!opened) {
            return std::unexpected(opened.error());
        }
        m_tokens = std::move(*opened);
    }
    return m_tokens.get();
}

} // namespace bolus
