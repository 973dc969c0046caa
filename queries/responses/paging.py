"""Lists slips of any number page by page, and says of each only what at least HIDDEN_BELOW slips have in common.

However far down a page lies, it costs the same: slips are counted once by month and by the value that sorts them, and
a page then reads only the few such groups it lies in.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from queries.catalog import Catalog
from queries.database import Database
from queries.filters import LISTS, Filters, add_months
from queries.question import PERIODS, PREDICATES, ask, bound_values, used_values, with_cells
from queries.responses import rest as rests
from queries.responses.rest import Rest
from queries.suppression import HIDDEN_BELOW, hidden_cells

FOLDER = Path(__file__).parent
PAGE = 50  # slips
WORDS = 6  # of a search
# Order → what sorts, and whether the largest comes first. Slips of one value: the newest month first.
SORTS: dict[str, tuple[str, bool]] = {
    "newest": ("none", False),
    "oldest": ("none", False),
    "lowest": ("index", False),
    "highest": ("index", True),
    "longest": ("wait", True),
}
UNKNOWN = -1  # a waiting time that the slip does not tell: below every other one
SORT_VALUES = {
    "none": "0",
    "index": "100.0 * bit_count(satisfied_mask & mask) / bit_count(valid_mask & mask)",
    "wait": f"coalesce(wait_minutes, {UNKNOWN})",
}
EMPTY = pd.DataFrame({"sort_value": [], "month": [], "slips_n": [], "starts_at": []})


@dataclass(frozen=True)
class Listing:
    """The slips under some filters in some order.

    all_n: slips under the filters (None where they are too few, or hidden, and nothing is listed); found_n: those that
    hold the words; buckets: their groups in order (sort_value, month, slips_n, starts_at); rest: what
    narrowed them beside the filters.
    """

    filters: Filters
    sort: str
    words: tuple[str, ...]
    all_n: int | None
    found_n: int
    buckets: pd.DataFrame
    rest: Rest = ()

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.found_n // PAGE))


def words_of(text: str) -> tuple[str, ...]:
    """What a search looks for: words without accents, those in “quotes” together; at most WORDS.

    >>> words_of('Chậm trễ "một cửa"')
    (' mot cua ', ' cham ', ' tre ')
    """
    plain = _plain(text)
    quoted = re.findall(r'["“]([^"”]*)["”]', plain)
    single = re.findall("[a-z0-9]+", re.sub(r'["“][^"”]*["”]', " ", plain))
    phrases = [" ".join(re.findall("[a-z0-9]+", one)) for one in quoted]
    return tuple(dict.fromkeys(f" {one} " for one in [*phrases, *single] if one))[:WORDS]


def _plain(text: str) -> str:
    """Lower case without accents."""
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(one for one in letters if not unicodedata.combining(one))


def hits(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where in a comment the words of a search stand, from and to, in order.

    >>> hits("Trả CHẬM TRỄ.", (" cham tre ",))
    [(4, 12)]
    """
    spans = [(one.start(), one.end(), _plain(one[0])) for one in re.finditer(r"[^\W_]+", text)]
    found: list[tuple[int, int]] = []
    for phrase in (word.split() for word in words):
        for at in range(len(spans) - len(phrase) + 1):
            if phrase and [one[2] for one in spans[at : at + len(phrase)]] == phrase:
                found.append((spans[at][0], spans[at + len(phrase) - 1][1]))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):  # those side by side are one; phrases may share a word
        if merged and not text[merged[-1][1] : start].strip():
            start, end = merged[-1][0], max(end, merged.pop()[1])
        merged.append((start, end))
    return merged


def is_held(database: Database) -> bool:
    """Whether the data file keeps what a list needs; one of an earlier release does not."""
    return database.kept(("responses held",), lambda: _is_held(database))


def _is_held(database: Database) -> bool:
    try:
        database.frame(_text("held"))
    except (duckdb.CatalogException, duckdb.BinderException):
        return False
    return True


