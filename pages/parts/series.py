"""Turns answers over time into the tables that lines and heat maps draw: segments, places in the year, cells."""

from collections.abc import Callable, Iterable
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pages.parts import numbers as fmt
from pages.parts.context import Context
from pages.parts.frames import dressed, part_names
from pages.parts.numbers import Lang
from pages.parts.words import t
from queries.catalog import Break
from queries.explore_names import code_of
from queries.filters import Filters, add_months

STEP_MONTHS = {"month": 1, "quarter": 3, "year": 12}
# Month that the lunar new year's first day falls into; offices are shut for about a week around it.
TET = {2021: 2, 2022: 2, 2023: 1, 2024: 2, 2025: 1, 2026: 2, 2027: 2, 2028: 1, 2029: 2, 2030: 2}


def points(answer: pd.DataFrame, ctx: Context, step: str = "month") -> pd.DataFrame:
    """A series ready for a line: segment (cut at the breaks) and period_text added."""
    cuts = sorted(pd.Timestamp(cut.on) for cut in ctx.catalog.breaks_of(ctx.filters.instrument))
    months = answer["month"]
    return dressed(answer, ctx).assign(
        segment=np.searchsorted(pd.DatetimeIndex(cuts), months, side="right"),
        period_text=_worded(months, lambda day: _period_text(day, step, ctx.lang)),
    )


def coded(frame: pd.DataFrame, step: str) -> pd.DataFrame:
    """A series with the code of each of its spans: 2026-07, 2026-Q3, 2026."""
    return frame.assign(code=[code_of(day, step) for day in frame["month"]])


def break_lines(ctx: Context, start: date, end: date) -> pd.DataFrame:
    """The breaks that fall into a series, for the chart `trend`."""
    cuts = [cut for cut in ctx.catalog.breaks_of(ctx.filters.instrument) if start < cut.on <= end]
    return pd.DataFrame(
        {"break_on": pd.to_datetime([cut.on for cut in cuts]), "name": [_break_word(cut, ctx) for cut in cuts]}
    ).astype({"name": object})


def target_lines(answer: pd.DataFrame, ctx: Context, start: date, end: date) -> pd.DataFrame:
    """The yearly targets (answer of the question `targets`) that fall into a series, for the chart `trend`."""
    kept = answer[answer["year"].between(start.year, end.year)]
    first = [max(date(year, 1, 1), start) for year in kept["year"]]
    last = [min(date(year, 12, 31), add_months(end, 1)) for year in kept["year"]]
    names = [t("chart.target", ctx.lang, year=year, value=fmt.percent(v, ctx.lang, 0)) for year, v in _pairs(kept)]
    return pd.DataFrame(
        {
            "year_from": pd.to_datetime(first),
            "year_to": pd.to_datetime(last),
            "target_pct": kept["value"].tolist(),
            "name": names,
        }
    )


def factor_points(answer: pd.DataFrame, ctx: Context, step: str) -> pd.DataFrame:
    """Lines of the factors, for the chart `factor_lines`."""
    frame = points(answer, ctx, step)
    order = {code: i for i, code in enumerate(ctx.catalog.factors, start=1)}
    codes = frame["factor_code"].tolist()
    return frame.assign(
        factor_name=ctx.name(frame, "factor_name"),
        factor_position=[order[code] for code in codes],
        point_code=[f"{code}|{text}" for code, text in zip(codes, frame["period_text"], strict=True)],
        is_last=_is_last(frame, "factor_code"),
    )


def season_points(answer: pd.DataFrame, ctx: Context, step: str) -> pd.DataFrame:
    """The years of a monthly or quarterly series over each other, for the chart `season`."""
    frame = points(answer, ctx, step)
    years, months = frame["month"].dt.year, frame["month"].dt.month
    newest = min(ctx.filters.end.year, years.max())  # of the period; the series may go on beyond it
    frame = frame.assign(year=years, place=(months - 1) // STEP_MONTHS[step] + 1, is_latest=years == newest)
    return coded(frame.assign(is_last=_is_last(frame, "year")), step)


def heat_cells(answer: pd.DataFrame, rows: str, columns: str, ctx: Context) -> pd.DataFrame:
    """Cells of fields by month or by district, for the chart `heat`; combinations without slips become empty cells."""
    names = part_names(answer, rows, ctx)
    y_codes, y_places = _places(answer[f"{rows}_code"])
    if columns == "month":
        x_codes = _worded(answer["month"], lambda day: f"{day:%Y-%m}")
        x_names = _worded(answer["month"], lambda day: fmt.month_short(day, ctx.lang))
        x_positions = answer["month"].rank(method="dense").to_numpy(int)
    else:
        x_codes, x_names = answer["district_code"].tolist(), answer["district_name"]
        x_positions = _places(answer["district_code"])[1] + 1
    # The field that pulls most stands on top: by its mean over the cells shown.
    means = answer["index_pct"].groupby(y_places).mean()
    order = means.rank(method="first", na_option="bottom").to_numpy(int)
    return dressed(answer, ctx).assign(
        y_code=y_codes,
        y_name=names,
        y_position=order[y_places],
        x_code=x_codes,
        x_name=x_names,
        x_position=x_positions,
        cell_code=[f"{y}|{x}" for y, x in zip(y_codes, x_codes, strict=True)],
    )


def coldest(cells: pd.DataFrame) -> tuple[str, str, float | None, int]:
    """Row, column and index of the lowest cell with enough slips, and how many cells are hidden."""
    hidden = int(cells["is_hidden"].sum())
    shown = cells[cells["state"] == "ok"]
    if shown.empty:
        return "", "", None, hidden
    cell = shown.loc[shown["index_pct"].idxmin()]
    return cell["y_name"], cell["x_name"], float(cell["index_pct"]), hidden


def tet_moved(filters: Filters) -> bool:
    """Whether Tết fell into the period in one of the two years compared but not in the other."""

    def holds(chosen: Filters) -> bool:
        return any(
            chosen.start <= date(year, TET[year], 1) <= chosen.end
            for year in range(chosen.start.year, chosen.end.year + 1)
            if year in TET
        )

    return holds(filters) != holds(filters.last_year())


def _worded(days: pd.Series, word: Callable[[date], str]) -> list[str]:
    """A text for each day of a column, made once for each different day."""
    places, different = pd.factorize(days)
    texts = [word(day.date()) for day in pd.DatetimeIndex(different)]
    return [texts[place] for place in places]


def _places(codes: pd.Series) -> tuple[list[str], NDArray[np.intp]]:
    """The codes of a column, and for each its place (from 0) in the order of first appearance."""
    return codes.tolist(), pd.factorize(codes)[0]


def _period_text(day: date, step: str, lang: Lang) -> str:
    return fmt.period_text(day, add_months(day, STEP_MONTHS[step] - 1), lang)


def _is_last(frame: pd.DataFrame, by: str) -> pd.Series:
    """The newest shown point of each line: where its name stands."""
    newest = frame[frame["index_pct"].notna()].groupby(by)["month"].transform("max")
    return frame["month"].eq(newest.reindex(frame.index))


def _pairs(kept: pd.DataFrame) -> Iterable[tuple[int, float]]:
    return zip(kept["year"].tolist(), kept["value"].tolist(), strict=True)


def _break_word(cut: Break, ctx: Context) -> str:
    return t(f"chart.break_{cut.kind}", ctx.lang, date=fmt.month_short(cut.on, ctx.lang))
