-- What the case list counts and filters by, as one number a case: 100,000 cases are counted by
-- reading that many numbers off an index. A set's row never changes, and its id is never used twice.
CREATE TABLE facet_set(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    phases INTEGER NOT NULL,         -- bit n: the phase of ordinal n is in the phase series
    modality TEXT NOT NULL,
    body_part TEXT NOT NULL,
    sex TEXT NOT NULL,
    age_decade TEXT NOT NULL,        -- "60-69"
    study_year TEXT NOT NULL,
    manufacturer TEXT NOT NULL,      -- that of most of the case's files
    UNIQUE(phases, modality, body_part, sex, age_decade, study_year, manufacturer)
);
INSERT INTO facet_set(phases, modality, body_part, sex, age_decade, study_year, manufacturer)
    SELECT DISTINCT phases, modality, body_part, patient_sex, age_decade, study_year, manufacturer
    FROM cases;
ALTER TABLE cases ADD COLUMN facets INTEGER NOT NULL DEFAULT 0;
UPDATE cases SET facets = (SELECT f.id FROM facet_set f WHERE f.phases = cases.phases
    AND f.modality = cases.modality AND f.body_part = cases.body_part AND f.sex = patient_sex
    AND f.age_decade = cases.age_decade AND f.study_year = cases.study_year
    AND f.manufacturer = cases.manufacturer);
ALTER TABLE cases DROP COLUMN manufacturer;
ALTER TABLE cases DROP COLUMN age_decade;
ALTER TABLE cases DROP COLUMN study_year;
ALTER TABLE cases DROP COLUMN phases;
DROP INDEX cases_in_order;
CREATE INDEX cases_in_order ON cases(patient_id, study_date, id, facets);
CREATE INDEX cases_by_facets ON cases(facets);
