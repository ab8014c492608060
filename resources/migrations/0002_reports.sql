-- Reports, their studies, and full-text search over their sentences.
CREATE TABLE report(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    study_uid TEXT NOT NULL,
    accession_number TEXT NOT NULL,
    source TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX report_by_study ON report(study_uid);
CREATE INDEX report_by_accession ON report(accession_number);

-- The studies a report was matched to by identifier; a report without one waits for its study.
CREATE TABLE report_study(
    report INTEGER NOT NULL REFERENCES report(id) ON DELETE CASCADE,
    study_uid TEXT NOT NULL,
    PRIMARY KEY(report, study_uid)
) WITHOUT ROWID;
CREATE INDEX report_by_matched_study ON report_study(study_uid);

CREATE TABLE sentence(
    id INTEGER PRIMARY KEY,
    report INTEGER NOT NULL REFERENCES report(id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    section TEXT NOT NULL,
    assertion TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX sentence_by_report ON sentence(report);

CREATE VIRTUAL TABLE sentence_fts USING fts5(
    text, content = 'sentence', content_rowid = 'id',
    tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER sentence_added AFTER INSERT ON sentence BEGIN
    INSERT INTO sentence_fts(rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER sentence_removed AFTER DELETE ON sentence BEGIN
    INSERT INTO sentence_fts(sentence_fts, rowid, text) VALUES ('delete', old.id, old.text);
END;
