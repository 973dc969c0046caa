"""A file that cannot be read is refused with one Vietnamese sentence, whatever is wrong with it."""

import json
import os
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from offices import SLIPS, slip, write_csv, write_xlsx

from data.load import staging
from data.load.refusal import Refused
from data.load.staging import stage

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def workbook(path: Path) -> Path:
    return write_xlsx(path, {"Phiếu": [SLIPS, slip(1)]})


def refusal(path: Path, folder: Path) -> str:
    with pytest.raises(Refused) as refused:
        stage(path, folder / "staged")
    sentence = str(refused.value)
    assert path.name in sentence or "Tệp" in sentence
    assert "Traceback" not in sentence and "Error" not in sentence
    assert sentence.endswith(".") and "\n" not in sentence
    return sentence


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("rong.csv", b"", "rỗng"),
        ("trang.csv", b"\n\n  \n", "không có dòng nào"),
        ("anh.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(200), "ảnh"),
        ("quet.pdf", b"%PDF-1.7\n" + bytes(200), "PDF"),
        ("bao_cao.xls", b"<html><table><tr><td>1</td></tr></table></html>", "HTML"),
        ("cu.xls", OLE + bytes(600) + "Workbook".encode("utf-16-le") + bytes(600), ".xls"),
        ("doi_duoi.xlsx", OLE + bytes(600) + "Workbook".encode("utf-16-le") + bytes(600), "đổi đuôi"),
        ("mat_khau.xlsx", OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600), "mật khẩu"),
        ("rac.csv", bytes(range(256)) * 40, "văn bản"),
        ("nul.csv", b"a,b\n1,\x00\n" * 5, "văn bản"),
        ("cau_chuyen.txt", "Kính gửi ông bà\nĐây là thư\n".encode(), "phân cách"),
        ("hong.json", b'{"communes": [', "hỏng"),
        ("khac.json", b'{"rows": []}', "communes"),
        ("rong.json", b'{"communes": []}', "không có xã"),
        ("cut.parquet", b"PAR1" + bytes(100), "cắt cụt"),
        ("hong.parquet", b"PAR1" + b"x" * 100 + b"PAR1", "hỏng"),
    ],
)
def test_wrong_content(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    assert says in refusal(put(tmp_path, name, content), tmp_path)


def test_not_a_file(tmp_path: Path) -> None:
    assert "thư mục" in refusal(tmp_path, tmp_path)
    assert "Không tìm thấy" in refusal(tmp_path / "khong_co.xlsx", tmp_path)


def test_truncated_workbook(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "du.xlsx").read_bytes()
    assert "cắt cụt" in refusal(put(tmp_path, "cut.xlsx", whole[: len(whole) // 2]), tmp_path)


def test_another_zip_is_not_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "van_ban.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "Word" in refusal(path, tmp_path)


def test_workbook_with_broken_parts(tmp_path: Path) -> None:
    path = tmp_path / "hong.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook")
    refusal(path, tmp_path)


def test_empty_workbook(tmp_path: Path) -> None:
    assert "trống" in refusal(write_xlsx(tmp_path / "trong.xlsx", {"Trang": []}), tmp_path)


def test_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "bom.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
    assert path.stat().st_size < 1_000_000
    assert "bất thường" in refusal(path, tmp_path)


def test_parquet_without_rows(tmp_path: Path) -> None:
    path = tmp_path / "trong.parquet"
    pq.write_table(pa.table({"Mã phiếu": pa.array([], pa.string())}), path)
    assert "không có dòng" in refusal(path, tmp_path)


def test_unclosed_quote_names_the_line(tmp_path: Path) -> None:
    rows = "a,b\n" + '1,"' + "x,y\n" * 400_000
    assert "ngoặc kép" in refusal(put(tmp_path, "ngoac.csv", rows.encode()), tmp_path)


def test_too_many_columns(tmp_path: Path) -> None:
    assert "cột" in refusal(write_csv(tmp_path / "rong_ngang.csv", [["a"] * 600, ["1"] * 600]), tmp_path)


def test_a_child_over_its_memory_is_a_refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("resource")
    monkeypatch.setattr(staging, "MEMORY_LIMIT", 80 * 2**20)
    sentence = refusal(workbook(tmp_path / "lon.xlsx"), tmp_path)
    assert "bộ nhớ" in sentence or "hỏng" in sentence


def test_a_child_over_its_time_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "SECONDS_AT_MOST", 0)
    assert "giới hạn" in refusal(workbook(tmp_path / "lau.xlsx"), tmp_path)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a file that this user may not read")
def test_unreadable_file(tmp_path: Path) -> None:
    path = workbook(tmp_path / "cam.xlsx")
    path.chmod(0)
    assert "quyền" in refusal(path, tmp_path)


def test_nothing_but_json_comes_back(tmp_path: Path) -> None:
    staged = stage(workbook(tmp_path / "tot.xlsx"), tmp_path / "staged")
    assert [sheet.name for sheet in staged.sheets] == ["Phiếu"]
    assert json.dumps(staged.sha256) and len(staged.sha256) == 64
