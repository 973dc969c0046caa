"""One page in plain sentences of the latest quarter that is published: only what its tables show."""

from datetime import date

import pandas as pd

from queries.catalog import Catalog
from queries.database import Database
from queries.filters import Filters, add_months
from queries.publish.package import About, titles
from queries.publish.words import Lang, day_text, number, percent, quarter, shown
from queries.question import ask

TEXTS = {
    "vi": {
        "simulated": "**Số liệu mô phỏng**: không phải số liệu thật của Thành phố.",
        "index": "{name}, {quarter}: {pct} câu trả lời hài lòng (khoảng tin cậy 95 %: {low}–{high}; {n} phiếu).",
        "changed": "{way} {points} điểm so với quý trước (khoảng {low} đến {high}).",
        "up": "Tăng", "down": "Giảm",
        "unclear": "Chưa thấy thay đổi rõ so với quý trước: {points} điểm, khoảng {low} đến {high}.",
        "cut": "Không so với quý trước: giữa hai quý có chỗ ngắt (đổi phương pháp hoặc địa bàn), "
        "hoặc một quý không có số được hiển thị.",
        "hidden": "{name}, {quarter}: không hiển thị vì số phiếu quá ít.",
        "factor": "| Yếu tố | Hài lòng | Khoảng tin cậy 95 % | Phiếu |",
        "no_factor": "không hiển thị",
        "book": "Sổ góp ý, {quarter}: nhận {received} phiếu; đến {day} lãnh đạo đã xem {seen}, đã trả lời {answered}.",
        "inspections": "Kiểm tra công vụ, {quarter}: {parts}.",
        "inspection": "{name} {n} cuộc",
        "under": "dưới 5 hoặc không hiển thị",
        "dossiers": "Hồ sơ, {quarter}, {name}: nhận {received}, đúng hạn {pct}.",
        "apart": "Các nguồn khác định nghĩa: không cộng với nhau, không so với nhau.",
        "sections": ("Kết quả chính", "Các bảng", "Cách đọc", "Giấy phép và nguồn"),
        "read": "Ô để trống có `is_hidden` = true là số được ẩn (số nhỏ), không phải số không; `is_few` = true là ít "
        "phiếu, chỉ để tham khảo. Không bảng nào là bảng xếp hạng. Định nghĩa đầy đủ: definitions.md; kiểu và đơn vị "
        "của từng cột: datapackage.json. Mọi bảng đã được kiểm tra: không ô ẩn nào suy ra được từ các bảng ở đây.",
        "licence": "Giấy phép: {licence}. Nguồn: {sources}.",
        "rows": "{n} dòng",
    },
    "en": {
        "simulated": "**Simulated data**: not real figures of the city.",
        "index": "{name}, {quarter}: {pct} of answers satisfied (95% interval {low}–{high}; {n} slips).",
        "changed": "{way} {points} points on the previous quarter (interval {low} to {high}).",
        "up": "Up", "down": "Down",
        "unclear": "No clear change on the previous quarter: {points} points, interval {low} to {high}.",
        "cut": "Not compared with the previous quarter: a break of the series (method or units) lies between them, or "
        "one of them has no figure to show.",
        "hidden": "{name}, {quarter}: hidden, too few slips.",
        "factor": "| Factor | Satisfied | 95% interval | Slips |",
        "no_factor": "hidden",
        "book": "Suggestion book, {quarter}: {received} slips received; by {day} the leaders had read {seen} and "
        "{answered} were answered.",
        "inspections": "Inspections, {quarter}: {parts}.",
        "inspection": "{name} {n}",
        "under": "under 5 or hidden",
        "dossiers": "Dossiers, {quarter}, {name}: {received} received, {pct} on time.",
        "apart": "The sources differ by definition: they are not added up and not compared.",
        "sections": ("Main results", "Tables", "How to read them", "Licence and sources"),
        "read": "An empty cell with `is_hidden` = true is hidden (a small number), not zero; `is_few` = true means few "
        "slips, for orientation only. No table is a ranking. Definitions: definitions.md; types and units of columns: "
        "datapackage.json. The tables have been checked: no hidden cell follows from them.",
        "licence": "Licence: {licence}. Sources: {sources}.",
        "rows": "{n} rows",
    },
}  # fmt: skip


def summary(
    database: Database, catalog: Catalog, tables: dict[str, pd.DataFrame], start: date, about: About, sources: list[str]
) -> str:
    """The page as Markdown; start: first day of the latest quarter."""
    lang, words = about.lang, TEXTS[about.lang]
    results, listed, reading, licence = words["sections"]
    lines = [f"# {about.title}", ""]
    lines += [words["simulated"], ""] if about.is_simulated else []
    lines += [f"## {results}", ""]
    for code in catalog.instruments:
        lines += _satisfaction(database, catalog, tables, Filters(code, start, add_months(start, 2)), lang)
    lines += [f"- {line}" for line in _registers(tables, start, lang)]
    rows = [
        f"- `data/{name}.csv` {titles(lang)[name]} ({words['rows'].format(n=number(len(frame), lang, 0))})"
        for name, frame in tables.items()
    ]
    lines += ["", f"## {listed}", "", *rows, "", f"## {reading}", "", words["read"], "", f"## {licence}", ""]
    lines += [words["licence"].format(licence=about.licence, sources="; ".join(sources))]
    return "\n".join(lines) + "\n"


