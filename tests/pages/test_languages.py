"""No English word on the Vietnamese screen, no Vietnamese one among the fixed words of the English screen."""

import re
import unicodedata
from collections.abc import Callable

import pandas as pd
import pytest
from planted import FIVES, FOUR
from screen import PAGES, chart_words, doors, go, hexagons, labels, nodes, open_app, opened, said, tables, tiles
from streamlit.testing.v1 import AppTest

from pages.parts.words import t

App = Callable[..., AppTest]
# Common English words that are no Vietnamese syllable. Names of file formats and SQL itself may stand anywhere.
ENGLISH_WORDS = """
the and of with for from this that these which are was were has have not all none any other others more less than
choose option options select selected search loading load loaded running error errors warning notice failed
download files table chart map page pages found open close closed cancel clear reset apply submit back next
settings rerun deploy print record screencast view views fullscreen zoom sort filter filters column columns row rows
copy copied data source sources definition statement period periods month months quarter quarters year years day
days city ward wards commune communes district districts area areas field fields procedure procedures factor
factors item items question questions unit units slip slips answer answers index interval confidence satisfied
satisfaction hidden few missing empty above below like between lowest highest change changes previous last same
against target targets level value values name names code codes number numbers count total note notes state status
simulated enough shown show only too first second one two three six nine half null nan nat none true false undefined
yes points point percent online direct post person organisation staff results result access about language theme
light dark english vietnamese trend trends overview break method new newer version file
"""
ENGLISH = frozenset(ENGLISH_WORDS.split())
ALLOWED = {
    "csv",
    "xlsx",
    "png",
    "svg",
    "sql",
    "excel",
    "english",
    "wilson",
    "newcombe",
    "benjamini",
    "hochberg",
    "bayes",
}
ASCII_WORD = re.compile(r"(?<![^\W\d_])[A-Za-z]{2,}(?![^\W\d_])")
VIETNAMESE = re.compile(r"[đĐăĂơƠưƯ]|[\u0300\u0301\u0303\u0309\u0323]")


def english_words(texts: list[str]) -> set[str]:
    """The English words in some texts."""
    words = {word.lower() for text in texts for word in ASCII_WORD.findall(text)}
    return (words & ENGLISH) - ALLOWED


def with_vietnamese_letters(texts: list[str]) -> list[str]:
    """The texts that hold a letter only Vietnamese has, but for the product's and the language's own name."""
    texts = [text for text in texts if text not in ("Tiếng Việt", "Thước Đo", "")]
    return [text for text in texts if VIETNAMESE.search(unicodedata.normalize("NFD", text))]


def everything(at: AppTest) -> list[str]:
    """Every text of a screen."""
    return [*said(at), *labels(at), *chart_words(at), *(cell for table in tables(at) for cell in cells_of(table))]


def cells_of(table: pd.DataFrame) -> list[str]:
    """Headings and texts of a table; codes and addresses are such in every language, and a flag is drawn as a tick."""
    texts = [name for name in table if table[name].dtype != bool and not name.startswith(("Mã ", "Nguồn"))]
    return [*table, *(str(cell) for name in texts for cell in table[name].dropna())]


def test_the_denylist_works():
    assert english_words(["Chọn options", "Tải tệp CSV", "Nguồn: phiếu"]) == {"options"}
    assert english_words(["in no to an do he me can theo cao nam trong"]) == set()
    assert with_vietnamese_letters(["An Khánh xã", "Cafe", "Định Công"]) == ["An Khánh xã", "Định Công"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("codes", [{}, {"unit": FIVES, "channel": "online", "from_": "x"}], ids=["plain", "filtered"])
def test_no_english_on_the_vietnamese_screen(app: App, page: str, codes: dict[str, str]):
    assert english_words(everything(app(page, **codes))) == set()


@pytest.mark.parametrize("page", PAGES)
def test_no_english_behind_the_vietnamese_charts(app: App, page: str):
    at = app(page, **({"unit": FIVES} if page == "unit" else {}))
    for key in doors(at):
        opened(at, key)
        table = tables(at)[-1]
        assert not any(name.endswith(("_n", "_pct", "_en", "_code", "_name", "_low", "_high")) for name in table)
        assert english_words(everything(at)) == set(), key
    command = at.code[0]
    assert command.value.startswith("python -m queries ")


@pytest.mark.parametrize("codes", [{"from_": "2031-01", "to": "2031-02"}, {"ward": FOUR}], ids=["no rows", "hidden"])
def test_no_english_in_notices(app: App, codes: dict[str, str]):
    at = app("overview", **codes)
    for page in PAGES:
        assert english_words(everything(go(at, page))) == set()


@pytest.mark.parametrize("page", PAGES)
def test_no_vietnamese_among_the_fixed_words_in_english(app: App, page: str):
    at = app(page, lang="en", unit=FIVES)
    texts = [*labels(at), *(part for value, note in tiles(at).values() for part in (value, note or ""))]
    # Names of procedures, and the link that names its unit, are proper names.
    texts = [text for text in texts if "Láng" not in text]
    assert with_vietnamese_letters(texts) == []


@pytest.mark.parametrize("page", ["overview", "districts", "map", "trends"])
def test_no_vietnamese_behind_the_english_charts(app: App, page: str):
    at = app(page, lang="en")
    for key in doors(at):
        opened(at, key)
        assert with_vietnamese_letters([str(column) for column in tables(at)[-1]]) == []
        words = [node.value for node in nodes(at._tree) if node.type == "caption"]
        assert not any("Nguồn" in word or "phiếu" in word for word in words)


def test_kinds_of_units_are_english_in_english(app: App):
    """Láng ward, not 'Láng phường': on its page, in the lists and on the map."""
    at = app("unit", unit=FIVES, lang="en")
    assert "Láng ward" in said(at)
    options = at.selectbox(key="own_select_unit").options
    kinds = ("phường", "xã", "thị trấn", "thị xã", "quận", "huyện")
    assert [one for one in options if one.casefold().endswith(kinds)] == []
    cells = hexagons(open_app("map", lang="en"))
    assert set(cells["kind"].str.casefold()) <= {"ward", "commune"}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_picture_has_a_description(app: App, lang: str):
    for page in PAGES:
        at = app(page, lang=lang)
        charts = [*at.get("vega_lite_chart"), *at.get("deck_gl_json_chart")]
        assert charts
        assert all(len(chart.proto.alt) > 20 for chart in charts)


def test_simulated_is_said_in_both_languages(app: App):
    for lang in ("vi", "en"):
        assert t("stamp.simulated", lang) in said(app(lang=lang))[1]
