"""Questions counted by hand on the small file; targets and loads beside the slips."""

from datetime import date

import pytest
from question_cases import CITY, SLIP, WHOLE

from queries.catalog import Catalog
from queries.database import Database
from queries.filters import Filters
from queries.question import ask

pytestmark = pytest.mark.usefixtures("nothing_remembered")


# ── By hand ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_headline_by_hand(small: Database, small_catalog: Catalog, quarter_3: Filters) -> None:
    row = ask(small, small_catalog, "headline", quarter_3).iloc[0]
    assert (str(row["from_on"])[:10], str(row["to_on"])[:10]) == ("2026-07-01", "2026-09-30")
    assert row["slips_n"] == 82  # 20 + 10 + 4 + 9 + 24 + 5 + 10; the slip without any answer counts nowhere
    assert row["answers_n"] == 1252  # 16 · (20 + 4 + 9 + 24 + 5) + 13 · (10 + 10)
    assert row["satisfied_n"] == 988  # 16 · (20 + 9 + 24) + 7 · (10 + 10)
    assert row["index_pct"] == pytest.approx(78.9137380)  # 988 / 1252
    # z is 16(1 − p) = 3.3738 for 53 slips, 7 − 13p = −3.2588 for 20, −16p = −12.6262 for 9:
    # Σz² = 603.29 + 212.39 + 1434.79 = 2250.47; var = 82/81 · 2250.47 / 1252² = 0.00145343;
    # n_eff = 0.789137 · 0.210863 / 0.00145343
    assert row["effective_n"] == pytest.approx(114.4876, abs=2e-3)
    # Wilson on 114.49: centre (0.789137 + 3.8415/228.98) / 1.033554 = 0.779750, half 0.074184
    assert row["index_low"] == pytest.approx(70.557, abs=0.02)
    assert row["index_high"] == pytest.approx(85.393, abs=0.02)
    assert not row["is_hidden"]
    assert not row["is_few"]


def test_wards_by_hand(small: Database, small_catalog: Catalog, quarter_3: Filters) -> None:
    answer = ask(small, small_catalog, "satisfaction_by_ward", quarter_3).set_index("ward_code")
    assert len(answer) == 126
    found = answer.loc[["00004", "00008", "00025", "00070", "00082", "00352"]]
    assert found["ward_name"].tolist() == ["Ba Đình", "Ngọc Hà", "Giảng Võ", "Hoàn Kiếm", "Cửa Nam", "Phương Liệt"]
    assert found["district_name"].tolist() == ["Ba Đình"] * 3 + ["Hoàn Kiếm"] * 2 + ["Thanh Xuân"]
    # 20 + 10 slips; 4; 9; 24 + 5; 10; none. 4 and 9 are hidden and shield each other: 13 slips.
    assert found["is_hidden"].tolist() == [False, True, True, False, False, False]
    assert found["is_few"].tolist() == [False, False, False, True, True, False]
    shown = found[~found["is_hidden"]]
    assert shown["slips_n"].tolist() == [30, 29, 10, 0]
    # 20·16 + 10·13; 24·16 + 5·16; 10·13; none
    assert shown["answers_n"].tolist() == [450, 464, 130, 0]
    # 20·16 + 10·7; 24·16; 10·7; none
    assert shown["satisfied_n"].tolist() == [390, 384, 70, 0]
    # 390/450, 384/464, 70/130
    assert shown["index_pct"].tolist()[:3] == pytest.approx([86.6666667, 82.7586207, 53.8461538])
    # 00082: ten equal slips have no variance, so they count as 10. 00070: 24 all, 5 none satisfied, so m − 1 = 28.
    # 00004: z = 16(1 − p) = 2.1333 for 20, 7 − 13p = −4.2667 for 10: Σz² = 91.02 + 182.04 = 273.07;
    # var = 30/29 · 273.07/450² = 0.00139497; n_eff = 0.866667 · 0.133333 / 0.00139497
    assert shown["effective_n"].tolist()[:3] == pytest.approx([82.8369, 28, 10], abs=1e-3)
    assert not answer["is_hidden"].drop(index=["00008", "00025"]).any()


