// What an import writes: files, instances and the levels above them.
#include <set>
#include <tuple>
#include <utility>

#include "library/store/SqliteLibrary.h"
#include "library/store/StoredPlace.h"

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
void bindSeries(Query& query, std::int64_t study, const InstanceHeader& h) {
    query.bind(study, h.seriesUid, h.frameOfReferenceUid, h.sopClassUid, h.transferSyntaxUid,
               h.seriesDate, h.seriesTime, h.acquisitionDate, h.modality, h.bodyPart,
               h.seriesDescription, h.protocolName, h.manufacturer, h.model, h.kernel, h.imageType,
               h.contrastAgent, h.contrastStart, h.rescaleType, h.seriesNumber, h.acquisitionNumber,
               h.echoNumber, h.rows, h.columns, h.samplesPerPixel, h.hasPixels, h.orientation,
               h.pixelSpacing, h.sliceThickness, h.gantryTilt, h.photometric, h.bValue, h.kvp);
}

/// Whatever decides on the rows of patient, study and series.
auto levelsOf(const InstanceHeader& h) {
    return std::tie(h.seriesUid, h.frameOfReferenceUid, h.sopClassUid, h.transferSyntaxUid,
                    h.seriesDate, h.seriesTime, h.acquisitionDate, h.modality, h.bodyPart,
                    h.seriesDescription, h.protocolName, h.manufacturer, h.model, h.kernel,
                    h.imageType, h.contrastAgent, h.contrastStart, h.rescaleType, h.seriesNumber,
                    h.acquisitionNumber, h.echoNumber, h.rows, h.columns, h.samplesPerPixel,
                    h.hasPixels, h.orientation, h.pixelSpacing, h.sliceThickness, h.gantryTilt,
                    h.photometric, h.bValue, h.kvp, h.studyUid, h.studyDate, h.studyTime,
                    h.accessionNumber, h.studyDescription, h.patientAge, h.patientId, h.patientName,
                    h.patientSex, h.patientBirthDate);
}

} // namespace

/// What the files of one transaction share: most lie in one folder and are of one series.
struct SqliteLibrary::AddBatch {
    AddOutcome outcome{};
    bool anyQuarantined = false;
    std::string folder{};
    std::int64_t folderId = 0;
    const InstanceHeader* like = nullptr; // whose series row is `series`
    std::int64_t series = 0;
    std::set<std::string> stale{}; // studies that were marked
};

Result<AddOutcome> SqliteLibrary::addInstances(std::span<const InstanceHeader> batch) {
    return m_database->write([&]() -> Result<AddOutcome> {
        AddBatch adding;
        adding.anyQuarantined = anyQuarantined();
        for (const InstanceHeader& header : batch) {
            if (header.sopInstanceUid.empty() || header.seriesUid.empty() ||
                header.studyUid.empty()) {
                return fail(ErrorCode::BadInput,
                            "This file lacks its study, series or instance UID and cannot be kept.",
                            header.path.string());
            }
            addInstance(header, adding);
        }
        return adding.outcome;
    });
}

void SqliteLibrary::addInstance(const InstanceHeader& header, AddBatch& adding) {
    const auto [file, isNewFile] = fileRow(header, adding);
    if (!isNewFile && releaseFile(file, header.sopInstanceUid)) {
        adding.like = nullptr; // rows of its levels may be gone
    }
    std::int64_t instance = 0, oldFile = 0;
    {
        auto known =
            query("SELECT id, file FROM instance WHERE sop_uid = ?", header.sopInstanceUid);
        if (known.next()) {
            instance = known.integer(0);
            oldFile = known.integer(1);
        }
    }
    if (instance && oldFile != file && isThere(oldFile)) {
        addRepeated(instance, file, header, adding);
        return;
    }
    ++(instance ? adding.outcome.duplicates : adding.outcome.imported);
    if (!adding.like || levelsOf(*adding.like) != levelsOf(header)) {
        adding.series = seriesRow(header);
        adding.like = &header;
    }
    if (instance) {
        updateInstance(instance, adding.series, file, header);
        adding.like = nullptr;
    } else {
        insertInstance(adding.series, file, header);
    }
    if (adding.stale.insert(header.studyUid).second) {
        query("INSERT OR REPLACE INTO stale_study VALUES(?, random())", header.studyUid).run();
    }
}

