-- The volume to which another was aligned by hand: what the shift counts from, whatever the phases
-- are registered to later. NULL: the positions.
ALTER TABLE hand_shift ADD COLUMN from_series TEXT;
ALTER TABLE hand_shift ADD COLUMN from_slices INTEGER;
