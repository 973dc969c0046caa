"""The words and the order of what stands along the sides of a pivot."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from queries import differencing
from queries.catalog import Catalog
from queries.database import Database
from queries.explore_cut import DIMENSIONS
from queries.filters import Filters, add_months

LABELS = Path(__file__).parent / "explore" / "labels.sql"
STEP_MONTHS = {"month": 1, "quarter": 3, "year": 12}
ALL = "*"  # the code of a total
ALL_NAMES = ("Tất cả", "All")
NO_NAMES = ("Không ghi", "Not stated")


def codes_of(name: str, rows: pd.DataFrame) -> list[str]:
    """A dimension's code in each of these rows, '' where a slip does not say."""
    columns = DIMENSIONS[name].columns
    if name == "ward":
        return list(differencing.ward_keys(rows["ward_code"], rows["ward_from"]))
    column = rows[columns[0]]
    if name in STEP_MONTHS:
        place, days = pd.factorize(column)
        texts = [code_of(day.date(), name) for day in pd.DatetimeIndex(days)]
        return [texts[at] for at in place]
    if name == "weekday":
        return column.astype(int).astype(str).tolist()
    return column.fillna("").tolist()


def code_of(day: date, step: str) -> str:
    """The code of the span of time that begins with that day: '2026-07', '2026-Q3', '2026'."""
    return {"month": f"{day:%Y-%m}", "quarter": f"{day.year}-Q{(day.month + 2) // 3}", "year": f"{day.year}"}[step]


def first_day(code: str) -> date:
    """The first day of '2026', '2026-Q3' or '2026-07'."""
    year, _, rest = code.partition("-")
    month = 3 * int(rest[1:]) - 2 if rest.startswith("Q") else int(rest or 1)
    return date(int(year), month, 1)


@dataclass(frozen=True)
class Names:
    """Names of every code by dimension, in their order, and the group a code belongs to."""

    words: Mapping[str, Mapping[str, tuple[str, str]]]
    parents: Mapping[str, Mapping[str, str]]
    apart: Mapping[str, str]

    def ordered(self, name: str, codes: Sequence[str], filters: Filters) -> list[str]:
        """The codes that occur, each once in the order of the list they come from; every span of a period."""
        if name in STEP_MONTHS:
            return spans(name, filters)
        held = set(codes)
        known = [code for code in self.words[name] if code in held]
        return [*known, *sorted(held - set(known) - {""}), *([""] if "" in held else [])]

    def worded(self, name: str, codes: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
        """Codes, Vietnamese and English names; spans of time are their own names."""
        own = {ALL: ALL_NAMES, "": NO_NAMES}
        words = [own.get(code) or self.words.get(name, {}).get(code) or (code, code) for code in codes]
        often = Counter(words)
        # Wards of one name are told apart by their district and the beginning of their life.
        more = [self.apart.get(code, "") if often[pair] > 1 else "" for code, pair in zip(codes, words, strict=True)]
        vi, en = ([f"{pair[at]}{end}" for pair, end in zip(words, more, strict=True)] for at in (0, 1))
        return list(codes), vi, en

    def groups(self, name: str, codes: Sequence[str]) -> list[str] | None:
        """The district of wards, the field of procedures, the factor of items; None for other dimensions."""
        if name not in self.parents:
            return None
        return [self.parents[name].get(code, "") for code in codes]


def spans(step: str, filters: Filters) -> list[str]:
    """The codes of all spans that a period touches, in order."""
    months = [add_months(filters.start, at) for at in range(filters.months)]
    return list(dict.fromkeys(code_of(month, step) for month in months))


def read_names(database: Database, catalog: Catalog) -> Names:
    """The names of a data file, read once."""
    return database.kept(("explore names",), lambda: _names(database, catalog))


def _names(database: Database, catalog: Catalog) -> Names:
    labels = database.frame(LABELS.read_text(encoding="utf-8"))
    words: dict[str, dict[str, tuple[str, str]]] = {
        name: _pairs(getattr(catalog, listed))
        for name, listed in {
            "field": "fields",
            "procedure": "procedures",
            "channel": "channels",
            "respondent_kind": "respondent_kinds",
            "factor": "factors",
            "instrument": "instruments",
        }.items()
    }
    districts = {code: (unit.word("vi"), unit.word("en")) for code, unit in catalog.districts.items()}
    words |= {"district": districts, "former_district": districts}
    words["ward"] = {unit.key: (unit.word("vi"), unit.word("en")) for unit in catalog.ward_order}
    for domain, rows in labels.groupby("domain", sort=False):
        pairs = zip(rows["name"], rows["name_en"], strict=True)
        words[str(domain)] = dict(zip(rows["code"], pairs, strict=True))
    words["item"] = {
        code: tuple(f"{int(code.removeprefix('C'))}. {text}" for text in pair) for code, pair in words["item"].items()
    }
    items = labels[labels["domain"] == "item"]
    parents = {
        "ward": {unit.key: unit.district_code or "" for unit in catalog.ward_order},
        "procedure": {code: one.field_code for code, one in catalog.procedures.items()},
        "item": dict(zip(items["code"], items["of_code"], strict=True)),
    }
    apart = {}
    for unit in catalog.ward_order:
        district = catalog.districts.get(unit.district_code or "")
        apart[unit.key] = f" ({district.name if district else unit.code}, {unit.valid_from:%m/%Y})"
    return Names(words, parents, apart)


def _pairs(coded: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    often = pd.Series([one.name for one in coded.values()]).value_counts()
    return {
        code: tuple(f"{text} ({code})" if often[one.name] > 1 else text for text in (one.name, one.name_en))
        for code, one in coded.items()
    }
