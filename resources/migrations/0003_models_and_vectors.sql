-- Model files, and one vector a model and case.
CREATE TABLE model(
    id TEXT PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    file TEXT NOT NULL,
    config TEXT NOT NULL,
    provenance TEXT NOT NULL,
    active INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE UNIQUE INDEX one_active_model ON model(active) WHERE active = 1;

CREATE TABLE vector(
    id INTEGER PRIMARY KEY,
    model_hash TEXT NOT NULL,
    case_id INTEGER NOT NULL REFERENCES cases(id) ON DELETE CASCADE,
    signature INTEGER NOT NULL,      -- cases.signature when the vector was stored
    phases TEXT NOT NULL,            -- tokens in order, joined by a space
    shares BLOB,                     -- of each phase in the vector; little-endian binary32
    data BLOB NOT NULL,              -- little-endian binary32
    UNIQUE(model_hash, case_id)
);
CREATE INDEX vector_by_case ON vector(case_id);
