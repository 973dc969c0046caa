"""What a heading means: a target column, a survey item, something personal, or nothing we use."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from data.load.meaning.text import clean, key
from data.load.reference import headings

HINT = re.compile(r"[(\[][^)\]]*[)\]]")
NUMBERING = re.compile(r"^\s*(?:\(?(?:\d{1,2}|[ivx]{1,4}|[a-z])[.)]\s*)+(?=\D)", re.IGNORECASE)
ITEM_NUMBER = re.compile(r"(?:cau hoi so|cau hoi|cau so|cau|tieu chi|noi dung|item|ch|c|q|muc)? ?(\d{1,2})(?: (.*))?")
BARE_NUMBER = re.compile(r"\d{1,2}")
DOTTED_NUMBER = re.compile(r"\d{1,2}\.\d{1,2}\.?")
LONGEST_HEADING = 300
# Words before the noun of a heading that say nothing about it.
LEADING = frozenset({"ten", "co", "bi", "cac"})
NOT_LEADING = (["co", "quan"], ["co", "so"])
ABBREVIATIONS = (
    ("tthc", "thu tuc hanh chinh"),
    ("pakn", "phan anh kien nghi"),
    ("cbccvc", "can bo cong chuc"),
    ("cbcc", "can bo cong chuc"),
    ("cb cc", "can bo cong chuc"),
)
FILLERS = frozenset(
    ["cua", "cac", "cho", "va", "nhung", "duoc", "ong", "ba", "ve", "tai", "la", "co", "khi", "do", "theo", "o", "thi"]
)
SIMILAR, CLEARLY = 0.7, 0.12
# Words that make a heading personal wherever they stand in it.
PERSONAL_WITHIN = (
    "ho ten", "ho va ten", "so dien thoai", "sdt", "cccd", "cmnd", "can cuoc", "dinh danh ca nhan", "dia chi", "email",
    "e mail", "ngay sinh", "nam sinh", "ma ho so", "so bien nhan", "ma bien nhan", "ho chieu",
    "ten nguoi", "ten cong dan", "ten to chuc", "so tai khoan", "ten dang nhap", "bhxh", "bhyt", "ma so thue",
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """What a heading means: target (None: personal or not used) and how sure that is (3 as listed … 0 not at all)."""

    target: str | None
    strength: int
    is_personal: bool = False
    is_ordinal: bool = False


NOTHING = Found(None, 0)


def heading_keys(heading: str) -> tuple[str, ...]:
    """The forms under which a heading is looked up: whole, without its hint in brackets, without its numbering."""
    text = clean(heading)
    bare = HINT.sub(" ", text)
    forms = (key(text), key(bare), key(NUMBERING.sub("", bare)), key(NUMBERING.sub("", text)))
    return tuple(form for form in dict.fromkeys(forms) if form)


@lru_cache(maxsize=50_000)
def find_target(role: str, heading: str) -> Found:
    """What a heading means in a table of this role."""
    if len(heading) > LONGEST_HEADING:
        return NOTHING
    listed, everywhere = headings(role), headings("*")
    forms = heading_keys(heading)
    for form in forms:
        if form in listed:
            return Found(listed[form], 3)
        if form in everywhere:
            is_ordinal = everywhere[form] == "ordinal"
            return Found(None, 3, is_personal=not is_ordinal, is_ordinal=is_ordinal)
    for form in forms:
        padded = f" {form} "
        if any(f" {word} " in padded for word in PERSONAL_WITHIN):
            return Found(None, 2, is_personal=True)
    return _contained(listed, forms[-1]) if forms else NOTHING


@lru_cache(maxsize=50_000)
def is_listed(role: str, heading: str) -> bool:
    """Whether the list of headings names this one for the role: the quick look before the close one."""
    listed = headings(role)
    return 0 < len(heading) <= LONGEST_HEADING and any(form in listed for form in heading_keys(heading))


@lru_cache(maxsize=50_000)
def is_item_like(heading: str) -> bool:
    """Whether the heading begins as a question does: 'Câu 24', 'C24', '24. …'."""
    return 0 < len(heading) <= LONGEST_HEADING and _item_number(heading)[0] is not None and not heading.isdigit()


def _contained(listed: Mapping[str, str], form: str) -> Found:
    """The longest listed heading that the form begins with or spells out, if no other target fits as well."""
    said = form.split()
    # Without its accents 'cơ quan' begins like 'có'.
    while len(said) > 1 and said[0] in LEADING and said[:2] not in NOT_LEADING:
        said = said[1:]
    fitting: dict[str, int] = {}
    for known, target in listed.items():
        words = known.split()
        length = len(words)
        # The first word is the noun: 'Ngày có kết quả' is a day, whatever else it holds.
        if length < 2 or words[0] != said[0]:
            continue
        begins = said[:length] == words and length * 2 >= len(said)
        # 'Ngày người dân đánh giá' holds 'Ngày đánh giá' with words between.
        if begins or (length >= 3 and length * 5 >= len(said) * 3 and _in_order(words, said)):
            fitting[target] = max(length, fitting.get(target, 0))
    if not fitting:
        return NOTHING
    longest = max(fitting.values())
    targets = [target for target, length in fitting.items() if length == longest]
    return Found(targets[0], 1) if len(targets) == 1 else NOTHING


def _in_order(words: Sequence[str], text: Sequence[str]) -> bool:
    """Whether the text holds all these words in this order."""
    rest = iter(text)
    return all(word in rest for word in words)


class Items:
    """The items of a questionnaire, found by number, by wording or by position.

    wordings: item_code → wording.
    """

    def __init__(self, wordings: Mapping[str, str]) -> None:
        self.codes = frozenset(wordings)
        self.words = {code: _words(wording) for code, wording in wordings.items()}

    def assign(self, headings_of: Mapping[int, Sequence[str]]) -> dict[int, str]:
        """position → item_code for those columns that ask an item; `headings_of` gives the readings of each heading.

        The wording decides where it says something, then the number. Sixteen questions numbered 1 to 16 are the
        sixteen of the service part, in order. Two columns of one item: neither is taken.
        """
        if by_position := self._by_position(headings_of):
            return by_position
        numbers: dict[int, int] = {}
        worded: dict[int, str] = {}
        for position, readings in headings_of.items():
            for reading in readings:
                number, rest = _item_number(reading)
                if number is not None and (rest or self._is_marked(reading) or len(headings_of) >= 5):
                    numbers.setdefault(position, number)
                code = self._by_wording(rest if number is not None else key(NUMBERING.sub("", clean(reading))))
                if code:
                    worded.setdefault(position, code)
        numbers = self._credible(numbers, headings_of)
        ordered = sorted(numbers)
        if [numbers[position] for position in ordered] == list(range(1, 17)) and not _policy(worded.values()):
            numbers = {position: number + 23 for position, number in numbers.items()}
        found = {position: f"C{number:02d}" for position, number in numbers.items()} | worded
        found = {position: code for position, code in found.items() if code in self.codes}
        taken = list(found.values())
        return {position: code for position, code in found.items() if taken.count(code) == 1}

    def _credible(self, numbers: dict[int, int], headings_of: Mapping[int, Sequence[str]]) -> dict[int, int]:
        """Bare numbers are headings only where at least five follow one another; otherwise they are data."""
        bare = {
            position: number
            for position, number in numbers.items()
            if all(BARE_NUMBER.fullmatch(clean(reading).rstrip(".")) for reading in headings_of[position])
        }
        ordered = [bare[position] for position in sorted(bare)]
        if bare and (len(bare) < 5 or ordered != list(range(ordered[0], ordered[0] + len(ordered)))):
            return {position: number for position, number in numbers.items() if position not in bare}
        return numbers

    def _by_position(self, headings_of: Mapping[int, Sequence[str]]) -> dict[int, str]:
        dotted = [
            position
            for position, readings in sorted(headings_of.items())
            if any(DOTTED_NUMBER.fullmatch(clean(reading)) for reading in readings)
        ]
        return {position: f"C{24 + order}" for order, position in enumerate(dotted)} if len(dotted) == 16 else {}

    def _is_marked(self, reading: str) -> bool:
        return bool(re.match(r"(?:cau|tieu chi|item|c|q|ch)\s*\d", key(reading)))

    def _by_wording(self, rest: str | None) -> str | None:
        words = _words(rest or "")
        if len(words) < 3:
            return None
        scores = sorted(((_similar(words, known), code) for code, known in self.words.items()), reverse=True)
        (best, code), (second, _) = scores[0], scores[1]
        return code if best >= SIMILAR and best - second >= CLEARLY else None


def _item_number(reading: str) -> tuple[int | None, str | None]:
    """The number of the question a heading begins with, and the words after it."""
    match = ITEM_NUMBER.fullmatch(key(reading))
    if not match or not 1 <= int(match.group(1)) <= 39:
        return None, None
    if match.group(2) and not match.group(0)[0].isalpha() and not re.match(r"\s*\(?\d{1,2}\s*[.):\-–]", clean(reading)):
        return None, None
    return int(match.group(1)), match.group(2)


def _policy(codes: Sequence[str]) -> bool:
    return sum(code < "C24" for code in codes) > 2


def _words(text: str) -> frozenset[str]:
    plain = f" {key(text)} "
    for short, long in ABBREVIATIONS:
        plain = plain.replace(f" {short} ", f" {long} ")
    return frozenset(plain.split()) - FILLERS


def _similar(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the shorter text the other repeats, less what it adds: 0–1."""
    both = len(one & other)
    if not both:
        return 0.0
    return 0.75 * both / min(len(one), len(other)) + 0.25 * both / max(len(one), len(other))
