"""The folder as it is written: tables as CSV, datapackage.json (Frictionless Data Package 1), definitions, summary."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from pages.parts.numbers import Lang, date_text
from pages.parts.words import t
from queries.publish.tables import BY_NAME, Table

HERE = Path(__file__).parent
PACKAGE_NAME = "thuoc-do-ha-noi"
DESCRIPTION = "datapackage.json"
# The names of the Open Definition, as the format asks for.
LICENCES = {
    "CC-BY-4.0": ("Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "CC0-1.0": ("Creative Commons Zero 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "ODC-BY-1.0": ("Open Data Commons Attribution 1.0", "https://opendatacommons.org/licenses/by/1-0/"),
}
SOURCES = ("survey", "inspection", "slip", "dossier", "published")  # kinds of loads that tables are published of
CITY = "Hà Nội"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class About:
    """What the folder says of itself.

    first, last: its quarters in words; version: the code of the last one; loads: rows of data_status.
    """

    first: str
    last: str
    version: str
    loads: pd.DataFrame
    licence: str
    lang: Lang
    made_at: datetime
    is_simulated: bool

    @property
    def title(self) -> str:
        """The title, with the stamp before it where any data are simulated."""
        title = t(
            "public.title", self.lang, product=t("app.name", self.lang), city=CITY, first=self.first, last=self.last
        )
        return f"{t('public.stamp', self.lang)} – {title}" if self.is_simulated else title


def write_tables(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Every table as data/<name>.csv: UTF-8, points, empty where nothing is known or it is hidden."""
    (folder / "data").mkdir(parents=True)
    for name, frame in tables.items():
        plain = pd.DataFrame({column: _plain(frame[column]) for column in frame})
        plain.to_csv(folder / "data" / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")


def write_description(folder: Path, tables: Mapping[str, pd.DataFrame], about: About) -> None:
    """datapackage.json and the definitions."""
    title, path = LICENCES[about.licence]
    licences = [{"name": about.licence, "title": title, "path": path}]
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": PACKAGE_NAME + ("-simulated" if about.is_simulated else ""),
        "title": about.title,
        "description": (HERE / f"definitions_{about.lang}.md").read_text(encoding="utf-8").partition("\n")[2].strip(),
        "version": about.version,
        "created": about.made_at.isoformat(timespec="seconds"),
        "licenses": licences,
        "sources": _sources(about, None),
        "resources": [_resource(folder, BY_NAME[name], frame, about) for name, frame in tables.items()],
    }
    text = json.dumps(package, ensure_ascii=False, indent=2)
    (folder / DESCRIPTION).write_text(text + "\n", encoding="utf-8")
    definitions = (HERE / f"definitions_{about.lang}.md").read_text(encoding="utf-8")
    (folder / "definitions.md").write_text(definitions, encoding="utf-8")


def titles(lang: Lang) -> dict[str, str]:
    """What each table is called."""
    return {name: row[lang] for name, row in _words("titles").items()}


def _resource(folder: Path, table: Table, frame: pd.DataFrame, about: About) -> dict[str, Any]:
    """One table as the format describes it."""
    path = folder / "data" / f"{table.name}.csv"
    data = path.read_bytes()
    return {
        "profile": "tabular-data-resource",
        "name": table.name.replace("_", "-"),
        "path": f"data/{path.name}",
        "title": titles(about.lang)[table.name],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\n", "header": True},
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "sources": _sources(about, table.kind),
        "schema": {
            "fields": [_field(name, table, about.lang) for name in frame],
            "primaryKey": list(table.primary_key),
            "missingValues": [""],
        },
    }


def _field(name: str, table: Table, lang: Lang) -> dict[str, Any]:
    """One column: its type, what it means, its unit."""
    word = _words("fields")[name]
    field: dict[str, Any] = {"name": name, "type": word["type"], "description": word[lang]}
    if word["unit"]:
        field["unit"] = word["unit"]
    constraints: dict[str, Any] = {}
    if name in table.primary_key or word["type"] == "boolean":
        constraints["required"] = True
    if name == "quarter":
        constraints["pattern"] = "[0-9]{4}-Q[1-4]"
    if name.endswith("_n"):
        constraints["minimum"] = 0
    if word["unit"] == "%":
        constraints |= {"minimum": 0, "maximum": 100}
    return field | ({"constraints": constraints} if constraints else {})


def _sources(about: About, kind: str | None) -> list[dict[str, str]]:
    """The registers that rows come from, by name and last day; file names may name people and stay here."""
    found: dict[str, date] = {}
    for row in about.loads.to_dict("records"):
        column = "instrument_name" if about.lang == "vi" else "instrument_name_en"
        if row["kind"] not in SOURCES:
            continue
        name = row[column] if row["kind"] == "survey" else t(f"register.{row['kind']}", about.lang)
        if name and kind in (None, row["kind"]) and not pd.isna(row["last_on"]):
            found[name] = max(row["last_on"].date(), found.get(name, date.min))
    if kind == "published" and not found:
        return [{"title": titles(about.lang)["published_figures"]}]
    return [
        {"title": t("public.source", about.lang, name=name, day=date_text(day, about.lang))}
        for name, day in found.items()
    ]


@cache
def _words(name: str) -> dict[str, dict[str, str]]:
    """The rows of a list beside this file by their first column."""
    frame = pd.read_csv(HERE / f"{name}.csv", sep="|", dtype=str, keep_default_na=False)
    return {row["name"]: row for row in frame.to_dict("records")}


def _plain(column: pd.Series) -> pd.Series:
    """Values as the file holds them; text that a spreadsheet would run gets an apostrophe in front."""
    if pd.api.types.is_bool_dtype(column):
        return column.map({True: "true", False: "false"})
    if not (pd.api.types.is_object_dtype(column) or pd.api.types.is_string_dtype(column)):
        return column
    values = [" ".join(value.split()) if isinstance(value, str) else value for value in column]
    safe = [f"'{text}" if isinstance(text, str) and text.startswith(FORMULA_STARTS) else text for text in values]
    return pd.Series(safe, index=column.index, dtype=object)
