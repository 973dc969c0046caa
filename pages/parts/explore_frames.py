"""The pivot's cells as tables, charts and maps take them: words, texts, states, colours, order. No numbers are made."""

import numpy as np
import pandas as pd

from pages.parts import explore_words as words
from pages.parts import numbers as fmt
from pages.parts.context import Context
from pages.parts.numbers import Lang
from pages.parts.words import slips_text, t
from queries.explore import Pivot
from queries.explore_cut import MEASURES, SIDES, Cut
from queries.explore_names import ALL, STEP_MONTHS, first_day
from queries.statistics import difference_interval

KEYS = ("row", "column", "multiple")


def dressed(ctx: Context, answer: Pivot, sort: str = "natural", form: str = "") -> pd.DataFrame:
    """The cells, rows in the order asked for, with row_word (column_word, multiple_word), state, texts, class and fill.

    Totals stand last. sort: natural (the lists' order), up or down (by value), n (most slips first), name. form: how
    they are drawn; a table needs no short texts.
    """
    lang, cut, cells = ctx.lang, answer.cut, answer.cells
    slips = cells["slips_n"].to_numpy("float64", na_value=0.0)
    hidden, few = cells["is_hidden"].to_numpy(bool), cells["is_few"].to_numpy(bool)
    state = np.select([hidden, np.isnan(cells["value"].to_numpy(float)), few], ["hidden", "missing", "few"], "ok")
    made: dict[str, object] = {"state": state.astype(object)}
    for key, side in zip(KEYS, SIDES, strict=True):
        if getattr(cut, side):
            made[f"{key}_word"] = words.names(cells, key, getattr(cut, side), lang)
    values, lows, highs = (cells[name].tolist() for name in ("value", "value_low", "value_high"))
    codes = words.classes(_parts_only(cells), cut)
    made |= {
        "value_text": [words.value_text(value, cut.measure, lang) for value in values],
        "interval_text": [words.interval_text(*ends, cut.measure, lang) for ends in zip(lows, highs, strict=True)],
        "slips_text": [
            t("state.hidden", lang) if gone else slips_text(int(n), lang)
            for gone, n in zip(hidden.tolist(), slips.tolist(), strict=True)
        ],
        "state_text": [t(f"state.{one}", lang) for one in state],
        "class_code": codes,
        "fill": words.fills(codes, state, cut),
        "short_text": "" if form == "table" else words.short_texts(cells["value"].tolist(), cut.measure, lang),
    }
    if answer.before:
        made["change_text"] = [words.change_text(value, cut.measure, lang) for value in cells["change"].tolist()]
    frame = cells.assign(**made)
    keys = [f"{key}_code" for key in KEYS if f"{key}_code" in frame]
    frame["cell_key"] = ["|".join(one) for one in zip(*(frame[key] for key in keys), strict=True)]
    return frame.iloc[_order(frame, sort)].reset_index(drop=True)


def _parts_only(cells: pd.DataFrame) -> np.ndarray:
    """Values of the cells that are no totals; a total of all would stretch the classes of counts."""
    is_total = is_total_cell(cells)
    values = cells["value"].to_numpy(float)
    return np.where(is_total, np.nan, values) if not is_total.all() else values


def is_total_cell(cells: pd.DataFrame) -> np.ndarray:
    """Which cells are totals of some side."""
    found = np.zeros(len(cells), dtype=bool)
    for key in KEYS:
        if f"{key}_code" in cells:
            found |= (cells[f"{key}_code"] == ALL).to_numpy(bool)
    return found


def _order(frame: pd.DataFrame, sort: str) -> np.ndarray:
    """Rows of the table in order; within each panel, and each row's columns as they are."""
    if sort == "natural" or frame.empty:
        return np.arange(len(frame))
    overall = np.ones(len(frame), dtype=bool)
    for key in ("column", "multiple"):
        codes = frame.get(f"{key}_code")
        if codes is not None:
            overall &= (codes == (ALL if (codes == ALL).any() else codes.iloc[0])).to_numpy(bool)
    totals = frame[overall].drop_duplicates("row_code").set_index("row_code")
    if sort == "name":
        rank = totals["row_word"].map(_alphabet).rank(method="first")
    elif sort == "n":
        rank = totals["slips_n"].astype(float).rank(method="first", ascending=False, na_option="bottom")
    else:
        rank = totals["value"].rank(method="first", ascending=sort == "up", na_option="bottom")
    place = frame["row_code"].map(rank).fillna(len(frame)).to_numpy(float, copy=True)
    place[(frame["row_code"] == ALL).to_numpy(bool)] = np.inf
    panels = pd.factorize(frame["multiple_code"])[0] if "multiple_code" in frame else np.zeros(len(frame))
    return np.lexsort((np.arange(len(frame)), place, panels))


