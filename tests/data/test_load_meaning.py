"""What one cell means, value by value."""

from datetime import date, timedelta

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from offices import reference

from data.load.context import Context, read_context
from data.load.meaning.codes import Unknown
from data.load.meaning.dates import EXCEL_DAY_0, parse_date, parse_month
from data.load.meaning.masking import mask
from data.load.meaning.numbers import parse_count, parse_decimal
from data.load.meaning.posts import post_of
from data.load.meaning.text import key, spelled
from data.load.meaning.units import NoUnit

OLD, NEW = date(2024, 1, 1), date(2026, 8, 1)
WARD = frozenset({"ward"})
ANY = frozenset({"ward", "district", "department", "city"})
DAYS = st.dates(date(2021, 1, 1), date(2030, 12, 31))


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    return reference()


@pytest.fixture(scope="module")
def context(con: duckdb.DuckDBPyConnection) -> Context:
    return read_context(con, "one_stop_slip")


@given(DAYS)
def test_a_day_in_every_form(day: date) -> None:
    forms = [
        f"{day:%d/%m/%Y}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d-%m-%Y}",
        f"{day:%d.%m.%Y}",
        day.isoformat(),
        f"{day.isoformat()} 10:30:00",
        f"{day.isoformat()}T10:30:00Z",
        f"{day:%d/%m/%Y} 8:05",
        str((day - EXCEL_DAY_0).days),
        f"{(day - EXCEL_DAY_0).days}.25",
        f"ngày {day.day} tháng {day.month} năm {day.year}",
        f"{day:%Y%m%d}",
        f"{day:%d/%m/%y}",
    ]
    assert [parse_date(form) for form in forms] == [day] * len(forms)


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2026",
        "13/25/2026",
        "2026-13-01",
        "hôm qua",
        "",
        "5",
        "9/2026",
        "99/99/9999",
        "05/09",
        "05/09/1026",
        "#N/A",
        "0",
        "12345678",
    ],
)
def test_no_day(text: str) -> None:
    assert parse_date(text) is None


@given(DAYS)
def test_a_month_in_every_form(day: date) -> None:
    month, year = day.month, day.year
    forms = [
        f"T{month}/{year}",
        f"{month:02}/{year}",
        f"{year}-{month:02}",
        f"Tháng {month}/{year}",
        f"tháng {month} năm {year}",
        f"{day:%d/%m/%Y}",
    ]
    assert [parse_month(form) for form in forms] == [day.replace(day=1)] * len(forms)


def test_numbers() -> None:
    assert [
        parse_decimal(text)
        for text in ("1,443", "1.443", "1.234,5", "1,234.5", "1 234,5", "72,1%", "90 %", "-2", "abc", "1,2,3")
    ] == [1.443, 1.443, 1234.5, 1234.5, 1234.5, 72.1, 90.0, -2.0, None, None]
    assert [parse_count(text) for text in ("12", "1.234", "1,234", "1 234", "12.0", "1.234.567", "1,5", "-3", "x")] == [
        12,
        1234,
        1234,
        1234,
        12,
        1234567,
        None,
        None,
        None,
    ]


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


@pytest.mark.parametrize(
    "secret",
    [
        "0987654321",
        "098.765.4321",
        "098 765 4321",
        "0987-654-321",
        "+84 987 654 321",
        "84987654321",
        "024 3825 1234",
        "001085012345",
        "012345678",
        "001 085 012 345",
        "an.nguyen@gmail.com",
    ],
)
@pytest.mark.parametrize("around", ["{}", "gọi {} nhé", "số:{}.", "({})", "SĐT{}"])
def test_masked(secret: str, around: str) -> None:
    masked = mask(around.format(secret))
    assert secret not in masked and "[" in masked
    assert not any(len(part) > 4 for part in "".join(letter if letter.isdigit() else " " for letter in masked).split())


@pytest.mark.parametrize(
    "text",
    [
        "phí 1.500.000 đồng",
        "150.000.000đ",
        "ngày 05/09/2026",
        "thủ tục 1.001193",
        "2.000635.000.00.00.H26",
        "quầy số 2",
        "Nghị định 118/2025/NĐ-CP",
        "chờ 3 ngày",
    ],
)
def test_not_masked(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    ("text", "post"),
    [
        ("Chủ tịch UBND", "Chủ tịch UBND"),
        ("Nguyễn Văn An", None),
        ("Chủ tịch - Nguyễn Văn An", "Chủ tịch"),
        ("Nguyễn Thị Hoa, Phó Chủ tịch", "Phó Chủ tịch"),
        ("Văn phòng HĐND-UBND", "Văn phòng HĐND-UBND"),
        ("ông Trần Văn B", None),
        ("Chủ tịch UBND Nguyễn Văn An", "Chủ tịch UBND"),
        ("", None),
    ],
)
def test_posts(text: str, post: str | None) -> None:
    assert post_of(text) == post


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


def test_days_are_never_read_month_first() -> None:
    first = date(2026, 1, 1)
    for offset in range(365):
        day = first + timedelta(days=offset)
        if day.day > 12:
            assert parse_date(f"{day:%m/%d/%Y}") is None
