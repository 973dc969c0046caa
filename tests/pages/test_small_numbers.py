"""What rests on few slips: hidden under ten, called "ít phiếu" under thirty, and nowhere to be worked out."""

from collections.abc import Callable

import pandas as pd
import pytest
from planted import EMPTY, FIVES, FOUR, TWENTY
from screen import PAGES, answer, drawn, hexagons, numbers, opened, plain, said, tables, tiles
from streamlit.testing.v1 import AppTest

from pages.parts.words import t

App = Callable[..., AppTest]
VALUES = ("slips_n", "answers_n", "satisfied_n", "index_pct", "index_low", "index_high", "effective_n")


def numbers_beyond_the_limit(at: AppTest) -> list[str]:
    """Texts of a page on one unit that hold a number other than those of periods, dates and the limit of ten."""
    harmless = ("Quý", "tháng", "Số liệu đến", "Trang này")
    lines = [text for text in said(at) if not text.startswith(harmless)]
    lines += [part for value, note in tiles(at).values() for part in (value, note)]
    return [text for text in lines if set(numbers(text)) - {10.0}]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_page_of_a_hidden_ward_holds_no_number(app: App, lang: str):
    at = app("unit", unit=FOUR, lang=lang)
    assert not at.exception
    assert tiles(at)[t("col.index_pct", lang)][0] == "–"
    assert tiles(at)[t("col.slips_n", lang)] == (t("state.hidden", lang), "")
    if lang == "vi":
        assert numbers_beyond_the_limit(at) == []
        assert any("dưới 10 phiếu, không hiển thị" in text for text in said(at))
    assert not at.get("vega_lite_chart")
    assert not at.dataframe


@pytest.mark.parametrize("page", PAGES)
def test_filter_on_a_hidden_ward_shows_no_number_of_it(app: App, page: str):
    """Whatever is drawn for that ward in that quarter has no value, and no table says more."""
    at = app(page, ward=FOUR, unit=FOUR)
    assert not at.exception
    shown = tiles(at).get(t("col.slips_n", "vi"))
    if shown:
        assert shown == (t("state.hidden", "vi"), "")
    for frames in drawn(at).values():
        for frame in frames.values():
            if "code" in frame:
                row = frame[frame["code"] == FOUR]
                assert row[[name for name in VALUES if name in row]].isna().all(axis=None)


def test_hidden_ward_on_the_map(app: App):
    cells = hexagons(app("map"))
    ward = cells.loc[FOUR]
    assert (ward["state"], ward["value"], ward["figures"][:2]) == ("hidden", "", ["–", "–"])
    assert numbers(ward["figures"][2]) == [10]
    other_hidden = cells[cells["state"] == "hidden"].drop(FOUR)
    assert ward["fill"] in other_hidden["fill"].tolist()
    assert (cells[cells["state"] == "hidden"]["value"] == "").all()


def test_empty_ward_looks_different_from_a_hidden_one(app: App):
    cells = hexagons(app("map"))
    assert cells.loc[EMPTY, "state"] == "missing"
    assert cells.loc[EMPTY, "fill"] != cells.loc[FOUR, "fill"]
    at = app("unit", unit=EMPTY)
    assert any("chưa có phiếu" in text for text in said(at))
    assert not any("dưới 10 phiếu" in text for text in said(at))
    assert tiles(at)[t("col.slips_n", "vi")][0] == t("state.missing", "vi")


def test_few_is_said(app: App):
    at = app("unit", unit=TWENTY)
    assert any("mới có 20 phiếu: ít phiếu, chỉ để tham khảo" in text for text in said(at))
    assert hexagons(app("map")).loc[TWENTY, "state"] == "few"


def test_few_is_not_compared(app: App):
    points = drawn(app("districts"))["0"]["points"].set_index("code")
    assert points.loc[TWENTY, "place"] == "none"
    assert FOUR not in points.index
    assert points.loc[FIVES, "place"] == "above_998"


