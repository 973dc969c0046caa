-- Việc nào trong kế hoạch hành động chậm, việc nào xong thì yếu tố có khá lên?
-- parameters: instrument, district, ward, factor
-- grain: one row an action, late ones first
-- register: action
-- rows: of all time
-- then: actions
-- columns: action_id, unit_level, unit_code, unit_from, unit_name, unit_kind, district_code; factor_code, factor_name,
--   factor_name_en, problem_text, solution_text, lead_text (an office), due_on, done_on, action_status, action_status_name,
--   action_status_name_en, baseline_pct target_pct 0–100 as the plan says, evidence_text; as_of_on (the last day the data
--   speak of), is_late (not done and past its day), is_done_late, late_days ngày past its day (when done, or so far);
--   compared_months_n tháng pooled on either side of when it was done (at most 6, none beyond a break of the series); before_slips_n after_slips_n phiếu, before_pct after_pct 0–100: the index of its factor in its ward;
--   change_pct change_low change_high điểm, p_value (Benjamini–Hochberg), is_beyond_chance; follow_up (better, worse, unclear;
--   not_done, no_factor, no_ward, no_months, hidden, few: why nothing is said); is_hidden
WITH held AS (
    SELECT max(last_on) AS as_of_on
    FROM data_load
    WHERE replaced_by IS NULL AND kind NOT IN ('target', 'action', 'initiative')
)
SELECT
    action_id,
    unit_level,
    unit_code,
    unit_from,
    unit_name,
    unit_kind,
    district_code,
    factor_code,
    factor.name AS factor_name,
    factor.name_en AS factor_name_en,
    problem AS problem_text,
    solution AS solution_text,
    lead AS lead_text,
    due_on,
    done_on,
    status AS action_status,
    status_word.name AS action_status_name,
    status_word.name_en AS action_status_name_en,
    baseline_pct,
    target_pct,
    evidence AS evidence_text,
    as_of_on,
    coalesce(status <> 'done' AND due_on < as_of_on, FALSE) AS is_late,
    coalesce(status = 'done' AND done_on > due_on, FALSE) AS is_done_late,
    CASE WHEN is_late THEN as_of_on - due_on WHEN is_done_late THEN done_on - due_on END AS late_days
FROM cell
CROSS JOIN held
LEFT JOIN factor USING (factor_code)
LEFT JOIN code_label AS status_word ON status_word.domain = 'action_status' AND status_word.code = status
ORDER BY is_late DESC, CASE WHEN is_late THEN due_on END, status_word.position, due_on, action_id
