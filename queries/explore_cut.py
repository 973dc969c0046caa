"""What a pivot may ask: measures, dimensions and comparisons by their codes, and which of them go together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from queries.catalog import Catalog

MOST_CELLS = 5_000
DISTRICTS_END = date(2025, 6, 1)  # the last month with districts
COMPARISONS = ("previous", "last_year", "city", "unit", "date")


@dataclass(frozen=True)
class Measure:
    """What is counted in each slip.

    kind: 'share' (0–100, of answers or slips), 'mean' (of the measure's own unit) or 'count' (slips).
    of_slips: it says one thing a slip, so that factors and items cannot share it. good: 1 where more is better, −1
    where less is, 0 where neither. has_rollup: the roll-ups of satisfied answers hold it.
    """

    kind: str
    of_slips: bool = False
    good: int = 1
    has_rollup: bool = False


@dataclass(frozen=True)
class Dimension:
    """A way of telling slips or answers apart: its columns in the cells, and of which family only one can be used."""

    columns: tuple[str, ...]
    family: str


MEASURES: dict[str, Measure] = {
    "index": Measure("share", has_rollup=True),
    "mean": Measure("mean"),
    "dissatisfied": Measure("share", good=-1),
    "neutral": Measure("share", good=0),
    "n": Measure("count", good=0, has_rollup=True),
    "wait": Measure("mean", of_slips=True, good=-1),
    "visits": Measure("mean", of_slips=True, good=-1),
    "harassment": Measure("share", of_slips=True, good=-1),
}
DIMENSIONS: dict[str, Dimension] = {
    "month": Dimension(("month",), "time"),
    "quarter": Dimension(("quarter",), "time"),
    "year": Dimension(("year",), "time"),
    "district": Dimension(("district_code",), "district"),
    "ward": Dimension(("ward_code", "ward_from"), "ward"),
    "former_district": Dimension(("district_code",), "district"),
    "field": Dimension(("field_code",), "field"),
    "procedure": Dimension(("procedure_code",), "procedure"),
    "channel": Dimension(("channel",), "channel"),
    "respondent_kind": Dimension(("respondent_kind",), "respondent_kind"),
    "gender": Dimension(("gender",), "gender"),
    "age_band": Dimension(("age_band",), "age_band"),
    "factor": Dimension(("factor_code",), "answer"),
    "item": Dimension(("item_code",), "answer"),
    "instrument": Dimension(("instrument_code",), "instrument"),
    "weekday": Dimension(("weekday",), "weekday"),
}
SIDES = ("rows", "columns", "multiples")
PLACES = ("district", "ward", "former_district")


class CannotCut(Exception):
    """The pivot has no answer: `reason` ends a glossary key, `values` are what its sentence needs."""

    def __init__(self, reason: str, **values: int | str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


@dataclass(frozen=True)
class Cut:
    """A pivot: a measure by up to three dimensions ('' for none), compared with something or not.

    against: code of a district or ward to compare with; since: the first month of 'after'.
    """

    measure: str = "index"
    rows: str = "field"
    columns: str = ""
    multiples: str = ""
    compare: str = ""
    against: str = ""
    since: date | None = None

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Those in use, in the order rows, columns, multiples."""
        return tuple(name for name in (self.rows, self.columns, self.multiples) if name)

    @property
    def time(self) -> str:
        """The grain of time in use, '' for none."""
        return next((name for name in self.dimensions if DIMENSIONS[name].family == "time"), "")

    def pairs(self) -> dict[str, str]:
        """What of it is not at its default, as the codes of a link."""
        default = Cut()
        names = ("measure", *SIDES, "compare", "against")
        codes = {name: getattr(self, name) for name in names if getattr(self, name) != getattr(default, name)}
        return codes | ({"since": f"{self.since:%Y-%m}"} if self.since else {})


def cut_of(codes: Mapping[str, str], catalog: Catalog) -> tuple[Cut, list[str]]:
    """A pivot from the codes of a link or a command line, and the names of those that could not be used.

    What is unknown, or does not go with what comes before it, is left at nothing (rows and measure: at the default).
    """
    bad: list[str] = []

    def known(name: str, allowed: Mapping[str, object] | tuple[str, ...], default: str) -> str:
        value = codes.get(name, default)
        if value in allowed or value == default:
            return value
        bad.append(name)
        return default

    measure = known("measure", MEASURES, Cut.measure)
    chosen: dict[str, str] = {}
    for side in SIDES:
        value = known(side, DIMENSIONS, Cut.rows if side == "rows" else "")
        if value and value not in open_dimensions(measure, chosen.values()):
            bad.append(side)
            value = ""
        chosen[side] = value
    if not chosen["rows"]:
        chosen["rows"] = Cut.rows
    compare = known("compare", COMPARISONS, "")
    against = known("against", {**catalog.districts, **catalog.wards}, "")
    since = _month(codes.get("since", ""))
    if "since" in codes and since is None:
        bad.append("since")
    if (compare == "unit" and not against) or (compare == "date" and since is None):
        bad.append("compare")
        compare = ""
    cut = Cut(
        measure,
        **chosen,
        compare=compare,
        against=against if compare == "unit" else "",
        since=since if compare == "date" else None,
    )
    return cut, list(dict.fromkeys(bad))


def open_dimensions(measure: str, taken: object = ()) -> list[str]:
    """The dimensions that a side can still take: none of a family taken, none that the measure cannot share."""
    families = {DIMENSIONS[name].family for name in taken if name}
    if MEASURES[measure].of_slips:
        families.add("answer")
    return [name for name, dimension in DIMENSIONS.items() if dimension.family not in families]


def _month(text: str) -> date | None:
    """The first day of '2026-07'; None for anything else."""
    try:
        return date.fromisoformat(f"{text}-01") if len(text) == 7 else None
    except ValueError:
        return None
