-- The vectors that the cases of an edit had before it: they hold again when it is taken back.
CREATE TABLE case_edit_vector(
    edit INTEGER NOT NULL REFERENCES case_edit(id) ON DELETE CASCADE,
    model_hash TEXT NOT NULL,
    case_id INTEGER NOT NULL,
    signature INTEGER NOT NULL,
    phases TEXT NOT NULL,
    shares BLOB,
    data BLOB NOT NULL,
    PRIMARY KEY(edit, model_hash, case_id)
) WITHOUT ROWID;
