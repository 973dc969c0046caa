"""Địa bàn: wards and former districts against the city; a click goes from a district to its wards, to one ward."""

import streamlit as st

from pages.parts import charts, drill, frames, sentences, show
from pages.parts.context import EndOfPage, enter
from pages.parts.words import t
from queries.standing import SIGNIFICANCE, standing

LOWEST_NAMED = 3

ctx = enter(__file__)
lang, filters = ctx.lang, ctx.filters

city = frames.reading(ctx.ask("headline", drill.whole_city(filters)))
wards = standing(ctx.ask("satisfaction_by_ward"), city.index_pct)
districts = standing(ctx.ask("satisfaction_by_district"), city.index_pct)
if not wards["slips_n"].fillna(0).sum():
    st.info(t("notice.hidden_all" if wards["is_hidden"].any() else "notice.no_rows", lang), icon=":material/info:")
    raise EndOfPage

rows = frames.unit_rows(wards, "ward", ctx, city)
below, above = (int((rows["band"] == band).sum()) for band in ("below", "above"))
picked = show.chart(
    ctx,
    "districts_wards",
    sentences.units_against_city(
        t("unit.wards", lang),
        int((rows["band"] != "none").sum()),
        below,
        above,
        rows.loc[rows["band"] == "below", "name"].tolist()[:LOWEST_NAMED],
        SIGNIFICANCE * below,
        lang,
    ),
    charts.caterpillar,
    {"rows": rows},
    show.Source("satisfaction_by_ward", wards, filters, ("index", "band", "interval", "hidden", "few")),
    slips_n=frames.total_slips(wards),
    is_clickable=True,
)
drill.follow(ctx, "districts_wards", picked)

left, right = st.columns(2)
with left:
    rows = frames.unit_rows(districts, "district", ctx, city)
    picked = show.chart(
        ctx,
        "districts_districts",
        frames.ends(t("unit.districts", lang), rows, lang),
        charts.dots,
        {"rows": rows},
        show.Source("satisfaction_by_district", districts, filters, ("index", "band", "former_district", "hidden")),
        slips_n=frames.total_slips(districts),
        is_clickable=True,
    )
    if districts["is_approximate"].any():
        st.caption(show.plain(t("notice.former_district", lang)))
with right:
    drill.district_wards(ctx, picked, wards, city)
