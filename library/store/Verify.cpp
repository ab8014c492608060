// What does not fit: rows against files, vectors against models, the database against itself.
#include <charconv>
#include <cmath>
#include <set>

#include "library/store/SqliteLibrary.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

/// What is wrong with a vector's numbers; empty where nothing is.
std::string vectorFault(std::string_view bytes) {
    double sum = 0;
    for (std::size_t at = 0; at + sizeof(float) <= bytes.size(); at += sizeof(float)) {
        float value;
        std::memcpy(&value, bytes.data() + at, sizeof value);
        if (!std::isfinite(value)) {
            return "has a number that is not finite";
        }
        sum += static_cast<double>(value) * value;
    }
    return std::abs(sum - 1) < 1e-2 ? "" : "is not of unit length";
}

/// What differs from when the library read the file; empty where nothing does. Rights, links and
/// its place on the drive may be others: its content is not, until reading it shows otherwise.
std::string fileFault(const FileStamp& known) {
    const auto now = fileStamp(known.path);
    if (!now) {
        return "is gone or cannot be read. Connect its drive, or import it from where it is now.";
    }
    if (now->size != known.size) {
        return "has changed its size since it was imported. Import it again.";
    }
    return now->modifiedNs == known.modifiedNs
               ? ""
               : "was written again or replaced since it was imported. Import it again.";
}

std::string counted(std::int64_t count, const std::string& noun) {
    return std::to_string(count) + ' ' + noun + (count == 1 ? "" : "s");
}

} // namespace

Result<std::vector<std::string>> SqliteLibrary::verify() {
    return m_database->guarded([&]() -> Result<std::vector<std::string>> {
        std::vector<std::string> problems;
        verifyDatabase(problems);
        const auto read = m_database->read([&]() -> Result<void> {
            verifyFiles(problems);
            verifyCases(problems);
            verifyVectors(problems);
            return {};
        });
        if (!read) { // damage that quick_check does not see
            problems.push_back(read.error().message);
        }
        return problems;
    });
}

void SqliteLibrary::verifyDatabase(std::vector<std::string>& problems) {
    {
        auto rows = query("PRAGMA quick_check");
        while (rows.next()) {
            if (rows.text(0) != "ok") {
                problems.push_back("The database is damaged: " + rows.text(0) + ".");
            }
        }
    }
    {
        auto rows = query("PRAGMA foreign_key_check");
        while (rows.next()) {
            problems.push_back("A row of table " + rows.text(0) + " refers to one of " +
                               rows.text(2) + " that is not there.");
        }
    }
    try {
        query("INSERT INTO sentence_fts(sentence_fts, rank) VALUES('integrity-check', 1)").run();
    } catch (const SQLite::Exception& e) {
        problems.push_back(std::string("The search index does not fit the reports: ") + e.what() +
                           ".");
    }
}

/// One sentence a file, or one for all of a folder that is gone.
void SqliteLibrary::verifyFiles(std::vector<std::string>& problems) {
    std::map<std::string, bool> folderThere;
    std::map<std::string, std::int64_t> lost;
    auto rows = query("SELECT f.path, file.name, file.size, file.modified_ns FROM instance i "
                      "JOIN file ON file.id = i.file JOIN folder f ON f.id = file.folder "
                      "ORDER BY f.path, file.name");
    while (rows.next()) {
        const std::string folder = rows.text(0);
        std::error_code error;
        const auto there = folderThere.try_emplace(folder, fs::is_directory(folder, error)).first;
        if (!there->second) {
            ++lost[folder];
            continue;
        }
        const fs::path path = fs::path(folder) / rows.text(1);
        const std::string fault =
            fileFault({path, static_cast<std::uintmax_t>(rows.integer(2)), rows.integer(3)});
        if (!fault.empty()) {
            problems.push_back("File " + path.string() + " " + fault);
        }
    }
    for (const auto& [folder, count] : lost) {
        problems.push_back(
            "Folder " + folder + " is gone, with " + counted(count, "file") +
            " of the library. Connect its drive, or import the folder from where it is now.");
    }
}

void SqliteLibrary::verifyCases(std::vector<std::string>& problems) {
    const auto report = [&](const char* sql, auto&& sentence) {
        auto rows = query(sql);
        while (rows.next()) {
            problems.push_back(sentence(rows.text(0)));
        }
    };
    report("SELECT study_uid FROM stale_study ORDER BY 1", [](const std::string& uid) {
        return "Study " + uid + " has changed since its cases were built. Import it again.";
    });
    report("SELECT id FROM cases WHERE NOT EXISTS (SELECT 1 FROM volume WHERE case_id = cases.id)",
           [](const std::string& id) { return "Case " + id + " has no volumes."; });
    report("SELECT case_id || ', series ' || series_uid FROM volume WHERE size_slices <> 0 AND "
           "(SELECT count(*) FROM slice WHERE volume = volume.id) <> size_slices "
           "AND geometry_flags NOT LIKE '%missing_slices%' " // their places are kept
           "AND study_uid NOT IN (SELECT study_uid FROM stale_study)",
           [](const std::string& volume) {
               return "Case " + volume +
                      " does not have as many slices as it says. Import it again.";
           });
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(m_folder / "thumbnails", error)) {
        if (entry.is_directory(error)) { // pictures of phases, which are made anew when missing
            continue;
        }
        const std::string stem = entry.path().stem().string();
        std::int64_t id = 0;
        std::from_chars(stem.data(), stem.data() + stem.size(), id);
        if (!query("SELECT 1 FROM cases WHERE id = ?", id).next()) {
            problems.push_back("Thumbnail " + entry.path().string() +
                               " belongs to no case. \"bolusctl case thumbnails\" removes it.");
        }
    }
}

void SqliteLibrary::verifyVectors(std::vector<std::string>& problems) {
    std::map<std::string, std::size_t> lengths; // by model: that of its first vector
    std::set<std::string> models;
    {
        auto rows = query("SELECT id, hash, file FROM model ORDER BY id");
        while (rows.next()) {
            models.insert(rows.text(1));
            std::error_code error;
            const fs::path file = m_folder / rows.text(2); // an absolute path stays as it is
            if (!fs::exists(file, error)) {
                problems.push_back("Model " + rows.text(0) + "'s file " + file.string() +
                                   " is gone.");
            }
        }
    }
    std::map<std::string, std::int64_t> unknown;
    auto rows = query("SELECT model_hash, case_id, data FROM vector ORDER BY model_hash, case_id");
    while (rows.next()) {
        const std::string hash = rows.text(0), id = std::to_string(rows.integer(1));
        const std::string_view data = rows.blob(2);
        unknown[hash] += models.contains(hash) ? 0 : 1;
        const std::size_t expected = lengths.try_emplace(hash, data.size()).first->second;
        if (data.size() % sizeof(float) != 0 || data.size() != expected) {
            problems.push_back("Case " + id +
                               "'s vector has another length than its model's others.");
        } else if (const std::string fault = vectorFault(data); !fault.empty()) {
            problems.push_back("Case " + id + "'s vector " + fault + ".");
        }
    }
    for (const auto& [hash, count] : unknown) {
        if (count > 0) {
            problems.push_back(counted(count, "vector") +
                               " of a model that is not in the library (" + hash.substr(0, 12) +
                               ").");
        }
    }
}

} // namespace bolus
