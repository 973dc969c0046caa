"""Small numbers stay hidden, also from a reader who subtracts what is shown from totals that are shown."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries import suppression
from queries.catalog import Catalog
from queries.database import Database
from queries.filters import Filters
from queries.question import ask, question
from queries.suppression import EMPTIED, FEW_BELOW, HIDDEN_BELOW, hidden_cells, hide_small

Equation = tuple[Sequence[int], bool]  # the cells that a total adds up, and whether the total is shown

counts = st.lists(st.sampled_from([0, 0, 1, 3, 5, 8, 9, 10, 11, 12, 29, 30, 40, 250]), min_size=1, max_size=25)
tables = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from([0, 3, 5, 8, 9, 10, 12, 15, 40, 80]), min_size=width, max_size=width),
        min_size=1,
        max_size=5,
    )
)
# Wards by district.
towns = st.lists(
    st.lists(st.sampled_from([0, 3, 8, 9, 12, 30, 40, 90]), min_size=1, max_size=4), min_size=1, max_size=5
)


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every answer is worked out anew: the limits of hiding are moved between two of the same question."""
    for keeping in ("remembered", "shelved"):
        monkeypatch.setattr(Database, keeping, lambda _, __, make: make())


def one_group(sizes: Sequence[int]) -> list[bool]:
    """What is hidden where the cells add up to one total."""
    cells = pd.Series(sizes, dtype="int64")
    return hidden_cells(cells, [pd.Series(0, index=cells.index)]).tolist()


def total_is_shown(sizes: Sequence[int]) -> np.ndarray:
    """Which of some totals are shown, they themselves adding up to a grand total."""
    return ~np.array(one_group(sizes), dtype=bool)


def subtracted(hidden: Sequence[bool], equations: Sequence[Equation]) -> set[int]:
    """The cells an attacker finds by subtracting, one total after another, until no total has one unknown left."""
    unknown = set(np.flatnonzero(hidden).tolist())
    found: set[int] = set()
    while True:
        alone = [cells for cells, is_shown in equations if is_shown and len(unknown.intersection(cells)) == 1]
        if not alone:
            return found
        for cells in alone:
            found |= unknown.intersection(cells)
            unknown -= found


def solved(hidden: Sequence[bool], equations: Sequence[Equation]) -> set[int]:
    """The cells an attacker finds by solving all totals together: those that no other table would fit."""
    unknown = np.flatnonzero(hidden)
    rows = [np.isin(unknown, cells).astype(float) for cells, is_shown in equations if is_shown]
    if not len(unknown) or not rows:
        return set()
    _, singular, directions = np.linalg.svd(np.array(rows))
    free = directions[int((singular > 1e-9).sum()) :]
    return {int(cell) for cell, moves in zip(unknown, free.T, strict=True) if np.abs(moves).max(initial=0) < 1e-9}


def small_ones(found: set[int], sizes: Sequence[int]) -> dict[int, int]:
    """Of the cells found, those that had to stay hidden."""
    return {cell: int(sizes[cell]) for cell in found if 0 < sizes[cell] < HIDDEN_BELOW}


def table_attack(table: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray, list[Equation]]:
    """Sizes, what is hidden, and the totals by row and by column of a table, as shown by the questions beside it."""
    grid = np.array(table)
    row, column = (numbers.ravel() for numbers in np.indices(grid.shape))
    sizes = pd.Series(grid.ravel())
    hidden = hidden_cells(sizes, [pd.Series(row), pd.Series(column)]).to_numpy()
    equations: list[Equation] = []
    for label, totals in ((row, grid.sum(axis=1)), (column, grid.sum(axis=0))):
        shown = total_is_shown(totals)
        equations += [(np.flatnonzero(label == number), bool(shown[number])) for number in range(len(totals))]
    return sizes.to_numpy(), hidden, equations


# ── One total ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_limits() -> None:
    assert (HIDDEN_BELOW, FEW_BELOW) == (10, 30)


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([10, 11, 30], "..."),  # none small, none hidden
        ([0, 0, 50], "..."),  # empty is not small
        ([0, 4, 9, 10, 29, 30], ".XX..."),  # 4 and 9 shield each other: 13 slips
        ([4, 50, 20, 30], "X.X."),  # the smallest shown one goes too
        ([4, 5, 50, 20], "XX.X"),  # two cells of 9 slips in all are too few
        ([5, 5, 50], "XX."),  # two of 10 are enough
        ([9, 1, 0, 30], "XX.."),
        ([3, 3, 3, 12], "XXXX"),  # three of 9 slips: still too few
        ([4], "X"),
        ([4, 0, 0], "X.."),
        ([1, 10_000], "XX"),
        ([], ""),
    ],
)
def test_examples(sizes: list[int], expected: str) -> None:
    assert "".join("X" if is_hidden else "." for is_hidden in one_group(sizes)) == expected


def test_missing_counts_are_empty_cells() -> None:
    cells = pd.Series([None, 4, 20, 30], dtype="Int64")
    assert hidden_cells(cells, [pd.Series(0, index=cells.index)]).tolist() == [False, True, True, False]


