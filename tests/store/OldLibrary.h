// A library as an earlier Bolus left it.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include <SQLiteCpp/SQLiteCpp.h>

namespace bolus::test {

inline std::string readAll(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// A library as version 3 left it, with an exam of two phases, a vector and a report.
inline void makeVersion3(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    SQLite::Database db(folder / "library.sqlite", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    db.exec("PRAGMA application_id = 0x426F6C75; PRAGMA user_version = 3; CREATE TABLE "
            "migration(version INTEGER PRIMARY KEY, description TEXT NOT NULL, "
            "applied TEXT NOT NULL DEFAULT '')");
    for (const char* name :
         {"0001_instances_and_cases", "0002_reports", "0003_models_and_vectors"}) {
        db.exec(readAll(std::string(BOLUS_SOURCE_DIR "/resources/migrations/") + name + ".sql"));
    }
    db.exec(R"sql(
        INSERT INTO patient VALUES(1, 'P3', 'Old^Case', 'F', '19600101');
        INSERT INTO study VALUES(1, 1, '3.1', '20190203', '', 'A3', 'CT', '059Y');
        INSERT INTO series(id, study, series_uid, frame_of_reference_uid, sop_class_uid,
            transfer_syntax_uid, series_date, series_time, acquisition_date, modality, body_part,
            description, protocol_name, manufacturer, model, kernel, image_type, contrast_agent,
            contrast_start, rescale_type, image_rows, image_columns, samples_per_pixel, has_pixels)
            VALUES(1, 1, '3.1.1', '', '1.2.840.10008.5.1.4.1.1.2', '', '', '', '', 'CT', '', 'art',
            '', 'SIEMENS', '', '', '', '', '', '', 512, 512, 1, 1);
        INSERT INTO folder VALUES(1, '/old');
        INSERT INTO file VALUES(1, 1, 'IM1', 1000, 77, NULL);
        INSERT INTO instance VALUES(1, '3.1.1.1', 1, 1, 1, NULL, NULL, NULL, '', '', NULL);
        INSERT INTO cases VALUES(5, 'P3', 'Old^Case', 'F', '059Y', '20190203', 'A3', 'CT', 'ABDOMEN',
            'old exam', '', 'p3', 42);
        INSERT INTO volume(id, case_id, ordinal, study_uid, series_uid, part, part_reason,
            frame_of_reference_uid, series_description, protocol_name, image_type, kernel, modality,
            body_part, acquisition_date, acquisition_time, content_time, series_time,
            contrast_agent, contrast_start, size_columns, size_rows, size_slices, spacing, origin,
            direction, plane, issues, phase, phase_confidence, phase_source, phase_reason,
            in_phase_series) VALUES(9, 5, 0, '3.1', '3.1.1', 0, '', '', 'art', '', '', '', 'CT', '',
            '', '', '', '', '', '', 512, 512, 1, x'', x'', x'', 'axial', '', 'arterial', 0.9, 'tags',
            'named', 1);
        INSERT INTO slice VALUES(9, 0, 1, 0, 1.5);
        INSERT INTO vector(model_hash, case_id, signature, phases, data)
            VALUES('hash', 5, 42, 'arterial', x'0000803f');
        INSERT INTO report VALUES(1, '3.1', '', 'text', 'Cyst.');
        INSERT INTO report_study VALUES(1, '3.1');
        INSERT INTO sentence VALUES(1, 1, 0, 'other', 'present', 'Cyst.');
        INSERT INTO user_phase VALUES('3.1.1', 0, 'arterial'))sql");
}

} // namespace bolus::test
