"""Intervals of shares and of their differences, and the p values that go with them."""

import numpy as np
from numpy.typing import ArrayLike

from queries.statistics.basics import Floats, counts, normal_tail, two_sided_z


def wilson_interval(satisfied_n: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Wilson score interval of a share (Wilson 1927, JASA 22:209).

    centre = (p + z²/2n) / (1 + z²/n), half = z·√(p(1−p)/n + z²/4n²) / (1 + z²/n), with p = satisfied_n / n.

    satisfied_n and n broadcast against each other and may be fractional (effective numbers).
    Returns (low, high) as shares 0–1; NaN where n is 0 or missing.
    Raises ValueError if satisfied_n lies outside 0…n or confidence outside (0, 1).
    """
    k, m = counts(satisfied_n, n)
    z = two_sided_z(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.clip(k / m, 0.0, 1.0)
        scale = 1 + z**2 / m
        centre = (p + z**2 / (2 * m)) / scale
        half = z * np.sqrt(p * (1 - p) / m + z**2 / (4 * m**2)) / scale
    # At p = 0 and p = 1 the ends are exact; rounding would leave 1e-17 or 0.9999….
    low = np.where(p <= 0, 0.0, np.maximum(centre - half, 0.0))
    high = np.where(p >= 1, 1.0, np.minimum(centre + half, 1.0))
    known = m > 0
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def cluster_interval(
    m: ArrayLike,
    n: ArrayLike,
    wn: ArrayLike,
    wk: ArrayLike,
    wwkk: ArrayLike,
    wwkn: ArrayLike,
    wwnn: ArrayLike,
    confidence: float = 0.95,
) -> tuple[Floats, Floats, Floats, Floats]:
    """Weighted share of satisfied answers with an interval that knows a slip gives many answers.

    From seven sums over slips: m slips, n answers, Σwn, Σwk, Σw²k², Σw²kn, Σw²n². With p = Σwk/Σwn and
    z_i = w_i(k_i − p·n_i): Σz² = Σw²k² − 2pΣw²kn + p²Σw²n²; var = m/(m−1)·Σz² / (Σwn)² (the ratio estimator's
    linearised variance with slips as clusters); effective_n = p(1−p)/var, at most n, and m where var = 0 or m < 2.
    The interval is Wilson's on effective_n.

    Arrays broadcast. Returns (pct 0–100, low 0–100, high 0–100, effective_n); NaN where there is no answer.
    """
    m, n, wn, wk, wwkk, wwkn, wwnn = (np.asarray(a, float) for a in (m, n, wn, wk, wwkk, wwkn, wwnn))
    with np.errstate(divide="ignore", invalid="ignore"):
        p = np.clip(wk / wn, 0.0, 1.0)
        squares = wwkk - 2 * p * wwkn + p**2 * wwnn
        # The three terms cancel when every slip has the same share; what is left then is rounding, not variance.
        squares = np.where(squares <= 1e-12 * np.maximum(wwnn, 1e-300), 0.0, squares)
        variance = m / (m - 1) * squares / wn**2
        effective = np.where((variance > 0) & (m >= 2), p * (1 - p) / variance, m)
    effective = np.minimum(effective, n)
    known = (wn > 0) & (n > 0)
    p = np.where(known, p, 0.0)
    effective = np.where(known, effective, 0.0)
    low, high = wilson_interval(p * effective, effective, confidence)
    blank = np.where(known, 0.0, np.nan)
    return 100 * p + blank, 100 * low, 100 * high, effective + blank


def difference_interval(
    k1: ArrayLike, n1: ArrayLike, k2: ArrayLike, n2: ArrayLike, confidence: float = 0.95
) -> tuple[Floats, Floats, Floats]:
    """Difference of two independent shares, k1/n1 − k2/n2 (Newcombe 1998, Stat Med 17:873, method 10).

    low = d − √((p1−l1)² + (u2−p2)²), high = d + √((u1−p1)² + (p2−l2)²) with l, u the Wilson ends of each share.

    k and n may be fractional (effective numbers). Returns (difference, low, high) as shares −1…1; NaN where either n
    is 0 or missing.
    """
    k1, n1, k2, n2 = (np.asarray(a, float) for a in (k1, n1, k2, n2))
    with np.errstate(divide="ignore", invalid="ignore"):
        p1, p2 = k1 / n1, k2 / n2
    low1, high1 = wilson_interval(k1, n1, confidence)
    low2, high2 = wilson_interval(k2, n2, confidence)
    difference = p1 - p2
    low = difference - np.sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)
    high = difference + np.sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return difference, np.maximum(low, -1.0), np.minimum(high, 1.0)


def difference_p_value(k1: ArrayLike, n1: ArrayLike, k2: ArrayLike, n2: ArrayLike) -> Floats:
    """Two-sided p of "the two shares are equal" by the pooled score test; 1 where nothing can be told.

    k and n may be fractional (effective numbers). Shape of the broadcast inputs.
    """
    k1, n1, k2, n2 = (np.asarray(a, float) for a in (k1, n1, k2, n2))
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = (k1 + k2) / (n1 + n2)
        z = (k1 / n1 - k2 / n2) / np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    return 2 * normal_tail(np.abs(np.nan_to_num(z, nan=0.0)))


def share_p_value(k: ArrayLike, n: ArrayLike, p: ArrayLike) -> Floats:
    """Two-sided p of "this share is p" by the score test; 1 where nothing can be told. k, n may be fractional."""
    k, n, p = (np.asarray(a, float) for a in (k, n, p))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (k / n - p) / np.sqrt(p * (1 - p) / n)
    return 2 * normal_tail(np.abs(np.nan_to_num(z, nan=0.0, posinf=40.0, neginf=-40.0)))
