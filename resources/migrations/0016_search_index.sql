-- Sentences are found by their words, by concepts of the lexicon, and by what they assert of each.
-- Their rows and all that follows from a report's text are made by the program, see
-- library/store/ReportIndex.cpp: it makes them anew where search_state.version is not its own.
DROP TRIGGER sentence_added;
DROP TRIGGER sentence_removed;
DROP TABLE sentence_fts;
DROP TABLE sentence;

CREATE TABLE sentence(
    id INTEGER PRIMARY KEY, -- place, length, report, ordinal: the best come first, see SentenceId.h
    report INTEGER NOT NULL REFERENCES report(id) ON DELETE CASCADE,
    assertion TEXT NOT NULL,
    text TEXT NOT NULL,
    codes TEXT NOT NULL,
    asserted TEXT NOT NULL -- words and codes again that are not present, prefixed by how
);
CREATE INDEX sentence_by_report ON sentence(report);
CREATE VIRTUAL TABLE sentence_fts USING fts5(
    text, codes, asserted, content = 'sentence', content_rowid = 'id', columnsize = 0,
    tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER sentence_added AFTER INSERT ON sentence BEGIN
    INSERT INTO sentence_fts(rowid, text, codes, asserted)
    VALUES (new.id, new.text, new.codes, new.asserted);
END;
CREATE TRIGGER sentence_removed AFTER DELETE ON sentence BEGIN
    INSERT INTO sentence_fts(sentence_fts, rowid, text, codes, asserted)
    VALUES ('delete', old.id, old.text, old.codes, old.asserted);
END;

-- The largest dimension of each measurement of a sentence.
CREATE TABLE measurement(
    sentence INTEGER NOT NULL REFERENCES sentence(id) ON DELETE CASCADE,
    mm REAL NOT NULL,
    PRIMARY KEY(sentence, mm)
) WITHOUT ROWID;

-- Words and codes of all sentences of a report, and those that are denied, prefixed. A replaced report's stay; no case leads to them.
CREATE VIRTUAL TABLE report_fts USING fts5(
    words, content = '', detail = none, columnsize = 0,
    tokenize = 'porter unicode61 remove_diacritics 2'
);

-- What reports hold or held, against which spelling is corrected.
CREATE TABLE word(
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL UNIQUE
);

-- The diagnoses that a report names: "hcc present\ncirrhosis absent", by tag. Never changed.
CREATE TABLE tag_set(
    id INTEGER PRIMARY KEY,
    tags TEXT NOT NULL UNIQUE
);
CREATE TABLE report_tags(
    report INTEGER PRIMARY KEY REFERENCES report(id) ON DELETE CASCADE,
    tag_set INTEGER NOT NULL REFERENCES tag_set(id)
);

CREATE TABLE search_state(
    version TEXT NOT NULL, -- of the rules and the lexicon that made the rows
    links INTEGER NOT NULL -- grows whenever report_case changes in more than at its end
);
INSERT INTO search_state VALUES ('', 0);

-- The cases that a report's studies have volumes in.
CREATE TABLE report_case(
    report INTEGER NOT NULL,
    case_id INTEGER NOT NULL,
    PRIMARY KEY(report, case_id)
) WITHOUT ROWID;
CREATE INDEX report_case_by_case ON report_case(case_id);
INSERT INTO report_case SELECT DISTINCT s.report, v.case_id
    FROM report_study s JOIN volume v ON v.study_uid = s.study_uid;

CREATE TRIGGER report_case_added AFTER INSERT ON report_case
    WHEN EXISTS (SELECT 1 FROM report_case WHERE report >= new.report
                 AND (report, case_id) <> (new.report, new.case_id)) BEGIN
    UPDATE search_state SET links = links + 1;
END;
CREATE TRIGGER report_case_removed AFTER DELETE ON report_case BEGIN
    UPDATE search_state SET links = links + 1;
END;
CREATE TRIGGER report_linked AFTER INSERT ON report_study BEGIN
    INSERT OR IGNORE INTO report_case
        SELECT DISTINCT new.report, case_id FROM volume WHERE study_uid = new.study_uid;
END;
CREATE TRIGGER report_unlinked AFTER DELETE ON report_study BEGIN
    DELETE FROM report_case WHERE report = old.report AND NOT EXISTS
        (SELECT 1 FROM report_study s JOIN volume v ON v.study_uid = s.study_uid
         WHERE s.report = old.report AND v.case_id = report_case.case_id);
END;
CREATE TRIGGER volume_linked AFTER INSERT ON volume BEGIN
    INSERT OR IGNORE INTO report_case
        SELECT report, new.case_id FROM report_study WHERE study_uid = new.study_uid;
END;
CREATE TRIGGER volume_unlinked AFTER DELETE ON volume BEGIN
    DELETE FROM report_case WHERE case_id = old.case_id
        AND report IN (SELECT report FROM report_study WHERE study_uid = old.study_uid)
        AND NOT EXISTS
        (SELECT 1 FROM report_study s JOIN volume v ON v.study_uid = s.study_uid
         WHERE s.report = report_case.report AND v.case_id = old.case_id);
END;
CREATE TRIGGER volume_moved AFTER UPDATE OF case_id, study_uid ON volume BEGIN
    INSERT OR IGNORE INTO report_case
        SELECT report, new.case_id FROM report_study WHERE study_uid = new.study_uid;
    DELETE FROM report_case WHERE case_id = old.case_id
        AND report IN (SELECT report FROM report_study WHERE study_uid = old.study_uid)
        AND NOT EXISTS
        (SELECT 1 FROM report_study s JOIN volume v ON v.study_uid = s.study_uid
         WHERE s.report = report_case.report AND v.case_id = old.case_id);
END;