def _satisfaction(
    database: Database, catalog: Catalog, tables: dict[str, pd.DataFrame], filters: Filters, lang: Lang
) -> list[str]:
    """One source: its index with the change, and its factors."""
    words, name = TEXTS[lang], catalog.instruments[filters.instrument].word(lang)
    when = quarter(filters.start, lang)
    published = _of(tables, "satisfaction_by_quarter", filters.start, instrument_code=filters.instrument)
    if published.empty:
        return []
    row = published.iloc[0]
    if pd.isna(row["index_pct"]):
        return [f"- {words['hidden'].format(name=name, quarter=when)}", ""]
    low, high = number(row["index_low"], lang), percent(row["index_high"], lang)
    said = words["index"].format(
        name=name, quarter=when, pct=percent(row["index_pct"], lang), low=low, high=high,
        n=number(row["slips_n"], lang, 0),
    )  # fmt: skip
    change = ask(database, catalog, "headline", filters, compare="previous").iloc[0]
    lines = [f"- {said} {_change(change, lang)}", ""]
    factors = _of(tables, "satisfaction_by_factor", filters.start, instrument_code=filters.instrument)
    if len(factors):
        lines += [words["factor"], "|---|---|---|---|"]
    for factor in factors.to_dict("records"):
        if pd.isna(factor["index_pct"]):
            lines.append(f"| {factor['factor_name']} | {words['no_factor']} | | |")
            continue
        ends = f"{number(factor['index_low'], lang)}–{percent(factor['index_high'], lang)}"
        slips = number(factor["slips_n"], lang, 0)
        lines.append(f"| {factor['factor_name']} | {percent(factor['index_pct'], lang)} | {ends} | {slips} |")
    return [*lines, ""]


def _change(row: pd.Series, lang: Lang) -> str:
    """How the index moved, never more than its interval says."""
    words = TEXTS[lang]
    if pd.isna(row["change_pct"]):
        return words["cut"]
    low, high = (number(row[name], lang, signed=True) for name in ("change_low", "change_high"))
    # As shown: an end that reads 0.0 is not told from zero by anyone who reads it.
    if shown(row["change_low"]) <= 0 <= shown(row["change_high"]):
        return words["unclear"].format(points=number(row["change_pct"], lang, signed=True), low=low, high=high)
    way = words["up" if row["change_pct"] > 0 else "down"]
    return words["changed"].format(way=way, points=number(abs(row["change_pct"]), lang), low=low, high=high)


def _registers(tables: dict[str, pd.DataFrame], start: date, lang: Lang) -> list[str]:
    """Suggestion book, inspections and dossiers of the quarter, each where it is published."""
    words, when, lines = TEXTS[lang], quarter(start, lang), []
    for row in _of(tables, "slips_by_quarter", start).to_dict("records"):
        if not pd.isna(row["received_n"]):
            counts = {name: number(row[f"{name}_n"], lang, 0) for name in ("received", "seen", "answered")}
            day = day_text(date.fromisoformat(row["as_of_on"]), lang)
            lines.append(words["book"].format(quarter=when, day=day, **counts))
    inspected = _of(tables, "inspections_by_quarter", start).to_dict("records")
    if inspected:
        parts = [
            f"{row['inspector_name']}: {words['under']}"
            if pd.isna(row["inspections_n"])
            else words["inspection"].format(name=row["inspector_name"], n=number(row["inspections_n"], lang, 0))
            for row in inspected
        ]
        lines.append(words["inspections"].format(quarter=when, parts="; ".join(parts)))
    dossiers = _of(tables, "dossiers_by_quarter", start).to_dict("records")
    for row in dossiers:
        pct = "–" if pd.isna(row["on_time_pct"]) else percent(row["on_time_pct"], lang)
        received = number(row["received_n"], lang, 0)
        lines.append(
            words["dossiers"].format(quarter=when, name=row["dossier_source_name"], received=received, pct=pct)
        )
    return [*lines, words["apart"]] if dossiers else lines


def _of(tables: dict[str, pd.DataFrame], name: str, start: date, **chosen: str) -> pd.DataFrame:
    """The rows of one table in one quarter."""
    if name not in tables:
        return pd.DataFrame()
    frame = tables[name]
    chosen["quarter"] = f"{start.year}-Q{(start.month + 2) // 3}"
    for column, value in chosen.items():
        frame = frame[frame[column] == value]
    return frame
