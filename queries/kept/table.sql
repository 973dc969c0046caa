-- Answers kept on disk (queries/shelf.py), each under the words of what was asked.
CREATE TABLE IF NOT EXISTS answer (key TEXT PRIMARY KEY, made BLOB NOT NULL) WITHOUT ROWID
