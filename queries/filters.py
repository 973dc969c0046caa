"""The filters that every satisfaction question takes, read from codes as they stand in a link or on a command line."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from queries.catalog import Catalog

LISTS = ("district", "ward", "field", "procedure", "channel", "respondent_kind")
KEYS = ("instrument", "from", "to", *LISTS, "factor")
MOST_VALUES = 60  # of one filter in a link; more is not something a person chose
YEARS = range(2000, 2100)
PERIOD_TOKEN = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(\d{2})(?:-(\d{2}))?))?")


@dataclass(frozen=True)
class Problem:
    """A value that could not be used: the filter it was given for, what it was, and why (a glossary key's ending)."""

    name: str
    value: str
    reason: str  # 'unknown_value' or 'bad_period'


@dataclass(frozen=True)
class Filters:
    """What is asked about. Months are first days, both included; empty tuples and None mean everything."""

    instrument: str
    start: date
    end: date
    district: tuple[str, ...] = ()
    ward: tuple[str, ...] = ()
    field: tuple[str, ...] = ()
    procedure: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    respondent_kind: tuple[str, ...] = ()
    factor: str | None = None

    @property
    def months(self) -> int:
        """Length of the period."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    @property
    def last_day(self) -> date:
        """Last day of the period."""
        return add_months(self.end, 1) - timedelta(days=1)

    def previous(self) -> "Filters":
        """The same filters over the period of the same length just before."""
        return self.over(add_months(self.start, -self.months), add_months(self.end, -self.months))

    def last_year(self) -> "Filters":
        """The same filters over the same months a year earlier."""
        return self.over(add_months(self.start, -12), add_months(self.end, -12))

    def over(self, start: date, end: date) -> "Filters":
        """The same filters over another period."""
        return replace(self, start=start, end=end)

    def without(self, name: str) -> "Filters":
        """The same filters but for one, which is at everything."""
        return replace(self, **{name: None if name == "factor" else ()})

    def chosen(self) -> list[str]:
        """Names of the filters, beyond instrument and period, that leave something out."""
        return [name for name in (*LISTS, "factor") if getattr(self, name)]

    def query(self) -> dict[str, str]:
        """The filters as the codes of a link; what is at 'everything' is left out."""
        codes = {"instrument": self.instrument, "from": f"{self.start:%Y-%m}", "to": f"{self.end:%Y-%m}"}
        codes |= {name: ",".join(getattr(self, name)) for name in LISTS if getattr(self, name)}
        return codes | ({"factor": self.factor} if self.factor else {})


def parse(codes: Mapping[str, str | Sequence[str]], catalog: Catalog) -> tuple[Filters, list[Problem]]:
    """Filters from the codes of a link or command line, and what in them could not be used.

    Lists are separated by commas or given repeatedly. A period is `2026`, `2026-Q3`, `2026-07`, or a full date that is
    the first (from) or last (to) day of a month. Whatever cannot be used is left at its default and reported.
    """
    problems: list[Problem] = []
    given = {name: _texts(codes[name]) for name in KEYS if name in codes}
    instrument = _one(given, "instrument", catalog.instruments, problems) or catalog.default_instrument
    start, end = _period(given, catalog, problems)
    lists = {name: _many(given, name, catalog, problems) for name in LISTS}
    factor = _one(given, "factor", catalog.factors, problems)
    return Filters(instrument, start, end, factor=factor, **lists), problems


def add_months(month: date, count: int) -> date:
    """First day of the month `count` months after (before, if negative) that of `month`."""
    year, zero_based = divmod(month.year * 12 + month.month - 1 + count, 12)
    return date(year, zero_based + 1, 1)


def _texts(value: str | Sequence[str]) -> list[str]:
    """Codes of one parameter, however they were joined."""
    parts = value.split(",") if isinstance(value, str) else [part for text in value for part in text.split(",")]
    return [part.strip() for part in parts if part.strip()]


def _one(given: Mapping[str, list[str]], name: str, known: Mapping[str, object], problems: list[Problem]) -> str | None:
    values = given.get(name, [])
    if not values:
        return None
    if len(values) == 1 and values[0] in known:
        return values[0]
    problems.append(Problem(name, ",".join(values)[:60], "unknown_value"))
    return None


def _many(given: Mapping[str, list[str]], name: str, catalog: Catalog, problems: list[Problem]) -> tuple[str, ...]:
    values = given.get(name, [])
    known = catalog.codes(name)
    bad = [value for value in values if value not in known]
    problems += [Problem(name, value[:60], "unknown_value") for value in bad[:3]]
    return tuple(dict.fromkeys(value for value in values if value in known))[:MOST_VALUES]


def _period(given: Mapping[str, list[str]], catalog: Catalog, problems: list[Problem]) -> tuple[date, date]:
    start, end = catalog.default_period
    tokens = {name: ",".join(given.get(name, [])) for name in ("from", "to")}
    first, last = _span(tokens["from"]), _span(tokens["to"])
    for name, span, side in (("from", first, 0), ("to", last, 1)):
        if tokens[name] and (span is None or span[side] is None):
            problems.append(Problem(name, tokens[name][:60], "bad_period"))
            return start, end
    # Only one end given: the other stays open, at the end of what the file holds.
    if tokens["from"]:
        start = first[0]
        end = max(last[1] if tokens["to"] else catalog.last_month, start if not tokens["to"] else date.min)
    elif tokens["to"]:
        start, end = min(catalog.first_month, last[1]), last[1]
    if start > end:
        problems.append(Problem("from", f"{tokens['from']} … {tokens['to']}"[:60], "bad_period"))
        return catalog.default_period
    return start, end


def _span(token: str) -> tuple[date | None, date | None] | None:
    """First and last month that a token names; a side that a full date does not fall on is None; None if unreadable."""
    match = PERIOD_TOKEN.fullmatch(token)
    if not match:
        return None
    year, quarter, month, day = (int(part) if part else None for part in match.groups())
    if year not in YEARS:
        return None
    try:
        if quarter:
            return date(year, 3 * quarter - 2, 1), date(year, 3 * quarter, 1)
        if month is None:
            return date(year, 1, 1), date(year, 12, 1)
        first = date(year, month, 1)
        if day is None:
            return first, first
        whole = date(year, month, day)
    except ValueError:
        return None
    is_last_day = (whole + timedelta(days=1)).day == 1
    return (first if day == 1 else None), (first if is_last_day else None)
