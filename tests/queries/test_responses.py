"""The list of slips: every slip once, in order, found by its words; nothing told that fewer than ten slips share."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hand_counted import NEW_WARDS, SLIP, fill_small

from data.build import build
from queries import responses
from queries.catalog import Catalog, read_catalog
from queries.database import Database
from queries.explore import pivot
from queries.explore_cut import Cut
from queries.filters import LISTS, Filters
from queries.responses import paging
from queries.responses.paging import _text

WHOLE = (date(2024, 10, 1), date(2026, 9, 1))
PERSON = {"gender", "age_band", "respondent_kind", "harassment", "informal_payment", "responded_on", "slip_number"}
COMMENTS = {
    1: "Trả kết quả CHẬM TRỄ, phải đi lại.",
    2: "Chờ lâu; trễ hẹn.",
    3: "Không chậm. Đúng hẹn!",
    4: "Một cửa rất tốt",
    5: "Cửa số một đông",
}


@pytest.fixture(scope="module")
def commented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The small file, the first slips of which have comments."""

    def fill(con: duckdb.DuckDBPyConnection) -> None:
        fill_small(con)
        for number, text in COMMENTS.items():
            con.execute("UPDATE survey_response SET comment = ? WHERE response_id = ?", [text, number])
        con.execute("UPDATE survey_response SET wait_minutes = response_id WHERE response_id BETWEEN 1 AND 7")
        con.execute("UPDATE survey_response SET procedure_code = NULL WHERE response_id BETWEEN 4 AND 40")

    opened = Database(build(tmp_path_factory.mktemp("commented") / "commented.duckdb", fill))
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def long_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few pages rather than forty: each is worked out for itself."""
    monkeypatch.setattr(paging, "PAGE", 400)


def every_row(database: Database, catalog: Catalog, listed: responses.Listing) -> pd.DataFrame:
    """All pages, one under the other."""
    pages = [responses.rows(database, catalog, listed, page) for page in range(1, listed.pages + 1)]
    return pd.concat(pages, ignore_index=True)


@pytest.mark.parametrize("sort", responses.SORTS)
def test_every_slip_stands_on_one_page_in_its_order(sort: str, database: Database, catalog: Catalog) -> None:
    listed = responses.listing(database, catalog, Filters(SLIP, *WHOLE), sort)
    expected = database.frame(
        "SELECT response_id, month, 100.0 * bit_count(satisfied_mask) / bit_count(valid_mask) AS index_pct "
        "FROM rollup_slip WHERE instrument_code = 'one_stop_slip' AND month BETWEEN '2024-10-01' AND '2026-09-01'"
    ).set_index("response_id")
    found = every_row(database, catalog, listed)
    assert listed.all_n == listed.found_n == len(found) == len(expected) >= 3 * 400
    assert set(found["response_id"]) == set(expected.index)
    truth = expected.loc[found["response_id"]]
    if sort in ("newest", "oldest"):
        months = truth["month"]
        assert months.is_monotonic_decreasing if sort == "newest" else months.is_monotonic_increasing
    elif sort != "longest":
        share = truth["index_pct"]
        assert share.is_monotonic_increasing if sort == "lowest" else share.is_monotonic_decreasing
        assert share.tolist() == pytest.approx(found["index_pct"].tolist())


def test_slips_of_a_month_do_not_stand_in_the_order_they_came(database: Database, catalog: Catalog) -> None:
    listed = responses.listing(database, catalog, Filters(SLIP, date(2026, 8, 1), date(2026, 8, 1)))
    assert not every_row(database, catalog, listed)["response_id"].is_monotonic_increasing


def test_the_longest_wait_comes_first_and_who_tells_none_last(commented: Database, quarter_3: Filters) -> None:
    catalog = read_catalog(commented)
    listed = responses.listing(commented, catalog, quarter_3, "longest")
    waits = every_row(commented, catalog, listed)["wait_minutes"]
    assert waits.head(7).tolist() == [7, 6, 5, 4, 3, 2, 1]
    assert waits.iloc[7:].isna().all()


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("cham tre", {1}),
        ("chậm trễ", {1}),
        ("TRE", {1, 2}),
        ("cham", {1, 3}),
        ("dung", {3}),  # đ counts as d
        ("mot cua", {4, 5}),  # both words, in any order
        ('"mot cua"', {4}),  # together
        ("ch", set()),  # whole words
        ("' OR 1=1 --", set()),
        ("%", {1, 2, 3, 4, 5}),  # no word at all: everything, also without a comment
    ],
)
def test_words_are_found_without_their_accents(
    search: str, expected: set[int], commented: Database, quarter_3: Filters
) -> None:
    catalog = read_catalog(commented)
    listed = responses.listing(commented, catalog, quarter_3, "newest", search)
    found = set(every_row(commented, catalog, listed)["response_id"])
    if responses.words_of(search):
        assert found == expected
        assert listed.found_n == len(expected)
        assert listed.all_n == 82
    else:
        assert listed.found_n == 82


def test_the_folding_of_a_search_is_that_of_the_file(commented: Database) -> None:
    held = commented.frame("SELECT response_id, folded FROM rollup_comment ORDER BY response_id")
    for number, folded in held.itertuples(index=False):
        assert folded.split() == [word.strip() for one in COMMENTS[number].split() for word in responses.words_of(one)]


def test_hits_are_where_the_words_stand() -> None:
    text = "Một cửa chậm trễ, CHẬM lắm; đợi cửa số một."
    words = responses.words_of('cham "mot cua" tre')
    assert [text[start:end] for start, end in responses.hits(text, words)] == ["Một cửa chậm trễ", "CHẬM"]
    # Phrases that share a word are one hit.
    assert responses.hits("a b c", (" a b ", " b c ")) == [(0, 5)]
    assert responses.hits("", words) == responses.hits(text, ()) == []


def test_too_few_slips_are_not_listed(small: Database, small_catalog: Catalog, quarter_3: Filters) -> None:
    for filters in (
        replace(quarter_3, ward=("00008",)),  # 4 slips
        replace(quarter_3, ward=("00025",)),  # 9 slips
        replace(quarter_3, ward=("00352",)),  # none
    ):
        listed = responses.listing(small, small_catalog, filters)
        assert listed.all_n is None
        assert listed.found_n == 0
        assert responses.rows(small, small_catalog, listed, 1).empty


@pytest.mark.parametrize("chosen", [{}, {"field": ("land",)}, {"ward": ("00004",)}, {"channel": ("direct",)}])
def test_what_a_row_tells_is_shared_by_ten_slips(chosen: dict, database: Database, catalog: Catalog) -> None:
    filters = replace(Filters(SLIP, *WHOLE), **chosen)
    found = every_row(database, catalog, responses.listing(database, catalog, filters))
    keys = ["month", "field_name", "ward_name", "ward_from"]
    assert found["has_month"].any()
    told = found[found["has_ward"]]
    if chosen != {"channel": ("direct",)}:
        assert len(told)
    shared = found[found["has_field"]].groupby(["month", "field_name"])["response_id"].transform("size")
    assert (shared >= 10).all()
    assert (told.groupby(keys[:3])["response_id"].transform("size") >= 10).all()
    # What is not told adds up to ten or more as well, so that nobody finds it by taking the others away.
    for told_of, within in (("has_ward", ["month", "field_name"]), ("has_field", ["month"])):
        inside = found[found["has_field" if told_of == "has_ward" else "has_month"]]
        rest = inside[~inside[told_of]].groupby(within)["response_id"].size()
        assert (rest >= 10).all()


RESTS = {
    "gender:female": "gender = 'female'",
    "gender:;weekday:1": "gender IS NULL AND isodow(responded_on) = 1",
    "age_band:35-49": "age_band = '35-49'",
    "item:C24": "response_id IN (SELECT response_id FROM survey_answer WHERE item_code = 'C24')",
    "measured:wait;weekday:3": "wait_minutes IS NOT NULL AND isodow(responded_on) = 3",
}


@pytest.mark.parametrize("code", RESTS)
def test_a_cell_lists_its_slips_and_no_others(code: str, database: Database, catalog: Catalog) -> None:
    rest = responses.rest.read(code)
    assert responses.rest.written(rest) == code
    listed = responses.listing(database, catalog, Filters(SLIP, *WHOLE), rest=rest)
    truth = database.frame(
        "SELECT response_id FROM survey_response WHERE instrument_code = 'one_stop_slip' "
        "AND responded_on BETWEEN DATE '2024-10-01' AND DATE '2026-09-30' "
        f"AND response_id IN (SELECT response_id FROM survey_answer) AND {RESTS[code]}"
    )
    assert listed.all_n == listed.found_n == len(truth)
    found = every_row(database, catalog, listed)
    assert sorted(found["response_id"]) == sorted(truth["response_id"])
    for told, keys in (("has_month", ["month"]), ("has_field", ["month", "field_name"])):
        assert (found[found[told]].groupby(keys, dropna=False)["response_id"].transform("size") >= 10).all()
    if "gender" in code or "age_band" in code:
        assert not found["has_ward"].any()


@pytest.mark.parametrize("name", LISTS)
def test_slips_that_do_not_say_are_those_without(name: str, commented: Database, small_catalog: Catalog) -> None:
    filters = Filters(SLIP, *WHOLE)
    found = paging._frame(commented, small_catalog, filters, "responses_buckets", {}, rest=((name, ""),))
    column = responses.rest.COLUMNS.get(name, name)
    # A slip that names no district has that of its ward.
    unsaid = commented.frame(
        f"SELECT count(*) AS n FROM rollup_slip WHERE instrument_code = '{SLIP}' AND {column} IS NULL "
        "AND month BETWEEN DATE '2024-10-01' AND DATE '2026-09-01'"
    )
    assert found["slips_n"].sum() == unsaid["n"].iloc[0]
    assert unsaid["n"].iloc[0] > 0 or name != "procedure"


@pytest.mark.parametrize(
    "code", ["gender:nobody", "weekday:x", "item:C99", "gender:male;age_band:x;weekday:9;item:C24"]
)
def test_a_cell_that_is_none_lists_nothing(code: str, database: Database, catalog: Catalog) -> None:
    rest = responses.rest.read(code)
    assert len(rest) == code.count(":")
    assert responses.listing(database, catalog, Filters(SLIP, *WHOLE), rest=rest).all_n is None


def test_a_code_of_any_cell_may_stand_in_a_link() -> None:
    for code in ("age_band:>60", "age_band:18-24;weekday:1", "item:C24;field:"):
        assert responses.rest.WRITTEN.fullmatch(code)
    assert not responses.rest.WRITTEN.fullmatch("gender:a b;x")


def test_a_cell_that_the_pivot_hides_lists_nothing(small: Database, small_catalog: Catalog, quarter_3: Filters) -> None:
    cells = pivot(small, small_catalog, Cut("n", rows="weekday", columns="gender"), quarter_3).cells
    cells = cells[(cells["row_code"] != "*") & (cells["column_code"] != "*")]
    assert cells["is_hidden"].any()
    for cell in cells.to_dict("records"):
        rest = (("weekday", cell["row_code"]), ("gender", cell["column_code"]))
        listed = responses.listing(small, small_catalog, quarter_3, rest=rest)
        shown = not cell["is_hidden"] and cell["slips_n"] >= 10
        assert listed.all_n == (cell["slips_n"] if shown else None)


def test_untold_values_are_gone(database: Database, catalog: Catalog) -> None:
    found = every_row(database, catalog, responses.listing(database, catalog, Filters(SLIP, *WHOLE)))
    assert (~found["has_ward"]).any()
    assert found.loc[~found["has_ward"], ["ward_code", "ward_name", "ward_from"]].isna().all(axis=None)
    assert found.loc[~found["has_field"], ["field_code", "field_name"]].isna().all(axis=None)
    assert not found["has_field"][~found["has_month"]].any()
    assert not found["has_ward"][~found["has_field"]].any()
    assert not set(found) & PERSON


def test_a_hidden_ward_is_not_told(small: Database, small_catalog: Catalog, quarter_3: Filters) -> None:
    found = every_row(small, small_catalog, responses.listing(small, small_catalog, quarter_3))
    assert not {"00008", "00025"} & set(found["ward_code"].dropna())


def test_a_slip_gives_its_sixteen_answers(small: Database, small_catalog: Catalog, quarter_3: Filters) -> None:
    listed = responses.listing(small, small_catalog, quarter_3, "lowest")
    lowest = responses.rows(small, small_catalog, listed, 1)
    number = int(lowest["response_id"].iloc[-1])
    given = responses.answers(small, small_catalog, quarter_3, number)
    truth = small.frame("SELECT item_code, score FROM survey_answer WHERE response_id = $id", {"id": number})
    assert len(given) == 16
    assert dict(given.dropna(subset="score")[["item_code", "score"]].to_numpy()) == dict(truth.to_numpy())
    assert given["satisfied_from"].unique().tolist() == [4]


def test_a_slip_outside_the_filters_is_not_given(small: Database, small_catalog: Catalog, quarter_3: Filters) -> None:
    elsewhere = replace(quarter_3, ward=(NEW_WARDS[3],))
    assert responses.answers(small, small_catalog, elsewhere, 1).empty
    assert responses.answers(small, small_catalog, quarter_3, 10**17).empty


@pytest.mark.parametrize("page", [-3, 0, 10**9])
def test_a_page_that_is_not_there_is_the_nearest(page: int, database: Database, catalog: Catalog) -> None:
    listed = responses.listing(database, catalog, Filters(SLIP, *WHOLE))
    at = responses.rows(database, catalog, listed, page)["response_id"].tolist()
    assert at == responses.rows(database, catalog, listed, 1 if page < 1 else listed.pages)["response_id"].tolist()


def test_a_file_of_an_earlier_release_says_so(small_file: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(small_file, tmp_path / "old.duckdb"))
    with duckdb.connect(str(path)) as con:
        con.execute("DROP TABLE rollup_comment")
    opened = Database(path)
    assert not responses.is_held(opened)
    opened.close()


@pytest.mark.parametrize("name", sorted(path.stem for path in Path(responses.__file__).parent.glob("responses_*.sql")))
def test_the_statements_say_what_they_ask(name: str) -> None:
    lines = _text(name).splitlines()
    assert lines[0].startswith("-- ")
    assert lines[0].endswith("?")
    assert [line.split(":")[0] for line in lines if line.startswith("-- ") and ":" in line[:14]][:1] == [
        "-- parameters"
    ]
    assert any(line.startswith("-- grain: one row") for line in lines)
    assert any(line.startswith("-- columns: ") for line in lines)
