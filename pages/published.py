"""Công bố: what was really published, by index and year, and one place in several measures of satisfaction."""

import streamlit as st

from pages.parts import charts_index, charts_more, own, published, show
from pages.parts.context import enter
from pages.parts.exports import worded_table
from pages.parts.words import counted, t
from queries.card import INSTRUMENT_OF
from queries.filters import Filters

LONG_BIEN = "004"  # the place where the measures are furthest apart: 99.27 in one, 38.6 in another

ctx = enter(__file__)
lang = ctx.lang
filters = Filters(ctx.filters.instrument, ctx.filters.start, ctx.filters.end)
figures = ctx.ask("published_figures")

st.caption(show.plain(t("notice.published", lang)))

# The same place, several numbers.
places = published.places(figures, ctx)
code = own.select("place", places, t("published.place", lang), LONG_BIEN if LONG_BIEN in places else published.CITY)
at = filters if code in (None, published.CITY) else published.of_place(filters, code)
answer = ctx.ask("four_numbers", at)
with st.container(border=True):
    show.heading(published.numbers_sentence(answer, ctx), t("published.four", lang))
    st.markdown(show.table_text(worded_table(published.numbers_table(answer, ctx), lang)))
    st.caption(show.plain(t("published.why", lang)))

columns = st.columns(2)
for place, (index, grain) in enumerate(published.SERIES.items()):
    points = published.series(figures, index, ctx, grain)
    with columns[place % 2]:
        show.chart(
            ctx,
            f"published_{index}",
            published.series_sentence(points, index, lang),
            charts_index.published_years,
            {"points": points},
            show.Source(
                "published_figures",
                figures[figures["index_code"] == index],
                filters,
                (f"published_{index}", "published", *(["break"] if index in INSTRUMENT_OF else [])),
            ),
            measure="published",
            count=counted(len(points), "figure", lang),
            grain=grain,
        )
with columns[1]:
    rows = published.district_bars(figures, ctx)
    show.chart(
        ctx,
        "published_city_survey",
        published.city_survey_sentence(rows, lang),
        charts_more.bars,
        {"rows": rows},
        show.Source(
            "published_figures",
            figures[figures["index_code"] == "sipas_city"],
            filters,
            ("published_sipas_city", "published"),
        ),
        measure="published",
        count=counted(len(rows), "unit", lang),
    )

opened = st.expander(
    t("published.all", lang, count=counted(len(figures), "figure", lang)),
    icon=":material/dataset:",
    key="published_all",
    on_change="rerun",
)
if opened.open:
    with opened:
        show.show_table(worded_table(published.worded(figures, lang), lang), lang)
