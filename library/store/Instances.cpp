// Files, instances and the levels above them: what an import writes.
#include <sys/stat.h>

#include "library/store/SqliteLibrary.h"

namespace bolus {

namespace fs = std::filesystem;

namespace {

constexpr const char* insertSeries =
    "INSERT INTO series(study, series_uid, frame_of_reference_uid, sop_class_uid, "
    "transfer_syntax_uid, series_date, series_time, acquisition_date, modality, body_part, "
    "description, protocol_name, manufacturer, model, kernel, image_type, contrast_agent, "
    "contrast_start, rescale_type, series_number, acquisition_number, echo_number, image_rows, "
    "image_columns, samples_per_pixel, has_pixels, orientation, pixel_spacing, slice_thickness, "
    "gantry_tilt, photometric, b_value, kvp) "
    "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";
constexpr const char* findSeries =
    "SELECT id FROM series WHERE study = ? AND series_uid = ? AND frame_of_reference_uid = ? AND "
    "sop_class_uid = ? AND transfer_syntax_uid = ? AND series_date = ? AND series_time = ? AND "
    "acquisition_date = ? AND modality = ? AND body_part = ? AND description = ? AND "
    "protocol_name = ? AND manufacturer = ? AND model = ? AND kernel = ? AND image_type = ? AND "
    "contrast_agent = ? AND contrast_start = ? AND rescale_type = ? AND series_number IS ? AND "
    "acquisition_number IS ? AND echo_number IS ? AND image_rows = ? AND image_columns = ? AND "
    "samples_per_pixel = ? AND has_pixels = ? AND orientation IS ? AND pixel_spacing IS ? AND "
    "slice_thickness IS ? AND gantry_tilt IS ? AND photometric = ? AND b_value IS ? AND kvp IS ?";
constexpr const char* selectInstances =
    "SELECT f.path, file.name, file.size, file.modified_ns, i.sop_uid, i.frames, "
    "i.instance_number, "
    "i.temporal_position, i.trigger_time, i.acquisition_time, i.content_time, "
    "i.acquisition_date_time, i.position, s.series_uid, s.frame_of_reference_uid, s.sop_class_uid, "
    "s.transfer_syntax_uid, "
    "s.series_date, s.series_time, s.acquisition_date, s.modality, s.body_part, s.description, "
    "s.protocol_name, s.manufacturer, s.model, s.kernel, s.image_type, s.contrast_agent, "
    "s.contrast_start, s.rescale_type, s.series_number, s.acquisition_number, s.echo_number, "
    "s.image_rows, s.image_columns, s.samples_per_pixel, s.has_pixels, s.orientation, "
    "s.pixel_spacing, s.slice_thickness, s.gantry_tilt, s.photometric, s.b_value, s.kvp, "
    "t.study_uid, t.study_date, t.study_time, "
    "t.accession_number, t.description, t.age, p.patient_id, p.name, p.sex, p.birth_date "
    "FROM study t JOIN patient p ON p.id = t.patient JOIN series s ON s.study = t.id "
    "JOIN instance i ON i.series = s.id JOIN file ON file.id = i.file "
    "JOIN folder f ON f.id = file.folder WHERE t.study_uid = ? "
    "ORDER BY s.series_number, s.series_uid, i.instance_number, i.sop_uid";

void bindSeries(Query& query, std::int64_t study, const InstanceHeader& h) {
    query.bind(study, h.seriesUid, h.frameOfReferenceUid, h.sopClassUid, h.transferSyntaxUid,
               h.seriesDate, h.seriesTime, h.acquisitionDate, h.modality, h.bodyPart,
               h.seriesDescription, h.protocolName, h.manufacturer, h.model, h.kernel, h.imageType,
               h.contrastAgent, h.contrastStart, h.rescaleType, h.seriesNumber, h.acquisitionNumber,
               h.echoNumber, h.rows, h.columns, h.samplesPerPixel, h.hasPixels, h.orientation,
               h.pixelSpacing, h.sliceThickness, h.gantryTilt, h.photometric, h.bValue, h.kvp);
}

InstanceHeader headerFrom(const Query& query) {
    InstanceHeader h;
    std::string folder, name;
    Row row(query);
    row >> folder >> name >> h.fileSize >> h.modifiedNs >> h.sopInstanceUid >> h.frames >>
        h.instanceNumber >> h.temporalPosition >> h.triggerTime >> h.acquisitionTime >>
        h.contentTime >> h.acquisitionDateTime >> h.position >> h.seriesUid >>
        h.frameOfReferenceUid >> h.sopClassUid >> h.transferSyntaxUid >> h.seriesDate >>
        h.seriesTime >> h.acquisitionDate >> h.modality >> h.bodyPart >> h.seriesDescription >>
        h.protocolName >> h.manufacturer >> h.model >> h.kernel >> h.imageType >> h.contrastAgent >>
        h.contrastStart >> h.rescaleType >> h.seriesNumber >> h.acquisitionNumber >> h.echoNumber >>
        h.rows >> h.columns >> h.samplesPerPixel >> h.hasPixels >> h.orientation >>
        h.pixelSpacing >> h.sliceThickness >> h.gantryTilt >> h.photometric >> h.bValue >> h.kvp >>
        h.studyUid >> h.studyDate >> h.studyTime >> h.accessionNumber >> h.studyDescription >>
        h.patientAge >> h.patientId >> h.patientName >> h.patientSex >> h.patientBirthDate;
    h.path = fs::path(folder) / name;
    return h;
}

struct FileOnDisk {
    std::int64_t size = -1, modifiedNs = 0; // size -1: not there
};

FileOnDisk stampOf(const fs::path& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        return {};
    }
    return {status.st_size,
            status.st_mtim.tv_sec * std::int64_t{1000000000} + status.st_mtim.tv_nsec};
}

fs::path stored(const fs::path& path) {
    return fs::absolute(path).lexically_normal();
}

} // namespace

