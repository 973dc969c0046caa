"""The process that reads an untrusted map file: `python -m data.boundaries.child ORDER`.

ORDER is JSON: path, name, units (path of a JSON list of what is known of each unit), crs and wanted (or null), memory
(bytes), seconds. The answer goes to stdout as JSON: what `judging.as_json` gives, or {"refused": sentence}.
"""

import json
import sys
from datetime import date
from pathlib import Path

from data.load.meaning.units import FOREVER, Unit
from data.load.refusal import Refused
from data.load.staging_child import limit


def main(arguments: list[str]) -> int:
    """Judge one file and print the answer; 0 always, unless the limits end the process."""
    order = json.loads(arguments[0])
    limit(order["memory"], order["seconds"])
    name = order["name"]
    try:
        from data.boundaries.facts import Known
        from data.boundaries.judging import as_json, judge

        known = [
            Known(_unit(row), *row["more"]) for row in json.loads(Path(order["units"]).read_text(encoding="utf-8"))
        ]
        wanted = date.fromisoformat(order["wanted"]) if order["wanted"] else None
        answer = as_json(judge(Path(order["path"]), name, known, crs=order["crs"], wanted=wanted))
    except Refused as refusal:
        answer = {"refused": str(refusal)}
    except MemoryError:
        answer = {"refused": f"Tệp “{name}” quá lớn so với giới hạn bộ nhớ; hãy giảm bớt độ chi tiết rồi xuất lại."}
    except Exception:
        # Whatever a parser or the geometry trips over, the user gets one sentence and nothing is imported.
        answer = {"refused": f"Tệp “{name}” bị hỏng hoặc có hình không xử lý được; hãy xuất lại từ phần mềm bản đồ."}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    return 0


def _unit(row: dict) -> Unit:
    code, start, end, *rest = row["unit"]
    return Unit(code, date.fromisoformat(start), date.fromisoformat(end) if end else FOREVER, *rest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
