"""The steps of the page Nạp dữ liệu: who may load, the file, its reading, the trial, the load itself.

What is said of a load afterwards, and the way back, is in import_report.py.
"""

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
from pages.parts.import_report import offer_rejects
from pages.parts.numbers import Lang
from pages.parts.show import plain
from pages.parts.words import t

FILE, DONE = "import_file", "import_done"
PASSWORD_SECTION = "import"
MAX_REJECTED_PCT = 10.0


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
    st.caption(plain(f"{t('import.accepts', lang)} {t('import.accepts_maps', lang)}"))
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
        offer_rejects(file.name, file.rejects, lang)
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
