"""Tables and sentences of the page Chất lượng dữ liệu."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from pages.parts import frames
from pages.parts import numbers as fmt
from pages.parts.context import Context
from pages.parts.words import names_text, t

SIGNS = ("is_alike", "is_good", "is_burst")
SHOWN = 12
NAMED = 4
# How long ago the last slip of a unit came, in days before the end of the period.
AGES = ((7, "age.week"), (30, "age.month"), (100_000, "age.older"))


def bar_rows(
    names: Sequence[str], values: Sequence[float], texts: Sequence[str], marked: Sequence[bool]
) -> pd.DataFrame:
    """A table for the chart `bars`, in the order given."""
    return pd.DataFrame(
        {
            "name": list(names),
            "position": range(len(names)),
            "value": list(values),
            "value_text": list(texts),
            "is_marked": list(marked),
        }
    ).astype({"name": object, "value": float, "value_text": object, "is_marked": bool})


def signs_sentence(answer: pd.DataFrame, ctx: Context) -> str:
    """Phiếu của 1 xã, phường có dấu hiệu cần kiểm tra: Xã Kim Anh (mọi câu cùng một mức trả lời)."""
    lang = ctx.lang
    flagged = answer[answer["signs_n"] > 0]
    if flagged.empty:
        return t("say.no_signs", lang, n=fmt.whole(int(answer["index_pct"].notna().sum()), lang))
    words = [
        f"{name} ({', '.join(t(f'sign.{sign}', lang) for sign in SIGNS if row[sign])})"
        for name, (_, row) in zip(frames.unit_names(flagged, "ward", ctx), flagged.iterrows(), strict=True)
    ]
    return t("say.signs", lang, n=fmt.whole(len(flagged), lang), names=names_text(words, lang, NAMED))


def alike_rows(answer: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """The wards with the largest share of slips that tick one answer throughout; those with any sign first."""
    shown = answer[answer["alike_pct"].notna()]
    shown = shown.sort_values(["signs_n", "alike_pct"], ascending=False).head(SHOWN)
    values = shown["alike_pct"].tolist()
    names = frames.unit_names(shown, "ward", ctx)
    return bar_rows(names, values, [fmt.percent(value, ctx.lang) for value in values], shown["signs_n"] > 0)


def missing_rows(items: pd.DataFrame, slips_n: int, ctx: Context) -> pd.DataFrame:
    """Share of slips without an answer, by question, the most first."""
    missing = 100 * (1 - items["answers_n"].to_numpy(float, na_value=0.0) / slips_n)
    frame = items.assign(missing=missing, name=frames.part_names(items, "item", ctx))
    frame = frame.sort_values("missing", ascending=False)
    values = frame["missing"].clip(lower=0).tolist()
    return bar_rows(frame["name"], values, [fmt.percent(value, ctx.lang) for value in values], [False] * len(frame))


def age_rows(answer: pd.DataFrame, end: date, ctx: Context) -> pd.DataFrame:
    """Wards by how long before the period's end their last slip came, and those hidden or without any."""
    lang = ctx.lang
    days = (pd.Timestamp(end) - answer["last_on"]).dt.days
    counts: list[tuple[str, int, bool]] = []
    below = -1
    for most, key in AGES:
        counts.append((t(key, lang), int(days.between(below, most, inclusive="right").sum()), key == "age.older"))
        below = most
    slips = answer["slips_n"].fillna(-1)
    counts.append((t("state.hidden", lang), int(answer["is_hidden"].sum()), False))
    counts.append((t("state.missing", lang), int((~answer["is_hidden"] & (slips == 0)).sum()), True))
    names, values, marked = zip(*counts, strict=True)
    return bar_rows(
        names,
        values,
        [fmt.whole(value, lang) for value in values],
        [m and v > 0 for m, v in zip(marked, values, strict=True)],
    )


def rejected_rows(answer: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """Rejected rows of all loads in force, by reason."""
    sums = answer.groupby("reason_code")["rejected_n"].sum().sort_values(ascending=False)
    names = [t(f"reason.{code}", ctx.lang) for code in sums.index]
    return bar_rows(names, sums.tolist(), [fmt.whole(int(n), ctx.lang) for n in sums], [False] * len(sums))
