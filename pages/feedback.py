"""Phiếu góp ý: received, read, answered, satisfied; who reads late, what is overdue, what people write."""

import streamlit as st

from pages.parts import charts_more, charts_service, feedback, narrowing, own, sentences, show, tiles
from pages.parts.context import EndOfPage, enter
from pages.parts.numbers import date_text, percent, whole
from pages.parts.words import counted, t

ctx = enter(__file__)
lang, filters = ctx.lang, ctx.filters

answer = ctx.ask("slips_funnel")
funnel = answer.iloc[0]
if not funnel["received_n"] and not funnel["waiting_n"]:
    st.info(t("empty.feedback", lang), icon=":material/info:")
    raise EndOfPage

oldest = feedback.ward_name(funnel["oldest_ward_code"], funnel["oldest_ward_from"], ctx)
unseen = (int(funnel["unseen_n"]), int(funnel["unseen_overdue_n"]))
st.markdown(f"## {show.plain(sentences.unseen_slips(*unseen, feedback.LATE_DAYS, oldest, lang))}")
st.caption(show.plain(t("feedback.as_of", lang, date=date_text(funnel["as_of_on"], lang))))
with st.container(horizontal=True, gap="small"):
    tiles.tile(t("stage.received", lang), whole(funnel["received_n"], lang), ctx.period)
    for stage in feedback.STAGES:
        half = feedback.days_text(funnel[f"{stage}_median_days"], lang)
        tiles.tile(t(f"stage.{stage}", lang), percent(funnel[f"{stage}_pct"], lang), t("tile.half_in", lang, days=half))
    rated = "" if funnel["is_hidden"] else t("tile.of_rated", lang, slips=counted(int(funnel["rated_n"]), "slip", lang))
    tiles.tile(t("stage.satisfied", lang), percent(funnel["satisfied_pct"], lang), rated or t("state.hidden", lang))

received = counted(int(funnel["received_n"]), "feedback_slip", lang)
left, right = st.columns(2)
with left:
    show.chart(
        ctx,
        "feedback_funnel",
        feedback.funnel_sentence(funnel, ctx),
        charts_more.bars,
        {"rows": feedback.funnel_rows(funnel, ctx)},
        show.Source("slips_funnel", answer, filters, ("seen", "slips_as_of", "slips_rated", "waits")),
        measure="feedback",
        count=received,
    )
with right:
    curve = ctx.ask("slips_survival")
    show.chart(
        ctx,
        "feedback_waits",
        feedback.waits_sentence(funnel, ctx),
        charts_service.waits,
        {"points": feedback.waits_points(curve, ctx)},
        show.Source("slips_survival", curve, filters, ("waits", "seen", "slips_as_of")),
        measure="waits",
        count=received,
    )

around_ward, around_field = filters.without("ward"), filters.without("field")
wards, topics = ctx.ask("slips_by_ward", around_ward), ctx.ask("slips_by_topic", around_field)
left, right = st.columns(2)
with left:
    show.chart(
        ctx,
        "feedback_wards",
        feedback.unseen_sentence(wards, ctx),
        charts_more.bars,
        {"rows": feedback.unseen_rows(wards, funnel["as_of_on"], ctx)},
        show.Source("slips_by_ward", wards, around_ward, ("seen", "slips_as_of", "slips_rated", "former_district")),
        measure="unseen",
        click=narrowing.by_click("ward"),
        is_choice=True,
    )
with right:
    show.chart(
        ctx,
        "feedback_topics",
        feedback.topic_sentence(topics, ctx),
        charts_service.parted,
        {"rows": feedback.topic_rows(topics, ctx)},
        show.Source("slips_by_topic", topics, around_field, ("slip_topics",)),
        measure="feedback",
        count=counted(int(topics["received_n"].sum()), "feedback_slip", lang),
        click=narrowing.by_click("field"),
        parts="slip_kind",
        is_choice=True,
    )

late = ctx.ask("slips_overdue")
show.chart(
    ctx,
    "feedback_overdue",
    feedback.overdue_sentence(late, ctx),
    charts_more.bars,
    {"rows": feedback.overdue_rows(late, ctx)},
    show.Source("slips_overdue", late, filters, ("slip_overdue", "seen", "slips_as_of")),
    measure="overdue_slips",
    count=counted(len(late), "feedback_slip", lang),
)
if len(late):
    choices = {"unseen": t("feedback.list_unseen", lang), "all": t("feedback.list_all", lang)}
    listed = own.segments("overdue", choices, t("feedback.list", lang), "unseen")
    chosen = late[~late["is_seen"]] if listed == "unseen" else late
    if len(chosen):
        show.show_table(feedback.overdue_list(chosen, ctx), lang)
    else:
        st.caption(t("say.unseen_none", lang))

# Read even while they are folded, so that a link keeps them.
kinds = {kind: t(f"slip_kind.{kind}", lang) for kind in feedback.KINDS}
names = {code: unit.word(lang) for code, unit in ctx.catalog.wards_on(filters.last_day).items()}
own.code("kind", kinds)
own.code("unit", names)

feedback.words_box(kinds, ctx)
feedback.book_box(names, ctx)
if filters.district:
    st.caption(show.plain(t("notice.former_district", lang)))
