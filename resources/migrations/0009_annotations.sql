-- What people measured. A row stands for itself, not for a case: cases are merged, split and built
-- anew, and find their rows again by series, or by frame of reference within the same patient.
CREATE TABLE annotation(
    id TEXT NOT NULL PRIMARY KEY,
    series_uid TEXT NOT NULL,            -- the volume it was drawn on
    frame_of_reference_uid TEXT NOT NULL,
    patient_id TEXT NOT NULL,
    body TEXT NOT NULL,                  -- JSON with its own version, see viewer/measure/Annotation.h
    written TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) WITHOUT ROWID;
CREATE INDEX annotation_by_series ON annotation(series_uid);
CREATE INDEX annotation_by_frame ON annotation(frame_of_reference_uid)
    WHERE frame_of_reference_uid <> '';
