"""A map file on the page Nạp dữ liệu: what it is taken for, what was checked, a small picture, and its import."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import altair as alt
import streamlit as st

from pages.parts import colours, loader
from pages.parts import numbers as fmt
from pages.parts.importing import DONE, Upload
from pages.parts.numbers import Lang
from pages.parts.show import plain
from pages.parts.tiles import tile
from pages.parts.words import t

MAP_SUFFIXES: Final = (".geojson", ".gpkg", ".zip", ".shp", ".kml", ".kmz", ".topojson")
SIGNS: Final = (b'"FeatureCollection"', b'"Topology"')
SNIFFED: Final = 4096
# What maps of the city come in; the command takes any other EPSG number.
SYSTEMS: Final = {
    "5897": "VN-2000, 105°00′ (EPSG:5897)",
    "3405": "VN-2000, UTM 48N (EPSG:3405)",
    "9210": "VN-2000, 105°45′ (EPSG:9210)",
    "4756": "VN-2000, độ (EPSG:4756)",
    "4326": "WGS 84 (EPSG:4326)",
    "32648": "WGS 84, UTM 48N (EPSG:32648)",
}
SHRINK: Final = math.cos(math.radians(21))  # of a degree of longitude beside one of latitude
HEIGHT_PX: Final = 420


def is_map(file: Upload) -> bool:
    """Whether an upload is a map rather than a table: by its name, and for JSON by how it begins."""
    suffix = Path(file.name).suffix.lower()
    if suffix in MAP_SUFFIXES:
        return True
    with file.path.open("rb") as content:
        start = content.read(SNIFFED)
    return suffix == ".json" and any(sign in start for sign in SIGNS)


def offer(file: Upload, lang: Lang) -> None:
    """Check the file, show what was found, and import it on demand."""
    st.markdown(t("outline.intro", lang))
    options = _options(lang)
    asked = ("outlines", *options.items())
    if st.button(t("outline.try", lang), icon=":material/science:", key="outline_try"):
        file.trials[asked] = _attempt(file, options, lang, is_dry_run=True) or ""
    found = file.trials.get(asked)
    if not isinstance(found, dict):
        return
    _report(found, lang)
    if st.session_state.get(DONE) == asked:
        st.success(t("outline.used", lang), icon=":material/check_circle:")
    elif found["is_known"]:
        st.info(t("outline.known", lang), icon=":material/info:")
    elif _is_wanted(lang) and _attempt(file, options, lang, is_dry_run=False):
        st.session_state[DONE] = asked
        st.rerun()


def _is_wanted(lang: Lang) -> bool:
    return st.button(t("outline.use", lang), type="primary", icon=":material/upload_file:", key="outline_use")


def preview(units: Sequence[Mapping[str, Any]], *, lang: Lang) -> alt.Chart:
    """The outlines as they will be drawn, those with a remark in orange.

    units: title, coordinates (of a MultiPolygon, in degrees), is_noted.
    """
    words = {True: t("outline.noted", lang), False: t("outline.fine", lang)}
    features = [
        {
            "type": "Feature",
            "name": unit["title"],
            "state": words[unit["is_noted"]],
            "geometry": {"type": "MultiPolygon", "coordinates": _flat(unit["coordinates"])},
        }
        for unit in units
    ]
    scale = alt.Scale(domain=list(words.values()), range=[colours.ORANGE, colours.CLASS_FILLS[3]])
    return (
        alt.Chart(alt.Data(values=features))
        .mark_geoshape(stroke=colours.LINE, strokeWidth=0.6)
        .encode(
            color=alt.Color("state:N", scale=scale, legend=None),
            tooltip=[alt.Tooltip("name:N", title=t("outline.unit", lang))],
        )
        .project(type="identity", reflectY=True)
        .properties(height=HEIGHT_PX, background="transparent")
        .configure_view(stroke=None)
    )


def _flat(coordinates: Sequence) -> list:
    """Longitudes made as long as latitudes are here: the plane of the screen knows no globe."""
    return [[[[round(lon * SHRINK, 4), lat] for lon, lat in ring] for ring in part] for part in coordinates]


def _options(lang: Lang) -> dict[str, str]:
    """What can be said about a map file."""
    columns = st.columns(3)
    with columns[0]:
        crs = st.selectbox(
            t("outline.crs", lang), ["", *SYSTEMS], key="outline_crs", help=t("outline.crs_help", lang),
            format_func=lambda code: SYSTEMS.get(code, t("outline.crs_file", lang)),
        )  # fmt: skip
    with columns[1]:
        source = st.text_input(t("outline.source", lang), key="outline_source", max_chars=200)
    with columns[2]:
        licence = st.text_input(t("outline.licence", lang), key="outline_licence", max_chars=200)
    return {"crs": crs, "source": source.strip(), "licence": licence.strip()}


def _attempt(file: Upload, options: Mapping[str, str], lang: Lang, *, is_dry_run: bool) -> dict[str, Any] | None:
    """Check the file, or import it; the report, None where it was refused (and said so)."""
    try:
        with st.spinner(t("outline.checking", lang)):
            return loader.boundaries(file.path, file.name, options, is_dry_run=is_dry_run)
    except loader.Refused as refused:
        # Here the option of the command is a box.
        said = str(refused).replace("bằng --crs", t("outline.box", "vi"))
        st.error(plain(said), icon=":material/block:")
        return None


def _report(found: Mapping[str, Any], lang: Lang) -> None:
    named = {name: found[name] for name in ("title", "format", "crs")}
    st.markdown(f"#### {plain(t('outline.recognised', lang, **named))}")
    units = fmt.whole(found["units_n"], lang)
    with st.container(horizontal=True, gap="small"):
        tile(t("outline.units", lang), units, t("outline.units_note", lang, n=units))
        told = found["published_km2"]
        note = t("outline.area_note", lang, value=_km2(told, lang)) if told else ""
        tile(t("outline.area", lang), _km2(found["area_km2"], lang), note)
        simplified = t("outline.size_note", lang, n=fmt.whole(round(found["tolerance_m"]), lang))
        tile(t("outline.size", lang), f"{fmt.whole(round(found['bytes_n'] / 1000), lang)} KB", simplified)
    for warning in found["warnings"]:
        st.warning(plain(warning), icon=":material/info:")
    if not found["warnings"]:
        st.markdown(t("outline.sound", lang))
    st.caption(t("outline.picture", lang))
    st.altair_chart(preview(found["preview"], lang=lang), key="outline_preview", width="stretch", theme=None)


def _km2(area: float, lang: Lang) -> str:
    return f"{fmt.number(area, lang, 1)} km²"
