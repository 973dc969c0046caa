"""Which outline is which unit: by its code, then by its name and kind, in whichever columns they stand."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from data.load.context import units_of
from data.load.meaning.text import spelled
from data.load.meaning.units import FOREVER, KIND_IN_NAME, NoUnit, Unit, Units
from data.load.refusal import Refused
from data.load.report import day

LEVELS = ("ward", "ward_2024", "district")
TOLD = 12  # names in a sentence
AT_LEAST = 0.3  # of the units that a column has to name to be the one
MIXED_AT_LEAST = 0.1  # of the units of another period among the rest: the file mixes two


@dataclass(frozen=True)
class UnitSet:
    """The units of one level that were in force on a day, and every district there was."""

    level: str
    on: date
    units: tuple[Unit, ...]
    districts: tuple[Unit, ...] = ()

    @property
    def valid_from(self) -> date:
        """The day on which the last of them began: what the set is called by."""
        return max(unit.valid_from for unit in self.units)

    @property
    def title(self) -> str:
        """'126 xã, phường (từ 1/7/2025)'."""
        what = "quận, huyện, thị xã" if self.level == "district" else "xã, phường"
        ends = min(unit.valid_to for unit in self.units)
        when = f"đến hết {day(ends)}" if ends < FOREVER else f"từ {day(self.valid_from)}"
        return f"{len(self.units)} {what} ({when})"

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes of the units."""
        return frozenset(unit.code for unit in self.units)

    @property
    def kind(self) -> str:
        """'district' or 'ward': the wards of before 2025 have a level of their own, but are wards as well."""
        return "district" if self.level == "district" else "ward"

    @cached_property
    def reader(self) -> Units:
        """Reads the names of these units, and of districts."""
        wards = [replace(unit, level="ward") for unit in self.units if self.kind == "ward"]
        return units_of([*self.districts, *wards])

    @cached_property
    def shared(self) -> Mapping[str, tuple[Unit, ...]]:
        """Names that several of the units bear."""
        bearers: dict[str, list[Unit]] = {}
        for unit in self.units:
            bearers.setdefault(_bare(unit), []).append(unit)
        return {name: tuple(own) for name, own in bearers.items() if len(own) > 1}


@dataclass(frozen=True)
class Match:
    """Which rows of a layer are which units. rows: code → numbers of its rows. rest: rows that are none.

    columns: 'code', 'name', 'kind', 'district' → the column of each that was used. unclear: units of which rows have
    only a name that others bear too.
    """

    of: UnitSet
    rows: Mapping[str, tuple[int, ...]]
    rest: tuple[int, ...]
    columns: Mapping[str, str]
    notes: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = field(default=())
    unclear: frozenset[str] = frozenset()

    @property
    def missing(self) -> list[Unit]:
        """Units that no row is of."""
        return [unit for unit in self.of.units if unit.code not in self.rows]


def unit_sets(units: Sequence[Unit]) -> list[UnitSet]:
    """Every level's units in every period in which they were others, the latest first."""
    found = []
    districts = tuple(unit for unit in units if unit.level == "district")
    for level in LEVELS:
        own = [unit for unit in units if unit.level == level]
        for start in sorted({unit.valid_from for unit in own}, reverse=True):
            held = tuple(sorted((unit for unit in own if unit.holds_on(start)), key=lambda unit: unit.code))
            found.append(UnitSet(level, start, held, districts))
    return found


def best_match(rows: Sequence[Mapping[str, str]], units: Sequence[Unit], wanted: date | None) -> Match:
    """The set of units that most of the rows are of; among those in force on the day `wanted`, where one is given.

    Raises Refused where the rows are those of another period, of two, or contradict themselves.
    """
    matches = [_match(rows, one) for one in unit_sets(units)]
    found = max(matches, key=_quality)
    if wanted is not None:
        own = [match for match in matches if all(unit.holds_on(wanted) for unit in match.of.units)]
        if not own:
            raise Refused(f"Tệp dữ liệu không có danh mục đơn vị nào có hiệu lực vào ngày {day(wanted)}.")
        chosen = max(own, key=_quality)
        is_other = not (found.missing or found.rest) and bool(chosen.missing or chosen.rest)
        if is_other or _quality(found) > _quality(chosen) + 0.2:
            raise Refused(
                f"Tệp này là {found.of.title}, không phải đơn vị có hiệu lực vào ngày {day(wanted)}; "
                "hãy chọn đúng tệp hoặc đúng ngày hiệu lực."
            )
        found = chosen
    _refuse_mixed(rows, found, [match for match in matches if match.of.kind == found.of.kind])
    if found.conflicts and found.missing:
        raise Refused(f"Mã và tên đơn vị trong tệp không khớp nhau: {listed(found.conflicts)}; hãy sửa lại rồi nạp.")
    return found


