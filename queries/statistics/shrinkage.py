"""Units told apart no further than their numbers allow: shrunk shares, and ranks with their uncertainty."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from queries.statistics.basics import Floats, Ints, counts
from queries.statistics.intervals import wilson_interval

EXACT_BELOW = 2.5  # shape of a beta distribution under which its logit is too skewed for an expansion
DEGENERATE = 1e7  # α + β beyond which no data of a city tell the units apart


class Shrunk(NamedTuple):
    """Empirical-Bayes estimates, one a unit, and the prior they share."""

    estimate: Floats
    low: Floats
    high: Floats
    alpha: float
    beta: float
    probability_lowest_tenth: Floats


class Ranks(NamedTuple):
    """Rank 1 is the lowest share."""

    median: Floats
    low: Floats
    high: Floats


def empirical_bayes(
    k: ArrayLike, n: ArrayLike, confidence: float = 0.95, *, draws: int = 1000, seed: int = 1
) -> Shrunk:
    """Shares pulled towards the city's, the more the fewer the answers (beta-binomial model).

    True shares come from Beta(α, β), fitted by maximum likelihood (`beta_prior`); a unit's posterior is
    Beta(α + k, β + n − k): estimate = (α + k)/(α + β + n), low and high its equal-tailed quantiles (Marshall 1991,
    JRSS C 40:283; Clayton & Kaldor 1987, Biometrics 43:671). Where the units differ no more than by chance, α and β
    are infinite: every estimate is Σk/Σn, and low, high are the Wilson interval of that share, the only one in doubt.
    probability_lowest_tenth: how often the unit is among the lowest ⌈I/10⌉ of the I units in `draws` seeded draws
    from all posteriors (standard error at most 0.5/√draws).

    k, n: one value a unit (one dimension), may be fractional. A unit without answers has no estimate (NaN) and no rank.
    Raises ValueError for k outside 0…n, confidence outside (0, 1), fewer than 1 draw.
    """
    k, n = _units(k, n)
    if not 0 < confidence < 1:
        raise ValueError("confidence must lie between 0 and 1")
    alpha, beta = beta_prior(k, n)
    known = (n > 0) & ~np.isnan(k)
    estimate, low, high, lowest = (np.full(k.shape, np.nan) for _ in range(4))
    if not known.any():
        return Shrunk(estimate, low, high, alpha, beta, lowest)
    k, n = k[known], n[known]
    if np.isinf(alpha + beta):
        total_k, total_n = min(k.sum(), n.sum()), n.sum()
        estimate[known] = total_k / total_n
        ends = wilson_interval(total_k, total_n, confidence)
        low[known], high[known] = float(ends[0]), float(ends[1])
        # Alike units share the places by lot.
        lowest[known] = -(-len(k) // 10) / len(k)
        return Shrunk(estimate, low, high, alpha, beta, lowest)
    from scipy.special import betaincinv

    a, b = alpha + k, beta + np.maximum(n - k, 0.0)
    estimate[known] = a / (a + b)
    low[known], high[known] = (betaincinv(a, b, q) for q in ((1 - confidence) / 2, (1 + confidence) / 2))
    lowest[known] = _rank_shares(a, b, draws, seed)[:, -(-len(k) // 10) - 1]
    return Shrunk(estimate, low, high, alpha, beta, lowest)


def rank_interval(k: ArrayLike, n: ArrayLike, draws: int = 2000, seed: int = 1, *, confidence: float = 0.95) -> Ranks:
    """Rank of each unit (1 = lowest share) and the interval it can't be told from (Goldstein & Spiegelhalter 1996).

    In each of `draws` seeded draws every unit gets a share from Beta(k + ½, n − k + ½) (Jeffreys) and all are ranked,
    ties by lot; median, low and high are the ½ and (1 ∓ confidence)/2 quantiles of a unit's ranks.
    Shares equal in truth get wide intervals, however far apart the sample puts them.

    k, n: one value a unit (one dimension), may be fractional; NaN and not ranked without answers.
    Raises ValueError for k outside 0…n, confidence outside (0, 1), fewer than 1 draw.
    """
    k, n = _units(k, n)
    if not 0 < confidence < 1:
        raise ValueError("confidence must lie between 0 and 1")
    known = (n > 0) & ~np.isnan(k)
    ends = [np.full(k.shape, np.nan) for _ in range(3)]
    if known.any():
        k, n = np.clip(k[known], 0.0, n[known]), n[known]
        below = _rank_shares(k + 0.5, n - k + 0.5, draws, seed)
        # 1e-9: a share of exactly 2.5 % of the draws has reached 2.5 %.
        for end, q in zip(ends, (0.5, (1 - confidence) / 2, (1 + confidence) / 2), strict=True):
            end[known] = 1 + (below < q - 1e-9).sum(axis=1)
    return Ranks(*ends)


def beta_prior(k: ArrayLike, n: ArrayLike) -> tuple[float, float]:
    """α and β of the beta distribution that the units' true shares come from, by maximum likelihood.

    Maximises Σ lnB(k + α, n − k + β) − lnB(α, β) by Newton's method in logit(α/(α+β)) and ln(α+β), from the moments.
    (inf, inf) where the likelihood rises all the way to "no difference between units": fewer than two units, all
    or none satisfied, or Tarone's score Σ[k(k−1)/p + (n−k)(n−k−1)/(1−p) − n(n−1)] (1979, Biometrika 66:585) not above
    0. k, n may be fractional; units without answers are left out. Raises ValueError for k outside 0…n.
    """
    k, n = _units(k, n)
    known = (n > 0) & ~np.isnan(k)
    k, n = np.clip(k[known], 0.0, n[known]), n[known]
    p = k.sum() / n.sum() if len(k) else 0.0
    if len(k) < 2 or not 0 < p < 1:
        return np.inf, np.inf
    score = (k * (k - 1) / p + (n - k) * (n - k - 1) / (1 - p) - n * (n - 1)).sum()
    # A hair above 0 is rounding: chance gives sums of the size of n.
    if score <= 1e-9 * n.sum():
        return np.inf, np.inf
    between = ((n * (k / n - p) ** 2).sum() / (p * (1 - p)) - (len(k) - 1)) / (n.sum() - (n**2).sum() / n.sum())
    size = np.clip(1 / max(between, 1e-9) - 1, 0.5, 1e5)
    logit, log_size = _newton(k, n, float(np.log(p / (1 - p))), float(np.log(size)))
    if log_size > np.log(DEGENERATE):
        return np.inf, np.inf
    mean = 1 / (1 + np.exp(-logit))
    return float(mean * np.exp(log_size)), float((1 - mean) * np.exp(log_size))


def _newton(k: Floats, n: Floats, x: float, y: float) -> tuple[float, float]:
    """Where the beta-binomial likelihood is highest, in x = logit of the mean and y = ln(α + β)."""
    from scipy.special import betaln, digamma, zeta

    def split(x: float, y: float) -> tuple[float, float]:
        mean = 1 / (1 + np.exp(-x))
        return mean * np.exp(y), (1 - mean) * np.exp(y)

    def likelihood(x: float, y: float) -> float:
        a, b = split(x, y)
        return float(betaln(k + a, n - k + b).sum() - len(k) * betaln(a, b))

    reached = likelihood(x, y)
    for _ in range(100):
        a, b = split(x, y)
        m = a + b
        common = digamma(m) * len(k) - digamma(n + m).sum()
        ga = digamma(k + a).sum() - len(k) * digamma(a) + common
        gb = digamma(n - k + b).sum() - len(k) * digamma(b) + common
        # ζ(2, x) is the trigamma function.
        hab = len(k) * zeta(2, m) - zeta(2, n + m).sum()
        haa = zeta(2, k + a).sum() - len(k) * zeta(2, a) + hab
        hbb = zeta(2, n - k + b).sum() - len(k) * zeta(2, b) + hab
        v = a * b / m
        gradient = np.array([v * (ga - gb), a * ga + b * gb])
        hxx = v * v * (haa - 2 * hab + hbb) + v * (b - a) / m * (ga - gb)
        hxy = v * (a * haa + (b - a) * hab - b * hbb) + gradient[0]
        hyy = a * a * haa + 2 * a * b * hab + b * b * hbb + gradient[1]
        values, vectors = np.linalg.eigh(np.array([[hxx, hxy], [hxy, hyy]]))
        # Where the surface bends upwards, Newton would climb down: go uphill along the same axes instead.
        step = vectors @ ((vectors.T @ gradient) / np.maximum(np.abs(values), 1e-12))
        step *= min(1.0, 2.0 / max(np.abs(step).max(), 1e-300))
        while (higher := likelihood(x + step[0], y + step[1])) < reached - 1e-13 * abs(reached):
            step /= 2
            if np.abs(step).max() < 1e-13:
                return x, y
        x, y, reached = x + step[0], y + step[1], higher
        if np.abs(step).max() < 1e-10 or y > np.log(DEGENERATE) + 1:
            break
    return x, y


def _units(k: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    k, n = (np.atleast_1d(a) for a in counts(k, n))
    if k.ndim != 1:
        raise ValueError("k and n must hold one value a unit")
    return k, n


def _rank_shares(a: Floats, b: Floats, draws: int, seed: int) -> Floats:
    """units × ranks: the share of draws in which a unit's rank is that or lower."""
    if draws < 1:
        raise ValueError("draws must be at least 1")
    rng = np.random.default_rng(seed)
    drawn = _logits(a, b, draws, rng)
    order: Ints = np.argsort(drawn, axis=1)
    if np.isinf(drawn).any():
        # Shares rounded to 0 or 1 tie; they fall by lot, not by their place in the table.
        order = np.lexsort((rng.random(drawn.shape), drawn), axis=1)
    order *= len(a)
    order += np.arange(len(a))
    found = np.bincount(order.ravel(), minlength=len(a) ** 2).reshape(len(a), len(a))
    return np.cumsum(found, axis=1) / draws


