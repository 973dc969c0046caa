"""What a reader sees, out of an AppTest: words, tiles, the tables of charts; and the command line's answer."""

import contextlib
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from streamlit.testing.v1 import AppTest, app_test

from queries.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    "overview",
    "unit",
    "districts",
    "map",
    "procedures",
    "trends",
    "drivers",
    "quality",
    "inspections",
    "inspection_effect",
    "initiatives",
    "portal_index",
    "published",
    "feedback",
    "dossiers",
    "actions",
)
MATERIAL = re.compile(r":material/\w+:|:\w+-badge\[|\\(?=[^\w\s])|[\]#*]")
NUMBER = re.compile(r"[+−-]?\d+(?:[.,]\d+)*")


def open_app(page: str = "overview", **codes: Any) -> AppTest:
    """The dashboard as somebody sees it who opens a link to a page on a server that runs already."""
    at = AppTest.from_file(ROOT / "dashboard.py", default_timeout=60)
    # A first visit to that address: otherwise AppTest takes it for a change of pages, which empties the link.
    at._page_hash = at._finished_page_script_hash = app_test.calc_hash(page)
    at.query_params.update({name.removesuffix("_"): value for name, value in codes.items()})
    return at.run()


def go(at: AppTest, page: str) -> AppTest:
    """Change the page as a click in the menu does."""
    return at.switch_page(f"pages/{page}.py").run()


def opened(at: AppTest, key: str) -> AppTest:
    """Open what stands behind a chart."""
    return at.button(key=f"{key}_behind").click().run()


def control(at: AppTest, key: str) -> Any:
    """A control by its key, whatever its turn (see own.control)."""
    turned = re.compile(rf"{key}(_\d+)?")
    return next(node for node in nodes(at._tree) if turned.fullmatch(getattr(node, "key", None) or ""))


def doors(at: AppTest) -> list[str]:
    """The charts of a screen behind which something opens."""
    keys = [node.key or "" for node in nodes(at._tree) if node.type == "button"]
    return [key.removesuffix("_behind") for key in keys if key.endswith("_behind")]


def plain(text: str) -> str:
    """Markdown without its signs and without the addresses of links."""
    text = re.sub(r"\]\(\S+\)", "]", text)
    return MATERIAL.sub("", text).strip()


def nodes(block: Any) -> Iterator[Any]:
    """Every element and block of a screen, in order."""
    for child in getattr(block, "children", {}).values():
        yield child
        yield from nodes(child)


def said(at: AppTest) -> list[str]:
    """Sentences of a screen: markdown, captions, notices."""
    kinds = {"markdown", "caption", "info", "warning", "error", "success", "badge", "exception"}
    return [plain(str(node.value)) for node in nodes(at._tree) if node.type in kinds]


def labels(at: AppTest) -> list[str]:
    """Names of controls, tiles, tabs and pages, with what they offer but for names of wards, districts, procedures."""
    proper = {
        "filter_district",
        "filter_ward",
        "filter_procedure",
        "map_area",
        "own_many_unit",
        "own_select_unit",
        "own_select_area",
        "own_select_place",
    }
    words = []
    for node in nodes(at._tree):
        words += [getattr(node, name, None) or "" for name in ("label", "help", "placeholder")]
        if node.type == "popover":
            words.append(node.proto.popover.label)
        if node.type == "metric":
            words += [node.value, node.delta]
        if getattr(node, "key", None) not in proper:
            words += [str(one) for one in getattr(node, "options", ())]
    words += [page["page_name"] for page in at._registered_pages.values()]
    return [plain(word) for word in words if isinstance(word, str) and word]


def drawn(at: AppTest) -> dict[str, dict[str, pd.DataFrame]]:
    """The tables that went to the browser for each chart, by the chart's place and the table's name."""
    charts = {}
    for place, chart in enumerate(at.get("vega_lite_chart")):
        tables = {}
        for one in chart.proto.datasets:
            tables[one.name] = pa.ipc.open_stream(one.data.data).read_all().to_pandas()
        charts[str(place)] = tables
    return charts


