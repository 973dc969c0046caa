"""Tables and sentences of the page Phiếu góp ý."""

from datetime import date

import numpy as np
import pandas as pd
import streamlit as st

from pages.parts import charts_more, drill, frames, narrowing, own, show
from pages.parts import numbers as fmt
from pages.parts.context import Context
from pages.parts.numbers import Lang
from pages.parts.quality import bar_rows
from pages.parts.words import counted, names_text, t

LATE_DAYS = 10
SHOWN = 12
LISTED = 50
NAMED = 3
STAGES = ("seen", "answered")
KINDS = ("complaint", "suggestion", "praise")
AGES = ((10, "overdue.to_10"), (30, "overdue.to_30"), (90, "overdue.to_90"), (100_000, "overdue.longer"))
LIST_COLUMNS = ("slip_id", "received_on", "overdue_days", "is_seen", "slip_kind_name", "slip_about_name", "field_name",
                "slip_channel_name")  # fmt: skip
BOOK_COLUMNS = ("slip_id", "received_on", "slip_kind_name", "comment_text", "seen_by", "seen_on", "answered_on",
                "slip_result_name")  # fmt: skip


def ward_name(code: str | None, start: pd.Timestamp, ctx: Context) -> str:
    """The name of one ward in the middle of a sentence: xã Phú Xuyên; '' for none."""
    if not isinstance(code, str):
        return ""
    (name,) = frames.unit_names(pd.DataFrame({"ward_code": [code], "ward_from": [start]}), "ward", ctx)
    return name[:1].lower() + name[1:] if ctx.lang == "vi" else name


def ward_names(frame: pd.DataFrame, ctx: Context) -> list[str]:
    """Full names of the wards of a list in which a ward may come again and again."""
    keys = list(zip(frame["ward_code"], frame["ward_from"], strict=True))
    once = frame.drop_duplicates(["ward_code", "ward_from"])
    names = dict(
        zip(zip(once["ward_code"], once["ward_from"], strict=True), frames.unit_names(once, "ward", ctx), strict=True)
    )
    return [names[key] for key in keys]


def days_text(days: float, lang: Lang) -> str:
    """3 ngày; a dash where it has not come to that."""
    return fmt.MISSING if fmt.is_missing(days) else counted(int(days), "day", lang)


def funnel_rows(funnel: pd.Series, ctx: Context) -> pd.DataFrame:
    """Received, read, answered, judged, satisfied, for the chart `bars`; the last two hidden where they are few."""
    lang, received = ctx.lang, int(funnel["received_n"])
    rows = [("received", received, fmt.whole(received, lang))]
    for stage in STAGES:
        n = int(funnel[f"{stage}_n"])
        rows.append(
            (stage, n, t("feedback.share", lang, n=fmt.whole(n, lang), share=_share(funnel[f"{stage}_pct"], lang)))
        )
    if funnel["is_hidden"]:
        rows += [(stage, 0, t("state.hidden", lang)) for stage in ("rated", "satisfied")]
    else:
        rated, satisfied = int(funnel["rated_n"]), int(funnel["satisfied_n"])
        rows.append(("rated", rated, fmt.whole(rated, lang)))
        share = _share(funnel["satisfied_pct"], lang)
        rows.append(
            ("satisfied", satisfied, t("feedback.share_rated", lang, n=fmt.whole(satisfied, lang), share=share))
        )
    names, values, texts = zip(*rows, strict=True)
    return bar_rows([t(f"stage.{name}", lang) for name in names], values, texts, [False] * len(rows))


def funnel_sentence(funnel: pd.Series, ctx: Context) -> str:
    """Trong 1.068 phiếu nhận trong quý III/2026, 93,6 % đã được xem, 77,4 % đã được trả lời."""
    lang = ctx.lang
    if not funnel["received_n"]:
        return t("say.feedback_none", lang, period=ctx.period)
    words = {stage: _share(funnel[f"{stage}_pct"], lang) for stage in STAGES}
    return t(
        "say.feedback_funnel", lang, slips=counted(int(funnel["received_n"]), "slip", lang), period=ctx.period, **words
    )


