"""What is worked out of several answers at once: units against the city, signals in a series, what drives satisfaction.

Each function is named in the header of a question ('then: …'). It takes what was asked, with the statement's rows and a
way to ask other questions, whose small cells are hidden already, and returns the answer as a table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from queries import statistics
from queries.catalog import Catalog
from queries.change import rows_of
from queries.filters import Filters

Ask = Callable[..., pd.DataFrame]  # of queries.question.ask: name, filters, and its options
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SEED = 20260630
DRAWS = 1000  # of ranks: another seed moves the ends by a rank or two
BOOTSTRAPS = 250
CURVE_POINTS = 60  # of a funnel limit
CLUSTERS_AT_LEAST = 20  # wards, for a bootstrap of wards; fewer, and slips are drawn instead
SLIPS_AT_LEAST = 100  # complete slips, for weights that mean anything
EFFECTIVE = ("index_pct", "effective_n")
UNIT_KEYS = {"ward": ["ward_code", "ward_from"], "district": ["district_code"]}  # what tells its rows apart
# In the order in which they name a signal (statistics.variation).
RULES = ["beyond_limits", "trend", "two_in_three", "shift"]
SHRUNK = {
    "estimate": "shrunk_pct",
    "low": "shrunk_low",
    "high": "shrunk_high",
    "probability_lowest_tenth": "lowest_tenth_pct",
}
DRIVER_COLUMNS = ("importance_pct", "importance_low", "importance_high", "explained_pct", "gain_pct")
COMPARED_COLUMNS = (
    "z", "shrunk_pct", "shrunk_low", "shrunk_high", "lowest_tenth_pct", "adjusted_pct", "adjusted_low", "adjusted_high",
    "rank_low", "rank_high",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What an analysis works with: the statement's rows, other questions under any filters, catalogue and filters."""

    rows: pd.DataFrame
    ask: Ask
    catalog: Catalog
    filters: Filters


def comparison(asked: Asked) -> pd.DataFrame:
    """Wards or districts against the city: place in the funnel, shrunk and mix-adjusted estimates, rank as interval.

    rows: one a unit and field, w_answers_sum, w_satisfied_sum. Hidden and empty units get no estimate; units of few
    slips get the shrunk one, but no place in the funnel.
    """
    level = "ward" if "ward_code" in asked.rows else "district"
    # The spread, the prior, the mix and the ranks are the city's, whichever of its units are asked for.
    whole = replace(asked.filters, district=(), ward=())
    units = asked.ask(f"satisfaction_by_{level}", whole)
    city = asked.ask("headline", whole)["index_pct"].to_numpy(float, na_value=np.nan)[0]
    pct, n = (units[name].to_numpy(float, na_value=np.nan) for name in EFFECTIVE)
    known = ~np.isnan(pct) & (n > 0) & ~np.isnan(city)
    judged = known & ~units["is_few"].to_numpy(bool)
    k = pct / 100 * n
    spread = statistics.overdispersion(k[judged], n[judged], city / 100) if judged.any() else None
    found = {name: np.full(len(units), np.nan) for name in COMPARED_COLUMNS}
    place = np.full(len(units), "none", dtype=object)
    if known.any():
        if spread is not None:
            found["z"][judged] = spread.z
            places = statistics.funnel_place(k[judged], n[judged], city / 100, tau2=spread.tau2)
            place[judged] = [str(one).replace(" ", "_").replace(".", "") for one in places]
        shrunk = statistics.empirical_bayes(k[known], n[known], seed=SEED)
        for name, column in SHRUNK.items():
            found[column][known] = 100 * getattr(shrunk, name)
        ranks = statistics.rank_interval(k[known], n[known], draws=DRAWS, seed=SEED)
        found["rank_low"][known], found["rank_high"][known] = ranks.low, ranks.high
        adjusted = _adjusted(asked.rows, units, level, n)
        for name, values in zip(("adjusted_pct", "adjusted_low", "adjusted_high"), adjusted, strict=True):
            found[name][known] = values[known]
    chosen = asked.ask(f"satisfaction_by_{level}", asked.filters)
    row = rows_of(chosen, units, UNIT_KEYS[level])
    gone = chosen["index_pct"].isna().to_numpy()
    found = {name: np.where(gone, np.nan, values[row]) for name, values in found.items()}
    columns = {name: chosen[name] for name in chosen} | found
    tau2 = spread.tau2 if spread else 0.0
    columns |= {
        "city_pct": np.full(len(chosen), city),
        "tau2": np.full(len(chosen), tau2),
        "place": np.where(gone, "none", place[row]),
    }
    return pd.DataFrame(columns, copy=False)


