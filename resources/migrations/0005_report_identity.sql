-- Whose a report is, where it came from, and which report takes the place of which.
ALTER TABLE report ADD COLUMN patient_id TEXT NOT NULL DEFAULT ''; -- several are joined by '\'
ALTER TABLE report ADD COLUMN file TEXT NOT NULL DEFAULT '';
ALTER TABLE report ADD COLUMN status TEXT NOT NULL DEFAULT '';
ALTER TABLE report ADD COLUMN sender_key TEXT NOT NULL DEFAULT '';
ALTER TABLE report ADD COLUMN written TEXT NOT NULL DEFAULT '';
-- The newer report of its key. A replaced report has neither sentences nor studies.
ALTER TABLE report ADD COLUMN replaced_by INTEGER REFERENCES report(id);
CREATE INDEX report_by_key ON report(sender_key) WHERE sender_key <> '';
CREATE INDEX report_by_successor ON report(replaced_by) WHERE replaced_by IS NOT NULL;
