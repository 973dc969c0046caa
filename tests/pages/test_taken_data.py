"""What an analyst takes along: Parquet with its provenance, and Python that gives the same numbers."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from screen import ROOT

from pages.parts import as_code, exports
from queries.catalog import Catalog, read_catalog
from queries.database import Database
from queries.explore import pivot
from queries.explore_cut import Cut
from queries.filters import parse
from queries.question import ask, names

ABOUT = [("Nội dung", "Đất đai thấp nhất"), ("Ghi chú", "Số liệu mô phỏng")]


@pytest.fixture(scope="module")
def database(demo_file: Path) -> Database:
    """The small demo."""
    return Database(demo_file)


@pytest.fixture(scope="module")
def catalog(database: Database) -> Catalog:
    """Its codes."""
    return read_catalog(database)


def test_every_answer_goes_into_parquet_and_back(database: Database, catalog: Catalog) -> None:
    filters, _ = parse({"from": "2026-07", "to": "2026-07"}, catalog)
    for name in names():
        answer = ask(database, catalog, name, filters)
        back = pq.read_table(io.BytesIO(exports.parquet_bytes(answer, ABOUT))).to_pandas()
        assert list(back) == list(answer) and len(back) == len(answer), name
        if {"is_hidden", "index_low"} <= set(back):
            assert back.loc[back["is_hidden"], ["slips_n", "index_pct", "index_low"]].isna().all(axis=None), name


def test_hidden_cells_are_null_and_the_metadata_say_where_it_comes_from(database: Database, catalog: Catalog) -> None:
    filters, _ = parse({"from": "2026-07", "to": "2026-07"}, catalog)
    answer = ask(database, catalog, "satisfaction_by_ward", filters)
    assert answer["is_hidden"].any()
    table = pq.read_table(io.BytesIO(exports.parquet_bytes(answer, ABOUT)))
    assert json.loads(table.schema.metadata[exports.ABOUT_KEY]) == [list(pair) for pair in ABOUT]
    assert table.column("slips_n").null_count == answer["slips_n"].isna().sum() >= answer["is_hidden"].sum() > 0
    assert table.to_pandas()["slips_n"].sum() == answer["slips_n"].sum()


def test_snippets_print_what_the_screen_shows(database: Database, catalog: Catalog, demo_file: Path) -> None:
    codes = {"instrument": "one_stop_slip", "from": "2026-01", "to": "2026-06", "field": "land,civil_status"}
    cut = Cut(rows="channel", columns="quarter")
    texts = [
        as_code.snippet("satisfaction_by_factor", codes, {"compare": "previous"}, "…"),
        as_code.snippet("explore", codes, cut.pairs(), "…", is_pivot=True),
    ]
    run = subprocess.run(
        [sys.executable, "-c", "\nprint('----')\n".join(texts)],
        cwd=ROOT,
        env={"THUOCDO_DATABASE": str(demo_file), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    filters, _ = parse(codes, catalog)
    first, second = run.stdout.split("----\n")
    assert (
        first.strip()
        == ask(database, catalog, "satisfaction_by_factor", filters, compare="previous").to_string().strip()
    )
    assert second.strip() == pivot(database, catalog, cut, filters).cells.to_string().strip()
