"""The slides of a meeting: each says one thing, from the answers that the pages show, and none fails."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import altair as alt
import pandas as pd
import pytest
from planted import EMPTY, FIVES, FOUR, TWENTY
from screen import answer, numbers

from pages.parts import story
from pages.parts.context import Context
from pages.parts.numbers import percent
from pages.parts.words import t
from queries.catalog import read_catalog
from queries.database import Database
from queries.filters import parse

LANGS = ("vi", "en")


@pytest.fixture(scope="module")
def city(demo_file: Path) -> Iterator[Context]:
    database = Database(demo_file)
    catalog = read_catalog(database)
    filters, _ = parse({}, catalog)
    yield Context(database, catalog, filters, "vi", False)
    database.close()


@pytest.fixture(autouse=True)
def commands_read_the_same_file(demo_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`python -m queries` answers from the file of the slides."""
    monkeypatch.setenv("THUOCDO_DATABASE", str(demo_file))


def under(ctx: Context, lang: str = "vi", **codes: str) -> Context:
    """The same file under other filters."""
    filters, problems = parse(codes, ctx.catalog)
    assert problems == []
    return replace(ctx, filters=filters, lang=lang)


@pytest.mark.parametrize(
    ("left", "drawn"), [(None, "hex"), ("hex", "hex"), ("schematic", "schematic"), ("heat", "hex")]
)
def test_the_map_has_the_form_in_which_the_reader_left_it(city: Context, left: str | None, drawn: str):
    slide = story.slide(replace(city, map_form=left), "map")
    made = slide.words["made"]
    assert made.shapes.form == drawn
    assert any("không phải địa giới chính thức" in line for line in slide.lines) == (drawn == "schematic")
    assert len(made.shapes.codes) == 126


def test_slides_come_in_the_order_of_a_meeting(city: Context):
    assert [one.key for one in story.slides(city)] == [
        "headline", "trend", "map", "movers", "factors", "drivers", "fields", "inspections", "feedback", "actions",
        "decide",
    ]  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    "codes",
    [
        {},
        {"ward": EMPTY},
        {"ward": FOUR},
        {"ward": TWENTY},
        {"ward": FIVES, "field": "land"},
        {"district": "001", "factor": "procedures"},
        {"from": "2024-01", "to": "2024-03"},  # before the wards of today
        {"from": "2019-01", "to": "2019-03"},  # before any data
        {"channel": "online", "respondent_kind": "organisation"},
    ],
    ids=str,
)
def test_every_slide_says_something_and_can_be_drawn(city: Context, codes: dict[str, str], lang: str):
    ctx = under(city, lang, **codes)
    for one in story.slides(ctx):
        assert one.title.endswith("."), one.key
        assert "nan" not in f"{one.title} {one.note} {one.facts} {one.lines}".split()
        assert "None" not in f"{one.title} {one.note} {one.lines}"
        assert one.note
        assert one.link
        if one.draw is not None:
            assert not next(iter(one.tables.values())).empty
            chart = one.draw(**one.tables, **one.words, lang=lang, dark=False)
            assert isinstance(chart, alt.TopLevelMixin)
            chart.to_dict()  # against the schema of Vega-Lite


def test_figures_are_those_of_the_command_line(city: Context):
    told = answer("headline", compare="previous").iloc[0]
    slide = story.slide(city, "headline")
    assert slide.facts[0].value == percent(told.index_pct, "vi")
    assert numbers(slide.facts[3].value) == [told.slips_n]
    assert numbers(slide.title)[1] == pytest.approx(round(told.index_pct, 1))
    funnel = answer("slips_funnel").iloc[0]
    assert numbers(story.slide(city, "feedback").title)[0] == funnel.unseen_n
    months = answer("inspections_by_month")
    held = months[months["inspector_level"] == "city_team"]["inspections_n"].sum()
    assert numbers(story.slide(city, "inspections").facts[0].value) == [held]


def test_hidden_and_missing_name_no_figure(city: Context):
    for ward in (FOUR, EMPTY):
        ctx = under(city, ward=ward)
        slide = story.slide(ctx, "headline")
        assert slide.facts[0].value == "–"
        assert "%" not in slide.title
        assert slide.facts[3].value == t("state.hidden" if ward == FOUR else "state.missing", "vi")
        assert story.slide(ctx, "factors").draw is None
        assert story.slide(ctx, "fields").draw is None
        assert "%" not in " ".join(sentence for sentence in story.summary(ctx)[:3])


def test_every_slide_names_the_place_it_speaks_of(city: Context):
    ctx = under(city, ward=FIVES)
    place = ctx.catalog.ward(FIVES, ctx.filters.last_day).word("vi")
    for one in story.slides(ctx):
        assert place in one.note, one.key
    assert place not in "".join(one.note for one in story.slides(city))
    assert story.scope(city.filters, city) == ""


def test_many_wards_are_counted_not_listed(city: Context):
    codes = list(city.catalog.wards_on(city.filters.last_day))[:5]
    ctx = under(city, ward=",".join(codes))
    assert story.scope(ctx.filters, ctx).endswith("3 đơn vị khác")


def test_a_list_is_no_longer_than_a_room_can_read(city: Context):
    for key in ("movers", "fields", "feedback", "factors"):
        slide = story.slide(city, key)
        if slide.draw:
            assert next(iter(slide.tables.values()))["name"].nunique() <= 12, key


@pytest.mark.parametrize("lang", LANGS)
def test_summary_is_sentences_with_what_they_rest_on(city: Context, lang: str):
    told = story.summary(replace(city, lang=lang))
    assert all(sentence.endswith(".") for sentence in told)
    assert len(told) == len(set(told))
    assert told[0] == story.slide(replace(city, lang=lang), "headline").title
    base = next(sentence for sentence in told if sentence.startswith(("Dựa trên", "Based on")))
    assert numbers(base, lang)[0] == answer("headline").iloc[0].slips_n
    assert t("say.caution_causes", lang) in told
    assert told[-1] == t("stamp.simulated_long", lang)


def test_a_file_without_slips_has_all_its_slides(file_without_slips: Path):
    database = Database(file_without_slips)
    catalog = read_catalog(database)
    filters, _ = parse({}, catalog)
    ctx = Context(database, catalog, filters, "vi", False)
    try:
        assert all(one.title.endswith(".") for one in story.slides(ctx))
        assert story.slide(ctx, "map").title
        assert story.summary(ctx)
    finally:
        database.close()


def test_what_is_clicked_is_told_alone(city: Context):
    inside = story.satisfaction.of_filters(city, replace(city.filters, ward=(FIVES,)))
    name = city.catalog.ward(FIVES, city.filters.last_day).word("vi")
    assert inside.title.startswith(name)
    assert numbers(inside.title)[1] == pytest.approx(answer("headline", ward=FIVES).iloc[0].index_pct, abs=0.05)
    assert inside.link == "unit"
    # Before July 2025 the code belonged to another ward.
    assert inside.tables["points"]["month"].min() >= pd.Timestamp("2025-07-01")