def funnel_curves(compared: pd.DataFrame) -> pd.DataFrame:
    """The limits (0–100) by which `comparison` places units, over the range of sizes it shows.

    Columns effective_n (rising), city_pct, low_95, high_95, low_998, high_998; empty where nothing is shown.
    """
    shown = compared[compared["index_pct"].notna()]
    city = float(shown["city_pct"].iloc[0]) if len(shown) else np.nan
    size = shown["effective_n"].to_numpy(float)
    n = np.empty(0) if np.isnan(city) else np.geomspace(max(5.0, size.min() * 0.9), size.max() * 1.1, CURVE_POINTS)
    found = {"effective_n": n, "city_pct": np.full(len(n), city)}
    for name, confidence in (("95", 0.95), ("998", 0.998)):
        tau2 = float(shown["tau2"].iloc[0]) if len(n) else 0.0
        share = np.full(len(n), city / 100)
        low, high = statistics.funnel_limits(share, n, confidence, method="mirrored", tau2=tau2)  # as funnel_place
        found |= {f"low_{name}": 100 * low, f"high_{name}": 100 * high}
    return pd.DataFrame(found)


def _adjusted(rows: pd.DataFrame, units: pd.DataFrame, level: str, n: Floats) -> tuple[Floats, Floats, Floats]:
    """Each unit's index at the city's mix of fields (0–100) with its interval; NaN where too little is covered."""
    unit = rows_of(rows, units, UNIT_KEYS[level])
    field, fields = pd.factorize(rows["field_code"])
    answers, satisfied = np.zeros((len(units), len(fields))), np.zeros((len(units), len(fields)))
    kept = unit >= 0
    np.add.at(answers, (unit[kept], field[kept]), rows["w_answers_sum"].to_numpy(float)[kept])
    np.add.at(satisfied, (unit[kept], field[kept]), rows["w_satisfied_sum"].to_numpy(float)[kept])
    mix = answers.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        # An answer is worth as much in every field as in the unit as a whole: its effective number ÷ its answers.
        worth = np.nan_to_num(n / answers.sum(axis=1))
    k_effective, n_effective = satisfied * worth[:, None], answers * worth[:, None]
    result = statistics.standardise(np.minimum(k_effective, n_effective), n_effective, list(fields), mix)
    return 100 * result.direct, 100 * result.direct_low, 100 * result.direct_high


def signals(asked: Asked) -> pd.DataFrame:
    """A monthly series with control limits, worked out anew after each break, and the rules that fired."""
    months = asked.ask("satisfaction_by_month", asked.filters)
    values = months["index_pct"].to_numpy(float, na_value=np.nan)
    cuts = [pd.Timestamp(cut.on) for cut in asked.catalog.breaks_of(asked.filters.instrument)]
    starts = np.searchsorted(months["month"].to_numpy(), np.array(cuts, dtype="datetime64[us]"))
    found = statistics.control_chart(values, rebase_at=sorted({int(at) for at in starts if 0 < at < len(values)}))
    rule = np.select([getattr(found, name) != 0 for name in RULES], RULES, "none")
    columns = {name: months[name] for name in months} | {
        "segment": found.segment,
        "centre_pct": found.centre,
        "lower_pct": np.clip(found.lower, 0, 100),
        "upper_pct": np.clip(found.upper, 0, 100),
        "signal": np.select([found.direction > 0, found.direction < 0], ["high", "low"], "none"),
        "rule": np.where(found.direction != 0, rule, "none"),
    }
    return pd.DataFrame(columns, copy=False)


