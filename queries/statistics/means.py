"""Means of what slips say (scores, minutes, visits), with an interval that knows a slip may give several answers."""

import numpy as np
from numpy.typing import ArrayLike

from queries.statistics.basics import Floats, normal_tail, two_sided_z


def cluster_mean(
    m: ArrayLike,
    wn: ArrayLike,
    ws: ArrayLike,
    wwss: ArrayLike,
    wwsn: ArrayLike,
    wwnn: ArrayLike,
    confidence: float = 0.95,
) -> tuple[Floats, Floats, Floats, Floats]:
    """Weighted mean of answers from sums over slips: m slips, Σwn, Σws, Σw²s², Σw²sn, Σw²n² (n answers, s their sum).

    With μ = Σws/Σwn and z_i = w_i(s_i − μ·n_i): var = m/(m−1)·Σz² / (Σwn)², as in cluster_interval, and the interval is
    μ ± t·√var with m − 1 degrees of freedom (Cochran 1977, Sampling Techniques, 6.3). Not below 0.

    Arrays broadcast. Returns (mean, low, high, standard error); NaN where there is no answer, ends too where m < 2.
    """
    from scipy.special import stdtrit

    m, wn, ws, wwss, wwsn, wwnn = (np.asarray(a, float) for a in (m, wn, ws, wwss, wwsn, wwnn))
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.where(wn > 0, ws / wn, np.nan)
        squares = wwss - 2 * mean * wwsn + mean**2 * wwnn
        # The three terms cancel when every slip has the same mean; what is left then is rounding, not variance.
        squares = np.where(squares <= 1e-12 * np.maximum(wwss, 1e-300), 0.0, squares)
        error = np.where(m >= 2, np.sqrt(m / (m - 1) * squares) / wn, np.nan)
    half = stdtrit(np.maximum(m - 1, 1), 0.5 + confidence / 2) * error
    return mean, np.maximum(mean - half, 0.0), mean + half, error


def mean_difference(difference: ArrayLike, error: ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats, Floats]:
    """Ends of a difference of two independent means, and the two-sided p of "they are equal" (normal).

    error: the standard error of the difference, √(error₁² + error₂²). Returns (low, high, p); NaN where unknown, p 1
    where there is neither a difference nor an error.
    """
    difference, error = np.asarray(difference, float), np.asarray(error, float)
    half = two_sided_z(confidence) * error
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(difference == 0, 0.0, np.abs(difference) / error)
    unknown = np.isnan(difference) | np.isnan(error)
    p = 2 * normal_tail(np.where(unknown, 0.0, np.minimum(z, 40.0)))
    return difference - half, difference + half, np.where(unknown, np.nan, p)
