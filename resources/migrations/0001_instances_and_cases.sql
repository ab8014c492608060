-- DICOM instances, kept in four levels so that an instance row holds only what differs from file to
-- file. A level's row is one distinct combination of its attributes: where two files of one study
-- disagree (a patient's name, say), both versions are kept, and nothing is overwritten.
-- Vectors of doubles are BLOBs of little-endian binary64.
CREATE TABLE patient(
    id INTEGER PRIMARY KEY,
    patient_id TEXT NOT NULL,
    name TEXT NOT NULL,
    sex TEXT NOT NULL,
    birth_date TEXT NOT NULL
);
CREATE INDEX patient_by_id ON patient(patient_id);

CREATE TABLE study(
    id INTEGER PRIMARY KEY,
    patient INTEGER NOT NULL REFERENCES patient(id),
    study_uid TEXT NOT NULL,
    study_date TEXT NOT NULL,
    study_time TEXT NOT NULL,
    accession_number TEXT NOT NULL,
    description TEXT NOT NULL,
    age TEXT NOT NULL
);
CREATE INDEX study_by_uid ON study(study_uid);
CREATE INDEX study_by_patient ON study(patient);
CREATE INDEX study_by_accession ON study(accession_number) WHERE accession_number <> '';

CREATE TABLE series(
    id INTEGER PRIMARY KEY,
    study INTEGER NOT NULL REFERENCES study(id),
    series_uid TEXT NOT NULL,
    frame_of_reference_uid TEXT NOT NULL,
    sop_class_uid TEXT NOT NULL,
    transfer_syntax_uid TEXT NOT NULL,
    series_date TEXT NOT NULL,
    series_time TEXT NOT NULL,
    acquisition_date TEXT NOT NULL,
    modality TEXT NOT NULL,
    body_part TEXT NOT NULL,
    description TEXT NOT NULL,
    protocol_name TEXT NOT NULL,
    manufacturer TEXT NOT NULL,
    model TEXT NOT NULL,
    kernel TEXT NOT NULL,
    image_type TEXT NOT NULL,
    contrast_agent TEXT NOT NULL,
    contrast_start TEXT NOT NULL,
    rescale_type TEXT NOT NULL,
    series_number INTEGER,
    acquisition_number INTEGER,
    echo_number INTEGER,
    image_rows INTEGER NOT NULL,
    image_columns INTEGER NOT NULL,
    samples_per_pixel INTEGER NOT NULL,
    has_pixels INTEGER NOT NULL,
    orientation BLOB,
    pixel_spacing BLOB,
    slice_thickness REAL,
    gantry_tilt REAL
);
CREATE INDEX series_by_uid ON series(series_uid);
CREATE INDEX series_by_study ON series(study);

CREATE TABLE folder(
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE
);

-- Every DICOM file that was read. One that repeats an instance the library has already says which.
CREATE TABLE file(
    id INTEGER PRIMARY KEY,
    folder INTEGER NOT NULL REFERENCES folder(id),
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    duplicate_of INTEGER REFERENCES instance(id) ON DELETE SET NULL,
    UNIQUE(folder, name)
);
CREATE INDEX file_by_original ON file(duplicate_of) WHERE duplicate_of IS NOT NULL;

CREATE TABLE instance(
    id INTEGER PRIMARY KEY,
    sop_uid TEXT NOT NULL UNIQUE,
    series INTEGER NOT NULL REFERENCES series(id),
    file INTEGER NOT NULL UNIQUE REFERENCES file(id),
    frames INTEGER NOT NULL,
    instance_number INTEGER,
    temporal_position INTEGER,
    trigger_time REAL,
    acquisition_time TEXT NOT NULL,
    content_time TEXT NOT NULL,
    position BLOB
);
CREATE INDEX instance_by_series ON instance(series);

CREATE TABLE quarantine(
    path TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    code TEXT NOT NULL,
    reason TEXT NOT NULL,
    added TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) WITHOUT ROWID;

-- Written in the same transaction as the instances, cleared in the one that writes their cases.
-- Each change gives a new token, so that what came after the cases' instances were read stays stale.
CREATE TABLE stale_study(
    study_uid TEXT PRIMARY KEY,
    token INTEGER NOT NULL
) WITHOUT ROWID;

-- Ids are never used twice: thumbnails, receipts and the user's notes name cases by them.
CREATE TABLE cases(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    patient_id TEXT NOT NULL,
    patient_name TEXT NOT NULL,
    patient_sex TEXT NOT NULL,
    patient_age TEXT NOT NULL,
    study_date TEXT NOT NULL,
    accession_number TEXT NOT NULL,
    modality TEXT NOT NULL,
    body_part TEXT NOT NULL,
    description TEXT NOT NULL,
    issues TEXT NOT NULL,            -- one a line
    search_text TEXT NOT NULL,       -- case-folded attributes that a filter's free words look in
    signature INTEGER NOT NULL       -- of the phase series: a vector made from another one is old
);
CREATE INDEX cases_in_order ON cases(patient_id, study_date, id);

CREATE TABLE volume(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,        -- as the case was built: by time among equal phases
    study_uid TEXT NOT NULL,
    series_uid TEXT NOT NULL,
    part INTEGER NOT NULL,
    part_reason TEXT NOT NULL,
    frame_of_reference_uid TEXT NOT NULL,
    series_description TEXT NOT NULL,
    protocol_name TEXT NOT NULL,
    image_type TEXT NOT NULL,
    kernel TEXT NOT NULL,
    modality TEXT NOT NULL,
    body_part TEXT NOT NULL,
    acquisition_date TEXT NOT NULL,
    acquisition_time TEXT NOT NULL,
    content_time TEXT NOT NULL,
    series_time TEXT NOT NULL,
    contrast_agent TEXT NOT NULL,
    contrast_start TEXT NOT NULL,
    series_number INTEGER,
    acquisition_number INTEGER,
    temporal_position INTEGER,
    size_columns INTEGER NOT NULL,
    size_rows INTEGER NOT NULL,
    size_slices INTEGER NOT NULL,
    spacing BLOB NOT NULL,
    origin BLOB NOT NULL,
    direction BLOB NOT NULL,
    plane TEXT NOT NULL,
    issues TEXT NOT NULL,            -- one a line
    phase TEXT NOT NULL,
    phase_confidence REAL NOT NULL,
    phase_source TEXT NOT NULL,
    phase_reason TEXT NOT NULL,
    in_phase_series INTEGER NOT NULL
);
CREATE INDEX volume_by_case ON volume(case_id);
CREATE INDEX volume_by_study ON volume(study_uid);
CREATE INDEX volume_by_series ON volume(series_uid);

CREATE TABLE slice(
    volume INTEGER NOT NULL REFERENCES volume(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    instance INTEGER NOT NULL REFERENCES instance(id) ON DELETE CASCADE,
    frame INTEGER NOT NULL,
    position REAL NOT NULL,
    PRIMARY KEY(volume, ordinal)
) WITHOUT ROWID;
CREATE INDEX slice_by_instance ON slice(instance);

-- What a person decided; kept when the cases around it are built again.
CREATE TABLE user_phase(
    series_uid TEXT NOT NULL,
    part INTEGER NOT NULL,
    phase TEXT NOT NULL,
    PRIMARY KEY(series_uid, part)
) WITHOUT ROWID;

-- A merge or a split: this series belongs to that case.
CREATE TABLE user_case(
    series_uid TEXT PRIMARY KEY,
    case_id INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX user_case_by_case ON user_case(case_id);
