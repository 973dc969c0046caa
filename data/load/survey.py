"""Survey slips: their answers, judged on the scale of the instrument."""

import duckdb

from data.load.cells import make_table
from data.load.meaning.scores import Scores

WRONG = -1


def judge_answers(con: duckdb.DuckDBPyConnection, items: list[str], scores: Scores) -> None:
    """Create judged_answer: row_id, each item's score (NULL: no answer, -1: none of the scale), answers_n, wrong_item,
    wrong_value: the first answer that is none.
    """
    distinct = " UNION ".join(f"SELECT DISTINCT {item} AS value FROM raw_survey" for item in items)
    texts = [text for (text,) in con.execute(f"SELECT value FROM ({distinct}) WHERE value IS NOT NULL").fetchall()]
    answers = [_score(scores, text) for text in texts]
    known = [(text, answer) for text, answer in zip(texts, answers, strict=True) if answer is not None]
    make_table(
        con,
        "map_score",
        {"value": ("VARCHAR", [text for text, _ in known]), "score": ("INTEGER", [answer for _, answer in known])},
    )
    mapped = ", ".join(f"m{item}.score::TINYINT AS {item}" for item in items)
    joins = " ".join(f"LEFT JOIN map_score AS m{item} ON m{item}.value = raw.{item}" for item in items)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE mapped_answer AS SELECT raw.row_id, {mapped} FROM raw_survey AS raw {joins}"
    )
    counted = " + ".join(f"coalesce(({item} > 0)::INTEGER, 0)" for item in items)
    wrong = " ".join(f"WHEN mapped.{item} = {WRONG} THEN '{item}'" for item in items)
    value = " ".join(f"WHEN mapped.{item} = {WRONG} THEN raw.{item}" for item in items)
    lowest = ", ".join(f"mapped.{item}" for item in items)
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE judged_answer AS
        SELECT row_id, 0 AS answers_n, CASE {wrong} END AS wrong_item, CASE {value} END AS wrong_value
        FROM mapped_answer AS mapped JOIN raw_survey AS raw USING (row_id)
        WHERE row_id IN (SELECT row_id FROM mapped_answer AS mapped WHERE least({lowest}, 1) = {WRONG})
        UNION ALL BY NAME
        SELECT row_id, 0 AS answers_n, NULL AS wrong_item, NULL AS wrong_value FROM mapped_answer WHERE {counted} = 0
            AND least({", ".join(items)}, 1) <> {WRONG}"""
    )


def write_answers(con: duckdb.DuckDBPyConnection, items: list[str]) -> None:
    """Create clean_survey_answer out of the accepted slips; a missing answer has no row."""
    listed = ", ".join(items)
    con.execute("CREATE OR REPLACE TEMP TABLE clean_survey_answer AS SELECT * FROM survey_answer LIMIT 0")
    con.execute(
        f"""INSERT INTO clean_survey_answer BY NAME
        SELECT response_id, item_code, score FROM (
            UNPIVOT (SELECT accepted.response_id, {listed} FROM mapped_answer JOIN accepted USING (row_id))
            ON {listed} INTO NAME item_code VALUE score
        )"""
    )


def _score(scores: Scores, text: str) -> int | None:
    try:
        return scores.parse(text)
    except ValueError:
        return WRONG
