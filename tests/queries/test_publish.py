"""What is made public: the rows of the screen, nothing that gives a hidden cell away, described in a standard form."""

import json
from collections.abc import Callable
from pathlib import Path

import frictionless
import pandas as pd
import pytest

from data import demo
from data.__main__ import main as data_main
from data.build import build
from pages.parts.publish import package
from pages.parts.publish.__main__ import main
from queries import suppression
from queries.catalog import Catalog, read_catalog
from queries.database import Database
from queries.filters import Filters, add_months
from queries.publish import recovery
from queries.publish import tables as public
from queries.question import ask

RESPONSES = 12_000
SIZE = {"slips_n", "answers_n", "satisfied_n"}


@pytest.fixture(scope="module")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A simulated file with every register and many small wards."""
    return build(tmp_path_factory.mktemp("demo") / "demo.duckdb", lambda con: demo.fill(con, RESPONSES, 7))


@pytest.fixture(scope="module")
def bundle(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder made of it."""
    folder = tmp_path_factory.mktemp("public") / "bundle"
    assert main(["--out", str(folder), "--database", str(demo_file), "--simulated"]) == 0
    return folder


@pytest.fixture(scope="module")
def real_bundle(medium_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder made of the random file, which is built as real and holds slips of surveys only."""
    folder = tmp_path_factory.mktemp("real") / "bundle"
    assert main(["--out", str(folder), "--database", str(medium_file)]) == 0
    return folder


def read(folder: Path, name: str) -> pd.DataFrame:
    """One table as it was written."""
    return recovery.read_tables(folder)[name]


def test_the_folder_is_valid(bundle: Path) -> None:
    described = json.loads((bundle / package.DESCRIPTION).read_text(encoding="utf-8"))
    report = frictionless.validate(str(bundle / package.DESCRIPTION))
    assert report.valid, report.flatten(["fieldName", "rowNumber", "message"])[:5]
    assert report.stats["tasks"] == len(described["resources"]) == len(list((bundle / "data").iterdir()))
    for resource in described["resources"]:
        assert resource["schema"]["primaryKey"]
        assert resource["sources"]
        assert all(field["description"] for field in resource["schema"]["fields"])


def test_every_table_is_there_where_the_file_has_its_rows(bundle: Path, real_bundle: Path) -> None:
    assert {path.stem for path in (bundle / "data").iterdir()} == set(public.BY_NAME)
    surveys = {table.name for table in public.TABLES if table.kind == "survey"}
    assert {path.stem for path in (real_bundle / "data").iterdir()} == surveys | {"published_figures"}


def test_columns_and_titles_are_described_once() -> None:
    columns = {
        "is_simulated",
        *(c for table in public.TABLES for c in (*table.columns, *table.primary_key, *table.time)),
    }
    assert set(package._words("fields")) == columns
    assert set(package._words("titles")) == set(public.BY_NAME)


@pytest.mark.parametrize("name", [table.name for table in public.TABLES if table.kind == "survey"])
def test_rows_are_those_of_the_screen(name: str, real_bundle: Path, database: Database, catalog: Catalog) -> None:
    table, written = public.BY_NAME[name], read(real_bundle, name)
    days = public.quarters(catalog)
    spans = [(days[0], days[-1])] if table.is_series else [(day, day) for day in days]
    answers = []
    for instrument in catalog.instruments:
        for first, last in spans:
            filters = Filters(instrument, first, add_months(last, 2))
            answers.append(ask(database, catalog, table.question, filters, step=table.step))
    expected = pd.concat(answers, ignore_index=True)
    assert written["is_hidden"].tolist() == expected["is_hidden"].tolist()
    assert name not in ("satisfaction_by_ward", "satisfaction_by_procedure") or written["is_hidden"].any()
    for column in (*SIZE, "index_pct"):
        values = expected[column].astype(float).round(2).tolist()
        assert written[column].tolist() == pytest.approx(values, nan_ok=True), column


def test_hidden_rows_are_empty_and_small_ones_hidden(bundle: Path) -> None:
    wards = read(bundle, "satisfaction_by_ward")
    assert wards["is_hidden"].sum() > 100
    assert wards.loc[wards["is_hidden"], [*SIZE, "index_pct", "index_low", "index_high"]].isna().all(axis=None)
    assert not wards.loc[~wards["is_hidden"], "slips_n"].between(1, 9).any()
    for name, count, least in (
        ("inspections_by_quarter", "inspections_n", 5),
        ("findings_by_kind", "findings_n", 5),
        ("sanctions_by_kind", "sanctions_n", 5),
        ("slips_by_ward", "received_n", 10),
    ):
        rows = read(bundle, name)
        assert rows["is_hidden"].any(), name
        assert rows.loc[rows["is_hidden"], count].isna().all()
        assert not rows[count].between(1, least - 1).any()


def test_simulated_data_are_refused_or_stamped(
    bundle: Path, demo_file: Path, real_bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--out", str(tmp_path / "no"), "--database", str(demo_file)]) == 1
    assert "mô phỏng" in capsys.readouterr().err
    assert not (tmp_path / "no").exists()
    described = json.loads((bundle / package.DESCRIPTION).read_text(encoding="utf-8"))
    assert described["title"].startswith("SỐ LIỆU MÔ PHỎNG") and described["name"].endswith("simulated")
    for path in (bundle / "data").iterdir():
        stamp = pd.read_csv(path, dtype=str)["is_simulated"]
        # What was really published elsewhere is no simulation.
        assert (stamp == ("false" if path.stem == "published_figures" else "true")).all()
    for path in (real_bundle / "data").iterdir():
        assert (pd.read_csv(path, dtype=str)["is_simulated"] == "false").all()
    assert "Số liệu mô phỏng" in (bundle / "README.md").read_text(encoding="utf-8")
    assert "mô phỏng" not in (real_bundle / "README.md").read_text(encoding="utf-8").lower()


# ── Recovery ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_hidden_follows_from_the_tables(bundle: Path, real_bundle: Path) -> None:
    assert recovery.leaks(recovery.read_tables(bundle)) == []
    assert recovery.leaks(recovery.read_tables(real_bundle)) == []


def test_without_complementary_hiding_nothing_is_published(
    medium_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(suppression, "_shielded", lambda _size, hidden, _limit: hidden.copy())
    out = tmp_path / "bundle"
    assert main(["--out", str(out), "--database", str(medium_file)]) == 1
    said = capsys.readouterr().err
    assert "suy ra" in said and "_code=" in said and "satisfaction_by_" in said
    assert not out.exists() and not list(tmp_path.iterdir())


def rows(table: str, *given: tuple) -> pd.DataFrame:
    """Rows of satisfaction in one quarter: key values, slips (None: hidden)."""
    keys = [key for key in public.BY_NAME[table].primary_key if key not in ("instrument_code", "quarter")]
    frame = pd.DataFrame([dict(zip([*keys, "district_code", "slips_n"], row, strict=True)) for row in given])
    frame["slips_n"] = frame["slips_n"].astype(float)
    hidden = frame["slips_n"].isna()
    values = {name: frame["slips_n"] * 10 for name in ("answers_n", "satisfied_n")}
    values |= {name: frame["slips_n"] for name in ("index_pct", "index_low", "index_high")}
    return frame.assign(instrument_code="s", quarter="2026-Q3", is_hidden=hidden, **values)


def tables_of(city: float | None, districts: list[tuple], wards: list[tuple]) -> dict[str, pd.DataFrame]:
    """A city, its districts (code, slips), its wards (code, district, slips); None: hidden."""
    day = "2025-07-01"
    return {
        "satisfaction_by_quarter": rows("satisfaction_by_quarter", ("x", city)),
        "satisfaction_by_district": rows("satisfaction_by_district", *((code, code, n) for code, n in districts)).loc[
            :, lambda frame: ~frame.columns.duplicated()
        ],
        "satisfaction_by_ward": rows("satisfaction_by_ward", *((code, day, of, n) for code, of, n in wards)),
    }


CASES: dict[str, tuple[float | None, list[tuple], list[tuple], set[tuple[str, str]]]] = {
    "two hidden under one total": (
        100, [("a", 60), ("b", 40)], [("1", "a", 30), ("2", "a", None), ("3", "a", None), ("4", "b", 40)], set(),
    ),
    "one hidden under one total": (
        100, [("a", 60), ("b", 40)], [("1", "a", 56), ("2", "a", None), ("4", "b", 40)], {("2", "solved")},
    ),
    "one that follows but is large": (
        100, [("a", 60), ("b", 40)], [("1", "a", 30), ("2", "a", None), ("4", "b", 40)], set(),
    ),
    "two hidden that add up to a few": (
        100, [("a", 60), ("b", 40)], [("1", "a", 55), ("2", "a", None), ("3", "a", None), ("4", "b", 40)],
        {("2", "rest"), ("3", "rest")},
    ),
    # District b is hidden, but the city less district a gives it, and with it what its two wards add up to.
    "a hidden district that follows from the city": (
        67, [("a", 60), ("b", None)], [("1", "a", 60), ("4", "b", None), ("5", "b", None)],
        {("b", "solved"), ("4", "rest"), ("5", "rest")},
    ),
    # No district is shown, yet all wards but one are: the city gives it.
    "a ward that follows from the city over hidden districts": (
        91, [("a", None), ("b", None)], [("1", "a", 30), ("2", "a", 20), ("4", "b", 38), ("5", "b", None)],
        {("5", "solved")},
    ),
    "a few found once what is shown elsewhere has been taken off": (
        110, [("a", None), ("b", None), ("c", 80)],
        [("1", "a", 12), ("2", "b", None), ("3", "b", 14), ("4", "c", 80)], {("2", "solved")},
    ),
    "nothing shown above": (None, [("a", None)], [("1", "a", None)], set()),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_follows_from_totals_is_found(case: str) -> None:
    city, districts, wards, expected = CASES[case]
    found = recovery.leaks(tables_of(city, districts, wards))
    named = {(leak.row.split("_code=")[2].split(",")[0], leak.reason) for leak in found}
    # What is solved alone is also part of sums.
    assert named >= expected
    assert {name for name, _ in named} == {name for name, _ in expected}


def reveal(frame: pd.DataFrame) -> None:
    """A number in a cell that is hidden."""
    frame.loc[frame.index[frame["is_hidden"]][0], "answers_n"] = 12


def unhide(frame: pd.DataFrame) -> None:
    """A small cell that is not hidden."""
    at = frame.index[frame["is_hidden"]][0]
    frame.loc[at, ["is_hidden", "slips_n"]] = [False, 3]


@pytest.mark.parametrize(("sabotage", "reason"), [(reveal, "shown"), (unhide, "small")])
def test_cells_shown_by_mistake_are_found(
    sabotage: Callable[[pd.DataFrame], None], reason: str, real_bundle: Path
) -> None:
    tables = recovery.read_tables(real_bundle)
    sabotage(tables["satisfaction_by_ward"])
    assert reason in {leak.reason for leak in recovery.leaks(tables) if leak.table == "satisfaction_by_ward"}


# ── The command ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_earlier_edition_is_replaced_and_nothing_else(
    real_bundle: Path, medium_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, command = tmp_path / "bundle", ["--database", str(medium_file)]
    assert main(["--out", str(out), *command]) == 0
    (out / "data" / "satisfaction_by_item.csv").write_text("old", encoding="utf-8")
    assert main(["--out", str(out), *command, "--lang", "en", "--licence", "CC0-1.0"]) == 0
    assert read(out, "satisfaction_by_item").equals(read(real_bundle, "satisfaction_by_item"))
    described = json.loads((out / package.DESCRIPTION).read_text(encoding="utf-8"))
    assert described["licenses"][0]["name"] == "CC0-1.0" and "satisfaction" in described["title"]
    assert "Main results" in (out / "README.md").read_text(encoding="utf-8")
    (out / "mine.txt").write_text("mine", encoding="utf-8")
    capsys.readouterr()
    assert main(["--out", str(out), *command]) == 1
    assert "đã có thứ khác" in capsys.readouterr().err
    assert (out / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bundle"]


def test_data_publish_hands_over(medium_file: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "bundle"
    assert data_main(["publish", "--out", str(out), "--database", str(medium_file)]) == 0
    assert (out / package.DESCRIPTION).exists() and "không ô ẩn nào" in capfd.readouterr().out
    assert data_main(["publish", "--out", str(out), "--database", str(tmp_path / "none.duckdb")]) == 1
    assert "Chưa có tệp dữ liệu" in capfd.readouterr().err


def test_a_file_without_a_whole_quarter_says_so(
    empty_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--out", str(tmp_path / "bundle"), "--database", str(empty_file)]) == 1
    assert capsys.readouterr().err.startswith("Tệp dữ liệu chưa có")
    with pytest.raises(SystemExit) as left:
        main([])
    assert left.value.code == 2


def test_the_summary_says_what_the_tables_say(real_bundle: Path, medium_file: Path) -> None:
    text = (real_bundle / "README.md").read_text(encoding="utf-8")
    opened = Database(medium_file)
    catalog = read_catalog(opened)
    last = public.quarters(catalog)[-1]
    whole = read(real_bundle, "satisfaction_by_quarter")
    for row in whole[whole["quarter"] == f"{last.year}-Q{(last.month + 2) // 3}"].to_dict("records"):
        assert f"{row['index_pct']:.1f}".replace(".", ",") + "\u202f% câu trả lời hài lòng" in text
        assert f"{row['slips_n']:.0f} phiếu" in text
    assert len(text.splitlines()) < 60
    opened.close()
