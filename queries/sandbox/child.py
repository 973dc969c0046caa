"""One statement, asked of the views in a process of its own, which is ended when it takes too long or too much.

Everything is refused by the engine: the file is opened read-only, without access to files, networks and extensions,
its settings locked; its own parser says whether the text is one SELECT and which tables and table functions it names,
and these are compared with what there is. The process may not write files and has little memory.

Run as `python -I child.py FILE ROWS < statement`. Prints a line of JSON ({"rows_n", "is_cut"} or {"fault",
"message"}), then the rows as an Arrow stream.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

SETTINGS: dict[str, Any] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
    "threads": 1,
    "memory_limit": "200MB",
    "temp_directory": "",
    "max_temp_directory_size": "0KB",
    "lock_configuration": "true",
}
ADDRESS_SPACE = 3 << 30  # bytes; the engine reserves far more than it uses
CPU_SECONDS = 30  # should whoever started this be gone
RESULT_BYTES = 20 << 20
# Table functions that make rows of their own; every other one reads the machine, the settings or another text.
TABLE_FUNCTIONS = {"range", "generate_series", "unnest"}
# Functions that tell of the machine or run another text.
FUNCTIONS = {"current_setting", "getvariable", "getenv", "write_log", "query", "query_table"}


class Refused(Exception):
    """Not a statement for this place; `fault` is the ending of a glossary key."""

    def __init__(self, fault: str, message: str = "") -> None:
        super().__init__(message)
        self.fault = fault


def check(con: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Raises Refused unless the text is one SELECT over the tables of this file."""
    statements = con.extract_statements(sql)
    if len(statements) != 1:
        raise Refused("several" if statements else "empty")
    con.execute(_text("parse"), [sql])
    tree = json.loads(con.fetchall()[0][0])
    if tree["error"]:
        raise Refused("not_select", tree.get("error_message", ""))
    con.execute(_text("tables"))
    known = {name for (name,) in con.fetchall()}
    nodes = list(_nodes(tree["statements"]))
    named = {entry["key"].lower() for node in nodes for entry in node.get("cte_map", {}).get("map", ())}
    for node in nodes:
        kind, name = node.get("type"), node.get("table_name", "")
        if kind == "BASE_TABLE":
            if node.get("catalog_name") or node.get("schema_name") not in ("", "main"):
                raise Refused("table", name)
            if name.lower() not in known | named:
                raise Refused("table", name)
        elif kind == "TABLE_FUNCTION":
            called = node["function"].get("function_name", "").lower()
            if called not in TABLE_FUNCTIONS:
                raise Refused("function", called)
        elif kind == "SHOW_REF" and not node.get("query"):
            raise Refused("table", name)
        elif kind == "FUNCTION" and node.get("function_name", "").lower() in FUNCTIONS:
            raise Refused("function", node["function_name"])


def _nodes(part: Any) -> Iterator[dict[str, Any]]:
    """Every node of a parsed statement; without recursion, which a deep one would exhaust."""
    left = [part]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            yield one
            left += one.values()
        elif isinstance(one, list):
            left += one


def answer(con: duckdb.DuckDBPyConnection, sql: str, rows: int) -> tuple[pa.Table, bool]:
    """The first rows, and whether there are more. Raises Refused and what the engine raises."""
    check(con, sql)
    limited = _text("limited").replace("/* rows */", str(rows + 1))  # one more than shown tells whether there are more
    reader = con.sql(limited.replace("/* statement */", sql.strip().rstrip(";"))).to_arrow_reader(2048)
    parts, size = [], 0
    for batch in reader:
        parts.append(batch)
        size += batch.nbytes
        if size > RESULT_BYTES:
            raise Refused("too_large")
    table = pa.Table.from_batches(parts, reader.schema)
    return table.slice(0, rows), table.num_rows > rows


def _text(name: str) -> str:
    return (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")


def _confine() -> None:
    """Little memory, no files to write, last in the queue for the processor."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        os.nice(10)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))


def main() -> None:
    """Read the statement, print what came of it."""
    path, rows = sys.argv[1], int(sys.argv[2])
    sql = sys.stdin.buffer.read().decode("utf-8", errors="replace")
    sys.stdin.close()
    _confine()
    out = sys.stdout.buffer
    try:
        with duckdb.connect(path, read_only=True, config=SETTINGS) as con:
            table, is_cut = answer(con, sql, rows)
    except Refused as error:
        said: dict[str, Any] = {"fault": error.fault, "message": str(error)}
    except MemoryError:
        said = {"fault": "OutOfMemoryException", "message": ""}
    except Exception as error:  # whatever the engine says: it is told to whoever asked, in words
        said = {"fault": type(error).__name__, "message": str(error).replace(path, "")[:2000]}
    else:
        out.write(json.dumps({"rows_n": table.num_rows, "is_cut": is_cut}).encode() + b"\n")
        with pa.ipc.new_stream(out, table.schema) as stream:
            stream.write_table(table)
        return
    out.write(json.dumps(said).encode() + b"\n")


if __name__ == "__main__":
    main()
