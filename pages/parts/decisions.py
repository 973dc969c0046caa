"""What needs a decision this week: at most six lines on the overview, the most urgent first.

Urgency = severity × share, both 0–1. Severity says how far something is from what it should be, against the level at
which it counts as wholly out of hand; share says how many of the people whom the city serves it concerns. Their product
ranks a moderate fault that many meet above a grave one that few meet, and neither alone can carry a line to the top.

| rule | severity: 1 at | share |
|---|---|---|
| low_falling: wards below the city beyond chance that fell beyond chance | a mean fall of 5 points | their slips ÷ all slips |
| unseen: slips of the suggestion book unread for over 10 days | the oldest waiting 60 days | those slips ÷ received in the period |
| actions: points of the action plan past their day | half a year late (median) | slips of their wards ÷ all slips |
| uninspected: wards with findings and no inspection for half a year or more | two years (the longest) | their slips ÷ all |
| dossiers: overdue on the national portal | half of them overdue | the share overdue itself |
| portal: points of index 766 that leading wards already win | the whole of a group's points | that group ÷ 100 points |

Slips stand for people: each is of somebody who came to a counter (without any survey, wards stand for them). Index 766 asks nobody, so its points weigh only as much
as they move the index. A rule whose fault is absent, unknown or hidden says nothing. Ties keep the order of the table.
"""  # noqa: E501

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

import numpy as np
import pandas as pd

from pages.parts import frames, show
from pages.parts import numbers as fmt
from pages.parts.context import Context
from pages.parts.portal import win_rows
from pages.parts.sentences import unseen_slips
from pages.parts.words import counted, names_text, t
from queries.filters import Filters
from queries.standing import standing

MOST = 6
# Severity is 1 at: points fallen, days waited, days late, days uninspected, % overdue.
WORST = {"low_falling": 5.0, "unseen": 60.0, "actions": 182.0, "uninspected": 730.0, "dossiers": 50.0}
RULES = ("low_falling", "unseen", "actions", "uninspected", "dossiers", "portal")
PAGE_OF = {
    "low_falling": "districts",
    "unseen": "feedback",
    "actions": "actions",
    "uninspected": "inspections",
    "dossiers": "dossiers",
    "portal": "portal_index",
}
LATE_AFTER = 10  # days a slip may wait to be read
AGAIN_AFTER = 182  # days after which a ward with findings should have been inspected again
NAMED = 3


@dataclass(frozen=True)
class Decision:
    """One line: the rule it comes from, the sentence, how grave it is and how many it concerns (both 0–1)."""

    rule: str
    sentence: str
    severity: float
    share: float

    @property
    def urgency(self) -> float:
        """Severity × share, 0–1."""
        return _unit(self.severity) * _unit(self.share)


def ordered(found: list[Decision | None], most: int = MOST) -> list[Decision]:
    """The lines to show, the most urgent first; what is not urgent at all is left out."""
    urgent = [one for one in found if one is not None and one.urgency > 0]
    return sorted(urgent, key=lambda one: (-one.urgency, RULES.index(one.rule)))[:most]


def decided(ctx: Context, wards: pd.DataFrame, city_pct: float | None) -> list[Decision]:
    """What needs a decision within the filters in force; wards and city_pct as for `text`."""
    key = ("decided", ctx.filters, ctx.lang)  # wards and city_pct are answers under the same filters
    return ctx.database.shelved(key, lambda: ordered(_found(ctx, wards, city_pct)))


def text(ctx: Context, wards: pd.DataFrame, city_pct: float | None) -> str:
    """The list as one piece of markdown, each line linked to its page under the filters in force.

    wards: satisfaction_by_ward compared with the previous period; city_pct: the index they are held against.
    """
    lines = decided(ctx, wards, city_pct)
    now = of_plan(ctx)
    title = f"#### {t('decide.title', ctx.lang)} ({ctx.worded(now)})"
    if not lines:
        return f"{title}\n\n{t('decide.none', ctx.lang)}"
    own = {"lang": ctx.lang} if ctx.lang != "vi" else {}
    links = {rule: urlencode(now.query() | own, safe=",") for rule in RULES}
    links["low_falling"] = urlencode(ctx.filters.query() | own, safe=",")  # of the period that is looked at
    rows = [f"1. [{show.plain(one.sentence)}]({PAGE_OF[one.rule]}?{links[one.rule]})" for one in lines]
    return "\n".join([title, "", *rows])


