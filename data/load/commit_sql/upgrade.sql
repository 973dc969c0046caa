-- Columns and tables that a data file of an earlier release lacks.
ALTER TABLE data_load ADD COLUMN IF NOT EXISTS version INTEGER;
ALTER TABLE data_load ADD COLUMN IF NOT EXISTS replaced_by INTEGER;
ALTER TABLE data_load ADD COLUMN IF NOT EXISTS report VARCHAR;
ALTER TABLE finding ADD COLUMN IF NOT EXISTS load_id INTEGER;
ALTER TABLE target ADD COLUMN IF NOT EXISTS load_id INTEGER;
CREATE TABLE IF NOT EXISTS annotation (
    annotation_id VARCHAR NOT NULL, load_id INTEGER NOT NULL, noted_on DATE NOT NULL, until_on DATE, unit_code VARCHAR,
    kind VARCHAR NOT NULL, text VARCHAR NOT NULL, source VARCHAR
);
CREATE TABLE IF NOT EXISTS comment_word (comment VARCHAR NOT NULL, words VARCHAR[] NOT NULL);
