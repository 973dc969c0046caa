"""The way down: from a former district to its wards, from there to the page of one ward."""

from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import charts_signal, frames, own, show, signals
from pages.parts.clickable import Click
from pages.parts.context import Context
from pages.parts.sentences import Reading
from pages.parts.words import t
from queries.filters import Filters


def whole_city(filters: Filters) -> Filters:
    """The same question about the whole city: what a unit is compared with."""
    return replace(filters, district=(), ward=())


def of_unit(filters: Filters, level: str, code: str) -> Filters:
    """The same question about one ward or former district."""
    return replace(whole_city(filters), **{level: (code,)})


def by_area(ctx: Context, wards: pd.DataFrame) -> Click:
    """A click that chooses the district whose wards are shown; it stands in the link and is marked in the chart."""
    words = _areas(ctx, wards)
    area = own.code("area", words, next(iter(words), None))
    return Click(partial(own.keep, "area"), (area,) if area else ())


def _areas(ctx: Context, wards: pd.DataFrame) -> dict[str, str]:
    held = wards["district_code"].unique()
    return {code: unit.word(ctx.lang) for code, unit in ctx.catalog.districts.items() if code in held}


def district_wards(ctx: Context, wards: pd.DataFrame, city: Reading) -> None:
    """Choose a district by the list, or by a click (by_area), and show its wards; a click opens the ward."""
    lang, words = ctx.lang, _areas(ctx, wards)
    area = own.select(
        "area", words, t("drill.district", lang), next(iter(words), None), placeholder=t("filter.choose", lang)
    )
    if area is None:
        return
    inside = wards[wards["district_code"] == area]
    rows = signals.estimate_rows(inside, "ward", ctx, city)
    opened = show.chart(
        ctx,
        "districts_inside",
        frames.ends(t("unit.wards", lang), rows, lang),
        charts_signal.estimates,
        {"rows": rows},
        show.Source(
            "comparison_by_ward",
            inside,
            ctx.filters,
            ("index", "band", "smoothed", "adjusted", "rank", "hidden", "few"),
        ),
        slips_n=frames.total_slips(inside),
        is_clickable=True,
    )
    follow(ctx, "districts_inside", opened)


def follow(ctx: Context, key: str, picked: dict[str, Any] | None) -> None:
    """Open the page of the unit that was just clicked."""
    click = own.clicked(key, picked)
    if click:
        st.switch_page("pages/unit.py", query_params=ctx.filters.query() | {"unit": click["code"]} | _language(ctx))


def link(ctx: Context, code: str, name: str) -> None:
    """A link to the page of one unit under the filters in force."""
    st.page_link(
        "pages/unit.py",
        label=t("drill.open", ctx.lang, name=show.plain(name)),
        icon=":material/open_in_new:",
        query_params=ctx.filters.query() | {"unit": code} | _language(ctx),
    )


def _language(ctx: Context) -> dict[str, str]:
    return {"lang": ctx.lang} if ctx.lang != "vi" else {}
