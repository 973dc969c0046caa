"""Columns that should hold a post or an office (Người xem, Chủ trì): a person's name is not kept."""

import re

from data.load.meaning.masking import mask
from data.load.meaning.text import clean, is_blank, key

# Words of a post or an office; a text with one of them is kept without the name that may follow.
POST = re.compile(
    r"\b(chu tich|pho chu tich|bi thu|giam doc|truong|pho|lanh dao|van phong|phong|ban|bo phan|trung tam|ubnd|hdnd|so|"
    r"uy ban|uy vien|thanh tra|cong an|to|doi|chi cuc|cuc|dang uy|mat tran|hoi|doan|cong chuc|can bo|chuyen vien|"
    r"mot cua|thu ky|ke toan|don vi|co quan|phuong|xa|quan|huyen|thanh pho|vien|nganh|khoi|ct|pct|vp|gd|tp)\b"
)
FAMILY = frozenset(
    [
        "nguyen",
        "tran",
        "le",
        "pham",
        "hoang",
        "huynh",
        "phan",
        "vu",
        "vo",
        "dang",
        "bui",
        "do",
        "ho",
        "ngo",
        "duong",
        "ly",
        "dinh",
        "trinh",
        "mai",
        "dao",
        "luong",
        "truong",
        "lam",
        "phung",
        "cao",
        "ha",
        "to",
        "ta",
        "chu",
        "tong",
        "quach",
        "kieu",
        "doan",
        "thai",
        "bach",
        "nghiem",
        "luu",
        "vuong",
        "tang",
        "khuat",
        "khong",
        "ninh",
        "nong",
        "la",
        "tu",
    ]
)
HONORIFIC = re.compile(r"\b(ông|bà|anh|chị|đồng chí|đ/c)\b.*", re.IGNORECASE)
NAME_AFTER = re.compile(r"\s*(?:[-–:,(/]\s*)(?P<name>[^-–:,()/]+)\)?\s*$")


def post_of(text: str) -> str | None:
    """The post or office that the text names, without a person's name; None where it names only a person.

    >>> post_of("Chủ tịch UBND"), post_of("Nguyễn Văn An"), post_of("Chủ tịch - Nguyễn Văn An")
    ('Chủ tịch UBND', None, 'Chủ tịch')
    """
    if is_blank(text):
        return None
    cell = HONORIFIC.sub("", clean(text)).strip(" ,-–:(")
    match = NAME_AFTER.search(cell)
    if match and _is_name(match.group("name")):
        cell = cell[: match.start()].strip()
    elif name := _name_before(cell):
        cell = cell[len(name) :].strip(" ,-–:()")
    else:
        cell = _without_trailing_name(cell)
    if not cell or _is_name(cell) or not POST.search(key(cell)):
        return None
    return mask(cell)


def _is_name(text: str) -> bool:
    """Two to five words, each with a capital letter, the first of them a family name, none of them of a post's kind."""
    words = clean(text).split()
    if not 2 <= len(words) <= 5 or not all(word[0].isupper() for word in words):
        return False
    return key(words[0]) in FAMILY


def _name_before(cell: str) -> str | None:
    """The name in 'Nguyễn Văn An - Chủ tịch'."""
    head = re.split(r"\s*[-–:,(/]\s*", cell, maxsplit=1)
    return head[0] if len(head) == 2 and _is_name(head[0]) else None


def _without_trailing_name(cell: str) -> str:
    """'Chủ tịch UBND Nguyễn Văn An' without the name: the last three or four words, where they read as one."""
    words = cell.split()
    for length in (4, 3):
        tail = words[-length:]
        if len(words) > length and _is_name(" ".join(tail)) and POST.search(key(" ".join(words[:-length]))):
            return " ".join(words[:-length])
    return cell
