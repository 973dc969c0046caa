"""What the parts of linked charts share: words, the range of months, the sums inside it, and the share out of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import altair as alt
from altair.vegalite.v6.schema import core

from pages.parts import colours
from pages.parts.chart_base import LABEL_PX
from pages.parts.numbers import PERCENT_SPACE

BRUSH: Final = "brush"
SUMS: Final = ("m", "n", "wn", "wk", "kk", "kn", "nn", "hidden_n")
Z: Final = 1.959963984540054
# A month is inside as soon as the range touches it; no range is everything. Worked out once a move and not once a row:
# the browser interprets expressions, which costs more than all the rest.
FROM: Final = f"{BRUSH}.month_at ? {BRUSH}.month_at[0] - 0.5 : 0"
TO: Final = f"{BRUSH}.month_at ? {BRUSH}.month_at[1] + 0.5 : 1e9"
INSIDE: Final = "datum.month_at > range_from && datum.month_at < range_to"
KEPT: Final = f"({INSIDE}) || !datum.month_at"  # each name has a row without month, so that it keeps its place

WORDS: Final = {
    "vi": {
        "field": "Lĩnh vực",
        "factor": "Yếu tố",
        "channel": "Hình thức nộp",
        "score": "Điểm của câu trả lời: bấm một điểm để xem nó đến từ đâu",
        "district": "Địa bàn (quận, huyện, thị xã cũ)",
        "ward": "Xã, phường (từ {since})",
        "slips": "phiếu",
        "hidden": "ô không hiển thị",
        "with": "gồm",
        "none": "không có phiếu",
        "months": "Số phiếu theo tháng: kéo ngang để chọn khoảng tháng",
        "name": "Tên",
        "share": "Hài lòng",
        "of_score": "Cho điểm {score}",
        "interval": "Khoảng tin cậy 95 %",
        "count": "Số phiếu",
    },
    "en": {
        "field": "Field",
        "factor": "Factor",
        "channel": "Channel",
        "score": "Score of the answers: press one to see where it comes from",
        "district": "Area (former districts)",
        "ward": "Wards (since {since})",
        "slips": "slips",
        "hidden": "cells not shown",
        "with": "with",
        "none": "no slips",
        "months": "Slips by month: drag across to choose a range of months",
        "name": "Name",
        "share": "Satisfied",
        "of_score": "Score {score}",
        "interval": "95% interval",
        "count": "Slips",
    },
}


class Pieces:
    """Charts put together as they would be sent: Altair copies all that is inside at every level, for seconds."""

    def __init__(self, params: Sequence[alt.Parameter]) -> None:
        self._params = [param.param for param in params]
        self._datasets: dict[str, Any] = {}

    def taken(self, chart: alt.LayerChart) -> dict[str, Any]:
        """A chart as a piece of the whole; its selections and its data are the whole's."""
        made = chart.to_dict(validate=False)
        self._params += [core.TopLevelSelectionParameter(**one) for one in made.pop("params", ())]
        self._datasets |= made.pop("datasets", {})
        return {name: part for name, part in made.items() if name not in ("$schema", "config")}

    def whole(self, rows: Sequence[Mapping[str, Any]], spacing: int) -> alt.VConcatChart:
        """The pieces one under the other."""
        specs = [core.LayerSpec(**rows[0]), *(core.HConcatSpecGenericSpec(**row) for row in rows[1:])]
        own = {"datasets": self._datasets} if self._datasets else {}
        return alt.VConcatChart(vconcat=specs, params=self._params, spacing=spacing, **own)


def measuring(by: list[str], ends: bool = False) -> list[Any]:
    """Steps from the cells inside the range to pct, low, high (0–100, missing without an answer) by some columns."""
    sums: dict[str, Any] = {one: f"sum({one})" for one in SUMS}
    if ends:
        sums |= {"from_at": "min(month_at)", "to_at": "max(month_at)"}
    steps = {
        "p": "datum.wn > 0 ? clamp(datum.wk / datum.wn, 0, 1) : null",
        "squares": "datum.kk - 2 * datum.p * datum.kn + datum.p * datum.p * datum.nn",
        "spread": "datum.squares > 1e-12 * datum.nn && datum.m > 1"
        " ? datum.m / (datum.m - 1) * datum.squares / (datum.wn * datum.wn) : 0",
        "effective": "min(datum.n, datum.spread > 0 ? datum.p * (1 - datum.p) / datum.spread : datum.m)",
        "centre": f"(datum.p + {Z * Z / 2} / datum.effective) / (1 + {Z * Z} / datum.effective)",
        "half": f"{Z} * sqrt((datum.p * (1 - datum.p) + {Z * Z / 4} / datum.effective) / datum.effective)"
        f" / (1 + {Z * Z} / datum.effective)",
        "pct": "datum.p == null ? null : 100 * datum.p",
        "low": "datum.p == null ? null : 100 * (datum.centre - datum.half)",
        "high": "datum.p == null ? null : 100 * (datum.centre + datum.half)",
    }
    added = [alt.AggregatedFieldDef(**_aggregate(text), **{"as": name}) for name, text in sums.items()]
    inside = alt.FilterTransform(filter=KEPT if by else INSIDE)
    return [inside, alt.AggregateTransform(aggregate=added, groupby=by), *calculating(steps)]


def _aggregate(text: str) -> dict[str, str]:
    """sum(m) as Vega-Lite takes it."""
    name, _, field = text.removesuffix(")").partition("(")
    return {"op": name, "field": field}


def calculating(texts: Mapping[str, str]) -> list[alt.CalculateTransform]:
    """Columns out of expressions, one after the other."""
    return [alt.CalculateTransform(calculate=text, **{"as": name}) for name, text in texts.items()]


def hidden_words(lang: str) -> str:
    words = WORDS[lang]
    return f"(datum.hidden_n ? ' ({words['with']} ' + datum.hidden_n + ' {words['hidden']})' : '')"


def title(text: str, dark: bool, offset: int = 6) -> alt.TitleParams:
    return alt.TitleParams(text, anchor="start", fontSize=LABEL_PX + 1, color=colours.ink(dark), offset=offset)


def pick(name: str) -> alt.Parameter:
    return alt.selection_point(name=f"pick_{name}", fields=["code"], toggle="true", clear=False)


def measure_name(lang: str, score: str) -> str:
    """What the shares are of, in a word."""
    return WORDS[lang]["of_score"].format(score=score) if score else WORDS[lang]["share"]


def wording(lang: str) -> list[alt.CalculateTransform]:
    """Steps from the measured values to what the tooltip says of them."""
    words = WORDS[lang]
    sign = f"{PERCENT_SPACE}%" if lang == "vi" else "%"
    share, ends = "format(datum.pct, ',.1f')", "format(datum.low, ',.1f') + '–' + format(datum.high, ',.1f')"
    counted = f"datum.m ? format(datum.m, ',') + ' {words['slips']}' : '{words['none']}'"
    return calculating(
        {
            "share_text": f"isValid(datum.pct) ? {share} + '{sign}' : ''",
            "interval_text": f"isValid(datum.pct) ? {ends} + '{sign}' : ''",
            "slips_text": f"({counted}) + {hidden_words(lang)}",
        }
    )


def tips(lang: str, score: str) -> list[alt.Tooltip]:
    words = WORDS[lang]
    return [
        alt.Tooltip("name:N", title=words["name"]),
        alt.Tooltip("share_text:N", title=measure_name(lang, score)),
        alt.Tooltip("interval_text:N", title=words["interval"]),
        alt.Tooltip("slips_text:N", title=words["count"]),
    ]
