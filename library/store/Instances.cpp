// Files and instances: what an import asks before it writes (AddInstances), and what it reads back.
#include <array>
#include <utility>

#include "library/store/SqliteLibrary.h"
#include "library/store/StoredPlace.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

constexpr const char* selectInstances =
    "SELECT s.id, file.folder, file.name, file.size, file.modified_ns, file.changed_ns, "
    "file.inode, i.sop_uid, i.frames, i.instance_number, i.temporal_position, i.trigger_time, "
    "i.acquisition_time, i.content_time, i.acquisition_date_time, i.position "
    "FROM study t JOIN series s ON s.study = t.id JOIN instance i ON i.series = s.id "
    "JOIN file ON file.id = i.file WHERE t.study_uid = ? "
    "ORDER BY s.series_number, s.series_uid, i.instance_number, i.sop_uid";
/// What all instances of a series row have in common.
constexpr const char* selectLevels =
    "SELECT s.id, s.series_uid, s.frame_of_reference_uid, s.sop_class_uid, s.transfer_syntax_uid, "
    "s.series_date, s.series_time, s.acquisition_date, s.modality, s.body_part, s.description, "
    "s.protocol_name, s.manufacturer, s.model, s.kernel, s.image_type, s.contrast_agent, "
    "s.contrast_start, s.rescale_type, s.series_number, s.acquisition_number, s.echo_number, "
    "s.image_rows, s.image_columns, s.samples_per_pixel, s.has_pixels, s.orientation, "
    "s.pixel_spacing, s.slice_thickness, s.gantry_tilt, s.photometric, s.b_value, s.kvp, "
    "t.study_uid, t.study_date, t.study_time, t.accession_number, t.description, t.age, "
    "p.patient_id, p.name, p.sex, p.birth_date "
    "FROM study t JOIN patient p ON p.id = t.patient JOIN series s ON s.study = t.id "
    "WHERE t.study_uid = ?";

std::pair<std::int64_t, InstanceHeader> levelsFrom(const Query& query) {
    std::int64_t id = 0;
    InstanceHeader h;
    Row row(query);
    row >> id >> h.seriesUid >> h.frameOfReferenceUid >> h.sopClassUid >> h.transferSyntaxUid >>
        h.seriesDate >> h.seriesTime >> h.acquisitionDate >> h.modality >> h.bodyPart >>
        h.seriesDescription >> h.protocolName >> h.manufacturer >> h.model >> h.kernel >>
        h.imageType >> h.contrastAgent >> h.contrastStart >> h.rescaleType >> h.seriesNumber >>
        h.acquisitionNumber >> h.echoNumber >> h.rows >> h.columns >> h.samplesPerPixel >>
        h.hasPixels >> h.orientation >> h.pixelSpacing >> h.sliceThickness >> h.gantryTilt >>
        h.photometric >> h.bValue >> h.kvp >> h.studyUid >> h.studyDate >> h.studyTime >>
        h.accessionNumber >> h.studyDescription >> h.patientAge >> h.patientId >> h.patientName >>
        h.patientSex >> h.patientBirthDate;
    return {id, std::move(h)};
}

} // namespace

Result<FileState> SqliteLibrary::fileState(const fs::path& path, std::uintmax_t size,
                                           std::int64_t modifiedNs) {
    const std::array files{FileStamp{path, size, modifiedNs}};
    auto states = fileStates(files);
    return states ? Result<FileState>(states->front()) : std::unexpected(states.error());
}

/// What many files of one folder need to be asked once.
struct SqliteLibrary::FileLookup {
    bool anyQuarantined = false;
    std::string folder;
    std::int64_t folderId = 0; // 0: the library knows no file in it
};

Result<std::vector<FileState>> SqliteLibrary::fileStates(std::span<const FileStamp> files) {
    return m_database->read([&]() -> Result<std::vector<FileState>> {
        FileLookup lookup{anyQuarantined(), {}};
        std::vector<FileState> states;
        states.reserve(files.size());
        for (const FileStamp& file : files) {
            states.push_back(stateOf(file, lookup));
        }
        return states;
    });
}

bool SqliteLibrary::anyQuarantined() {
    return query("SELECT 1 FROM quarantine LIMIT 1").next();
}

FileState SqliteLibrary::stateOf(const FileStamp& file, FileLookup& lookup) {
    const StoredPlace where = storedPlace(file.path);
    const auto isSame = [&](const Query& row) {
        return isSameVersion(file, {file.path, static_cast<std::uintmax_t>(row.integer(0)),
                                    row.integer(1), row.integer(2),
                                    static_cast<std::uint64_t>(row.integer(3))});
    };
    if (lookup.anyQuarantined) {
        auto refused = query(
            "SELECT size, modified_ns, changed_ns, inode, code FROM quarantine WHERE path = ?",
            where.path());
        if (refused.next()) {
            // Rights, a lost network drive, a full disk: mended without a trace on the file.
            const bool mayPass = refused.text(4) == errorCodeName(ErrorCode::Io);
            return isSame(refused) && !mayPass ? FileState::Quarantined : FileState::Changed;
        }
    }
    if (lookup.folder != where.folder) {
        auto folder = query("SELECT id FROM folder WHERE path = ?", where.folder);
        lookup = {lookup.anyQuarantined, where.folder, folder.next() ? folder.integer(0) : 0};
    }
    if (lookup.folderId == 0) {
        return FileState::New;
    }
    auto known = query("SELECT size, modified_ns, changed_ns, inode FROM file "
                       "WHERE folder = ? AND name = ?",
                       lookup.folderId, where.name);
    if (!known.next()) {
        return FileState::New;
    }
    return isSame(known) ? FileState::Unchanged : FileState::Changed;
}

