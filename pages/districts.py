"""Địa bàn: wards and former districts against the city, told apart no further than their slips allow."""

import streamlit as st

from pages.parts import charts_signal, drill, frames, sentences, show, signals
from pages.parts.context import EndOfPage, enter
from pages.parts.words import t
from queries.standing import SIGNIFICANCE, standing

LOWEST_NAMED = 3
DEFINITIONS = ("index", "band", "smoothed", "adjusted", "rank", "interval", "hidden", "few")

ctx = enter(__file__)
lang, filters = ctx.lang, ctx.filters

city = frames.reading(ctx.ask("headline", drill.whole_city(filters)))
wards = standing(ctx.ask("comparison_by_ward"), city.index_pct)
districts = standing(ctx.ask("comparison_by_district"), city.index_pct)
if not wards["slips_n"].fillna(0).sum():
    st.info(t("notice.hidden_all" if wards["is_hidden"].any() else "notice.no_rows", lang), icon=":material/info:")
    raise EndOfPage

tables = signals.funnel_tables(wards, "ward", ctx)
picked = show.chart(
    ctx,
    "districts_wards",
    signals.funnel_sentence(tables["points"], tables["points"]["name"].tolist(), t("unit.wards", lang), lang),
    charts_signal.funnel,
    tables,
    show.Source("comparison_by_ward", wards, filters, ("index", "funnel", "interval", "hidden", "few")),
    slips_n=frames.total_slips(wards),
    is_clickable=True,
)
drill.follow(ctx, "districts_wards", picked)

below, above = (int((wards["band"] == band).sum()) for band in ("below", "above"))
lowest = ctx.made("districts_lowest", lambda: frames.unit_rows(wards, "ward", ctx, city))
st.markdown(
    show.plain(
        sentences.units_against_city(
            t("unit.wards", lang),
            int((wards["band"] != "none").sum()),
            below,
            above,
            lowest.loc[lowest["band"] == "below", "name"].tolist()[:LOWEST_NAMED],
            SIGNIFICANCE * below,
            lang,
        )
    )
)

left, right = st.columns(2)
with left:
    rows = ctx.made("districts_estimates", lambda: signals.estimate_rows(districts, "district", ctx, city))
    show.chart(
        ctx,
        "districts_districts",
        frames.ends(t("unit.districts", lang), rows, lang),
        charts_signal.estimates,
        {"rows": rows},
        show.Source("comparison_by_district", districts, filters, (*DEFINITIONS, "former_district")),
        slips_n=frames.total_slips(districts),
        click=drill.by_area(ctx, wards),
    )
    st.caption(show.plain(t("chart.estimates_key", lang)))
    if districts["is_approximate"].any():
        st.caption(show.plain(t("notice.former_district", lang)))
with right:
    drill.district_wards(ctx, wards, city)
