"""Statistics of shares. Pure functions of arrays; no database, no words.

Arrays in, arrays out: k of n answers (fractions where answers come several a slip: effective numbers), shares 0–1
unless a name ends in _pct. NaN in, NaN out; 0 of 0 is unknown.

intervals       what a share, a difference, a p value is worth
means           the same for means of scores, minutes, visits
multiplicity    many comparisons at once
funnel          how far a unit may lie from the city by chance
shrinkage       shrunk shares and ranks with their uncertainty
mix             units as if all had the city's mix of work
control         signal or noise in a series
drivers         what explains the overall judgement
event_time      what happens around an event, against units without it
quality         signs of interference with a survey
association     whether two measures of the same units go together
survival        how long things wait that may still be waiting
"""

from typing import TYPE_CHECKING, Any

from queries.statistics.association import rank_correlation
from queries.statistics.control import (
    ControlChart,
    assurance,
    assured,
    beyond_limits,
    control_chart,
    shift,
    trend,
    two_in_three,
    variation,
)
from queries.statistics.drivers import (
    Weights,
    bootstrap_weights,
    correlations,
    lmg,
    lmg_from,
    relative_weights,
    relative_weights_from,
)
from queries.statistics.event_time import EventTime, event_study
from queries.statistics.funnel import Overdispersion, funnel_limits, funnel_place, overdispersion
from queries.statistics.intervals import (
    cluster_interval,
    difference_interval,
    difference_p_value,
    share_p_value,
    wilson_interval,
)
from queries.statistics.means import cluster_mean, mean_difference
from queries.statistics.mix import Standardised, byar_interval, standardise
from queries.statistics.multiplicity import adjust_p_values
from queries.statistics.quality import (
    Sign,
    answer_quality,
    bursts,
    digit_patterns,
    identical_blocks,
    straight_lining,
    too_good,
)
from queries.statistics.shrinkage import Ranks, Shrunk, beta_prior, empirical_bayes, rank_interval
from queries.statistics.survival import Survival, kaplan_meier

if TYPE_CHECKING:
    from queries.suppression import hide_small


def __getattr__(name: str) -> Any:
    """hide_small, which works on tables: the rest of this package is not to wait for pandas."""
    if name == "hide_small":
        from queries.suppression import hide_small

        return hide_small
    raise AttributeError(name)


__all__ = [
    "ControlChart",
    "EventTime",
    "Overdispersion",
    "Ranks",
    "Shrunk",
    "Sign",
    "Standardised",
    "Survival",
    "Weights",
    "adjust_p_values",
    "answer_quality",
    "assurance",
    "assured",
    "beta_prior",
    "beyond_limits",
    "bootstrap_weights",
    "bursts",
    "byar_interval",
    "cluster_interval",
    "cluster_mean",
    "control_chart",
    "correlations",
    "difference_interval",
    "difference_p_value",
    "digit_patterns",
    "empirical_bayes",
    "event_study",
    "funnel_limits",
    "funnel_place",
    "hide_small",
    "identical_blocks",
    "kaplan_meier",
    "lmg",
    "lmg_from",
    "mean_difference",
    "overdispersion",
    "rank_correlation",
    "rank_interval",
    "relative_weights",
    "relative_weights_from",
    "share_p_value",
    "shift",
    "standardise",
    "straight_lining",
    "too_good",
    "trend",
    "two_in_three",
    "variation",
    "wilson_interval",
]
