"""A file comes in through the page, while another reader looks on."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter
from looking import Screen, Server
from playwright.sync_api import Browser, expect
from test_languages import english_words

from pages.parts.words import t

TIMEOUT_MS = 60_000
SLIPS = 200
UNITS = ("Phường Ba Đình", "P. Hoàn Kiếm", "XÃ SÓC SƠN", "ubnd phường hà đông")


@pytest.fixture
def office_file(tmp_path: Path) -> Path:
    """One-stop slips of September 2026 in a workbook with a letterhead; three in four answers are satisfied."""
    path = tmp_path / "Phieu thang 9.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Phiếu")
        sheet.write_row(0, 0, ["ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI"])
        sheet.write_row(1, 0, ["TỔNG HỢP PHIẾU ĐÁNH GIÁ MỘT CỬA"])
        head = ["STT", "Mã phiếu", "Số điện thoại", "Ngày đánh giá", "Đơn vị tiếp nhận", "Lĩnh vực", "Hình thức nộp"]
        sheet.write_row(3, 0, head + [f"Câu {number}" for number in range(24, 40)])
        for i in range(SLIPS):
            unit = "Phường Không Có" if i < 4 else UNITS[i % 4]
            row = [i + 1, f"MC-{i:04d}", "0987654321", f"{1 + i % 30:02d}/09/2026", unit, "Chứng thực", "Trực tiếp"]
            sheet.write_row(4 + i, 0, row + [4, 5, 4, 3] * 4)
        sheet.write_row(4 + SLIPS, 0, ["Tổng cộng", "", "", "", f"{SLIPS} phiếu"])
    return path


@pytest.fixture
def own_server(data_file: Path, tmp_path: Path) -> Iterator[Server]:
    """A server with a data file of its own, which this test may change."""
    copy = tmp_path / "thuocdo.duckdb"
    shutil.copy(data_file, copy)
    with Server({"THUOCDO_DATABASE": str(copy)}) as started:
        yield started


def test_file_is_read_tried_and_loaded(browser: Browser, own_server: Server, office_file: Path) -> None:
    with Screen(browser, own_server.url, 1366, 900) as reader, Screen(browser, own_server.url, 1920, 1080) as screen:
        reader.open("/")
        assert t("stamp.simulated", "vi") in reader.words()
        screen.open("/import_data")
        screen.page.set_input_files('input[type="file"]', office_file)
        expect(screen.keyed("import_try")).to_be_visible(timeout=TIMEOUT_MS)
        screen.calm()
        own_words = [line for line in screen.words().splitlines() if not line.startswith("Phieu")]
        assert english_words(own_words) == set()
        screen.keyed("import_try").locator("button").click()
        expect(screen.keyed("import_load")).to_be_visible(timeout=TIMEOUT_MS)
        screen.calm()  # the button may stand before the figures above it
        assert screen.tiles[:3] == [str(SLIPS), str(SLIPS - 4), "4"]
        assert reader.open("/").page.locator("body").inner_text().count(t("stamp.simulated", "vi"))
        with screen.page.expect_download() as download:
            screen.keyed("import_rejects").locator("button").click()
        assert download.value.suggested_filename.endswith(".xlsx")
        screen.keyed("import_load").locator("button").click()
        expect(screen.page.get_by_text(t("import.loaded", "vi", n=1))).to_be_visible(timeout=TIMEOUT_MS)
        assert screen.errors == []
        reader.open("/")
        assert reader.tiles[0].replace("\u202f", " ") == "75,0 %"
        assert t("stamp.simulated", "vi") not in reader.words()
        assert reader.errors == []


def test_page_fits_every_screen(browser: Browser, own_server: Server) -> None:
    for width, height in ((1920, 1080), (1366, 768), (390, 844)):
        with Screen(browser, own_server.url, width, height) as screen:
            screen.open("/import_data")
            assert screen.overflow() <= 0
            assert screen.errors == []
            assert english_words(screen.words().splitlines()) == set()
