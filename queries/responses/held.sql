-- Does the file keep what a list of slips needs? Fails where it does not.
SELECT (SELECT count(response_id) FROM rollup_slip LIMIT 0), (SELECT count(*) FROM rollup_comment LIMIT 0)
