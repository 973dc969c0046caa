"""How each target of each role is read, and what happens where it cannot be read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reading:
    """How a column is read.

    how: date, month, count, decimal, percent, code, text (masked), post (an office, never a person), id, place, as_is.
    domain: the list of codes. if_bad: the reason for which a row is rejected, 'note' for stored as NULL and counted in
    the report. is_needed: an empty cell is as bad as a wrong one.
    """

    how: str
    domain: str = ""
    if_bad: str = "value"
    is_needed: bool = False


PLACE = Reading("place", if_bad="unit")
WHERE = {"unit": PLACE, "unit_code": PLACE, "district": PLACE}
ID = Reading("id")
DATE = Reading("date", if_bad="date")
NEEDED_DATE = Reading("date", if_bad="date", is_needed=True)
COUNT = Reading("count")
NEEDED_COUNT = Reading("count", is_needed=True)
TEXT = Reading("text")
PROCEDURE = Reading("procedure", if_bad="procedure")


def code(domain: str, *, needed: bool = False, if_bad: str | None = None) -> Reading:
    """A coded column: needed ones reject the row, the others are noted."""
    return Reading("code", domain, if_bad or ("value" if needed else "note"), needed)


READINGS: dict[str, dict[str, Reading]] = {
    "survey": {
        **WHERE,
        "slip_number": ID,
        "responded_on": NEEDED_DATE,
        "procedure": PROCEDURE,
        "field": PROCEDURE,
        "channel": code("channel"),
        "respondent_kind": code("respondent_kind"),
        "gender": code("gender"),
        "age_band": code("age_band"),
        "weight": Reading("decimal", is_needed=True),
        "wait_minutes": Reading("count", if_bad="note"),
        "visits": Reading("count", if_bad="note"),
        "harassment": code("harassment"),
        "informal_payment": code("informal_payment"),
        "comment": TEXT,
    },
    "inspection": {
        **WHERE,
        "inspection_id": ID,
        "inspected_on": NEEDED_DATE,
        "inspector_level": code("inspector_level", needed=True),
        "form": code("form", needed=True),
        "present_n": COUNT,
        "absent_n": COUNT,
        "remedy_due_on": DATE,
        "remedied_on": DATE,
    },
    "finding": {
        "inspection_id": ID,
        "kind": code("finding_kind", needed=True),
        "severity": code("severity", needed=True),
        "field": PROCEDURE,
        "is_remedied": code("yes_no"),
    },
    "sanction": {
        **WHERE,
        "inspection_id": ID,
        "subject_kind": code("subject_kind", needed=True),
        "sanction_kind": code("sanction_kind", needed=True),
        "decided_on": NEEDED_DATE,
    },
    "slip": {
        **WHERE,
        "slip_number": ID,
        "received_on": NEEDED_DATE,
        "channel": code("slip_channel", needed=True),
        "field": PROCEDURE,
        "kind": code("slip_kind", needed=True),
        "about": code("about", needed=True),
        "comment": TEXT,
        "seen_by": Reading("post"),
        "seen_on": DATE,
        "due_on": DATE,
        "answered_on": DATE,
        "result": code("slip_result"),
        "is_satisfied": code("yes_no"),
    },
    "dossier": {
        **WHERE,
        "month": Reading("month", if_bad="date", is_needed=True),
        "field": PROCEDURE,
        "source": code("dossier_source", needed=True),
        "received_n": NEEDED_COUNT,
        "direct_n": NEEDED_COUNT,
        "online_n": NEEDED_COUNT,
        "post_n": COUNT,
        "done_n": NEEDED_COUNT,
        "early_n": COUNT,
        "on_time_n": NEEDED_COUNT,
        "overdue_n": COUNT,
        "open_n": COUNT,
        "open_in_time_n": COUNT,
        "open_overdue_n": COUNT,
    },
    "action": {
        **WHERE,
        "action_id": ID,
        "factor": code("factor", if_bad="value"),
        "problem": Reading("text", is_needed=True),
        "solution": Reading("text", is_needed=True),
        "lead": Reading("post"),
        "due_on": DATE,
        "baseline_pct": Reading("percent"),
        "target_pct": Reading("percent"),
        "status": code("action_status", needed=True),
        "done_on": DATE,
        "evidence": TEXT,
    },
    "target": {
        **WHERE,
        "year": Reading("year", if_bad="date", is_needed=True),
        "measure": code("measure", needed=True),
        "instrument": code("instrument", if_bad="value"),
        "value": Reading("percent", is_needed=True),
        "note": TEXT,
    },
    "initiative": {
        **WHERE,
        "initiative_id": ID,
        "kind": code("initiative_kind", needed=True),
        "adopted_on": NEEDED_DATE,
        "evidence": TEXT,
    },
    "annotation": {
        **WHERE,
        "annotation_id": ID,
        "noted_on": NEEDED_DATE,
        "until_on": DATE,
        "kind": code("annotation_kind", needed=True),
        "text": Reading("text", is_needed=True),
        "source": TEXT,
    },
    "portal": {
        "unit": PLACE,
        "captured_on": NEEDED_DATE,
        "period": Reading("as_is"),
        "province": Reading("as_is"),
        "level": Reading("as_is"),
        **{group: Reading("decimal") for group in ("CKMB", "TDGQ", "ONLINE", "TTTT", "MDSH", "MDHL")},
    },
}

# The date on which a row's unit has to be in force.
DAY_OF = {
    "survey": "responded_on",
    "inspection": "inspected_on",
    "sanction": "decided_on",
    "slip": "received_on",
    "dossier": "month",
    "action": "due_on",
    "target": "year",
    "initiative": "adopted_on",
    "annotation": "noted_on",
    "portal": "captured_on",
}
WARD = frozenset({"ward"})
OFFICE = frozenset({"ward", "district", "department"})
LEVELS = {
    "survey": frozenset({"ward", "district"}),
    "inspection": OFFICE | {"city"},
    "sanction": OFFICE | {"city"},
    "slip": WARD,
    "dossier": OFFICE,
    "action": OFFICE | {"city"},
    "target": OFFICE | {"city"},
    "initiative": OFFICE | {"city"},
    "annotation": OFFICE | {"city"},
    "portal": frozenset({"ward", "department", "city"}),
}
SQL_TYPES = {
    "date": "DATE",
    "month": "DATE",
    "year": "DATE",
    "count": "INTEGER",
    "decimal": "DOUBLE",
    "percent": "DOUBLE",
}