def _logits(a: Floats, b: Floats, draws: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """draws × units: random logits of shares from Beta(a, b).

    Ranks need no more than the logit, whose cumulants are polygamma functions, κ_r = ψ⁽ʳ⁻¹⁾(a) + (−1)ʳψ⁽ʳ⁻¹⁾(b); with
    both a and b from EXACT_BELOW up its Cornish–Fisher expansion of third order differs less than drawing does
    and is far faster than exact draws, which the smaller ones get.
    """
    from scipy.special import digamma, zeta

    mean, variance = digamma(a) - digamma(b), zeta(2, a) + zeta(2, b)
    skew = -2 * (zeta(3, a) - zeta(3, b)) / variance**1.5
    excess = 6 * (zeta(4, a) + zeta(4, b)) / variance**2
    spread = np.sqrt(variance)
    # Single precision is plenty for an order, and half the time.
    terms = (
        spread * (excess / 24 - skew**2 / 18),
        spread * skew / 6,
        spread * (1 - excess / 8 + 5 * skew**2 / 36),
        mean - spread * skew / 6,
    )
    z = rng.standard_normal((draws, len(a)), dtype=np.float32)
    drawn = z * terms[0].astype(np.float32)
    for term in terms[1:-1]:
        drawn += term.astype(np.float32)
        drawn *= z
    drawn += terms[-1].astype(np.float32)
    small = np.flatnonzero(np.minimum(a, b) < EXACT_BELOW)
    if len(small):
        with np.errstate(divide="ignore"):
            share = rng.beta(a[small], b[small], (draws, len(small)))
            drawn[:, small] = np.log(share) - np.log1p(-share)
    return drawn
