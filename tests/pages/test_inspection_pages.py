"""Kiểm tra công vụ, Kiểm tra và hài lòng, Mô hình: what they show is what the command line answers, and never more."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from planted import EMPTY, FOUR
from screen import answer, drawn, nodes, numbers, open_app, opened, plain, said, tables, tiles
from streamlit.testing.v1 import AppTest

from data import build, demo
from pages.parts.initiatives import LISTED
from pages.parts.words import t

App = Callable[..., AppTest]
PAGES = ("inspections", "inspection_effect", "initiatives")
SELF = ["department", "district", "ward"]
QUARTER_2 = {"from_": "2025-04", "to": "2025-06"}
ALL_YEARS = {"from_": "2021-01", "to": "2026-09"}


@pytest.fixture(scope="session")
def bare_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo in which nobody has inspected anything nor taken up a model."""

    def fill(con) -> None:
        demo.fill(con, 2_000)
        for table in ("sanction", "finding", "inspection", "initiative"):
            con.execute(f"DELETE FROM {table}")

    return build.build(tmp_path_factory.mktemp("bare") / "thuocdo-1.duckdb", fill)


def title(at: AppTest) -> str:
    """The finding at the top of a page."""
    return next(plain(one.value) for one in at.markdown if one.value.startswith("## "))


def assert_sound(at: AppTest) -> None:
    """No exception, no box of an error, nothing left unfilled."""
    assert not at.exception, [one.value for one in at.exception]
    assert not at.error
    for text in said(at):
        assert not any(sign in text for sign in ("nan", "None", "{", "NaT", "<NA>")), text


def test_tiles_are_the_command_lines_and_keep_the_two_sides_apart(app: App):
    at = app("inspections")
    told = answer("inspections_by_month")
    shown = tiles(at)
    for scope, levels in (("city_team", ["city_team"]), ("self", SELF)):
        own = told[told["inspector_level"].isin(levels)].sum(numeric_only=True)
        value, note = shown[t(f"tile.inspections_{scope}", "vi")]
        assert numbers(value) == [own.inspections_n]
        assert numbers(note) == pytest.approx([100 * own.with_findings_n / own.inspections_n], abs=0.501)
        value, note = shown[t(f"tile.remedied_{scope}", "vi")]
        assert numbers(value) == pytest.approx([100 * own.remedied_on_time_n / own.due_n], abs=0.501)
        assert numbers(note) == [own.due_n, own.unremedied_n]
    units = answer("inspections_by_unit")
    assert numbers(title(at))[-2:] == [units["last_inspected_on"].isna().sum(), len(units)]
    # No figure adds the two sides up.
    assert told["inspections_n"].sum() not in numbers(" ".join(said(at)))


@pytest.mark.parametrize("step", ["month", "quarter", "year"])
def test_columns_are_those_of_each_step(app: App, step: str):
    at = app("inspections", step=step)
    told = answer("inspections_by_month", from_="2021-01", to="2026-09", step=step)
    for place, levels in (("0", ["city_team"]), ("1", SELF)):
        bars = drawn(at)[place]["rows"]
        own = told[told["inspector_level"].isin(levels)]
        assert (bars["to_n"] - bars["from_n"]).tolist() == own["inspections_n"].tolist()
        assert bars.groupby("month")["to_n"].max().tolist() == own.groupby("month")["inspections_n"].sum().tolist()


@pytest.mark.parametrize("scope", ["city_team", "self"])
def test_findings_are_of_the_side_that_is_chosen(app: App, scope: str):
    at = app("inspections", inspected_by=scope)
    told = answer("findings_by_kind").query("inspected_by == @scope")
    bars = drawn(at)["2"]["rows"]
    assert bars["total_n"].dropna().tolist() == told["findings_n"].tolist()
    for severity in ("minor", "serious", "very_serious"):
        assert bars.loc[bars["severity"] == severity, "findings_n"].tolist() == told[f"{severity}_n"].tolist()
    fields = answer("findings_by_field").query("inspected_by == @scope")
    assert sorted(drawn(at)["3"]["rows"]["value"]) == sorted(fields["findings_n"])


