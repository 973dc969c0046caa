"""What one cell means beside the reference tables, value by value: scores, codes, units, procedures."""

from datetime import date

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from offices import reference

from data.load.context import Context, read_context
from data.load.meaning.codes import Unknown
from data.load.meaning.dates import parse_date, parse_month
from data.load.meaning.masking import mask
from data.load.meaning.numbers import parse_count, parse_decimal
from data.load.meaning.posts import post_of
from data.load.meaning.text import key, spelled
from data.load.meaning.units import NoUnit

OLD, NEW = date(2024, 1, 1), date(2026, 8, 1)
WARD = frozenset({"ward"})
ANY = frozenset({"ward", "district", "department", "city"})


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    return reference()


@pytest.fixture(scope="module")
def context(con: duckdb.DuckDBPyConnection) -> Context:
    return read_context(con, "one_stop_slip")


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("4", 4),
        ("4.0", 4),
        ("4,0", 4),
        ("4 điểm", 4),
        ("Mức 4", 4),
        ("4/5", 4),
        ("4 - Hài lòng", 4),
        ("Hài lòng (4)", 4),
        ("RẤT HÀI LÒNG", 5),
        ("rất không hài lòng", 1),
        ("Hai long", 4),
        ("", None),
        ("99", None),
        ("99.0", None),
        ("KB", None),
        ("không trả lời", None),
        ("-", None),
        (".", None),
        ("N/A", None),
        (None, None),
    ],
)
def test_scores(context: Context, text: str | None, score: int | None) -> None:
    assert context.scores.parse(text) == score


@pytest.mark.parametrize(
    "text", ["0", "6", "9", "3,5", "Tuyệt vời", "4 - Không hài lòng", "-4", "#N/A", "45", "4/10", "Rất tốt", "100"]
)
def test_no_score(context: Context, text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the cell itself is the message
        context.scores.parse(text)


def test_codes(context: Context) -> None:
    age = context.codes("age_band")
    assert [age.parse(text) for text in ("25-34", "25–34 tuổi", "từ 25 đến 34", "30", ">60", "Trên 60 tuổi", "72")] == [
        "25-34"
    ] * 4 + [">60"] * 3
    assert [context.codes("channel").parse(text) for text in ("TRUC TUYEN", "online", "Bưu chính", "")] == [
        "online",
        "online",
        "post",
        None,
    ]
    for domain, text in (("age_band", "12"), ("channel", "bồ câu"), ("gender", "#REF!"), ("channel", "TT")):
        with pytest.raises(Unknown):
            context.codes(domain).parse(text)


def test_every_label_is_read(con: duckdb.DuckDBPyConnection, context: Context) -> None:
    for domain, code, name in con.execute("SELECT domain, code, name FROM code_label").fetchall():
        assert context.codes(domain).parse(name) == code
        assert context.codes(domain).parse(name.upper()) == code


def code_of(
    context: Context, text: str | None, day: date = NEW, district: str | None = None, levels: frozenset[str] = WARD
) -> str | None:
    place = context.units.resolve([text], district, day, levels)
    return place.unit.code if place.unit else None


@pytest.mark.parametrize("day", [OLD, NEW])
def test_every_ward_by_every_name(con: duckdb.DuckDBPyConnection, context: Context, day: date) -> None:
    rows = con.execute(
        """SELECT ward.unit_code, ward.kind, regexp_replace(ward.name, ' \\([^)]*\\)$', ''),
            district.kind || ' ' || district.name
        FROM unit AS ward
        LEFT JOIN unit AS district ON district.unit_code = ward.parent_code AND district.level = 'district'
        WHERE ward.level = 'ward' AND ? BETWEEN ward.valid_from AND coalesce(ward.valid_to, DATE '9999-12-31')""",
        [day],
    ).fetchall()
    assert len(rows) == (526 if day == OLD else 126)
    short = {"phường": "P.", "xã": "X.", "thị trấn": "TT"}
    for code, kind, name, district in rows:
        for text in (
            code,
            f"{kind} {name}",
            f"{short[kind]} {name}",
            f"UBND {kind} {name}".upper(),
            f"  {kind}   {name} ",
            f"{code} - {kind} {name}",
        ):
            assert code_of(context, text, day, district) == code, text
        if district:
            for text in (
                f"{kind} {name} ({district})",
                f"{kind} {name}, {district}, TP. Hà Nội",
                f"{kind} {name} - {district}",
            ):
                assert code_of(context, text, day) == code, text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Phường Yên Hòa", "00175"),
        ("phường yên hoà", "00175"),
        ("Ba Đình", "00004"),
        ("ba dinh", "00004"),
        ("4", "00004"),
        ("Bộ phận một cửa phường Láng", "00199"),
        ("Phường Sơn Tây (thị xã Sơn Tây cũ)", "09574"),
        ("Phường Ba Đình, TP Hà Nội", "00004"),
    ],
)
def test_names_of_wards(context: Context, text: str, code: str) -> None:
    assert code_of(context, text) == code


