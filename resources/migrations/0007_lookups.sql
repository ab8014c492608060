-- Lookups by two attributes of which one may be the same in a hundred thousand rows: reports without
-- an accession number, studies of an anonymous patient, series rows of one long study.
DROP INDEX report_by_study;
DROP INDEX report_by_accession;
CREATE INDEX report_by_study ON report(study_uid, accession_number, source);
DROP INDEX study_by_uid;
CREATE INDEX study_by_uid ON study(study_uid, patient);
DROP INDEX series_by_uid;
CREATE INDEX series_by_uid ON series(series_uid, study);
