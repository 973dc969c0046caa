"""A map file on the page Nạp dữ liệu: recognised, checked with nothing changed, then imported; or refused in words."""

import hashlib
from pathlib import Path

import duckdb
import map_files as maps
import pytest
import shapely
import streamlit as st
from map_files import Drawn
from screen import open_app, said
from streamlit.testing.v1 import AppTest

from data import build
from pages.parts import outlines
from pages.parts.words import t


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A data file with no facts in it."""
    return build.build(tmp_path / "thuocdo.duckdb", lambda _: None)


@pytest.fixture
def page(file: Path, warm: None, fresh_caches: None, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page, opened at the server's own machine, on that file."""
    monkeypatch.setenv("THUOCDO_DATABASE", str(file))
    monkeypatch.setattr(type(st.context), "ip_address", property(lambda _: "127.0.0.1"))
    monkeypatch.setattr(type(st.context), "headers", property(lambda _: {}))
    return open_app("import_data")


def send(page: AppTest, path: Path) -> AppTest:
    """Upload a file and have it checked."""
    page.file_uploader[0].upload(path.name, path.read_bytes())
    page.run()
    return page.button(key="outline_try").click().run()


@pytest.mark.parametrize(("level", "units_n"), [("ward", 126), ("ward_2024", 579)])
def test_a_map_is_checked_first_and_imported_on_demand(
    page: AppTest, file: Path, tmp_path: Path, level: str, units_n: int
) -> None:
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    wards = maps.todays_wards() if level == "ward" else maps.old_wards(level)
    send(page, maps.geojson(tmp_path / "xa_phuong.json", wards))
    assert not page.exception
    assert not page.error
    shown = {one.label: one.value for one in page.metric}
    assert shown[t("outline.units", "vi")] == str(units_n)
    assert shown[t("outline.area", "vi")].endswith("km²")
    assert any("WGS 84" in text for text in said(page))
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before
    page.button(key="outline_use").click().run()
    assert not page.exception
    assert t("outline.used", "vi") in said(page)
    assert not [one for one in page.button if one.key == "outline_use"]
    with duckdb.connect(str(file), read_only=True) as con:
        counted = "SELECT count(*) FROM boundary WHERE form = 'official' AND level = ?"
        assert con.execute(counted, [level]).fetchall() == [(units_n,)]


def test_a_map_of_lines_gets_its_sentence(page: AppTest, tmp_path: Path) -> None:
    lines = [Drawn(one.properties, one.shape.boundary) for one in maps.todays_wards()[:20]]
    send(page, maps.geojson(tmp_path / "duong.geojson", lines))
    assert not page.exception
    assert len(page.error) == 1
    assert "không phải các vùng" in page.error[0].value
    assert not [one for one in page.button if one.key == "outline_use"]


def test_a_missing_system_is_asked_for_in_the_box(page: AppTest, tmp_path: Path) -> None:
    path = maps.geojson(tmp_path / "a.geojson", maps.moved(maps.todays_wards(), 5897))
    send(page, path)
    assert t("outline.box", "vi") in page.error[0].value
    assert "--crs" not in page.error[0].value
    page.selectbox(key="outline_crs").select("5897")
    page.run()
    page.button(key="outline_try").click().run()
    assert not page.error
    assert [one for one in page.button if one.key == "outline_use"]


def test_the_preview_stands_upright_and_marks_what_is_noted() -> None:
    ring = [[105.8, 21.0], [105.9, 21.0], [105.9, 21.1], [105.8, 21.0]]
    units = [
        {"title": "Phường A", "coordinates": [[ring]], "is_noted": True},
        {"title": "Phường B", "coordinates": [[[[lon + 0.1, lat] for lon, lat in ring]]], "is_noted": False},
    ]
    chart = outlines.preview(units, lang="vi").to_dict()
    assert chart["projection"] == {"type": "identity", "reflectY": True}
    first, second = chart["data"]["values"]
    assert (first["state"], second["state"]) == (t("outline.noted", "vi"), t("outline.fine", "vi"))
    west, south, east, north = shapely.geometry.shape(first["geometry"]).bounds
    assert (east - west) / (north - south) == pytest.approx(0.9336, abs=0.002)
