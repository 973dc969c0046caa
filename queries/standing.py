"""Where units stand against the city's value: above, below, or not to be told from it."""

import numpy as np
import pandas as pd

from queries.statistics import adjust_p_values, difference_interval, share_p_value

SIGNIFICANCE = 0.05


def standing(frame: pd.DataFrame, city_pct: float | None) -> pd.DataFrame:
    """`frame` with band (above, like, below, none) and p_value against the city's value.

    frame: rows with index_pct, effective_n, is_few; hidden and empty rows, and those of few slips, are 'none'. p is
    that of the score test on the effective number of answers, adjusted over all rows compared (Benjamini–Hochberg), so
    that of the units named above or below at most 5 % are expected to be there by chance.
    """
    frame = frame.copy()
    pct = frame["index_pct"].to_numpy(float, na_value=np.nan) / 100
    n = frame["effective_n"].to_numpy(float, na_value=np.nan)
    known = ~np.isnan(pct) & ~frame["is_few"].to_numpy(bool) & (city_pct is not None)
    city = (city_pct or 0.0) / 100
    p = np.where(known, share_p_value(np.where(known, pct * n, 0), np.where(known, n, 1), city), np.nan)
    adjusted = adjust_p_values(p)
    is_far = np.nan_to_num(adjusted, nan=1.0) < SIGNIFICANCE
    frame["p_value"] = adjusted
    frame["band"] = np.select([~known, ~is_far, pct > city], ["none", "like", "above"], "below")
    return frame


def gap(frame: pd.DataFrame) -> tuple[float, float] | None:
    """Interval (points) of the difference between the highest and the lowest shown row; None with fewer than two.

    The two ends are picked after looking, so the confidence is raised to 1 − 5 %/number of pairs (Bonferroni).
    """
    pct, n = (frame[name].to_numpy(float, na_value=np.nan) for name in ("index_pct", "effective_n"))
    shown = np.flatnonzero(~np.isnan(pct))
    if len(shown) < 2:
        return None
    ends = shown[[np.argmax(pct[shown]), np.argmin(pct[shown])]]
    (p1, p2), (n1, n2) = pct[ends] / 100, n[ends]
    pairs = len(shown) * (len(shown) - 1) / 2
    _, low, high = difference_interval(p1 * n1, n1, p2 * n2, n2, 1 - SIGNIFICANCE / pairs)
    return 100 * float(low), 100 * float(high)