Result<FileState> SqliteLibrary::fileState(const fs::path& path, std::uintmax_t size,
                                           std::int64_t modifiedNs) {
    return m_database->guarded([&]() -> Result<FileState> {
        return stateOf({path, size, modifiedNs});
    });
}

Result<std::vector<FileState>> SqliteLibrary::fileStates(std::span<const FileStamp> files) {
    return m_database->read([&]() -> Result<std::vector<FileState>> {
        std::vector<FileState> states;
        states.reserve(files.size());
        for (const FileStamp& file : files) {
            states.push_back(stateOf(file));
        }
        return states;
    });
}

FileState SqliteLibrary::stateOf(const FileStamp& file) {
    const fs::path where = stored(file.path);
    const auto isSame = [&](const Query& row) {
        return row.integer(0) == static_cast<std::int64_t>(file.size) &&
               row.integer(1) == file.modifiedNs;
    };
    auto refused =
        query("SELECT size, modified_ns, code FROM quarantine WHERE path = ?", where.string());
    if (refused.next()) {
        // Rights, a lost network drive, a full disk: mended without a trace on the file.
        const bool mayPass = refused.text(2) == errorCodeName(ErrorCode::Io);
        return isSame(refused) && !mayPass ? FileState::Quarantined : FileState::Changed;
    }
    auto known = query("SELECT size, modified_ns FROM file WHERE name = ? AND folder = "
                       "(SELECT id FROM folder WHERE path = ?)",
                       where.filename().string(), where.parent_path().string());
    if (!known.next()) {
        return FileState::New;
    }
    return isSame(known) ? FileState::Unchanged : FileState::Changed;
}

Result<void> SqliteLibrary::markDecoded(std::span<const FileStamp> files) {
    return m_database->write([&]() -> Result<void> {
        for (const FileStamp& file : files) {
            const fs::path where = stored(file.path);
            query("UPDATE file SET decoded = 1 WHERE name = ? AND folder = "
                  "(SELECT id FROM folder WHERE path = ?) AND size = ? AND modified_ns = ?",
                  where.filename().string(), where.parent_path().string(),
                  static_cast<std::int64_t>(file.size), file.modifiedNs)
                .run();
        }
        return {};
    });
}

Result<AddOutcome> SqliteLibrary::addInstances(std::span<const InstanceHeader> batch) {
    return m_database->write([&]() -> Result<AddOutcome> {
        AddOutcome outcome;
        for (const InstanceHeader& header : batch) {
            if (header.sopInstanceUid.empty() || header.seriesUid.empty() ||
                header.studyUid.empty()) {
                return fail(ErrorCode::BadInput,
                            "This file lacks its study, series or instance UID and cannot be kept.",
                            header.path.string());
            }
            addInstance(header, outcome);
        }
        return outcome;
    });
}

