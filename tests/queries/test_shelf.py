"""Answers on disk are the answers as they were worked out, of this file and this code, or none at all."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries import shelf as module
from queries.catalog import Catalog
from queries.database import STORE, Database
from queries.filters import Filters
from queries.question import ask
from queries.shelf import Shelf, key_text, shelf_of

ROOT = Path(__file__).resolve().parents[2]
QUARTER = Filters("one_stop_slip", date(2026, 7, 1), date(2026, 9, 1))
CODES = st.text("abc,()'\"\\ đ", max_size=6)
FILTERS = st.builds(
    Filters,
    CODES,
    st.dates(),
    st.dates(),
    district=st.tuples(CODES, CODES) | st.just(()),
    ward=st.tuples(CODES) | st.just(()),
    factor=st.none() | CODES,
)


@pytest.fixture
def data_file(tmp_path: Path) -> Path:
    path = tmp_path / "thuocdo-1.duckdb"
    path.write_bytes(b"data")
    return path


@pytest.fixture
def kept(tmp_path: Path, data_file: Path) -> Shelf:
    return Shelf(tmp_path / "answers", data_file)


def test_a_table_comes_back_as_it_was(kept: Shelf):
    table = pd.DataFrame(
        {
            "n": [1, 2, 3],
            "share": [0.1, np.nan, -0.0],
            "name": ["Phường Ba Đình", None, ""],
            "month": pd.to_datetime(["2026-07-01", None, "2026-09-01"]),
            "codes": [["a"], [], ["b", "c"]],
            "is_few": [True, False, True],
        }
    )
    kept.put(("question", QUARTER), table)
    back = kept.get(("question", QUARTER))
    pd.testing.assert_frame_equal(back, table)
    assert [type(one) for one in back["name"]] == [type(one) for one in table["name"]]


def test_another_key_holds_nothing(kept: Shelf):
    kept.put(("question", QUARTER, None), 1)
    for other in (
        ("question", QUARTER, "previous"),
        ("question", replace(QUARTER, factor="attitude"), None),
        ("question", replace(QUARTER, ward=("00004",)), None),
        ("question", QUARTER.last_year(), None),
    ):
        assert kept.get(other) is None
    assert kept.get(("question", QUARTER, None)) == 1


@given(FILTERS, FILTERS)
def test_keys_are_told_apart_as_their_values_are(one: Filters, other: Filters):
    assert (key_text(("q", one)) == key_text(("q", other))) == (one == other)


def test_a_key_reads_the_same_in_every_process():
    code = (
        "from datetime import date; from queries.filters import Filters; from queries.shelf import key_text;"
        "print(key_text(('q', Filters('one_stop_slip', date(2026, 7, 1), date(2026, 9, 1)), None)))"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    ]
    assert said == [key_text(("q", QUARTER, None))] * 2


@pytest.mark.parametrize("part", [{"a"}, {"a": 1}, ["a"], np.int64(1), object(), Filters])
def test_what_has_no_plain_words_is_not_kept(kept: Shelf, part: object):
    kept.put(("q", part), 1)
    assert key_text(("q", part)) == ""
    assert kept.get(("q", part)) is None


def test_a_file_written_anew_begins_an_empty_shelf(kept: Shelf, data_file: Path):
    kept.put("q", 1)
    kept.close()
    os.utime(data_file, ns=(1, 1))
    anew = Shelf(kept.path.parent, data_file)
    assert anew.get("q") is None
    assert not kept.path.exists()


def test_other_code_begins_an_empty_shelf(kept: Shelf, data_file: Path, monkeypatch: pytest.MonkeyPatch):
    kept.put("q", 1)
    assert Shelf(kept.path.parent, data_file).get("q") == 1
    monkeypatch.setattr(module, "_code", lambda: "another release")
    assert Shelf(kept.path.parent, data_file).get("q") is None


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 500])
def test_a_spoilt_file_only_means_asking_again(kept: Shelf, data_file: Path, content: bytes):
    kept.put("q", 1)
    kept.close()
    for path in kept.path.parent.iterdir():
        path.write_bytes(content)
    spoilt = Shelf(kept.path.parent, data_file)
    assert spoilt.get("q") is None
    spoilt.put("q", 2)
    assert spoilt.get("q") in (None, 2)


def test_a_spoilt_answer_only_means_asking_again(kept: Shelf):
    kept.put("q", 1)
    kept._connection.execute("UPDATE answer SET made = ?", (b"x",))
    assert kept.get("q") is None
    kept.put("q", 2)
    assert kept.get("q") == 2


def test_a_folder_that_cannot_be_made_only_means_asking_again(tmp_path: Path, data_file: Path):
    (tmp_path / "file").write_text("")
    none = Shelf(tmp_path / "file" / "answers", data_file)
    none.put("q", 1)
    assert none.get("q") is None
    none.close()


def test_a_full_shelf_takes_nothing_more(kept: Shelf, monkeypatch: pytest.MonkeyPatch):
    kept.put("q", 1)
    monkeypatch.setattr(module, "MOST_MB", 0)
    kept.put("r", 2)
    assert (kept.get("q"), kept.get("r")) == (1, None)


def test_threads_and_processes_share_it(kept: Shelf, data_file: Path):
    other = Shelf(kept.path.parent, data_file)  # as another process opens it

    def use(number: int) -> bool:
        mine = (kept, other)[number % 2]
        mine.put(("q", number), number)
        return (kept, other)[(number + 1) % 2].get(("q", number)) == number

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(use, range(200)))


def test_only_files_of_the_store_have_one(data_file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.delenv("THUOCDO_ANSWERS", raising=False)
    assert shelf_of(data_file) is None
    monkeypatch.setenv("THUOCDO_ANSWERS", str(tmp_path / "named"))
    assert shelf_of(data_file).path.parent == tmp_path / "named"
    assert data_file.parent != STORE


def test_an_answer_is_worked_out_once_for_all_servers(
    small_file: Path, small_catalog: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    first = Database(small_file, Shelf(tmp_path, small_file))
    given = ask(first, small_catalog, "satisfaction_by_ward", QUARTER, compare="previous")
    first.close()
    second = Database(small_file, Shelf(tmp_path, small_file))
    monkeypatch.setattr(second, "frame", lambda *_: pytest.fail("asked the data file again"))
    again = ask(second, small_catalog, "satisfaction_by_ward", QUARTER, compare="previous")
    assert len(given) > 0
    pd.testing.assert_frame_equal(again, given)
    again["slips_n"] = -1  # a page may change its frame, not the kept one
    assert (ask(second, small_catalog, "satisfaction_by_ward", QUARTER, compare="previous")["slips_n"] >= 0).all()
    second.close()
