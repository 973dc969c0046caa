"""What the page Nạp dữ liệu says of a load, and of all loads before it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import loader
from pages.parts import numbers as fmt
from pages.parts.exports import MIME, worded_table
from pages.parts.numbers import Lang
from pages.parts.show import plain, show_table
from pages.parts.tiles import tile
from pages.parts.words import names_text, t

WARDS_NAMED = 12


def report(found: Mapping[str, Any], name: str, rejected_rows: Path, lang: Lang) -> None:
    """Rows in, accepted and rejected by reason; what was left out; what the load does to the headline number."""
    rejected = sum(found["rows_rejected"].values())
    with st.container(horizontal=True, gap="small"):
        tile(t("import.rows_in", lang), fmt.whole(found["rows_in"], lang))
        tile(t("import.accepted", lang), fmt.whole(found["rows_accepted"], lang))
        share = fmt.percent(100 * rejected / found["rows_in"], lang) if found["rows_in"] else ""
        tile(t("import.rejected", lang), fmt.whole(rejected, lang), share)
        _headline(found, lang)
    reasons = sorted(found["rows_rejected"].items(), key=lambda pair: -pair[1])
    lines = [f"- {plain(t(f'reason.{code}', lang))}: {fmt.whole(n, lang)}" for code, n in reasons if n]
    if lines:
        st.markdown("\n".join(lines))
    for line in _lines(found, lang):
        st.markdown(plain(line))
    offer_rejects(name, rejected_rows, lang)


def offer_rejects(name: str, workbook: Path, lang: Lang) -> None:
    """The workbook of the rows rejected of the file `name`, where there is one."""
    if workbook.exists():
        st.download_button(
            t("import.rejects", lang),
            workbook.read_bytes(),
            file_name=f"{Path(name).stem}-dong-bi-loai.xlsx",
            mime=MIME["xlsx"],
            icon=":material/download:",
            on_click="ignore",
            key="import_rejects",
        )


def _headline(found: Mapping[str, Any], lang: Lang) -> None:
    before, after = found.get("headline_before"), found.get("headline_after")
    if not after:
        return
    was = fmt.percent(before["index_pct"], lang) if before else fmt.MISSING
    note = t("import.headline_was", lang, value=was)
    tile(t("import.headline", lang), fmt.percent(after["index_pct"], lang), note)


def _lines(found: Mapping[str, Any], lang: Lang) -> list[str]:
    lines = []
    for role, counts in (found.get("children") or {}).items():
        accepted, rows_in = fmt.whole(counts["accepted"], lang), fmt.whole(counts["rows_in"], lang)
        lines.append(t("import.child", lang, name=t(f"role.{role}", lang), accepted=accepted, rows_in=rows_in))
    if found["columns_dropped"]:
        lines.append(t("import.dropped", lang, names="; ".join(found["columns_dropped"])))
    missing = found.get("wards_without_data")
    if missing:
        names = names_text(missing, lang, WARDS_NAMED)
        lines.append(t("import.wards_missing", lang, n=fmt.whole(len(missing), lang), names=names))
    if found.get("replaced_simulated"):
        kept = "import.simulated_kept" if loader.versions() else "import.simulated_gone"
        lines.append(f"{t('import.replaces_simulated', lang)} {t(kept, lang)}")
    if found["note"] and not found["is_known"]:
        lines.append(found["note"])
    return lines


def history(lang: Lang) -> None:
    """Every load of the file in use, and the way back to an earlier version."""
    st.markdown(f"#### {t('import.history', lang)}")
    loads = loader.history()
    if not loads:
        st.caption(t("import.no_history", lang))
        return
    table = pd.DataFrame(
        {
            "load_id": [row["load_id"] for row in loads],
            "loaded_at": [_moment(row["loaded_at"], lang) for row in loads],
            "load_kind": [t(f"kind.{row['kind']}", lang) for row in loads],
            "file_name": [row["file"] for row in loads],
            "rows_n": [row["rows"] for row in loads],
            "accepted_n": [row["accepted"] for row in loads],
            "rejected_n": [row["rejected"] for row in loads],
            "version": [row["version"] or "" for row in loads],
            "replaced_by": [row["replaced_by"] or "" for row in loads],
        }
    )
    show_table(worded_table(table, lang), lang)
    versions = loader.versions()
    if len(versions) > 1:
        with st.expander(t("import.back", lang), icon=":material/history:"):
            version = st.selectbox(t("import.back_pick", lang), versions[::-1], key="import_version")
            if st.button(t("import.back_now", lang), key="import_back"):
                try:
                    st.success(plain(loader.rollback(version)), icon=":material/check_circle:")
                except loader.Refused as refused:
                    st.error(plain(str(refused)), icon=":material/block:")


def _moment(text: str | None, lang: Lang) -> str:
    return fmt.time_text(pd.Timestamp(text).to_pydatetime(), lang) if text else fmt.MISSING