def _share(pct: float, lang: Lang) -> str:
    return fmt.percent(pct, lang)


def waits_points(curve: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """Read and answered by day, one under the other, for the chart `waits`."""
    lang, parts = ctx.lang, []
    changed = curve[[f"{stage}_pct" for stage in STAGES]].diff().fillna(1).gt(0).any(axis=1)
    curve = curve.loc[: changed[changed].index.max()] if len(curve) else curve  # beyond it the lines only run on
    for stage in STAGES:
        share, low, high = (curve[f"{stage}_{end}"] for end in ("pct", "low", "high"))
        parts.append(
            pd.DataFrame(
                {
                    "point_code": [f"{stage}|{day}" for day in curve["waited_days"]],
                    "stage": stage,
                    "stage_text": t(f"stage.{stage}", lang),
                    "waited_days": curve["waited_days"],
                    "share_pct": share,
                    "share_low": low,
                    "share_high": high,
                    "is_last": np.arange(len(curve)) == len(curve) - 1,
                    "day_text": [counted(int(day), "day", lang) for day in curve["waited_days"]],
                    "share_text": [fmt.percent(value, lang) for value in share],
                    "interval_text": [fmt.interval(*ends, lang) for ends in zip(low, high, strict=True)],
                    "waiting_text": [counted(int(n), "slip", lang) for n in curve[f"{stage}_waiting_n"]],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def waits_sentence(funnel: pd.Series, ctx: Context) -> str:
    """Một nửa số phiếu được xem trong 3 ngày, 90 % trong 7 ngày; một nửa được trả lời trong 10 ngày, …"""
    lang = ctx.lang
    if not funnel["received_n"]:
        return t("say.feedback_none", lang, period=ctx.period)
    parts = []
    for stage in STAGES:
        half, most = (funnel[f"{stage}_{name}_days"] for name in ("median", "p90"))
        if fmt.is_missing(half):
            parts.append(t(f"say.waits_{stage}_less", lang))
        else:
            key = f"say.waits_{stage}_half" if fmt.is_missing(most) else f"say.waits_{stage}"
            parts.append(t(key, lang, half=days_text(half, lang), most=days_text(most, lang)))
    return fmt.capital(f"{'; '.join(parts)}.")


def unseen_rows(wards: pd.DataFrame, on: date, ctx: Context) -> pd.DataFrame:
    """The wards with most slips not read, marked where one waits for over ten days, for the chart `bars`; code."""
    lang, held = ctx.lang, _with_unseen(wards).head(SHOWN)
    days = (pd.Timestamp(on) - held["oldest_unseen_on"]).dt.days
    texts = [
        t("feedback.oldest", lang, n=fmt.whole(int(n), lang), days=counted(int(age), "day", lang))
        for n, age in zip(held["waiting_unseen_n"], days, strict=True)
    ]
    rows = bar_rows(frames.unit_names(held, "ward", ctx), held["waiting_unseen_n"], texts, days > LATE_DAYS)
    return rows.assign(code=narrowing.ward_codes(held, ctx))


def unseen_sentence(wards: pd.DataFrame, ctx: Context) -> str:
    """12 trong 126 xã, phường còn phiếu lãnh đạo chưa xem; nhiều nhất: xã Phú Xuyên, xã Ba Vì."""
    lang = ctx.lang
    held = _with_unseen(wards)
    if held.empty:
        return t("say.unseen_none", lang)
    names = frames.unit_names(held.head(NAMED), "ward", ctx)
    words = {"n": fmt.whole(len(held), lang), "all": counted(len(wards), "ward", lang)}
    return t("say.unseen_wards", lang, names=names_text(names, lang), **words)


def _with_unseen(wards: pd.DataFrame) -> pd.DataFrame:
    """The wards with slips not read, the most first, then those that wait for longest."""
    held = wards[wards["waiting_unseen_n"] > 0]
    return held.sort_values(["waiting_unseen_n", "oldest_unseen_on"], ascending=[False, True]).reset_index(drop=True)


def topic_rows(topics: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """Slips by field, split by kind, the most on top, for the chart `parted`."""
    lang = ctx.lang
    names = ctx.name(topics, "field_name").fillna(t("feedback.no_field", lang)).tolist()
    kinds = dict(zip(topics["slip_kind"], ctx.name(topics, "slip_kind_name"), strict=True))
    table = topics.assign(name=names).pivot_table(
        index="name", columns="slip_kind", values="received_n", aggfunc="sum", fill_value=0
    )
    table = table.reindex(columns=KINDS, fill_value=0)
    totals = table.sum(axis=1).sort_values(ascending=False, kind="stable").head(SHOWN)
    codes = dict(zip(names, topics["field_code"], strict=True))
    return parted_rows({name: table.loc[name].to_dict() for name in totals.index}, kinds, codes, ctx)


def parted_rows(
    counts: dict[str, dict[str, int]], words: dict[str, str], codes: dict[str, str], ctx: Context
) -> pd.DataFrame:
    """A table for the chart `parted`: for each name its parts in order, from the top down; codes: of each name."""
    rows = []
    for place, (name, parts) in enumerate(counts.items()):
        total = int(sum(parts.values()))
        for at, (part, n) in enumerate(parts.items()):
            rows.append(
                {
                    "bar_code": f"{name}|{part}",
                    "code": codes[name],
                    "name": name,
                    "position": place,
                    "part": part,
                    "part_position": at,
                    "value": int(n),
                    "value_text": fmt.whole(int(n), ctx.lang),
                    "part_text": words.get(part, part),
                    "total": float(total) if at == 0 else np.nan,
                    "total_text": fmt.whole(total, ctx.lang),
                }
            )
    columns = ["bar_code", "code", "name", "position", "part", "part_position", "value", "value_text", "part_text",
               "total", "total_text"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def topic_sentence(topics: pd.DataFrame, ctx: Context) -> str:
    """32,1 % số phiếu là phàn nàn; nhiều phàn nàn nhất: đất đai (45 phiếu); 24,0 % nói về hành vi cán bộ, công chức."""
    lang = ctx.lang
    total = int(topics["received_n"].sum())
    if not total:
        return t("say.feedback_none", lang, period=ctx.period)
    complaints = topics[topics["slip_kind"] == "complaint"]
    conduct = int(topics.loc[topics["slip_about"] == "conduct", "received_n"].sum())
    words = {
        "complaints": fmt.percent(100 * int(complaints["received_n"].sum()) / total, lang),
        "conduct": fmt.percent(100 * conduct / total, lang),
    }
    named = complaints[complaints["field_code"] != ""]
    if named.empty:
        return t("say.topics_no_field", lang, **words)
    sums = named.groupby(ctx.name(named, "field_name"), sort=False)["received_n"].sum()
    return t("say.topics", lang, field=sums.idxmax(), n=counted(int(sums.max()), "slip", lang), **words)


def overdue_rows(late: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """Overdue slips by how long they are past their day, for the chart `bars`."""
    lang, counts, below = ctx.lang, [], 0
    for most, key in AGES:
        counts.append((t(key, lang), int(late["overdue_days"].between(below, most, inclusive="right").sum())))
        below = most
    if late.empty:
        counts = []
    names, values = zip(*counts, strict=True) if counts else ((), ())
    return bar_rows(
        names, values, [fmt.whole(n, lang) for n in values], [i > 0 and n > 0 for i, n in enumerate(values)]
    )


def overdue_sentence(late: pd.DataFrame, ctx: Context) -> str:
    """853 phiếu quá hạn chưa trả lời, 7 phiếu trong đó chưa được xem; phiếu lâu nhất đã chờ 1.003 ngày, ở …"""
    lang = ctx.lang
    if late.empty:
        return t("say.overdue_none", lang)
    oldest = late.iloc[0]
    return t(
        "say.overdue",
        lang,
        slips=counted(len(late), "feedback_slip", lang),
        unseen=counted(int((~late["is_seen"]).sum()), "slip", lang),
        days=counted(int(oldest["waiting_days"]), "day", lang),
        unit=ward_name(oldest["ward_code"], oldest["ward_from"], ctx),
    )


def overdue_list(late: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """The first rows of the list, worded for the screen; the file behind the chart has them all."""
    shown = late.head(LISTED)
    return _worded(shown, LIST_COLUMNS, ctx, {t("col.ward_name", ctx.lang): ward_names(shown, ctx)})


def book(pages: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """The newest pages of a ward's book as it would look signed."""
    return _worded(pages.head(LISTED), BOOK_COLUMNS, ctx, {})


def _worded(frame: pd.DataFrame, columns: tuple[str, ...], ctx: Context, first: dict[str, list[str]]) -> pd.DataFrame:
    """Columns under their titles: dates and flags as text, names in the language in force; `first` stands in front."""
    lang, found = ctx.lang, dict(first)
    for column in columns:
        values = ctx.name(frame, column)
        if column.endswith("_on"):
            values = [fmt.date_text(day, lang) for day in values]
        elif column.startswith("is_"):
            values = [t("word.yes" if flag else "word.no", lang) for flag in values]
        elif values.dtype == object:
            values = values.fillna("")
        found[t(f"col.{column}", lang)] = list(values)
    return pd.DataFrame(found)


def word_rows(words: pd.DataFrame, kind: str, ctx: Context) -> pd.DataFrame:
    """The words of one kind of slip that most slips hold, for the chart `bars`."""
    held = words[words["slip_kind"] == kind].head(SHOWN)
    texts = [
        t("feedback.share", ctx.lang, n=counted(int(n), "slip", ctx.lang), share=fmt.percent(share, ctx.lang))
        for n, share in zip(held["slips_n"], held["slips_pct"], strict=True)
    ]
    return bar_rows(held["word_text"], held["slips_n"], texts, [kind == "complaint"] * len(held))


def word_sentence(words: pd.DataFrame, kind: str, ctx: Context) -> str:
    """Phiếu phàn nàn nhắc nhiều nhất: hồ sơ (72 phiếu), …"""
    held = words[words["slip_kind"] == kind].head(NAMED)
    kind_word = t(f"slip_kind.{kind}", ctx.lang)
    if held.empty:
        return t("say.words_none", ctx.lang, kind=kind_word)
    named = [
        f"“{word}” ({counted(int(n), 'slip', ctx.lang)})"
        for word, n in zip(held["word_text"], held["slips_n"], strict=True)
    ]
    return t("say.words", ctx.lang, kind=kind_word, names=names_text(named, ctx.lang))


def words_box(kinds: dict[str, str], ctx: Context) -> None:
    """The words people use, folded; asked only once it is open."""
    lang = ctx.lang
    box = st.expander(t("feedback.words", lang), icon=":material/abc:", key="feedback_words", on_change="rerun")
    if not box.open:
        return
    with box:
        kind = own.segments("kind", kinds, t("feedback.words_of", lang), "complaint")
        words = ctx.ask("slip_words")
        show.chart(
            ctx,
            "feedback_word_bars",
            word_sentence(words, kind, ctx),
            charts_more.bars,
            {"rows": word_rows(words, kind, ctx)},
            show.Source("slip_words", words, ctx.filters, ("slip_words",)),
            measure="words",
        )


def book_box(names: dict[str, str], ctx: Context) -> None:
    """The book of one ward, folded."""
    lang = ctx.lang
    box = st.expander(t("feedback.book", lang), icon=":material/menu_book:", key="feedback_book", on_change="rerun")
    if not box.open:
        return
    with box:
        code = own.select("unit", names, t("filter.ward", lang), next(iter(names), None), width=420)
        pages = ctx.ask("slip_book", drill.of_unit(ctx.filters, "ward", code)) if code else pd.DataFrame()
        if len(pages):
            st.caption(show.plain(t("feedback.masked", lang)))
            show.show_table(book(pages, ctx), lang)
        else:
            st.caption(t("feedback.book_empty", lang))
