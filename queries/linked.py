"""What charts linked in the browser add up: the sums of every month's cells that may be shown, by one dimension.

A range of months is then a sum of cells each of which is a permitted result; a cell that is hidden has no sums at all,
and the browser can only count it. A score chosen counts the answers of that score in place of the satisfied ones: of
the same slips in the same cells, so that nothing is told apart that was not before.
"""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from queries.catalog import Catalog
from queries.database import Database
from queries.explore import is_current, pivot
from queries.explore import statement as pivot_statement
from queries.explore_cut import MOST_CELLS, Cut
from queries.explore_names import ALL, codes_of, first_day
from queries.filters import LISTS, Filters, add_months
from queries.question import (
    ALL_FACTORS,
    COUNTS,
    FACTOR,
    PERIODS,
    PREDICATES,
    SUMS,
    Statement,
    ask,
    bound_values,
    cells_text,
    question,
    statement,
    used_values,
    with_cells,
)

# The question that gives the cells of each dimension, and the column that tells its values apart. Wards are asked of
# the pivot, which hides a table of thousands of cells in a tenth of a second.
QUESTIONS = {
    "": ("satisfaction_by_month", ""),
    "field": ("field_by_month", "field_code"),
    "district": ("district_by_month", "district_code"),
    "factor": ("factor_by_month", "factor_code"),
    "channel": ("channel_by_month", "channel"),
}
WARDS = Cut(rows="ward", columns="month")
FOLDER = Path(__file__).parent / "linked"
MOST_SCORES = 7  # of a scale that the slips' masks hold
COLUMNS = (*COUNTS, *SUMS)
OF_SCORE = ("satisfied_n", "w_satisfied_sum", "ww_satisfied2_sum", "ww_satisfied_answers_sum")


def monthly(
    database: Database, catalog: Catalog, dimension: str, filters: Filters, score: int | None = None
) -> pd.DataFrame:
    """The cells of a dimension ('' for all slips together) by month: those with slips, hidden ones without sums.

    dimension: of QUESTIONS, or 'ward': the lives of wards in force at the end of the period, from `wards_from` on.
    score: counts the answers of that score in place of the satisfied ones.
    Columns: code (text), month, COUNTS and SUMS of queries/question.py (missing where hidden), is_hidden.
    """

    def make() -> pd.DataFrame:
        if score is not None:
            return _of_score(database, catalog, dimension, filters, score)
        if dimension == "ward":
            return _ward_cells(database, catalog, filters)
        return _cells(database, catalog, dimension, filters)

    return database.shelved(("linked", dimension, filters, score), make).copy(deep=False)


def scores(database: Database, catalog: Catalog, filters: Filters) -> pd.DataFrame:
    """The same by score, out of the months that may be shown; code: '1' up to the best score of the scale.

    Empty where the file is of an earlier release, or the scale has more scores than the roll-up holds.
    """
    cells = database.shelved(("linked", "score", filters), lambda: _score_cells(database, catalog, filters))
    return cells.copy(deep=False)


def statement_of_score(catalog: Catalog, filters: Filters, score: int) -> Statement:
    """The SQL that counts the answers of one score by month, to be shown."""
    asked = question(QUESTIONS[""][0])
    sql, values = _counting(catalog, filters, "score_slip", asked.text, asked.each_factor, score)
    return Statement(sql, values, "rollup_slip")


def scale_points(database: Database, catalog: Catalog, filters: Filters) -> int:
    """How many scores the instrument has; 0 where the file's roll-up holds none."""
    told = ask(database, catalog, "instruments", filters)
    points = told.loc[told["instrument_code"] == filters.instrument, "scale_points"]
    known = int(points.iloc[0]) if len(points) and pd.notna(points.iloc[0]) else 0
    return known if known <= MOST_SCORES and is_current(database) else 0


