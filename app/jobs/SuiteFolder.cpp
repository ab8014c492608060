#include "app/jobs/SuiteFolder.h"

#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "app/jobs/DurableFile.h"
#include "engine/model/Sha256.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

/// Nothing where it is not there, or is no JSON object.
std::optional<Json> readObject(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    Json json = Json::parse(std::istreambuf_iterator<char>(stream), {}, nullptr, false);
    return json.is_object() ? std::optional(std::move(json)) : std::nullopt;
}

Result<void> writeText(const fs::path& file, const std::string& text) {
    return writeDurably(file, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

/// A sentence about the first setting that differs; empty where all agree.
std::string difference(const Json& there, const Json& wanted) {
    for (const auto& [key, value] : wanted.items()) {
        const Json other = there.value(key, Json());
        if (other != value) {
            return fmt::format("its {} is {}, not {}", key, other.dump(), value.dump());
        }
    }
    return {};
}

} // namespace

Result<SuiteFolder> SuiteFolder::open(fs::path folder, Json settings) {
    std::error_code error;
    fs::create_directories(folder / "rows", error);
    const fs::path file = folder / "settings.json";
    if (fs::exists(file, error)) {
        const auto there = readObject(file);
        const std::string what =
            there ? difference(*there, settings) : std::string("its settings cannot be read");
        if (!what.empty()) {
            return fail(ErrorCode::BadInput,
                        fmt::format("The folder holds results of another benchmark: {}. Choose "
                                    "another --out or the same options.",
                                    what),
                        folder.string());
        }
    } else if (auto written = writeText(file, settings.dump(2) + "\n"); !written) {
        return std::unexpected(written.error());
    }
    SuiteFolder out;
    out.m_folder = std::move(folder);
    out.m_settings = std::move(settings);
    return out;
}

fs::path SuiteFolder::file(const std::string& row, const char* suffix) const {
    return m_folder / "rows" / (row + suffix);
}

std::string SuiteFolder::checkOf(const Json& content) const {
    return sha256Of(m_settings.dump() + content.dump());
}

std::optional<Json> SuiteFolder::checked(const fs::path& file, const char* key) const {
    const auto kept = readObject(file);
    if (!kept || !kept->contains(key) || kept->value("check", Json()) != checkOf((*kept)[key])) {
        return std::nullopt;
    }
    return (*kept)[key];
}

Result<void> SuiteFolder::keep(const fs::path& file, const char* key, const Json& content) const {
    const Json kept{{"check", checkOf(content)}, {key, content}};
    return writeText(file, kept.dump() + "\n");
}

fs::path SuiteFolder::checkpoint(const std::string& row) const {
    return file(row, ".checkpoint");
}

std::optional<Json> SuiteFolder::row(const std::string& name) const {
    return checked(file(name, ".json"), "row");
}

Result<void> SuiteFolder::keepRow(const std::string& name, const Json& row) const {
    return keep(file(name, ".json"), "row", row);
}

std::optional<Json> SuiteFolder::log(const std::string& name) const {
    return checked(file(name, ".log"), "log");
}

Result<void> SuiteFolder::keepLog(const std::string& name, const Json& log) const {
    return keep(file(name, ".log"), "log", log);
}

void SuiteFolder::finish(const std::string& name) const {
    std::error_code error; // what stays does no harm
    fs::remove(checkpoint(name), error);
    fs::remove(file(name, ".log"), error);
}

Result<void> SuiteFolder::write(const std::string& name, const std::string& text) const {
    return writeText(m_folder / name, text);
}

std::string sha256Of(const std::string& text) {
    Sha256 hash;
    hash.add(std::as_bytes(std::span(text)));
    return hash.finish();
}

} // namespace bolus
