"""Control charts: whether a series changed, or only moved as it always does (XmR and p-charts, four NHS rules).

The rules and their order are those of NHSRplotthedots 0.2 (R/ptd_spc_standard.R, R/ptd_calculate_point_type.R), the R
twin of NHS England's "Making Data Count". One rule, one function.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from queries.statistics.basics import Flags, Floats, Ints

LIMIT = 2.66  # 3/1.128: three standard deviations from the mean moving range of two
NEAR = 2 * LIMIT / 3  # two standard deviations
SCREEN = 3.267  # upper limit of a moving range, in mean moving ranges (Nelson 1982, J Qual Technol 14:172)
RUN = 7  # points on one side, or rising, or falling
ENOUGH = 13  # points of a segment under which NHSRplotthedots calls its limits provisional


@dataclass(frozen=True)
class ControlChart:
    """One value a point. side and direction are −1, 0, 1; segment counts from 0."""

    values: Floats
    segment: Ints
    centre: Floats
    lower: Floats
    upper: Floats
    near_lower: Floats
    near_upper: Floats
    side: Ints  # of the centre line; 0 on it or unknown
    beyond_limits: Flags
    shift: Flags
    trend: Flags
    two_in_three: Flags
    direction: Ints  # where the signal points: 1 high or rising, −1 low or falling, 0 none
    is_provisional: Flags  # limits from fewer than 13 points

    @property
    def is_special(self) -> Flags:
        """Whether any of the four rules holds."""
        return self.beyond_limits | self.shift | self.trend | self.two_in_three


def control_chart(
    values: ArrayLike,
    n: ArrayLike | None = None,
    rebase_at: Sequence[int] = (),
    is_screened: bool = True,
    *,
    whole: float = 1.0,
    is_laney: bool = False,
) -> ControlChart:
    """Centre, limits and signals of a series in order of time, anew in every segment.

    Without n, an XmR chart: centre = mean, limits = centre ± 2.66·mean moving range, near limits at two thirds.
    is_screened (default, as in NHSRplotthedots) leaves out of that mean, once, the moving ranges of 3.267 times it or
    more, so that one wild point doesn't hide the next; False gives what the NHS Excel tool draws. Limits of XmR
    charts are not cut at 0 or 100 %, as there.
    With n (answers a point, may be fractional), a p-chart of shares: centre p = Σvalues·n/Σn, limits p ± 3√(p(1−p)/n_i)
    and ± 2, cut at 0 and `whole`. is_laney widens them by σ_z = mean moving range of (value − p)/√(p(1−p)/n_i) ÷ 1.128
    (Laney 2002, Qual Eng 14:531), for big n; screening applies to it too. Values are in units of `whole` (1, or 100 for
    per cent).

    rebase_at: positions (0-based) at which a new segment begins; moving ranges and rules never reach across.
    A NaN (no value, or n of 0) has no signal, gives no moving range and breaks every run. A segment without moving
    range has no XmR limits (NaN). Where screening would leave none (all ranges 0), all are kept.
    Raises ValueError for other than one dimension, positions outside the series, or shares outside 0…whole.
    """
    y = np.asarray(values, float)
    if y.ndim != 1:
        raise ValueError("values must be a series")
    starts = sorted(set(rebase_at))
    if starts and not (starts[0] >= 0 and starts[-1] < len(y)):
        raise ValueError("rebase_at must hold positions of the series")
    if n is not None:
        size = np.broadcast_to(np.asarray(n, float), y.shape)
        y = np.where(size > 0, y, np.nan)
        if np.any((y < 0) | (y > whole)):
            raise ValueError("values must be shares between 0 and whole")
    edges = [0, *(start for start in starts if start > 0), len(y)]
    parts = []
    for number, (first, last) in enumerate(pairwise(edges)):
        part = y[first:last]
        if n is None:
            lines = _xmr_lines(part, is_screened)
        else:
            lines = _p_lines(part, size[first:last], whole, is_laney, is_screened)
        parts.append(_segment(part, number, *lines))
    return ControlChart(
        *(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(ControlChart))
    )


def variation(chart: ControlChart) -> Literal["special_high", "special_low", "common"]:
    """What the last known point says: a real change upwards or downwards, or only common variation.

    The direction is that of the first rule that holds, in NHSRplotthedots' order: beyond a limit, trend (rising or
    falling, wherever the point lies), two in three, shift. 'common' for an empty series.
    """
    known = np.flatnonzero(~np.isnan(chart.values))
    last = int(chart.direction[known[-1]]) if len(known) else 0
    return "special_high" if last > 0 else "special_low" if last < 0 else "common"


def assurance(
    chart: ControlChart, target: float, improvement_is: Literal["up", "down"] = "up"
) -> Literal["hit", "miss", "either", "unknown"]:
    """Whether the process as it is will meet the target: always ('hit'), never ('miss'), or as luck has it ('either').

    NHS assurance icon, by the limits of the last known point: with improvement up, target below the lower limit is a
    hit, above the upper a miss; exactly on a limit is 'either' (ptd_calculate_assurance_type). 'unknown' without
    limits. Raises ValueError for another direction.
    """
    if improvement_is not in ("up", "down"):
        raise ValueError("improvement_is must be up or down")
    known = np.flatnonzero(~np.isnan(chart.values) & ~np.isnan(chart.lower))
    if not len(known) or np.isnan(target):
        return "unknown"
    return assured(chart.lower[known[-1]], chart.upper[known[-1]], target, improvement_is)


def assured(
    low: float, high: float, target: float, improvement_is: Literal["up", "down"] = "up"
) -> Literal["hit", "miss", "either"]:
    """The assurance icon from the limits of a point."""
    if low <= target <= high:
        return "either"
    return "hit" if (target < low) == (improvement_is == "up") else "miss"


# ── the four rules, on one segment ──────────────────────────────────────────────────────────────────────────────────


def beyond_limits(values: Floats, lower: Floats, upper: Floats) -> Flags:
    """Points outside the limits; one exactly on a limit is inside."""
    return (values > upper) | (values < lower)


def shift(side: Ints) -> Flags:
    """Points in a run of 7 or more on one side of the centre line; a point on the line breaks the run."""
    start, length = _runs(side)
    return (length >= RUN)[start] & (side != 0)


def trend(values: Floats) -> Ints:
    """1 or −1 for points in a run of 7 or more that rises or falls at each of its 6 or more steps, else 0.

    Equal neighbours break the run. The turning point of two runs belongs to the later one.
    """
    steps = np.nan_to_num(np.sign(np.diff(values))).astype(np.int64)
    start, length = _runs(steps)
    long = ((length >= RUN - 1)[start] * steps).astype(np.int64)
    before, after = np.append(0, long)[: len(values)], np.append(long, 0)[: len(values)]
    return np.where(after != 0, after, before)


def two_in_three(is_near: Flags, side: Ints) -> Flags:
    """Near points of which two or more lie among three in a row, all three on one side of the centre line.

    Near is beyond two standard deviations but inside the limits; a point beyond the limits does not count as near.
    """
    found = np.zeros(len(side), dtype=bool)
    for start in range(min(3, len(side))):
        # Windows of three that begin at start, start + 3, …: they don't overlap, so each marks its own points.
        whole = (len(side) - start) // 3 * 3
        near, sides = (a[start : start + whole].reshape(-1, 3) for a in (is_near, side))
        hit = (near.sum(axis=1) >= 2) & (np.abs(sides.sum(axis=1)) == 3)
        found[start : start + whole] |= np.repeat(hit, 3)
    return found & is_near


# ── lines ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _xmr_lines(y: Floats, is_screened: bool) -> tuple[Floats, Floats, Floats]:
    """Centre, half width of the limits, half width of the near limits, a value a point."""
    known = ~np.isnan(y)
    centre = y[known].mean() if known.any() else np.nan
    spread = _mean_range(y, is_screened)
    return tuple(np.full(y.shape, a) for a in (centre, LIMIT * spread, NEAR * spread))


def _p_lines(
    y: Floats, n: Floats, whole: float, is_laney: bool, is_screened: bool
) -> tuple[Floats, Floats, Floats, float]:
    """The same for shares, and the whole at which they are cut."""
    known = ~np.isnan(y)
    centre = (y[known] * n[known]).sum() / n[known].sum() if known.any() else np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        sigma = np.where(n > 0, np.sqrt(max(centre * (whole - centre), 0.0) / n), np.nan)
        if is_laney:
            sigma = sigma * _mean_range((y - centre) / sigma, is_screened) / 1.128
    return np.full(y.shape, centre), 3 * sigma, 2 * sigma, whole


def _mean_range(y: Floats, is_screened: bool) -> float:
    """Mean moving range of neighbours, both known; NaN without any."""
    ranges = np.abs(np.diff(y))
    ranges = ranges[~np.isnan(ranges)]
    if not len(ranges):
        return float("nan")
    kept = ranges[ranges < SCREEN * ranges.mean()] if is_screened else ranges
    return float(kept.mean()) if len(kept) else float(ranges.mean())


def _segment(
    y: Floats, number: int, centre: Floats, half: Floats, near: Floats, whole: float | None = None
) -> ControlChart:
    lower, upper, near_lower, near_upper = centre - half, centre + half, centre - near, centre + near
    if whole is not None:
        lower, upper, near_lower, near_upper = (np.clip(a, 0.0, whole) for a in (lower, upper, near_lower, near_upper))
    # What rounding leaves of a constant series is neither above nor below its mean, nor beyond limits of no width.
    slack = 1e-12 * np.maximum(1.0, np.abs(centre))
    distance = y - centre
    side = np.nan_to_num(np.sign(np.where(np.abs(distance) <= slack, 0.0, distance))).astype(np.int64)
    outside = beyond_limits(y, lower - slack, upper + slack)
    is_near = ~outside & ((y > near_upper + slack) | (y < near_lower - slack))
    rising, near_runs, runs = trend(y), two_in_three(is_near, side), shift(side)
    direction = np.select([outside, rising != 0, near_runs, runs], [side, rising, side, side], 0)
    short = np.full(y.shape, (~np.isnan(y)).sum() < ENOUGH)
    return ControlChart(
        y, np.full(y.shape, number), centre, lower, upper, near_lower, near_upper, side,
        outside, runs, rising != 0, near_runs, direction, short,
    )  # fmt: skip


def _runs(codes: Ints) -> tuple[Ints, Ints]:
    """Which run of equal neighbours each element belongs to, and how long each run is."""
    new = np.append(True, codes[1:] != codes[:-1])[: len(codes)]
    run = np.cumsum(new) - 1
    return run, np.bincount(run, minlength=1)
