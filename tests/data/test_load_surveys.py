"""Survey slips out of files, counted by hand: their rules, weights and instrument, and rejects corrected."""

from pathlib import Path

import duckdb
import pytest
from offices import SLIPS, read, slip, write_csv, write_xlsx

from data.load.proposal import Mapping
from data.load.refusal import Ambiguous, Refused
from data.load.rejects import write_rejects


def test_survey_rules(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    con.execute(
        "INSERT INTO survey_response BY NAME SELECT 1 AS response_id, 9 AS load_id, 'CU-1' AS slip_number, "
        "'one_stop_slip' AS instrument_code, DATE '2026-07-01' AS responded_on, 1.0 AS weight"
    )
    rows = [
        slip(1),
        slip(2, slip_number="CU-1"),
        slip(3, procedure="9.999999"),
        slip(4, field="Đất đai"),
        slip(5, field=None, procedure="1.001193.000.00.00.H26"),
        slip(6, answers=[None, 99, "KB", "-"] * 4),
        slip(7, answers=["4 - Hài lòng", "4 - Không hài lòng", *[4] * 14]),
        slip(8, answers=["3,5", *[4] * 15]),
        slip(9, channel="Bồ câu"),
        slip(10, unit="Hoàng Mai", day="01/06/2025"),
        slip(11, slip_number="P-0001"),
        slip(12, unit="Quận Đống Đa", day="01/06/2025"),
    ]
    _, _, found = read(con, write_xlsx(tmp_path / "a.xlsx", {"Phiếu đánh giá": [SLIPS, *rows]}))
    assert found.rows_rejected == {"procedure": 2, "score": 2, "no_answers": 1, "duplicate": 2}
    assert found.rows_accepted == 5 and len(found.notes) == 1 and "Bồ câu" in found.notes[0]
    assert con.execute(
        "SELECT slip_number, ward_code, district_code FROM clean_survey_response "
        "WHERE responded_on < DATE '2026-01-01' ORDER BY 1"
    ).fetchall() == [("P-0010", None, "008"), ("P-0012", None, "006")]
    assert con.execute(
        "SELECT procedure_code, field_code FROM clean_survey_response WHERE slip_number = 'P-0005'"
    ).fetchone() == ("1.001193", "civil_status")


def test_weights_have_to_be_positive(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = [[*slip(n), weight] for n, weight in enumerate(["1,25", "0", "-1", "abc", None, "2"])]
    _, _, found = read(
        con, write_csv(tmp_path / "a.csv", [[*SLIPS, "Trọng số"], *rows], delimiter=";"), instrument="city_survey"
    )
    assert (found.rows_accepted, found.rows_rejected) == (2, {"value": 4})
    assert con.execute("SELECT weight FROM clean_survey_response ORDER BY 1").fetchall() == [(1.25,), (2.0,)]


def test_instrument_is_asked_for_where_two_fit(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    headings = ["Số phiếu", "Ngày", "Xã/phường", *SLIPS[6:]]
    path = write_csv(tmp_path / "a.csv", [headings, ["1", "05/09/2026", "Phường Láng", *[4] * 16]])
    with pytest.raises(Ambiguous, match="--instrument") as asked:
        read(con, path)
    assert set(asked.value.choices) == {"one_stop_slip", "city_survey"}
    assert read(con, path, instrument="city_survey")[2].rows_accepted == 1
    assert (
        read(con, path, mapping=Mapping.from_toml('instrument = "one_stop_slip"'))[1].instrument_code == "one_stop_slip"
    )


def test_mapping_names_what_is_not_recognised(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    headings = ["A1", "A2", "A3", *SLIPS[6:]]
    path = write_csv(tmp_path / "a.csv", [headings, ["1", "05/09/2026", "Phường Láng", *[4] * 16]])
    with pytest.raises(Refused):
        read(con, path, instrument="one_stop_slip")
    toml = 'kind = "survey"\ninstrument = "one_stop_slip"\n[columns]\n'
    toml += 'A1 = "slip_number"\nA2 = "responded_on"\nA3 = "unit"\n'
    _, proposal, found = read(con, path, mapping=Mapping.from_toml(toml))
    assert (found.rows_in, found.rows_accepted) == (1, 1)
    assert proposal.with_column("a", 1, None).tables[0].columns[0].why_dropped == "không dùng"


def test_rejects_are_corrected_and_loaded_again(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    import openpyxl

    rows = [
        [*slip(1), "=1+1"],
        [*slip(2, unit="Xã Không Có"), "=HYPERLINK(0)"],
        [*slip(3, day="31/02/2026"), "+84 912 345 678"],
    ]
    staged, proposal, found = read(
        con, write_xlsx(tmp_path / "a.xlsx", {"Phiếu": [["PHIẾU ĐÁNH GIÁ MỘT CỬA"], [*SLIPS, "Ý kiến khác"], *rows]})
    )
    assert found.rows_accepted == 1
    out = tmp_path / "loai.xlsx"
    assert write_rejects(con, staged, proposal, out) == 2
    book = openpyxl.load_workbook(out)
    page = book["Phiếu"]
    cells = {cell.value: cell for row in page.iter_rows() for cell in row}
    assert cells["=HYPERLINK(0)"].data_type == "s" or cells["=HYPERLINK(0)"].data_type == "inlineStr"
    assert "[số điện thoại]" in cells and "+84 912 345 678" not in cells
    cells["Xã Không Có"].value = "Xã Mỹ Đức"
    cells["31/02/2026"].value = "28/02/2026"
    book.save(out)
    _, again, rest = read(con, out, load_id=2)
    assert again.instrument_code == "one_stop_slip"
    assert (rest.rows_in, rest.rows_accepted, rest.rows_rejected) == (2, 2, {})
    assert con.execute("SELECT slip_number FROM clean_survey_response ORDER BY 1").fetchall() == [
        ("P-0002",),
        ("P-0003",),
    ]
