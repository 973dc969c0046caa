"""What the statistics share: checked counts, the normal distribution, arrays.

scipy.special is imported inside the functions that need it, and scipy.stats nowhere: it would cost each server 60 MB
and its first reader half a second.
"""

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]


def counts(k: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    """k and n broadcast to one shape as floats; fractions (effective numbers) and NaN are welcome.

    Raises ValueError if a known k lies outside 0…n.
    """
    k, n = np.broadcast_arrays(np.asarray(k, float), np.asarray(n, float))
    # Sums of decimals miss a bound by some 1e-16; that is not a wrong input.
    slack = 1e-9 * np.maximum(1.0, np.abs(n))
    if np.any(k < -slack) or np.any(k > n + slack) or np.any(n < 0):
        raise ValueError("satisfied_n must lie between 0 and n")
    return k, n


def shares(k: Floats, n: Floats) -> Floats:
    """k/n within 0…1, NaN where n is 0 or either is missing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.clip(k / n, 0.0, 1.0)


def two_sided_z(confidence: float) -> float:
    """The normal quantile that leaves (1 − confidence)/2 on each side. Raises ValueError outside (0, 1)."""
    if not 0 < confidence < 1:
        raise ValueError("confidence must lie between 0 and 1")
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def normal_tail(z: ArrayLike) -> Floats:
    """P(Z > z) of the standard normal: erfc(z/√2)/2."""
    return np.vectorize(math.erfc, otypes=[float])(np.asarray(z, float) / math.sqrt(2)) / 2
