"""The table behind the linked charts: what each of them shows in the months chosen, under the score chosen."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from pages.parts import numbers as fmt
from pages.parts import show
from pages.parts.context import Context
from pages.parts.words import t
from queries import statistics
from queries.filters import Filters
from queries.linked import statement_of_score
from queries.suppression import FEW_BELOW

# The sums in the charts' tables, in the order in which cluster_interval takes them, by what the answers call them.
SUMS = {
    "m": "slips_n",
    "n": "answers_n",
    "wn": "w_answers_sum",
    "wk": "w_satisfied_sum",
    "kk": "ww_satisfied2_sum",
    "kn": "ww_satisfied_answers_sum",
    "nn": "ww_answers2_sum",
}
SCORED = "linked"  # the name of the answer where a score is chosen, which no question's file gives
DEFINITIONS = ("linked", "index", "interval", "hidden")


def source(ctx: Context, tables: Mapping[str, pd.DataFrame], course: Filters, place: str, score: str) -> show.Source:
    """What stands behind the charts; tables: as charts_linked takes them, with the places of `place`."""
    filters = ctx.filters
    span = (month_at(filters.start), month_at(filters.end))
    table = ctx.database.remembered(
        ("linked behind", course, span, place, score, ctx.lang), lambda: shown(ctx, tables, span, score)
    )
    if not score:
        return show.Source("satisfaction_by_month", table, course, DEFINITIONS)
    made = statement_of_score(ctx.catalog, course, int(score))
    return show.Source(SCORED, table, course, DEFINITIONS, made=made)


def shown(ctx: Context, tables: Mapping[str, pd.DataFrame], span: tuple[int, int], score: str) -> pd.DataFrame:
    """A row for each mark: every month, then every row of the other charts in the months of `span`.

    tables: as charts_linked takes them. Columns: linked_part, linked_measure, linked_name, linked_period (words),
    slips_n, answers_n, share_pct, share_low, share_high (0–100), cells_hidden_n (monthly cells left out of it),
    is_hidden, is_few.
    """
    parts = [_part(ctx, name, table, span, score) for name, table in tables.items() if len(table)]
    return pd.concat(parts, ignore_index=True)


def month_at(month: date) -> int:
    """A month as the charts' axis counts it."""
    return 12 * month.year + month.month - 1


def month_of(number: int) -> date:
    """The first day of a month_at."""
    return date(int(number) // 12, int(number) % 12 + 1, 1)


def _part(ctx: Context, name: str, table: pd.DataFrame, span: tuple[int, int], score: str) -> pd.DataFrame:
    lang, is_months = ctx.lang, name == "months"
    at = table["month_at"].to_numpy()
    kept = at > 0 if is_months else ((at >= span[0]) & (at <= span[1])) | (at == 0)
    table = table[kept]
    row, first = np.unique(table["month_at" if is_months else "position"].to_numpy(int), return_inverse=True)
    sums = [np.bincount(first, table[one].to_numpy(float), len(row)) for one in SUMS]
    hidden = np.bincount(first, table["hidden_n"].to_numpy(float), len(row)).astype("int64")
    share, low, high, _ = statistics.cluster_interval(*sums)
    names = np.empty(len(row), dtype=object)
    names[first] = table["name"].to_numpy(object)
    slips, answers = (np.rint(one).astype("int64") for one in sums[:2])
    spans = [(one, one) for one in row] if is_months else [span] * len(row)
    measure = t("linked.share_of_score", lang, score=score) if score else t("measure.index", lang)
    return pd.DataFrame(
        {
            "linked_part": t(f"linked.part_{name}", lang),
            "linked_measure": t("linked.share_of_scores", lang) if name == "scores" else measure,
            "linked_name": names,
            "linked_period": [fmt.period_text(*(month_of(one) for one in ends), lang) for ends in spans],
            "slips_n": slips,
            "answers_n": answers,
            "share_pct": share,
            "share_low": low,
            "share_high": high,
            "cells_hidden_n": hidden,
            "is_hidden": (slips == 0) & (hidden > 0),
            "is_few": (slips > 0) & (slips < FEW_BELOW),
        }
    )
