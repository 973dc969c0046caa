"""What charts linked in the browser add up: the sums of every month's cells that may be shown, by one dimension.

A range of months is then a sum of cells each of which is a permitted result; a cell that is hidden has no sums at all,
and the browser can only count it.
"""

import pandas as pd

from queries.catalog import Catalog
from queries.database import Database
from queries.filters import Filters
from queries.question import COUNTS, SUMS, ask, statement

# The question that gives the cells of each dimension, and the column that tells its values apart.
QUESTIONS = {
    "": ("satisfaction_by_month", ""),
    "field": ("field_by_month", "field_code"),
    "district": ("district_by_month", "district_code"),
    "factor": ("factor_by_month", "factor_code"),
    "channel": ("channel_by_month", "channel"),
}


def monthly(database: Database, catalog: Catalog, dimension: str, filters: Filters) -> pd.DataFrame:
    """The cells of a dimension ('' for all slips together) by month: those with slips, hidden ones without sums.

    Columns: code (text), month, COUNTS and SUMS of queries/question.py (missing where hidden), is_hidden.
    """
    return database.remembered(("linked", dimension, filters), lambda: _monthly(database, catalog, dimension, filters))


def _monthly(database: Database, catalog: Catalog, dimension: str, filters: Filters) -> pd.DataFrame:
    """What `monthly` gives."""
    name, column = QUESTIONS[dimension]
    answer = ask(database, catalog, name, filters)
    made = statement(name, catalog, filters)
    keys = [*([column] if column else []), "month"]
    sums = database.frame(made.sql, made.values)[[*keys, *COUNTS, *SUMS]]
    shown = answer.loc[~answer["is_hidden"] & (answer["slips_n"].fillna(0) > 0), keys]
    hidden = answer.loc[answer["is_hidden"], keys]
    whole = pd.concat([shown.merge(sums, on=keys).assign(is_hidden=False), hidden.assign(is_hidden=True)])
    code = whole[column].astype(str) if column else ""
    return whole.assign(code=code)[["code", "month", *COUNTS, *SUMS, "is_hidden"]].reset_index(drop=True)
