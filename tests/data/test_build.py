"""A data file is written whole and sound, or not at all; every rule of data/checks.sql catches what breaks it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from data import build as building
from data.build import REFERENCE_TABLES, STORAGE_VERSION, NotSound, build, check, load_reference

CHECKS = (Path(__file__).resolve().parents[2] / "data" / "checks.sql").read_text(encoding="utf-8")
RESPONSE = (
    "INSERT INTO survey_response BY NAME SELECT {number} AS response_id, 1 AS load_id, {slip} AS slip_number, "
    "{instrument} AS instrument_code, {day}::DATE AS responded_on, {ward} AS ward_code, {district} AS district_code, "
    "{weight} AS weight"
)
DOSSIERS = (
    "INSERT INTO dossier_month BY NAME SELECT DATE '2026-07-01' AS month, 1 AS load_id, '00004' AS unit_code, "
    "'land' AS field_code, 'service_centre' AS source, {counts}"
)


def response(number: int = 1, **values: str) -> str:
    """The statement that adds one slip; values are SQL."""
    usual = {
        "slip": f"'P{number}'",
        "instrument": "'one_stop_slip'",
        "day": "'2026-07-01'",
        "ward": "'00004'",
        "district": "NULL",
        "weight": "1.0",
    }
    return RESPONSE.format(number=number, **(usual | values))


def answer(score: int, number: int = 1, item: str = "C24") -> str:
    """The statement that adds one answer."""
    return f"INSERT INTO survey_answer VALUES ({number}, '{item}', {score})"


def counts(**changed: int) -> str:
    """The counts of a month's dossiers."""
    usual = {"received": 10, "direct": 4, "online": 5, "post": 1, "done": 8, "on_time": 7, "overdue": 1, "open": 2}
    return ", ".join(f"{value} AS {name}_n" for name, value in (usual | changed).items())


def slip(seen_on: str) -> str:
    """The statement that adds one feedback slip received on 10 July 2026."""
    return (
        "INSERT INTO slip BY NAME SELECT 'G1' AS slip_id, 1 AS load_id, DATE '2026-07-10' AS received_on, "
        "'00004' AS ward_code, 'book' AS channel, 'complaint' AS kind, 'conduct' AS about, "
        f"{seen_on}::DATE AS seen_on"
    )


def sanction(decided_on: str) -> str:
    """The statement that adds one sanction of a kind that ended."""
    return (
        "INSERT INTO sanction BY NAME SELECT 'K1' AS sanction_id, 1 AS load_id, code AS sanction_kind, "
        f"'civil_servant' AS subject_kind, {decided_on} AS decided_on FROM code_label "
        "WHERE domain = 'sanction_kind' AND valid_to IS NOT NULL LIMIT 1"
    )


def put(*statements: str) -> building.Fill:
    """A fill that runs these statements."""

    def fill(con: duckdb.DuckDBPyConnection) -> None:
        for statement in statements:
            con.execute(statement)

    return fill


