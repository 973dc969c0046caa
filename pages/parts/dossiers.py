"""Tables and sentences of the page Hồ sơ. The two sources stand side by side and are never added."""

import numpy as np
import pandas as pd

from pages.parts import frames, narrowing, series
from pages.parts import numbers as fmt
from pages.parts.context import Context
from pages.parts.quality import bar_rows
from pages.parts.series import STEP_MONTHS
from pages.parts.words import counted, names_text, t
from queries.explore_names import code_of
from queries.filters import Filters, add_months
from queries.statistics import rank_correlation

SOURCES = {"service_centre": "centre", "national_portal": "portal"}  # with the beginning of its columns by unit
SHARES = ("on_time", "online")
SHOWN = 12
NAMED = 2
SUMMED = ("received_n", "online_n", "done_n", "on_time_n", "on_time_of_n", "overdue_n", "open_n")


def totals(fields: pd.DataFrame, source: str) -> dict[str, int]:
    """The counts of one source over all fields."""
    own = fields[fields["dossier_source"] == source]
    return {name: int(own[name].sum()) for name in SUMMED}


def share(part: int, whole: int) -> float | None:
    """`part` of `whole` in per cent; None of nothing."""
    return 100 * part / whole if whole else None


def headline(fields: pd.DataFrame, ctx: Context) -> str:
    """Quý III/2026: Trung tâm … tính 99,8 % hồ sơ đúng hạn; Cổng … tính 72,9 %; cách tính khác nhau nên không cộng."""
    lang, parts = ctx.lang, []
    for source in SOURCES:
        counts = totals(fields, source)
        if counts["on_time_of_n"]:
            pct = fmt.percent(share(counts["on_time_n"], counts["on_time_of_n"]), lang)
            parts.append(t(f"say.dossiers_{source}", lang, pct=pct))
    differ = f"; {t('say.dossiers_differ', lang)}" if len(parts) > 1 else ""
    return f"{fmt.capital(ctx.period)}: {'; '.join(parts)}{differ}."


def line_points(months: pd.DataFrame, source: str, measure: str, ctx: Context, step: str) -> pd.DataFrame:
    """One share of one source over time, for the chart `share_line`."""
    lang = ctx.lang
    own = months[months["dossier_source"] == source].reset_index(drop=True)
    cuts = [pd.Timestamp(cut.on) for cut in ctx.catalog.breaks if cut.kind == "unit"]
    first = [moment.date() for moment in own["month"]]
    whole = own["on_time_of_n" if measure == "on_time" else "received_n"]
    return pd.DataFrame(
        {
            "month": own["month"],
            "code": [code_of(day, step) for day in first],
            "segment": np.searchsorted(pd.DatetimeIndex(sorted(cuts)), own["month"], side="right"),
            "share_pct": own[f"{measure}_pct"],
            "period_text": [fmt.period_text(day, add_months(day, STEP_MONTHS[step] - 1), lang) for day in first],
            "share_text": [fmt.percent(value, lang) for value in own[f"{measure}_pct"]],
            "counts_text": [
                t("dossiers.of", lang, n=fmt.whole(n, lang), all=fmt.whole(of, lang))
                for n, of in zip(own[f"{measure}_n"], whole, strict=True)
            ],
        }
    )


def break_lines(filters: Filters, ctx: Context, points: pd.DataFrame) -> pd.DataFrame:
    """The changes of units that fall into the months shown, for the chart `share_line`."""
    lines = series.break_lines(ctx, filters.start, filters.end)
    inside = lines["break_on"].between(points["month"].min(), points["month"].max())
    units = [cut.on for cut in ctx.catalog.breaks if cut.kind == "unit"]
    return lines[inside & lines["break_on"].dt.date.isin(units)].reset_index(drop=True)


def line_sentence(points: pd.DataFrame, source: str, measure: str, ctx: Context) -> str:
    """Trung tâm …: 99,8 % đúng hạn trong tháng 9/2026; thấp nhất 99,6 % (tháng 3/2025)."""
    lang = ctx.lang
    known = points[points["share_pct"].notna()]
    who = t(f"dossier_source.{source}", lang)
    if known.empty:
        return t("say.dossiers_line_none", lang, source=who)
    last, least = known.iloc[-1], known.loc[known["share_pct"].idxmin()]
    if least["share_text"] == last["share_text"]:
        return t(f"say.dossiers_now_{measure}", lang, source=who, pct=last["share_text"], period=last["period_text"])
    return t(
        f"say.dossiers_line_{measure}",
        lang,
        source=who,
        pct=last["share_text"],
        period=last["period_text"],
        least=least["share_text"],
        when=least["period_text"],
    )


def field_rows(fields: pd.DataFrame, source: str, ctx: Context) -> pd.DataFrame:
    """Fields by the share of their dossiers done late, for the chart `bars`."""
    own = fields[(fields["dossier_source"] == source) & (fields["done_n"] > 0)]
    own = own.assign(late_pct=100 * own["overdue_n"] / own["done_n"], name=ctx.name(own, "field_name"))
    own = own.sort_values("late_pct", ascending=False)
    return _late_rows(own, own["field_code"].fillna("").tolist(), ctx)