def test_longest_uninspected_units_stand_on_top(app: App):
    bars = drawn(app("inspections"))["4"]["rows"]
    told = answer("inspections_by_unit").sort_values("uninspected_days", ascending=False)
    assert bars["value"].tolist() == told["uninspected_days"].head(len(bars)).tolist()
    assert bars["is_marked"].tolist() == told["last_inspected_on"].isna().head(len(bars)).tolist()


@pytest.mark.parametrize("codes", [{}, QUARTER_2], ids=["now", "before 2025-07"])
def test_discipline_under_five_never_leaves_the_server(app: App, codes: dict[str, str]):
    at = app("inspections", **codes)
    told = answer("sanctions_by_kind", **codes)
    bars = drawn(at)["5"]["rows"]
    hidden = told["is_hidden"].to_numpy(bool)
    assert hidden.any()
    assert bars.loc[hidden, "value_text"].tolist() == ["<5"] * hidden.sum()
    assert (bars.loc[hidden, "value"] == 0).all()
    assert bars.loc[~hidden, "value"].tolist() == told.loc[~hidden, "sanctions_n"].tolist()
    table = tables(opened(at, "inspections_sanctions"))[-1]
    assert table[t("col.sanctions_n", "vi")].isna().tolist() == hidden.tolist()
    assert table[t("col.state", "vi")].tolist() == ["<5" if gone else "" for gone in hidden]
    assert ("Giáng chức" in " ".join(bars["name"])) == bool(codes)


def test_filters_choose_units(app: App):
    at = app("inspections", district="001", field="land", **ALL_YEARS)
    assert_sound(at)
    told = answer("inspections_by_month", district="001", **ALL_YEARS)
    own = told[told["inspector_level"] == "city_team"]["inspections_n"].sum()
    assert numbers(tiles(at)[t("tile.inspections_city_team", "vi")][0]) == [own]
    assert t("notice.former_district", "vi") in said(at)
    assert len(drawn(at)) == 6


@pytest.mark.parametrize("factor", ["officials", "procedures"])
def test_the_path_is_the_command_lines(app: App, factor: str):
    at = app("inspection_effect", about=factor)
    told = answer("inspection_effect", to="2026-09", factor=factor)
    points = drawn(at)["0"]["points"].set_index("event_month")
    known = told[told["effect_pct"].notna()].set_index("event_month")
    for column in ("effect_pct", "effect_low", "effect_high"):
        np.testing.assert_allclose(points[column], known[column].astype(float))
    row = told.iloc[0]
    value, note = tiles(at)[t("tile.effect", "vi")]
    assert numbers(value) == pytest.approx([row["overall_pct"]], abs=0.0501)
    assert numbers(note) == pytest.approx([row["overall_low"], row["overall_high"]], abs=0.0501)
    is_clear = row["overall_low"] > 0 or row["overall_high"] < 0
    assert ("chưa thấy" in title(at)) == (not is_clear)
    assert t("notice.no_cause", "vi") in said(at)


def test_hidden_wards_are_left_out_of_the_scatter(app: App):
    points = drawn(app("inspection_effect", about="all"))["1"]["points"].set_index("code")
    told = answer("satisfaction_by_ward").set_index("ward_code")
    assert FOUR not in points.index
    assert EMPTY not in points.index
    assert set(points.index) == set(told.index[told["index_pct"].notna()])
    units = answer("inspections_by_unit").set_index("unit_code").loc[points.index]
    assert points["so_far_self_n"].tolist() == units["so_far_self_n"].tolist()
    assert (points["visited"] == "yes").tolist() == (units["so_far_city_team_n"] > 0).tolist()


