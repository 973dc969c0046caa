-- The names of the codes that filters offer: fields, channels, respondents, factors that rows of the file use.
SELECT domain, code, name_vi, name_en
FROM (
    SELECT 'field' AS domain, field_code AS code, name AS name_vi, name_en, position FROM procedure_field
    WHERE field_code IN (
        SELECT field_code FROM rollup_satisfaction WHERE grain = 'service'
        UNION SELECT field_code FROM dossier_month
        UNION SELECT field_code FROM slip
        UNION SELECT field_code FROM finding
    )
    UNION ALL
    SELECT domain, code, name, name_en, position FROM code_label
    WHERE domain = 'channel' AND code IN (SELECT channel FROM rollup_satisfaction WHERE grain = 'service')
    UNION ALL
    SELECT domain, code, name, name_en, position FROM code_label WHERE domain = 'respondent_kind'
    UNION ALL
    SELECT 'factor', factor_code, name, name_en, position FROM factor
    WHERE factor_code IN (
        SELECT factor_code FROM rollup_satisfaction WHERE grain = 'month' UNION SELECT factor_code FROM action
    )
)
ORDER BY domain, position