def listing(
    database: Database, catalog: Catalog, filters: Filters, sort: str = "newest", search: str = "", rest: Rest = ()
) -> Listing:
    """How many slips there are and how they lie in their order; nothing where fewer than HIDDEN_BELOW would be listed.

    sort: a key of SORTS. rest: what of a pivot's cell no filter says. Kept, since every page of a list asks for it.
    """
    words = words_of(search)
    whole = ask(database, catalog, "headline", filters).iloc[0]
    slips_n = None if whole["is_hidden"] or pd.isna(whole["slips_n"]) else int(whole["slips_n"])
    if slips_n is not None and slips_n >= HIDDEN_BELOW and rest:
        slips_n = rests.slips_n(database, catalog, filters, rest)
    if slips_n is None or slips_n < HIDDEN_BELOW:
        return Listing(filters, sort, words, None, 0, EMPTY, rest)

    def make() -> pd.DataFrame:
        found = _frame(database, catalog, filters, "responses_buckets", {}, words, SORTS[sort][0], rest=rest)
        found = found.sort_values(["sort_value", "month"], ascending=[not SORTS[sort][1], sort == "oldest"])
        return found.assign(starts_at=found["slips_n"].cumsum() - found["slips_n"]).reset_index(drop=True)

    buckets = database.kept(("responses", filters, SORTS[sort], sort == "oldest", words, rest), make)
    return Listing(filters, sort, words, slips_n, int(buckets["slips_n"].sum()), buckets, rest)


def rows(database: Database, catalog: Catalog, listed: Listing, page: int) -> pd.DataFrame:
    """The slips of one page (from 1; a page beyond the last one is the last): columns of responses_listed.sql.

    Added: ward_name and field_name with their English forms and has_month, has_field, has_ward: whether enough slips
    share it for it to be told; where they are false, the value is missing.
    """
    begin = (min(max(page, 1), listed.pages) - 1) * PAGE
    ends_at = listed.buckets["starts_at"] + listed.buckets["slips_n"]
    held = listed.buckets[(ends_at > begin) & (listed.buckets["starts_at"] < begin + PAGE)]
    values = {
        "bucket_months": [day.date() for day in held["month"]],
        "bucket_values": held["sort_value"].tolist(),
        "least": held["sort_value"].min() if len(held) else 0,
        "most": held["sort_value"].max() if len(held) else 0,
        "skipped": begin - int(held["starts_at"].iloc[0]) if len(held) else 0,
        "limit": PAGE,
    }
    within = _within(listed.filters, values["bucket_months"])
    by = SORTS[listed.sort][0]
    page_ids = _frame(
        database, catalog, listed.filters, "responses_page", values, listed.words, by, within, listed.rest
    )
    ids = page_ids["response_id"].tolist()
    values = {"ids": ids, "first": min(ids, default=0), "last": max(ids, default=0)}
    found = _frame(database, catalog, listed.filters, "responses_listed", values, within=within)
    return _told(database, catalog, listed, found)


def answers(database: Database, catalog: Catalog, filters: Filters, response_id: int) -> pd.DataFrame:
    """The answers of one slip (columns of responses_answers.sql); empty where it is not under the filters."""
    return _frame(database, catalog, filters, "responses_answers", {"response": response_id})


