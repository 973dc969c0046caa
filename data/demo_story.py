"""The stories planted in the simulated data, so that tests and demonstrations know what a reader must find.

Every story is told by the one-stop slips of one of the 126 wards, from 2025-07-01 on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Story:
    """What happens in one ward, and how many slips tell it.

    level_pct  (date, index in %) points joined by straight lines on the logit scale; empty: an ordinary ward
    slips_n    exact slips by quarter ('2026-3'), 0 in quarters not named; None: the ward's ordinary share
    floor_n    at least so many slips a quarter, in a simulation of FLOOR_FROM_RESPONSES responses or more
    fives_from from this date every item of every slip is answered with 5
    """

    ward_code: str
    title: str
    level_pct: tuple[tuple[date, float], ...] = ()
    slips_n: dict[str, int] | None = None
    floor_n: int = 0
    fives_from: date | None = None


FLOOR_FROM_RESPONSES = 100_000

STORIES: tuple[Story, ...] = (
    Story("09661", "no slip at all: 'no data'", slips_n={}),
    Story(
        "10417",
        "4 slips in Q3/2026: hidden, and few ever before",
        slips_n={"2025-3": 3, "2025-4": 2, "2026-1": 3, "2026-2": 2, "2026-3": 4, "2026-4": 1},
    ),
    Story(
        "09706",
        "20 slips in Q3/2026: few slips, for reference only",
        slips_n={"2025-3": 15, "2025-4": 18, "2026-1": 13, "2026-2": 17, "2026-3": 20, "2026-4": 6},
    ),
    Story(
        "00082",
        "rises during Q2/2026",
        level_pct=((date(2026, 3, 31), 79.0), (date(2026, 6, 30), 87.9)),
        floor_n=320,
    ),
    Story(
        "09574",
        "rises during Q2/2026",
        level_pct=((date(2026, 3, 31), 79.8), (date(2026, 6, 30), 88.4)),
        floor_n=320,
    ),
    Story(
        "10273",
        "falls at the start of Q3/2026; its leaders also leave feedback slips unread",
        level_pct=((date(2026, 6, 30), 85.3), (date(2026, 7, 1), 75.5)),
        floor_n=320,
    ),
    Story("00382", "answers too good to be true: fives only", floor_n=160, fives_from=date(2026, 1, 1)),
)
