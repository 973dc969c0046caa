"""The steps of the page Nạp dữ liệu: who may load, the file, its reading, the trial, the load itself."""

import hashlib
import hmac
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from pages.parts import loader
from pages.parts import numbers as fmt
from pages.parts.exports import worded_table
from pages.parts.numbers import Lang
from pages.parts.show import plain, show_table
from pages.parts.tiles import tile
from pages.parts.words import names_text, t

FILE, DONE = "import_file", "import_done"
PASSWORD_SECTION = "import"
MAX_REJECTED_PCT = 10.0
WARDS_NAMED = 12
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class Upload:
    """A file that a visitor is about to load, in a folder that goes when it is forgotten."""

    name: str
    digest: str
    folder: tempfile.TemporaryDirectory
    previews: dict[Any, dict[str, Any]] = field(default_factory=dict)
    trials: dict[Any, dict[str, Any] | str] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return Path(self.folder.name) / "file"

    @property
    def rejects(self) -> Path:
        """Where the workbook of its rejected rows goes."""
        return Path(self.folder.name) / "rejects.xlsx"


@dataclass(frozen=True)
class Reading:
    """What the visitor says the file is: kind and instrument as chosen ('' as found), and the columns as TOML."""

    choices: tuple[tuple[str, str], ...]
    toml: str


def is_allowed(lang: Lang) -> bool:
    """Whether this visitor may load: with the password of secrets.toml; without one, only at the machine itself."""
    try:
        secret = st.secrets.get(PASSWORD_SECTION, {}).get("password", "")
    except FileNotFoundError:
        secret = ""
    if not secret:
        # A proxy on this machine makes everyone look local; the headers it adds tell.
        forwarded = {"x-forwarded-for", "forwarded", "x-real-ip"} & {name.lower() for name in st.context.headers}
        is_local = st.context.ip_address in (None, "127.0.0.1", "::1") and not forwarded
        if not is_local:
            st.info(t("import.only_local", lang), icon=":material/lock:")
        return is_local
    if st.session_state.get("import_is_allowed"):
        return True
    given = st.text_input(t("import.password", lang), type="password", key="import_password", autocomplete="off")
    if not given:
        return False
    if not _is_same(given, str(secret)):
        st.error(t("import.wrong_password", lang), icon=":material/lock:")
        return False
    st.session_state["import_is_allowed"] = True
    return True


def _is_same(given: str, secret: str) -> bool:
    return hmac.compare_digest(given.encode(), secret.encode())


def uploaded(lang: Lang) -> Upload | None:
    """The file chosen, kept until another one is."""
    st.caption(plain(t("import.accepts", lang)))
    # The framework has its own words in English only; screen.css puts those of the language over them.
    with st.container(key=f"upload_{lang}"):
        chosen = st.file_uploader(t("import.file", lang), key="import_upload", label_visibility="collapsed")
    if chosen is None:
        st.session_state.pop(FILE, None)
        return None
    content = chosen.getbuffer()
    digest = hashlib.sha256(content).hexdigest()
    kept: Upload | None = st.session_state.get(FILE)
    if kept is None or kept.digest != digest:
        kept = Upload(chosen.name, digest, tempfile.TemporaryDirectory(prefix="thuocdo-"))
        kept.path.write_bytes(content)
        st.session_state[FILE] = kept
        st.session_state.pop(DONE, None)
    return kept


def read(file: Upload, lang: Lang) -> tuple[dict[str, Any], Reading]:
    """What the file is taken to be, and what the visitor makes of that."""
    # Below the boxes stands what they lead to, but the boxes have to show what was found: so a first look comes first.
    first = _preview(file, (), "", lang)
    left, right = st.columns(2)
    with left:
        kind = _choice("kind", {code: t(f"kind.{code}", lang) for code in first["kinds"]}, first["kind"], lang)
    is_survey = (kind or first["kind"]) == "survey"
    with right:
        names = {code: name[lang] for code, name in first["instruments"].items()}
        instrument = _choice("instrument", names, first["instrument"], lang) if is_survey else ""
    choices = tuple((name, value) for name, value in (("kind", kind), ("instrument", instrument)) if value)
    found = _preview(file, choices, "", lang)
    changed = {}
    for table in found["tables"]:
        columns = _columns(file, table, choices, lang)
        if columns is not None:
            changed[table["sheet"], table["role"]] = columns
    toml = loader.mapping_toml(changed) if changed else ""
    return _preview(file, choices, toml, lang) if toml else found, Reading(choices, toml)


def _choice(name: str, titles: Mapping[str, str], found: str | None, lang: Lang) -> str:
    """The kind or the instrument: as found, unless the visitor picks another."""
    key = f"import_{name}"
    words = {code: fmt.capital(title) for code, title in titles.items()}
    as_found = t("import.as_found", lang, name=words[found]) if found else t("import.choose", lang)
    return st.selectbox(
        t(f"import.{name}", lang), ["", *words], key=key, format_func=lambda code: words.get(code, as_found)
    )


def _preview(file: Upload, choices: tuple[tuple[str, str], ...], toml: str, lang: Lang) -> dict[str, Any]:
    """The command's answer, kept for as long as the file is; ends the page where it cannot be read at all."""
    key = (choices, toml)
    if key not in file.previews:
        with st.spinner(t("import.reading", lang)):
            try:
                file.previews[key] = loader.recognise(file.path, file.name, dict(choices), _written(file, toml))
            except loader.Refused as refused:
                file.previews[key] = {"refused": str(refused)}
    found = file.previews[key]
    if "refused" in found:
        st.error(plain(found["refused"]), icon=":material/block:")
        st.stop()
    return found


