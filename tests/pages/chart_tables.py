"""Made-up tables for the charts: any number of rows, in any state, with the columns that each chart takes."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from pages.parts import colours
from pages.parts.name_places import placed

DAY: Final = "2021-01-01"
STATES: Final = ("ok", "ok", "ok", "few", "hidden", "missing")
STATE_TEXTS: Final = {
    "ok": "",
    "few": "ít phiếu, chỉ để tham khảo",
    "hidden": "dưới 10 phiếu: không hiển thị",
    "missing": "không có số liệu",
}
WARDS: Final = ("Văn Miếu - Quốc Tử Giám", "Ô Chợ Dừa", "Phượng Dực", "Thường Tín", "Ứng Hòa", "Hoàn Kiếm")
Frame = pd.DataFrame


def standard(frame: Frame, seed: int = 1, states: tuple[str, ...] = STATES, index: float | None = None) -> Frame:
    """Adds the standard columns; `index` makes every value the same."""
    rng = np.random.default_rng(seed)
    n = len(frame)
    state = pd.Series([states[i % len(states)] for i in range(n)], dtype="str")
    gone = state.isin(["hidden", "missing"]).to_numpy(dtype=bool)
    pct = np.where(gone, np.nan, rng.uniform(60, 99, n) if index is None else index)
    return frame.reset_index(drop=True).assign(
        state=state,
        index_pct=pct,
        index_low=pct - 1,
        index_high=pct + 1,
        slips_n=pd.array([pd.NA if g else 120 for g in gone], dtype="Int64"),
        class_code=colours.class_codes(np.array(pct, dtype=float)),
        index_text=[f"{v:.1f} %".replace(".", ",") for v in pct],
        interval_text="85,9–86,9 %",
        slips_text="120 phiếu",
        state_text=state.map(STATE_TEXTS),
    )


def points(n: int = 24, **options: Any) -> Frame:
    months = pd.date_range(DAY, periods=n, freq="MS")
    frame = Frame({"month": months, "segment": [i // 12 for i in range(n)]})
    frame["period_text"] = [f"tháng {m.month}/{m.year}" for m in months]
    return standard(frame, **options)


def notes(n: int = 1) -> Frame:
    """Dated notes on a line over time."""
    words = {name: ["Chiến dịch"] * n for name in ("kind_text", "day_text", "unit_text", "note_text")}
    return Frame(
        {"note_from": pd.Timestamp("2024-05-01"), "note_to": pd.Timestamp("2024-06-01"), "mark": "A"} | words,
        index=range(n),
    )


def breaks(n: int = 2) -> Frame:
    frame = Frame({"break_on": pd.to_datetime(["2021-07-01", "2022-01-01"]), "name": ["Phương pháp mới", "Địa giới"]})
    return frame.head(n)


def targets(n: int = 1) -> Frame:
    frame = Frame({"year_from": [DAY], "year_to": ["2021-12-01"], "target_pct": [90.0], "name": ["Mục tiêu: 90 %"]})
    return frame.astype({"year_from": "datetime64[us]", "year_to": "datetime64[us]"}).head(n)


def rows(n: int = 6, **options: Any) -> Frame:
    frame = Frame(
        {"code": [f"{i:05d}" for i in range(n)], "position": range(n), "city_pct": [86.4] * n, "city_text": "City"}
    )
    frame["name"] = [f"{WARDS[i % len(WARDS)]} {i}" for i in range(n)]
    frame["band"] = [("above", "like", "below", "none")[i % 4] for i in range(n)]
    frame["previous_pct"] = [np.nan if i % 2 else 84.0 for i in range(n)]
    return standard(frame, **options)


def change_rows(n: int = 6, **options: Any) -> Frame:
    change = np.linspace(-2, 3, n)
    direction = ["up" if c > 1 else "down" if c < -1 else "none" for c in change]
    return rows(n, **options).assign(
        change_pct=change,
        change_low=change - 1,
        change_high=change + 1,
        direction=np.array(direction, dtype=str),
        change_text="+1,2 điểm",
    )


def cells(n: int = 12, **options: Any) -> Frame:
    frame = Frame({"x_position": [i % 4 for i in range(n)], "y_position": [i // 4 for i in range(n)]})
    frame = frame.astype("int64")
    frame["x_code"], frame["y_code"] = frame["x_position"].astype(str), frame["y_position"].astype(str)
    frame["x_name"] = "Quận số " + frame["x_code"]
    frame["y_name"] = "Lĩnh vực đất đai " + frame["y_code"]
    return standard(frame, **options)


def factor_points(n: int = 24, **options: Any) -> Frame:
    parts = []
    for place, name in enumerate(("Tiếp cận", "Thủ tục", "Công chức", "Kết quả", "Góp ý, phản ánh"), start=1):
        part = points(n, **options).assign(factor_code=f"F{place}", factor_name=name, factor_position=place)
        parts.append(part.assign(is_last=part.index == n - 3))
    return pd.concat(parts, ignore_index=True)


def season_points(n: int = 24, **options: Any) -> Frame:
    frame = points(n, **options)
    year = frame["month"].dt.year
    return frame.assign(
        place=frame["month"].dt.month,
        year=year,
        is_latest=year == year.max(),
        is_last=frame["month"].dt.month == 9,
    )


def hex_cells(n: int = 126, **options: Any) -> Frame:
    """n hexagons in rows of nine, the last name being the longest there is."""
    frame = Frame({"hex_row": [i // 9 for i in range(n)], "hex_col": [i % 9 for i in range(n)]}).astype("int64")
    frame["code"] = [f"{i:05d}" for i in range(n)]
    frame["name"] = [WARDS[(n - 1 - i) % len(WARDS)] for i in range(n)]
    return standard(frame.assign(kind="phường"), **options)


def funnel_points(n: int = 6, **options: Any) -> Frame:
    places = ("above_998", "above_95", "like", "below_95", "below_998", "none")
    frame = rows(n, **options).assign(place=[places[i % 6] for i in range(n)], place_text="trong phễu")
    frame = frame.assign(
        effective_n=np.linspace(12, 800, n), label=[WARDS[i % 6] if i % 3 == 0 else None for i in range(n)]
    )
    return frame.join(placed(frame["label"], np.linspace(0, 1, n), np.full(n, 200.0)))


def funnel_limits(n: int = 40, **_: Any) -> Frame:
    size = np.linspace(10, 900, max(n, 2))
    half = 90 / np.sqrt(size)
    return Frame({"effective_n": size, "city_pct": 85.0}).assign(
        low_95=85 - half, high_95=85 + half, low_998=85 - 1.6 * half, high_998=85 + 1.6 * half
    )


def control_points(n: int = 24, **options: Any) -> Frame:
    frame = points(n, **options).assign(centre_pct=85.0, lower_pct=83.0, upper_pct=87.0, rule_text="ngoài giới hạn")
    return frame.assign(signal=[("none", "high", "low")[i % 3] for i in range(n)])


def driver_points(n: int = 5, **options: Any) -> Frame:
    share = np.linspace(10, 30, n)
    places = placed(["Kết quả"] * n, np.linspace(0, 1, n), np.linspace(100, 300, n))
    return rows(n, **options).assign(
        side=places["side"].tolist(),
        least_px=places["least_px"].tolist(),
        importance_pct=share,
        label="Kết quả",
        importance_low=share - 3,
        importance_high=share + 3,
        mean_importance=20.0,
        mean_index=85.0,
        is_first=[i == 0 for i in range(n)],
        importance_text="20,0 %",
    )


def bar_rows(n: int = 6, **_: Any) -> Frame:
    frame = Frame({"name": [f"{WARDS[i % 6]} {i}" for i in range(n)], "position": range(n), "value_text": "12,5 %"})
    return frame.assign(value=np.linspace(1, 20, n), is_marked=[i == 0 for i in range(n)])


def estimate_rows(n: int = 6, **options: Any) -> Frame:
    frame = rows(n, **options)
    return frame.assign(
        shrunk_pct=frame["index_pct"],
        shrunk_low=frame["index_low"],
        shrunk_high=frame["index_high"],
        adjusted_pct=frame["index_pct"] + 1,
        rank_text="hạng 3–80",
        shrunk_text="85,0 %",
        adjusted_text="86,0 %",
    )


def wait_points(n: int = 12, **_: Any) -> Frame:
    parts = []
    for stage, word in (("seen", "Lãnh đạo đã xem"), ("answered", "Đã trả lời")):
        frame = Frame({"waited_days": range(n)}).assign(stage=stage, stage_text=word)
        frame["point_code"] = [f"{stage}|{i}" for i in range(n)]
        share = np.linspace(0, 90, n)
        parts.append(
            frame.assign(share_pct=share, share_low=share - 2, share_high=share + 2, is_last=frame.index == n - 1)
        )
    words = {"day_text": "3 ngày", "share_text": "50,0 %", "interval_text": "48,0–52,0 %", "waiting_text": "20 phiếu"}
    return pd.concat(parts, ignore_index=True).assign(**words)


def part_rows(n: int = 6, **_: Any) -> Frame:
    parts = ("complaint", "suggestion", "praise")
    frame = Frame({"position": [i // 3 for i in range(n)], "part": [parts[i % 3] for i in range(n)]})
    frame = frame.astype({"position": "int64"}).assign(part_position=[i % 3 for i in range(n)], value=range(1, n + 1))
    frame["name"] = [f"{WARDS[i // 3 % 6]} {i // 3}" for i in range(n)]
    frame["bar_code"] = [f"{i}" for i in range(n)]
    frame["total"] = [30.0 if i % 3 == 0 else np.nan for i in range(n)]
    return frame.assign(value_text="12", part_text="Khen", total_text="tổng 30")


def share_points(n: int = 24, **options: Any) -> Frame:
    frame = points(n, **options)
    return frame.assign(share_pct=frame["index_pct"], share_text="85,0 %", counts_text="85 trong 100")


def late_points(n: int = 6, **options: Any) -> Frame:
    return rows(n, **options).assign(late_pct=np.linspace(1, 40, n), late_text="12,5 %", counts_text="5 trong 40")


def group_rows(n: int = 6, **_: Any) -> Frame:
    score = np.linspace(4, 15, n)
    frame = Frame({"name": [f"Số hóa hồ sơ {i}" for i in range(n)], "position": range(n)})
    return frame.assign(
        score=score,
        max_score=20.0,
        best_score=[np.nan if i == 5 else value + 2 for i, value in enumerate(score)],
        value_text="+2,0 điểm",
        score_text="8,1",
        best_text="10,1",
        is_marked=[i == 0 for i in range(n)],
    )


def capture_points(n: int = 10, **options: Any) -> Frame:
    parts = []
    for place in range(1, 7):
        part = points(n, **options).assign(group_position=place, group_name=f"Nhóm {place}", name=f"Nhóm {place}")
        part["point_code"] = [f"{place}|{i}" for i in range(n)]
        parts.append(part.assign(is_last=part.index == n - 1, reached_pct=part["index_pct"], score_text="8,1/22"))
    return pd.concat(parts, ignore_index=True)


def published_points(n: int = 8, **options: Any) -> Frame:
    frame = points(n, **options)
    own = [i % 2 == 0 for i in range(n)]
    return frame.assign(
        name=["Hà Nội" if one else "Cả nước" for one in own],
        band=["above" if one else "like" for one in own],
        point_code=[str(i) for i in range(n)],
        value=frame["index_pct"],
        least=80.0,
        most=90.0,
        is_derived=[i == 2 for i in range(n)],
        is_above=own,
        value_text="86,5 %",
        note_text="hạng 11/63",
    )


def month_bars(n: int = 8, **_: Any) -> Frame:
    frame = Frame({"month": pd.date_range(DAY, periods=n, freq="MS")})
    frame = frame.assign(month_end=frame["month"] + pd.offsets.MonthBegin(1), level_code="ward", from_n=0, to_n=5)
    frame["bar_code"] = [f"ward|{i}" for i in range(n)]
    return frame.assign(period_text="tháng 1/2021", level_text="Xã, phường", count_text="5 cuộc", findings_text="2")


def severity_rows(n: int = 6, **_: Any) -> Frame:
    levels = ("minor", "serious", "very_serious")
    frame = Frame({"name": [f"{WARDS[i % 6]} {i}" for i in range(n)], "position": range(n)})
    parts = [
        frame.assign(severity=level, severity_position=at, findings_n=4 - at, total_n=9.0 if at == 0 else np.nan)
        for at, level in enumerate(levels)
    ]
    rows = pd.concat(parts, ignore_index=True).assign(total_text="9 (cộng dồn 40 %)", severity_text="", value_text="4")
    return rows.assign(bar_code=[f"bar|{i}" for i in range(len(rows))])


def path_points(n: int = 13, **_: Any) -> Frame:
    effect = np.linspace(-1, 2, n)
    frame = Frame({"event_month": np.arange(n) - 6, "effect_pct": effect, "effect_low": effect - 1})
    frame["tone"] = ["before" if month < 0 else ("up", "none", "down")[month % 3] for month in frame["event_month"]]
    words = {"event_text": "1 tháng sau", "effect_text": "+1,2 điểm", "interval_text": "−0,1", "units_text": "86"}
    return frame.assign(effect_high=effect + 1, **words)


def effect_rows(n: int = 4, **_: Any) -> Frame:
    effect = np.linspace(-1, 2, n)
    frame = Frame({"name": [f"Mô hình {i}" for i in range(n)], "position": range(n), "overall_pct": effect})
    note = [None if i % 2 == 0 else "3 xã, phường: quá ít" for i in range(n)]
    frame = frame.assign(overall_low=effect - 1, overall_high=effect + 1, tone="none", note=note)
    return frame.assign(effect_text="+1,2 điểm", interval_text="+0,1 đến +2,3", units_text="3")


def visit_points(n: int = 6, **options: Any) -> Frame:
    frame = rows(n, **options).assign(so_far_self_n=np.arange(n), count_text="2 tự kiểm tra")
    frame["visited"] = ["yes" if i % 2 else "no" for i in range(n)]
    return frame.assign(label=[WARDS[i % 6] if i % 3 == 0 else None for i in range(n)])


def coverage_points(n: int = 12, **_: Any) -> Frame:
    parts = []
    for place in (1, 2):
        frame = Frame({"month": pd.date_range(DAY, periods=n, freq="QS"), "covered_pct": np.linspace(0, 9 + place, n)})
        frame = frame.assign(initiative_kind=f"K{place}", model_position=place, name=f"Mô hình {place}", segment=0)
        frame["point_code"] = [f"K{place}|{i}" for i in range(n)]
        parts.append(frame.assign(is_last=frame.index == n - 1))
    return pd.concat(parts, ignore_index=True).assign(period_text="quý I/2021", covered_text="3/126")