def drivers_by_factor(asked: Asked) -> pd.DataFrame:
    """What the five factors contribute to a slip that is satisfied throughout."""
    base = asked.ask("satisfaction_by_factor", replace(asked.filters, factor=None))
    items = asked.ask("satisfaction_by_item", replace(asked.filters, factor=None))
    groups = [
        [int(code[1:]) for code in items.loc[items["factor_code"] == factor, "item_code"]]
        for factor in base["factor_code"]
    ]
    return _drivers(asked.rows, base, groups)


def drivers_by_item(asked: Asked) -> pd.DataFrame:
    """What each question contributes to a slip that is satisfied throughout."""
    base = asked.ask("satisfaction_by_item", replace(asked.filters, factor=None))
    return _drivers(asked.rows, base, [[int(code[1:])] for code in base["item_code"]])


def _drivers(rows: pd.DataFrame, base: pd.DataFrame, groups: list[list[int]]) -> pd.DataFrame:
    """`base` with the importance of each of its rows, whose bits in the masks are `groups`."""
    found = {name: np.full(len(base), np.nan) for name in DRIVER_COLUMNS}
    products = _products(rows, groups) if len(base) and not base["is_hidden"].any() else None
    if products is not None:
        weights, slopes = _weights(products.sum(axis=0))
        drawn, _ = _weights(_resampled(products))
        found["importance_pct"] = 100 * weights.share
        found["importance_low"], found["importance_high"] = 100 * np.nanpercentile(drawn.share, [2.5, 97.5], axis=0)
        found["explained_pct"] = np.full(len(base), 100 * weights.r_squared)
        found["gain_pct"] = slopes
    return pd.DataFrame({name: base[name] for name in base} | found, copy=False)


def _products(rows: pd.DataFrame, groups: list[list[int]]) -> NDArray | None:
    """Sums of products of (1, the groups' satisfied shares, the whole slip satisfied) in each cluster.

    Shape clusters × (p+2) × (p+2). Slips that leave a group out entirely are not used; None with fewer than
    SLIPS_AT_LEAST.
    """
    valid, satisfied = (rows[name].to_numpy(np.uint64) for name in ("valid_mask", "satisfied_mask"))
    shares = []
    for bits in groups:
        mask = np.uint64(sum(1 << bit for bit in bits))
        with np.errstate(invalid="ignore"):
            shares.append(np.bitwise_count(satisfied & mask) / np.bitwise_count(valid & mask))
    columns = [np.ones(len(rows)), *shares, (valid == satisfied).astype(float)]
    values = np.column_stack(columns)
    complete = ~np.isnan(values).any(axis=1)
    weight, slips = rows["w_sum"].to_numpy(float), rows["slips_n"].to_numpy(float)
    if slips[complete].sum() < SLIPS_AT_LEAST:
        return None
    values, weight = values[complete], weight[complete]
    cluster, wards = pd.factorize(rows["ward_code"][complete])
    if len(wards) < CLUSTERS_AT_LEAST:
        return weight[:, None, None] * values[:, :, None] * values[:, None, :]
    products = np.zeros((len(wards), values.shape[1], values.shape[1]))
    order = np.argsort(cluster, kind="stable")
    edges = np.searchsorted(cluster[order], np.arange(len(wards) + 1))
    for ward in range(len(wards)):
        part = order[edges[ward] : edges[ward + 1]]
        products[ward] = (values[part] * weight[part, None]).T @ values[part]
    return products


def _weights(products: Floats) -> tuple[statistics.Weights, Floats]:
    """Relative weights and slopes out of sums of products; leading dimensions are draws."""
    size = products[..., :1, :1]
    means = products[..., :1, 1:] / size
    covariance = products[..., 1:, 1:] / size - np.swapaxes(means, -1, -2) * means
    deviation = np.sqrt(np.clip(np.diagonal(covariance, axis1=-2, axis2=-1), 0, None))
    with np.errstate(divide="ignore", invalid="ignore"):
        correlation = covariance / (deviation[..., :, None] * deviation[..., None, :])
    correlation = np.where(deviation[..., :, None] * deviation[..., None, :] > 1e-12, correlation, 0.0)
    diagonal = np.arange(correlation.shape[-1])
    correlation[..., diagonal, diagonal] = 1.0
    weights = statistics.relative_weights_from(correlation[..., :-1, :-1], correlation[..., :-1, -1])
    slopes = (np.linalg.pinv(covariance[..., :-1, :-1], hermitian=True) @ covariance[..., :-1, -1:])[..., 0]
    return weights, slopes


