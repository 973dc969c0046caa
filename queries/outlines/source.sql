-- Where do the outlines of one form ($form) and level ($level) of units valid from a day ($valid_from) come from?
SELECT source, licence, file_name, sha256, crs, imported_on, derived_from, note
FROM boundary_source
WHERE form = $form AND level = $level AND valid_from = $valid_from