def _alphabet(text: str) -> str:
    """A key that puts Đ after D, as Vietnamese does; accents follow their letter."""
    return text.lower().replace("đ", "d\uffff")


def finding(cells: pd.DataFrame, answer: Pivot, lang: Lang) -> str:
    """The title: the lowest and the highest cell, or that they cannot be told apart."""
    cut = answer.cut
    measure = words.measure_name(cut.measure, lang)
    whole = cells[is_grand(cells)]
    overall = whole["value_text"].iloc[0] if len(whole) and whole["state"].iloc[0] in ("ok", "few") else ""
    parts = cells[~is_total_cell(cells) & cells["state"].isin(["ok", "few"]).to_numpy()]
    head = t("explore.say_overall", lang, measure=measure, value=overall) if overall else measure
    if answer.before:
        return _compared(cells, whole, answer, head, lang)
    if len(parts) < 2:
        return (
            t("explore.say_one", lang, head=head) if len(parts) or overall else t("explore.say_none", lang, head=head)
        )
    certain = parts[parts["state"] == "ok"]
    ends = (
        certain if len(certain) > 1 else parts
    )  # a few slips scatter most: they are no finding while others are there
    low, high = ends.loc[ends["value"].idxmin()], ends.loc[ends["value"].idxmax()]
    names = {f"{end}_name": cell_name(one) for end, one in (("low", low), ("high", high))}
    values = {"low": low["value_text"], "high": high["value_text"]}
    key = "explore.say_ends" if _is_clear(low, high, len(parts), cut.measure) else "explore.say_alike"
    return t(key, lang, head=head, **names, **values)


def _compared(cells: pd.DataFrame, whole: pd.DataFrame, answer: Pivot, head: str, lang: Lang) -> str:
    """The title of a comparison: the change of the total, and how many cells changed beyond chance."""
    what = t(f"explore.than_{answer.cut.compare}", lang)
    parts = cells[~is_total_cell(cells)]
    parts = parts[parts["change"].notna()]
    change = whole["change_text"].iloc[0] if len(whole) and whole["change"].notna().iloc[0] else ""
    if not change and parts.empty:
        return t("explore.say_no_change", lang, head=head, what=what)
    if change and MEASURES[answer.cut.measure].kind == "count":  # all that there are: nothing of it is chance
        return t("explore.say_change_n", lang, head=head, change=change, what=what)
    counts = {"sure": fmt.whole(int(parts["is_beyond_chance"].sum()), lang), "n": fmt.whole(len(parts), lang)}
    key = "explore.say_change" if change else "explore.say_change_cells"
    return t(key, lang, head=head, change=change, what=what, **counts)


def cell_name(cell: pd.Series) -> str:
    """Đất đai · quý III/2026."""
    return " · ".join(cell[f"{key}_word"] for key in KEYS if f"{key}_word" in cell and cell[f"{key}_code"] != ALL)


def is_grand(cells: pd.DataFrame) -> np.ndarray:
    """Which cell is the total of every side."""
    found = np.ones(len(cells), dtype=bool)
    for key in KEYS:
        if f"{key}_code" in cells:
            found &= (cells[f"{key}_code"] == ALL).to_numpy(bool)
    return found


def _is_clear(low: pd.Series, high: pd.Series, count: int, measure: str) -> bool:
    """Whether the two ends differ beyond chance, picked as they were out of `count` cells (Bonferroni)."""
    if measure == "n":
        return True
    confidence = 1 - 0.05 / (count * (count - 1) / 2)
    n1, n2 = high["effective_n"], low["effective_n"]
    if np.isnan(n1):
        # Means: the ends of the two intervals apart is stricter than a test of the difference.
        return bool(high["value_low"] > low["value_high"])
    p1, p2 = high["value"] / 100, low["value"] / 100
    return bool(difference_interval(p1 * n1, n1, p2 * n2, n2, confidence)[1] > 0)