void SqliteLibrary::addInstance(const InstanceHeader& header, AddOutcome& outcome) {
    const std::int64_t file = fileRow(header);
    releaseFile(file, header.sopInstanceUid);
    std::int64_t instance = 0, oldFile = 0;
    {
        auto known =
            query("SELECT id, file FROM instance WHERE sop_uid = ?", header.sopInstanceUid);
        if (known.next()) {
            instance = known.integer(0);
            oldFile = known.integer(1);
        }
    }
    ++(instance ? outcome.duplicates : outcome.imported);
    if (instance && oldFile != file) {
        auto where = query("SELECT f.path, file.name FROM file JOIN folder f ON f.id = file.folder "
                           "WHERE file.id = ?",
                           oldFile);
        where.next();
        if (stampOf(fs::path(where.text(0)) / where.text(1)).size >= 0) {
            query("UPDATE file SET duplicate_of = ? WHERE id = ?", instance, file).run();
            return;
        }
    }
    const std::int64_t series = seriesRow(header);
    if (instance) {
        updateInstance(instance, series, file, header);
    } else {
        query("INSERT INTO instance(sop_uid, series, file, frames, instance_number, "
              "temporal_position, trigger_time, acquisition_time, content_time, "
              "acquisition_date_time, position) VALUES(?,?,?,?,?,?,?,?,?,?,?)",
              header.sopInstanceUid, series, file, header.frames, header.instanceNumber,
              header.temporalPosition, header.triggerTime, header.acquisitionTime,
              header.contentTime, header.acquisitionDateTime, header.position)
            .run();
    }
    query("INSERT OR REPLACE INTO stale_study VALUES(?, random())", header.studyUid).run();
}

void SqliteLibrary::updateInstance(std::int64_t instance, std::int64_t series, std::int64_t file,
                                   const InstanceHeader& header) {
    std::int64_t oldSeries = 0, oldFile = 0;
    {
        auto old = query("SELECT series, file FROM instance WHERE id = ?", instance);
        old.next();
        oldSeries = old.integer(0);
        oldFile = old.integer(1);
    }
    if (oldSeries != series) {
        markStale(oldSeries);
    }
    query("UPDATE file SET duplicate_of = NULL WHERE id = ?", file).run();
    query("UPDATE instance SET series = ?, file = ?, frames = ?, instance_number = ?, "
          "temporal_position = ?, trigger_time = ?, acquisition_time = ?, content_time = ?, "
          "acquisition_date_time = ?, position = ? WHERE id = ?",
          series, file, header.frames, header.instanceNumber, header.temporalPosition,
          header.triggerTime, header.acquisitionTime, header.contentTime,
          header.acquisitionDateTime, header.position, instance)
        .run();
    if (oldFile != file) {
        query("DELETE FROM file WHERE id = ?", oldFile).run();
    }
    if (oldSeries != series) {
        dropEmptyLevels(oldSeries);
    }
}

/// The row of the header's file, with its size and time as they are now; it leaves the quarantine.
std::int64_t SqliteLibrary::fileRow(const InstanceHeader& header) {
    const fs::path where = stored(header.path);
    query("DELETE FROM quarantine WHERE path = ?", where.string()).run();
    query("INSERT OR IGNORE INTO folder(path) VALUES(?)", where.parent_path().string()).run();
    auto file = query("INSERT INTO file(folder, name, size, modified_ns) "
                      "VALUES((SELECT id FROM folder WHERE path = ?), ?, ?, ?) "
                      "ON CONFLICT(folder, name) DO UPDATE SET decoded = decoded AND "
                      "size = excluded.size AND modified_ns = excluded.modified_ns, "
                      "size = excluded.size, modified_ns = excluded.modified_ns RETURNING id",
                      where.parent_path().string(), where.filename().string(),
                      static_cast<std::int64_t>(header.fileSize), header.modifiedNs);
    file.next();
    return file.integer(0);
}

/// Where this file held another instance until now, that one moves to a file that repeats it, or
/// goes.
void SqliteLibrary::releaseFile(std::int64_t file, const std::string& sopUid) {
    query("UPDATE file SET duplicate_of = NULL WHERE id = ? AND duplicate_of IS NOT NULL", file)
        .run();
    std::int64_t instance = 0, series = 0;
    {
        auto held =
            query("SELECT id, series FROM instance WHERE file = ? AND sop_uid <> ?", file, sopUid);
        if (!held.next()) {
            return;
        }
        instance = held.integer(0);
        series = held.integer(1);
    }
    markStale(series);
    std::int64_t copy = 0;
    {
        auto copies =
            query("SELECT id FROM file WHERE duplicate_of = ? ORDER BY id LIMIT 1", instance);
        copy = copies.next() ? copies.integer(0) : 0;
    }
    if (copy) {
        query("UPDATE file SET duplicate_of = NULL WHERE id = ?", copy).run();
        query("UPDATE instance SET file = ? WHERE id = ?", copy, instance).run();
    } else {
        query("DELETE FROM instance WHERE id = ?", instance).run();
        dropEmptyLevels(series);
    }
}