def test_without_a_total_only_the_small_are_hidden() -> None:
    assert hidden_cells(pd.Series([4, 50, 20]), []).tolist() == [True, False, False]


def test_index_is_kept() -> None:
    cells = pd.Series([4, 50, 20], index=[7, 3, 5])
    hidden = hidden_cells(cells, [pd.Series("a", index=cells.index)])
    assert hidden.to_dict() == {7: True, 3: False, 5: True}


def test_groups_of_a_missing_label_are_groups_too() -> None:
    frame = pd.DataFrame({"field_code": ["a", "a", None, None], "slips_n": [40, 50, 4, 20]})
    assert hide_small(frame, [["field_code"]])["is_hidden"].tolist() == [False, False, True, True]


@given(counts)
def test_no_small_cell_is_shown_and_no_empty_one_hidden(sizes: list[int]) -> None:
    for size, is_hidden in zip(sizes, one_group(sizes), strict=True):
        assert is_hidden or size == 0 or size >= HIDDEN_BELOW
        assert not (is_hidden and size == 0)


@given(counts)
def test_nothing_is_hidden_where_none_is_small(sizes: list[int]) -> None:
    fine = [size if size >= HIDDEN_BELOW else 0 for size in sizes]
    assert not any(one_group(fine))


@given(counts)
def test_hidden_cells_are_two_and_ten_slips_or_all(sizes: list[int]) -> None:
    cells, hidden = np.array(sizes), np.array(one_group(sizes))
    if hidden.any() and (~hidden & (cells > 0)).any():
        assert hidden.sum() >= 2
        assert cells[hidden].sum() >= HIDDEN_BELOW


@given(counts)
def test_subtraction_from_one_total_finds_nothing(sizes: list[int]) -> None:
    total = sum(sizes)
    hidden = one_group(sizes)
    assert not small_ones(subtracted(hidden, [(range(len(sizes)), total >= HIDDEN_BELOW)]), sizes)


@given(counts)
def test_the_order_of_cells_does_not_matter_to_how_much_is_hidden(sizes: list[int]) -> None:
    there = sorted(size for size, is_hidden in zip(sizes, one_group(sizes), strict=True) if is_hidden)
    turned = sizes[::-1]
    back = sorted(size for size, is_hidden in zip(turned, one_group(turned), strict=True) if is_hidden)
    assert there == back


# ── Totals two ways ─────────────────────────────────────────────────────────────────────────────────────────────────


@given(tables)
def test_every_row_and_column_hides_two_and_ten_slips_or_all(table: list[list[int]]) -> None:
    sizes, hidden, equations = table_attack(table)
    for cells, _ in equations:
        gone = hidden[cells]
        if gone.any() and (~gone & (sizes[cells] > 0)).any():
            assert gone.sum() >= 2
            assert sizes[cells][gone].sum() >= HIDDEN_BELOW
    # An empty cell may be hidden too, where nothing else is left to shield with.
    assert not (~hidden & (sizes > 0) & (sizes < HIDDEN_BELOW)).any()


def test_a_shield_that_its_own_total_gives_away() -> None:
    # District A: 40 of land, 5 of adoption; district B: none of land, 12 of adoption. All three are hidden, but land's
    # total, 40, is A's land alone; A's total, 45, less 40 is the 5.
    sizes, hidden, equations = table_attack([[40, 5], [0, 12]])
    assert small_ones(subtracted(hidden, equations), sizes) == {}


@given(tables)
@settings(max_examples=300)
def test_subtraction_from_rows_and_columns_finds_nothing(table: list[list[int]]) -> None:
    sizes, hidden, equations = table_attack(table)
    assert not small_ones(subtracted(hidden, equations), sizes)


def test_totals_solved_together() -> None:
    # No line has one hidden cell only, but both rows less the last two columns leave 8 + 10, and the second is known.
    sizes, hidden, equations = table_attack([[8, 10, 9, 15], [0, 0, 5, 80]])
    assert small_ones(solved(hidden, equations), sizes) == {}


# ── Wards in districts in the city ──────────────────────────────────────────────────────────────────────────────────


def town_attack(town: Sequence[Sequence[int]]) -> tuple[list[int], np.ndarray, list[Equation]]:
    """Sizes and hiding of wards, with the totals of districts and of the city as their own questions show them."""
    sizes = [size for wards in town for size in wards]
    district = pd.Series([number for number, wards in enumerate(town) for _ in wards])
    cells = pd.Series(sizes, dtype="int64")
    hidden = hidden_cells(cells, [district, pd.Series(0, index=cells.index)]).to_numpy()
    shown = total_is_shown([sum(wards) for wards in town])
    equations: list[Equation] = [
        (np.flatnonzero(district == number), bool(shown[number])) for number in range(len(town))
    ]
    return sizes, hidden, [*equations, (range(len(sizes)), sum(sizes) >= HIDDEN_BELOW)]


