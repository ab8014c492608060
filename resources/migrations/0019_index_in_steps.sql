-- The search index is made anew in steps, each a transaction: indexed_to is the last report that the
-- current rules have indexed, waiting how many come after it. NULL: all are indexed.
ALTER TABLE search_state ADD COLUMN indexed_to INTEGER;
ALTER TABLE search_state ADD COLUMN waiting INTEGER;
