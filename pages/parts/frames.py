"""Turns answers into the tables that charts draw: states, texts, orders, segments. No numbers are made here."""

from collections import Counter

import numpy as np
import pandas as pd

from pages.parts import colours, sentences
from pages.parts import numbers as fmt
from pages.parts.context import Context
from pages.parts.numbers import Lang
from pages.parts.sentences import Change, Named, Reading
from pages.parts.words import slips_text, t
from queries.catalog import Unit
from queries.filters import Filters
from queries.standing import gap

INDEX = ("index_pct", "index_low", "index_high")


def dressed(answer: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """An answer with what every chart needs: state, class_code, and the texts of tooltips."""
    lang = ctx.lang
    # Plain arrays: a table's own columns are ten times slower, and every chart of every run comes through here.
    slips = answer["slips_n"].to_numpy("float64", na_value=0.0)
    hidden, few = (answer[name].to_numpy(bool) for name in ("is_hidden", "is_few"))
    state = np.select([hidden, slips == 0, few], ["hidden", "missing", "few"], "ok").astype(object)
    pct, low, high = (answer[name].to_numpy("float64", na_value=np.nan) for name in INDEX)
    words = {one: t(f"state.{one}", lang) for one in ("ok", "few", "hidden", "missing")}
    texts = {
        "index_text": [fmt.percent(value, lang) for value in pct.tolist()],
        "interval_text": [fmt.interval(*ends, lang) for ends in zip(low.tolist(), high.tolist(), strict=True)],
        "slips_text": [
            words["hidden"] if gone else slips_text(int(n), lang)
            for gone, n in zip(hidden.tolist(), slips.tolist(), strict=True)
        ],
        "state_text": [words[one] for one in state],
    }
    kept = {name: answer[name] for name in answer}
    made = {name: np.array(values, dtype=object) for name, values in texts.items()}
    return pd.DataFrame(kept | {"state": state, "class_code": colours.class_codes(pct)} | made, copy=False)


def ranked(frame: pd.DataFrame, by: str = "index_pct", ascending: bool = True) -> pd.DataFrame:
    """Rows in the order of a column, with position counting from 1; those without a value last."""
    frame = frame.sort_values(by, ascending=ascending, kind="stable", na_position="last").reset_index(drop=True)
    return frame.assign(position=range(1, len(frame) + 1))


def unit_names(answer: pd.DataFrame, level: str, ctx: Context) -> list[str]:
    """Full names of the districts or wards of an answer: 'Phường Ba Đình'; unique, with the district if need be."""
    units = units_of(answer, level, ctx)
    words = [unit.word(ctx.lang) for unit in units]
    often = Counter(words)
    return [
        f"{word} ({_district_word(unit, ctx)}, {unit.valid_from:%m/%Y})" if often[word] > 1 else word
        for word, unit in zip(words, units, strict=True)
    ]


def _district_word(unit: Unit, ctx: Context) -> str:
    district = ctx.catalog.districts.get(unit.district_code or "")
    return district.name if district else unit.code


def units_of(answer: pd.DataFrame, level: str, ctx: Context) -> list[Unit]:
    """The units of an answer by district or ward."""
    if level == "district":
        return [ctx.catalog.districts[code] for code in answer["district_code"]]
    starts = [moment.date() for moment in answer["ward_from"]]
    return [
        next(unit for unit in ctx.catalog.wards[code] if unit.valid_from == start)
        for code, start in zip(answer["ward_code"], starts, strict=True)
    ]


def reading(answer: pd.DataFrame) -> Reading:
    """The one row of an answer as the sentence writer takes it."""
    row = answer.iloc[0]
    keep = ("index_pct", "index_low", "index_high", "slips_n")
    values = {name: None if pd.isna(row[name]) else row[name] for name in keep}
    return Reading(**values, is_hidden=bool(row["is_hidden"]), is_few=bool(row["is_few"]))


def change(answer: pd.DataFrame, ctx: Context, earlier: Filters, against: str) -> Change:
    """What changed since an earlier period, from the one row of a compared answer."""
    row = answer.iloc[0]
    cut = ctx.catalog.break_between(ctx.filters.instrument, earlier.start, ctx.filters.end)
    values = [None if pd.isna(row[name]) else float(row[name]) for name in ("change_pct", "change_low", "change_high")]
    return Change(
        *values, against=against, is_broken=cut is not None, break_kind=cut and cut.kind, break_on=cut and cut.on
    )


def named(frame: pd.DataFrame, row: int) -> Named | None:
    """Name and index of the first (0) or last (−1) shown row of a ranked frame."""
    shown = frame[frame["index_pct"].notna()]
    return Named(shown["name"].iloc[row], float(shown["index_pct"].iloc[row])) if len(shown) else None


def ends(group: str, rows: pd.DataFrame, lang: Lang) -> str:
    """The sentence on the lowest and the highest of ranked rows; no order where the interval does not show one."""
    shown = int(rows["index_pct"].notna().sum())
    return sentences.extremes(group, named(rows, 0), named(rows, -1), shown, gap(rows), lang)


def total_slips(answer: pd.DataFrame) -> int:
    """Slips of all shown cells together."""
    return int(answer["slips_n"].fillna(0).sum())


def changes(moved: pd.DataFrame, level: str, ctx: Context, most: int) -> pd.DataFrame:
    """Compared units for the chart `changes`: those beyond chance first, by size; then the largest others in grey."""
    lang = ctx.lang
    size = moved["change_pct"].abs() + 1000 * moved["is_beyond_chance"]
    frame = dressed(moved.loc[size.nlargest(most).index].reset_index(drop=True), ctx)
    clear, change = frame["is_beyond_chance"], frame["change_pct"]
    ends = zip(frame["change_low"], frame["change_high"], strict=True)
    return frame.assign(
        code=frame[f"{level}_code"],
        name=unit_names(frame, level, ctx),
        position=range(1, len(frame) + 1),
        direction=["none" if not sure else "up" if by > 0 else "down" for sure, by in zip(clear, change, strict=True)],
        change_text=[fmt.points(value, lang) for value in change],
        interval_text=[fmt.signed_interval(*end, lang) for end in ends],
    )


def movers(moved: pd.DataFrame, level: str, ctx: Context, direction: str) -> list[str]:
    """Names of the units that changed beyond chance, the largest change first."""
    sign = 1 if direction == "up" else -1
    kept = moved[moved["is_beyond_chance"] & (sign * moved["change_pct"] > 0)]
    return unit_names(kept.sort_values("change_pct", ascending=sign < 0), level, ctx)


def part_names(frame: pd.DataFrame, part: str, ctx: Context) -> pd.Series:
    """Names of the fields, procedures, factors or items of an answer; items begin with their number.

    A procedure's name ends with its code where another one shares it; slips that name no field or procedure get words.
    """
    lang = ctx.lang
    if part == "item":
        return frame["item_code"].str.removeprefix("C").astype(int).astype(str) + ". " + ctx.name(frame, "wording")
    if part == "factor":
        return ctx.name(frame, "factor_name")
    fields = ctx.name(frame, "field_name").fillna(t("chart.no_field", lang))
    if part == "field":
        return fields
    names, codes = ctx.name(frame, "procedure_name").tolist(), frame["procedure_code"].tolist()
    often = Counter(name for name in names if isinstance(name, str))
    words = [
        field + t("chart.no_procedure", lang)
        if not isinstance(name, str)
        else f"{name} ({code})"
        if often[name] > 1
        else name
        for name, code, field in zip(names, codes, fields, strict=True)
    ]
    return pd.Series(words, index=frame.index, dtype=object)


def part_rows(answer: pd.DataFrame, part: str, ctx: Context, city: Reading) -> pd.DataFrame:
    """Fields, procedures, factors or items, lowest first, for the chart `dots`; with the earlier period if compared."""
    frame = dressed(answer, ctx)
    codes = frame[f"{part}_code"]
    if part == "procedure":
        codes = codes.where(codes != "", frame["field_code"] + "-")
    previous = frame["before_index_pct"] if "before_index_pct" in frame else float("nan")
    frame = frame.assign(code=codes, name=part_names(frame, part, ctx), previous_pct=previous, city_pct=city.index_pct)
    # What everything is held against is the city's value only where no filter leaves anything out.
    return ranked(frame.assign(city_text=t("chart.chosen" if ctx.filters.chosen() else "chart.city", ctx.lang)))


def unit_rows(answer: pd.DataFrame, level: str, ctx: Context, city: Reading) -> pd.DataFrame:
    """Districts or wards with their band, lowest first, for the charts `dots` and `caterpillar`."""
    frame = dressed(answer, ctx)
    frame = frame.assign(code=frame[f"{level}_code"], name=unit_names(frame, level, ctx), city_pct=city.index_pct)
    return ranked(frame.assign(previous_pct=float("nan"), city_text=t("chart.city", ctx.lang)))


def hex_cells(answer: pd.DataFrame, level: str, ctx: Context) -> pd.DataFrame:
    """Wards in force at the period's end, or former districts, with the place of their hexagon, for the map."""
    if level == "ward":
        keys = {ctx.catalog.ward(code, ctx.filters.last_day).key for code in ctx.catalog.hexes["ward"]}
        own_key = answer["ward_code"] + "@" + answer["ward_from"].dt.strftime("%Y-%m-%d")
        answer = answer[own_key.isin(keys)].reset_index(drop=True)
    frame = dressed(answer, ctx)
    code = frame[f"{level}_code"]
    places = [ctx.catalog.hexes[level][one] for one in code]
    kinds = frame[f"{level}_kind"]
    if ctx.lang == "en":
        kinds = pd.Series([unit.kind_en for unit in units_of(frame, level, ctx)], dtype=object)
    return frame.assign(
        code=code,
        name=frame[f"{level}_name"],
        full_name=unit_names(frame, level, ctx),
        kind=kinds,
        hex_row=[row for row, _ in places],
        hex_col=[column for _, column in places],
    )
