-- The line of this load in the history.
INSERT INTO data_load BY NAME
SELECT
    $load_id AS load_id,
    $kind AS kind,
    $instrument_code AS instrument_code,
    $file_name AS file_name,
    $sha256 AS sha256,
    $loaded_at::TIMESTAMP AS loaded_at,
    $rows_n AS rows_n,
    $accepted_n AS accepted_n,
    $rejected_n AS rejected_n,
    $first_on::DATE AS first_on,
    $last_on::DATE AS last_on,
    FALSE AS is_simulated,
    $note AS note,
    $version AS version
