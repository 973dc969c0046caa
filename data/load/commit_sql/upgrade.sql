-- Columns that a data file of an earlier release lacks.
ALTER TABLE data_load ADD COLUMN IF NOT EXISTS version INTEGER;
ALTER TABLE data_load ADD COLUMN IF NOT EXISTS replaced_by INTEGER;
ALTER TABLE data_load ADD COLUMN IF NOT EXISTS report VARCHAR;
ALTER TABLE finding ADD COLUMN IF NOT EXISTS load_id INTEGER;
ALTER TABLE target ADD COLUMN IF NOT EXISTS load_id INTEGER;
