-- What was on screen of a case when it was left, to be found again when it is opened.
CREATE TABLE case_view(
    case_id INTEGER NOT NULL PRIMARY KEY REFERENCES cases(id) ON DELETE CASCADE,
    body TEXT NOT NULL -- JSON with its own version, see docs/HANGING.md
);
-- Those that the cases of an edit had before it: they hold again when it is taken back.
CREATE TABLE case_edit_view(
    edit INTEGER NOT NULL REFERENCES case_edit(id) ON DELETE CASCADE,
    case_id INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY(edit, case_id)
) WITHOUT ROWID;