TIP = re.compile(r"<div data-code='(\w+)' data-state='(\w+)'><b>(.*?)</b> \((.*?)\)(.*?)</div>")


def hexagons(at: AppTest) -> pd.DataFrame:
    """What the map shows of each unit, by its code: state, name, kind, the figures of its tooltip, fill and value."""
    proto = at.get("deck_gl_json_chart")[0].proto
    found = TIP.findall(json.loads(proto.tooltip)["html"])
    layers = {layer["id"]: layer for layer in json.loads(proto.json)["layers"]}
    cells = pd.DataFrame(found, columns=["code", "state", "name", "kind", "lines"])
    cells["figures"] = [re.findall(r"<b>(.*?)</b>", lines) for lines in cells["lines"]]
    cells["fill"] = indexed(layers["wards"]["_subLayerProps"]["fill"]["getFillColor"], len(cells))
    cells["value"] = indexed(layers["values"]["getText"], len(cells))
    return cells.set_index("code")


def indexed(expression: str, n: int) -> list[Any]:
    """What an expression over the place i of a unit gives for the first n, see expressions.indexed."""
    kinds, terms = re.fullmatch(r"@@=\((\[.*\])\)\[(.*)\]", expression, re.DOTALL).groups()
    digits = [(found[0], int(found[1])) for found in re.findall(r"\('(\d*)'\)\[i\]\*(\d+)", terms)]
    values = json.loads(kinds)
    return [values[sum(int(text[at]) * weight for text, weight in digits)] for at in range(n)]


def chart_words(at: AppTest) -> list[str]:
    """Texts a chart or map shows: titles of tooltips, fixed marks, columns of text in its tables."""
    words = []
    for chart in at.get("vega_lite_chart"):
        words += _spec_words(json.loads(chart.proto.spec))
        words.append(chart.proto.alt)
    for tables in drawn(at).values():
        for table in tables.values():
            shown = [name for name in table if name.endswith(("_text", "name")) and not name.endswith("_en")]
            words += [str(cell) for name in shown for cell in table[name].dropna()]
    for deck in at.get("deck_gl_json_chart"):
        cells = hexagons(at)
        words += [deck.proto.alt, *cells["kind"], *(re.sub(r"<[^>]*>", " ", lines) for lines in cells["lines"])]
    return words


def _spec_words(part: Any) -> list[str]:
    if isinstance(part, list):
        return [word for one in part for word in _spec_words(one)]
    if not isinstance(part, dict):
        return []
    own = [part[key] for key in ("title", "text", "value") if isinstance(part.get(key), str) and " " in part[key]]
    return own + [word for value in part.values() for word in _spec_words(value)]


def tables(at: AppTest) -> list[pd.DataFrame]:
    """The tables on the screen."""
    return [one.value for one in at.dataframe]


def tiles(at: AppTest) -> dict[str, tuple[str, str]]:
    """Value and note of each tile."""
    return {one.label: (one.value, one.delta) for one in at.metric}


def numbers(text: str, lang: str = "vi") -> list[float]:
    """Every number of a text, as it is read in that language."""
    found = NUMBER.findall(text)
    tidy = [one.replace("−", "-").replace(".", "").replace(",", ".") for one in found]
    if lang == "en":
        tidy = [one.replace("−", "-").replace(",", "") for one in found]
    return [float(one) for one in tidy if one.count(".") < 2]


def answer(name: str, **codes: Any) -> pd.DataFrame:
    """The answer of `python -m queries name`, from the same file as the screen."""
    pairs = [part for key, value in codes.items() for part in ("--set", f"{key.removesuffix('_')}={value}")]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        status = main([name, *pairs, "--format", "json"])
    assert status == 0, f"python -m queries {name} {pairs}"
    return pd.DataFrame(json.loads(printed.getvalue()))