def refuse_missing(match: Match) -> None:
    """Raise Refused where a unit has no outline, naming those that have none."""
    missing, total = match.missing, len(match.of.units)
    unclear = [unit for unit in missing if unit.code in match.unclear]
    if unclear:
        missing = [unit for unit in missing if unit.code not in match.unclear]
        also = f" Thiếu hẳn {len(missing)} đơn vị: {listed(unit.title for unit in missing)}." if missing else ""
        raise Refused(
            f"{_shared_names(match.of, unclear)}. Chỉ có tên thì không biết hình nào của đơn vị nào: hãy thêm một cột "
            f"quận, huyện hoặc một cột mã đơn vị rồi nạp lại {match.of.title}; chưa nạp gì.{also}"
        )
    if len(missing) == total:
        raise Refused(
            "Không cột nào của tệp có mã hoặc tên đơn vị của Hà Nội; đây có phải tệp của tỉnh, thành phố khác không?"
        )
    if missing:
        raise Refused(
            f"Thiếu ranh giới của {len(missing)} trong {match.of.title}: {listed(unit.title for unit in missing)}. "
            "Không nạp gì; hãy bổ sung hoặc sửa mã, tên trong tệp."
        )


def listed(names: Iterable[str]) -> str:
    """Names in a sentence, the first of them where they are many."""
    names = list(names)
    rest = f" và {len(names) - TOLD} tên khác" if len(names) > TOLD else ""
    return ", ".join(names[:TOLD]) + rest


def _quality(match: Match) -> float:
    """How well a set fits: units found of all, and of the rows; agreement of names breaks ties.

    Of the rows, since a column of districts names all districts in a file of wards too, each by many rows.
    """
    found, total = len(match.rows), len(match.of.units)
    used = sum(len(rows) for rows in match.rows.values())
    return found / total + found / max(1, used + len(match.rest)) - len(match.conflicts) / total


def _match(rows: Sequence[Mapping[str, str]], of: UnitSet) -> Match:
    reader = of.reader
    names = list(dict.fromkeys(name for row in rows for name in row))
    by_code = {unit.code: unit for unit in of.units}
    read: dict[str, dict[str, str | None]] = {name: {} for name in names}
    levels = frozenset({of.kind})

    direct = _direct(of.units)

    def unit_named(text: str, district: str | None) -> str | None:
        # Most names are written as they are; reading the others takes a hundred times as long.
        if found := direct.get(spelled(text)):
            return found
        try:
            place = reader.resolve([text], district, of.on, levels)
        except NoUnit:
            return None
        return place.unit.code if place.unit else None

    def hits(values: Iterable[str | None]) -> float:
        return len({value for value in values if value}) / len(of.units)

    length = 3 if of.level == "district" else 5
    coded = {name: [_coded(row.get(name, ""), length, by_code) for row in rows] for name in names}
    code_column = max(names, key=lambda name: hits(coded[name]), default=None)
    kind_column = _kind_column(rows, names, reader)
    district_column = _district_column(rows, names, of, reader) if of.kind == "ward" else None
    named: dict[str, list[str | None]] = {}
    for name in names:
        cells = []
        for row in rows:
            text, kind = row.get(name, ""), row.get(kind_column or "", "")
            district = row.get(district_column) if district_column and name != district_column else None
            key = f"{text}|{kind}|{district}"
            if key not in read[name]:
                plain = unit_named(text, district) if _is_name(text) else None
                read[name][key] = plain or (unit_named(f"{kind} {text}", district) if kind and _is_name(text) else None)
            cells.append(read[name][key])
        named[name] = cells
    name_column = max(names, key=lambda name: hits(named[name]), default=None)
    codes = coded[code_column] if code_column and hits(coded[code_column]) >= AT_LEAST else [None] * len(rows)
    texts = named[name_column] if name_column and hits(named[name_column]) >= AT_LEAST else [None] * len(rows)
    columns = {"code": code_column if any(codes) else None, "name": name_column if any(texts) else None}
    if any(texts):
        columns |= {"kind": kind_column, "district": district_column}
    decided = _decided(of, codes, texts, {key: value for key, value in columns.items() if value}, by_code)
    left = {spelled(rows[number].get(columns["name"] or "", "")) for number in decided.rest}
    unclear = {
        unit.code for own in of.shared.values() for unit in own if {spelled(unit.name), spelled(unit.title)} & left
    }
    return replace(decided, unclear=frozenset(unclear))