def _found(ctx: Context, wards: pd.DataFrame, city_pct: float | None) -> list[Decision | None]:
    # What is open is decided as of the last whole quarter, whichever period is looked at.
    place = of_plan(ctx)
    now = replace(ctx, filters=place)
    so_far = place.over(ctx.catalog.first_month, place.end)
    return [
        low_falling(wards, city_pct, ctx),
        unseen(now.ask("slips_funnel"), place.last_day, now),
        actions(now.ask("actions"), wards, now),
        uninspected(now.ask("inspections_by_unit", so_far), wards, now),
        dossiers(now.ask("dossiers_by_unit"), now),
        portal(now.ask("portal_by_group"), now),
    ]


def of_place(filters: Filters) -> Filters:
    """The period and the place alone: the other registers know no channel or procedure, and their answers are kept."""
    period = Filters(filters.instrument, filters.start, filters.end)
    return replace(period, district=filters.district, ward=filters.ward)


def of_plan(ctx: Context) -> Filters:
    """The place at the last whole quarter: what is late or open is so now, whichever period is looked at."""
    return of_place(ctx.filters).over(*ctx.catalog.default_period)


def low_falling(wards: pd.DataFrame, city_pct: float | None, ctx: Context) -> Decision | None:
    """Wards below the city beyond chance that fell beyond chance since the previous period."""
    judged = standing(wards, city_pct)
    fell = judged["is_beyond_chance"].astype(bool) & (judged["change_pct"] < 0)
    kept = judged[judged["band"].eq("below") & fell].sort_values("change_pct")
    if kept.empty:
        return None
    names = names_text(frames.unit_names(kept, "ward", ctx), ctx.lang, NAMED)
    sentence = t("decide.low_falling", ctx.lang, wards=counted(len(kept), "ward", ctx.lang), names=names)
    return Decision(
        "low_falling", sentence, -kept["change_pct"].mean() / WORST["low_falling"], _people(kept.index, wards)
    )


def unseen(answer: pd.DataFrame, last_day: date, ctx: Context) -> Decision | None:
    """Slips of the suggestion book that no leader has read within ten days."""
    row = answer.iloc[0]
    late, received = row["unseen_overdue_n"], row["received_n"]
    if fmt.is_missing(late) or late <= 0 or fmt.is_missing(row["oldest_unseen_on"]):
        return None
    oldest = ""
    if not fmt.is_missing(row["oldest_ward_code"]):
        unit = ctx.catalog.ward(row["oldest_ward_code"], row["oldest_unseen_on"].date())
        oldest = _inside(unit.word(ctx.lang), ctx)
    waited = (min(pd.Timestamp(last_day), row["as_of_on"]) - row["oldest_unseen_on"]).days
    sentence = unseen_slips(int(row["unseen_n"]), int(late), LATE_AFTER, oldest, ctx.lang)
    return Decision("unseen", sentence, waited / WORST["unseen"], late / received if received else 1.0)


def actions(answer: pd.DataFrame, wards: pd.DataFrame, ctx: Context) -> Decision | None:
    """Points of the action plan past their day and not done."""
    late = answer[answer["is_late"]].sort_values("late_days", ascending=False, kind="stable")
    if late.empty:
        return None
    codes = set(late.loc[late["unit_level"] == "ward", "unit_code"])
    first = late.iloc[0]
    sentence = t(
        "decide.actions",
        ctx.lang,
        actions=counted(len(late), "action", ctx.lang),
        days=counted(int(first["late_days"]), "day", ctx.lang),
        name=_unit_word(first, ctx),
    )
    people = _people(wards.index[wards["ward_code"].isin(codes)], wards)
    return Decision("actions", sentence, late["late_days"].median() / WORST["actions"], people)


