-- What is known of a file's pixels, of a volume's geometry and contrast, and of what people did to
-- cases. Headers read before this version lack the new attributes: their columns are empty, which
-- means "not given", until the file changes and is read again.
ALTER TABLE file ADD COLUMN decoded INTEGER NOT NULL DEFAULT 0; -- as the row's size and time say

ALTER TABLE series ADD COLUMN photometric TEXT NOT NULL DEFAULT '';
ALTER TABLE series ADD COLUMN b_value REAL;
ALTER TABLE series ADD COLUMN kvp REAL;
ALTER TABLE instance ADD COLUMN acquisition_date_time TEXT NOT NULL DEFAULT '';

ALTER TABLE volume ADD COLUMN split_cause TEXT NOT NULL DEFAULT 'none';
ALTER TABLE volume ADD COLUMN geometry_flags TEXT NOT NULL DEFAULT ''; -- tokens, one a line
ALTER TABLE volume ADD COLUMN tilt_degrees REAL NOT NULL DEFAULT 0;
ALTER TABLE volume ADD COLUMN photometric TEXT NOT NULL DEFAULT '';
ALTER TABLE volume ADD COLUMN b_value REAL;
ALTER TABLE volume ADD COLUMN kvp REAL;
ALTER TABLE volume ADD COLUMN slices INTEGER; -- hash of its slices and their files; NULL: not known
ALTER TABLE volume ADD COLUMN place INTEGER;  -- in the order a person gave the phase series

-- Measured in the pixels of these slices, and the phase record that followed from it. By the slices'
-- hash, so that it outlives the volume's row when cases are built again.
CREATE TABLE enhancement(
    series_uid TEXT NOT NULL,
    slices INTEGER NOT NULL,
    aorta REAL,
    portal_vein REAL,
    inferior_vena_cava REAL,
    liver REAL,
    spleen REAL,
    renal_cortex REAL,
    renal_medulla REAL,
    renal_pelvis REAL,
    muscle REAL,
    pixel_phase TEXT NOT NULL,
    pixel_confidence REAL NOT NULL,
    pixel_reason TEXT NOT NULL,
    record_phase TEXT NOT NULL,
    record_confidence REAL NOT NULL,
    record_source TEXT NOT NULL,
    record_reason TEXT NOT NULL,
    PRIMARY KEY(series_uid, slices)
) WITHOUT ROWID;

-- The order a person gave the phase series; kept when the cases around it are built again.
CREATE TABLE user_order(
    series_uid TEXT NOT NULL,
    part INTEGER NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY(series_uid, part)
) WITHOUT ROWID;

-- What the case list counts and filters by; derived from a case's rows whenever they change.
ALTER TABLE cases ADD COLUMN manufacturer TEXT NOT NULL DEFAULT ''; -- that of most of its files
ALTER TABLE cases ADD COLUMN age_decade TEXT NOT NULL DEFAULT '';   -- "60-69"
ALTER TABLE cases ADD COLUMN study_year TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN phases INTEGER NOT NULL DEFAULT 0; -- bit n: the phase of ordinal n
UPDATE cases SET
    manufacturer = coalesce((SELECT s.manufacturer FROM volume v
        JOIN series s ON s.series_uid = v.series_uid
        WHERE v.case_id = cases.id AND s.manufacturer <> ''
        GROUP BY s.manufacturer ORDER BY count(*) DESC, s.manufacturer LIMIT 1), ''),
    age_decade = CASE
        WHEN patient_age GLOB '[0-9][0-9][0-9]Y' THEN
            (substr(patient_age, 1, 3) / 10 * 10) || '-' || (substr(patient_age, 1, 3) / 10 * 10 + 9)
        WHEN patient_age GLOB '[0-9][0-9][0-9][DWM]' THEN '0-9'
        ELSE '' END,
    study_year = CASE WHEN study_date GLOB '[0-9][0-9][0-9][0-9]*' THEN substr(study_date, 1, 4)
        ELSE '' END,
    phases = coalesce((SELECT sum(DISTINCT CASE phase WHEN 'pre_contrast' THEN 1
        WHEN 'arterial' THEN 2 WHEN 'portal_venous' THEN 4 WHEN 'delayed' THEN 8 WHEN 'mtt' THEN 16
        WHEN 'cbv' THEN 32 WHEN 'cbf' THEN 64 WHEN 'post_contrast' THEN 128 ELSE 256 END)
        FROM volume WHERE case_id = cases.id AND in_phase_series), 0);

-- Merges, splits and orders, with what is needed to go back: the cases as they were, and where each
-- volume was and went to.
CREATE TABLE case_edit(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    what TEXT NOT NULL,
    made TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
);
CREATE TABLE case_edit_case(
    edit INTEGER NOT NULL REFERENCES case_edit(id) ON DELETE CASCADE,
    case_id INTEGER NOT NULL,
    patient_id TEXT NOT NULL,
    patient_name TEXT NOT NULL,
    patient_sex TEXT NOT NULL,
    patient_age TEXT NOT NULL,
    study_date TEXT NOT NULL,
    accession_number TEXT NOT NULL,
    modality TEXT NOT NULL,
    body_part TEXT NOT NULL,
    description TEXT NOT NULL,
    issues TEXT NOT NULL,
    PRIMARY KEY(edit, case_id)
) WITHOUT ROWID;
CREATE TABLE case_edit_volume(
    edit INTEGER NOT NULL REFERENCES case_edit(id) ON DELETE CASCADE,
    study_uid TEXT NOT NULL,
    series_uid TEXT NOT NULL,
    part INTEGER NOT NULL,
    case_before INTEGER NOT NULL,
    case_after INTEGER,
    ordinal INTEGER NOT NULL,
    place INTEGER,
    pin INTEGER,                     -- user_case before; NULL: none
    PRIMARY KEY(edit, study_uid, series_uid, part)
) WITHOUT ROWID;
