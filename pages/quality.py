"""Chất lượng dữ liệu: signs of interference, missing answers, how current each ward is, what loads rejected."""

import streamlit as st

from pages.parts import charts_more, drill, frames, quality, show, tiles
from pages.parts.context import EndOfPage, enter
from pages.parts.numbers import percent, whole
from pages.parts.words import t
from queries.filters import Filters

ctx = enter(__file__)
lang = ctx.lang
# Of all slips of the period: what is wrong with them does not hang on the filters.
filters = Filters(ctx.filters.instrument, ctx.filters.start, ctx.filters.end)

wards = ctx.ask("quality_by_ward", filters)
reading = frames.reading(ctx.ask("headline", drill.whole_city(filters)))
if not reading.slips_n:
    st.info(t("notice.no_rows", lang), icon=":material/info:")
    raise EndOfPage

items = ctx.ask("satisfaction_by_item", filters)
missing = quality.missing_rows(items, reading.slips_n, ctx)
with st.container(horizontal=True, gap="small"):
    tiles.tile(t("tile.signs", lang), whole(int((wards["signs_n"] > 0).sum()), lang))
    tiles.tile(t("tile.hidden", lang), whole(int(wards["is_hidden"].sum()), lang))
    tiles.tile(t("tile.few", lang), whole(int(wards["is_few"].sum()), lang))
    tiles.tile(t("tile.missing_answers", lang), percent(missing["value"].mean(), lang))

show.chart(
    ctx,
    "quality_signs",
    quality.signs_sentence(wards, ctx),
    charts_more.bars,
    {"rows": quality.alike_rows(wards, ctx)},
    show.Source("quality_by_ward", wards, filters, ("signs", "hidden")),
    slips_n=reading.slips_n,
    measure="alike",
)

left, right = st.columns(2)
with left:
    show.chart(
        ctx,
        "quality_missing",
        t("say.missing_answers", lang, name=missing["name"].iloc[0], value=missing["value_text"].iloc[0]),
        charts_more.bars,
        {"rows": missing},
        show.Source("satisfaction_by_item", items, filters, ("hidden",)),
        slips_n=reading.slips_n,
        measure="missing",
    )
with right:
    ages = quality.age_rows(wards, filters.last_day, ctx)
    show.chart(
        ctx,
        "quality_age",
        t("say.ages", lang, n=ages["value_text"].iloc[0], all=whole(len(wards), lang)),
        charts_more.bars,
        {"rows": ages},
        show.Source("quality_by_ward", wards, filters, ("signs", "hidden")),
        slips_n=reading.slips_n,
        measure="units",
    )
    rejected = ctx.ask("rejected_by_reason")
    if len(rejected):
        show.chart(
            ctx,
            "quality_rejected",
            t("say.rejected", lang, n=whole(int(rejected["rejected_n"].sum()), lang)),
            charts_more.bars,
            {"rows": quality.rejected_rows(rejected, ctx)},
            show.Source("rejected_by_reason", rejected, filters, ()),
            measure="rows",
        )
    else:
        st.caption(t("say.no_rejected", lang))

tiles.data_status(ctx)
