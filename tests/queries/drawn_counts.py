"""Counts that hypothesis draws for the tests of intervals."""

from hypothesis import strategies as st

sizes = st.integers(1, 5_000)


@st.composite
def shares(draw: st.DrawFn) -> tuple[int, int]:
    """k of n."""
    n = draw(sizes)
    return draw(st.integers(0, n)), n