Result<void> SqliteLibrary::markDecoded(std::span<const FileStamp> files) {
    return m_database->write([&]() -> Result<void> {
        for (const FileStamp& file : files) {
            const StoredPlace where = storedPlace(file.path);
            query("UPDATE file SET decoded = 1, changed_ns = ?, inode = ? WHERE name = ? AND "
                  "folder = (SELECT id FROM folder WHERE path = ?) AND size = ? AND "
                  "modified_ns = ?",
                  file.changedNs, static_cast<std::int64_t>(file.inode), where.name, where.folder,
                  static_cast<std::int64_t>(file.size), file.modifiedNs)
                .run();
        }
        return {};
    });
}

Result<void> SqliteLibrary::quarantine(std::span<const QuarantinedFile> files) {
    if (files.empty()) {
        return {};
    }
    return m_database->write([&]() -> Result<void> {
        for (const QuarantinedFile& file : files) {
            const std::string where = storedPlace(file.path).path();
            const bool known = file.size != 0 || file.modifiedNs != 0;
            const auto stamp =
                known ? FileStamp{where, file.size, file.modifiedNs, file.changedNs, file.inode}
                      : fileStamp(where).value_or(FileStamp{where});
            query("INSERT OR REPLACE INTO quarantine(path, size, modified_ns, changed_ns, inode, "
                  "code, reason) VALUES(?,?,?,?,?,?,?)",
                  where, static_cast<std::int64_t>(stamp.size), stamp.modifiedNs, stamp.changedNs,
                  static_cast<std::int64_t>(stamp.inode), file.code, file.reason)
                .run();
        }
        return {};
    });
}

Result<std::vector<QuarantinedFile>> SqliteLibrary::quarantined() {
    return m_database->guarded([&]() -> Result<std::vector<QuarantinedFile>> {
        std::vector<QuarantinedFile> files;
        auto rows = query("SELECT path, code, reason FROM quarantine ORDER BY path");
        while (rows.next()) {
            files.push_back({rows.text(0), rows.text(1), rows.text(2)});
        }
        return files;
    });
}

std::map<std::int64_t, InstanceHeader> SqliteLibrary::seriesOfStudy(const std::string& studyUid) {
    std::map<std::int64_t, InstanceHeader> series;
    auto rows = query(selectLevels, studyUid);
    while (rows.next()) {
        series.insert(levelsFrom(rows));
    }
    return series;
}

Result<std::vector<InstanceHeader>> SqliteLibrary::instancesOfStudy(const std::string& studyUid) {
    return m_database->read([&]() -> Result<std::vector<InstanceHeader>> {
        std::vector<InstanceHeader> headers;
        auto stale = query("SELECT token FROM stale_study WHERE study_uid = ?", studyUid);
        m_tokensRead[studyUid] = stale.next() ? stale.integer(0) : 0;
        const auto series = seriesOfStudy(studyUid);
        std::map<std::int64_t, fs::path> folders;
        auto rows = query(selectInstances, studyUid);
        while (rows.next()) {
            std::int64_t level = 0, folder = 0;
            std::string name;
            Row row(rows);
            row >> level >> folder >> name;
            InstanceHeader& h = headers.emplace_back(series.at(level));
            row >> h.fileSize >> h.modifiedNs >> h.changedNs >> h.inode >> h.sopInstanceUid >>
                h.frames >> h.instanceNumber >> h.temporalPosition >> h.triggerTime >>
                h.acquisitionTime >> h.contentTime >> h.acquisitionDateTime >> h.position;
            auto known = folders.find(folder);
            if (known == folders.end()) {
                auto path = query("SELECT path FROM folder WHERE id = ?", folder);
                path.next();
                known = folders.emplace(folder, path.text(0)).first;
            }
            h.path = known->second / name;
        }
        return headers;
    });
}

Result<StudyOutline> SqliteLibrary::outlineOfStudy(const std::string& studyUid) {
    return m_database->read([&]() -> Result<StudyOutline> {
        StudyOutline outline;
        for (auto& [id, levels] : seriesOfStudy(studyUid)) {
            auto rows = query("SELECT acquisition_time, count(*) FROM instance WHERE series = ? "
                              "GROUP BY acquisition_time",
                              id);
            while (rows.next()) {
                InstanceHeader& header = outline.headers.emplace_back(levels);
                header.acquisitionTime = rows.text(0);
                outline.instances += static_cast<std::size_t>(rows.integer(1));
            }
        }
        return outline;
    });
}

} // namespace bolus