def _written(file: Upload, toml: str) -> Path | None:
    if not toml:
        return None
    path = Path(file.folder.name) / "mapping.toml"
    path.write_text(toml, encoding="utf-8")
    return path


def _columns(
    file: Upload, table: Mapping[str, Any], choices: tuple[tuple[str, str], ...], lang: Lang
) -> list[tuple[int, str, str]] | None:
    """One sheet: what each column is taken for, beside its first rows; the columns as corrected, None as proposed."""
    rows = {name: fmt.whole(table[f"{name}_row"], lang) for name in ("header", "first", "last")}
    title = t("import.table", lang, sheet=table["sheet"], title=table["title"], **rows)
    st.markdown(f"#### {plain(title)}")
    none = t("import.not_used", lang)
    titles = {**table["targets"], "": none}
    taken = list(titles.values())
    words = {code: f"{title} ({code})" if taken.count(title) > 1 else title for code, title in titles.items()}
    code_of = {word: code for code, word in words.items()}
    proposed = [column["target"] or "" for column in table["columns"]]
    frame = pd.DataFrame(
        {
            "heading": [column["heading"] for column in table["columns"]],
            "meaning": [words[code] for code in proposed],
            "why": [column["why_dropped"] or "" for column in table["columns"]],
            **{f"row_{row[0]}": [str(cell) for cell in row[1:]] for row in table["rows"][:4]},
        }
    )
    edited = st.data_editor(
        frame,
        key="_".join(["import_columns", file.digest[:12], table["sheet"], *(value for _, value in choices)]),
        hide_index=True,
        width="stretch",
        disabled=[name for name in frame if name != "meaning"],
        column_config={
            "heading": st.column_config.TextColumn(t("import.heading", lang), width="medium"),
            "meaning": st.column_config.SelectboxColumn(
                t("import.meaning", lang), options=list(words.values()), required=True, width="large"
            ),
            "why": st.column_config.TextColumn(t("import.why_dropped", lang), width="small"),
            **{
                f"row_{row[0]}": st.column_config.TextColumn(t("import.row", lang, n=row[0]), width="small")
                for row in table["rows"][:4]
            },
        },
    )
    said = [code_of[word] for word in edited["meaning"]]
    if said == proposed:
        return None
    places = zip(table["columns"], said, strict=True)
    return [(column["position"], column["heading"], code) for column, code in places]


def attempt(file: Upload, reading: Reading, options: Mapping[str, Any], lang: Lang, *, is_dry_run: bool) -> dict | None:
    """Try the load, or do it, with its progress; the report, None where it was refused (and said so)."""
    bar = st.progress(0.0, t("import.step_start", lang))
    file.rejects.unlink(missing_ok=True)
    try:
        return loader.load(
            file.path,
            file.name,
            dict(reading.choices),
            _written(file, reading.toml),
            rejects=file.rejects,
            is_dry_run=is_dry_run,
            progress=lambda share, step: bar.progress(min(share, 1.0), fmt.capital(step)),
            **options,
        )
    except loader.Refused as refused:
        said = str(refused).replace(str(file.rejects), t("import.rejects_below", lang))
        st.error(plain(said), icon=":material/block:")
        _rejects(file, lang)
        return None
    finally:
        bar.empty()


def options(lang: Lang) -> dict[str, Any]:
    """What else can be said about a load: how many rows may be rejected, which load it replaces."""
    left, right = st.columns(2)
    with left:
        most = st.number_input(
            t("import.max_rejected", lang), 0.0, 100.0, MAX_REJECTED_PCT, 1.0, format="%.0f", key="import_max_rejected"
        )
    loads = [row for row in loader.history() if row.get("replaced_by") is None and not row.get("is_simulated")]
    words = {row["load_id"]: t("import.load", lang, n=row["load_id"], name=row["file"]) for row in loads}
    with right:
        replaced = st.selectbox(
            t("import.replaces", lang),
            [0, *words],
            key="import_replaces",
            format_func=lambda load_id: words.get(load_id, t("import.replaces_none", lang)),
        )
    return {"max_rejected_pct": most, "replaces": replaced or None}


def report(found: Mapping[str, Any], file: Upload, lang: Lang) -> None:
    """Rows in, accepted and rejected by reason; what was left out; what the load does to the headline number."""
    rejected = sum(found["rows_rejected"].values())
    with st.container(horizontal=True, gap="small"):
        tile(t("import.rows_in", lang), fmt.whole(found["rows_in"], lang))
        tile(t("import.accepted", lang), fmt.whole(found["rows_accepted"], lang))
        share = fmt.percent(100 * rejected / found["rows_in"], lang) if found["rows_in"] else None
        st.metric(
            t("import.rejected", lang),
            fmt.whole(rejected, lang),
            share,
            delta_color="off",
            delta_arrow="off",
            border=True,
        )
        _headline(found, lang)
    reasons = sorted(found["rows_rejected"].items(), key=lambda pair: -pair[1])
    lines = [f"- {plain(t(f'reason.{code}', lang))}: {fmt.whole(n, lang)}" for code, n in reasons if n]
    if lines:
        st.markdown("\n".join(lines))
    for line in _lines(found, lang):
        st.markdown(plain(line))
    _rejects(file, lang)


def _rejects(file: Upload, lang: Lang) -> None:
    """The workbook of rejected rows, where there is one."""
    if file.rejects.exists():
        st.download_button(
            t("import.rejects", lang),
            file.rejects.read_bytes(),
            file_name=f"{Path(file.name).stem}-dong-bi-loai.xlsx",
            mime=XLSX,
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
