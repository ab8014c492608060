// The folder a benchmark writes into: what makes a stopped run go on and keeps
// two runs apart.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "app/jobs/Events.h"

namespace bolus {

class SuiteFolder {
public:
    /// Makes it, or checks that what it holds was made with the same `settings`,
    /// a flat object. BadInput names the first that differs; Io.
    static Result<SuiteFolder> open(std::filesystem::path folder, Json settings);

    const Json& settings() const { return m_settings; }
    std::filesystem::path checkpoint(const std::string& row) const;

    /// A finished row; nothing where there is none, or its file is not whole.
    std::optional<Json> row(const std::string& name) const;
    Result<void> keepRow(const std::string& name, const Json& row) const;
    /// What an unfinished row told so far; nothing as row().
    std::optional<Json> log(const std::string& name) const;
    Result<void> keepLog(const std::string& name, const Json& log) const;
    /// Removes what only an unfinished row needs.
    void finish(const std::string& name) const;
    Result<void> write(const std::string& name, const std::string& text) const;

private:
    SuiteFolder() = default;
    std::filesystem::path file(const std::string& row, const char* suffix) const;
    std::string checkOf(const Json& content) const;
    std::optional<Json> checked(const std::filesystem::path& file, const char* key) const;
    Result<void> keep(const std::filesystem::path& file, const char* key,
                      const Json& content) const;

    std::filesystem::path m_folder;
    Json m_settings;
};

/// SHA-256 in lowercase hex.
std::string sha256Of(const std::string& text);

} // namespace bolus