def wards_from(catalog: Catalog, filters: Filters) -> date | None:
    """The first month of the wards in force at the end of the period, as far back as a pivot reaches; None for none."""
    lives = catalog.wards_on(filters.last_day).values()
    if not lives:
        return None
    since = min(unit.valid_from for unit in lives).replace(day=1)
    reach = add_months(filters.end, 1 - MOST_CELLS // len(lives))
    first = max(since, reach, filters.start)
    return first if first <= filters.end else None


def _of_score(database: Database, catalog: Catalog, dimension: str, filters: Filters, score: int) -> pd.DataFrame:
    """What `monthly` gives of a score: the cells of all scores, and of the slips that give this one its answers."""
    whole = monthly(database, catalog, dimension, filters)
    first = wards_from(catalog, filters) if dimension == "ward" else filters.start
    if first is None or whole.empty:
        return whole
    name, column = QUESTIONS.get(dimension, ("", "row_code"))
    text, each_factor = (question(name).text, question(name).each_factor) if name else (_text("wards"), False)
    period = filters.over(first, filters.end)
    sums = database.frame(*_counting(catalog, period, "score_slip", text, each_factor, score))
    if dimension == "ward":
        lives = _codes_of_lives(catalog, filters)
        sums = sums.assign(row_code=[lives.get(one, "") for one in codes_of("ward", sums)])
    keyed = sums.assign(code=sums[column].astype(str) if column else "")[["code", "month", *OF_SCORE]]
    told = whole.drop(columns=[*OF_SCORE]).merge(keyed, on=["code", "month"], how="left")
    found = {one: told[one].fillna(0).where(~told["is_hidden"]).astype(whole[one].dtype) for one in OF_SCORE}
    return told.assign(**found)[list(whole)]


def _codes_of_lives(catalog: Catalog, filters: Filters) -> dict[str, str]:
    """The codes of the wards in force at the end of the period by their keys."""
    return {unit.key: unit.code for unit in catalog.wards_on(filters.last_day).values()}


def _cells(database: Database, catalog: Catalog, dimension: str, filters: Filters) -> pd.DataFrame:
    """What `monthly` gives of a question."""
    name, column = QUESTIONS[dimension]
    answer = ask(database, catalog, name, filters)
    keys = [*([column] if column else []), "month"]
    shown = answer.loc[~answer["is_hidden"] & (answer["slips_n"].fillna(0) > 0), keys]
    hidden = answer.loc[answer["is_hidden"], keys]
    made = statement(name, catalog, filters)
    whole = _put_together(shown, hidden, database.frame(made.sql, made.values), keys)
    return _coded(whole, whole[column].astype(str) if column else "")


def _ward_cells(database: Database, catalog: Catalog, filters: Filters) -> pd.DataFrame:
    """What `monthly` gives of wards. Raises CannotCut as the pivot does."""
    first = wards_from(catalog, filters)
    if first is None:
        return pd.DataFrame(columns=["code", "month", *COLUMNS, "is_hidden"])
    filters = filters.over(first, filters.end)
    cells = pivot(database, catalog, WARDS, filters).cells
    lives = _codes_of_lives(catalog, filters)
    cells = cells[cells["row_code"].isin(list(lives)) & (cells["column_code"] != ALL)]
    keys = ["row_code", "month"]
    cells = cells.assign(month=pd.DatetimeIndex([first_day(code) for code in cells["column_code"]]))
    shown = cells.loc[~cells["is_hidden"] & (cells["slips_n"].fillna(0) > 0), keys]
    hidden = cells.loc[cells["is_hidden"], keys]
    made = pivot_statement(catalog, WARDS, filters)
    sums = database.frame(made.sql, made.values)
    sums = sums.assign(row_code=codes_of("ward", sums))
    whole = _put_together(shown, hidden, sums, keys)
    return _coded(whole, whole["row_code"].map(lives))


def _score_cells(database: Database, catalog: Catalog, filters: Filters) -> pd.DataFrame:
    """What `scores` gives."""
    cells = _cells(database, catalog, "", filters)
    points = scale_points(database, catalog, filters)
    # The scores of the scale alone: each costs four sums over every slip.
    body = _text("scores").replace(r"k_(\d)", f"k_([1-{points or 1}])")
    text, values = _counting(catalog, filters, "scores_slip", body, False)
    counted = database.frame(text, values) if points else pd.DataFrame()
    parts = []
    for score in range(1, points + 1):
        sums = counted.rename(columns={f"{name}_{score}": name for name in OF_SCORE})
        shown, hidden = (cells.loc[cells["is_hidden"] == flag, ["month"]] for flag in (False, True))
        parts.append(_coded(_put_together(shown, hidden, sums, ["month"]), str(score)))
    return pd.concat(parts, ignore_index=True) if parts else cells.head(0)


def _counting(
    catalog: Catalog, filters: Filters, source: str, body: str, each_factor: bool, score: int | None = None
) -> tuple[str, dict[str, Any]]:
    """A statement over cells of the slips' scores, and what it binds; the predicates are those of every question."""
    every = "factor_code <> '*'" if each_factor else ALL_FACTORS
    predicates = ["instrument_code = $instrument", PERIODS["of the period"], FACTOR if filters.factor else every]
    predicates += [PREDICATES[name] for name in LISTS if getattr(filters, name)]
    sql = with_cells(body, cells_text(source, predicates))
    return sql, used_values(sql, bound_values(catalog, filters) | {"step": "month", "score": score})


def _text(name: str) -> str:
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def _put_together(shown: pd.DataFrame, hidden: pd.DataFrame, sums: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The sums of the cells that may be shown, and the others without any."""
    told = shown.merge(sums[[*keys, *COLUMNS]], on=keys).assign(is_hidden=False)
    return pd.concat([told, hidden.assign(is_hidden=True)], ignore_index=True)


def _coded(whole: pd.DataFrame, code: pd.Series | str) -> pd.DataFrame:
    return whole.assign(code=code)[["code", "month", *COLUMNS, "is_hidden"]]
