"""The process that reads an untrusted file: `python -m data.load.staging_child ORDER`.

ORDER is JSON: path, folder, name, memory (bytes), seconds. The answer goes to stdout as JSON: either
{"sheets": [{"name", "file", "columns_n", "rows_n", "is_delimited"}]} or {"refused": sentence}. Nothing else is printed;
a process that dies has answered nothing, and its caller says so.
"""

import json
import sys
import zipfile
from pathlib import Path

from data.load.refusal import Refused

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PARQUET = b"PAR1"
PARQUET_AT_LEAST = 12
# The first bytes of files that are sent by mistake, and what people call them.
WRONG_KINDS = (
    (b"%PDF", "tệp PDF"),
    (b"\x89PNG", "tệp ảnh"),
    (b"\xff\xd8\xff", "tệp ảnh"),
    (b"GIF8", "tệp ảnh"),
    (b"BM", "tệp ảnh"),
    (b"II*\x00", "tệp ảnh"),
    (b"MM\x00*", "tệp ảnh"),
    (b"Rar!", "tệp nén RAR"),
    (b"7z\xbc\xaf", "tệp nén 7z"),
    (b"\x1f\x8b", "tệp nén gzip"),
    (b"{\\rtf", "tệp RTF"),
    (b"SQLite format 3", "tệp cơ sở dữ liệu"),
    (b"MZ", "tệp chương trình"),
    (b"\x7fELF", "tệp chương trình"),
)
HTML = (b"<!doctype html", b"<html", b"<head", b"<table", b"<meta", b"<?xml")
UNPACKED_MOST = 3 * 10**9
MEMBER_SUSPICIOUS = 30 * 10**6
RATIO_MOST = 200
MEMBERS_MOST = 10_000


def main(arguments: list[str]) -> int:
    """Read one file and print the answer; 0 always, unless the limits end the process."""
    order = json.loads(arguments[0])
    limit(order["memory"], order["seconds"])
    name = order["name"]
    try:
        answer = {"sheets": read(Path(order["path"]), Path(order["folder"]), name)}
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    except MemoryError:
        answer = {"refused": f"Tệp “{name}” quá lớn so với giới hạn bộ nhớ; hãy chia nhỏ tệp hoặc xuất lại dạng CSV."}
    except Exception:
        # Whatever a parser trips over, the user gets one sentence and nothing is loaded.
        answer = {"refused": f"Tệp “{name}” bị hỏng hoặc không đúng định dạng; hãy mở lại bằng Excel, lưu lại rồi nạp."}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    return 0


def read(path: Path, folder: Path, name: str) -> list[dict]:
    """The sheets of the file, written into `folder`. Raises Refused."""
    with path.open("rb") as file:
        start = file.read(4096)
        file.seek(max(0, path.stat().st_size - 4))
        end = file.read(4)
    if start.startswith(OLE):
        raise Refused(_ole_sentence(path, name))
    if start.startswith(ZIP):
        check_zip(path, name)
        from data.load.staging_excel import read_workbook

        return read_workbook(path, folder, name)
    if start.startswith(PARQUET):
        if end != PARQUET or path.stat().st_size < PARQUET_AT_LEAST:
            raise Refused(f"Tệp Parquet “{name}” bị cắt cụt; hãy gửi lại tệp đầy đủ.")
        from data.load.staging_parquet import read_parquet

        return read_parquet(path, folder, name)
    for magic, kind in WRONG_KINDS:
        if start.startswith(magic) and (len(magic) > 2 or b"\x00" in start[:64]):
            raise Refused(f"“{name}” là {kind}, không phải bảng số liệu; cần XLSX, CSV, Parquet hoặc JSON.")
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text[:64].lower().startswith(HTML):
        raise Refused(
            f"“{name}” là trang HTML hoặc XML, không phải bảng tính; hãy mở bằng Excel, lưu lại thành .xlsx rồi nạp."
        )
    if text.startswith((b"{", b"[")) and path.suffix.lower() != ".csv":
        from data.load.staging_json import read_portal

        return read_portal(path, folder, name)
    from data.load.staging_text import read_text

    return read_text(path, folder, name)


def refuse_bomb(path: Path, name: str) -> list[zipfile.ZipInfo]:
    """The members of a zip, by its directory, before anything in it is unpacked. Raises Refused."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
        raise Refused(f"Tệp “{name}” bị hỏng hoặc bị cắt cụt khi gửi; hãy gửi lại tệp đầy đủ.") from None
    unpacked = sum(member.file_size for member in members)
    is_bomb = unpacked > UNPACKED_MOST or len(members) > MEMBERS_MOST
    for member in members:
        ratio = member.file_size / max(1, member.compress_size)
        is_bomb |= member.file_size > MEMBER_SUSPICIOUS and ratio > RATIO_MOST
    if is_bomb:
        size = f"{unpacked / 1e6:,.0f}".replace(",", ".")
        raise Refused(
            f"Tệp “{name}” bung ra {size} MB, nén bất thường nên không mở; "
            "hãy xuất lại từ hệ thống gốc hoặc dưới dạng CSV."
        )
    return members


def check_zip(path: Path, name: str) -> None:
    """Look at the directory of a workbook before anything in it is unpacked. Raises Refused."""
    members = refuse_bomb(path, name)
    names = {member.filename for member in members}
    if any(member.flag_bits & 0x1 for member in members):
        raise Refused(f"Tệp “{name}” có mật khẩu; hãy bỏ mật khẩu rồi nạp lại.")
    if "xl/workbook.bin" in names:
        raise Refused(f"“{name}” là tệp XLSB; hãy mở bằng Excel, lưu lại thành .xlsx rồi nạp.")
    if "xl/workbook.xml" not in names:
        kind = "tệp Word" if any(member.startswith("word/") for member in names) else "tệp nén hoặc loại tệp khác"
        raise Refused(f"“{name}” là {kind}, không phải bảng tính XLSX; hãy giải nén hoặc lưu lại thành .xlsx.")


def _ole_sentence(path: Path, name: str) -> str:
    """Which of the files in Microsoft's older container this one is."""
    content = path.read_bytes()[: 64 * 2**20]
    if "EncryptedPackage".encode("utf-16-le") in content:
        return f"Tệp “{name}” có mật khẩu; hãy bỏ mật khẩu (Excel: Tệp › Thông tin › Bảo vệ) rồi nạp lại."
    if "WordDocument".encode("utf-16-le") in content:
        return f"“{name}” là tệp Word, không phải bảng tính; cần XLSX, CSV, Parquet hoặc JSON."
    renamed = "" if path.suffix.lower() == ".xls" and name.lower().endswith(".xls") else " bị đổi đuôi"
    return f"“{name}” là tệp Excel cũ (.xls){renamed}; hãy mở bằng Excel, lưu lại thành .xlsx rồi nạp."


def limit(memory: int, seconds: float) -> None:
    """Bind this process to a share of memory and time, where the system knows how."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
