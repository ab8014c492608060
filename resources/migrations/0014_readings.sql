-- What readers marked before the model's maps were revealed to them. A row stands for itself: it
-- stays as it was logged whatever becomes of its case.
CREATE TABLE reading(
    id TEXT NOT NULL PRIMARY KEY,
    patient_id TEXT NOT NULL,
    body TEXT NOT NULL,                  -- JSON with its own version, see ui/review/ReadingRecord.h
    written TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) WITHOUT ROWID;
