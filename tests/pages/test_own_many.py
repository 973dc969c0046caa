"""Lists of names: what is written in them, and what comes back from them."""

from hypothesis import given
from hypothesis import strategies as st

from pages.parts.own_many import findable, known

WORDS = {"001": "Quận Ba Đình", "002": "Quận Hoàn Kiếm", "003": "Tây Hồ", "004": "Long Bien"}


@given(st.lists(st.sampled_from(list(WORDS)), unique=True), st.sets(st.sampled_from(list(WORDS))), st.data())
def test_codes_and_labels_of_any_moment_come_back_as_codes(codes: list[str], chosen: set[str], data: st.DataObject):
    """A list sends codes, or its labels as they were while something else was chosen."""
    label = findable(WORDS, chosen)
    sent = [data.draw(st.sampled_from([code, label(code)])) for code in codes]
    assert known(sent, WORDS) == codes


def test_the_same_name_under_two_labels_counts_once():
    assert known(["Quận Ba Đình · quan ba dinh", "001", "Tây Hồ"], WORDS) == ["001", "003"]


def test_words_of_another_language_are_not_followed():
    assert known(["Ba Dinh District"], WORDS) is None
    assert known(["001", "Ba Dinh District"], WORDS) is None
    assert known([], WORDS) == []
