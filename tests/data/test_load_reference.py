"""The lists of headings and synonyms name only what there is, and nothing twice."""

import csv
from collections import Counter

import pytest
from offices import reference

from data.build import REFERENCE
from data.load.columns import READINGS
from data.load.headings import find_target
from data.load.meaning.text import key
from data.load.reasons import RANK, REASONS, target_title
from data.load.roles import ROLES


def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_headings_name_targets_that_exist() -> None:
    for row in rows("heading.csv"):
        if row["role"] == "*":
            assert row["target"] in ("personal", "ordinal")
        else:
            assert row["target"] in READINGS[row["role"]], row
        assert row["source"]


def test_a_heading_means_one_thing_in_a_role() -> None:
    meanings: dict[tuple[str, str], set[str]] = {}
    for row in rows("heading.csv"):
        meanings.setdefault((row["role"], key(row["synonym"])), set()).add(row["target"])
    assert {name: targets for name, targets in meanings.items() if len(targets) > 1} == {}


def test_every_target_has_a_heading() -> None:
    for role, readings in READINGS.items():
        for target in readings:
            assert find_target(role, target_title(role, target)).target == target


def test_synonyms_name_codes_that_exist() -> None:
    con = reference()
    known = set(con.execute("SELECT domain, code FROM code_label").fetchall())
    known |= {("field", code) for (code,) in con.execute("SELECT field_code FROM procedure_field").fetchall()}
    known |= {("factor", code) for (code,) in con.execute("SELECT factor_code FROM factor").fetchall()}
    known |= {("instrument", code) for (code,) in con.execute("SELECT instrument_code FROM instrument").fetchall()}
    known |= {("unit", code) for (code,) in con.execute("SELECT unit_code FROM unit").fetchall()}
    known |= {("measure", code) for code in ("index_pct", "on_time_pct", "online_pct")}
    known |= {("unit_kind", kind) for (kind,) in con.execute("SELECT DISTINCT kind FROM unit").fetchall()}
    own = {"missing", "score_5", "yes_no", "unit_prefix", "unit_suffix"}
    assert [
        row for row in rows("alias.csv") if row["domain"] not in own and (row["domain"], row["code"]) not in known
    ] == []


def test_a_synonym_means_one_thing_in_a_domain() -> None:
    names = Counter((row["domain"], key(row["synonym"])) for row in rows("alias.csv") if row["domain"] != "instrument")
    twice = {name for name, count in names.items() if count > 1}
    meanings = {(row["domain"], key(row["synonym"]), row["code"]) for row in rows("alias.csv")}
    assert [name for name in twice if sum(meaning[:2] == name for meaning in meanings) > 1] == []


@pytest.mark.parametrize("code", list(REASONS))
def test_reasons_say_what_to_do(code: str) -> None:
    name, sentence = REASONS[code]
    assert name and "hãy" in sentence and sentence.endswith(".")
    assert RANK[code] == list(REASONS).index(code)


def test_roles_need_targets_that_can_be_read() -> None:
    for name, role in ROLES.items():
        assert {target for group in role.needs for target in group} <= set(READINGS[name])