def uninspected(answer: pd.DataFrame, wards: pd.DataFrame, ctx: Context) -> Decision | None:
    """Wards in which inspections found something and that nobody has inspected for half a year or more."""
    found = answer["city_team_findings_n"].fillna(0) + answer["self_findings_n"].fillna(0)
    in_force = {unit.key for unit in ctx.catalog.wards_on(ctx.filters.last_day).values()}
    kept = answer[answer["unit_level"].eq("ward") & (found > 0) & (answer["uninspected_days"] >= AGAIN_AFTER)]
    kept = kept[_keys(kept).isin(in_force)].sort_values("uninspected_days", ascending=False)
    if kept.empty:
        return None
    sentence = t(
        "decide.uninspected",
        ctx.lang,
        wards=counted(len(kept), "ward", ctx.lang),
        least=counted(AGAIN_AFTER, "day", ctx.lang),
        days=counted(int(kept["uninspected_days"].iloc[0]), "day", ctx.lang),
        name=_unit_word(kept.iloc[0], ctx),
    )
    here = wards.index[_keys(wards).isin(_keys(kept))]
    return Decision(
        "uninspected", sentence, kept["uninspected_days"].max() / WORST["uninspected"], _people(here, wards)
    )


def dossiers(answer: pd.DataFrame, ctx: Context) -> Decision | None:
    """Dossiers overdue as the national portal counts them, which is the stricter of the two sources."""
    judged = answer["portal_done_n"].astype(float)  # as on the page Hồ sơ: late of those done
    late = answer["portal_overdue_n"].astype(float)
    if not judged.sum() > 0 or not late.sum() > 0:
        return None
    share = late.sum() / judged.sum()
    worst = answer.loc[(late / judged.where(judged > 0)).idxmax()]
    sentence = t(
        "decide.dossiers",
        ctx.lang,
        pct=fmt.percent(100 * share, ctx.lang),
        dossiers=counted(int(late.sum()), "dossier", ctx.lang),
        name=_unit_word(worst, ctx),
        most=fmt.percent(100 * (late / judged).max(), ctx.lang),
    )
    return Decision("dossiers", sentence, 100 * share / WORST["dossiers"], share)


def portal(groups: pd.DataFrame, ctx: Context) -> Decision | None:
    """The group of index 766 in which leading wards already win most points more than the city."""
    rows = win_rows(groups, ctx)
    if rows.empty or rows["gap_score"].iloc[0] <= 0:
        return None
    first = rows.iloc[0]
    sentence = t("decide.portal", ctx.lang, name=first["name"], gap=first["value_text"].lstrip("+"))
    return Decision("portal", sentence, first["gap_score"] / first["max_score"], first["max_score"] / 100)


def _people(chosen: pd.Index, wards: pd.DataFrame) -> float:
    """The share of all slips that come from the chosen rows of wards; hidden wards count as nothing.

    Where nobody was asked at all, every ward counts alike.
    """
    slips = wards["slips_n"].to_numpy("float64", na_value=0.0)
    weight = slips if slips.sum() else np.ones(len(wards))
    return float(weight[wards.index.isin(chosen)].sum() / weight.sum()) if len(wards) else 0.0


def _unit_word(row: pd.Series, ctx: Context) -> str:
    """The unit of a row inside a sentence: 'phường Ba Đình'; a department by its name."""
    if row["unit_level"] == "ward":
        lives = ctx.catalog.wards[row["unit_code"]]
        word = next(unit.word(ctx.lang) for unit in lives if unit.valid_from == row["unit_from"].date())
        return _inside(word, ctx)
    unit = ctx.catalog.districts.get(row["unit_code"])
    return _inside(unit.word(ctx.lang), ctx) if unit else row["unit_name"]


def _inside(name: str, ctx: Context) -> str:
    """A unit's name inside a sentence: xã Phú Xuyên; in English the proper name comes first."""
    return name if ctx.lang == "en" else name[:1].lower() + name[1:]


def _keys(frame: pd.DataFrame) -> pd.Series:
    """What tells lives of wards apart, as Unit.key."""
    return frame["ward_code"].astype(str) + "@" + frame["ward_from"].astype(str).str[:10]


def _unit(value: float) -> float:
    return 0.0 if fmt.is_missing(value) else float(np.clip(value, 0, 1))
