"""Scores of index 766: whose they are."""

import duckdb

from data.load.cells import make_table
from data.load.meaning.text import clean, key
from data.load.refusal import Refused

HERE = "ha noi"
# The highest score of each group, 100 together (Quyết định 766/QĐ-TTg); the portal's file does not repeat them.
MAX_SCORES = {"CKMB": 18.0, "TDGQ": 20.0, "ONLINE": 12.0, "TTTT": 10.0, "MDSH": 22.0, "MDHL": 18.0}


def make_groups(con: duckdb.DuckDBPyConnection) -> None:
    """Create the temp table portal_group(group_code, max_score)."""
    make_table(
        con,
        "portal_group",
        {"group_code": ("VARCHAR", list(MAX_SCORES)), "max_score": ("DOUBLE", list(MAX_SCORES.values()))},
    )


def check_province(con: duckdb.DuckDBPyConnection, file_name: str) -> None:
    """Refuse a capture of another province: none of its communes is ours, whatever their names. Raises Refused."""
    for (province,) in con.execute("SELECT DISTINCT province FROM raw_portal WHERE province IS NOT NULL").fetchall():
        if HERE not in key(province):
            raise Refused(
                f"Tệp “{file_name}” là số liệu của {clean(province)}, không phải của thành phố Hà Nội; "
                "hãy tải lại tệp của Hà Nội trên Cổng Dịch vụ công quốc gia."
            )
