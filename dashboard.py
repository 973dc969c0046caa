"""Thước Đo: the entry. Opens the newest data file, draws navigation and filters, runs the page."""

from contextlib import suppress
from pathlib import Path

import streamlit as st

from pages.parts import filter_bar, own, views, warming
from pages.parts.context import ALONE, KEY, WANTED, WANTED_CODES, Context, EndOfPage
from pages.parts.opening import open_newest
from pages.parts.words import t

SCREEN_CSS = Path(__file__).parent / "pages" / "parts" / "screen.css"
GROUPS = {
    "group.leaders": {
        "overview": ":material/dashboard:",
        "briefing": ":material/slideshow:",
        "unit": ":material/location_city:",
    },
    "group.satisfaction": {
        "districts": ":material/leaderboard:",
        "map": ":material/hexagon:",
        "procedures": ":material/description:",
        "trends": ":material/show_chart:",
        "drivers": ":material/target:",
        "explore": ":material/query_stats:",
    },
    "group.service": {
        "inspections": ":material/policy:",
        "inspection_effect": ":material/compare_arrows:",
        "feedback": ":material/rate_review:",
        "dossiers": ":material/folder_open:",
        "portal_index": ":material/speed:",
        "published": ":material/newspaper:",
        "actions": ":material/task_alt:",
        "initiatives": ":material/emoji_objects:",
    },
    "group.data": {
        "import_data": ":material/upload_file:",
        "quality": ":material/fact_check:",
        "methods": ":material/functions:",
    },
}
BARE_PAGES = {"briefing"}  # nothing above them: the filters come with the link or from the page before
ALONE_PAGES = {"import_data", "methods"}  # they need neither filters nor slips
# Filters that apply to a page, where not all of them do.
PLACE = ("period", "district", "ward")
FILTERS_OF: dict[str, tuple[str, ...]] = {
    "inspections": (*PLACE, "field"),
    "inspection_effect": tuple(name for name in filter_bar.EVERY if name != "factor"),
    "feedback": (*PLACE, "field"),
    "dossiers": ("instrument", *PLACE, "field"),
    "actions": ("instrument", "district", "ward", "factor"),
    "initiatives": filter_bar.EVERY,
    "portal_index": PLACE,
    "published": ("period",),
    "quality": ("instrument", "period"),
}


def main() -> None:
    """One run for one visitor."""
    st.set_page_config(page_title="Thước Đo", page_icon="📏", layout="wide")

    st.html(SCREEN_CSS)

    lang = filter_bar.language()
    pages = {
        stem: st.Page(f"pages/{stem}.py", title=t(f"page.{stem}", lang), icon=icon, url_path=stem)
        for icons in GROUPS.values()
        for stem, icon in icons.items()
    }
    titles = {stem: one.title for stem, one in pages.items()}
    # A default page answers at "/" only, not under its own name; so the default leads on to the overview.
    home = st.Page(lambda: None, title="Thước Đo", url_path="home", default=True, visibility="hidden")
    menu = {t(group, lang): [pages[stem] for stem in icons] for group, icons in GROUPS.items()}
    page = st.navigation({"": [home]} | menu, position="top")
    if WANTED in st.session_state:  # a first page that was served past this script; back to it with its link's codes
        st.switch_page(pages[st.session_state.pop(WANTED)], query_params=st.session_state.pop(WANTED_CODES))
    if page.url_path == home.url_path:
        st.switch_page(pages["overview"], query_params=own.linked())
    own.arrive(page.url_path)

    if page.url_path in ALONE_PAGES:
        st.session_state[ALONE] = lang
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"### {page.title}")
            views.door(lang, titles)
            filter_bar.language_switch(lang)
        with suppress(EndOfPage):
            page.run()
        st.stop()

    database, catalog = open_newest(lang)
    problems = filter_bar.read_link(catalog)

    is_bare = page.url_path in BARE_PAGES
    if is_bare:
        filters = st.session_state[filter_bar.FILTERS]
    else:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"### {page.title}")
            if catalog.is_simulated:
                st.badge(t("stamp.simulated", lang), icon=":material/science:", color="orange")
            views.door(lang, titles)
            filter_bar.language_switch(lang)
        filters = filter_bar.draw(catalog, lang, FILTERS_OF.get(page.url_path, filter_bar.EVERY))
    is_dark, map_form = st.context.theme.type == "dark", own.kept("form")
    st.session_state[KEY] = Context(database, catalog, filters, lang, is_dark, map_form)
    own.begin()
    for problem in problems:
        (st.toast if is_bare else st.warning)(filter_bar.worded(problem, lang), icon=":material/link_off:")
    with suppress(EndOfPage):
        page.run()
    filter_bar.write_link()
    warming.begin()


if __name__ == "__main__":  # a visitor's run
    main()
else:  # the server's start: what every first page needs is imported and opened before anybody asks
    warming.start()
    app = st.App(__file__)