@pytest.mark.parametrize(
    ("page", "codes"),
    [
        ("overview", {"channel": "post", "from_": "2026-01", "to": "2026-09"}),
        ("trends", {"channel": "post", "from_": "2026-01", "to": "2026-09"}),
        ("procedures", {}),
        ("districts", {"area": "of FOUR"}),
        ("map", {"unit": FIVES}),
    ],
)
def test_hidden_rows_travel_to_the_browser_empty(app: App, page: str, codes: dict[str, str]):
    """Nothing that a reader must not see is in what the browser gets, tooltips included."""
    checked = 0
    if "area" in codes:
        wards = answer("satisfaction_by_ward").set_index("ward_code")
        codes = {"area": wards.loc[FOUR, "district_code"]}
    for frames in drawn(app(page, **codes)).values():
        for frame in frames.values():
            if "state" not in frame:
                continue
            rows = frame[frame["state"] == "hidden"]
            checked += len(rows)
            held = [name for name in (*VALUES, "change_pct", "p_value", "class_code") if name in rows]
            assert rows[held].isna().all(axis=None), (page, rows[held])
            for name in {"index_text", "interval_text"} & set(rows):
                assert (rows[name] == "–").all()
            assert all(set(numbers(text)) <= {10.0} for text in rows.get("slips_text", []))
    assert checked


@pytest.mark.parametrize(("page", "key"), [("districts", "districts_wards"), ("map", "map_deck")])
def test_hidden_rows_of_the_table_are_empty(app: App, page: str, key: str):
    table = opened(app(page), key).dataframe[-1].value
    row = table[table[t("col.ward_code", "vi")] == FOUR].iloc[0]
    assert row[t("col.state", "vi")] == t("state.hidden", "vi")
    assert row[[t(f"col.{name}", "vi") for name in VALUES]].isna().all()


def test_ward_hidden_beside_another_is_hidden_on_its_own_page_too(app: App):
    """Hidden so that a small ward cannot be worked out: its own page must not give the missing number."""
    wards = answer("satisfaction_by_ward")
    told = []
    for code in wards.loc[wards["is_hidden"], "ward_code"]:
        slips, _ = tiles(app("unit", unit=code))[t("col.slips_n", "vi")]
        told += [(code, slips)] if slips != t("state.hidden", "vi") else []
    assert told == []


def test_small_ward_cannot_be_worked_out_from_what_is_shown(app: App):
    """The district's slips less those of its other wards, each read off a screen, must not give the four slips."""
    wards = answer("satisfaction_by_ward")
    district = wards.loc[wards["ward_code"] == FOUR, "district_code"].iloc[0]
    total = answer("satisfaction_by_district").set_index("district_code").loc[district, "slips_n"]
    read = {}
    for code in wards.loc[(wards["district_code"] == district) & (wards["ward_code"] != FOUR), "ward_code"]:
        slips, _ = tiles(app("unit", unit=code))[t("col.slips_n", "vi")]
        if slips != t("state.hidden", "vi"):
            read[code] = numbers(slips)[0] if numbers(slips) else 0
    everything_read = len(read) == (wards["district_code"] == district).sum() - 1
    assert not (everything_read and total - sum(read.values()) == 4)


def test_change_of_a_hidden_ward_is_not_told(app: App):
    rows = answer("satisfaction_by_ward", compare="previous")
    hidden = rows[rows["is_hidden"]]
    assert hidden["change_pct"].isna().all()
    names = {plain(text) for text in said(app()) if "đơn vị" in text}
    assert names
    moved = drawn(app())["2"]["rows"]
    assert not set(moved["code"]) & set(hidden["ward_code"])


def test_tables_keep_numbers_as_numbers(app: App):
    """A reader sorts a table by a click: its figures must not be text."""
    for key, page in (("districts_wards", "districts"), ("overview_fields", "overview")):
        table = tables(opened(app(page), key))[-1]
        for name in ("index_pct", "slips_n", "index_low"):
            assert pd.api.types.is_numeric_dtype(table[t(f"col.{name}", "vi")])
