"""Mô hình: which models units took up, how far each has spread, and what happened to the factor it aims at."""

import streamlit as st

from pages.parts import charts_event, charts_map, hexmap, initiatives, inspections, narrowing, own, show, tiles
from pages.parts.context import EndOfPage, enter
from pages.parts.numbers import percent, whole
from pages.parts.words import counted, t

STEP = "quarter"

ctx = enter(__file__)
lang = ctx.lang

adopted = ctx.ask("initiatives")
if adopted.empty:
    st.info(t("empty.initiatives", lang), icon=":material/info:")
    raise EndOfPage

over_time = ctx.ask("initiatives_by_month", step=STEP)
last = initiatives.newest(over_time)
st.markdown(f"## {show.plain(initiatives.headline(last, adopted, ctx))}")
with st.container(horizontal=True, gap="small"):
    for name, row in zip(ctx.name(last, "initiative_name"), last.to_dict("records"), strict=True):
        of = f"{whole(row['covered_n'], lang)}/{whole(row['wards_n'], lang)}"
        tiles.tile(name, percent(row["covered_pct"], lang), f"{of} {t('unit.wards', lang)}")

left, right = st.columns(2)
with left:
    course = ctx.filters.over(ctx.filters.end, narrowing.course(ctx).end)
    over_time = ctx.ask("initiatives_by_month", course, step=STEP)
    show.chart(
        ctx,
        "initiatives_coverage",
        initiatives.coverage_sentence(last, ctx),
        charts_event.coverage,
        {"points": ctx.made("initiatives_coverage", lambda: initiatives.coverage_points(over_time, ctx, STEP))},
        show.Source("initiatives_by_month", over_time, course, ("coverage", "break"), {"step": STEP}),
        measure="coverage",
        count=counted(len(adopted), "adoption", lang),
        click=narrowing.by_click("period"),
        grain=STEP,
    )
    st.markdown(f"#### {t('say.latest_adoptions', lang, n=whole(min(len(adopted), initiatives.LISTED), lang))}")
    st.markdown(show.table_text(initiatives.listed(adopted, ctx)))
with right:
    names = dict(zip(last["initiative_kind"], ctx.name(last, "initiative_name"), strict=True))
    shown = own.select("spread", {"all": t("initiatives.map_all", lang)} | names, t("initiatives.map", lang), "all")
    model = None if shown == "all" else shown
    around = ctx.filters.without("ward")
    everywhere = ctx.ask("initiatives", around)
    cells = ctx.made(f"initiatives_map {shown}", lambda: initiatives.map_cells(everywhere, model, ctx))
    if ctx.catalog.has_hexes(ctx.filters.last_day) and len(cells):
        show.chart(
            ctx,
            "initiatives_map",
            initiatives.map_sentence(cells, names.get(shown), ctx),
            charts_map.hexagons,
            {"units": ctx.made(f"initiatives_hexagons {shown}", lambda: hexmap.placed(cells, lang))},
            show.Source("initiatives", everywhere, around, ("coverage",)),
            click=narrowing.by_click("ward"),
            line=t("initiatives.map_legend", lang, period=ctx.period),
            value_title=t("filter.model", lang),
        )
    else:
        st.caption(show.plain(t("initiatives.map_before", lang)))

until = ctx.filters.over(ctx.filters.end, ctx.filters.end)  # the effect reads everything up to there
effect = initiatives.named(ctx.ask("initiative_effect", until))
if len(effect):
    st.info(show.plain(t("notice.no_cause_model", lang)), icon=":material/balance:")
    left, right = st.columns(2)
    with left:
        rows = initiatives.effect_rows(effect, ctx)
        show.chart(
            ctx,
            "initiatives_effects",
            initiatives.effects_sentence(effect, ctx),
            charts_event.effects,
            {"rows": rows},
            show.Source("initiative_effect", effect, until, ("event_study", "matching", "together", "hidden")),
            measure="effect",
            count=counted(len(rows), "model_group", lang),
        )
        st.caption(show.plain(initiatives.together_sentence(effect, ctx)))
    with right:
        words = dict(zip(effect["initiative_kind"], ctx.name(effect, "initiative_name"), strict=True))
        default = next(iter(effect.loc[effect["is_estimated"], "initiative_kind"]), next(iter(words)))
        kind = own.select("model", words, t("filter.model", lang), default)
        path = effect[effect["initiative_kind"] == kind]
        factor = ctx.name(path, "factor_name").iloc[0] if len(path) else ""
        show.chart(
            ctx,
            "initiatives_path",
            f"{inspections.effect_sentence(path, factor, 'adopted', ctx)} {inspections.pretrend_sentence(path, ctx)}",
            charts_event.event_path,
            {"points": inspections.path_rows(path, ctx)},
            show.Source("initiative_effect", path, until, ("event_study", "pretrend", "matching", "hidden")),
            measure="effect",
            count=counted(int(path["wards_n"].max()) if len(path) else 0, "ward", lang),
        )
else:
    st.caption(t("say.effect_few", lang))