@pytest.mark.parametrize(
    ("text", "day", "district", "says"),
    [
        ("Phường Hàng Bạc", NEW, None, "30/06/2025"),
        ("Phường Ba Đình", OLD, None, "01/07/2025"),
        ("Xã Phú Cường", OLD, None, "nhiều đơn vị"),
        ("Yên Viên", OLD, "Gia Lâm", "nhiều đơn vị"),
        ("Phường Phúc Xá", OLD, "Quận Đống Đa", "không thuộc"),
        ("Phường Zzz", NEW, None, "không phải"),
        ("Phúc Xá", OLD, "Quận 1", "Quận 1"),
        ("Xã Ba Đình", NEW, None, "không phải"),
        ("00000", NEW, None, "không phải"),
        ("#N/A", NEW, None, "lỗi"),
    ],
)
def test_no_such_ward(context: Context, text: str, day: date, district: str | None, says: str) -> None:
    with pytest.raises(NoUnit, match=says):
        code_of(context, text, day, district)


def test_code_and_name_have_to_agree(context: Context) -> None:
    assert context.units.resolve(["00004", "Phường Ba Đình"], None, NEW, WARD).unit.code == "00004"
    with pytest.raises(NoUnit, match="không khớp"):
        context.units.resolve(["00004", "Phường Láng"], None, NEW, WARD)
    with pytest.raises(NoUnit):
        code_of(context, "00004 - Phường Láng")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Quận Ba Đình", "001"),
        ("Q. Ba Đình", "001"),
        ("TX Sơn Tây", "269"),
        ("Sở Nội vụ", "S03"),
        ("Thành phố Hà Nội", "01"),
        ("UBND Thành phố", "01"),
    ],
)
def test_other_levels(context: Context, text: str, code: str) -> None:
    assert code_of(context, text, OLD, levels=ANY) == code


def test_procedures(context: Context) -> None:
    parse = context.procedures.parse
    assert parse("1.001193", "Hộ tịch") == ("1.001193", "civil_status", None)
    assert parse("1.00493", None)[2] == "procedure"
    assert parse("1.000894.000.00.00.H26", "HO TICH") == ("1.000894", "civil_status", None)
    assert parse("Đăng ký khai sinh", None) == ("1.001193", "civil_status", None)
    assert parse(None, "ĐẤT ĐAI") == (None, "land", None)
    assert parse("KB", "-") == (None, None, None)
    assert parse("1.001193", "Đất đai") == (None, None, "procedure")
    assert parse("1.999999", "Đất đai") == (None, None, "procedure")
    assert parse("1.001193", "Bơi lội") == (None, None, "field")


@settings(max_examples=300)
@given(st.text(max_size=40))
def test_nothing_breaks_a_reader(text: str) -> None:
    context = _context()
    (
        parse_date(text),
        parse_month(text),
        parse_decimal(text),
        parse_count(text),
        mask(text),
        post_of(text),
        key(text),
        spelled(text),
    )
    context.procedures.parse(text, text)
    for read in (
        context.scores.parse,
        context.codes("age_band").parse,
        lambda cell: code_of(context, cell, OLD, levels=ANY),
    ):
        try:
            read(text)
        except ValueError:
            continue


_CONTEXTS: list[Context] = []


def _context() -> Context:
    if not _CONTEXTS:
        _CONTEXTS.append(read_context(reference(), "one_stop_slip"))
    return _CONTEXTS[0]