def _told(database: Database, catalog: Catalog, listed: Listing, found: pd.DataFrame) -> pd.DataFrame:
    """The rows of a page without what fewer than HIDDEN_BELOW slips share, counted in steps: month, field, ward.

    What the dashboard's own lists hide (a month, a field in a month or in the period, a ward) is not told either.
    """
    filters, rest = listed.filters, listed.rest
    of_month, of_cell = (ask(database, catalog, f"{name}_by_month", filters) for name in ("satisfaction", "field"))
    no_month = set(_keys(of_month[of_month["is_hidden"]], ["month"]))
    no_field = set(_keys(of_cell[of_cell["is_hidden"]], ["month", "field_code"]))
    of_field = ask(database, catalog, "satisfaction_by_field", replace(filters, field=()))
    shy_fields = set(of_field.loc[of_field["is_hidden"], "field_code"])
    of_ward = ask(database, catalog, "satisfaction_by_ward", replace(filters, ward=(), district=()))
    shy_wards = set(_keys(of_ward[of_ward["is_hidden"]], ["ward_code", "ward_from"]))
    pairs = _keys(found, ["month", "field_code"])
    months = sorted({day.date() for day in found["month"]})
    fields = sorted({code for _, code in pairs})
    if rest:  # the questions above know nothing of it: its slips are counted by themselves, over the whole period
        months = [add_months(filters.start, at) for at in range(filters.months)]
        fields = ["", *catalog.fields]
    values = {"months": months, "fields": fields}
    within = _within(filters, months)
    places = _frame(database, catalog, filters, "responses_places", values, within=within, rest=rest)
    if rest:
        counts = places.groupby(["month", "field_code"], as_index=False)["slips_n"].sum()
        no_field |= _hidden_keys(counts, ["month", "field_code"], ["month"])
        no_month |= _hidden_keys(counts.groupby("month", as_index=False)["slips_n"].sum(), ["month"], [])
    on_page = set(pairs)
    own = [pair in on_page for pair in _keys(places, ["month", "field_code"])]
    ward_columns = ["month", "field_code", "ward_code", "ward_from"]
    no_ward = _hidden_keys(places[own].reset_index(drop=True), ward_columns, ["month", "field_code"])
    has_month = np.array([key not in no_month for key in _keys(found, ["month"])], dtype=bool)
    has_field = has_month & np.array([key not in no_field and key[1] not in shy_fields for key in pairs], dtype=bool)
    found = found.assign(ward_code=found["ward_code"].fillna(""))
    wards = _keys(found, ward_columns)
    has_ward = has_field & np.array([key not in no_ward and key[2:] not in shy_wards for key in wards], dtype=bool)
    if set(dict(rest)) & set(rests.PERSON):  # with what is known of the person, the place is not told
        has_ward &= False
    names = {unit.key: unit for unit in catalog.ward_order}
    unit = [
        names.get(f"{code}@{day:%Y-%m-%d}") if code else None for code, day in _keys(found, ["ward_code", "ward_from"])
    ]
    field = [catalog.fields.get(code) for code in found["field_code"]]
    told: dict[str, Any] = {
        "has_month": has_month,
        "has_field": has_field,
        "has_ward": has_ward,
        "month": found["month"].where(has_month),
    }
    for lang, ending in (("vi", ""), ("en", "_en")):
        told[f"field_name{ending}"] = _only([one.word(lang) if one else "" for one in field], has_field)
        told[f"ward_name{ending}"] = _only([one.word(lang) if one else "" for one in unit], has_ward)
    told |= {
        "field_code": _only(found["field_code"].tolist(), has_field),
        "ward_code": _only(found["ward_code"].tolist(), has_ward),
        "ward_from": found["ward_from"].where(has_ward),
    }
    return found.assign(**told)


def _hidden_keys(counts: pd.DataFrame, columns: Sequence[str], within: Sequence[str]) -> set[tuple]:
    """The combinations of `columns` that must not be told, for themselves or as a shield within `within`."""
    if counts.empty:
        return set()
    label = counts.groupby(list(within), dropna=False, sort=False).ngroup() if within else pd.Series(0, counts.index)
    hidden = hidden_cells(counts["slips_n"], [label])
    return set(_keys(counts[hidden], columns))


def _keys(frame: pd.DataFrame, columns: Sequence[str]) -> list[tuple]:
    """The rows' values of these columns as tuples; a missing one is None."""
    parts = [frame[name].astype(object).where(frame[name].notna(), None).tolist() for name in columns]
    return list(zip(*parts, strict=True))


def _only(values: Sequence[Any], told: np.ndarray) -> np.ndarray:
    return np.where(told, np.array([*values, None], dtype=object)[:-1], None)


def _within(filters: Filters, months: Sequence[Any]) -> dict[str, Any]:
    """The part of the period that some months lie in: what lies outside it need not be read."""
    return {"from": min(months), "to": max(months)} if months else {"from": filters.start, "to": filters.end}


def _frame(
    database: Database,
    catalog: Catalog,
    filters: Filters,
    name: str,
    values: Mapping[str, Any],
    words: Sequence[str] = (),
    sort: str = "none",
    within: Mapping[str, Any] | None = None,
    rest: Rest = (),
) -> pd.DataFrame:
    """The answer of one statement of this folder over the slips under the filters that hold the words.

    sort: a key of SORT_VALUES; within: the part of the period to read.
    """
    predicates = ["instrument_code = $instrument", PERIODS["of the period"]]
    predicates += [PREDICATES[chosen] for chosen in LISTS if getattr(filters, chosen)]
    predicates += rests.predicates(rest)
    if words:
        predicates.append("\n".join(line for line in _text("search").splitlines() if not line.startswith("--")))
    cells = _text("cell").replace("/* filters */", "".join(f"\n    AND {part}" for part in predicates))
    cells = cells.replace("/* sort */", SORT_VALUES[sort])
    sql = with_cells(_text(name), cells)
    padded = [*words, *[""] * (WORDS - len(words))]
    bound = bound_values(catalog, filters) | {"words": padded} | rests.values(rest) | dict(values) | dict(within or {})
    return database.frame(sql, used_values(sql, bound))


def _text(name: str) -> str:
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
