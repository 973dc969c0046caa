"""`python -m data boundaries`: what it writes where, what takes whose place, and what is refused before it is read."""

import json
from datetime import date
from pathlib import Path

import duckdb
import fake_office as office
import map_files as maps
import pytest
from fake_office import slips, survey

from data import build, store
from data.__main__ import main
from data.boundaries import table
from data.boundaries.importing import parse_day

WARDS = "SELECT count(*) FROM boundary WHERE form = 'official' AND level = 'ward'"


@pytest.fixture(scope="module")
def wards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return maps.geojson(tmp_path_factory.mktemp("map") / "xã phường.geojson", maps.todays_wards())


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory, wards: Path) -> Path:
    """A store whose first version is a demo of nothing, its second the same with outlines."""
    folder = tmp_path_factory.mktemp("store")
    build.build(folder / "first", lambda con: con.execute(SIMULATED))
    store.publish(folder / "first", folder)
    assert run("boundaries", wards, "--store", folder, "--source", "Sở Nội vụ", "--licence", "nội bộ") == 0
    return folder


SIMULATED = (
    "INSERT INTO data_load BY NAME SELECT 1 AS load_id, 'survey' AS kind, 'demo' AS file_name, 'x' AS sha256,"
    " TIMESTAMP '2026-01-01' AS loaded_at, 0 AS rows_n, 0 AS accepted_n, 0 AS rejected_n, TRUE AS is_simulated"
)


def run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def asked(path: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(path), read_only=True) as con:
        return con.execute(sql).fetchall()


def test_outlines_come_in_a_new_version_with_their_source(imported: Path, wards: Path) -> None:
    assert store.versions(imported) == [1, 2]
    path = store.current(imported)
    assert asked(path, WARDS) == [(126,)]
    assert asked(store.path_of(1, imported), WARDS) == [(0,)]
    told = asked(
        path,
        "SELECT level, valid_from, source, licence, file_name, crs, imported_on, derived_from FROM boundary_source"
        " WHERE form = 'official' ORDER BY level",
    )
    own = ("Sở Nội vụ", "nội bộ", wards.name, "WGS 84", date.today())
    assert told == [
        ("city", date(2025, 7, 1), *own, "ward 2025-07-01"),
        ("district", date(2021, 1, 1), *own, "ward 2025-07-01"),
        ("ward", date(2025, 7, 1), *own, None),
    ]
    assert asked(path, "SELECT count(*) FROM boundary WHERE form = 'schematic'") == [(157,)]


def test_the_same_file_again_changes_nothing(imported: Path, wards: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("boundaries", wards, "--store", imported, "--source", "Sở Nội vụ", "--licence", "nội bộ", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["is_known"]
    assert store.versions(imported)[-1] == 2


def test_a_real_load_keeps_the_outlines(imported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulated data go when the first real file comes; boundaries are no simulation."""
    office.install(monkeypatch)
    assert run("load", survey(tmp_path / "a.json", slips(1, 40, "2026-07-06")), "--store", imported) == 0
    path = store.current(imported)
    assert asked(path, WARDS) == [(126,)]
    assert asked(path, "SELECT bool_or(is_simulated) FROM data_load") == [(False,)]
    assert run("rollback", 1, "--store", imported) == 0
    assert asked(store.current(imported), WARDS) == [(0,)]


def test_a_trial_writes_nothing(tmp_path: Path, wards: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = build.build(tmp_path / "a.duckdb", lambda _: None)
    before = path.read_bytes()
    assert run("boundaries", wards, "--database", path, "--dry-run") == 0
    assert path.read_bytes() == before
    said = capsys.readouterr().out
    assert "126/126" in said
    assert "Làm thử" in said


@pytest.mark.parametrize(
    "address",
    ["https://example.vn/a.geojson", "http://x", "ftp://x/a.zip", "/vsicurl/http://x", "/vsizip/a.zip", "file:///a",
     "\\\\may\\a", "//may/a", "<xml>", "ESRIJSON:http://x"],
)  # fmt: skip
def test_nothing_is_fetched_from_anywhere(tmp_path: Path, address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("boundaries", address, "--store", tmp_path / "none") == 1
    assert "không tải từ mạng" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_what_cannot_be_read_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    junk = tmp_path / "a.zip"
    junk.write_bytes(b"PK\x03\x04")
    for path in (junk, tmp_path, tmp_path / "none.gpkg"):
        assert run("boundaries", path, "--store", tmp_path / "store") == 1
        assert capsys.readouterr().err.strip()
    assert store.versions(tmp_path / "store") == []
    with pytest.raises(SystemExit):
        run("boundaries", junk, "--valid-from", "hôm qua")


def test_days_are_read_either_way() -> None:
    assert parse_day("2024-05-01") == parse_day("1/5/2024") == date(2024, 5, 1)


# ── What takes whose place ──────────────────────────────────────────────────────────────────────────────────────────

ORIGIN = table.Origin("nguồn", None, "a", "1", date(2026, 1, 1))


def _judged(level: str, codes: list[str], since: str, derived: str | None = None, shape: str = "[]") -> dict:
    """What the child would say of a file of these units."""

    def outline(code: str, of: str, day: str) -> dict:
        named = {"unit_code": code, "valid_from": day, "level": of, "geometry": shape}
        return {**named, "label_lon": 1.0, "label_lat": 1.0, "area_km2": 1.0}

    rows = [outline(code, level, since) for code in codes]
    rows += [outline("001", "district", "2021-01-01")] if derived else []
    rows.append(outline("HN", "city", since))
    return {
        "level": level, "valid_from": since, "crs": "WGS 84", "warnings": [], "derived_from": derived, "outlines": rows,
    }  # fmt: skip


NEW = _judged("ward", ["00004"], "2025-07-01", "ward 2025-07-01")
OLD = _judged("ward", ["00004"], "2021-01-01", "ward 2021-01-01")
DRAWN = _judged("district", ["001"], "2021-01-01")


@pytest.mark.parametrize(
    ("order", "kept"),
    [
        ([NEW], "ward 2025-07-01"),
        ([NEW, OLD], "ward 2021-01-01"),
        ([OLD, NEW], "ward 2021-01-01"),
        ([NEW, DRAWN, OLD, NEW], None),
    ],
)
def test_districts_are_the_best_that_came(order: list[dict], kept: str | None) -> None:
    with duckdb.connect() as con:
        build.load_reference(con)
        for judged in order:
            table.put(con, judged, ORIGIN)
        rows = con.execute("SELECT derived_from FROM boundary_source WHERE form = 'official' AND level = 'district'")
        assert rows.fetchall() == [(kept,)]


def test_a_second_import_takes_the_place_of_the_first_of_its_period() -> None:
    with duckdb.connect() as con:
        build.load_reference(con)
        for judged in (OLD, NEW, _judged("ward", ["00004"], "2025-07-01", shape="[[1]]")):
            table.put(con, judged, ORIGIN)
        held = con.execute(
            "SELECT valid_from, geometry FROM boundary WHERE form = 'official' AND level = 'ward' ORDER BY 1"
        )
        assert held.fetchall() == [(date(2021, 1, 1), "[]"), (date(2025, 7, 1), "[[1]]")]
        assert table.is_same(con, "ward", date(2025, 7, 1), ORIGIN)
        assert not table.is_same(
            con, "ward", date(2025, 7, 1), ORIGIN.__class__("khác", None, "a", "1", date(2026, 1, 1))
        )
