"""Whether two measures of the same units go together."""

import numpy as np
from numpy.typing import ArrayLike

from queries.statistics.basics import Floats, two_sided_z


def rank_correlation(x: ArrayLike, y: ArrayLike, confidence: float = 0.95) -> tuple[float, float, float]:
    """Spearman's rank correlation, ties at their mean rank, with its interval: (rho, low, high).

    Interval on Fisher's scale, tanh(atanh ρ ± z·√((1 + ρ²/2)/(n − 3))) (Bonett & Wright 2000, Psychometrika 65:23).
    Pairs with a missing value are left out. All NaN with fewer than 4 pairs, or where one side never changes.
    Raises ValueError for arrays of different length.
    """
    a, b = np.asarray(x, float), np.asarray(y, float)
    if a.shape != b.shape or a.ndim != 1:
        raise ValueError("x and y must be of the same length")
    known = ~np.isnan(a) & ~np.isnan(b)
    a, b = _ranks(a[known]), _ranks(b[known])
    if len(a) < 4 or not np.ptp(a) or not np.ptp(b):
        return np.nan, np.nan, np.nan
    rho = float(np.clip(np.corrcoef(a, b)[0, 1], -1, 1))
    half = two_sided_z(confidence) * np.sqrt((1 + rho**2 / 2) / (len(a) - 3))
    with np.errstate(divide="ignore"):
        middle = np.arctanh(rho)
    return rho, float(np.tanh(middle - half)), float(np.tanh(middle + half))


def _ranks(values: Floats) -> Floats:
    """Ranks from 1; equal values share their mean rank."""
    _, place, often = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(often) - (often - 1) / 2)[place]
