"""Takes out of free text what points to a person: telephone, identity and dossier numbers, e-mail addresses."""

import re

PHONE_MARK = "[số điện thoại]"
IDENTITY_MARK = "[số định danh]"
EMAIL_MARK = "[địa chỉ thư điện tử]"
DOSSIER_MARK = "[mã hồ sơ]"

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# 000.00.01.H26-260905-0001: leads to the person through the dossier system.
DOSSIER = re.compile(r"\b\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}-\d{6}-\d{3,}\b")
# Not inside a longer number, a money amount (1.500.000), a date or a procedure code (1.001193).
BEFORE = r"(?<![\d+])(?<!\d[.,/\-])"
AFTER = r"(?!\d)(?![.,/\-]\d)"
GAP = r"[ .\-\u00a0]?"
PHONE = re.compile(
    rf"{BEFORE}(?:(?:\(\s*\+?84\s*\)|\+{GAP}84|0084|84(?=[35789])){GAP}(?:\(0\){GAP})?0?|\(?0)"
    rf"(?:[35789](?:{GAP}\d){{8}}|2(?:{GAP}\d\)?){{9}}|2(?:{GAP}\d\)?){{8}}){AFTER}"
)
# 9 or 12 digits: CMND, CCCD; also written in groups of three or four.
IDENTITY = re.compile(
    rf"{BEFORE}(?:\d{{12}}|\d{{9}}|0\d{{2}}(?:[ \-]\d{{3}}){{3}}|0\d{{3}}(?:[ .\-]\d{{4}}){{2}}){AFTER}"
)
DOTTED_IDENTITY = re.compile(rf"{BEFORE}0\d{{2}}(?:\.\d{{3}}){{3}}{AFTER}")
MONEY = re.compile(r"\s*(?:đồng|đ\b|vnđ|vnd|triệu|nghìn|tỷ)", re.IGNORECASE)


def mask(text: str) -> str:
    """The text with every telephone, identity and dossier number and e-mail address replaced by a word for it.

    >>> mask("Gọi 098.765.4321 hoặc a@b.vn; phí 150.000.000 đồng")
    'Gọi [số điện thoại] hoặc [địa chỉ thư điện tử]; phí 150.000.000 đồng'
    """
    text = EMAIL.sub(EMAIL_MARK, text)
    text = DOSSIER.sub(DOSSIER_MARK, text)
    text = PHONE.sub(PHONE_MARK, text)
    text = DOTTED_IDENTITY.sub(IDENTITY_MARK, text)
    return IDENTITY.sub(_identity, text)


def _identity(match: re.Match[str]) -> str:
    return match.group() if MONEY.match(match.string, match.end()) else IDENTITY_MARK