def test_factors_by_hand(small: Database, small_catalog: Catalog, quarter_3: Filters) -> None:
    answer = ask(small, small_catalog, "satisfaction_by_factor", quarter_3)
    assert answer["factor_code"].tolist() == ["access", "procedures", "officials", "results", "feedback"]
    # Twenty of the 82 slips left feedback empty.
    assert answer["slips_n"].tolist() == [82, 82, 82, 82, 62]
    # 3, 4, 3, 3, 3 items a slip
    assert answer["answers_n"].tolist() == [246, 328, 246, 246, 186]
    # 53 slips satisfied throughout; 20 more with access and procedures: 73·3, 73·4, 53·3, 53·3, 53·3
    assert answer["satisfied_n"].tolist() == [219, 292, 159, 159, 159]
    # 73/82, 73/82, 53/82, 53/82, 53/62
    expected = [89.0243902, 89.0243902, 64.6341463, 64.6341463, 85.4838710]
    assert answer["index_pct"].tolist() == pytest.approx(expected)
    # Every slip is of one mind within a factor, so a slip counts once: m − 1.
    assert answer["effective_n"].tolist() == pytest.approx([81, 81, 81, 81, 61])


def test_fields_by_hand(small: Database, small_catalog: Catalog, quarter_3: Filters) -> None:
    answer = ask(small, small_catalog, "satisfaction_by_field", quarter_3).set_index("field_code")
    # certification 20 + 24; civil_status 9 + 10; land 10 + 5; 4 slips name none and are hidden, with land as a shield.
    # certification had 6 slips in the quarter before: the half year's 50 less these 44 would give them away.
    assert answer["is_hidden"].to_dict() == {"civil_status": False, "certification": True, "land": True, "": True}
    assert answer.loc["civil_status", "slips_n"] == 19
    # 9·16 + 10·7 of 9·16 + 10·13
    assert answer.loc["civil_status", "index_pct"] == pytest.approx(100 * 214 / 274)


def test_weights_by_hand(small: Database, small_catalog: Catalog) -> None:
    row = ask(small, small_catalog, "headline", Filters(CITY, date(2026, 7, 1), date(2026, 9, 1))).iloc[0]
    assert (row["slips_n"], row["answers_n"], row["satisfied_n"]) == (12, 192, 96)  # 6 + 6; 12·16; 6·16
    assert row["index_pct"] == pytest.approx(80)  # 6·2·16 / (6·2·16 + 6·0.5·16)
    # z = 2·16·0.2 = 6.4 and −0.5·16·0.8 = −6.4: Σz² = 12 · 40.96; var = 12/11 · 491.52/240² = 0.00930909
    assert row["effective_n"] == pytest.approx(0.16 / 0.00930909, rel=1e-6)
    assert row["is_few"]


def test_months_and_quarters_by_hand(small: Database, small_catalog: Catalog) -> None:
    year = Filters(SLIP, date(2026, 1, 1), date(2026, 12, 1))
    quarters = ask(small, small_catalog, "satisfaction_by_month", year, step="quarter")
    # 13 slips with the one of no known ward; 82
    assert dict(zip(quarters["month"].astype(str).str[:10], quarters["slips_n"], strict=True)) == {
        "2026-04-01": 13,
        "2026-07-01": 82,
    }
    months = ask(small, small_catalog, "satisfaction_by_month", Filters(SLIP, date(2026, 7, 1), date(2026, 9, 1)))
    # July 20 + 4, August 9 + 24, September 10 + 5 + 10; 31 July is July's and 30 September September's
    assert months["slips_n"].tolist() == [24, 33, 25]


# ── Beside the slips ────────────────────────────────────────────────────────────────────────────────────────────────


def test_data_status(small: Database, small_catalog: Catalog, quarter_3: Filters) -> None:
    answer = ask(small, small_catalog, "data_status", quarter_3)
    assert answer["load_id"].tolist() == [1, 2]
    assert answer["instrument_code"].tolist() == [SLIP, CITY]
    # 82 + 1 blank + 13 + 12 + 26 slips, 12 of the other; two rows of each file rejected
    assert answer["accepted_n"].tolist() == [134, 12]
    assert answer["rows_n"].tolist() == [136, 14]
    assert answer["rejected_n"].tolist() == [2, 2]
    assert answer["first_on"].astype(str).str[:10].tolist() == ["2025-05-05", "2026-08-10"]
    assert answer["last_on"].astype(str).str[:10].tolist() == ["2026-09-30", "2026-08-11"]
    assert not answer["is_simulated"].any()


def test_targets(small: Database, small_catalog: Catalog) -> None:
    def targets(instrument: str) -> dict[int, float]:
        answer = ask(small, small_catalog, "targets", Filters(instrument, *WHOLE))
        return dict(zip(answer["year"], answer["value"], strict=True))

    # Those that name no instrument hold for all; that of 2026 is of the national one.
    assert targets(SLIP) == {2023: 85, 2025: 95}
    assert targets("sipas_national") == {2023: 85, 2025: 95, 2026: 86}
