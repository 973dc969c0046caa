-- Where a level's outlines come from.
INSERT INTO boundary_source BY NAME
SELECT
    'official' AS form, $level AS level, $valid_from AS valid_from, $source AS source, $licence AS licence,
    $file_name AS file_name, $sha256 AS sha256, $crs AS crs, $imported_on AS imported_on,
    $derived_from AS derived_from, $note AS note
