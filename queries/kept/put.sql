-- Keep this answer, in place of one before.
INSERT OR REPLACE INTO answer VALUES (?, ?)
