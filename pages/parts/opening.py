"""Opens the newest data file for everyone, and makes the demo where there is none yet."""

import ctypes
import gc
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import streamlit as st
from threadpoolctl import threadpool_limits

from pages.parts import ahead, loader
from pages.parts.numbers import Lang
from pages.parts.words import t
from queries.catalog import Catalog, Outdated, read_catalog
from queries.database import Database, NoDatabase, newest_file
from queries.shelf import shelf_of

# glibc gives every thread a heap of its own and keeps what it freed: 20 readers would hold 40 MB more.
M_ARENA_MAX, MOST_HEAPS = -8, 2
# Arrays of this size get pages of their own, which go back at once; otherwise resampling leaves holes behind.
M_MMAP_THRESHOLD, OWN_PAGES_FROM = -3, 256 * 1024
ROOT = Path(__file__).resolve().parents[2]
STEPS = ("schema", "facts", "rollups", "checks", "done")


def open_newest(lang: Lang) -> tuple[Database, Catalog]:
    """The data file in use with its catalogue; ends the run with a plain sentence where there is none to be had."""
    try:
        path = newest_file()
    except NoDatabase:
        _make_demo(lang)
        path = newest_file()
    opened = None
    try:
        opened = _opened(path, path.stat().st_mtime_ns)
    except Outdated:
        if named := os.environ.get("THUOCDO_DATABASE"):  # somebody's own file: only they say when it is written anew
            command = f"python -m data upgrade --database {named}"
            st.error(t("error.outdated", lang, path=path.name, command=command), icon=":material/upgrade:")
        else:
            _upgrade(lang, path)
            st.rerun()
    except (NoDatabase, FileNotFoundError):
        st.error(t("error.unreadable", lang, path=path.name), icon=":material/error:")
    except LookupError:
        st.info(t("error.no_slips", lang), icon=":material/info:")
    if opened is None:
        st.stop()
    return opened


def open_early() -> None:
    """Open the newest data file before anybody asks; what is wrong with it, its first visitor is told."""
    with suppress(NoDatabase, FileNotFoundError, LookupError):
        path = newest_file()
        _opened(path, path.stat().st_mtime_ns)


@st.cache_resource(show_spinner=False, max_entries=2, on_release=lambda held: held[0].close())
def _opened(path: Path, written_at: int) -> tuple[Database, Catalog]:  # noqa: ARG001 a file written anew opens anew
    """A data file, open once for all readers; the one before stays open for those still reading it."""
    _share_heaps()
    database = Database(path, shelf_of(path))
    catalog = read_catalog(database)
    # Everything imported and opened so far stays: the collector need not look through it at every turn.
    gc.freeze()
    ahead.begin(database)
    return database, catalog


def _share_heaps() -> None:
    """Fewer heaps for all threads, where the C library knows how."""
    with suppress(OSError, AttributeError, TypeError):  # not glibc
        library = ctypes.CDLL(None)
        library.mallopt(M_ARENA_MAX, MOST_HEAPS)
        library.mallopt(M_MMAP_THRESHOLD, OWN_PAGES_FROM)
    pa.set_memory_pool(pa.system_memory_pool())
    # A matrix of 126 wards is no work for two cores; those who wait for each other only burn them.
    threadpool_limits(1, user_api="blas")


@st.cache_resource
def _building() -> threading.Lock:
    """Two visitors who come first at the same time make one demo, not two."""
    return threading.Lock()


def _make_demo(lang: Lang) -> None:
    """Build the demo in a process of its own, so that the server keeps its memory, and show how far it is."""
    with st.status(t("build.title", lang), expanded=True) as status:
        st.write(t("build.start", lang))
        bar = st.progress(0.0)
        with _building():
            try:
                newest_file()
                return
            except NoDatabase:
                command = [sys.executable, "-m", "data", "demo", "--progress"]
                with subprocess.Popen(
                    command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
                ) as process:
                    for line in process.stdout or ():
                        step, _, share = line.strip().partition(" ")
                        if step in STEPS:
                            bar.progress(float(share), t(f"build.{step}", lang))
                    reason = process.stderr.read().strip() if process.stderr else ""
        if process.returncode:
            status.update(state="error")
            st.error(t("build.failed", lang, reason=reason.splitlines()[-1] if reason else "?"))
            st.stop()
        status.update(label=t("build.done", lang), state="complete")


def _upgrade(lang: Lang, path: Path) -> None:
    """Bring the store's file up to this release, in a process of its own; the file before stays as a version."""
    with st.status(t("upgrade.title", lang), expanded=True) as status:
        st.write(t("upgrade.start", lang))
        with _building():
            if newest_file() != path:  # somebody else's visit has done it meanwhile
                return
            try:
                loader.run(["upgrade"])
            except loader.Refused as refused:
                status.update(state="error")
                st.error(t("upgrade.failed", lang, reason=str(refused)))
                st.stop()
        status.update(label=t("upgrade.done", lang), state="complete")
