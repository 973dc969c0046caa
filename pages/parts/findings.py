"""Tables and sentences of what inspections found: by kind, by field, by unit."""

import pandas as pd

from pages.parts import numbers as fmt
from pages.parts.context import Context
from pages.parts.inspections import share, unit_words
from pages.parts.quality import bar_rows
from pages.parts.words import counted, t

SEVERITIES = ("minor", "serious", "very_serious")
SHOWN = 12


def pareto_rows(findings: pd.DataFrame, scope: str, ctx: Context) -> pd.DataFrame:
    """Kinds of findings of one side, split by severity, the most frequent on top, for the chart `pareto`."""
    lang = ctx.lang
    frame = findings[findings["inspected_by"] == scope].reset_index(drop=True)
    names = ctx.name(frame, "finding_name").tolist()
    rows = []
    for place, (name, row) in enumerate(zip(names, frame.to_dict("records"), strict=True)):
        total = t(
            "say.pareto_total",
            lang,
            n=fmt.whole(row["findings_n"], lang),
            so_far=fmt.percent(row["cumulative_pct"], lang, 0),
        )
        for at, severity in enumerate(SEVERITIES):
            rows.append(
                {
                    "code": row["finding_kind"],
                    "name": name,
                    "position": place,
                    "severity": severity,
                    "severity_position": at,
                    "findings_n": row[f"{severity}_n"],
                    "bar_code": f"{row['finding_kind']}|{severity}",
                    "total_n": row["findings_n"] if at == 0 else None,
                    "total_text": total,
                    "severity_text": t(f"severity.{severity}", lang),
                    "value_text": fmt.whole(row[f"{severity}_n"], lang),
                }
            )
    columns = ["code", "name", "position", "severity", "severity_position", "findings_n", "bar_code", "total_n",
               "total_text", "severity_text", "value_text"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).astype({"total_n": float})


def pareto_sentence(findings: pd.DataFrame, scope: str, counts: dict[str, int], ctx: Context) -> str:
    """Chậm luân chuyển hồ sơ là phát hiện nhiều nhất (7 trong 38); 0,9 phát hiện mỗi cuộc; 5 % rất nghiêm trọng."""
    lang = ctx.lang
    frame = findings[findings["inspected_by"] == scope]
    who = t(f"inspected_by.{scope}", lang)
    if frame.empty:
        return t("say.findings_none", lang, who=who, period=ctx.period)
    all_n = int(frame["findings_n"].sum())
    return t(
        "say.findings",
        lang,
        who=who,
        name=ctx.name(frame, "finding_name").iloc[0],
        n=fmt.whole(frame["findings_n"].iloc[0], lang),
        all=fmt.whole(all_n, lang),
        each=fmt.number(all_n / counts["inspections_n"], lang) if counts["inspections_n"] else fmt.MISSING,
        grave=fmt.percent(share(int(frame["very_serious_n"].sum()), all_n), lang, 0),
    )


def field_rows(fields: pd.DataFrame, scope: str, ctx: Context) -> pd.DataFrame:
    """Findings by field of one side; those that name no field last, for the chart `bars`; code."""
    lang = ctx.lang
    frame = fields[fields["inspected_by"] == scope].sort_values("field_code", key=pd.isna, kind="stable")
    names = ctx.name(frame, "field_name").fillna(t("inspections.no_field", lang))
    values = frame["findings_n"].tolist()
    rows = bar_rows(names, values, [fmt.whole(n, lang) for n in values], [False] * len(values))
    return rows.assign(code=frame["field_code"].fillna("").tolist())


def field_sentence(fields: pd.DataFrame, scope: str, ctx: Context) -> str:
    """Lĩnh vực có nhiều phát hiện nhất: đất đai (12 trong 40 phát hiện có ghi lĩnh vực)."""
    lang = ctx.lang
    named = fields[(fields["inspected_by"] == scope) & fields["field_code"].notna()]
    if named.empty:
        return t("say.findings_no_field", lang)
    return t(
        "say.findings_field",
        lang,
        name=ctx.name(named, "field_name").iloc[0],
        n=fmt.whole(named["findings_n"].iloc[0], lang),
        all=fmt.whole(int(named["findings_n"].sum()), lang),
    )


def kind_rows(found: pd.DataFrame, ctx: Context) -> pd.DataFrame:
    """The units where one kind was found most often, for the chart `bars`; found: rows of one side and one kind."""
    frame = found.head(SHOWN)
    values = frame["findings_n"].tolist()
    return bar_rows(unit_words(frame, ctx), values, [fmt.whole(n, ctx.lang) for n in values], [False] * len(values))


def kind_sentence(found: pd.DataFrame, ctx: Context) -> str:
    """Chậm luân chuyển hồ sơ: 38 phát hiện ở 21 đơn vị; nhiều nhất ở phường X (5)."""
    lang = ctx.lang
    if found.empty:
        return t("empty.findings", lang)
    most = found.head(1)
    (name,) = unit_words(most, ctx)
    return t(
        "say.finding_units",
        lang,
        kind=ctx.name(most, "finding_name").iloc[0],
        findings=counted(int(found["findings_n"].sum()), "finding", lang),
        units=counted(len(found), "unit", lang),
        name=name,
        n=fmt.whole(int(most["findings_n"].iloc[0]), lang),
    )
