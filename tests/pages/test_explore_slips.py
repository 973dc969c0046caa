"""The views of Khám phá that lead to single slips and to statements of one's own."""

import io
import re
from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest
from screen import answer, nodes, said, tables
from streamlit.testing.v1 import AppTest

from pages.parts import explore_sql, exports
from queries import sandbox

App = Callable[..., AppTest]


def table_of(at: AppTest) -> list[dict]:
    """The rows of the list of slips."""
    return tables(at)[0].to_dict("records")


def test_the_list_counts_what_the_headline_counts(app: App) -> None:
    at = app("explore", view="slips")
    assert not at.exception
    slips = int(answer("headline")["slips_n"].iloc[0])
    assert any(f"{slips:,}".replace(",", ".") in text for text in said(at))
    assert len(table_of(at)) == 50
    assert not {"Giới tính", "Nhóm tuổi", "Ngày"} & set(table_of(at)[0])


def test_pages_turn_and_stand_in_the_link(app: App) -> None:
    at = app("explore", view="slips")
    first = table_of(at)
    next(button for button in at.button if button.label == "Trang sau").click().run()
    assert at.query_params["page"] == "2"
    assert table_of(at) != first
    again = app("explore", view="slips", page_="2")
    assert table_of(again) == table_of(at)
    # Another order begins at its first page.
    at.selectbox(key="own_select_sort").set_value("lowest").run()
    assert "page" not in at.query_params
    shares = [row["Chỉ số của phiếu (%)"] for row in table_of(at)]
    assert shares == sorted(shares)


def test_the_page_of_the_list_is_a_file_of_each_kind(app: App) -> None:
    at = app("explore", view="slips")
    keys = {node.key for node in nodes(at._tree) if node.type == "download_button"}
    assert {"slips_csv", "slips_xlsx", "slips_parquet"} <= keys


def test_a_search_finds_words_without_their_accents(app: App) -> None:
    at = app("explore", view="slips", q="huong dan ro rang")
    rows = table_of(at)
    assert rows
    comments = [row["Ý kiến (đã che thông tin cá nhân)"].lower() for row in rows]
    assert all("‹hướng dẫn rõ ràng›" in comment for comment in comments)
    at.text_input(key="own_text_q").set_value("khongcotunao").run()
    assert any("Không phiếu nào có đủ các từ này" in text for text in said(at))
    assert not tables(at)


def test_a_slip_gives_its_answers_in_words(app: App) -> None:
    at = app("explore", view="slips")
    number = first_slip(at)
    at = app("explore", view="slips", slip=str(number))
    assert not at.exception
    texts = [text for text in said(at) if "Phiếu đã chọn" in text]
    assert len(texts) == 1
    table = next(node.value for node in at.markdown if node.value.startswith("| Câu hỏi"))
    assert len(table.splitlines()) == 2 + 16
    assert re.search(r"[1-5] – (Rất h|H|Không h|Rất không h|Bình)", table)


def first_slip(at: AppTest) -> int:
    """The number of a slip that the filters hold."""
    from queries import responses

    ctx = at.session_state["context"]
    listed = responses.listing(ctx.database, ctx.catalog, ctx.filters)
    return int(responses.rows(ctx.database, ctx.catalog, listed, 1)["response_id"].iloc[0])


@pytest.mark.parametrize("ward", ["00118", "00283"])  # four slips; none
def test_few_slips_are_not_listed(app: App, ward: str) -> None:
    at = app("explore", view="slips", ward=ward)
    assert not at.exception
    assert any("không kê phiếu nào" in text for text in said(at))
    assert not tables(at)


@pytest.mark.parametrize(
    "codes",
    [
        {"page_": "0"},
        {"page_": "-1"},
        {"page_": "999999999999999999"},
        {"page_": "9" * 400},
        {"slip": "1e9"},
        {"slip": "999999999999999999"},
        {"sort": "'; DROP TABLE unit; --"},
        {"q": "x" * 5000},
        {"q": "' OR ''='"},
        {"q": "\x00\x07"},
        {"view": "nowhere"},
    ],
)
def test_hostile_codes_fall_back(app: App, codes: dict[str, str]) -> None:
    assert not app("explore", **{"view": "slips", **codes}).exception


def test_it_speaks_english(app: App) -> None:
    at = app("explore", view="slips", lang="en")
    assert not at.exception
    assert "Comment (personal details masked)" in table_of(at)[0]


def test_a_statement_is_answered_and_kept(app: App) -> None:
    at = app("explore", view="sql")
    assert not at.exception
    at.text_area(key="sql_text").set_value("SELECT name FROM field ORDER BY name").run()
    next(button for button in at.button if button.label == "Chạy").click().run()
    assert not at.exception
    assert list(tables(at)[-1]) == ["name"]
    assert len(tables(at)[-1]) == 16
    at.text_area(key="sql_text").set_value("DROP TABLE unit").run()
    next(button for button in at.button if button.label == "Chạy").click().run()
    assert any("Chỉ nhận câu lệnh SELECT" in text for text in said(at))
    assert len(at.selectbox(key="sql_past").options) == 2


def test_a_link_brings_a_statement_but_does_not_run_it(app: App) -> None:
    at = app("explore", view="sql", sql="SELECT 1 AS one")
    assert at.text_area(key="sql_text").value == "SELECT 1 AS one"
    assert len(tables(at)) == 1  # the columns of a view
    assert {option.split(" · ")[0] for option in at.selectbox(key="own_select_table").options} == {
        view.name for view in sandbox.views()
    }


def test_rows_of_a_statement_are_a_parquet_file_whatever_they_hold() -> None:
    rows = pd.DataFrame({"n": [1, None], "list": [[1, 2], None], "day": [date(2026, 1, 1), None], "text": ["=a", "b"]})
    made = exports.parquet_bytes(explore_sql._plain(rows), [("sql", "SELECT 1")])
    told = pd.read_parquet(io.BytesIO(made))
    assert told["list"].tolist() == ["[1, 2]", None] and told["text"].tolist() == ["=a", "b"]
    assert told["n"].iloc[0] == 1 and told["n"].isna().iloc[1] and told["day"].iloc[0] == date(2026, 1, 1)
