"""Models on the map of wards: the wards counted are those of the coverage, whatever is chosen."""

from collections.abc import Callable
from pathlib import Path

import pytest
from screen import said
from streamlit.testing.v1 import AppTest

from pages.parts import charts_map, hexmap, initiatives
from pages.parts.context import Context
from pages.parts.words import t
from queries.catalog import read_catalog
from queries.database import Database
from queries.filters import parse


@pytest.fixture(scope="module")
def context(demo_file: Path) -> Callable[..., Context]:
    """The context of a page under the codes of a link."""
    database = Database(demo_file)
    catalog = read_catalog(database)

    def made(lang: str = "vi", **codes: str) -> Context:
        return Context(database, catalog, parse(codes, catalog)[0], lang, False)

    return made


@pytest.mark.parametrize(
    "codes", [{}, {"district": "001,274"}, {"from": "2025-07", "to": "2025-09"}, {"ward": "00004"}]
)
def test_wards_of_a_model_are_those_it_covers(context: Callable[..., Context], codes: dict[str, str]) -> None:
    ctx = context(**codes)
    adopted = ctx.ask("initiatives")
    last = initiatives.newest(ctx.ask("initiatives_by_month", step="quarter"))
    for row in last.to_dict("records"):
        cells = initiatives.map_cells(adopted, row["initiative_kind"], ctx)
        assert (cells["models_n"] > 0).sum() == row["covered_n"]
        assert len(cells) == row["wards_n"]
        assert cells["index_pct"].isna().all()
    every = initiatives.map_cells(adopted, None, ctx)
    assert every["models_n"].sum() == last["covered_n"].sum()
    assert ((every["state"] == "ok") == (every["models_n"] > 0)).all()
    taken = every[every["models_n"] > 0]
    assert (taken["index_pct"] == taken["models_n"]).all()
    text = initiatives.map_sentence(every, None, ctx)
    assert f"{(every['models_n'] > 0).sum()} trong " in text and f"{(every['models_n'] > 1).sum()} nơi" in text


def test_more_models_are_darker_and_the_tip_names_them(context: Callable[..., Context]) -> None:
    ctx = context()
    adopted = ctx.ask("initiatives")
    cells = initiatives.map_cells(adopted, None, ctx)
    shade = cells[cells["models_n"] > 0].groupby("models_n")["class_code"].unique()
    assert {n: codes.tolist() for n, codes in shade.items()} == {n: [2 + min(n, 3)] for n in shade.index}
    row = adopted[(adopted["unit_level"] == "ward") & adopted["is_in_force"]].iloc[0]
    tip = cells.loc[cells["code"] == row["ward_code"], "index_text"].iloc[0]
    assert row["initiative_name"] in tip and f"{row['adopted_on'].day}/{row['adopted_on'].month}/" in tip
    placed = hexmap.placed(cells, "vi")
    assert placed["code"].tolist() == cells["code"].tolist()
    assert placed["y"].between(0.9, placed["tall"] - 0.9).all() and placed["x"].between(0.8, placed["wide"] - 0.8).all()
    northmost = cells.loc[cells["hex_row"].idxmax(), "code"]
    assert placed.loc[placed["y"].idxmin(), "code"] == northmost
    assert placed["lines"].str.replace("\n", " ").equals(placed["name"].str.replace(" - ", " "))
    chart = charts_map.hexagons(placed, value_title="Mô hình").to_dict()
    titles = [one["title"] for one in chart["layer"][0]["encoding"]["tooltip"]]
    assert titles == ["Đơn vị", "Mô hình"]


def test_the_page_draws_the_map_and_says_where_there_is_none(app: Callable[..., AppTest]) -> None:
    at = app("initiatives")
    assert len(at.get("vega_lite_chart")) == 4
    kind = next(code for code in at.selectbox(key="own_select_spread").options)
    assert kind == t("initiatives.map_all", "vi")
    before = app("initiatives", **{"from": "2025-01", "to": "2025-03"})
    assert len(before.get("vega_lite_chart")) < 4 and not before.exception
    assert t("initiatives.map_before", "vi")[:40] in " ".join(said(before))