@pytest.fixture(scope="module")
def reference() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory with the schema and the reference tables."""
    con = duckdb.connect()
    load_reference(con)
    yield con
    con.close()


@pytest.fixture
def facts(reference: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """The same, given back as it was."""
    reference.execute("BEGIN")
    yield reference
    reference.execute("ROLLBACK")


def checked(con: duckdb.DuckDBPyConnection, *statements: str) -> None:
    """Runs the statements, builds the roll-ups and checks."""
    put(*statements)(con)
    con.execute((building.HERE / "rollups.sql").read_text(encoding="utf-8"))
    check(con)


# ── Whole or nothing ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_file_is_built(tmp_path: Path) -> None:
    steps: list[tuple[str, float]] = []
    out = tmp_path / "new" / "deep" / "file.duckdb"
    assert build(out, put(response(), answer(5)), lambda step, share: steps.append((step, share))) == out
    assert [path.name for path in out.parent.iterdir()] == ["file.duckdb"]
    assert [step for step, _ in steps] == ["schema", "facts", "rollups", "checks", "done"]
    shares = [share for _, share in steps]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    with duckdb.connect(str(out), read_only=True) as con:
        for table in REFERENCE_TABLES:
            assert con.execute(f"SELECT count(*) > 0 FROM {table}").fetchone() == (True,), table
        assert con.execute("SELECT slips_n FROM rollup_satisfaction WHERE grain = 'month'").fetchall() == [(1,), (1,)]


def test_older_duckdb_can_read_it(tmp_path: Path) -> None:
    out = build(tmp_path / "file.duckdb", put())
    assert STORAGE_VERSION == "v1.5.0"
    with duckdb.connect(str(out), read_only=True) as con:
        tags = con.execute("SELECT tags FROM duckdb_databases() WHERE database_name = 'file'").fetchone()
    assert tags[0]["storage_version"].startswith(STORAGE_VERSION)


def fail(_con: duckdb.DuckDBPyConnection) -> None:
    """A fill that breaks off."""
    raise RuntimeError("giữa chừng")


@pytest.mark.parametrize(
    ("fill", "error"),
    [
        (fail, RuntimeError),
        (put(response(), "SELECT * FROM none_such"), duckdb.Error),
        (put(response(weight="0.0")), NotSound),
        (put(response(), answer(6)), NotSound),
    ],
    ids=["raises", "wrong statement", "unsound slip", "unsound answer"],
)
def test_what_breaks_off_leaves_nothing(fill: building.Fill, error: type[Exception], tmp_path: Path) -> None:
    with pytest.raises(error):
        build(tmp_path / "file.duckdb", fill)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("fill", "error"), [(fail, RuntimeError), (put(response(weight="-1.0")), NotSound)])
def test_what_breaks_off_keeps_the_old_file(fill: building.Fill, error: type[Exception], tmp_path: Path) -> None:
    out = build(tmp_path / "file.duckdb", put(response(), answer(5)))
    before = out.read_bytes()
    with pytest.raises(error):
        build(out, fill)
    assert [path.name for path in tmp_path.iterdir()] == ["file.duckdb"]
    assert out.read_bytes() == before


def test_the_old_file_stands_until_the_new_one_is_done(tmp_path: Path) -> None:
    out = build(tmp_path / "file.duckdb", put())
    before = out.read_bytes()
    seen: list[bool] = []
    build(out, put(response(), answer(5)), lambda step, _: seen.append(step == "done" or out.read_bytes() == before))
    assert all(seen)
    assert out.read_bytes() != before


def test_readers_of_the_old_file_go_on(tmp_path: Path) -> None:
    out = build(tmp_path / "file.duckdb", put(response(), answer(5)))
    with duckdb.connect(str(out), read_only=True) as reader:
        build(out, put())
        assert reader.execute("SELECT count(*) FROM survey_answer").fetchone() == (1,)


def test_what_an_earlier_run_left_is_no_hindrance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building.os, "getpid", lambda: 4711)
    (tmp_path / "file.duckdb.4711.new").write_bytes(b"half")
    build(tmp_path / "file.duckdb", put())
    assert [path.name for path in tmp_path.iterdir()] == ["file.duckdb"]


def test_a_quote_in_the_path(tmp_path: Path) -> None:
    out = build(tmp_path / "Hà Nội's 'số liệu'" / "tệp.duckdb", put())
    assert out.is_file()


def test_the_same_facts_give_the_same_file(tmp_path: Path) -> None:
    facts = put(response(1), answer(5), response(2, ward="'00008'"), answer(3, 2))
    contents = []
    for name in ("one", "two"):
        with duckdb.connect(str(build(tmp_path / name, facts)), read_only=True) as con:
            tables = [row[0] for row in con.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]
            contents.append({table: con.execute(f"SELECT * FROM {table} ORDER BY ALL").fetchall() for table in tables})
    assert contents[0] == contents[1]


# ── Rules ───────────────────────────────────────────────────────────────────────────────────────────────────────────

SOUND = [
    response(1),
    answer(5),
    response(2, day="'2025-06-30'", ward="'00016'", district="'001'"),
    answer(1, 2),
    response(3, ward="NULL", weight="0.01"),
    response(4, instrument="'city_survey'", slip="'P1'"),
    response(5, slip="NULL"),
    response(6, slip="NULL"),
    slip("'2026-07-10'"),
    sanction("valid_to"),
    DOSSIERS.format(counts=counts()),
]
BROKEN = {
    "slip of a ward not in force on its date": [
        [response(day="'2025-06-30'", ward="'09619'", district="'271'"), response(2, ward="'00016'")],
        [response(ward="'99999'"), response(2, ward="'001'"), response(3, ward="'01'")],
    ],
    "slip of a district after districts ended": [[response(day="'2025-07-01'", district="'001'")]],
    "slip number twice within an instrument": [[response(1, slip="'P1'"), response(2, slip="'P1'")]],
    "answer outside its scale": [[response(), answer(6)], [response(), answer(0)], [response(), answer(-1)]],
    "slip of an unknown instrument": [[response(instrument="'none_such'")]],
    "slip with a weight that is not positive": [
        [response(weight="0.0")],
        [response(weight="-0.5")],
        [response(weight="'nan'::DOUBLE")],
        [response(weight="'inf'::DOUBLE")],
    ],
    "answers lost in the roll-up": [
        [response(), answer(5), answer(4)],  # the same item twice
        [response(), answer(5, item="C99")],  # no such item
        [response(), answer(5, number=77)],  # no such slip
    ],
    "slip read before it was received": [[slip("'2026-07-09'")]],
    "sanction not in force on its date": [[sanction("valid_to + INTERVAL 1 DAY")]],
    "dossiers that do not add up": [
        [DOSSIERS.format(counts=counts(online=6))],
        [DOSSIERS.format(counts=counts(overdue=0))],
        [DOSSIERS.format(counts=counts(open=-1))],
    ],
}
CASES = [(rule, broken) for rule, cases in BROKEN.items() for broken in cases]


def test_sound_facts_pass(facts: duckdb.DuckDBPyConnection) -> None:
    checked(facts, *SOUND)


@pytest.mark.parametrize(
    ("rule", "broken"), CASES, ids=[f"{rule} {number}" for number, (rule, _) in enumerate(CASES, start=1)]
)
def test_what_breaks_a_rule_is_named(rule: str, broken: list[str], facts: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(NotSound) as refused:
        checked(facts, *broken)
    assert rule in str(refused.value)


def test_every_rule_has_a_case() -> None:
    assert sum(line.strip().startswith(("SELECT '", "FROM (\n    SELECT '")) for line in CHECKS.splitlines()) == len(
        BROKEN
    )
    assert all(f"'{rule}'" in CHECKS for rule in BROKEN)


def test_every_broken_rule_is_named_with_how_often(facts: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(NotSound) as refused:
        checked(facts, response(weight="0.0"), response(2, weight="-1.0"), slip("'2026-01-01'"))
    assert "slip with a weight that is not positive: 2" in str(refused.value)
    assert "slip read before it was received: 1" in str(refused.value)


def test_the_ends_of_a_ward_are_in_force(facts: duckdb.DuckDBPyConnection) -> None:
    first, last = date(2021, 1, 1), date(2025, 6, 30)
    checked(
        facts,
        response(1, day=f"'{first}'", ward="'00016'", district="'001'"),
        response(2, day=f"'{last}'", ward="'00016'", district="'001'"),
        response(3, day="'2025-07-01'", ward="'09619'"),
    )
