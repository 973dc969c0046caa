"""The page Nạp dữ liệu: what a file is taken for, the trial, the load, and that nothing changes before it is wanted."""

import csv
import hashlib
import io
import json
import tomllib
from pathlib import Path

import duckdb
import pytest
import streamlit as st
from screen import labels, open_app, said
from streamlit.testing.v1 import AppTest

from data import build
from data.load import reasons, roles
from pages.parts import loader
from pages.parts.words import t

HEADINGS = ["Mã phiếu", "Họ và tên", "Ngày đánh giá", "Đơn vị tiếp nhận", "Lĩnh vực", "Hình thức nộp"]
ITEMS = [f"Câu {number}" for number in range(24, 40)]
GOOD, BAD = 40, 2


def slips(good: int = GOOD, bad: int = BAD, day_heading: str = "Ngày đánh giá") -> bytes:
    """One-stop slips of Phường Ba Đình, all answers 4; the bad ones name a unit that does not exist."""
    out = io.StringIO()
    table = csv.writer(out, delimiter=";")
    table.writerow([day_heading if name == "Ngày đánh giá" else name for name in HEADINGS] + ITEMS)
    for number in range(good + bad):
        unit = "Phường Ba Đình" if number < good else "Phường Không Có"
        row = [f"P-{number:03d}", "Nguyễn Văn A", "05/09/2026", unit, "Hộ tịch", "Trực tiếp"]
        table.writerow([*row, *[4] * 16])
    return out.getvalue().encode("utf-8-sig")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A data file with no facts in it."""
    path = tmp_path / "thuocdo.duckdb"
    build.build(path, lambda _: None)
    return path


@pytest.fixture
def page(file: Path, warm: None, fresh_caches: None, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page, opened at the server's own machine, on that file."""
    monkeypatch.setenv("THUOCDO_DATABASE", str(file))
    sit(monkeypatch, "127.0.0.1")
    return open_app("import_data")


def sit(monkeypatch: pytest.MonkeyPatch, address: str | None, headers: dict[str, str] | None = None) -> None:
    """Where the reader's browser runs, as the server sees it."""
    monkeypatch.setattr(type(st.context), "ip_address", property(lambda _: address))
    monkeypatch.setattr(type(st.context), "headers", property(lambda _: headers or {}))


def upload(page: AppTest, content: bytes, name: str = "phieu.csv") -> AppTest:
    page.file_uploader[0].upload(name, content)
    return page.run()


def click(page: AppTest, key: str) -> AppTest:
    return page.button(key=key).click().run()


def held(file: Path) -> tuple[int, int]:
    """Slips and loads of the data file."""
    with duckdb.connect(str(file), read_only=True) as con:
        return con.execute("SELECT (SELECT count(*) FROM survey_response), (SELECT count(*) FROM data_load)").fetchone()


def test_page_opens_without_any_slip(page: AppTest) -> None:
    assert not page.exception
    assert t("import.no_history", "vi") in said(page)


def test_reading_of_a_file_is_shown_before_anything_is_loaded(page: AppTest, file: Path) -> None:
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    upload(page, slips())
    assert not page.exception
    columns = page.dataframe[0].value  # AppTest knows no editors
    meaning = dict(zip(columns["heading"], columns["meaning"], strict=True))
    assert meaning["Lĩnh vực"] == "Lĩnh vực"
    assert meaning["Họ và tên"] == t("import.not_used", "vi")
    assert meaning["Câu 24"].startswith("Câu 24. ")
    assert dict(zip(columns["heading"], columns["why"], strict=True))["Họ và tên"] == roles.PERSONAL
    assert "Nguyễn Văn A" not in columns.to_string()
    click(page, "import_try")
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before


def test_trial_tells_the_rows_and_the_load_brings_them(page: AppTest, file: Path) -> None:
    upload(page, slips())
    click(page, "import_try")
    shown = {one.label: one.value for one in page.metric}
    assert shown[t("import.rows_in", "vi")] == str(GOOD + BAD)
    assert shown[t("import.accepted", "vi")] == str(GOOD)
    assert shown[t("import.rejected", "vi")] == str(BAD)
    assert any(f"{t('reason.unit', 'vi')}: {BAD}" in text for text in said(page))
    assert held(file) == (0, 0)
    click(page, "import_load")
    assert not page.exception
    assert t("import.loaded", "vi", n=1) in said(page)
    assert held(file) == (GOOD, 1)
    assert not [one for one in page.button if one.key == "import_load"]


def test_same_file_again_changes_nothing(page: AppTest, file: Path) -> None:
    upload(page, slips())
    click(page, "import_try")
    click(page, "import_load")
    again = open_app("import_data")
    upload(again, slips())
    click(again, "import_try")
    assert not again.exception
    assert not [one for one in again.button if one.key == "import_load"]
    assert held(file) == (GOOD, 1)


