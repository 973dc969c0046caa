"""What a benchmark measured, beside its budget, as a Markdown table."""

import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from queries.database import Database

JUDGED = {"median": 0.5, "p95": 0.95, "max": 1.0}


@dataclass(frozen=True)
class Figure:
    """One line of the table: measured values, and the budget that one of their quantiles must keep."""

    what: str
    values: Sequence[float]
    unit: str = "ms"
    budget: float | None = None
    judged: str = "median"  # median, p95 or max

    @property
    def is_kept(self) -> bool | None:
        """Whether the budget is kept; None where there is none, or nothing was measured."""
        if self.budget is None or not self.values:
            return None
        return quantile(self.values, JUDGED[self.judged]) <= self.budget


def quantile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed (nearest rank; the median is the usual one)."""
    if share == 0.5:
        return statistics.median(values)
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]


def table(figures: Iterable[Figure]) -> str:
    """The figures as a Markdown table; what is over its budget stands in bold."""
    lines = ["| measure | budget | median | p95 | max | n |", "|---|---:|---:|---:|---:|---:|"]
    for figure in figures:
        budget = "" if figure.budget is None else f"{figure.judged} ≤ {figure.budget:g} {figure.unit}"
        cells = [_cell(figure, name) for name in JUDGED]
        lines.append(f"| {figure.what} | {budget} | {' | '.join(cells)} | {len(figure.values)} |")
    return "\n".join(lines)


def _cell(figure: Figure, name: str) -> str:
    if not figure.values:
        return "–"
    value = quantile(figure.values, JUDGED[name])
    text = f"{value:.1f}" if value < 20 and figure.unit != "MB" else f"{value:.0f}"
    return f"**{text}**" if figure.is_kept is False and name == figure.judged else text


def setting(path: Path) -> str:
    """One line on what was measured where: data, machine, versions, and how busy the machine already was."""
    database = Database(path)
    slips = int(database.frame("SELECT count(*) AS slips_n FROM survey_response")["slips_n"].iloc[0])
    database.close()
    packages = ", ".join(f"{name} {version(name)}" for name in ("streamlit", "duckdb", "altair"))
    load = f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    return (
        f"{slips:,} slips ({path.stat().st_size / 1e6:.0f} MB), {os.cpu_count()} cores, {platform.system()}, "
        f"Python {platform.python_version()}, {packages}{load}"
    )
