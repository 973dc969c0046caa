"""The glossary: complete in both languages, and free of the other one."""

import csv
import re
import string
import unicodedata

import pytest

from pages.parts import words
from queries.suppression import FEW_BELOW, HIDDEN_BELOW

STEMS = [
    "overview",
    "briefing",
    "unit",
    "districts",
    "map",
    "procedures",
    "trends",
    "drivers",
    "explore",
    "inspections",
    "inspection_effect",
    "feedback",
    "dossiers",
    "portal_index",
    "published",
    "actions",
    "initiatives",
    "import_data",
    "quality",
    "methods",
]
ENGLISH = set(
    re.findall(
        r"\S+",
        """
dashboard filter filters download downloads upload file files click reset link links page pages
table chart charts data date error loading load import export report reports slip slips answer
answers all more choose theme dark light ok offline online top rank ranking trend trends map band
index score unit ward district field survey feedback target period overview briefing menu tab email
website web server browser click-through the and of is not no for with from
""",
    )
)
# Names of file formats and of methods, and the name of the other language in its own words, stay as they are.
OWN_NAME = {"switch.en", "switch.vi", "app.name"}
LETTERS_OF_VIETNAMESE = re.compile("[ăâđêôơưĂÂĐÊÔƠƯ\u0300-\u036f]")


def table() -> list[list[str]]:
    with words.GLOSSARY.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


ROWS = table()[1:]


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_the_file_is_a_sorted_table_of_three_columns():
    assert table()[0] == ["key", "vi", "en"]
    assert all(len(row) == 3 for row in ROWS)
    keys = [row[0] for row in ROWS]
    assert keys == sorted(keys)
    assert len(keys) == len(set(keys))
    assert all(re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_]+)+", key) for key in keys)


@pytest.mark.parametrize(("key", "vi", "en"), ROWS, ids=[row[0] for row in ROWS])
def test_a_row_is_complete_and_clean(key, vi, en):
    for text in (vi, en):
        assert text.strip(), key
        assert unicodedata.is_normalized("NFC", text)
        assert "  " not in text and "..." not in text and "\n" not in text
    assert places(vi) == places(en)
    assert not any(name == "" or name.isdigit() for name in places(vi)), "places have names"


@pytest.mark.parametrize(("key", "vi", "en"), ROWS, ids=[row[0] for row in ROWS])
def test_each_side_speaks_its_own_language(key, vi, en):
    if key in OWN_NAME:
        return
    plain = re.sub(r"\{\w+\}", "", vi)
    # "tin", "do", "the" without an accent may be Vietnamese; whole words of the list may not.
    assert not set(re.findall(r"[^\W\d_]+", plain.lower())) & ENGLISH, vi
    without_names = en
    for name in ("Tết", "QĐ-TTg", "Long Biên"):
        without_names = without_names.replace(name, "")
    assert not LETTERS_OF_VIETNAMESE.search(unicodedata.normalize("NFD", without_names)), en
    assert not re.search("[đĐ]", without_names), en


@pytest.mark.parametrize(("key", "vi", "en"), ROWS, ids=[row[0] for row in ROWS])
def test_percent_signs_follow_the_language(key, vi, en):
    assert not re.search(r"\d[ \u00a0]?%", vi), "a narrow no-break space stands before % in Vietnamese"
    assert not re.search(r"\d\s%", en)


def test_every_page_has_a_title_and_a_subtitle():
    for stem in STEMS:
        for lang in ("vi", "en"):
            assert words.t(f"page.{stem}", lang)
            assert words.t(f"subtitle.{stem}", lang)
    assert {key for key, _, _ in ROWS if key.startswith("page.")} == {f"page.{stem}" for stem in STEMS}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_words_name_the_limits_that_are_in_force(lang):
    for key in (
        "state.hidden",
        "def.hidden",
        "say.hidden",
        "say.under_ten",
        "say.unit_hidden",
        "say.map_hidden",
    ):
        assert str(HIDDEN_BELOW) in words.t(key, lang, name="", n="")
    assert f"{HIDDEN_BELOW}" in words.t("def.few", lang)
    assert f"{FEW_BELOW - 1}" in words.t("def.few", lang)


def test_words_and_values():
    assert words.t("app.name", "vi") == "Thước Đo"
    assert words.t("page.districts", "vi") == "Địa bàn"
    assert words.t("filter.district", "vi") == "Quận, huyện cũ"
    assert words.t("notice.unknown_value", "vi", name="ky", value="{x}") == (
        "Đường dẫn có giá trị không hiểu được (ky={x}); đã dùng giá trị mặc định."
    )


def test_a_mistake_names_the_key():
    with pytest.raises(KeyError, match=r"no\.such_key"):
        words.t("no.such_key", "vi")
    with pytest.raises(KeyError, match=r"notice\.unknown_value.*name"):
        words.t("notice.unknown_value", "vi")
    with pytest.raises(KeyError, match=r"app\.name"):
        words.t("app.name", "fr")


def test_every_key_the_sentences_use_exists():
    """Keys are written out or composed from a fixed list, so a typo would only show on a rare screen."""
    sources = "".join(
        words.GLOSSARY.with_name(name).read_text(encoding="utf-8") for name in ("sentences.py", "words.py")
    )
    used = set(re.findall(r'"((?:say|unit|state|status|foot|stamp|break|against)\.[a-z_]+)"', sources))
    assert used <= set(words.rows())
