"""The charts: their specification never depends on data, they draw with any data, and their colours are readable."""

from __future__ import annotations

import csv
import inspect
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import altair as alt
import numpy as np
import pandas as pd
import pytest
import vl_convert

from pages.parts import (
    chart_base,
    charts,
    charts_event,
    charts_index,
    charts_more,
    charts_service,
    charts_signal,
    colours,
    shapes,
)

DAY: Final = "2021-01-01"
LAYOUT: Final = Path(shapes.__file__).parents[2] / "data" / "reference" / "unit_hex.csv"
STATES: Final = ("ok", "ok", "ok", "few", "hidden", "missing")
STATE_TEXTS: Final = {
    "ok": "",
    "few": "ít phiếu, chỉ để tham khảo",
    "hidden": "dưới 10 phiếu: không hiển thị",
    "missing": "không có số liệu",
}
WARDS: Final = ("Văn Miếu - Quốc Tử Giám", "Ô Chợ Dừa", "Phượng Dực", "Thường Tín", "Ứng Hòa", "Hoàn Kiếm")
DARK_PAGES: Final = ("#0e1117", colours.PAPER[True])
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
    return frame.assign(
        effective_n=np.linspace(12, 800, n), label=[WARDS[i % 6] if i % 3 == 0 else None for i in range(n)]
    )


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
    return rows(n, **options).assign(
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


# Every chart: the function, how to make its tables of n rows, and a word that must be seen in it.
CHARTS: Final[dict[str, tuple[Callable[..., alt.LayerChart], dict[str, Callable[..., Frame]], str]]] = {
    "trend": (
        charts.trend,
        {
            "points": points,
            "breaks": lambda n=2, **_: breaks(n),
            "targets": lambda n=1, **_: targets(n),
            "notes": lambda n=1, **_: notes(n),
        },
        "Mục tiêu",
    ),
    "dots": (charts.dots, {"rows": rows}, "Phượng Dực"),
    "caterpillar": (charts.caterpillar, {"rows": rows}, "Chung thành phố"),
    "changes": (charts.changes, {"rows": change_rows}, "điểm"),
    "heat": (charts_more.heat, {"cells": cells}, "Lĩnh vực đất đai"),
    "factor_lines": (charts_more.factor_lines, {"points": factor_points}, "Góp ý, phản ánh"),
    "season": (charts_more.season, {"points": season_points}, "Tháng"),
    "class_counts": (charts_more.class_counts, {"cells": hex_cells}, "không hiển thị"),
    "funnel": (charts_signal.funnel, {"points": funnel_points, "limits": funnel_limits}, "hiệu dụng"),
    "control": (charts_signal.control, {"points": control_points}, "%"),
    "quadrant": (charts_signal.quadrant, {"points": driver_points}, "Mức tác động"),
    "bars": (charts_more.bars, {"rows": bar_rows}, "12,5 %"),
    "estimates": (charts_signal.estimates, {"rows": estimate_rows}, "hạng 3–80"),
    "waits": (charts_service.waits, {"points": wait_points}, "Ngày kể từ khi nhận phiếu"),
    "parted": (charts_service.parted, {"rows": part_rows}, "tổng 30"),
    "share_line": (
        charts_service.share_line,
        {"points": share_points, "breaks": lambda n=2, **_: breaks(n)},
        "Địa giới",
    ),
    "lateness": (charts_service.lateness, {"points": late_points}, "Tỷ lệ hồ sơ giải quyết quá hạn"),
    "points_lost": (charts_index.points_lost, {"rows": group_rows}, "Số hóa hồ sơ"),
    "points_to_win": (charts_index.points_to_win, {"rows": group_rows}, "+2,0 điểm"),
    "captures": (charts_index.captures, {"points": capture_points}, "Nhóm 6"),
    "month_counts": (charts_event.month_counts, {"rows": month_bars}, "Xã, phường"),
    "pareto": (charts_event.pareto, {"rows": severity_rows}, "cộng dồn 40 %"),
    "event_path": (charts_event.event_path, {"points": path_points}, "điểm"),
    "effects": (charts_event.effects, {"rows": effect_rows}, "quá ít"),
    "visits": (charts_event.visits, {"points": visit_points}, "tự kiểm tra"),
    "coverage": (charts_event.coverage, {"points": coverage_points}, "Mô hình 2"),
    "published_years": (charts_index.published_years, {"points": published_points}, "86,5 %"),
}
every_chart = pytest.mark.parametrize("name", CHARTS)


def drawn(name: str, words: dict[str, Any] | None = None, **options: Any) -> dict[str, Any]:
    """Specification of a chart drawn from frames; `named` is the one that is held against Vega-Lite's schema."""
    draw, tables, _ = CHARTS[name]
    frames = {argument: make(**options) for argument, make in tables.items()}
    return draw(**frames, **(words or {})).to_dict(validate=False)


def named(name: str, **words: Any) -> dict[str, Any]:
    """Specification of a chart as the screen gets it: names instead of data."""
    draw, tables, _ = CHARTS[name]
    return draw(**{argument: alt.NamedData(argument) for argument in tables}, **words).to_dict()


def svg(spec: dict[str, Any]) -> str:
    return vl_convert.vegalite_to_svg({"width": 900, **spec})


def without_data(spec: Any) -> Any:
    """A specification without anything that says where the data come from."""
    if isinstance(spec, dict):
        return {key: without_data(value) for key, value in spec.items() if key not in ("data", "datasets")}
    return [without_data(item) for item in spec] if isinstance(spec, list) else spec


def encodings(spec: Any) -> list[str]:
    """Every encoding with its layer's mark, in order."""
    found = []
    if isinstance(spec, dict):
        if "mark" in spec:
            found.append(json.dumps([spec["mark"], spec.get("encoding")], sort_keys=True, ensure_ascii=False))
        for value in spec.values():
            found += encodings(value)
    elif isinstance(spec, list):
        for item in spec:
            found += encodings(item)
    return found


# --- the specification ------------------------------------------------------------------------------------------


@every_chart
def test_spec_is_the_same_for_any_data(name: str) -> None:
    one = drawn(name, seed=1)
    assert without_data(drawn(name, seed=2)) == without_data(one)
    assert without_data(drawn(name, n=1, index=50.0)) == without_data(one)


@every_chart
def test_named_tables_give_the_same_encodings_as_frames(name: str) -> None:
    screen = named(name)
    assert encodings(screen) == encodings(without_data(drawn(name)))
    assert json.dumps(screen) == json.dumps(named(name)), "no counter, no hash: the browser compares the text"


@every_chart
def test_spec_carries_no_data_and_keeps_its_renderer(name: str) -> None:
    screen = named(name)
    assert "datasets" not in screen, "inline data would be lost: the frames take the place of datasets"
    assert "values" not in json.dumps(screen)
    assert screen["usermeta"] == {"embedOptions": {"renderer": "svg"}}, "else the number of rows decides"
    assert screen["config"]["aria"] is False, "else the browser writes a sentence for each mark at each change"
    assert isinstance(screen["padding"], dict), "Streamlit writes into it"


@every_chart
def test_every_encoding_has_a_type(name: str) -> None:
    def channels(spec: Any) -> list[dict[str, Any]]:
        if isinstance(spec, list):
            return [channel for item in spec for channel in channels(item)]
        if not isinstance(spec, dict):
            return []
        own = [
            c for value in spec.get("encoding", {}).values() for c in (value if isinstance(value, list) else [value])
        ]
        return own + [channel for value in spec.values() for channel in channels(value)]

    untyped = [c for c in channels(named(name)) if "field" in c and "type" not in c]
    assert all(set(c) == {"field"} and not c["field"].endswith("_name") for c in untyped), "only x2 and y2 go without"


@every_chart
def test_words_are_part_of_the_function(name: str) -> None:
    draw, tables, _ = CHARTS[name]
    parameters = inspect.signature(draw).parameters
    words = {k: p.default for k, p in parameters.items() if k not in tables}
    assert {"lang", "dark"} <= set(words)
    assert all(parameters[k].kind is inspect.Parameter.KEYWORD_ONLY for k in words)
    assert hash(tuple(words.items())) is not None


@pytest.mark.parametrize("name", ["dots", "caterpillar", "changes", "heat", "estimates", "funnel"])
def test_a_click_gives_codes(name: str) -> None:
    (pick,) = (param for param in named(name)["params"] if "select" in param)
    assert pick["name"] == chart_base.PICK
    assert pick["select"]["fields"] == (["x_code", "y_code"] if name == "heat" else ["code"])
    assert pick["views"] == [{"heat": "cells", "funnel": "units"}.get(name, "strips")]


# --- drawing ----------------------------------------------------------------------------------------------------


@every_chart
def test_draws_with_vietnamese_text(name: str) -> None:
    assert CHARTS[name][2] in svg(drawn(name))


@every_chart
@pytest.mark.parametrize(
    "options",
    [
        {"n": 0},
        {"n": 1},
        {"states": ("hidden",)},
        {"states": ("missing",)},
        {"states": ("few",)},
        {"index": 86.0},
        {"index": 100.0},
    ],
    ids=str,
)
def test_draws_with_edge_data(name: str, options: dict[str, Any]) -> None:
    picture = svg(drawn(name, **options))
    assert picture.startswith("<svg")
    assert "NaN" not in picture
    assert "undefined" not in picture


@every_chart
@pytest.mark.parametrize("words", [{"lang": "en"}, {"dark": True}], ids=str)
def test_draws_in_english_and_for_the_dark_page(name: str, words: dict[str, Any]) -> None:
    picture = svg(drawn(name, words))
    if words.get("dark"):
        assert colours.INK[True] in picture
    else:
        assert "phiếu</text>" not in picture


@pytest.mark.parametrize("name", ["trend", "factor_lines", "season"])
def test_draws_by_quarter(name: str) -> None:
    assert "I" in svg(drawn(name, {"grain": "quarter"}))


def test_numbers_follow_the_language() -> None:
    assert "86,5" in svg(drawn("dots", index=86.5, states=("ok",)) | {"width": 400})
    assert "86.5" in svg(drawn("dots", {"lang": "en"}, index=86.5, states=("ok",)) | {"width": 400})


def test_a_month_keeps_its_name() -> None:
    picture = svg(drawn("trend", n=6))
    assert ">1/2021<" in picture
    assert ">12/2020<" not in picture


def test_three_months_are_labelled_once_each() -> None:
    spec = charts.trend(points(3, states=("ok",)), breaks(0), targets(0)).to_dict()
    picture = svg(spec)
    assert [picture.count(f">{m}/2021<") for m in (1, 2, 3)] == [1, 1, 1]


def test_no_value_of_a_hidden_row_is_drawn() -> None:
    picture = svg(drawn("heat", states=("hidden",)))
    assert "NaN" not in picture
    assert "linearGradient" in picture
    assert not any(fill in picture for fill in colours.CLASS_FILLS)


def test_labels_at_line_ends_keep_apart() -> None:
    frame = factor_points(12, index=86.0, states=("ok",)).assign(is_last=lambda f: f["month"] == f["month"].max())
    picture = svg(charts_more.factor_lines(frame).to_dict())
    heights = []
    for name in frame["factor_name"].unique():
        before = picture[: picture.index(f">{name}</text>")]
        heights.append(float(before[before.rindex("translate(") :].split(",")[1].split(")")[0]))
    gaps = np.diff(sorted(heights))
    assert gaps.min() >= chart_base.LABEL_PX


def test_legend_keeps_every_line() -> None:
    picture = svg(drawn("class_counts", n=0))
    for text in (*colours.CLASS_NAMES["vi"], *colours.STATE_NAMES["vi"].values()):
        assert text in picture


# --- colours ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["#ffffff", *DARK_PAGES])
@pytest.mark.parametrize(
    "colour", [colours.BLUE, colours.ORANGE, colours.GREY, colours.PURPLE, colours.TEAL, colours.LINE]
)
def test_marks_stand_out_on_both_pages(colour: str, page: str) -> None:
    assert colours.contrast(colour, page) >= 3


@pytest.mark.parametrize("fill", [*colours.CLASS_FILLS, *colours.FEW_FILLS, colours.HIDDEN])
def test_labels_are_readable_on_every_fill(fill: str) -> None:
    assert colours.contrast(colours.LABEL, fill) >= 4.5


@pytest.mark.parametrize("page", ["#ffffff", *DARK_PAGES])
@pytest.mark.parametrize("fill", [*colours.CLASS_FILLS, *colours.FEW_FILLS, colours.HIDDEN])
def test_cells_stand_out_by_fill_or_by_outline(fill: str, page: str) -> None:
    assert max(colours.contrast(fill, page), colours.contrast(colours.LINE, page)) >= 3


@pytest.mark.parametrize("dark", [False, True])
def test_text_on_the_page_is_readable(dark: bool) -> None:
    assert colours.contrast(colours.ink(dark), colours.paper(dark)) >= 7


def test_contrast_is_that_of_wcag() -> None:
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_neither_red_nor_green() -> None:
    for colour in (*colours.CLASS_FILLS, *colours.FACTOR_COLOURS, *colours.BAND_COLOURS.values()):
        r, g, b = colours.rgb(colour)
        assert not (r > 1.8 * max(g, b)) or g > 1.5 * b, f"{colour} reads as red"
        assert not g > 1.15 * max(r, b), f"{colour} reads as green"


def test_factors_differ_in_colour_and_in_dash() -> None:
    assert len(set(colours.FACTOR_COLOURS)) == len(set(colours.FACTOR_DASHES)) == 5


@pytest.mark.parametrize(
    ("value", "code"),
    [(0, 0), (69.99, 0), (70, 1), (80, 2), (85, 3), (89.9, 3), (90, 4), (95, 5), (100, 5)],
)
def test_classes_have_fixed_breaks(value: float | None, code: int | None) -> None:
    assert colours.class_codes(np.array([value], dtype=float))[0] == code
    assert np.isnan(colours.class_codes(np.array([np.nan, 80])))[0]


def test_fill_tells_the_four_states_apart() -> None:
    fills = [colours.fill(3, state) for state in ("ok", "few", "hidden", "missing")]
    assert len(set(fills)) == 4
    assert fills[3] is None
    assert colours.fill(0, "hidden") == colours.fill(5, "hidden"), "a hidden cell must not show its class"


# --- the map ----------------------------------------------------------------------------------------------------


def test_layout_of_the_city_has_126_places() -> None:
    with LAYOUT.open(encoding="utf-8", newline="") as file:
        wards = [row for row in csv.DictReader(file) if row["layout"] == "ward_126"]
    places = [shapes.centre(int(row["hex_row"]), int(row["hex_col"])) for row in wards]
    assert len(set(places)) == len(places) == 126
    at = {row["unit_code"]: place for row, place in zip(wards, places, strict=True)}
    assert at["00376"][1] < at["00004"][1], "Sóc Sơn lies north of Ba Đình, so higher on the screen"
    assert at["09700"][0] < at["00004"][0], "Ba Vì lies west of it"
