-- Cases that a person keeps together under a name. By series, as what a person decides is: a member
-- stays one through merges, splits and building its case anew.
CREATE TABLE collection(
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    made TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
);
CREATE TABLE collection_series(
    collection INTEGER NOT NULL REFERENCES collection(id) ON DELETE CASCADE,
    series_uid TEXT NOT NULL,
    PRIMARY KEY(collection, series_uid)
) WITHOUT ROWID;

-- Searches that a person keeps under a name. Those that were made are in library.searches.sqlite.
CREATE TABLE saved_search(
    name TEXT NOT NULL PRIMARY KEY COLLATE NOCASE,
    title TEXT NOT NULL,
    command TEXT NOT NULL,  -- search, similar
    request TEXT NOT NULL,  -- JSON, see app/jobs/SearchRequest.h
    saved TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) WITHOUT ROWID;
