"""Tables and sentences of the page Mô hình."""

import numpy as np
import pandas as pd

from pages.parts import colours, inspections
from pages.parts import numbers as fmt
from pages.parts.context import Context
from pages.parts.series import STEP_MONTHS
from pages.parts.words import counted, names_text, t
from queries.effects import TOGETHER
from queries.explore_names import code_of
from queries.filters import add_months

LISTED = 12  # all of them stand in the table behind the map
MOST_SHADES = 3  # models that have a shade of blue of their own on the map; more look like these
PLACES = 6  # colours there are; a file with more models draws the rest like the last


def coverage_points(answer: pd.DataFrame, ctx: Context, step: str) -> pd.DataFrame:
    """Share of wards that took up each model, for the chart `coverage`; cut where the units changed."""
    lang = ctx.lang
    frame = answer[answer["covered_pct"].notna()].reset_index(drop=True)
    cuts = sorted(pd.Timestamp(cut.on) for cut in ctx.catalog.breaks if cut.kind == "unit")
    kinds = {kind: min(place, PLACES) for place, kind in enumerate(dict.fromkeys(answer["initiative_kind"]), start=1)}
    months = [moment.date() for moment in frame["month"]]
    return frame.assign(
        name=ctx.name(frame, "initiative_name"),
        code=[code_of(day, step) for day in months],
        model_position=frame["initiative_kind"].map(kinds).astype("int64"),
        segment=np.searchsorted(pd.DatetimeIndex(cuts), frame["month"], side="right"),
        is_last=frame["month"].eq(frame.groupby("initiative_kind")["month"].transform("max")),
        point_code=[f"{kind}|{day}" for kind, day in zip(frame["initiative_kind"], months, strict=True)],
        period_text=[fmt.period_text(day, add_months(day, STEP_MONTHS[step] - 1), lang) for day in months],
        covered_text=[
            covered(row.covered_n, row.wards_n, row.covered_pct, ctx) for row in frame.itertuples(index=False)
        ],
    )


def covered(covered_n: int, wards_n: int, covered_pct: float, ctx: Context) -> str:
    """16/126 xã, phường (12,7 %)."""
    lang = ctx.lang
    of = f"{fmt.whole(covered_n, lang)}/{counted(int(wards_n), 'ward', lang)}"
    return f"{of} ({fmt.percent(covered_pct, lang)})"


def newest(answer: pd.DataFrame) -> pd.DataFrame:
    """The last row of each model, the widest spread first."""
    last = answer.groupby("initiative_kind", sort=False).tail(1)
    return last.sort_values("covered_pct", ascending=False, kind="stable").reset_index(drop=True)


def headline(last: pd.DataFrame, adopted: pd.DataFrame, ctx: Context) -> str:
    """Đến hết quý III/2026 có 180 lượt áp dụng mô hình; phổ biến nhất là … (16/126 xã, phường)."""
    lang = ctx.lang
    first = last.iloc[0]
    return t(
        "say.initiatives",
        lang,
        period=ctx.period,
        count=counted(len(adopted), "adoption", lang),
        name=ctx.name(last, "initiative_name").iloc[0],
        share=covered(first["covered_n"], first["wards_n"], first["covered_pct"], ctx),
    )


def coverage_sentence(last: pd.DataFrame, ctx: Context) -> str:
    """Rộng nhất: … 12,7 % số xã, phường; hẹp nhất: … 10,3 %."""
    lang = ctx.lang
    names = ctx.name(last, "initiative_name")
    shares = [fmt.percent(value, lang) for value in last["covered_pct"]]
    return t("say.coverage", lang, most=names.iloc[0], high=shares[0], least=names.iloc[-1], low=shares[-1])


def map_cells(adopted: pd.DataFrame, kind: str | None, ctx: Context) -> pd.DataFrame:
    """The wards of the chosen districts with the models each took up by the period's end (of `kind` alone).

    index_pct is the number of models, class_code one, two, three or more of them in ever darker blue; a ward without
    any is empty, as is the number where the map is of one model.
    """
    lang, filters = ctx.lang, ctx.filters
    own = adopted[(adopted["unit_level"] == "ward") & adopted["is_in_force"]]
    own = own if kind is None else own[own["initiative_kind"] == kind]
    own = own.drop_duplicates(["initiative_kind", "ward_code"], keep="last")  # the latest first: taken up since
    words = ctx.name(own, "initiative_name")
    lines: dict[str, list[str]] = {}
    for code, word, day in zip(own["ward_code"], words, own["adopted_on"], strict=True):
        lines.setdefault(code, []).append(f"{word} ({fmt.date_text(day, lang)})")
    units = [
        unit
        for code, unit in ctx.catalog.wards_on(filters.last_day).items()
        if code in ctx.catalog.hexes["ward"] and (not filters.district or unit.district_code in filters.district)
    ]
    models = [lines.get(unit.code, []) for unit in units]
    counts = np.array([len(found) for found in models], dtype=float)
    places = [ctx.catalog.hexes["ward"][unit.code] for unit in units]
    empty = t("initiatives.map_none", lang)
    darkest = len(colours.CLASS_FILLS) - 1
    shades = darkest - (np.maximum(MOST_SHADES - counts, 0) if kind is None else np.zeros(len(counts)))
    state = np.where(counts > 0, "ok", "missing")
    return pd.DataFrame(
        {
            "code": [unit.code for unit in units],
            "name": [unit.name for unit in units],
            "kind": [unit.kind_en if lang == "en" else unit.kind for unit in units],
            "models_n": counts.astype("int64"),
            "index_pct": np.where((counts > 0) & (kind is None), counts, np.nan),
            "class_code": shades,
            "fill": [colours.fill(code, one) for code, one in zip(shades, state, strict=True)],
            "label": [fmt.whole(n, lang) if n and kind is None else "" for n in counts],
            "is_marked": False,
            "state": state,
            "index_text": ["; ".join(found) or empty for found in models],
            "interval_text": "",
            "slips_text": "",
            "state_text": "",
            "hex_row": [row for row, _ in places],
            "hex_col": [column for _, column in places],
        }
    )