def test_models_are_the_command_lines(app: App):
    at = app("initiatives")
    listed = answer("initiatives", to="2026-09")
    assert numbers(title(at).partition(":")[2])[0] == len(listed)
    months = answer("initiatives_by_month", to="2026-09", step="quarter")
    last = months.groupby("initiative_name").last()
    shown = tiles(at)
    assert {name: numbers(value) for name, (value, _) in shown.items()} == {
        name: pytest.approx([row["covered_pct"]], abs=0.0501) for name, row in last.iterrows()
    }
    points = drawn(at)["0"]["points"]
    assert sorted(points["covered_pct"]) == pytest.approx(sorted(months["covered_pct"]))
    (table,) = (one.value for one in at.markdown if one.value.startswith("| "))
    assert len(table.splitlines()) == 2 + min(LISTED, len(listed))


def test_a_model_is_chosen_by_its_code(app: App):
    told = answer("initiative_effect", to="2026-09")
    for kind in told["initiative_kind"].unique():
        own = told[told["initiative_kind"] == kind]
        at = app("initiatives", model=kind)
        assert_sound(at)
        charts = list(drawn(at).values())
        effects = charts[2]["rows"]  # after the course and the map
        assert len(effects) == told["initiative_kind"].nunique()
        known = own["effect_pct"].dropna().astype(float)
        assert len(charts) == (4 if len(known) else 3)
        if len(known):
            np.testing.assert_allclose(charts[3]["points"]["effect_pct"], known)
        assert (t("say.effect_few", "vi") in " ".join(said(at))) == (not own["is_estimated"].any())


def test_several_at_once_are_said_not_split(app: App):
    at = app("initiatives")
    together = answer("initiative_effect", to="2026-09").query("initiative_kind == 'together'")
    assert len(together)
    count = int(together["adopters_n"].iloc[0])
    assert any(text.startswith(f"{count} ") and "không tách riêng được" in text for text in said(at))
    assert t("initiative.together", "vi") in drawn(at)["2"]["rows"]["name"].tolist()


@pytest.mark.parametrize("page", PAGES)
def test_without_inspections_or_models_a_sentence_says_so(
    warm: None, bare_file: Path, monkeypatch: pytest.MonkeyPatch, page: str
):
    monkeypatch.setenv("THUOCDO_DATABASE", str(bare_file))
    at = open_app(page)
    assert_sound(at)
    assert [plain(one.value) for one in at.info] == [
        t("empty.initiatives" if page == "initiatives" else "empty.inspections", "vi")
    ]


@pytest.mark.parametrize("page", PAGES)
def test_a_file_without_slips_shows_the_registers(
    warm: None, file_without_slips: Path, monkeypatch: pytest.MonkeyPatch, page: str
):
    monkeypatch.setenv("THUOCDO_DATABASE", str(file_without_slips))
    for lang in ("vi", "en"):
        at = open_app(page, lang=lang)
        assert_sound(at)
        assert title(at)


@pytest.mark.parametrize("page", PAGES)
def test_before_districts_ended(app: App, page: str):
    at = app(page, **QUARTER_2)
    assert_sound(at)
    if page == "inspections":
        assert "district" in set(drawn(at)["1"]["rows"]["level_code"])


def test_what_can_be_clicked_opens_the_unit(app: App):
    at = app("inspection_effect")
    spec = json.loads(at.get("vega_lite_chart")[1].proto.spec)
    (pick,) = (one for one in spec["params"] if "select" in one)
    assert (pick["name"], pick["select"]["fields"], pick["views"]) == ("pick", ["code"], ["units"])


def test_every_column_behind_has_words(app: App):
    for page in PAGES:
        at = app(page)
        keys = [node.key for node in nodes(at._tree) if node.type == "button" and str(node.key).endswith("_behind")]
        for key in keys:
            table = tables(opened(at, key.removesuffix("_behind")))[-1]
            assert isinstance(table, pd.DataFrame)
            assert not any("_" in column for column in table)
