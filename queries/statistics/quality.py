"""Signs of interference with a survey. Each says that something is unlikely, none that anybody did wrong.

Every sign gives a p value a unit that is at most the stated chance where nobody interferes, and a flag after
Benjamini–Hochberg over the units: where no unit interferes, the chance that a sign flags even one is at most
`family_rate` (with no true effects, controlling false discoveries controls that chance, Benjamini & Hochberg 1995).
The tests measure the rates by simulation, also where units differ honestly.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from queries.statistics.basics import Flags, Floats, counts, shares
from queries.statistics.funnel import overdispersion
from queries.statistics.multiplicity import adjust_p_values

FAMILY_RATE = 0.05
# Variance of a standard normal winsorised at 10 % and 90 %: 0.8 − 2·1.2816·φ(1.2816) + 0.2·1.2816².
WINSORISED = 0.678655
ALARM_TAIL = 0.001  # one side of the 99.8 % funnel
UNITS_TOGETHER = 64  # in tables of units by days, of which every step makes a copy


class Sign(NamedTuple):
    """One value a unit: what was looked at, how unlikely it is (NaN: can't be judged), and whether that is flagged."""

    statistic: Floats
    p_value: Floats
    is_flagged: Flags


def straight_lining(straight_n: ArrayLike, slips_n: ArrayLike, family_rate: float = FAMILY_RATE) -> Sign:
    """Units in which too many slips tick the same answer throughout (Krosnick 1991, Appl Cogn Psychol 5:213).

    statistic = straight_n/slips_n; p = the chance of a share that high in a unit like the others: the larger of the
    binomial tail P(K ≥ k) at the share of all units and Student's tail of (asin√((k − ½)/n) − asin√p)/√(1/(4n) + τ²),
    τ² being a robust variance between units, so that honest differences are no sign.
    Slips with a single answer are straight by nature: leave them out. One value a unit; NaN without slips.
    Raises ValueError for straight_n outside 0…slips_n.
    """
    k, n = counts(straight_n, slips_n)
    return _sign(shares(k, n), _excess(k, n), family_rate)


def too_good(top_n: ArrayLike, n: ArrayLike, family_rate: float = FAMILY_RATE) -> Sign:
    """Units whose share at the top of the scale is higher than their n and honest differences allow.

    statistic and p as in `straight_lining`; flagged only if p is also under 0.001, that is above the 99.8 % funnel
    widened by the variance between units. Effective numbers where a slip gives several answers.
    """
    k, n = counts(top_n, n)
    found = _sign(shares(k, n), _excess(k, n), family_rate)
    return found._replace(is_flagged=found.is_flagged & (found.p_value < ALARM_TAIL))


def bursts(daily_n: ArrayLike, family_rate: float = FAMILY_RATE) -> Sign:
    """Units in which suspiciously many slips came in on one day.

    daily_n: units × days, slips. Expected on a day: the unit's slips × the share that day has of all other units'
    slips, with one more slip a day (weekdays, holidays and campaigns of the whole city are thus no sign).
    statistic = the slips of the day with the largest (x − μ)/√(μ + μ²/r); p = 1 − (1 − P(X ≥ x))^days (Šidák 1967)
    with X negative binomial of mean μ and size r, the units' clustering by days from their winsorised moments
    (1/r = Σ((x − μ)² − μ)/Σμ², Poisson where that is not above 0). NaN without slips or with a single day.
    Raises ValueError for other than two dimensions or negative numbers.
    """
    from scipy.special import betainc, gammainc

    x = np.asarray(daily_n, float)
    if x.ndim != 2 or np.any(x < 0):
        raise ValueError("daily_n must be units × days, 0 or more")
    units, days = x.shape
    known = (x.sum(axis=1) > 0) & (days > 1)
    statistic, p = np.full(units, np.nan), np.full(units, np.nan)
    if not known.any():
        return _sign(statistic, p, family_rate)
    x = x[known]
    all_units = x.sum(axis=0)
    # Some units at a time: every step on the whole table would be another copy of it.
    parts = [x[start : start + UNITS_TOGETHER] for start in range(0, len(x), UNITS_TOGETHER)]
    clustering = np.concatenate([_clustering(part, _expected(part, all_units)) for part in parts])
    clustering = float(np.clip(clustering, *np.quantile(clustering, [0.1, 0.9])).mean())
    inverse = max(clustering, 0.0)
    found = [_likeliest_burst(part, _expected(part, all_units), inverse) for part in parts]
    most, expected = (np.concatenate(values) for values in zip(*found, strict=True))
    size = 1 / inverse if inverse > 1e-9 else np.inf
    if np.isinf(size):
        tail = gammainc(np.maximum(most, 1e-9), expected)
    else:
        tail = betainc(np.maximum(most, 1e-9), size, expected / (expected + size))
    statistic[known] = most
    p[known] = -np.expm1(days * np.log1p(-np.minimum(tail, 1 - 1e-16)))
    return _sign(statistic, p, family_rate)


def _expected(x: Floats, all_units: Floats) -> Floats:
    """Slips expected of some units on each day, from what all other units have on it."""
    # One slip more a day: what few others have not yet seen is not impossible.
    others = all_units - x + 1
    return x.sum(axis=1, keepdims=True) * others / others.sum(axis=1, keepdims=True)


def _clustering(x: Floats, mean: Floats) -> Floats:
    """1/r of each unit, from its moments."""
    return ((x - mean) ** 2 - mean).sum(axis=1) / (mean**2).sum(axis=1)


def _likeliest_burst(x: Floats, mean: Floats, inverse: float) -> tuple[Floats, Floats]:
    """Slips, and those expected, of each unit's day that stands out most."""
    day = ((x - mean) / np.sqrt(mean + mean**2 * inverse)).argmax(axis=1)
    at = np.arange(len(x))
    return x[at, day], mean[at, day]


def identical_blocks(unit: ArrayLike, pattern: ArrayLike, family_rate: float = FAMILY_RATE) -> Sign:
    """Units in which slips with all answers the same as the one before come in a longer row than shuffling gives.

    unit: number of the unit (0, 1, …) of each slip, pattern: a code of all its answers, both in order of arrival
    (of each unit; units may be mixed). For a pattern that n_c of a unit's n slips have, the expected number of rows of
    L or more in a random order is (1 + n − n_c)·(n_c)_L/(n)_L, (a)_L = a(a−1)…(a−L+1), which no chance of seeing one
    exceeds; the pattern with the most unlikely row counts, times the number of patterns that occur twice (Bonferroni).
    So a favourite pattern is no sign in itself. statistic = that row's length; p at most 1, exact in the sense that
    false alarms never exceed it. NaN for units without slips. Results run from unit 0 to the highest.
    Raises ValueError for shapes that differ or negative unit numbers.
    """
    from scipy.special import gammaln

    unit, pattern = np.asarray(unit), np.asarray(pattern)
    if unit.shape != pattern.shape or unit.ndim != 1:
        raise ValueError("unit and pattern must hold one value a slip")
    if not len(unit):
        return _sign(np.empty(0), np.empty(0), family_rate)
    unit = unit.astype(np.int64)
    if unit.min() < 0:
        raise ValueError("unit must count from 0")
    order = np.argsort(unit, kind="stable")
    unit, code = unit[order], np.unique(pattern[order], return_inverse=True)[1]
    slips = np.bincount(unit)
    key = unit * (code.max() + 1) + code
    kinds, kind = np.unique(key, return_inverse=True)
    row = np.cumsum(np.append(True, kind[1:] != kind[:-1])) - 1
    longest = np.zeros(len(kinds))
    np.maximum.at(longest, kind, np.bincount(row)[row])
    of_unit, same = kinds // (code.max() + 1), np.bincount(kind).astype(float)
    n = slips[of_unit].astype(float)
    # ln (a)_L = lnΓ(a + 1) − lnΓ(a − L + 1)
    falling = gammaln(same + 1) - gammaln(same - longest + 1) - gammaln(n + 1) + gammaln(n - longest + 1)
    rows_expected = (1 + n - same) * np.exp(falling)
    repeated = np.bincount(of_unit[same > 1], minlength=len(slips))
    best = np.lexsort((-longest, rows_expected, of_unit))
    first = best[np.unique(of_unit[best], return_index=True)[1]]
    statistic, p = np.full(len(slips), np.nan), np.full(len(slips), np.nan)
    present = of_unit[first]
    statistic[present] = longest[first]
    p[present] = np.minimum(rows_expected[first] * np.maximum(repeated[present], 1), 1.0)
    return _sign(statistic, p, family_rate)


def digit_patterns(observed_n: ArrayLike, expected: ArrayLike | None = None, family_rate: float = FAMILY_RATE) -> Sign:
    """Units whose last digits, weekdays or hours are spread otherwise than they should be (χ² goodness of fit).

    observed_n: units × categories, counts of independent things (of daily slip numbers the last digits, not the slips
    themselves: those cluster by day and would alarm); expected: the share of each category (one row or one a unit, any
    scale), by default all alike, as last digits of numbers well above 10 are (Beber & Scacco 2012, Polit Anal 20:211).
    statistic = Σ(observed − expected)²/expected, p from χ² with categories − 1 degrees of freedom. NaN where a category
    expects fewer than 5 (Cochran 1954, Biometrics 10:417): the distribution doesn't hold there.
    Raises ValueError for shapes that don't fit, negative counts, shares not above 0.
    """
    from scipy.special import gammaincc

    x = np.asarray(observed_n, float)
    if x.ndim != 2 or np.any(x < 0):
        raise ValueError("observed_n must be units × categories, 0 or more")
    share = np.ones(x.shape[1]) if expected is None else np.asarray(expected, float)
    if np.any(~(share > 0)) or share.shape[-1:] != x.shape[1:]:
        raise ValueError("expected must hold a share above 0 for each category")
    share = np.broadcast_to(share / share.sum(axis=-1, keepdims=True), x.shape)
    mean = x.sum(axis=1, keepdims=True) * share
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = ((x - mean) ** 2 / mean).sum(axis=1)
    fits = mean.min(axis=1, initial=np.inf) >= 5
    statistic = np.where(fits & (x.shape[1] > 1), statistic, np.nan)
    p = gammaincc(max(x.shape[1] - 1, 1) / 2, statistic / 2)
    return _sign(statistic, p, family_rate)


SIGNS = {
    "straight_lining": straight_lining,
    "bursts": bursts,
    "identical_blocks": identical_blocks,
    "too_good": too_good,
    "digit_patterns": digit_patterns,
}


def answer_quality(inputs: Mapping[str, tuple[ArrayLike, ...]], family_rate: float = FAMILY_RATE) -> dict[str, Sign]:
    """Several signs at once, the chance of any false flag at most `family_rate` over all of them together.

    inputs: the arguments of each sign by its name (SIGNS), e.g. {"straight_lining": (straight_n, slips_n)}; each gets
    an equal part of the rate (Bonferroni). Returns the signs by name. Raises ValueError for a name that isn't one, and
    as the signs do.
    """
    if unknown := sorted(set(inputs) - set(SIGNS)):
        raise ValueError(f"no such sign: {', '.join(unknown)}")
    part = family_rate / max(len(inputs), 1)
    return {name: SIGNS[name](*arguments, family_rate=part) for name, arguments in inputs.items()}


def _sign(statistic: Floats, p: Floats, family_rate: float) -> Sign:
    p = np.where(np.isnan(statistic), np.nan, p)
    return Sign(statistic, p, np.nan_to_num(adjust_p_values(p), nan=1.0) <= family_rate)


def _excess(k: Floats, n: Floats) -> Floats:
    """p of a share as high as k/n or higher in a unit that differs from the others only as they do among themselves."""
    from scipy.special import betainc

    known = (n > 0) & ~np.isnan(k)
    p = np.full(k.shape, np.nan)
    if not known.any():
        return p
    k, n = np.clip(k[known], 0.0, n[known]), n[known]
    city = float(k.sum() / n.sum())
    between, freedom = _honest_variance(k, n, city)
    # I_p(k, n − k + 1) is P(K ≥ k) at every whole k and continuous in between.
    chance = np.where(k > 0, betainc(np.maximum(k, 1e-9), n - k + 1, city), 1.0)
    # Half a slip less: a count stands for all between it and the next lower one.
    angle = np.arcsin(np.sqrt(np.clip((k - 0.5) / n, 0.0, 1.0)))
    t = (angle - np.arcsin(np.sqrt(city))) / np.sqrt(1 / (4 * n) + between)
    tail = betainc(freedom / 2, 0.5, freedom / (freedom + t**2)) / 2
    p[known] = np.maximum(chance, np.where(t > 0, tail, 1 - tail))
    # Where all are satisfied, or none, there is nothing to be too high.
    return p if 0 < city < 1 else np.where(known, 1.0, np.nan)


def _honest_variance(k: Floats, n: Floats, city: float) -> tuple[float, float]:
    """τ² between units on the arcsine scale, hardly moved by a few that interfere, and its degrees of freedom.

    DerSimonian and Laird's, from z winsorised at 10 %, whose mean square is divided by what winsorising leaves of a
    normal variance; for funnels the published method does without, but here it would raise three times the alarms.
    """
    found = overdispersion(k, n, city)
    phi, w = found.phi / WINSORISED, 4 * n
    room = w.sum() - (w**2).sum() / w.sum()
    between = max(0.0, (len(k) * phi - (len(k) - 1)) / room) if len(k) > 1 else 0.0
    # Tukey & McLaughlin 1963, Sankhyā A 25:331: the units not pulled in, less one.
    return between, max(0.8 * len(k) - 1, 1.0)
