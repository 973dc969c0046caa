"""An administrative unit by code, full name, abbreviation or bare name, in force on a day. Never guessed."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from data.load.meaning.text import clean, is_error_cell, is_missing, key, spelled, unaccented

FOREVER = date(9999, 12, 31)
CODE = re.compile(r"(\d{1,5})(?:[.,]0+)?|S\d\d", re.IGNORECASE)
CODE_AND_NAME = re.compile(r"(\d{1,5}|S\d\d)\s*[-–—:.|]\s*(\D.*)", re.IGNORECASE)
COUNTED = re.compile(r"\d{1,2}\.\s")
CODE_LENGTHS = (5, 3, 2)
BRACKETS = re.compile(r"[(\[]([^)\]]*)[)\]]")
DASH = re.compile(r"\s*[-–—/|>]+\s*")
COMMA = re.compile(r"\s*[,;]\s*")
KIND_IN_NAME = re.compile(r"\s*\([^)]*\)$")
FORMER = re.compile(r"\b(?:cu|truoc day|nay)$")
ROMAN = {"i": "1", "ii": "2", "iii": "3"}
KINDS = ("thị trấn", "thị xã", "thành phố", "phường", "quận", "huyện", "xã", "sở")


class NoUnit(ValueError):
    """Nothing fits; str(error) is the sentence for the row."""


@dataclass(frozen=True)
class Unit:
    """One row of the table unit."""

    code: str
    valid_from: date
    valid_to: date
    name: str
    kind: str
    level: str
    parent_code: str | None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_to

    @property
    def title(self) -> str:
        return f"{self.kind.capitalize()} {KIND_IN_NAME.sub('', self.name)}"


@dataclass(frozen=True)
class Place:
    """What the columns of a row say: a unit, and the district it belongs to where there are districts."""

    unit: Unit | None
    district: Unit | None


class Units:
    """Reads the columns of unit and district.

    units: every unit in every period. kinds: key of an abbreviation → kind. prefixes, suffixes: texts that may stand
    before and after a name (UBND, thành phố Hà Nội). aliases: key of another name → code. missing: keys for no value.
    """

    def __init__(
        self,
        units: Iterable[Unit],
        kinds: Mapping[str, str],
        prefixes: Iterable[str],
        suffixes: Iterable[str],
        aliases: Mapping[str, str],
        missing: frozenset[str],
    ) -> None:
        self.units = tuple(units)
        self.kinds = dict(kinds) | {spelled(kind): kind for kind in KINDS} | {key(kind): kind for kind in KINDS}
        self.prefixes = sorted({spelled(prefix) for prefix in prefixes}, key=len, reverse=True)
        self.suffixes = sorted({spelled(suffix) for suffix in suffixes}, key=len, reverse=True)
        self.aliases = aliases
        self.missing = missing
        self.by_name: dict[str, list[Unit]] = {}
        self.by_key: dict[str, list[Unit]] = {}
        self.by_code: dict[str, list[Unit]] = {}
        for unit in self.units:
            name = _name(unit.name)
            self.by_name.setdefault(name, []).append(unit)
            self.by_key.setdefault(unaccented(name), []).append(unit)
            self.by_code.setdefault(unit.code, []).append(unit)
        self.last_districts = max((unit.valid_to for unit in self.units if unit.level == "district"), default=FOREVER)

    def resolve(self, texts: Iterable[str | None], district: str | None, day: date, levels: frozenset[str]) -> Place:
        """The unit that the texts (code, name; all have to agree) name on that day, one of `levels`.

        Raises NoUnit. Nothing given at all: Place(None, None); only a district: Place(None, district).
        """
        given = [text for text in texts if not self._is_missing(text)]
        district_unit = None
        has_districts = day <= self.last_districts
        if has_districts and not self._is_missing(district):
            district_unit = self._one(district or "", day, frozenset({"district"}), None)
        found = self._agreed(given, day, levels, district_unit) if len(given) > 1 else None
        for text in given if found is None else ():
            unit = self._one(text or "", day, levels, district_unit)
            if found and found.code != unit.code:
                raise NoUnit(
                    f"Mã và tên đơn vị không khớp: “{given[0]}” và “{clean(text or '')}”; hãy sửa lại một trong hai."
                )
            found = unit
        if found and district_unit:
            parent = found.code if found.level == "district" else found.parent_code
            if parent != district_unit.code and found.level != "department":
                raise NoUnit(f"“{found.title}” không thuộc “{district_unit.title}”; hãy kiểm tra lại hai cột.")
        if found and district_unit is None and has_districts and found.level == "ward":
            parents = [unit for unit in self.by_code.get(found.parent_code or "", []) if unit.holds_on(day)]
            district_unit = parents[0] if parents else None
        return Place(found, district_unit)

    def _is_missing(self, text: str | None) -> bool:
        return is_missing(text, self.missing)

    def _agreed(
        self, given: Iterable[str | None], day: date, levels: frozenset[str], district: Unit | None
    ) -> Unit | None:
        """The one unit that every text may name: '271' and 'Phường Thanh Nhàn' are 00271, though 271 is a district."""
        common: dict[str, Unit] | None = None
        for text in given:
            named = self._named(text or "", day, self._fits(day, levels, district), whatever_padded=True)
            codes = {unit.code: unit for unit in named}
            common = codes if common is None else {code: unit for code, unit in common.items() if code in codes}
        return next(iter(common.values())) if common and len(common) == 1 else None

    def _one(self, text: str, day: date, levels: frozenset[str], district: Unit | None) -> Unit:
        """The one unit of these levels that the text names on that day."""
        if is_error_cell(text):
            raise NoUnit(f"Ô đơn vị là lỗi công thức “{clean(text)}”; hãy ghi lại tên hoặc mã đơn vị.")

        found = self._named(text, day, self._fits(day, levels, district))
        if len(found) > 1 and district is not None:
            # Beside a column of districts, a bare name that is a district's too means the ward.
            found = [unit for unit in found if unit.level == "ward"]
        if len(found) == 1:
            return found[0]
        raise NoUnit(self._why(text, day, levels, district, found))

    def _fits(self, day: date, levels: frozenset[str], district: Unit | None) -> Callable[[Unit], bool]:
        """Whether a unit is of these levels, in force, and of the district that is given."""

        def fits(unit: Unit) -> bool:
            if unit.level not in levels or not unit.holds_on(day):
                return False
            return district is None or unit.level != "ward" or unit.parent_code == district.code

        return fits

    def _named(self, text: str, day: date, fits: Callable[[Unit], bool], whatever_padded: bool = False) -> list[Unit]:
        """Every unit that fits and that the text may name: by code, as a whole name, then in two parts.

        whatever_padded: a code may have lost its zeros even where it is a code as it stands; something else decides.
        """
        cell = clean(text)
        if match := CODE.fullmatch(cell):
            return self._coded(match.group(1) or cell, fits, whatever_padded)
        if match := CODE_AND_NAME.fullmatch(cell):
            coded, named = self._coded(match.group(1), fits, True), self._named(match.group(2), day, fits)
            # '3. Xã Sóc Sơn' counts; only a number that can be no code's whole is such a count.
            return [unit for unit in coded if unit in named] or (named if COUNTED.match(cell) else [])
        whole = self._called(cell, fits)
        if whole:
            return whole
        for left, right in _parts(cell):
            if spelled(right) in self.suffixes:
                return self._named(left, day, fits)
        for left, right in _parts(cell):
            below = self._called(left, fits)
            above = self._called(right, lambda unit: unit.level in ("district", "city") and unit.holds_on(day))
            # After districts ended, the name of the former one behind a ward's name only explains where it lies.
            former = [] if day <= self.last_districts else self._called(right, lambda unit: unit.level == "district")
            if spelled(right) in self.kinds:
                found = [unit for unit in below if unit.kind == self.kinds[spelled(right)]]
            elif former:
                found = below
            elif above:
                codes = {unit.code for unit in above}
                found = [unit for unit in below if unit.parent_code in codes or "01" in codes]
            elif FORMER.search(key(right)):
                found = below
            else:
                found = self._named(left, day, fits) if below == [] and _parts(left) else []
                if not found:
                    continue
            if found:
                return found
        return []

    def _coded(self, cell: str, fits: Callable[[Unit], bool], whatever_padded: bool = False) -> list[Unit]:
        """A code as written, or with the zeros that a spreadsheet dropped."""
        exact = [unit for unit in self.by_code.get(cell.upper(), []) if fits(unit)]
        if (exact and not whatever_padded) or not cell.isdigit():
            return exact
        padded = {cell.zfill(length) for length in CODE_LENGTHS if length > len(cell)}
        return exact + [unit for code in padded for unit in self.by_code.get(code, []) if fits(unit)]

    def _called(self, text: str, fits: Callable[[Unit], bool]) -> list[Unit]:
        """Units of this name; a kind before it has to be theirs."""
        name = self._bare(text)
        if not name:
            return []
        alias = self.aliases.get(unaccented(name)) or self.aliases.get(key(text))
        if alias:
            found = [unit for unit in self.by_code.get(alias, []) if fits(unit)]
            if found:
                return found
        found = []
        for kind, rest in self._kinds_of(name):
            rest = _name(rest)
            known = self.by_name.get(rest, [])
            if not known and rest.isascii():
                known = self.by_key.get(rest, [])
            named = [unit for unit in known if fits(unit) and (kind is None or unit.kind == kind)]
            found += [unit for unit in named if unit not in found]
        return found

    def _bare(self, text: str) -> str:
        """The name without what stands before it (UBND) and after it (thành phố Hà Nội)."""
        name = spelled(text)
        changed = True
        while changed:
            changed = False
            for prefix in self.prefixes:
                for start in (f"{prefix} cua ", f"{prefix} của ", f"{prefix} "):
                    if name.startswith(start):
                        name, changed = name.removeprefix(start), True
                        break
        return name

    def _kinds_of(self, name: str) -> list[tuple[str | None, str]]:
        """(kind or None, rest) of a name: a name may begin with a word that also is an abbreviation."""
        readings: list[tuple[str | None, str]] = [(None, name)]
        for length in (2, 1):
            words = name.split(" ")
            if len(words) > length:
                kind = self.kinds.get(" ".join(words[:length])) or self.kinds.get(unaccented(" ".join(words[:length])))
                if kind:
                    return [(kind, " ".join(words[length:])), *(readings if self.by_name.get(_name(name)) else [])]
        # 'P.Ba Đình' written without a space is already apart; 'q1' is a kind and a number.
        if match := re.fullmatch(r"([a-z]{1,2})(\d+)", name):
            kind = self.kinds.get(match.group(1))
            if kind:
                readings.append((kind, match.group(2)))
        return readings

    def _why(self, text: str, day: date, levels: frozenset[str], district: Unit | None, found: list[Unit]) -> str:
        cell = clean(text)
        if len(found) > 1:
            names = ", ".join(sorted(f"{unit.title} ({self._parent_title(unit, day)})" for unit in found[:4]))
            return f"“{cell}” là tên của nhiều đơn vị: {names}; hãy ghi thêm loại đơn vị và quận, huyện."
        elsewhere = self._named(text, day, lambda unit: unit.level in levels and unit.holds_on(day)) if district else []
        if district and elsewhere:
            return f"“{cell}” không thuộc “{district.title}”; hãy kiểm tra lại hai cột."
        before = [unit for unit in self._named(text, day, lambda unit: unit.level in levels) if not unit.holds_on(day)]
        if before:
            ended = [unit for unit in before if unit.valid_to < day]
            when = (
                f"chỉ có đến hết ngày {max(unit.valid_to for unit in ended):%d/%m/%Y}"
                if ended
                else f"chỉ có từ ngày {min(unit.valid_from for unit in before):%d/%m/%Y}"
            )
            return f"“{cell}” {when}, không có vào ngày ghi ở dòng này; hãy ghi đơn vị có hiệu lực vào ngày đó."
        return f"“{cell}” không phải đơn vị nào của Hà Nội dùng được ở cột này; hãy ghi đúng tên hoặc mã đơn vị."

    def _parent_title(self, unit: Unit, day: date) -> str:
        parents = [parent for parent in self.by_code.get(unit.parent_code or "", []) if parent.holds_on(day)]
        return parents[0].title if parents else unit.level


def _name(name: str) -> str:
    """The name for comparing: without its kind in brackets, Mỹ Đình II as Mỹ Đình 2."""
    words = spelled(KIND_IN_NAME.sub("", name)).split(" ")
    return " ".join([*words[:-1], ROMAN.get(words[-1], words[-1].lstrip("0") or words[-1])])


def _parts(cell: str) -> list[tuple[str, str]]:
    """(unit, what it belongs to) for every way of cutting the cell in two."""
    parts = []
    if match := BRACKETS.search(cell):
        parts.append((cell[: match.start()].strip() or cell[match.end() :].strip(), match.group(1).strip()))
    for mark in (COMMA, DASH):
        for match in mark.finditer(cell):
            left, right = cell[: match.start()].strip(), cell[match.end() :].strip()
            if left and right:
                parts.append((left, right))
    return parts
