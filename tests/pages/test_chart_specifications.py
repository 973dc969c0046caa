"""The specification of a chart never depends on data, and carries none."""

from __future__ import annotations

import inspect
import json
from typing import Any

import pytest
from chart_cases import CHARTS, drawn, every_chart, named

from pages.parts import chart_base


def without_data(spec: Any) -> Any:
    """A specification without anything that says where the data come from."""
    if isinstance(spec, dict):
        return {key: without_data(value) for key, value in spec.items() if key not in ("data", "datasets")}
    return [without_data(item) for item in spec] if isinstance(spec, list) else spec


def encodings(spec: Any) -> list[str]:
    """Every encoding with its layer's mark, in order."""
    found = []
    if isinstance(spec, dict):
        if "mark" in spec:
            found.append(json.dumps([spec["mark"], spec.get("encoding")], sort_keys=True, ensure_ascii=False))
        for value in spec.values():
            found += encodings(value)
    elif isinstance(spec, list):
        for item in spec:
            found += encodings(item)
    return found


@every_chart
def test_spec_is_the_same_for_any_data(name: str) -> None:
    one = drawn(name, seed=1)
    assert without_data(drawn(name, seed=2)) == without_data(one)
    assert without_data(drawn(name, n=1, index=50.0)) == without_data(one)


@every_chart
def test_named_tables_give_the_same_encodings_as_frames(name: str) -> None:
    screen = named(name)
    assert encodings(screen) == encodings(without_data(drawn(name)))
    assert json.dumps(screen) == json.dumps(named(name)), "no counter, no hash: the browser compares the text"


@every_chart
def test_spec_carries_no_data_and_keeps_its_renderer(name: str) -> None:
    screen = named(name)
    assert "datasets" not in screen, "inline data would be lost: the frames take the place of datasets"
    assert "values" not in json.dumps(screen)
    assert screen["usermeta"] == {"embedOptions": {"renderer": "svg"}}, "else the number of rows decides"
    assert screen["config"]["aria"] is False, "else the browser writes a sentence for each mark at each change"
    assert isinstance(screen["padding"], dict), "Streamlit writes into it"


@every_chart
def test_every_encoding_has_a_type(name: str) -> None:
    def channels(spec: Any) -> list[dict[str, Any]]:
        if isinstance(spec, list):
            return [channel for item in spec for channel in channels(item)]
        if not isinstance(spec, dict):
            return []
        own = [
            c for value in spec.get("encoding", {}).values() for c in (value if isinstance(value, list) else [value])
        ]
        return own + [channel for value in spec.values() for channel in channels(value)]

    untyped = [c for c in channels(named(name)) if "field" in c and "type" not in c]
    assert all(set(c) == {"field"} and not c["field"].endswith("_name") for c in untyped), "only x2 and y2 go without"


@every_chart
def test_words_are_part_of_the_function(name: str) -> None:
    draw, tables, _ = CHARTS[name]
    parameters = inspect.signature(draw).parameters
    words = {k: p.default for k, p in parameters.items() if k not in tables}
    assert {"lang", "dark"} <= set(words)
    assert all(parameters[k].kind is inspect.Parameter.KEYWORD_ONLY for k in words)
    assert hash(tuple(words.items())) is not None


@pytest.mark.parametrize("name", ["dots", "caterpillar", "changes", "heat", "estimates", "funnel"])
def test_a_click_gives_codes(name: str) -> None:
    (pick,) = (param for param in named(name)["params"] if "select" in param)
    assert pick["name"] == chart_base.PICK
    assert pick["select"]["fields"] == (["x_code", "y_code"] if name == "heat" else ["code"])
    assert pick["views"] == [{"heat": "cells", "funnel": "units"}.get(name, "strips")]
