"""Every chart with its made-up tables, as a specification and as a picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import altair as alt
import pytest
import vl_convert
from chart_tables import (
    Frame,
    bar_rows,
    breaks,
    capture_points,
    cells,
    change_rows,
    control_points,
    coverage_points,
    driver_points,
    effect_rows,
    estimate_rows,
    factor_points,
    funnel_limits,
    funnel_points,
    group_rows,
    hex_cells,
    late_points,
    month_bars,
    notes,
    part_rows,
    path_points,
    points,
    published_points,
    rows,
    season_points,
    severity_rows,
    share_points,
    targets,
    visit_points,
    wait_points,
)

from pages.parts import charts, charts_event, charts_index, charts_more, charts_service, charts_signal

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
