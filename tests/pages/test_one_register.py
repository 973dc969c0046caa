"""A file that holds one register only: every page opens and says what it has, or that it has nothing."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from screen import PAGES, open_app, said
from streamlit.testing.v1 import AppTest

from data import build, demo

App = Callable[..., AppTest]
pytestmark = pytest.mark.usefixtures("warm", "fresh_caches")
TABLES = {  # kind of load → its tables
    "survey": ("survey_response", "survey_answer"),
    "inspection": ("inspection", "finding", "sanction"),
    "slip": ("slip",),
    "dossier": ("dossier_month",),
    "portal": ("portal_score",),
}
PLANS = ("action", "initiative")


@pytest.mark.parametrize("kind", TABLES)
def test_every_page_opens(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(con: duckdb.DuckDBPyConnection) -> None:
        demo.fill(con, 2_000)
        for other, tables in TABLES.items():
            for table in tables if other != kind else ():
                con.execute(f"DELETE FROM {table}")
        for table in PLANS:
            con.execute(f"DELETE FROM {table}")
        con.execute("DELETE FROM data_load WHERE kind <> ?", [kind])

    path = build.build(tmp_path / "thuocdo-1.duckdb", fill)
    monkeypatch.setenv("THUOCDO_DATABASE", str(path))
    for page in PAGES:
        at = open_app(page)
        assert not at.exception, page
        assert not at.error, page
        assert any(text.strip() for text in said(at)), page
