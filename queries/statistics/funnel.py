"""Funnel plots: how far a unit's share may lie from the city's by chance alone, given how many answered."""

from statistics import NormalDist
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from queries.statistics.basics import Floats, counts, shares, two_sided_z

Scale = Literal["arcsine", "share"]
Method = Literal["exact", "mirrored", "wilson"]

WARNING, ALARM = 0.95, 0.998  # the two funnels


class Overdispersion(NamedTuple):
    """How much more the units differ than chance would let them. tau2 is on the scale it was asked for."""

    phi: float
    tau2: float
    z: Floats
    is_overdispersed: bool


def funnel_limits(
    p: ArrayLike,
    n: ArrayLike,
    confidence: float = WARNING,
    *,
    method: Method = "exact",
    tau2: float | None = None,
    scale: Scale = "arcsine",
) -> tuple[Floats, Floats]:
    """Between which shares a unit of n answers lies with the probability `confidence` if its true share is p.

    exact: binomial with interpolation (Spiegelhalter 2005, Stat Med 24:1185, appendix A.1.1): with r the smallest
    number for which F(r) ≥ q, limit = (r − (F(r) − q)/(F(r) − F(r−1)))/n, at q = (1 ∓ confidence)/2. n may be
    fractional (effective numbers): F(r) = I₁₋ₚ(n − r, r + 1), the incomplete beta function, is the binomial
    distribution at every whole n and continuous in between.
    mirrored: the same below, and above 1 − the lower limit of 1 − p. The formula of `exact` is not symmetric: above, it
    cuts one count too early (of 30 answers at p = 0.85, 29 lie beyond its 95 % limit, which chance gives in 4.8 % of
    units, not 2.5 %); mirrored, no unit lies beyond a limit more often than it says, above or below.
    wilson: p ∓ z·√(p(1−p)/n), beyond which lie just those units whose Wilson interval misses p; what
    PHEindicatormethods::calculate_funnel_limits gives for proportions.

    tau2, if above 0, is the additive variance between units of `overdispersion` on the same `scale`:
    arcsine: sin²(asin√p ∓ z·√(1/(4n) + tau2)) (FunnelPlotR for proportions; ends kept at 0 and 1, where that package
    folds back); share: p ∓ z·√(p(1−p)/n + tau2) (Spiegelhalter 2005, section 3.2). `method` then plays no part.

    p and n broadcast. Returns (low, high) as shares 0–1; NaN where n is 0 or anything is missing.
    Raises ValueError for p outside 0…1, negative n or tau2, an unknown method or scale, confidence outside (0, 1).
    """
    p, n = np.broadcast_arrays(np.asarray(p, float), np.asarray(n, float))
    z = two_sided_z(confidence)
    _check(scale)
    if method not in ("exact", "mirrored", "wilson"):
        raise ValueError("method must be exact, mirrored or wilson")
    if np.any((p < 0) | (p > 1)) or np.any(n < 0) or (tau2 is not None and tau2 < 0):
        raise ValueError("p must lie between 0 and 1, n and tau2 must not be negative")
    size = np.where(n > 0, n, np.nan)
    if tau2 is not None and tau2 > 0 and scale == "arcsine":
        centre, half = np.arcsin(np.sqrt(p)), z * np.sqrt(1 / (4 * size) + tau2)
        angles = np.clip(centre - half, 0, np.pi / 2), np.clip(centre + half, 0, np.pi / 2)
        low, high = (np.sin(angle) ** 2 for angle in angles)
    elif method == "wilson" or tau2:
        half = z * np.sqrt(p * (1 - p) / size + (tau2 or 0.0))
        low, high = p - half, p + half
    else:
        rest = (1 - confidence) / 2
        low = _binomial_quantile(rest, size, p)
        high = _binomial_quantile(1 - rest, size, p) if method == "exact" else 1 - _binomial_quantile(rest, size, 1 - p)
    return np.clip(low, 0.0, 1.0), np.clip(high, 0.0, 1.0)


