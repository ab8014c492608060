-- Where the points of one volume lie in another, found by registration, and shifts set by hand. By
-- the slices' hashes, as enhancement is: they follow the volumes through merges, splits and what is
-- taken back, and go when the files of a series are others.
CREATE TABLE registration(
    fixed_series TEXT NOT NULL,
    fixed_slices INTEGER NOT NULL,
    moving_series TEXT NOT NULL,
    moving_slices INTEGER NOT NULL,
    rigid BLOB NOT NULL,              -- row-major 4×4 of doubles
    grid BLOB,                        -- origin, spacing, size: 9 doubles; NULL: rigid alone
    displacements BLOB,               -- of its nodes: x, y, z as 16-bit numbers of 1/64 mm
    verdict TEXT NOT NULL,
    reason TEXT NOT NULL,
    quality BLOB NOT NULL,            -- 9 doubles, see Registrations.cpp
    made TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    PRIMARY KEY(fixed_series, fixed_slices, moving_series, moving_slices)
) WITHOUT ROWID;
CREATE INDEX registration_by_moving ON registration(moving_series);

CREATE TABLE hand_shift(
    series_uid TEXT NOT NULL,
    slices INTEGER NOT NULL,
    mm BLOB NOT NULL,                 -- 3 doubles: how far it lies from where its positions say
    PRIMARY KEY(series_uid, slices)
) WITHOUT ROWID;
