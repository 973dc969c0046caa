"""Files of an invented form that say outright what interpreting a file gives: the tests of writing need no reading.

A file is JSON: kind, instrument, rows_in, rejected {reason: n}, dropped, and the rows of each table. Slips are
[number, day, ward, weight, answers], answers as digits from C24 on, '.' for none.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pyarrow as pa

from data.load import loading
from data.load.refusal import Refused

GOOD, HALF, POOR = "5" * 16, "4444444333222...", "1" * 16


def slips(
    first: int, count: int, day: str = "2026-08-10", ward: str = "00004", answers: str = GOOD, weight: float = 1.0
) -> list[list[Any]]:
    """Some like slips, numbered from `first` on."""
    return [[f"P{number}", day, ward, weight, answers] for number in range(first, first + count)]


def survey(path: Path, rows: Sequence[list[Any]], instrument: str = "one_stop_slip", **rejected: int) -> Path:
    """A file of survey slips, of which so many more are rejected for each reason."""
    return write(path, kind="survey", instrument=instrument, slips=list(rows), rejected=rejected)


def write(path: Path, **content: Any) -> Path:
    """A file of this content."""
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def stage(path: Path, folder: Path, *, name: str | None = None, report: Any = None) -> SimpleNamespace:
    """Stands in for staging.stage."""
    if report:
        report("đọc tệp", 0.5)
    if not path.is_file():
        raise Refused(f"Không có tệp {path}.")
    folder.mkdir()
    content = path.read_bytes()
    (folder / "copy.json").write_bytes(content)
    sheet = SimpleNamespace(name="1", path=folder / "copy.json", columns_n=1, rows_n=1)
    return SimpleNamespace(file_name=name or path.name, sha256=hashlib.sha256(content).hexdigest(), sheets=(sheet,))


def propose(_con: Any, staged: Any, **_: Any) -> SimpleNamespace:
    """Stands in for recognise.propose."""
    content = json.loads(staged.sheets[0].path.read_text(encoding="utf-8"))
    if content.get("kind") is None:
        raise Refused(f"Không nhận ra loại của {staged.file_name}.")
    return SimpleNamespace(kind=content["kind"], instrument_code=content.get("instrument"), content=content)


def interpret(
    con: duckdb.DuckDBPyConnection, _staged: Any, proposal: Any, *, load_id: int, **_: Any
) -> SimpleNamespace:
    """Stands in for interpret.interpret."""
    content = proposal.content
    rows: dict[str, list[dict[str, Any]]] = dict(content.get("tables", {}))
    if proposal.kind == "survey":
        rows |= _survey(content, load_id)
    for table, values in rows.items():
        con.execute(f"CREATE TEMP TABLE clean_{table} AS FROM {table} LIMIT 0")
        if values:
            con.register("incoming", pa.Table.from_pylist(values))
            con.execute(f"INSERT INTO clean_{table} BY NAME SELECT * FROM incoming")
            con.unregister("incoming")
        if "load_id" in {name for (name, *_) in con.execute(f"DESCRIBE {table}").fetchall()}:
            con.execute(f"UPDATE clean_{table} SET load_id = {load_id}")
    rejected = content.get("rejected", {})
    con.execute("CREATE TEMP TABLE clean_rejected AS FROM rejected_row LIMIT 0")
    for reason, count in rejected.items():
        con.execute(
            "INSERT INTO clean_rejected SELECT ?, 'sheet', range + 9, 'Cột', 'x', ?, 'Sửa lại.' FROM range(?)",
            [load_id, reason, count],
        )
    main = next(iter(rows))
    accepted = len(rows[main])
    dates = {"survey_response": "responded_on", "slip": "received_on", "inspection": "inspected_on"}
    first_on, last_on = None, None
    if main in dates:
        day = dates[main]
        first_on, last_on = con.execute(f"SELECT min({day}), max({day}) FROM clean_{main}").fetchall()[0]
    return SimpleNamespace(
        rows_in=accepted + sum(rejected.values()), rows_accepted=accepted, rows_rejected=rejected,
        columns_dropped=tuple(content.get("dropped", ())), tables=tuple(rows), first_on=first_on, last_on=last_on,
        notes=(), children=content.get("children", {}),
    )  # fmt: skip


def write_rejects(con: duckdb.DuckDBPyConnection, _staged: Any, _proposal: Any, path: Path) -> None:
    """Stands in for rejects.write_rejects."""
    (count,) = con.execute("SELECT count(*) FROM clean_rejected").fetchall()[0]
    path.write_text(f"{count} dòng", encoding="utf-8")


def install(patch: Any = None) -> None:
    """Have `loading` read files of this form; `patch` is pytest's monkeypatch, None in a process of one's own."""
    for name in ("stage", "propose", "interpret", "write_rejects"):
        (patch.setattr if patch else setattr)(loading, name, globals()[name])


def _survey(content: dict[str, Any], load_id: int) -> dict[str, list[dict[str, Any]]]:
    responses, answers = [], []
    for index, (number, day, ward, weight, scores) in enumerate(content["slips"], start=1):
        responses.append(
            {
                "response_id": index, "load_id": load_id, "slip_number": number,
                "instrument_code": content["instrument"], "responded_on": date.fromisoformat(day), "ward_code": ward,
                "channel": "direct", "field_code": "land", "weight": weight,
            }
        )  # fmt: skip
        answers += [
            {"response_id": index, "item_code": f"C{24 + item}", "score": int(score)}
            for item, score in enumerate(scores)
            if score != "."
        ]
    return {"survey_response": responses, "survey_answer": answers}
