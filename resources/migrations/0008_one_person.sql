-- Lookups of a person by another spelling: IDs are padded with zeros to different lengths, and some
-- patients are known by name only.
CREATE INDEX patient_by_bare_id ON patient(ltrim(patient_id, '0'));
CREATE INDEX patient_by_name ON patient(name COLLATE NOCASE, birth_date);