def test_too_many_rejected_rows_are_refused_with_a_sentence_and_the_rows(page: AppTest, file: Path) -> None:
    upload(page, slips(good=5, bad=5))
    click(page, "import_try")
    assert not page.exception
    assert len(page.error) == 1
    assert "thuocdo-" not in page.error[0].value  # no path of the server
    assert [one.key for one in page.get("download_button")] == ["import_rejects"]
    assert held(file) == (0, 0)


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n" + bytes(100), b"<html>phieu</html>", b"a,b\n1,2\n"])
def test_what_is_no_table_of_ours_gets_a_sentence(page: AppTest, content: bytes) -> None:
    upload(page, content)
    assert not page.exception
    assert len(page.error) + len(page.warning) == 1
    assert not [one for one in page.button if one.key == "import_try"]


def test_meaning_of_a_column_can_be_corrected(page: AppTest, tmp_path: Path) -> None:
    sent = tmp_path / "sent"
    sent.write_bytes(slips(day_heading="Cột lạ"))
    upload(page, sent.read_bytes())
    assert len(page.warning) == 1  # the day is missing
    found = loader.recognise(sent, "phieu.csv", {}, None)
    (table,) = found["tables"]
    said_now = [
        (one["position"], one["heading"], "responded_on" if one["heading"] == "Cột lạ" else one["target"] or "")
        for one in table["columns"]
    ]
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(loader.mapping_toml({(table["sheet"], table["role"]): said_now}), encoding="utf-8")
    assert found["problem"] is not None
    assert loader.recognise(sent, "phieu.csv", {}, mapping)["problem"] is None


def test_mapping_written_by_the_page_is_toml_whatever_the_headings_hold() -> None:
    heading = 'Câu "1"\n\\ \x7f – tên'
    text = loader.mapping_toml({("Trang 'a'", "survey"): [(3, heading, "C24"), (4, "b", "")]})
    table = tomllib.loads(text)["table"][0]
    assert table["sheet"] == "Trang 'a'"
    assert [(one["position"], one["heading"], one["target"]) for one in table["columns"]] == [
        (3, heading, "C24"),
        (4, "b", ""),
    ]


def test_reasons_have_the_loaders_names() -> None:
    assert {code: t(f"reason.{code}", "vi") for code in reasons.REASONS} == {
        code: name for code, (name, _) in reasons.REASONS.items()
    }


def test_kinds_have_names() -> None:
    assert all(t(f"kind.{kind}", lang) for kind in roles.KINDS for lang in ("vi", "en"))


@pytest.mark.parametrize(("address", "headers"), [("10.0.0.7", {}), (None, {"X-Forwarded-For": "10.0.0.7"})])
def test_somebody_elsewhere_may_not_load_without_a_password(
    page: AppTest, monkeypatch: pytest.MonkeyPatch, address: str | None, headers: dict[str, str]
) -> None:
    sit(monkeypatch, address, headers)
    page.run()
    assert not page.file_uploader
    assert t("import.only_local", "vi").replace("[", "").replace("]", "") in " ".join(said(page)).replace("[", "")


def test_password_opens_the_page_elsewhere(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    sit(monkeypatch, "10.0.0.7")
    page.secrets["import"] = {"password": "một hai ba"}
    page.run()
    assert not page.file_uploader
    page.text_input(key="import_password").set_value("sai").run()
    assert page.error[0].value == t("import.wrong_password", "vi")
    page.text_input(key="import_password").set_value("một hai ba").run()
    assert page.file_uploader


def test_no_english_on_the_vietnamese_page(page: AppTest) -> None:
    upload(page, slips())
    click(page, "import_try")
    words = " ".join([*said(page), *labels(page)])
    # The name of a format, and of the file itself.
    known = words.replace("phieu.csv", "").replace("Shapefile", "")
    assert not [word for word in ("Upload", "file", "row", "load ", "Load", "Row") if word in known]


def test_command_that_ends_badly_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(loader.Refused, match="Không tìm thấy tệp"):
        loader.recognise(Path("no such file"), "phieu.csv", {}, None)


def test_progress_of_a_load_reaches_the_page(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THUOCDO_DATABASE", str(file))
    sent = tmp_path / "sent"
    sent.write_bytes(slips())
    steps: list[tuple[float, str]] = []
    report = loader.load(
        sent, "phieu.csv", {}, None, rejects=tmp_path / "r.xlsx", max_rejected_pct=10,
        progress=lambda share, step: steps.append((share, step)),
    )  # fmt: skip
    assert json.loads(json.dumps(report))["rows_accepted"] == GOOD
    shares = [share for share, _ in steps]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len({step for _, step in steps}) >= 4