def overdispersion(
    k: ArrayLike, n: ArrayLike, p: float | None = None, winsorise: float = 0.1, *, scale: Scale = "arcsine"
) -> Overdispersion:
    """Whether units differ more than answers drawn at random from one share p (by default Σk/Σn), and by how much.

    z = (y − y₀)/s with y = asin√(k/n), y₀ = asin√p, s = 1/(2√n) (scale arcsine: FunnelPlotR for proportions) or
    y = k/n, s = √(p(1−p)/n) (scale share: Spiegelhalter 2005, Stat Med 24:1185). The z are pulled in to their
    `winsorise` and 1 − `winsorise` quantiles (type 7), so that a few extreme units don't widen the funnel for all.
    phi = Σz²/I; tau2 = max(0, (I·phi − (I−1)) / (Σw − Σw²/Σw)), w = 1/s² (DerSimonian & Laird 1986), a variance.
    Winsorising at 10 % leaves 0.68 of a normal variance and the method makes no amends: tau2 is rather too small than
    too big, and seldom above 0 by chance.

    k, n: one value a unit, may be fractional. Units without answers are left out. Returns phi (NaN with no unit),
    tau2, the winsorised z in the shape of k (NaN where left out), is_overdispersed = tau2 > 0.
    Raises ValueError for k outside 0…n, p outside 0…1, winsorise outside 0…0.5, an unknown scale.
    """
    k, n = counts(k, n)
    _check(scale)
    if not 0 <= winsorise <= 0.5:
        raise ValueError("winsorise must lie between 0 and 0.5")
    known = (n > 0) & ~np.isnan(k)
    z = np.full(k.shape, np.nan)
    units = int(known.sum())
    if not units:
        return Overdispersion(float("nan"), 0.0, z, False)
    k, n = k[known], n[known]
    p = float(np.clip(k.sum() / n.sum(), 0.0, 1.0)) if p is None else float(p)
    if not 0 <= p <= 1:
        raise ValueError("p must lie between 0 and 1")
    if scale == "arcsine":
        distance, spread = np.arcsin(np.sqrt(shares(k, n))) - np.arcsin(np.sqrt(p)), 1 / (2 * np.sqrt(n))
    elif 0 < p < 1:
        distance, spread = k / n - p, np.sqrt(p * (1 - p) / n)
    else:
        # At p = 0 or 1 chance allows no difference at all; without one there is nothing to measure.
        distance, spread = np.zeros(units), np.ones(units)
    raw = distance / spread
    pulled = np.clip(raw, *np.quantile(raw, [winsorise, 1 - winsorise]))
    z[known] = pulled
    phi = float(np.mean(pulled**2))
    w = 1 / spread**2
    room = w.sum() - (w**2).sum() / w.sum()
    tau2 = max(0.0, (units * phi - (units - 1)) / room) if units > 1 else 0.0
    return Overdispersion(phi, float(tau2), z, tau2 > 0)


def funnel_place(
    k: ArrayLike,
    n: ArrayLike,
    p: ArrayLike,
    tau2: float | None = None,
    *,
    method: Method = "mirrored",
    scale: Scale = "arcsine",
) -> NDArray[np.str_]:
    """Where each unit lies: 'above 99.8', 'above 95', 'like', 'below 95', 'below 99.8'; 'none' without answers.

    A unit is out only if its share lies beyond the limit of `funnel_limits`, not on it. Arguments, broadcasting and
    errors as there, but `mirrored` by default: of units like the city at most 2.5 % are expected above the 95 % funnel
    and as many below it. Draw the limits with the same method.
    """
    k, n, p = np.broadcast_arrays(*counts(k, n), np.asarray(p, float))
    share = shares(k, n)
    # Whether 0.25 lies on a limit of 0.25 must not hang on the last bit.
    slack = 1e-12
    inner, outer = (funnel_limits(p, n, c, method=method, tau2=tau2, scale=scale) for c in (WARNING, ALARM))
    known = ~np.isnan(share) & ~np.isnan(inner[0])
    cases = [
        (~known, "none"),
        (share > outer[1] + slack, "above 99.8"),
        (share < outer[0] - slack, "below 99.8"),
        (share > inner[1] + slack, "above 95"),
        (share < inner[0] - slack, "below 95"),
    ]
    return np.select([where for where, _ in cases], [name for _, name in cases], "like")


def _check(scale: str) -> None:
    if scale not in ("arcsine", "share"):
        raise ValueError("scale must be arcsine or share")


def _binomial_quantile(q: float, n: Floats, p: Floats) -> Floats:
    """The interpolated quantile q of a binomial share; n may be fractional, NaN gives NaN."""
    from scipy.special import betainc

    def up_to(r: Floats) -> Floats:
        inside = (r >= 0) & (r < n)
        tail = betainc(np.where(inside, n - r, 1.0), np.where(inside, r + 1, 1.0), 1 - p)
        return np.where(inside, tail, np.where(r >= n, 1.0, 0.0))

    # Cornish and Fisher's guess is at most a step or two away.
    z = NormalDist().inv_cdf(q)
    guess = n * p + z * np.sqrt(n * p * (1 - p)) + (z**2 - 1) * (1 - 2 * p) / 6
    r = np.clip(np.floor(guess), 0, np.ceil(n))
    while True:
        upper, lower = up_to(r), up_to(r - 1)
        step = np.where(upper < q, 1.0, np.where(lower >= q, -1.0, 0.0))
        step = np.where(np.isnan(r), 0.0, step)
        if not step.any():
            break
        r = r + step
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.clip((r - (upper - q) / (upper - lower)) / n, 0.0, 1.0)
