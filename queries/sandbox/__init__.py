"""Questions of one's own: SQL over the documented views of queries/views, in a process that can do nothing else."""

from queries.sandbox.run import CHARS, ROWS, SECONDS, Outcome, Run, box_of, prepare
from queries.sandbox.views import View, example, views

__all__ = ["CHARS", "ROWS", "SECONDS", "Outcome", "Run", "View", "box_of", "example", "prepare", "views"]
