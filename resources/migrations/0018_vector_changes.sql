-- Which vectors came, changed or went, the latest last: whoever keeps vectors in memory reads what
-- is new alone. The token tells a copy of the library that was put back from the one that a reader
-- knew. Older entries go; a reader that needs them reads all vectors again.
CREATE TABLE vector_change(
    id INTEGER PRIMARY KEY,
    token INTEGER NOT NULL DEFAULT (random()),
    model_hash TEXT NOT NULL,
    case_id INTEGER NOT NULL
);
INSERT INTO vector_change(model_hash, case_id) VALUES ('', 0); -- there is always a last one
CREATE TRIGGER vector_change_kept AFTER INSERT ON vector_change BEGIN
    DELETE FROM vector_change WHERE id <= new.id - 100000;
END;
CREATE TRIGGER vector_added AFTER INSERT ON vector BEGIN
    INSERT INTO vector_change(model_hash, case_id) VALUES (new.model_hash, new.case_id);
END;
CREATE TRIGGER vector_replaced AFTER UPDATE ON vector BEGIN
    INSERT INTO vector_change(model_hash, case_id) VALUES (old.model_hash, old.case_id);
    INSERT INTO vector_change(model_hash, case_id) SELECT new.model_hash, new.case_id
        WHERE new.case_id <> old.case_id OR new.model_hash <> old.model_hash;
END;
CREATE TRIGGER vector_removed AFTER DELETE ON vector BEGIN
    INSERT INTO vector_change(model_hash, case_id) VALUES (old.model_hash, old.case_id);
END;
