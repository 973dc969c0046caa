-- Người dân dùng những từ nào khi khen, góp ý, phàn nàn?
-- parameters: from, to, district, ward, field
-- grain: one row a kind of slip and word that at least 10 slips of that kind hold; the statement: different comments
-- register: slip
-- then: slip_words
-- columns: slip_kind, slip_kind_name, slip_kind_name_en; word_text (a Vietnamese word of one or more syllables), slips_n phiếu
--   that hold it, commented_n phiếu with a comment, slips_pct 0–100 of those
SELECT
    cell.kind AS slip_kind,
    kind_word.name AS slip_kind_name,
    kind_word.name_en AS slip_kind_name_en,
    comment,
    any_value(words) AS words,
    count(*) AS slips_n
FROM cell
LEFT JOIN comment_word USING (comment)
LEFT JOIN code_label AS kind_word ON kind_word.domain = 'slip_kind' AND kind_word.code = cell.kind
WHERE comment IS NOT NULL
GROUP BY ALL
ORDER BY any_value(kind_word.position), slips_n DESC, comment