def _resampled(products: NDArray) -> Floats:
    """The sums of products of samples of clusters drawn with replacement."""
    chance = np.random.default_rng(SEED)
    clusters = len(products)
    counts = chance.multinomial(clusters, np.full(clusters, 1 / clusters), size=BOOTSTRAPS).astype(float)
    return (counts @ products.reshape(clusters, -1)).reshape(BOOTSTRAPS, *products.shape[1:])


def quality(asked: Asked) -> pd.DataFrame:
    """Signs of interference with the survey, ward by ward: same answers throughout, too good, too many on one day."""
    units = asked.ask("satisfaction_by_ward", Filters(asked.filters.instrument, asked.filters.start, asked.filters.end))
    keys = UNIT_KEYS["ward"]
    unit = rows_of(asked.rows, units, keys)
    rows, unit = asked.rows[unit >= 0], unit[unit >= 0]
    days, day = np.unique(_joined(rows["days"]), return_inverse=True)
    counts = {
        name: np.bincount(unit, rows[name].to_numpy(float), len(units))
        for name in ("slips_n", "answers_n", "judged_n", "alike_n", "top_n")
    }
    width = max(len(days), 1)
    place = np.repeat(unit * width, rows["days"].map(len)) + day
    daily = np.bincount(place, _joined(rows["daily_n"]), len(units) * width)
    daily = daily.reshape(len(units), width)
    # Hidden wards are left out of everything: what is said of one would say how few it has.
    shown = ~units["is_hidden"].to_numpy(bool) & (counts["slips_n"] > 0)
    judged, alike = (np.where(shown, counts[name], 0) for name in ("judged_n", "alike_n"))
    daily[~shown] = 0
    pct, n = (np.where(shown, units[name].to_numpy(float, na_value=0.0), 0) for name in EFFECTIVE)
    signs = {
        "is_alike": statistics.straight_lining(alike, judged),
        "is_good": statistics.too_good(pct / 100 * n, n),
        "is_burst": statistics.bursts(daily),
    }
    flags = {name: sign.is_flagged for name, sign in signs.items()}
    most = rows["most_n"].max() if len(rows) else np.nan
    last = np.full(len(units), np.datetime64("NaT", "us"))
    last[unit] = rows["last_on"].to_numpy("datetime64[us]")
    last[~shown] = np.datetime64("NaT", "us")
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = {
            "alike_pct": 100 * counts["alike_n"] / counts["judged_n"],
            "top_pct": 100 * counts["top_n"] / counts["judged_n"],
            "busiest_n": signs["is_burst"].statistic,
            "missing_pct": 100 * (1 - counts["answers_n"] / (counts["slips_n"] * most)),
        }
    kept = [
        *keys,
        "ward_name",
        "ward_kind",
        "district_code",
        "district_name",
        "slips_n",
        "index_pct",
        "is_hidden",
        "is_few",
    ]
    columns = {name: units[name] for name in kept}
    columns |= {name: np.where(shown, values, np.nan) for name, values in shares.items()}
    columns |= {"last_on": last} | flags | {"signs_n": sum(flag.astype(int) for flag in flags.values())}
    return pd.DataFrame(columns, copy=False)


def _joined(lists: pd.Series) -> Ints:
    """Lists of whole numbers, one after the other."""
    return np.concatenate([np.empty(0, int), *lists]).astype(int)


ANALYSES: dict[str, Callable[[Asked], pd.DataFrame]] = {
    "comparison": comparison,
    "signals": signals,
    "drivers_by_factor": drivers_by_factor,
    "drivers_by_item": drivers_by_item,
    "quality": quality,
}
