-- Lĩnh vực thủ tục | Fields
-- grain: one row a field
-- from: the data file
-- columns:
--   field_code: mã lĩnh vực | code
--   name: tên | name in Vietnamese
--   name_en: tên tiếng Anh | name in English
SELECT field_code, name, name_en
FROM procedure_field
ORDER BY position
