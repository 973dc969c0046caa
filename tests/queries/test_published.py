"""Published figures as they stand in the reference tables, and one place in several measures."""

import csv
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from queries.catalog import Catalog
from queries.database import Database
from queries.filters import Filters
from queries.question import ask

PUBLISHED = Path(__file__).resolve().parents[2] / "data" / "reference" / "published.csv"


@pytest.fixture(scope="module")
def figures(small: Database, small_catalog: Catalog) -> pd.DataFrame:
    start = small_catalog.first_month
    return ask(small, small_catalog, "published_figures", Filters("one_stop_slip", start, start))


def test_every_published_figure_comes_with_its_source(figures: pd.DataFrame) -> None:
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        told = list(csv.DictReader(file))
    assert len(figures) == len(told)
    assert figures["source"].str.len().min() > 0
    key = ["index_code", "period_name", "unit_name", "component", "value"]
    ours = sorted(tuple("" if pd.isna(cell) else str(cell) for cell in row) for row in figures[key].to_numpy())
    names = ("index_code", "period", "unit_name", "component")
    theirs = sorted((*(row[name] for name in names), str(float(row["value"])) if row["value"] else "") for row in told)
    assert ours == theirs


def test_sipas_of_the_city(figures: pd.DataFrame) -> None:
    total = figures[(figures["index_code"] == "sipas") & figures["component"].isna() & (figures["unit_code"] == "01")]
    by_year = total.set_index("year")
    assert by_year.loc[2024, ["value", "rank", "rank_of"]].tolist() == [86.5, 11, 63]
    assert by_year.loc[2022, "is_derived"]
    assert pd.isna(by_year.loc[2021, "value"])  # only "over 80" was said: no figure


def test_long_bien_in_every_measure(small: Database, small_catalog: Catalog, quarter_3: Filters) -> None:
    rows = ask(small, small_catalog, "four_numbers", replace(quarter_3, district=("004",))).set_index("index_code")
    assert rows.loc["sipas_city", ["unit_name", "value", "period_name", "rank"]].tolist() == [
        "Long Biên",
        99.27,
        "2022",
        2,
    ]
    assert rows.loc["portal_766", ["unit_name", "value", "period_name"]].tolist() == ["Long Biên", 38.6, "2025-03"]
    assert rows.loc["sipas", ["unit_name", "value", "slips_n"]].tolist() == ["Hà Nội", 86.5, 2700]
    assert rows["is_whole_city"].to_dict() == {"sipas_city": False, "portal_766": False, "sipas": True}
    assert pd.isna(rows.loc["sipas_city", "slips_n"])  # nobody published how many were asked
    assert rows.loc["portal_766", "asked_name"].startswith("Không hỏi ai")
    assert "file" not in rows.index  # no slips of Long Biên in the file


def test_the_files_own_slips_stand_beside(small: Database, small_catalog: Catalog, quarter_3: Filters) -> None:
    rows = ask(small, small_catalog, "four_numbers", quarter_3)
    own = rows[rows["index_code"] == "file"].set_index("instrument_code")
    told = ask(small, small_catalog, "headline", quarter_3).iloc[0]
    slip = own.loc["one_stop_slip"]
    assert (slip["value"], slip["value_low"], slip["slips_n"]) == (told["index_pct"], told["index_low"], 82)
    assert own.loc["city_survey", "slips_n"] == 12
    assert rows["is_whole_city"].all()
    assert own["unit_name"].tolist() == ["Hà Nội", "Hà Nội"]
    city = rows.set_index("index_code")["value"]
    assert city["portal_766"] == 73.72


def test_a_hidden_number_stays_hidden(small: Database, small_catalog: Catalog, quarter_3: Filters) -> None:
    """Four slips of quarter III/2026 in the wards that were Hoàng Mai or elsewhere are never told."""
    by_district = ask(small, small_catalog, "satisfaction_by_district", quarter_3)
    hidden = by_district.loc[by_district["is_hidden"], "district_code"].tolist()
    for code in hidden:
        rows = ask(small, small_catalog, "four_numbers", replace(quarter_3, district=(code,)))
        own = rows[(rows["index_code"] == "file") & (rows["instrument_code"] == "one_stop_slip")]
        assert own["value"].isna().all()
        assert own["slips_n"].isna().all()
        assert own["is_hidden"].all()
    for code in by_district.loc[~by_district["is_hidden"] & (by_district["slips_n"] > 0), "district_code"]:
        rows = ask(small, small_catalog, "four_numbers", replace(quarter_3, district=(code,)))
        assert rows.loc[rows["instrument_code"] == "one_stop_slip", "value"].notna().all()
