-- Slips whose comment holds every word that is searched for, in any order; words are told apart by spaces.
response_id IN (
    SELECT response_id
    FROM rollup_comment
    WHERE instrument_code = $instrument AND month BETWEEN $from AND $to
        AND contains(folded, $words[1]) AND contains(folded, $words[2]) AND contains(folded, $words[3])
        AND contains(folded, $words[4]) AND contains(folded, $words[5]) AND contains(folded, $words[6])
)
