"""Khám phá: the analyst's workbench; a pivot, units side by side. One view at a time, chosen above them."""

from pages.parts import explore_compare, explore_cross, explore_slips, explore_sql, explore_table, own
from pages.parts.context import enter
from pages.parts.words import t

VIEWS = {
    "table": explore_table.draw,
    "compare": explore_compare.draw,
    "cross": explore_cross.draw,
    "slips": explore_slips.draw,
    "sql": explore_sql.draw,
}

ctx = enter(__file__)
words = {name: t(f"explore.view_{name}", ctx.lang) for name in VIEWS}
VIEWS[own.segments("view", words, t("explore.view", ctx.lang), "table")](ctx)
