"""Turns answers over time into the tables that lines and heat maps draw: segments, places in the year, cells."""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from pages.parts import numbers as fmt
from pages.parts.context import Context
from pages.parts.frames import dressed, part_names
from pages.parts.words import t
from queries.catalog import Break
from queries.filters import Filters, add_months

STEP_MONTHS = {"month": 1, "quarter": 3, "year": 12}
# Month that the lunar new year's first day falls into; offices are shut for about a week around it.
TET = {2021: 2, 2022: 2, 2023: 1, 2024: 2, 2025: 1, 2026: 2, 2027: 2, 2028: 1, 2029: 2, 2030: 2}


def points(answer: pd.DataFrame, ctx: Context, step: str = "month") -> pd.DataFrame:
    """A series ready for a line: segment (cut at the breaks) and period_text added."""
    cuts = [pd.Timestamp(cut.on) for cut in ctx.catalog.breaks_of(ctx.filters.instrument)]
    frame = dressed(answer, ctx)
    frame["segment"] = sum((frame["month"] >= cut for cut in cuts), start=pd.Series(0, index=frame.index)).astype(int)
    frame["period_text"] = [
        fmt.period_text(month.date(), add_months(month.date(), STEP_MONTHS[step] - 1), ctx.lang)
        for month in frame["month"]
    ]
    return frame


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
    frame = frame.assign(factor_name=ctx.name(frame, "factor_name"))
    order = {code: i for i, code in enumerate(ctx.catalog.factors, start=1)}
    frame["factor_position"] = frame["factor_code"].map(order)
    return frame.assign(is_last=_is_last(frame, "factor_code"))


def season_points(answer: pd.DataFrame, ctx: Context, step: str) -> pd.DataFrame:
    """The years of a monthly or quarterly series over each other, for the chart `season`."""
    frame = points(answer, ctx, step)
    frame["year"] = frame["month"].dt.year
    frame["place"] = (frame["month"].dt.month - 1) // STEP_MONTHS[step] + 1
    return frame.assign(is_latest=frame["year"] == frame["year"].max(), is_last=_is_last(frame, "year"))


def heat_cells(answer: pd.DataFrame, rows: str, columns: str, ctx: Context) -> pd.DataFrame:
    """Cells of fields by month or by district, for the chart `heat`; combinations without slips become empty cells."""
    frame = dressed(answer, ctx)
    frame = frame.assign(y_code=frame[f"{rows}_code"], y_name=part_names(frame, rows, ctx))
    if columns == "month":
        frame["x_code"] = frame["month"].dt.strftime("%Y-%m")
        frame["x_name"] = [fmt.month_short(month.date(), ctx.lang) for month in frame["month"]]
    else:
        frame = frame.assign(x_code=frame["district_code"], x_name=frame["district_name"])
    frame["x_position"] = frame["x_code"].map({c: i for i, c in enumerate(frame["x_code"].unique(), 1)})
    if columns == "month":
        frame["x_position"] = frame["x_code"].rank(method="dense").astype(int)
    # The field that pulls most stands on top: by its mean over the cells shown.
    order = frame.groupby("y_code")["index_pct"].mean().rank(method="first", na_option="bottom")
    return frame.assign(y_position=frame["y_code"].map(order).astype(int))


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


def _is_last(frame: pd.DataFrame, by: str) -> pd.Series:
    """The newest shown point of each line: where its name stands."""
    newest = frame[frame["index_pct"].notna()].groupby(by)["month"].transform("max")
    return frame["month"].eq(newest.reindex(frame.index))


def _pairs(kept: pd.DataFrame) -> Iterable[tuple[int, float]]:
    return zip(kept["year"].tolist(), kept["value"].tolist(), strict=True)


def _break_word(cut: Break, ctx: Context) -> str:
    return t(f"chart.break_{cut.kind}", ctx.lang, date=fmt.month_short(cut.on, ctx.lang))
