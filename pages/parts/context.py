"""What a page reads from: the data file, the filters in force, the language. And the door every page goes through."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import streamlit as st

from pages.parts.numbers import Lang, period_text
from queries.catalog import Catalog
from queries.database import Database
from queries.filters import Filters
from queries.question import ask

KEY = "context"
FILTERS = "filters"  # those in force
ALONE = "language_alone"
WANTED = "wanted_page"
WANTED_CODES = "wanted_codes"


@dataclass(frozen=True)
class Context:
    """Everything a page needs to ask and to word its answer."""

    database: Database
    catalog: Catalog
    filters: Filters
    lang: Lang
    is_dark: bool
    map_form: str | None = None  # in which the reader left Bản đồ, for slides and files; None: the best there is

    def ask(
        self, name: str, filters: Filters | None = None, *, compare: str | None = None, step: str = "month"
    ) -> pd.DataFrame:
        """The answer to a question under the filters in force, or under others."""
        return ask(self.database, self.catalog, name, filters or self.filters, compare=compare, step=step)

    def made(self, name: str, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """What a page makes of answers under the filters and in the language in force, worked out once for all readers.

        name: of one chart of one page. make: hangs on nothing else.
        """
        return self.database.shelved(("made", name, self.filters, self.lang), make).copy(deep=False)

    @property
    def period(self) -> str:
        """The period in force, in words: quý III/2026."""
        return self.worded(self.filters)

    def worded(self, filters: Filters) -> str:
        """The period of some filters, in words."""
        return period_text(filters.start, filters.end, self.lang)

    def name(self, frame: pd.DataFrame, column: str) -> pd.Series:
        """A name column in the language in force, where the answer has it in both."""
        return frame[f"{column}_en" if self.lang == "en" and f"{column}_en" in frame else column]


class EndOfPage(Exception):
    """The page has said all it can; dashboard.py goes on with the address. (st.stop() would cut that off too.)"""


def enter(page: str) -> Context:
    """The context of this run; a visitor who came past dashboard.py is sent through it first.

    While a folder pages/ lies beside the entry script, a server that nobody has opened yet serves a page's file alone,
    without filters and navigation. `page` is the page's own __file__.
    """
    if KEY not in st.session_state:
        _through_the_door(page)
    return st.session_state[KEY]


def enter_alone(page: str) -> Lang:
    """The language, for a page that needs neither filters nor slips; sends through dashboard.py as `enter` does."""
    if ALONE not in st.session_state:
        _through_the_door(page)
    return st.session_state[ALONE]


def _through_the_door(page: str) -> None:
    st.session_state[WANTED] = Path(page).stem
    st.session_state[WANTED_CODES] = st.query_params.to_dict()
    st.switch_page("dashboard.py")
