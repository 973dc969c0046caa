"""Kế hoạch hành động: what is late, what was done in time, and what the linked factor did afterwards."""

import streamlit as st

from pages.parts import actions, charts, charts_service, narrowing, show, tiles
from pages.parts.context import EndOfPage, enter
from pages.parts.numbers import date_text, whole
from pages.parts.words import counted, t

ctx = enter(__file__)
lang, filters = ctx.lang, ctx.filters

plan = ctx.ask("actions")
if plan.empty:
    st.info(t("empty.plan", lang), icon=":material/info:")
    raise EndOfPage

st.markdown(f"## {show.plain(actions.headline(plan, ctx))}")
st.caption(show.plain(t("actions.as_of", lang, date=date_text(plan["as_of_on"].iloc[0], lang))))
state = actions.states(plan)
with st.container(horizontal=True, gap="small"):
    tiles.tile(t("unit.actions", lang).capitalize(), whole(len(plan), lang))
    for one in actions.STATES:
        tiles.tile(t(f"action_state.{one}", lang), whole(int((state == one).sum()), lang))

left, right = st.columns(2)
with left:
    around = filters.without("factor")
    factors = ctx.ask("actions", around)
    show.chart(
        ctx,
        "actions_states",
        actions.state_sentence(factors, ctx),
        charts_service.parted,
        {"rows": actions.state_rows(factors, ctx)},
        show.Source("actions", factors, around, ("action_states",)),
        measure="actions",
        count=counted(len(factors), "action", lang),
        click=narrowing.by_click("factor"),
        parts="action_state",
        is_choice=True,
    )
with right:
    around = filters.without("ward")
    units = ctx.ask("actions", around)
    show.chart(
        ctx,
        "actions_follow_up",
        actions.change_sentence(units, ctx),
        charts.changes,
        {"rows": actions.change_rows(units, ctx)},
        show.Source("actions", units, around, ("follow_up", "index", "hidden")),
        measure="follow_up",
        count=counted(int(units["follow_up"].isin(actions.COMPARED).sum()), "action", lang),
        click=narrowing.by_unit("place_code"),
    )
    silent = actions.silent_sentence(units, ctx)
    if silent:
        st.caption(show.plain(silent))

st.markdown(f"**{show.plain(t('actions.list', lang))}**")
show.show_table(actions.listed(plan, ctx), lang)
if filters.district:
    st.caption(show.plain(t("notice.former_district", lang)))