def _bare(unit: Unit) -> str:
    return spelled(KIND_IN_NAME.sub("", unit.name))


def _shared_names(of: UnitSet, unclear: Iterable[Unit]) -> str:
    """2 tên là của nhiều đơn vị: Kim Chung (xã của Huyện Đông Anh, xã của Huyện Hoài Đức); Yên Viên (…)."""
    titles = {unit.code: unit.title for unit in of.districts}
    told = []
    for name in dict.fromkeys(map(_bare, unclear)):
        own = of.shared[name]
        places = ", ".join(f"{unit.kind} của {titles.get(unit.parent_code or '', '?')}" for unit in own)
        told.append(f"{KIND_IN_NAME.sub('', own[0].name)} ({places})")
    return f"{len(told)} tên là của nhiều đơn vị: {'; '.join(told)}"


def _direct(units: Iterable[Unit]) -> dict[str, str]:
    """Names with and without their kind that only one of the units bears, each with its code."""
    bearers: dict[str, set[str]] = {}
    for unit in units:
        for name in (unit.name, unit.title):
            bearers.setdefault(spelled(name), set()).add(unit.code)
    return {name: next(iter(codes)) for name, codes in bearers.items() if len(codes) == 1}


def _decided(
    of: UnitSet,
    codes: Sequence[str | None],
    texts: Sequence[str | None],
    columns: Mapping[str, str],
    by_code: Mapping[str, Unit],
) -> Match:
    """One unit a row. The code says it; where names contradict codes but are complete by themselves, they do."""
    both = [(code, text) for code, text in zip(codes, texts, strict=True) if code and text]
    conflicts = tuple(f"{code} – {by_code[text].title}" for code, text in both if code != text)
    are_names_whole = {text for text in texts if text} == set(by_code)
    notes: tuple[str, ...] = ()
    if conflicts and are_names_whole:
        # Names of today's units are unique: codes of a draft list, or of the units before, are the likelier mistake.
        codes = [None] * len(codes)
        notes = (f"{len(conflicts)} mã không khớp với tên nên ghép theo tên: {listed(conflicts)}.",)
        conflicts = ()
    rows: dict[str, list[int]] = {}
    rest = []
    for number, (code, text) in enumerate(zip(codes, texts, strict=True)):
        is_contradicted = code and text and code != text
        found = None if is_contradicted else code or text
        if found:
            rows.setdefault(found, []).append(number)
        else:
            rest.append(number)
    return Match(of, {code: tuple(own) for code, own in rows.items()}, tuple(rest), columns, notes, conflicts)


def _refuse_mixed(rows: Sequence[Mapping[str, str]], found: Match, matches: Sequence[Match]) -> None:
    """Two periods in one file: what is left over is mostly of units of another time."""
    rest = [rows[number] for number in found.rest]
    for other in matches:
        if other.of is found.of or not rest:
            continue
        left = _match(rest, other.of)
        if len(left.rows) >= MIXED_AT_LEAST * len(other.of.units):
            raise Refused(
                f"Tệp lẫn đơn vị của hai thời kỳ: {len(found.rows)} của {found.of.title} và {len(left.rows)} của "
                f"{other.of.title}; hãy tách thành hai tệp."
            )


def _coded(text: str, length: int, by_code: Mapping[str, Unit]) -> str | None:
    """A code as written or without the zeros that a spreadsheet dropped."""
    padded = text.zfill(length) if text.isascii() and text.isdigit() else text
    return padded if padded in by_code else None


def _is_name(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def _kind_column(rows: Sequence[Mapping[str, str]], names: Sequence[str], reader: Units) -> str | None:
    """The column that holds nothing but kinds (phường, xã …)."""

    def is_kind(text: str) -> bool:
        return text.strip().lower() in reader.kinds.values()

    fitting = [name for name in names if rows and sum(is_kind(row.get(name, "")) for row in rows) > len(rows) / 2]
    return fitting[0] if fitting else None


def _district_column(rows: Sequence[Mapping[str, str]], names: Sequence[str], of: UnitSet, reader: Units) -> str | None:
    """The column that tells the wards of one name apart while there are districts."""
    if of.on > reader.last_districts:
        return None
    counts: Counter[str] = Counter()
    for name in names:
        for text, times in Counter(row.get(name, "") for row in rows).items():
            try:
                place = reader.resolve([text], None, of.on, frozenset({"district"})) if text else None
            except NoUnit:
                continue
            # A column of names with a few wards that are called like their district is not one of districts.
            counts[name] += times if place and place.unit else 0
    best = max(names, key=lambda name: (counts[name], any(map(str.isalpha, name))), default=None)
    return best if best and counts[best] > 0.8 * len(rows) else None
