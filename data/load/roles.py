"""The tables a file can hold: which columns each must have, which kind of load it belongs to, what is optional."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """A table role.

    kind: the kind of load. main: whether it is the sheet whose rows are counted as the file's. needs: groups of
    targets, one of each group has to be there. title: what to call it in a sentence.
    """

    kind: str
    main: bool
    needs: tuple[tuple[str, ...], ...]
    title: str
    items_at_least: int = 0


WHERE = ("unit", "unit_code")
ROLES: dict[str, Role] = {
    "survey": Role("survey", True, (("responded_on",), (*WHERE, "district")), "phiếu khảo sát hài lòng", 3),
    "inspection": Role(
        "inspection", True, (("inspected_on",), ("inspector_level",), ("form",), WHERE), "cuộc kiểm tra công vụ"
    ),
    "finding": Role("inspection", False, (("inspection_id",), ("kind",), ("severity",)), "phát hiện khi kiểm tra"),
    "sanction": Role("inspection", False, (("sanction_kind",), ("subject_kind",), ("decided_on",)), "xử lý kỷ luật"),
    "slip": Role("slip", True, (("received_on",), WHERE, ("channel",), ("kind",), ("about",)), "sổ góp ý"),
    "dossier": Role(
        "dossier",
        True,
        (("month",), WHERE, ("field",), ("source",), ("received_n",), ("direct_n",), ("online_n",), ("done_n",),
         ("on_time_n",), ("open_n", "open_in_time_n")),
        "thống kê hồ sơ",
    ),
    "action": Role("action", True, (WHERE, ("problem",), ("solution",), ("status",)), "kế hoạch hành động"),
    "target": Role("target", True, (("year",), ("measure",), ("value",)), "mục tiêu theo năm"),
    "initiative": Role("initiative", True, (WHERE, ("kind",), ("adopted_on",)), "mô hình, sáng kiến"),
    "annotation": Role("annotation", True, (("noted_on",), ("kind",), ("text",)), "ghi chú"),
    "portal": Role("portal", True, (("captured_on",), ("unit",), ("CKMB",)), "điểm Bộ chỉ số 766"),
}  # fmt: skip
KINDS = tuple(dict.fromkeys(role.kind for role in ROLES.values()))
KIND_TITLES = {
    "survey": "phiếu khảo sát hài lòng",
    "inspection": "kiểm tra công vụ",
    "slip": "sổ góp ý",
    "dossier": "thống kê hồ sơ",
    "action": "kế hoạch hành động",
    "target": "mục tiêu theo năm",
    "initiative": "mô hình, sáng kiến",
    "annotation": "ghi chú",
    "portal": "điểm Bộ chỉ số 766",
}
# Groups of targets that cannot be counted as evidence for a role: too many tables have them.
COMMON = frozenset({"unit", "unit_code", "district", "field", "note", "comment", "evidence"})
# Values that may be given for a whole table instead of a column (--mapping, or read out of the title).
CONSTANTS = frozenset(
    {"unit", "district", "month", "source", "channel", "year", "instrument", "form", "field", "about"}
)

PERSONAL = "thông tin cá nhân"
UNUSED = "không dùng"
ORDINAL = "số thứ tự"