def test_a_shield_in_a_district_whose_total_is_shown() -> None:
    # The first district is one ward of 8. Its shield, the ward of 12, lies in a district of which the total, 102, is
    # shown: 180 in the city less 102 less 30 and 40 is the 8.
    sizes, hidden, equations = town_attack([[8], [12, 90], [30, 40]])
    assert small_ones(solved(hidden, equations), sizes) == {}


@given(towns)
def test_subtraction_from_districts_and_city_finds_nothing(town: list[list[int]]) -> None:
    sizes, hidden, equations = town_attack(town)
    assert not small_ones(subtracted(hidden, equations), sizes)


# ── Frames ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def cell_frame(sizes: Sequence[int]) -> pd.DataFrame:
    """A frame with every measure."""
    frame = pd.DataFrame({"field_code": [f"f{number}" for number in range(len(sizes))]})
    for column in EMPTIED[:3]:
        frame[column] = pd.array(sizes, dtype="Int64")
    return frame.assign(**{column: np.arange(len(sizes), dtype=float) for column in EMPTIED[3:]})


@given(counts)
def test_hidden_rows_hold_nothing_and_the_others_everything(sizes: list[int]) -> None:
    frame = cell_frame(sizes)
    hidden = hide_small(frame, [[]])
    assert set(EMPTIED) <= set(frame)
    for column in EMPTIED:
        assert (hidden[column].isna() == hidden["is_hidden"]).all()
        assert hidden.loc[~hidden["is_hidden"], column].tolist() == frame.loc[~hidden["is_hidden"], column].tolist()
    assert hidden["field_code"].tolist() == frame["field_code"].tolist()


def test_few_is_ten_to_twenty_nine_and_shown() -> None:
    frame = hide_small(cell_frame([0, 4, 9, 10, 29, 30]), [[]])
    assert frame["is_few"].tolist() == [False, False, False, True, True, False]
    assert frame["is_hidden"].tolist() == [False, True, True, False, False, False]
    assert frame["is_few"].dtype == frame["is_hidden"].dtype == bool


def test_the_frame_given_is_left_alone() -> None:
    frame = cell_frame([4, 20, 30])
    before = frame.copy()
    hide_small(frame, [[]])
    pd.testing.assert_frame_equal(frame, before)


def test_an_empty_frame() -> None:
    frame = hide_small(cell_frame([]), [["field_code"], []])
    assert frame.empty
    assert {"is_hidden", "is_few"} <= set(frame)


# ── Answers of the medium file, with the totals that other questions show ───────────────────────────────────────────

# question, its totals (question, column they share; None: the headline)
ATTACKED = [
    ("satisfaction_by_district", [("headline", None)]),
    ("satisfaction_by_field", [("headline", None)]),
    ("satisfaction_by_month", [("headline", None)]),
    ("satisfaction_by_ward", [("headline", None), ("satisfaction_by_district", "district_code")]),
    ("satisfaction_by_procedure", [("headline", None), ("satisfaction_by_field", "field_code")]),
    (
        "district_by_field",
        [("satisfaction_by_district", "district_code"), ("satisfaction_by_field", "field_code")],
    ),
    ("field_by_month", [("satisfaction_by_field", "field_code"), ("satisfaction_by_month", "month")]),
]


@pytest.mark.parametrize(("name", "totals"), ATTACKED, ids=[name for name, _ in ATTACKED])
@pytest.mark.parametrize("months", [1, 3, 9])
def test_answers_withstand_subtraction(
    name: str,
    totals: list[tuple[str, str | None]],
    months: int,
    database: Database,
    catalog: Catalog,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for instrument in ("one_stop_slip", "city_survey"):
        filters = Filters(instrument, date(2026, 1, 1), date(2026, months, 1))
        answer = ask(database, catalog, name, filters)
        equations: list[Equation] = []
        for total_name, column in totals:
            total = ask(database, catalog, total_name, filters)
            for row in total.to_dict("records"):
                members = answer[column] == row[column] if column else pd.Series(True, index=answer.index)
                equations.append((np.flatnonzero(members), not row["is_hidden"]))
        with monkeypatch.context() as patched:
            patched.setattr(suppression, "HIDDEN_BELOW", 0)
            sizes = ask(database, catalog, name, filters)["slips_n"].to_numpy(int)
        if "district" in name or "ward" in name:
            # Slips of no known ward are in the city's total and in no row, which shields the rows from it.
            equations = [(cells, shown and len(cells) < len(answer)) for cells, shown in equations]
        found = solved(answer["is_hidden"].to_numpy(), equations)
        assert not small_ones(found, sizes), instrument


def test_months_withstand_subtraction_from_their_quarters() -> None:
    # The same question with step=quarter shows the totals of quarters: the shield must stand in the same quarter.
    months = pd.date_range("2026-01-01", periods=6, freq="MS")
    frame = pd.DataFrame({"month": months, "slips_n": [4, 50, 50, 40, 60, 60]})
    hidden = hide_small(frame, question("satisfaction_by_month").groups)["is_hidden"].to_numpy()
    equations: list[Equation] = [([0, 1, 2], True), ([3, 4, 5], True), (range(6), True)]
    assert small_ones(subtracted(hidden, equations), frame["slips_n"].to_numpy()) == {}
