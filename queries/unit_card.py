"""One unit on one page: a row a measure, put together out of the questions of the other pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from queries.analysis import Asked
from queries.filters import Filters

Row = dict[str, Any]
UNIT = ["unit_level", "unit_code", "unit_from", "unit_name", "unit_kind"]
NUMBERS = [
    "value", "value_low", "value_high", "base_n", "before_value", "before_low", "before_high", "before_n",
    "change_pct", "change_low", "change_high",
]  # fmt: skip
COLUMNS = [
    *UNIT, "section_code", "measure_code", "part_code", "part_name", "part_name_en", "measured_in", *NUMBERS[:3],
    "place", *NUMBERS[3:], "is_beyond_chance", "state_code",
]  # fmt: skip
INDEX = {
    "value": "index_pct",
    "value_low": "index_low",
    "value_high": "index_high",
    "base_n": "slips_n",
    "before_value": "before_index_pct",
    "before_low": "before_low",
    "before_high": "before_high",
    "before_n": "before_slips_n",
    "change_pct": "change_pct",
    "change_low": "change_low",
    "change_high": "change_high",
    "is_beyond_chance": "is_beyond_chance",
}
INSPECTIONS = (
    "city_team_n",
    "city_team_with_findings_n",
    "self_n",
    "self_with_findings_n",
    "due_n",
    "remedied_on_time_n",
)
SLIPS = ("received_n", "seen_n", "answered_n", "unseen_n", "unseen_overdue_n")
SOURCES = ("centre", "portal")
GROUPS = ("ckmb", "tdgq", "online", "tttt", "mdsh", "mdhl")


def unit_card(asked: Asked) -> pd.DataFrame:
    """What is known of each unit that the filters name, with the previous period beside it.

    rows: one a unit, UNIT. Every number is that of another question under the same filters; what that one hides is
    hidden here. Counts of a former district are those of the wards that lie in it by most of their area.
    """
    rows: list[Row] = []
    for unit in asked.rows.to_dict("records"):
        level, code = unit["unit_level"], unit["unit_code"]
        filters = replace(Filters(asked.filters.instrument, asked.filters.start, asked.filters.end), **{level: (code,)})
        for section, measures in SECTIONS.items():
            rows += [{**unit, "section_code": section, **row} for row in measures(asked, filters, level)]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    # Answers say "nothing" in several ways; here it is NaN.
    numbers = {name: frame[name].where(frame[name].notna(), np.nan).astype(float) for name in NUMBERS}
    return frame.assign(**numbers).astype({"is_beyond_chance": "boolean"})


def _measure(code: str, measured_in: str, value: Any, **more: Any) -> Row:
    """A row of the card; nothing known is 'missing', unless the state is given."""
    state = "missing" if value is None or pd.isna(value) else "ok"
    return {"measure_code": code, "measured_in": measured_in, "value": value, "state_code": state, **more}


def _before(asked: Asked, filters: Filters) -> Filters | None:
    """The previous period; None where a break lies between, behind which a code may stand for another unit."""
    earlier = filters.previous()
    cut = asked.catalog.break_between(filters.instrument, earlier.start, filters.end)
    return None if cut else earlier


def _both(asked: Asked, name: str, filters: Filters, sums: Callable[[pd.DataFrame], Row]) -> tuple[Row, Row]:
    """What `sums` makes of an answer of this and of the previous period; the latter empty across a break."""
    earlier = _before(asked, filters)
    return sums(asked.ask(name, filters)), sums(asked.ask(name, earlier)) if earlier else {}


def _counts(now: Row, before: Row, codes: Mapping[str, str]) -> Iterator[Row]:
    """Measures without an interval: code → what it is measured in."""
    for code, measured_in in codes.items():
        yield _measure(code, measured_in, now.get(code), before_value=before.get(code))


def _satisfaction(asked: Asked, filters: Filters, level: str) -> Iterator[Row]:
    (row,) = asked.ask("headline", filters, compare="previous").to_dict("records")
    yield _index("index", row)
    place = asked.ask(f"comparison_by_{level}", filters).to_dict("records")
    if len(place) == 1:
        (one,) = place
        judged = one["place"] != "none"
        yield _measure(
            "funnel", "place", one["city_pct"] if judged else None, place=one["place"], base_n=one["effective_n"]
        )
        middle = (one["rank_low"] + one["rank_high"]) / 2
        yield _measure("rank", "rank", middle, value_low=one["rank_low"], value_high=one["rank_high"])


def _factors(asked: Asked, filters: Filters, _level: str) -> Iterator[Row]:
    for row in asked.ask("satisfaction_by_factor", filters, compare="previous").to_dict("records"):
        names = {f"part_{name}": row[f"factor_{name}"] for name in ("code", "name", "name_en")}
        yield _index("factor_index", row) | names


def _index(code: str, row: Row) -> Row:
    """An index with its interval, slips and change."""
    state = "hidden" if row["is_hidden"] else "few" if row["is_few"] else None
    found = _measure(code, "pct", **{name: row[column] for name, column in INDEX.items()})
    return found | ({"state_code": state} if state else {})


def _inspections(asked: Asked, filters: Filters, _level: str) -> Iterator[Row]:
    def sums(answer: pd.DataFrame) -> Row:
        return {name: answer[name].sum() for name in INSPECTIONS} | {
            "uninspected_days": answer["uninspected_days"].max()
        }

    now, before = _both(asked, "inspections_by_unit", filters, sums)
    yield from _counts(now, before, dict.fromkeys(INSPECTIONS, "count") | {"uninspected_days": "days"})


def _slips(asked: Asked, filters: Filters, _level: str) -> Iterator[Row]:
    now, before = _both(asked, "slips_funnel", filters, lambda answer: answer.iloc[0].to_dict())
    yield from _counts(now, before, dict.fromkeys(SLIPS, "count") | {"seen_median_days": "days"})
    satisfied = _measure(
        "slip_satisfied",
        "pct",
        now["satisfied_pct"],
        base_n=now["rated_n"],
        before_value=before.get("satisfied_pct"),
        before_n=before.get("rated_n"),
    )
    yield satisfied | ({"state_code": "hidden"} if now["is_hidden"] else {})


def _dossiers(asked: Asked, filters: Filters, level: str) -> Iterator[Row]:
    def sums(answer: pd.DataFrame) -> Row:
        # Since there are no districts, those of a former one are reported by its wards.
        own = answer[answer["unit_level"].eq(level)]
        answer = own if len(own) else answer
        found: Row = {}
        for source in SOURCES:
            total = {
                name: answer[f"{source}_{name}"].astype(float).sum(min_count=1)
                for name in ("received_n", "online_n", "done_n", "on_time_n", "overdue_n", "open_n")
            }
            # As dossiers_by_unit divides: the centre by what is done, the portal by what is done or still open.
            judged = total["done_n"] + (total["open_n"] if source == "portal" else 0)
            found |= {
                f"{source}_received_n": total["received_n"],
                f"{source}_on_time_pct": _share(total["on_time_n"], judged),
                f"{source}_overdue_n": total["overdue_n"],
                f"{source}_online_pct": _share(total["online_n"], total["received_n"]),
            }
        return found

    now, before = _both(asked, "dossiers_by_unit", filters, sums)
    yield from _counts(now, before, {name: "pct" if name.endswith("_pct") else "count" for name in now})


def _portal(asked: Asked, filters: Filters, level: str) -> Iterator[Row]:
    answer = asked.ask("portal_by_ward", filters) if level == "ward" else pd.DataFrame()
    if answer.empty:  # the portal has no former districts
        yield _measure("portal_score", "points", None)
        return
    (row,) = answer.to_dict("records")
    yield _measure("portal_score", "points", row["score"], value_high=row["max_score"])
    yield _measure("portal_rank", "rank", row["rank"], base_n=row["rank_of"])
    names = asked.ask("portal_by_group", filters).set_index("group_code")
    for group in GROUPS:
        code = group.upper()
        words = names.loc[code] if code in names.index else {"group_name": code, "group_name_en": code}
        yield _measure(
            "portal_lost",
            "points",
            row[f"lost_{group}"],
            part_code=code,
            part_name=words["group_name"],
            part_name_en=words["group_name_en"],
        )


def _actions(asked: Asked, filters: Filters, _level: str) -> Iterator[Row]:
    answer = asked.ask("actions", filters)
    followed = answer["follow_up"].isin(["better", "worse", "unclear"])
    counts = {
        "actions_n": len(answer),
        "actions_done_n": int((answer["action_status"] == "done").sum()),
        "actions_late_n": int(answer["is_late"].sum()),
        "actions_better_n": int((answer["follow_up"] == "better").sum()),
    }
    for code, value in counts.items():
        yield _measure(code, "count", value, base_n=int(followed.sum()) if code == "actions_better_n" else None)


def _share(part: float, whole: float) -> float:
    return 100 * part / whole if whole > 0 else np.nan


SECTIONS: dict[str, Callable[[Asked, Filters, str], Iterator[Row]]] = {
    "satisfaction": _satisfaction,
    "factor": _factors,
    "inspection": _inspections,
    "slip": _slips,
    "dossier": _dossiers,
    "portal": _portal,
    "action": _actions,
}
