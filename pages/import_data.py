"""Nạp dữ liệu: choose a file, look at what it is taken for, try it, and only then load it."""

import streamlit as st

from pages.parts import import_report, importing, outlines
from pages.parts.context import EndOfPage, enter_alone
from pages.parts.numbers import whole
from pages.parts.show import plain
from pages.parts.words import t

lang = enter_alone(__file__)

st.markdown(t("import.intro", lang))
if not importing.is_allowed(lang):
    raise EndOfPage

file = importing.uploaded(lang)
if file is None:
    import_report.history(lang)
    raise EndOfPage

if outlines.is_map(file):
    outlines.offer(file, lang)
    raise EndOfPage

found, reading = importing.read(file, lang)
if found["problem"]:
    st.warning(plain(found["problem"]), icon=":material/help:")
    raise EndOfPage

options = importing.options(lang)
asked = (reading, tuple(options.items()))
if st.button(t("import.try", lang), icon=":material/science:", key="import_try"):
    file.trials[asked] = importing.attempt(file, reading, options, lang, is_dry_run=True)
trial = file.trials.get(asked)
if not trial:
    raise EndOfPage

done = st.session_state.get(importing.DONE)
st.markdown(f"#### {t('import.done' if done else 'import.tried', lang)}")
import_report.report(done or trial, file.name, file.rejects, lang)
if done:
    st.success(t("import.loaded", lang, n=done["load_id"]), icon=":material/check_circle:")
elif trial["is_known"]:
    st.info(t("import.known", lang), icon=":material/info:")
elif st.button(
    t("import.load_now", lang, rows=whole(trial["rows_accepted"], lang)),
    type="primary",
    icon=":material/upload_file:",
    key="import_load",
):
    loaded = importing.attempt(file, reading, options, lang, is_dry_run=False)
    if loaded:
        st.session_state[importing.DONE] = loaded
        st.rerun()
