"""Models: who took them up, how far they spread, and which can be told apart."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import duckdb
import numpy as np
import pandas as pd
import pytest

from data.build import build
from queries.catalog import Catalog, read_catalog
from queries.database import Database
from queries.effects import FACTOR_OF, TOGETHER
from queries.filters import Filters
from queries.question import ask

END = Filters("one_stop_slip", date(2026, 9, 1), date(2026, 9, 1))
WARDS_N, SLIPS_A_MONTH = 40, 12
RISE_FROM = date(2026, 2, 1)
MONTHS = [date(2025, 7 + i, 1) if i < 6 else date(2026, i - 5, 1) for i in range(15)]
ITEMS = "SELECT factor_code, min(item_code) FROM item JOIN factor USING (factor_code) WHERE part = 'service' GROUP BY 1"


def adoptions(wards: list[str]) -> list[tuple[str, str, str]]:
    """(kind, unit, day): ten wards take up ISO alone, eight two models at once, three another; and of other times."""
    rows = [("iso_9001", ward, "2026-01-20") for ward in wards[:10]]
    rows += [("modern_one_stop", ward, "2026-01-05") for ward in wards[10:18]]
    rows += [("online_receipt", ward, "2026-05-31") for ward in wards[10:18]]
    rows += [("four_ask_four_always", ward, "2026-01-20") for ward in wards[18:21]]
    rows += [
        ("iso_9001", "00016", "2023-03-03"),
        ("iso_9001", "001", "2024-04-04"),
        ("iso_9001", wards[25], "2026-12-01"),
    ]
    return rows


def fill(con: duckdb.DuckDBPyConnection) -> None:
    """Slips of 40 wards, twelve a month; a month after they took up ISO, ten of them like the procedures better."""
    items = dict(con.execute(ITEMS).fetchall())
    wards = [code for (code,) in con.execute(
        "SELECT unit_code FROM unit WHERE level = 'ward' AND valid_to IS NULL ORDER BY 1 LIMIT ?", [WARDS_N]
    ).fetchall()]  # fmt: skip
    for load_id, kind in ((1, "survey"), (2, "initiative")):
        con.execute(
            "INSERT INTO data_load BY NAME SELECT ? AS load_id, ? AS kind, 'one_stop_slip' AS instrument_code, "
            "'a.csv' AS file_name, repeat('0', 64) AS sha256, TIMESTAMP '2026-10-01' AS loaded_at, 9 AS rows_n, "
            "9 AS accepted_n, 0 AS rejected_n, DATE '2025-07-01' AS first_on, DATE '2026-09-30' AS last_on, "
            "FALSE AS is_simulated",
            [load_id, kind],
        )
    chance = np.random.default_rng(7)
    responses, answers = [], []
    for number, ward in enumerate(wards):
        for month in MONTHS:
            for _ in range(SLIPS_A_MONTH):
                slip = len(responses) + 1
                responses.append((slip, month, ward))
                for factor, item in items.items():
                    has_risen = factor == "procedures" and number < 10 and month >= RISE_FROM
                    answers.append((slip, item, 5 if chance.random() < (0.95 if has_risen else 0.6) else 2))
    slips = pd.DataFrame(responses, columns=["response_id", "responded_on", "ward_code"])
    scores = pd.DataFrame(answers, columns=["response_id", "item_code", "score"])
    con.register("slips", slips.assign(load_id=1, instrument_code="one_stop_slip", weight=1.0))
    con.register("scores", scores)
    con.execute("INSERT INTO survey_response BY NAME SELECT * FROM slips")
    con.execute("INSERT INTO survey_answer BY NAME SELECT * FROM scores")
    for number, (kind, unit, day) in enumerate(adoptions(wards)):
        con.execute("INSERT INTO initiative VALUES (?, 2, ?, ?, ?, NULL)", [f"M{number:02}", unit, kind, day])


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Catalog]]:
    """That file, opened."""
    database = Database(build(tmp_path_factory.mktemp("models") / "models.duckdb", fill))
    yield database, read_catalog(database)
    database.close()


@pytest.fixture(scope="module")
def effect(held: tuple[Database, Catalog]) -> pd.DataFrame:
    """One row a model: what all its rows say alike."""
    return ask(*held, "initiative_effect", END).groupby("initiative_kind", sort=False).first()


def test_the_list_is_what_was_taken_up_by_then(held: tuple[Database, Catalog]) -> None:
    listed = ask(*held, "initiatives", END)
    assert len(listed) == 10 + 16 + 3 + 2
    assert listed["adopted_on"].is_monotonic_decreasing
    old = listed[~listed["is_in_force"]]
    assert old[["unit_code", "unit_level"]].values.tolist() == [["001", "district"], ["00016", "ward"]]
    assert len(ask(*held, "initiatives", END.over(date(2023, 12, 1), date(2023, 12, 1)))) == 1
    assert len(ask(*held, "initiatives", END.over(date(2026, 12, 1), date(2026, 12, 1)))) == len(listed) + 1


def test_coverage_is_of_wards_in_force(held: tuple[Database, Catalog]) -> None:
    months = ask(*held, "initiatives_by_month", END)
    iso = months[months["initiative_kind"] == "iso_9001"].set_index("month")
    assert iso.index[0] == pd.Timestamp("2023-03-01")
    assert iso.index[-1] == pd.Timestamp("2026-09-01")
    columns = ["adopted_n", "covered_n", "wards_n"]
    assert iso.loc["2023-03-01", columns].tolist() == [1, 1, 526]
    # The old wards' last day is the last of June; the new ones begin with none.
    assert iso.loc["2025-06-01", columns].tolist() == [0, 1, 526]
    assert iso.loc["2025-07-01", columns].tolist() == [0, 0, 126]
    assert iso.loc["2026-01-01", columns].tolist() == [10, 10, 126]
    assert iso.loc["2026-09-01", "covered_pct"] == pytest.approx(100 * 10 / 126)
    years = ask(*held, "initiatives_by_month", END, step="year")
    iso = years[years["initiative_kind"] == "iso_9001"].set_index("month")
    assert iso.loc["2026-01-01", columns].tolist() == [10, 10, 126]
    assert iso["adopted_n"].sum() == 11


def test_coverage_of_one_ward(held: tuple[Database, Catalog]) -> None:
    code = ask(*held, "initiatives", END).query("initiative_kind == 'iso_9001' and is_in_force")["unit_code"].iloc[0]
    months = ask(*held, "initiatives_by_month", replace(END, ward=(code,)))
    assert months["wards_n"].unique().tolist() == [1]
    assert months["covered_pct"].iloc[-1] == 100


def test_a_model_is_compared_on_the_factor_it_aims_at(effect: pd.DataFrame) -> None:
    kinds = [kind for kind in effect.index if kind != TOGETHER]
    assert effect.loc[kinds, "factor_code"].to_dict() == {kind: FACTOR_OF[kind] for kind in kinds}
    iso = effect.loc["iso_9001"]
    assert iso[["adopters_n", "apart_n"]].tolist() == [10, 10]
    assert iso["wards_n"] == 10
    assert iso["overall_low"] <= 35 <= iso["overall_high"]
    assert iso["overall_low"] > 25


def test_models_taken_up_together_are_not_split(effect: pd.DataFrame) -> None:
    assert effect.loc["modern_one_stop", ["adopters_n", "apart_n", "is_estimated"]].tolist() == [8, 0, False]
    assert effect.loc["online_receipt", ["adopters_n", "apart_n", "is_estimated"]].tolist() == [8, 0, False]
    together = effect.loc[TOGETHER]
    assert together[["adopters_n", "is_estimated"]].tolist() == [8, True]
    assert pd.isna(together["factor_code"])
    assert together["overall_low"] <= 0 <= together["overall_high"]


def test_too_few_that_took_it_up_are_said(effect: pd.DataFrame) -> None:
    few = effect.loc["four_ask_four_always"]
    assert few[["adopters_n", "wards_n", "is_estimated"]].tolist() == [3, 3, False]
    assert pd.isna(few["overall_pct"])


def test_the_filter_chooses_the_factor_for_all(held: tuple[Database, Catalog]) -> None:
    answer = ask(*held, "initiative_effect", replace(END, factor="results"))
    assert set(answer["factor_code"]) == {"results"}
    iso = answer[answer["initiative_kind"] == "iso_9001"].iloc[0]
    assert iso["overall_low"] <= 0 <= iso["overall_high"]


def test_what_is_taken_up_later_is_not_known_yet(held: tuple[Database, Catalog]) -> None:
    # 2026-01 and 2026-05 lie four months apart; until 2026-04 only the first is known, and stands alone.
    april = ask(*held, "initiative_effect", END.over(date(2026, 4, 1), date(2026, 4, 1)))
    assert TOGETHER not in set(april["initiative_kind"])
    one_stop = april[april["initiative_kind"] == "modern_one_stop"].iloc[0]
    assert one_stop[["adopters_n", "apart_n"]].tolist() == [8, 8]


def test_no_models_no_rows(small: Database, small_catalog: Catalog) -> None:
    for name in ("initiatives", "initiatives_by_month", "initiative_effect"):
        answer = ask(small, small_catalog, name, END)
        assert answer.empty
        assert len(answer.columns) > 5