def field_sentence(rows: pd.DataFrame, source: str, ctx: Context) -> str:
    """Theo Trung tâm …, lĩnh vực quá hạn nhiều nhất là Đất đai: 0,4 % (123 hồ sơ)."""
    who = t(f"dossier_source.{source}", ctx.lang)
    if rows.empty:
        return t("say.dossiers_line_none", ctx.lang, source=who)
    return t("say.dossiers_field", ctx.lang, source=who, name=rows["name"].iloc[0], value=rows["value_text"].iloc[0])


def unit_rows(units: pd.DataFrame, source: str, ctx: Context) -> pd.DataFrame:
    """Wards and districts by the share of their dossiers done late, for the chart `bars`."""
    late = _late(units, source, ctx).sort_values("late_pct", ascending=False).head(SHOWN)
    return _late_rows(late, narrowing.unit_codes(late, ctx), ctx)


def unit_sentence(units: pd.DataFrame, source: str, ctx: Context) -> str:
    """Theo Cổng …, 87.365 hồ sơ quá hạn ở 126 đơn vị; tỷ lệ cao nhất ở Xã Phượng Dực, Xã Yên Bài."""
    lang, late = ctx.lang, _late(units, source, ctx)
    who = t(f"dossier_source.{source}", lang)
    if late.empty:
        return t("say.dossiers_line_none", lang, source=who)
    names = late.sort_values("late_pct", ascending=False)["name"].head(NAMED).tolist()
    n = counted(int(late["overdue_n"].sum()), "dossier", lang)
    words = {"units": counted(len(late), "unit", lang), "names": names_text(names, lang)}
    return t("say.dossiers_units", lang, source=who, n=n, **words)


def cloud(wards: pd.DataFrame, source: str, ctx: Context) -> pd.DataFrame:
    """Wards with both an index that may be shown and dossiers done, for the chart `lateness`."""
    start = SOURCES[source]
    both = wards[wards["index_pct"].notna() & wards[f"{start}_late_pct"].notna()].reset_index(drop=True)
    counts = zip(both[f"{start}_overdue_n"], both[f"{start}_done_n"], strict=True)
    return frames.dressed(both, ctx).assign(
        code=narrowing.ward_codes(both, ctx),
        name=frames.unit_names(both, "ward", ctx),
        late_pct=both[f"{start}_late_pct"],
        late_text=[fmt.percent(value, ctx.lang) for value in both[f"{start}_late_pct"]],
        counts_text=[
            t("dossiers.of", ctx.lang, n=fmt.whole(n, ctx.lang), all=fmt.whole(of, ctx.lang)) for n, of in counts
        ],
    )


def cloud_sentence(points: pd.DataFrame, ctx: Context) -> str:
    """Ở 126 xã, phường, quá hạn nhiều hơn đi cùng hài lòng thấp hơn (tương quan hạng −0,31, khoảng −0,46 đến −0,14)."""
    lang = ctx.lang
    rho, low, high = rank_correlation(points["late_pct"], points["index_pct"])
    units = counted(len(points), "ward", lang)
    if np.isnan(rho):
        return t("say.lateness_none", lang, units=units)
    key = "unclear" if low <= 0 <= high else "lower" if rho < 0 else "higher"
    ends = [fmt.number(value, lang, 2, signed=True) for value in (rho, low, high)]
    return t(f"say.lateness_{key}", lang, units=units, rho=ends[0], low=ends[1], high=ends[2])


def _late(units: pd.DataFrame, source: str, ctx: Context) -> pd.DataFrame:
    """Units that did dossiers by one source: late_pct (0–100), overdue_n, done_n and their full name."""
    start = SOURCES[source]
    held = units[units[f"{start}_done_n"].fillna(0) > 0].reset_index(drop=True)
    done, overdue = (held[f"{start}_{name}"].to_numpy(float) for name in ("done_n", "overdue_n"))
    return held.assign(name=unit_words(held, ctx), done_n=done, overdue_n=overdue, late_pct=100 * overdue / done)


def unit_words(units: pd.DataFrame, ctx: Context) -> list[str]:
    """Full names of units of any level, in a list where a unit may come again; those of departments are Vietnamese."""
    once = units.drop_duplicates(["unit_code", "unit_from"])
    words = [fmt.capital(f"{kind} {name}") for kind, name in zip(once["unit_kind"], once["unit_name"], strict=True)]
    found = dict(zip(zip(once["unit_code"], once["unit_from"], strict=True), words, strict=True))
    for level in ("ward", "district"):
        own = once.loc[once["unit_level"] == level, ["unit_code", "unit_from"]]
        named = frames.unit_names(own.set_axis([f"{level}_code", "ward_from"], axis=1), level, ctx)
        found |= dict(zip(zip(own["unit_code"], own["unit_from"], strict=True), named, strict=True))
    return [found[key] for key in zip(units["unit_code"], units["unit_from"], strict=True)]


def _late_rows(late: pd.DataFrame, codes: list[str], ctx: Context) -> pd.DataFrame:
    shown = late.head(SHOWN)
    texts = [
        t("dossiers.late", ctx.lang, pct=fmt.percent(pct, ctx.lang), n=counted(int(n), "dossier", ctx.lang))
        for pct, n in zip(shown["late_pct"], shown["overdue_n"], strict=True)
    ]
    rows = bar_rows(shown["name"], shown["late_pct"], texts, [place == 0 for place in range(len(shown))])
    return rows.assign(code=codes[:SHOWN])
