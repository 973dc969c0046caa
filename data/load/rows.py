"""Which rows of a sheet are data: not letterhead, blank lines, group titles, totals, signatures or repeated headers."""

import duckdb

from data.load.proposal import TableProposal
from data.load.roles import ROLES
from data.load.staging import Sheet

LOOK = 2_000
SHARE_FILLED = 0.4
# In a table of few columns two signatures fill as much as a poor row: below the last good row, they end the data.
SHARE_FULL = 0.8
ID_TARGETS = ("slip_number", "inspection_id", "action_id", "initiative_id", "annotation_id")
FREE_TEXT = frozenset({"comment", "problem", "solution", "evidence", "note", "text"})
# Without accents, lower case; đ is written d by plain_sql below.
TOTAL = (
    r"^\W*([ivx]+\W+)?(tong cong|tong so|tong$|tong\s*[:(]|tong chung|tong hop chung|toan thanh pho|cong$|cong\s*[:(]|"
    r"cong chung|cong don|luy ke\W*$|trung binh\W*$|binh quan\W*$|"
    # Not a bare 'cộng': there is a commune called Cộng Hòa.
    r"(tong|cong) (xa|phuong|thi tran|quan|huyen|thi xa|don vi|nhom|linh vuc|thang|quy|nam|ngay|cac|toan|khoi|theo|"
    r"nguon|trang|so|muc|phan)\b|(tong|cong) \(?([ivx]+|[a-z]|\d+)\)?\W*$)"
)
# Two words, or a period: no number of a slip reads like that.
TITLE = r"[a-z]{2,}[ ,]+[a-z]{2,}|^\W*(thang|ngay|tuan|quy|dot|nam)\W"
FOOT = (
    r"^\W*(nguoi lap|nguoi tong hop|nguoi bao cao|nguoi nhap|nguoi thong ke|nguoi kiem tra\W*$|nguoi duyet|nguoi ky|"
    r"can bo (tong hop|thong ke|lap)|lap bieu|thu truong|noi nhan|ghi chu|luu y|"
    r"chu thich|ky ten|xac nhan|kt\W*\s*(chu tich|giam doc|truong)|tm\W*\s*(ubnd|uy ban)|(pho )?chu tich\W*$|"
    r"(pho )?giam doc\W*$|truong (phong|ban|bo phan)\W*$|ke toan\W*$|lanh dao don vi|"
    r"(ha noi|[^,]{2,30}), ?ngay.{0,20}thang|ngay\W.{0,12}thang.{0,12}nam|\(ky)"
)


def plain_sql(expression: str) -> str:
    """SQL for the text without accents, lower case, NFC."""
    return f"replace(strip_accents(lower(nfc_normalize(trim({expression})))), 'đ', 'd')"


def filled_sql(positions: list[int]) -> str:
    """SQL for how many of these cells hold anything."""
    return "(" + " + ".join(f"(coalesce(trim(c{position}), '') <> '')::INTEGER" for position in positions) + ")"


def condition(table: TableProposal, sheet: Sheet) -> str:
    """SQL that is true for the data rows of a sheet between the first and the last row of the table."""
    used = sorted(column.position for column in table.columns if column.target)
    everything = list(range(1, sheet.columns_n + 1))
    positions = {target: column.position for target, column in table.targets().items()}
    parts = [
        f"row_number BETWEEN {int(table.first_row)} AND {int(table.last_row)}",
        f"{filled_sql(used)} > 0",
        f"NOT regexp_matches({plain_sql(_first_text(_labels(positions, everything)))}, '{TOTAL}')",
    ]
    identity = [column.position for column in table.columns if column.target in ID_TARGETS]
    if len(used) >= 4:
        title = f"{filled_sql(everything)} = 1 AND regexp_matches({_first_text(everything)}, '\\pL')"
        if identity:
            named = f"coalesce(trim(c{identity[0]}), '')"
            title += f" AND ({named} = '' OR regexp_matches({plain_sql(named)}, '{TITLE}'))"
        parts.append(f"NOT ({title})")
    return " AND ".join(f"({part})" for part in parts)


def last_row(con: duckdb.DuckDBPyConnection, sheet: Sheet, role: str, first: int, positions: dict[str, int]) -> int:
    """Number of the last row that holds data; `first` - 1 where there is none.

    positions: target → column. What a signature or a note fills is far less than what a row of data does; items do not
    count, since a slip may leave all of them open.
    """
    plain = {target: position for target, position in positions.items() if not _is_item(role, target)}
    used = sorted((plain or positions).values())
    everything = list(range(1, sheet.columns_n + 1))
    source = "read_parquet(?)"
    usual, full = con.execute(
        f"""SELECT median(filled_n), quantile_disc(filled_n, 0.75) FROM (
            SELECT {filled_sql(used)} AS filled_n FROM {source} WHERE row_number >= ? AND row_number < ?
        ) WHERE filled_n > 0""",
        [str(sheet.path), first, first + LOOK],
    ).fetchone()
    if usual is None:
        return first - 1
    least = max(1, min(len(used), 2), round(SHARE_FILLED * usual))
    found = con.execute(
        f"""WITH line AS (
            SELECT
                row_number, {filled_sql(used)} AS filled_n,
                {plain_sql(_first_text(_labels(positions, everything)))} AS label,
                regexp_matches(label, '{FOOT}') AS is_foot, is_foot OR regexp_matches(label, '{TOTAL}') AS is_end
            FROM {source} WHERE row_number >= ?
        ), full_line AS (
            SELECT max(row_number) AS last FROM line WHERE filled_n >= ? AND NOT is_end
        ), foot AS (
            SELECT min(row_number) AS first FROM line, full_line WHERE is_foot AND row_number > coalesce(last, 0)
        )
        SELECT max(row_number) FROM line, foot
        WHERE filled_n >= ? AND NOT is_end AND (foot.first IS NULL OR row_number < foot.first)""",
        [str(sheet.path), first, max(least, round(SHARE_FULL * full)), least],
    ).fetchone()[0]
    return found or first - 1


def _labels(positions: dict[str, int], everything: list[int]) -> list[int]:
    """Columns in which a row can say that it is a total: any but those in which people write what they like."""
    free = {position for target, position in positions.items() if target in FREE_TEXT}
    return [position for position in everything if position not in free] or everything


def _first_text(positions: list[int]) -> str:
    return "coalesce(" + ", ".join(f"nullif(trim(c{position}), '')" for position in positions) + ", '')"


def _is_item(role: str, target: str) -> bool:
    return ROLES[role].items_at_least > 0 and len(target) == 3 and target[0] == "C" and target[1:].isdigit()