void SqliteLibrary::markStale(std::int64_t series) {
    query("INSERT OR REPLACE INTO stale_study SELECT t.study_uid, random() FROM series s "
          "JOIN study t ON t.id = s.study WHERE s.id = ?",
          series)
        .run();
}

/// The row of a series that nothing is in any more, and what is above it alone.
void SqliteLibrary::dropEmptyLevels(std::int64_t series) {
    std::int64_t study = 0, patient = 0;
    {
        auto above = query("SELECT t.id, t.patient FROM series s JOIN study t ON t.id = s.study "
                           "WHERE s.id = ?",
                           series);
        if (!above.next()) {
            return;
        }
        study = above.integer(0);
        patient = above.integer(1);
    }
    query("DELETE FROM series WHERE id = ?1 AND NOT EXISTS "
          "(SELECT 1 FROM instance WHERE series = ?1)",
          series)
        .run();
    query("DELETE FROM study WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM series WHERE study = ?1)",
          study)
        .run();
    query("DELETE FROM patient WHERE id = ?1 AND NOT EXISTS "
          "(SELECT 1 FROM study WHERE patient = ?1)",
          patient)
        .run();
}

std::int64_t SqliteLibrary::seriesRow(const InstanceHeader& h) {
    const auto intern = [](Query find, auto insert) {
        return find.next() ? find.integer(0) : insert();
    };
    const auto lastId = [&] { return m_database->connection().getLastInsertRowid(); };
    const std::int64_t patient =
        intern(query("SELECT id FROM patient WHERE patient_id = ? AND name = ? AND sex = ? AND "
                     "birth_date = ?",
                     h.patientId, h.patientName, h.patientSex, h.patientBirthDate),
               [&] {
                   query("INSERT INTO patient(patient_id, name, sex, birth_date) VALUES(?,?,?,?)",
                         h.patientId, h.patientName, h.patientSex, h.patientBirthDate)
                       .run();
                   return lastId();
               });
    const std::int64_t study = intern(
        query("SELECT id FROM study WHERE patient = ? AND study_uid = ? AND study_date = ? AND "
              "study_time = ? AND accession_number = ? AND description = ? AND age = ?",
              patient, h.studyUid, h.studyDate, h.studyTime, h.accessionNumber, h.studyDescription,
              h.patientAge),
        [&] {
            query("INSERT INTO study(patient, study_uid, study_date, study_time, accession_number, "
                  "description, age) VALUES(?,?,?,?,?,?,?)",
                  patient, h.studyUid, h.studyDate, h.studyTime, h.accessionNumber,
                  h.studyDescription, h.patientAge)
                .run();
            return lastId();
        });
    Query find(m_database->statement(findSeries));
    bindSeries(find, study, h);
    if (find.next()) {
        return find.integer(0);
    }
    Query insert(m_database->statement(insertSeries));
    bindSeries(insert, study, h);
    insert.run();
    return lastId();
}

Result<void> SqliteLibrary::quarantine(std::span<const QuarantinedFile> files) {
    if (files.empty()) {
        return {};
    }
    return m_database->write([&]() -> Result<void> {
        for (const QuarantinedFile& file : files) {
            const fs::path where = stored(file.path);
            const bool known = file.size != 0 || file.modifiedNs != 0;
            const FileOnDisk stamp =
                known ? FileOnDisk{static_cast<std::int64_t>(file.size), file.modifiedNs}
                      : stampOf(where);
            query("INSERT OR REPLACE INTO quarantine(path, size, modified_ns, code, reason) "
                  "VALUES(?,?,?,?,?)",
                  where.string(), stamp.size, stamp.modifiedNs, file.code, file.reason)
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

Result<std::vector<InstanceHeader>> SqliteLibrary::instancesOfStudy(const std::string& studyUid) {
    return m_database->read([&]() -> Result<std::vector<InstanceHeader>> {
        std::vector<InstanceHeader> headers;
        auto stale = query("SELECT token FROM stale_study WHERE study_uid = ?", studyUid);
        m_tokensRead[studyUid] = stale.next() ? stale.integer(0) : 0;
        auto rows = query(selectInstances, studyUid);
        while (rows.next()) {
            headers.push_back(headerFrom(rows));
        }
        return headers;
    });
}

} // namespace bolus
