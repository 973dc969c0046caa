"""The answer behind a chart as a few lines of Python: the same question, filters and hiding, from the newest file."""

from collections.abc import Mapping
from pprint import pformat

START = """# {hint}
{imports}

database = Database(newest_file())
catalog = read_catalog(database)
filters, problems = parse({codes}, catalog)
"""
IMPORTS = (
    "from queries.catalog import read_catalog",
    "from queries.database import Database, newest_file",
    "from queries.filters import parse",
)
ASK = "from queries.question import ask"
PIVOT = ("from queries.explore import pivot", "from queries.explore_cut import cut_of")


def snippet(name: str, codes: Mapping[str, str], options: Mapping[str, str], hint: str, is_pivot: bool = False) -> str:
    """Python that prints the answer to a question, or to a pivot.

    codes: the filters as in a link; options: compare and step, or the codes of the pivot; hint: where it can be run.
    """
    own = PIVOT if is_pivot else (ASK,)
    head = START.format(hint=hint, imports="\n".join(sorted((*IMPORTS, *own))), codes=_written(codes))
    if is_pivot:
        body = [f"cut, unknown = cut_of({_written(options)}, catalog)"]
        body.append("answer = pivot(database, catalog, cut, filters).cells")
    else:
        more = "".join(f", {key}={value!r}" for key, value in options.items())
        body = [f"answer = ask(database, catalog, {name!r}, filters{more})"]
    return head + "\n".join([*body, "print(answer.to_string())"])


def _written(codes: Mapping[str, str]) -> str:
    return pformat(dict(codes), width=100, sort_dicts=False)
