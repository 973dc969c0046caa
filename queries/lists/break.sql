-- The dates at which series are cut.
SELECT break_on, kind, instrument_code, name, name_en FROM series_break ORDER BY break_on, kind
