"""How long things wait, when some of them still do."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from queries.statistics.basics import Floats, two_sided_z

ROUNDING = 1e-12  # what a product of shares may miss a bound by


@dataclass(frozen=True)
class Survival:
    """Share still waiting after each day, along the last axis; shares 0–1."""

    at_risk: Floats  # that have neither ended nor left before that day
    waiting: Floats
    low: Floats
    high: Floats

    def quantile(self, share: float) -> Floats:
        """The first day by which that share has ended (0.5: the median); NaN where it has not come to that.

        The smallest t with S(t) ≤ 1 − share. Raises ValueError for a share outside (0, 1).
        """
        if not 0 < share < 1:
            raise ValueError("share must lie between 0 and 1")
        is_reached = self.waiting <= 1 - share + ROUNDING
        return np.where(is_reached.any(axis=-1), is_reached.argmax(axis=-1), np.nan)


def kaplan_meier(ended_n: ArrayLike, left_n: ArrayLike, confidence: float = 0.95) -> Survival:
    """Kaplan–Meier estimate of the share still waiting after each day (Kaplan & Meier 1958, JASA 53:457).

    ended_n[…, t]: how many ended on day t; left_n[…, t]: how many were last seen waiting on day t (censored: they were
    at risk on that day too). The last axis counts days from 0; further axes are groups.
    S(t) = Π_{s≤t} (1 − d_s/n_s). Interval on the log(−log S) scale with Greenwood's sum, so that it stays within 0…1:
    S^exp(±z·√(Σ d/(n(n−d)))/log S) (Kalbfleisch & Prentice 2002, section 1.4).
    Before anything has ended S = low = high = 1; where all that were at risk have ended S = 0, the interval unknown;
    without anything at risk from day 0 on everything is NaN. After the last one has left S stays as it was.
    Raises ValueError for negative counts or different shapes.
    """
    ended, left = np.asarray(ended_n, float), np.asarray(left_n, float)
    if ended.shape != left.shape or not ended.ndim or np.any(ended < 0) or np.any(left < 0):
        raise ValueError("ended_n and left_n must be counts of the same shape")
    at_risk = np.flip(np.cumsum(np.flip(ended + left, -1), -1), -1)
    with np.errstate(divide="ignore", invalid="ignore"):
        hazard = np.where(at_risk > 0, ended / at_risk, 0.0)
        greenwood = np.where(at_risk > 0, ended / (at_risk * (at_risk - ended)), 0.0)
        waiting = np.cumprod(1 - hazard, axis=-1)
        error = np.sqrt(np.cumsum(greenwood, axis=-1)) / np.abs(np.log(waiting))
        factor = np.exp(two_sided_z(confidence) * error)
        low, high = waiting**factor, waiting ** (1 / factor)
    is_whole, is_empty = waiting >= 1 - ROUNDING, waiting <= ROUNDING
    waiting = np.where(is_empty, 0.0, waiting)
    low, high = (np.select([is_whole, is_empty], [1.0, np.nan], end) for end in (low, high))
    nobody = at_risk[..., :1] <= 0
    return Survival(at_risk, *(np.where(nobody, np.nan, values) for values in (waiting, low, high)))
