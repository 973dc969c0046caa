"""Tables and sentences of the page Kế hoạch hành động."""

import numpy as np
import pandas as pd

from pages.parts import narrowing
from pages.parts import numbers as fmt
from pages.parts.context import Context
from pages.parts.dossiers import unit_words
from pages.parts.feedback import parted_rows
from pages.parts.words import counted, names_text, slips_text, t

COMPARED = ("better", "worse", "unclear")
STATES = ("late", "open", "done_late", "done")
SHOWN = 14
LISTED = 50
NAMED = 2
SILENT = ("few", "hidden", "no_months", "no_ward", "no_factor")


def states(plan: pd.DataFrame) -> pd.Series:
    """late, open, done_late or done for each action."""
    is_done = plan["action_status"] == "done"
    found = np.select([plan["is_late"], ~is_done, plan["is_done_late"]], ["late", "open", "done_late"], "done")
    return pd.Series(found, index=plan.index, dtype=object)


def headline(plan: pd.DataFrame, ctx: Context) -> str:
    """28 trong 120 việc quá hạn chưa xong, chậm nhất 287 ngày: Phường Nghĩa Đô; 77 việc đã xong."""
    lang = ctx.lang
    late = plan[plan["is_late"]]
    words = {
        "all": counted(len(plan), "action", lang),
        "done": counted(int((plan["action_status"] == "done").sum()), "action", lang),
    }
    if late.empty:
        return t("say.actions_none_late", lang, **words)
    (name,) = unit_words(late.head(1), ctx)
    days = counted(int(late["late_days"].iloc[0]), "day", lang)
    return t("say.actions_late", lang, late=fmt.whole(len(late), lang), days=days, unit=name, **words)


def state_rows(plan: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """Actions by factor, split by state, those with most late ones on top, for the chart `parted`."""
    lang = ctx.lang
    names = ctx.name(plan, "factor_name").fillna(t("actions.no_factor", lang))
    table = pd.crosstab(names.to_numpy(object), states(plan).to_numpy(object)).reindex(
        columns=list(STATES), fill_value=0
    )
    table = table.sort_values(["late", "open"], ascending=False, kind="stable")
    words = {state: t(f"action_state.{state}", lang) for state in STATES}
    codes = dict(zip(names, plan["factor_code"].fillna(""), strict=True))
    return parted_rows({name: row.to_dict() for name, row in table.iterrows()}, words, codes, ctx)


def state_sentence(plan: pd.DataFrame, ctx: Context) -> str:
    """Trong 96 việc đã đến hạn, 52 việc xong đúng hạn (54,2 %); quá hạn nhiều nhất ở yếu tố “Thủ tục hành chính”."""
    lang, state = ctx.lang, states(plan)
    due = plan["due_on"].notna() & (plan["due_on"] <= plan["as_of_on"])
    if not due.any():
        return t("say.actions_none_due", lang, all=counted(len(plan), "action", lang))
    in_time = int((due & (state == "done")).sum())
    words = {
        "due": counted(int(due.sum()), "action", lang),
        "n": fmt.whole(in_time, lang),
        "share": fmt.percent(100 * in_time / int(due.sum()), lang),
    }
    late = ctx.name(plan, "factor_name")[state == "late"].dropna()
    if late.empty:
        return t("say.actions_due", lang, **words)
    return t("say.actions_due_factor", lang, factor=late.value_counts().index[0], **words)


def change_rows(plan: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """What followed those that can be compared, beyond chance first, then the largest: for the chart `changes`.

    place_code: the unit as a filter, see narrowing.unit_codes.
    """
    lang = ctx.lang
    held = plan[plan["follow_up"].isin(COMPARED)]
    order = held["change_pct"].abs().sort_values(ascending=False).index
    held = held.loc[order].sort_values("is_beyond_chance", ascending=False, kind="stable").head(SHOWN)
    held = held.sort_values("change_pct", ascending=False).reset_index(drop=True)
    ends = zip(held["change_low"], held["change_high"], strict=True)
    clear = held["is_beyond_chance"].to_numpy(bool)
    return pd.DataFrame(
        {
            "code": held["action_id"],
            "place_code": narrowing.unit_codes(held, ctx),
            "name": [f"{unit} · {one}" for unit, one in zip(unit_words(held, ctx), held["action_id"], strict=True)],
            "position": range(1, len(held) + 1),
            "change_pct": held["change_pct"],
            "change_low": held["change_low"],
            "change_high": held["change_high"],
            "direction": np.where(~clear, "none", np.where(held["change_pct"] > 0, "up", "down")).astype(object),
            "change_text": [fmt.points(value, lang) for value in held["change_pct"]],
            "interval_text": [fmt.signed_interval(*pair, lang) for pair in ends],
            "slips_text": [
                t("actions.before_after", lang, before=slips_text(int(a), lang), after=slips_text(int(b), lang))
                for a, b in zip(held["before_slips_n"], held["after_slips_n"], strict=True)
            ],
            "state_text": list(ctx.name(held, "factor_name")),
        }
    )


def change_sentence(plan: pd.DataFrame, ctx: Context) -> str:
    """Trong 68 việc so sánh được, sau khi xong yếu tố tăng rõ ở 2 việc, giảm rõ ở 0, 66 chưa thấy thay đổi rõ."""
    lang = ctx.lang
    n = plan["follow_up"].value_counts()
    compared = int(sum(n.get(one, 0) for one in COMPARED))
    if not compared:
        return t("say.follow_up_none", lang, done=counted(int((plan["action_status"] == "done").sum()), "action", lang))
    words = {one: fmt.whole(int(n.get(one, 0)), lang) for one in COMPARED}
    return t("say.follow_up", lang, compared=counted(compared, "action", lang), **words)


def silent_sentence(plan: pd.DataFrame, ctx: Context) -> str:
    """Không so sánh được 9 việc: chưa đủ tháng trước và sau (9 việc). '' where all that are done are compared."""
    lang = ctx.lang
    n = plan["follow_up"].value_counts()
    parts = [f"{t(f'follow_up.{one}', lang)} ({counted(int(n[one]), 'action', lang)})" for one in SILENT if one in n]
    return t("say.follow_up_silent", lang, reasons=names_text(parts, lang, len(SILENT))) if parts else ""


def listed(plan: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """The first rows of the plan, late ones on top, worded for the screen."""
    lang, shown = ctx.lang, plan.head(LISTED)
    late = shown["late_days"]
    found = {
        "unit_name": unit_words(shown, ctx),
        "problem_text": shown["problem_text"].tolist(),
        "solution_text": shown["solution_text"].tolist(),
        "factor_name": ctx.name(shown, "factor_name").fillna("").tolist(),
        "lead_text": shown["lead_text"].fillna("").tolist(),
        "due_on": [fmt.date_text(day, lang) for day in shown["due_on"]],
        "action_state": [t(f"action_state.{state}", lang) for state in states(shown)],
        "late_days": late.astype("Int64").array,
        "follow_up": [t(f"follow_up.{one}", lang) for one in shown["follow_up"]],
    }
    return pd.DataFrame({t(f"col.{name}", lang): values for name, values in found.items()})
