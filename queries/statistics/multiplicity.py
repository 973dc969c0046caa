"""Many comparisons at once: p values that keep false alarms rare over all of them."""

import numpy as np
from numpy.typing import ArrayLike

from queries.statistics.basics import Floats

METHODS = ("fdr_bh", "fdr_by", "holm", "bonferroni")


def adjust_p_values(p: ArrayLike, method: str = "fdr_bh") -> Floats:
    """p adjusted for many comparisons, in any shape; compare the result with the level chosen.

    With the n known p in rising order p_1 … p_n:
    fdr_bh (Benjamini & Hochberg 1995, JRSS B 57:289): the smallest p_j·n/j over j ≥ i; of what is found, the share
    found by chance stays below the level. fdr_by (Benjamini & Yekutieli 2001, Ann Stat 29:1165): that times Σ 1/j, for
    any dependence. holm (Holm 1979, Scand J Stat 6:65): the largest (n − j + 1)·p_j over j ≤ i; the chance of even one
    false alarm stays below the level. bonferroni: n·p, the same and never more powerful. At most 1.

    NaN stays NaN and is not counted as a comparison. Raises ValueError on another method or p outside 0…1.
    By hand, because statsmodels needs scipy.stats; tested against statsmodels.
    """
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}")
    p = np.asarray(p, float)
    flat = p.ravel()
    known = np.flatnonzero(~np.isnan(flat))
    if np.any((flat[known] < 0) | (flat[known] > 1)):
        raise ValueError("p must lie between 0 and 1")
    order = known[np.argsort(flat[known])]
    rising, n = flat[order], len(order)
    rank = np.arange(1, n + 1)
    if method == "bonferroni":
        found = n * rising
    elif method == "holm":
        found = np.maximum.accumulate((n - rank + 1) * rising)
    else:
        factor = n * (np.sum(1 / rank) if method == "fdr_by" else 1.0)
        found = np.minimum.accumulate((rising * (factor / rank))[::-1])[::-1]
    adjusted = np.full(flat.shape, np.nan)
    adjusted[order] = np.minimum(found, 1.0)
    return adjusted.reshape(p.shape)