def over_time(ctx: Context, cells: pd.DataFrame, answer: Pivot) -> pd.DataFrame:
    """The cells as lines: month (first day), line_name, panel, segment (cut at the breaks); empty without time."""
    cut = answer.cut
    if not cut.time:
        return cells.head(0)
    key = KEYS[[getattr(cut, side) for side in SIDES].index(cut.time)]
    others = [one for one in KEYS if one != key and f"{one}_code" in cells]
    parts = cells[(cells[f"{key}_code"] != ALL).to_numpy()]
    # With other sides their parts are drawn, not the total over them as well.
    for other in others:
        parts = parts[(parts[f"{other}_code"] != ALL).to_numpy()] if len(parts[f"{other}_code"].unique()) > 1 else parts
    months = pd.DatetimeIndex([first_day(code) for code in parts[f"{key}_code"]])
    cuts = sorted(pd.Timestamp(one.on) for one in ctx.catalog.breaks_of(ctx.filters.instrument))
    line = next((one for one in ("row", "column", "multiple") if one in others), None)
    panel = next((one for one in others if one != line), None)
    return parts.assign(
        month=months,
        period_text=parts[f"{key}_word"],
        segment=np.searchsorted(pd.DatetimeIndex(cuts), months, side="right"),
        line_name=parts[f"{line}_word"] if line else t("explore.all", ctx.lang),
        panel=parts[f"{panel}_word"] if panel else "",
        panel_position=pd.factorize(parts[f"{panel}_code"])[0] if panel else 0,
        point_code=[f"{a}|{b}" for a, b in zip(parts["cell_key"], months, strict=True)],
    ).reset_index(drop=True)


def as_panels(cells: pd.DataFrame) -> pd.DataFrame:
    """The cells as lists of rows, one panel a column (and a part of the split); totals only where nothing else is."""
    parts = cells
    for key in KEYS:
        if f"{key}_code" in parts and (parts[f"{key}_code"] != ALL).any():
            parts = parts[(parts[f"{key}_code"] != ALL).to_numpy()]
    names = [parts[f"{key}_word"].to_numpy(object) for key in ("multiple", "column") if f"{key}_word" in parts]
    panel = np.array([" · ".join(pair) for pair in zip(*names, strict=True)] if names else [""] * len(parts), object)
    order = {name: at for at, name in enumerate(dict.fromkeys(panel))}
    rows = {code: at for at, code in enumerate(dict.fromkeys(parts["row_code"]), start=1)}
    return parts.assign(
        name=parts["row_word"],
        panel=panel,
        panel_position=[order[one] for one in panel],
        position=[rows[code] for code in parts["row_code"]],
        cell_code=[f"{row}|{one}" for row, one in zip(parts["row_code"], panel, strict=True)],
    ).reset_index(drop=True)


def as_heat(ctx: Context, cells: pd.DataFrame) -> pd.DataFrame:
    """The cells for the heat map: rows down, columns across, a panel for each part of the split."""
    parts = cells if "multiple_code" not in cells else cells[(cells["multiple_code"] != ALL).to_numpy()]
    across = parts["column_code"] if "column_code" in parts else pd.Series(ALL, index=parts.index)
    x = {code: at for at, code in enumerate(dict.fromkeys(across), start=1)}
    y = {code: at for at, code in enumerate(dict.fromkeys(parts["row_code"]), start=1)}
    if ALL in y:
        y[ALL] = len(y) + 1
    panel = parts["multiple_word"] if "multiple_word" in parts else pd.Series("", index=parts.index)
    order = {name: at for at, name in enumerate(dict.fromkeys(panel))}
    return parts.assign(
        x_code=across,
        x_name=parts["column_word"] if "column_word" in parts else t("explore.all", ctx.lang),
        x_position=[x[code] for code in across],
        y_code=parts["row_code"],
        y_name=parts["row_word"],
        y_position=[y[code] for code in parts["row_code"]],
        panel=panel,
        panel_position=[order[one] for one in panel],
        cell_code=[f"{a}|{b}|{c}" for a, b, c in zip(parts["row_code"], across, panel, strict=True)],
    ).reset_index(drop=True)


def coloured(cells: pd.DataFrame, cut: Cut) -> pd.DataFrame:
    """Cells of a heat map without its totals: these have no colour, and without their figures would look missing."""
    totals = (cells["y_code"] == ALL) | ((cells["x_code"] == ALL) & bool(cut.columns))
    return cells[~totals].reset_index(drop=True)


def steps(cut_time: str) -> str:
    """The grain for the axis of time: months or quarters (years stand at quarters' ticks)."""
    return "month" if STEP_MONTHS.get(cut_time) == 1 else "quarter"
