"""Slips one by one, page by page: found by filters and words, never with what would tell whose slip it is."""

from queries.responses import rest
from queries.responses.paging import PAGE, SORTS, Listing, answers, hits, is_held, listing, rows, words_of

__all__ = ["PAGE", "SORTS", "Listing", "answers", "hits", "is_held", "listing", "rest", "rows", "words_of"]
