"""Questions about the suggestion book on a file of slips counted by hand."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from data import words
from data.build import build
from queries.catalog import Catalog, read_catalog
from queries.database import Database
from queries.filters import Filters
from queries.question import ask

QUARTER = Filters("one_stop_slip", date(2026, 7, 1), date(2026, 9, 1))
# number, ward, received, kind, about, field, comment, seen, answered, due, satisfied (of the answer)
SLIPS = [
    # Ba Đình in the quarter: read after 0, 1, 2 and 5 days, one not read; two answered.
    ("A1", "00004", "2026-07-06", "praise", "conduct", None, "Nhiệt tình", "2026-07-06", "2026-07-08", None, True),
    ("A2", "00004", "2026-07-06", "complaint", "regulation", "land", "Chậm", "2026-07-07", "2026-07-20", None, False),
    ("A3", "00004", "2026-07-06", "complaint", "regulation", "land", None, "2026-07-08", None, None, None),
    ("A4", "00004", "2026-08-01", "suggestion", "regulation", None, None, "2026-08-06", None, "2026-12-31", None),
    ("A5", "00004", "2026-09-29", "suggestion", "regulation", None, None, None, None, None, None),
    # Hoàn Kiếm: read only after the quarter, so that at its end it is unread and past its day.
    ("B1", "00070", "2026-09-01", "complaint", "conduct", "land", None, "2026-10-05", "2026-10-05", "2026-09-15", True),
    # Before the quarter, still unread: the oldest.
    ("C1", "00008", "2026-06-01", "complaint", "conduct", None, None, None, None, None, None),
    # Trúc Bạch, the earlier life of 00004.
    ("D1", "00004", "2025-06-30", "praise", "conduct", None, None, "2025-07-01", "2025-07-02", None, True),
    # The books reach to 10 October.
    ("E1", "00025", "2026-10-10", "praise", "conduct", None, None, None, None, None, None),
]  # fmt: skip


def fill(con: duckdb.DuckDBPyConnection, slips: list[tuple]) -> None:
    """One load of slips of the suggestion book."""
    con.execute(
        "INSERT INTO data_load BY NAME SELECT 1 AS load_id, 'slip' AS kind, 'so.xlsx' AS file_name, "
        "repeat('0', 64) AS sha256, TIMESTAMP '2026-10-11' AS loaded_at, 9 AS rows_n, 9 AS accepted_n, "
        "0 AS rejected_n, DATE '2025-06-30' AS first_on, DATE '2026-10-10' AS last_on, FALSE AS is_simulated"
    )
    for name, ward, received, kind, about, field, comment, seen, answered, due, satisfied in slips:
        con.execute(
            "INSERT INTO slip (slip_id, load_id, received_on, ward_code, channel, field_code, kind, about, comment, "
            "seen_on, seen_by, due_on, answered_on, result, is_satisfied) "
            "VALUES (?, 1, ?, ?, 'book', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *(name, received, ward, field, kind, about, comment),
                *(seen, "Chủ tịch UBND" if seen else None, due, answered, "resolved" if answered else None, satisfied),
            ],
        )


def opened(folder: Path, slips: list[tuple]) -> tuple[Database, Catalog]:
    database = Database(build(folder / "slips.duckdb", lambda con: fill(con, slips)))
    return database, read_catalog(database)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> tuple[Database, Catalog]:
    """The slips of SLIPS."""
    return opened(tmp_path_factory.mktemp("slips"), SLIPS)


def only(frame: pd.DataFrame, **keys: str) -> pd.Series:
    """The one row with these values."""
    for name, value in keys.items():
        frame = frame[frame[name] == value]
    (row,) = (row for _, row in frame.iterrows())
    return row


def test_the_funnel_stands_as_of_the_periods_end(book: tuple[Database, Catalog]) -> None:
    found = ask(*book, "slips_funnel", QUARTER).iloc[0]
    assert found["as_of_on"] == pd.Timestamp("2026-09-30")
    assert found[["received_n", "seen_n", "answered_n"]].tolist() == [6, 4, 2]
    assert found["seen_pct"] == pytest.approx(100 * 4 / 6)
    # Of all slips until then: A3, A4, A5, B1, C1 wait for an answer; A3, B1, C1 are past their day.
    assert found[["waiting_n", "waiting_overdue_n"]].tolist() == [5, 3]
    assert found[["unseen_n", "unseen_overdue_n"]].tolist() == [3, 2]
    assert (found["oldest_unseen_on"], found["oldest_ward_code"]) == (pd.Timestamp("2026-06-01"), "00008")
    # Two rated slips are too few to say how many were satisfied.
    assert found["is_hidden"]
    assert found[["rated_n", "satisfied_n", "satisfied_pct"]].isna().all()


def test_the_funnel_of_a_period_that_is_not_over_stands_as_of_the_books_last_day(
    book: tuple[Database, Catalog],
) -> None:
    found = ask(*book, "slips_funnel", QUARTER.over(date(2026, 7, 1), date(2026, 12, 1))).iloc[0]
    assert found["as_of_on"] == pd.Timestamp("2026-10-10")
    assert found[["received_n", "seen_n", "answered_n"]].tolist() == [7, 5, 3]


def test_survival_by_hand(book: tuple[Database, Catalog]) -> None:
    """Read after 0, 1, 2, 5 days; open since 1 day (A5) and 29 days (B1)."""
    curve = ask(*book, "slips_survival", QUARTER).set_index("waited_days")
    assert curve.index.tolist() == [0, 1, 2, 5, 14, 86]
    assert curve["seen_waiting_n"].tolist() == [6, 5, 3, 2, 1, 0]
    left = 1.0
    for day, kept in ((0, 5 / 6), (1, 4 / 5), (2, 2 / 3), (5, 1 / 2), (14, 1), (86, 1)):
        left *= kept
        assert curve.loc[day, "seen_pct"] == pytest.approx(100 * (1 - left))
    # Answered after 2 and 14 days; at risk then 5 (all but A5) and 4.
    assert curve.loc[2, "answered_pct"] == pytest.approx(20)
    assert curve.loc[14, "answered_pct"] == pytest.approx(100 * (1 - 4 / 5 * 3 / 4))
    assert (curve["seen_low"] <= curve["seen_pct"]).all()
    funnel = ask(*book, "slips_funnel", QUARTER).iloc[0]
    assert funnel["seen_median_days"] == 2
    assert funnel[["seen_p90_days", "answered_median_days", "answered_p90_days"]].isna().all()


def test_every_ward_in_force_has_a_row(book: tuple[Database, Catalog]) -> None:
    wards = ask(*book, "slips_by_ward", QUARTER)
    assert len(wards) == 126
    ward = only(wards, ward_code="00004")
    counts = ["received_n", "seen_n", "unseen_n", "answered_n", "overdue_n", "waiting_unseen_n", "waiting_overdue_n"]
    assert ward[counts].tolist() == [5, 4, 1, 2, 1, 1, 1]
    # Four were received three days before the end or earlier; three of them were read within three days.
    assert ward[["seen_3_days_n", "judged_n", "seen_3_days_pct"]].tolist() == [3, 4, 75]
    assert ward["seen_median_days"] == 2
    assert only(wards, ward_code="00070")[counts].tolist() == [1, 0, 1, 0, 1, 1, 1]
    # Received before the period: only what still waits.
    assert only(wards, ward_code="00008")[counts].tolist() == [0, 0, 0, 0, 0, 1, 1]
    assert pd.isna(only(wards, ward_code="00008")["seen_median_days"])
    empty = only(wards, ward_code="00025")
    assert empty[counts].tolist() == [0] * 7
    assert not empty["is_hidden"]


def test_the_two_lives_of_a_code_are_two_wards(book: tuple[Database, Catalog]) -> None:
    wards = ask(*book, "slips_by_ward", QUARTER.over(date(2025, 6, 1), date(2026, 9, 1)))
    lives = wards[wards["ward_code"] == "00004"].set_index("ward_from")["received_n"]
    assert {start.year: n for start, n in lives.items()} == {2021: 1, 2025: 5}


def test_overdue_slips_come_oldest_first_and_without_their_text(book: tuple[Database, Catalog]) -> None:
    late = ask(*book, "slips_overdue", QUARTER)
    assert late["slip_id"].tolist() == ["C1", "A3", "B1"]
    assert late["overdue_days"].tolist() == [111, 76, 15]
    assert late["due_on"].iloc[1] == pd.Timestamp("2026-07-16"), "ten days where the book names none"
    assert late["is_seen"].tolist() == [False, True, False]
    assert "comment" not in late
    assert "comment_text" not in late
    land = ask(*book, "slips_overdue", replace(QUARTER, field=("land",)))
    assert land["slip_id"].tolist() == ["A3", "B1"]


def test_topics_add_up(book: tuple[Database, Catalog]) -> None:
    topics = ask(*book, "slips_by_topic", QUARTER)
    assert topics["received_n"].sum() == 6
    land = only(topics, slip_kind="complaint", slip_about="regulation", field_code="land")
    assert (land["received_n"], land["answered_n"], land["unseen_n"]) == (2, 1, 0)
    assert only(topics, slip_kind="praise")["field_code"] == ""


def test_a_book_opens_for_one_ward_only(book: tuple[Database, Catalog]) -> None:
    assert ask(*book, "slip_book", QUARTER).empty
    assert ask(*book, "slip_book", replace(QUARTER, ward=("00004", "00070"))).empty
    pages = ask(*book, "slip_book", replace(QUARTER, ward=("00004",)))
    assert pages["slip_id"].tolist() == ["A5", "A4", "A3", "A2", "A1"]
    assert pages["comment_text"].iloc[-1] == "Nhiệt tình"
    # Read on 5 October: at the end of September the book does not show it yet.
    assert pd.isna(ask(*book, "slip_book", replace(QUARTER, ward=("00070",)))["seen_on"].iloc[0])
    now = replace(QUARTER, ward=("00070",), end=date(2026, 12, 1))
    assert ask(*book, "slip_book", now)["seen_on"].iloc[0] == pd.Timestamp("2026-10-05")


@pytest.mark.parametrize("name", ["slips_survival", "slips_by_topic", "slips_overdue", "slip_words", "slip_book"])
def test_nothing_received_is_no_row(book: tuple[Database, Catalog], name: str) -> None:
    assert ask(*book, name, QUARTER.over(date(2020, 1, 1), date(2020, 3, 1))).empty


def test_nothing_received_is_a_funnel_of_zero(book: tuple[Database, Catalog]) -> None:
    found = ask(*book, "slips_funnel", QUARTER.over(date(2020, 1, 1), date(2020, 3, 1))).iloc[0]
    assert found[["received_n", "seen_n", "unseen_n"]].tolist() == [0, 0, 0]
    assert found[["seen_pct", "seen_median_days", "oldest_unseen_on"]].isna().all()


# ── Small numbers ───────────────────────────────────────────────────────────────────────────────────────────────────

RATED = {"00004": (12, 9), "00008": (9, 9), "00025": (11, 2), "00070": (30, 20)}  # ward: rated, satisfied
COMMENTS = {"Thái độ phục vụ niềm nở, gọi [số điện thoại]": 12, "Thủ tục đất đai phiền hà": 9}


@pytest.fixture(scope="module")
def rated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Database, Catalog]:
    """Three wards of Ba Đình and one of Hoàn Kiếm; one of the former has nine rated slips."""
    slips, comments = [], [text for text, n in COMMENTS.items() for _ in range(n)]
    for ward, (n, satisfied) in RATED.items():
        for i in range(n):
            comment = comments.pop() if comments else None
            about = ("praise", "conduct", None, comment, "2026-08-04", "2026-08-05", None)
            slips.append((f"{ward}-{i}", ward, "2026-08-03", *about, i < satisfied))
    return opened(tmp_path_factory.mktemp("rated"), slips)


def test_under_ten_rated_slips_are_hidden_with_a_shield(rated: tuple[Database, Catalog]) -> None:
    wards = ask(*rated, "slips_by_ward", QUARTER).set_index("ward_code").loc[list(RATED)]
    # 00008 is small; without the next smallest of its district it could be subtracted out of the district's total.
    assert wards["is_hidden"].tolist() == [False, True, True, False]
    assert wards["satisfied_n"].isna().tolist() == [False, True, True, False]
    assert wards["received_n"].tolist() == [12, 9, 11, 30], "what was received is no secret"
    assert wards["satisfied_pct"].iloc[0] == 75


@pytest.mark.parametrize(("ward", "is_hidden"), [("00004", False), ("00008", True), ("00025", True), ("00070", False)])
def test_no_filter_shows_what_the_list_hides(rated: tuple[Database, Catalog], ward: str, is_hidden: bool) -> None:
    chosen = replace(QUARTER, ward=(ward,))
    for name in ("slips_by_ward", "slips_funnel"):
        found = ask(*rated, name, chosen).iloc[0]
        assert found["is_hidden"] == is_hidden
        assert pd.isna(found["satisfied_pct"]) == is_hidden
    assert ask(*rated, "slips_funnel", replace(QUARTER, ward=("00004", "00025"))).iloc[0]["is_hidden"]
    assert ask(*rated, "slips_funnel", replace(QUARTER, district=("001",))).iloc[0]["rated_n"] == 32


def test_words_that_ten_slips_hold(rated: tuple[Database, Catalog]) -> None:
    found = ask(*rated, "slip_words", QUARTER)
    assert set(found["word_text"]) == {"thái độ", "phục vụ", "niềm nở", "gọi"}
    assert found["slips_n"].tolist() == [12] * 4
    assert found["slips_pct"].tolist() == pytest.approx([100 * 12 / 21] * 4)


def test_words_have_several_syllables_and_no_marks_of_masking() -> None:
    assert words.words_of("Hồ sơ đất đai của tôi, gọi [số điện thoại] 3 lần!") == {"hồ sơ", "đất đai", "gọi"}
    assert words.words_of("") == words.words_of("[số định danh] 12") == frozenset()


def test_stop_words_are_single_lower_case_lines() -> None:
    listed = words.STOP_WORDS.read_text(encoding="utf-8").splitlines()
    held = [line for line in listed if not line.startswith("#")]
    assert held == sorted(set(held))
    assert all(line == line.strip().lower() for line in held)
    assert words.stop_words() == frozenset(held)
