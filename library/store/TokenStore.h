// What the phase encoder saw of each case, kept for searches by region. It is made of the images
// and can be made again, so it stays out of library.sqlite, which is checked whole at each opening
// and copied before each upgrade: 100,000 cases of three phases are 20 GB here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "library/domain/CaseTokens.h"

namespace bolus {

/// `library.tokens.sqlite` in the library's folder. By model and Library::caseSignature(): what is
/// found is of the case as it is, and a case that is merged and split again finds its own. One
/// connection; use one object a thread. Errors: Io, Conflict (busy, or made by a newer Bolus),
/// Storage (damaged: the sentence says to delete the file).
class TokenStore {
public:
    static std::filesystem::path fileIn(const std::filesystem::path& libraryFolder);
    static Result<std::unique_ptr<TokenStore>> open(const std::filesystem::path& libraryFolder);
    ~TokenStore();

    Result<void> put(const std::string& modelHash, std::int64_t signature,
                     const CaseTokens& tokens);
    /// One that is damaged is as good as none, and is dropped so that it will be made anew.
    Result<std::optional<CaseTokens>> find(const std::string& modelHash, std::int64_t signature);
    /// Of all that it has of this model.
    Result<std::set<std::int64_t>> signatures(const std::string& modelHash);
    /// Those that are not there are none to drop.
    Result<void> drop(const std::string& modelHash, const std::set<std::int64_t>& signatures);
    Result<void> removeModel(const std::string& modelHash);
    /// One sentence a problem.
    Result<std::vector<std::string>> verify();

private:
    struct State;
    explicit TokenStore(std::unique_ptr<State> state);
    template<typename Work>
    auto guarded(Work&& work) -> decltype(work());
    std::unique_ptr<State> m_state;
};

} // namespace bolus
