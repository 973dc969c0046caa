-- The official outlines of a level ($level) and a day on which units began ($valid_from): where they come from.
SELECT sha256, source, licence, derived_from
FROM boundary_source
WHERE form = 'official' AND level = $level AND valid_from = $valid_from
