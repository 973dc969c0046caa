-- Hồ sơ thủ tục hành chính theo tháng | Dossiers by month
-- grain: one row a month, unit, field and source
-- from: the data file
-- columns:
--   month: tháng (ngày đầu) | month (first day)
--   unit_code: mã đơn vị | code of the unit
--   unit_name: tên đơn vị lúc đó | its name at the time
--   unit_kind: loại đơn vị | its kind
--   field_code: mã lĩnh vực | code of the field
--   source: nguồn: service_centre, national_portal; không cộng với nhau | source; never add the two up
--   received_n: hồ sơ tiếp nhận | dossiers received
--   direct_n: nộp trực tiếp | filed in person
--   online_n: nộp trực tuyến | filed online
--   post_n: nộp qua bưu chính | filed by post
--   done_n: đã giải quyết | done
--   on_time_n: đúng hạn | on time
--   overdue_n: quá hạn | overdue
--   open_n: đang giải quyết | open
SELECT
    dossier_month.month,
    dossier_month.unit_code,
    unit.name AS unit_name,
    unit.kind AS unit_kind,
    dossier_month.field_code,
    dossier_month.source,
    dossier_month.received_n,
    dossier_month.direct_n,
    dossier_month.online_n,
    dossier_month.post_n,
    dossier_month.done_n,
    dossier_month.on_time_n,
    dossier_month.overdue_n,
    dossier_month.open_n
FROM dossier_month
LEFT JOIN unit ON unit.unit_code = dossier_month.unit_code
    AND dossier_month.month BETWEEN unit.valid_from AND coalesce(unit.valid_to, DATE '9999-12-31')
ORDER BY month, unit_code, field_code, source