/// A second file of an instance. By PS3.5, section 9, a UID names one image only; where this is
/// another one, neither may stand for the other, and the file is set aside.
void SqliteLibrary::addRepeated(std::int64_t instance, std::int64_t file,
                                const InstanceHeader& header, AddBatch& adding) {
    std::string other;
    {
        auto known = query(
            "SELECT p.patient_id = ?2 AND t.study_uid = ?3 AND s.series_uid = ?4 AND "
            "s.image_rows = ?5 AND s.image_columns = ?6 AND i.frames = ?7 AND i.position IS ?8, "
            "d.path || '/' || f.name FROM instance i JOIN series s ON s.id = i.series "
            "JOIN study t ON t.id = s.study JOIN patient p ON p.id = t.patient "
            "JOIN file f ON f.id = i.file JOIN folder d ON d.id = f.folder WHERE i.id = ?1",
            instance, header.patientId, header.studyUid, header.seriesUid, header.rows,
            header.columns, header.frames, header.position);
        known.next();
        other = known.integer(0) != 0 ? std::string() : known.text(1);
    }
    if (other.empty()) {
        ++adding.outcome.duplicates;
        query("UPDATE file SET duplicate_of = ? WHERE id = ?", instance, file).run();
        return;
    }
    query("DELETE FROM file WHERE id = ?", file).run();
    adding.folder.clear();
    query("INSERT OR REPLACE INTO quarantine(path, size, modified_ns, changed_ns, inode, code, "
          "reason) VALUES(?,?,?,?,?,?,?)",
          storedPlace(header.path).path(), static_cast<std::int64_t>(header.fileSize),
          header.modifiedNs, header.changedNs, static_cast<std::int64_t>(header.inode),
          errorCodeName(ErrorCode::Conflict),
          "Its SOP Instance UID is that of another image, " + other +
              ": patient, study, series, size or position differ. A UID may name one image only; "
              "have this file written anew with UIDs of its own.")
        .run();
    adding.anyQuarantined = true;
}

bool SqliteLibrary::isThere(std::int64_t file) {
    auto where = query("SELECT f.path, file.name FROM file JOIN folder f ON f.id = file.folder "
                       "WHERE file.id = ?",
                       file);
    where.next();
    return fileStamp(fs::path(where.text(0)) / where.text(1)).has_value();
}

void SqliteLibrary::insertInstance(std::int64_t series, std::int64_t file,
                                   const InstanceHeader& header) {
    query("INSERT INTO instance(sop_uid, series, file, frames, instance_number, "
          "temporal_position, trigger_time, acquisition_time, content_time, "
          "acquisition_date_time, position) VALUES(?,?,?,?,?,?,?,?,?,?,?)",
          header.sopInstanceUid, series, file, header.frames, header.instanceNumber,
          header.temporalPosition, header.triggerTime, header.acquisitionTime, header.contentTime,
          header.acquisitionDateTime, header.position)
        .run();
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

std::int64_t SqliteLibrary::folderRow(const std::string& folder, AddBatch& adding) {
    if (adding.folderId == 0 || adding.folder != folder) {
        query("INSERT OR IGNORE INTO folder(path) VALUES(?)", folder).run();
        auto row = query("SELECT id FROM folder WHERE path = ?", folder);
        row.next();
        adding.folder = folder;
        adding.folderId = row.integer(0);
    }
    return adding.folderId;
}

/// The row of the header's file, as it is now, and whether it was not there before; it leaves the
/// quarantine.
std::pair<std::int64_t, bool> SqliteLibrary::fileRow(const InstanceHeader& header,
                                                     AddBatch& adding) {
    const StoredPlace where = storedPlace(header.path);
    if (adding.anyQuarantined) {
        query("DELETE FROM quarantine WHERE path = ?", where.path()).run();
    }
    const std::int64_t folder = folderRow(where.folder, adding);
    const auto size = static_cast<std::int64_t>(header.fileSize);
    const auto inode = static_cast<std::int64_t>(header.inode);
    std::int64_t known = 0;
    {
        auto row = query("SELECT id FROM file WHERE folder = ? AND name = ?", folder, where.name);
        known = row.next() ? row.integer(0) : 0;
    }
    if (known == 0) {
        query("INSERT INTO file(folder, name, size, modified_ns, changed_ns, inode) "
              "VALUES(?,?,?,?,?,?)",
              folder, where.name, size, header.modifiedNs, header.changedNs, inode)
            .run();
        return {m_database->connection().getLastInsertRowid(), true};
    }
    query("UPDATE file SET decoded = decoded AND size = ?1 AND modified_ns = ?2 AND "
          "(changed_ns = 0 OR changed_ns = ?3) AND (inode = 0 OR inode = ?4), "
          "size = ?1, modified_ns = ?2, changed_ns = ?3, inode = ?4 WHERE id = ?5",
          size, header.modifiedNs, header.changedNs, inode, known)
        .run();
    return {known, false};
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

} // namespace bolus