def map_sentence(cells: pd.DataFrame, name: str | None, ctx: Context) -> str:
    """102 trong 126 xã, phường đã áp dụng ít nhất một mô hình, 33 nơi từ hai mô hình trở lên; name: of one model."""
    lang, counts = ctx.lang, cells["models_n"]
    words = {"n": fmt.whole((counts > 0).sum(), lang), "all": counted(len(cells), "ward", lang)}
    if name is not None:
        return t("say.models_map_one", lang, name=name, **words)
    return t("say.models_map", lang, more=fmt.whole((counts > 1).sum(), lang), **words)


def named(effect: pd.DataFrame) -> pd.DataFrame:
    """An answer of `initiative_effect` with words for those that can't be told apart."""
    together = {"initiative_name": t("initiative.together", "vi"), "initiative_name_en": t("initiative.together", "en")}
    is_together = effect["initiative_kind"] == TOGETHER
    every = {"factor_name": t("factor.all", "vi"), "factor_name_en": t("factor.all", "en")}
    names = {column: effect[column].mask(is_together, word) for column, word in together.items()}
    return effect.assign(**names, **{column: effect[column].fillna(word) for column, word in every.items()})


def effect_rows(effect: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """One row a model, for the chart `effects`; `effect` as `named` gives it."""
    lang = ctx.lang
    frame = effect.groupby("initiative_kind", sort=False).head(1).reset_index(drop=True)
    ends = list(zip(frame["overall_low"], frame["overall_high"], strict=True))
    factors = ctx.name(frame, "factor_name")
    return pd.DataFrame(
        {
            "name": ctx.name(frame, "initiative_name"),
            "position": range(len(frame)),
            "overall_pct": frame["overall_pct"].astype(float),
            "overall_low": frame["overall_low"].astype(float),
            "overall_high": frame["overall_high"].astype(float),
            "tone": [inspections.tone(*pair) for pair in ends],
            "effect_text": [
                f"{fmt.points(value, lang)} ({factor})"
                for value, factor in zip(frame["overall_pct"], factors, strict=True)
            ],
            "interval_text": [fmt.signed_interval(*pair, lang) for pair in ends],
            "units_text": [
                t("initiatives.units", lang, apart=fmt.whole(apart, lang), all=fmt.whole(adopters, lang))
                for apart, adopters in zip(frame["apart_n"], frame["adopters_n"], strict=True)
            ],
            "note": pd.Series(
                [
                    None if sure else t("initiatives.few", lang, n=counted(int(n), "ward", lang))
                    for sure, n in zip(frame["is_estimated"], frame["wards_n"], strict=True)
                ],
                dtype=object,
            ),
        }
    )


def effects_sentence(effect: pd.DataFrame, ctx: Context) -> str:
    """Which models came with a clear rise, and how many could not be judged."""
    lang = ctx.lang
    rows = effect_rows(effect, ctx)
    judged = int(rows["note"].isna().sum())
    if not judged:
        return t("say.models_few", lang)
    up = rows.loc[rows["tone"] == "up", "name"].tolist()
    return t(
        "say.models_up" if up else "say.models_none",
        lang,
        names=names_text(up, lang),
        judged=fmt.whole(judged, lang),
        all=fmt.whole(len(rows), lang),
    )


def together_sentence(effect: pd.DataFrame, ctx: Context) -> str:
    """How many wards took several models up at once, which are not split; '' where none did."""
    rows = effect[effect["initiative_kind"] == TOGETHER]
    if rows.empty:
        return ""
    return t("say.together", ctx.lang, count=counted(int(rows["adopters_n"].iloc[0]), "ward", ctx.lang))


def listed(adopted: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """The latest adoptions as a table for reading, LISTED at most."""
    frame = adopted.head(LISTED).reset_index(drop=True)
    days = [fmt.date_text(day, ctx.lang) for day in frame["adopted_on"]]
    return pd.DataFrame(
        {
            t("col.adopted_on", ctx.lang): days,
            t("col.initiative_name", ctx.lang): ctx.name(frame, "initiative_name"),
            t("col.unit_name", ctx.lang): inspections.unit_words(frame, ctx),
            t("col.evidence", ctx.lang): frame["evidence"].fillna(fmt.MISSING),
        }
    )
