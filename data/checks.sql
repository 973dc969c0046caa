-- Rules that every data file keeps. One row a broken rule: its name and how many rows break it.
SELECT rule, broken_n
FROM (
    SELECT 'slip of a ward not in force on its date' AS rule, count(*) AS broken_n
    FROM survey_response AS response
    WHERE ward_code IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM unit
        WHERE unit.unit_code = response.ward_code AND unit.level = 'ward'
            AND response.responded_on BETWEEN unit.valid_from AND coalesce(unit.valid_to, DATE '9999-12-31')
    )
    UNION ALL
    SELECT 'slip of a district after districts ended', count(*)
    FROM survey_response WHERE district_code IS NOT NULL AND responded_on > DATE '2025-06-30'
    UNION ALL
    SELECT 'slip number twice within an instrument', count(*)
    FROM (SELECT 1 FROM survey_response WHERE slip_number IS NOT NULL GROUP BY instrument_code, slip_number
          HAVING count(*) > 1)
    UNION ALL
    SELECT 'answer outside its scale', count(*)
    FROM survey_answer JOIN survey_response USING (response_id) JOIN instrument USING (instrument_code)
    WHERE score NOT BETWEEN 1 AND scale_points
    UNION ALL
    SELECT 'slip of an unknown instrument', count(*)
    FROM survey_response WHERE instrument_code NOT IN (SELECT instrument_code FROM instrument)
    UNION ALL
    SELECT 'slip with a weight that is not positive', count(*) FROM survey_response WHERE NOT (weight > 0 AND isfinite(weight))
    UNION ALL
    SELECT 'answers lost in the roll-up', abs(
        (SELECT count(*) FROM survey_answer)
        - (SELECT coalesce(sum(answers_n), 0) FROM rollup_satisfaction WHERE grain = 'month' AND factor_code = '*')
    )::BIGINT
    UNION ALL
    SELECT 'slip read before it was received', count(*) FROM slip WHERE seen_on < received_on
    UNION ALL
    SELECT 'sanction not in force on its date', count(*)
    FROM sanction JOIN code_label AS word ON word.domain = 'sanction_kind' AND word.code = sanction.sanction_kind
    WHERE sanction.decided_on > word.valid_to
    UNION ALL
    SELECT 'dossiers that do not add up', count(*)
    FROM dossier_month WHERE direct_n + online_n + post_n <> received_n OR on_time_n + overdue_n <> done_n OR open_n < 0
)
WHERE broken_n > 0
