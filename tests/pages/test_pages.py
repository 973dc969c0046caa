"""Every page on the small demo: it runs, says its finding, and its numbers are those of `python -m queries`."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from planted import FIVES
from screen import (
    PAGES,
    ROOT,
    answer,
    doors,
    drawn,
    go,
    hexagons,
    labels,
    nodes,
    numbers,
    opened,
    plain,
    said,
    tables,
    tiles,
)
from streamlit.testing.v1 import AppTest

from pages.parts.words import t

App = Callable[..., AppTest]
LANGS = ("vi", "en")
PERIODS = {
    "before the break of units": {"from_": "2025-04", "to": "2025-06"},
    "spanning the break": {"from_": "2025-05", "to": "2025-08"},
    "everything": {"from_": "2021-01", "to": "2026-10"},
    "a quarter that is not over": {"from_": "2026-10", "to": "2026-12"},
    "before the data": {"from_": "2019-01", "to": "2019-03"},
    "after the data": {"from_": "2031-01", "to": "2031-03"},
}
FILTERS = [
    {},
    {"from_": "2026-01", "to": "2026-03", "channel": "online"},
    {"from_": "2025", "to": "2025", "field": "land"},
    {"district": "001,002", "from_": "2026-01", "to": "2026-06"},
    {"respondent_kind": "organisation", "factor": "staff", "from_": "2026"},
    {"instrument": "city_survey", "from_": "2025", "to": "2025"},
]


def held(codes: dict[str, str]) -> dict[str, str]:
    """Filters with codes the file holds in place of guessed ones."""
    lists = {"field": "satisfaction_by_field", "factor": "satisfaction_by_factor"}
    return {
        name: answer(lists[name]).sort_values("slips_n")[f"{name}_code"].iloc[-1] if name in lists else value
        for name, value in codes.items()
    }


def assert_shown(at: AppTest) -> None:
    """No exception, no error box, no place left unfilled in a sentence."""
    assert not at.exception, [one.value for one in at.exception]
    assert not at.error, [one.value for one in at.error]
    for text in said(at):
        assert not any(sign in text for sign in ("nan", "None", "{", "NaT", "<NA>")), text


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("page", PAGES)
def test_page_says_its_finding(app: App, page: str, lang: str):
    at = app(page, lang=lang)
    assert_shown(at)
    assert at.markdown[0].value == f"### {t(f'page.{page}', lang)}"
    findings = [plain(one.value.partition("\n")[0]) for one in at.markdown if one.value.startswith(("## ", "#### "))]
    assert any(text.endswith(".") and numbers(text, lang) for text in findings), findings
    assert len(at.get("vega_lite_chart")) + len(at.get("deck_gl_json_chart")) in range(1, 9)


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("page", PAGES)
def test_page_in_any_period(app: App, page: str, period: str):
    at = app(page, **PERIODS[period])
    assert_shown(at)
    assert not at.warning


@pytest.mark.parametrize("page", PAGES)
def test_page_of_the_city_survey(app: App, page: str):
    assert_shown(app(page, instrument="city_survey", from_="2025", to="2025"))


@pytest.mark.parametrize("name", ["channel", "respondent_kind", "procedure", "field", "district", "ward", "factor"])
def test_pages_under_each_filter(app: App, name: str):
    at = app()
    control = at.multiselect(key=f"filter_{name}") if name != "factor" else at.selectbox(key="filter_factor")
    control.set_value([control.options[0]] if name != "factor" else control.options[1])
    for page in PAGES:
        assert_shown(go(at, page))


@pytest.mark.parametrize("page", ["overview", "districts", "procedures"])
@pytest.mark.parametrize("codes", [PERIODS["before the data"], PERIODS["after the data"]], ids=["before", "after"])
def test_no_rows_has_a_notice(app: App, page: str, codes: dict[str, str]):
    at = app(page, **codes)
    assert [one.value for one in at.info] == [t("notice.no_rows", "vi")]


@pytest.mark.parametrize("page", ["trends", "map", "unit"])
@pytest.mark.parametrize("codes", [PERIODS["before the data"], PERIODS["after the data"]], ids=["before", "after"])
def test_no_rows_is_said_in_the_title(app: App, page: str, codes: dict[str, str]):
    assert any("chưa có phiếu" in text.lower() or "không có phiếu" in text.lower() for text in said(app(page, **codes)))


@pytest.mark.parametrize("codes", FILTERS, ids=lambda codes: "+".join(codes) or "default")
@pytest.mark.parametrize("lang", LANGS)
def test_headline_and_tiles(app: App, lang: str, codes: dict[str, str]):
    codes = held(codes)
    at = app("overview", lang=lang, **codes)
    now = answer("headline", **codes, compare="previous").iloc[0]
    year_ago = answer("headline", **codes, compare="last_year").iloc[0]
    shown = tiles(at)
    index, interval = shown[t("col.index_pct", lang)]
    assert numbers(index, lang) == pytest.approx([now.index_pct], abs=0.0501)
    low_high = numbers(interval.replace("–", " "), lang)
    assert low_high == pytest.approx([now.index_low, now.index_high], abs=0.0501)
    slips, answers = shown[t("col.slips_n", lang)]
    assert (numbers(slips, lang), numbers(answers, lang)) == ([now.slips_n], [now.answers_n])
    for label, change in (("tile.previous", now), ("tile.last_year", year_ago)):
        value, note = shown[t(label, lang)]
        expected = [] if pd.isna(change.change_pct) else [change.change_pct]
        assert numbers(value, lang) == pytest.approx(expected, abs=0.0501)
        limits = [] if pd.isna(change.change_pct) else [change.change_low, change.change_high]
        assert numbers(note, lang) == pytest.approx(limits, abs=0.0501)
    headline = next(plain(one.value) for one in at.markdown if one.value.startswith("## "))
    assert index in headline


def test_headline_is_that_of_the_command(app: App, demo_file: Path):
    """The real command, in a process of its own, with the line that stands behind the chart."""
    at = opened(app("overview", from_="2026-04", to="2026-06", channel="online"), "overview_fields")
    command = at.code[0].value.split()
    assert command[:3] == ["python", "-m", "queries"]
    ran = subprocess.run(
        [sys.executable, *command[1:], "--format", "json", "--database", str(demo_file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    told = pd.DataFrame(json.loads(ran.stdout))
    shown = tables(at)[-1][t("col.index_pct", "vi")]
    assert shown.to_numpy(float) == pytest.approx(told["index_pct"].to_numpy(float), nan_ok=True)


def assert_same(shown: pd.DataFrame, told: pd.DataFrame, by: str) -> None:
    """The same rows with the same values and slips, in whatever order they are drawn."""
    shown, told = shown.set_index("code").sort_index(), told.set_index(by).sort_index()
    assert list(shown.index) == list(told.index)
    for column in ("index_pct", "index_low", "index_high"):
        ours, theirs = (frame[column].astype(float).to_numpy() for frame in (shown, told))
        np.testing.assert_allclose(ours, theirs, rtol=1e-9)
    is_told = told["slips_n"].fillna(0).to_numpy(float) > 0
    slips = [numbers(text)[0] for text in shown.loc[is_told, "slips_text"]]
    assert slips == told.loc[is_told, "slips_n"].tolist()


@pytest.mark.parametrize("codes", [{}, {"from_": "2026-01", "to": "2026-06", "channel": "online"}], ids=["", "online"])
def test_charts_hold_the_command_lines_answers(app: App, codes: dict[str, str]):
    overview = drawn(app("overview", **codes))
    assert_same(overview["1"]["rows"], answer("satisfaction_by_factor", **codes), "factor_code")
    assert_same(overview["3"]["rows"], answer("satisfaction_by_field", **codes), "field_code")
    districts = drawn(app("districts", **codes))
    wards = answer("comparison_by_ward", **codes)
    points = districts["0"]["points"].set_index("code").sort_index()
    told = wards[wards["index_pct"].notna()].set_index("ward_code").sort_index()
    np.testing.assert_allclose(points["index_pct"].astype(float), told["index_pct"].astype(float), rtol=1e-9)
    np.testing.assert_allclose(points["effective_n"].astype(float), told["effective_n"].astype(float), rtol=1e-9)
    rows = districts["1"]["rows"].set_index("code").sort_index()
    told = answer("comparison_by_district", **codes).set_index("district_code").sort_index()
    np.testing.assert_allclose(rows["index_pct"].astype(float), told["index_pct"].astype(float), rtol=1e-9)
    procedures = drawn(app("procedures", **codes))
    assert_same(procedures["0"]["rows"], answer("satisfaction_by_field", **codes), "field_code")


@pytest.mark.parametrize("step", ["month", "quarter", "year"])
def test_trend_holds_the_command_lines_answer(app: App, step: str):
    points = drawn(app("trends", step=step))["0"]["points"]
    told = answer("satisfaction_by_month", from_="2021-01", to="2026-09", step=step)
    np.testing.assert_allclose(points["index_pct"].astype(float), told["index_pct"].astype(float), rtol=1e-9)


def test_estimates_and_limits_hold_the_command_lines_answers(app: App):
    at = drawn(app("districts"))
    told = answer("comparison_by_district").set_index("district_code").sort_index()
    rows = at["1"]["rows"].set_index("code").sort_index()
    for column in ("shrunk_pct", "shrunk_low", "shrunk_high", "adjusted_pct"):
        np.testing.assert_allclose(rows[column].astype(float), told[column].astype(float), rtol=1e-9)
    # Every unit beyond the 95 % limits of the picture is one that the answer calls so.
    points, limits = at["0"]["points"], at["0"]["limits"].sort_values("effective_n")
    low = np.interp(points["effective_n"], limits["effective_n"], limits["low_95"])
    high = np.interp(points["effective_n"], limits["effective_n"], limits["high_95"])
    clear = (points["index_pct"] < low - 0.2) | (points["index_pct"] > high + 0.2)
    assert not (clear & (points["place"] == "like")).any()
    inside = points["index_pct"].between(low + 0.2, high - 0.2)
    assert set(points.loc[inside, "place"]) <= {"like", "none"}


def test_control_chart_holds_the_command_lines_answer(app: App):
    points = drawn(app("trends"))["1"]["points"]
    told = answer("signals_by_month", from_="2021-01", to="2026-09")
    for column in ("index_pct", "centre_pct", "lower_pct", "upper_pct"):
        np.testing.assert_allclose(points[column].astype(float), told[column].astype(float), rtol=1e-9)
    assert points["signal"].tolist() == told["signal"].tolist()


def test_drivers_hold_the_command_lines_answer(app: App):
    shown = drawn(app("drivers"))["0"]["points"].set_index("name")
    told = answer("drivers_by_factor").set_index("factor_name").loc[shown.index]
    np.testing.assert_allclose(shown["importance_pct"].astype(float), told["importance_pct"].astype(float), rtol=1e-9)
    assert shown["is_first"].sum() == 1
    assert shown["is_first"].idxmax() == told["gain_pct"].idxmax()


def test_quality_finds_the_ward_of_all_fives(app: App):
    told = answer("quality_by_ward")
    assert FIVES in told.loc[told["is_alike"], "ward_code"].tolist()
    assert told["is_alike"].sum() <= 3  # one survey in twenty flags a ward by chance
    assert told.set_index("ward_code").loc[FIVES, ["alike_pct", "top_pct"]].tolist() == [100, 100]
    rows = drawn(app("quality"))["0"]["rows"]
    assert rows.loc[rows["is_marked"], "position"].tolist() == list(range(int((told["signs_n"] > 0).sum())))


def test_unit_page_holds_the_command_lines_answers(app: App):
    at = app("unit", unit=FIVES)
    now = answer("headline", ward=FIVES).iloc[0]
    assert numbers(tiles(at)[t("col.index_pct", "vi")][0]) == [now.index_pct] == [100]
    assert_same(drawn(at)["3"]["rows"], answer("satisfaction_by_item", ward=FIVES), "item_code")


def test_map_shows_whole_numbers_of_the_command_line(app: App):
    cells = hexagons(app("map"))
    told = answer("satisfaction_by_ward").set_index("ward_code")
    assert set(cells.index) == set(told.index)
    assert len(cells) == 126
    for code, value in cells["value"].items():
        index = told.loc[code, "index_pct"]
        assert value == ("" if pd.isna(index) else str(int(np.floor(index + 0.5))))


def test_map_before_the_wards_has_districts(app: App):
    cells = hexagons(app("map", from_="2025-01", to="2025-06"))
    told = answer("satisfaction_by_district", from_="2025-01", to="2025-06")
    assert sorted(cells.index) == sorted(told["district_code"])
    assert len(cells) == 30


def test_all_fives_is_one_hundred_and_not_more(app: App):
    at = app("unit", unit=FIVES)
    assert_shown(at)
    index, interval = tiles(at)[t("col.index_pct", "vi")]
    assert numbers(index) == [100]
    assert numbers(interval.replace("–", " "))[1] == 100
    for frames in drawn(at).values():
        for frame in frames.values():
            if "index_high" in frame:
                assert frame["index_high"].max() <= 100


def test_units_of_the_break_are_not_compared(app: App):
    """The quarter after districts ended: the tile says why there is no change, and the trend is cut."""
    at = app("overview", from_="2025-07", to="2025-09")
    assert tiles(at)[t("tile.previous", "vi")] == ("–", t("tile.broken", "vi"))
    points = drawn(at)["0"]["points"]
    month = pd.to_datetime(points["month"])
    assert points.loc[month < "2025-07", "segment"].max() < points.loc[month >= "2025-07", "segment"].min()


def test_targets_and_breaks_stay_inside_the_series(app: App):
    tables_sent = drawn(app("overview"))["0"]
    breaks = pd.to_datetime(tables_sent["breaks"]["break_on"])
    assert breaks.between("2021-01-01", "2026-09-30").all()
    assert len(breaks)


def test_simulated_is_stamped_on_every_page(app: App):
    at = app()
    for page in PAGES:
        assert t("stamp.simulated", "vi") in said(go(at, page))[1]


@pytest.mark.parametrize("codes", [{}, {"from": "2025-01", "to": "2025-12"}, {"from": "2021-01"}])
@pytest.mark.parametrize("page", PAGES)
def test_marks_are_told_apart_by_their_key(app: App, page: str, codes: dict[str, str]):
    """The browser keeps one mark a key: rows that share one would be drawn over each other."""
    at = app(page, **codes)
    for chart in at.get("vega_lite_chart"):
        sent = {one.name: pa.ipc.open_stream(one.data.data).read_all().to_pandas() for one in chart.proto.datasets}
        for table, key in keyed(json.loads(chart.proto.spec)):
            assert sent[table][key].is_unique, (chart.proto.id, table, key)


def keyed(layer: dict[str, Any], table: str = "") -> Iterator[tuple[str, str]]:
    """Table and column of every key in a chart's specification."""
    table = layer.get("data", {}).get("name", table)
    key = layer.get("encoding", {}).get("key")
    if key:
        yield table, key["field"]
    for part in layer.get("layer", []):
        yield from keyed(part, table)


@pytest.mark.parametrize("page", PAGES)
def test_definition_and_statement_stand_behind_every_chart(app: App, page: str):
    """Every chart opens: its table, its files, definitions, the command, the Python and the SQL."""
    at = app(page, **({"unit": FIVES} if page == "unit" else {}))
    keys = doors(at)
    assert len(keys) == len(at.get("vega_lite_chart")) + len(at.get("deck_gl_json_chart"))
    for key in keys:
        opened(at, key)
        assert_shown(at)
        assert [one.language for one in at.code] == ["bash", "python", "sql"]
        assert len(tables(at)[-1])
        files = {node.key for node in nodes(at._tree) if node.type == "download_button"}
        assert files == {f"{key}_{ending}" for ending in ("csv", "xlsx", "parquet", "png", "svg")}
        tabs = {t(f"tab.{one}", "vi") for one in ("table", "download", "definition", "sql")}
        assert tabs <= set(labels(at))
