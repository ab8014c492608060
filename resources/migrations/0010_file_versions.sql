-- By what else a file is known to be the version that was read: one that took another's place has
-- another inode, one whose time was set back another change time. 0: not known, or its file system
-- keeps none that last.
ALTER TABLE file ADD COLUMN changed_ns INTEGER NOT NULL DEFAULT 0;
ALTER TABLE file ADD COLUMN inode INTEGER NOT NULL DEFAULT 0;
ALTER TABLE quarantine ADD COLUMN changed_ns INTEGER NOT NULL DEFAULT 0;
ALTER TABLE quarantine ADD COLUMN inode INTEGER NOT NULL DEFAULT 0;
-- Of which version that was is not known: decoding them once more tells.
UPDATE file SET decoded = 0;
