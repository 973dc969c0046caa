"""A procedure by its code or name, a field by its code or name."""

import re
from collections.abc import Mapping

from data.load.meaning.text import clean, is_missing, key

# 1.001193, 1.001193.000.00.00.H26, also with spaces or a decimal comma.
CODE = re.compile(r"(?:ma\s*)?(\d)\s*[.,]\s*(\d{3,6})(?:\.0{2,3})*(?:\.H\d{2})?", re.IGNORECASE)
CODE_AND_NAME = re.compile(r"(\d\.\d{6})(?:\.0{2,3})*(?:\.H\d{2})?\s*[-–:]\s*\S.*", re.IGNORECASE)


class Procedures:
    """Reads the columns of procedure and field.

    fields: procedure code → field code. names: key of a procedure's name → its code. field_names: key of a field's
    code, name or synonym → field code. missing: keys that say there is no value.
    """

    def __init__(
        self,
        fields: Mapping[str, str],
        names: Mapping[str, str],
        field_names: Mapping[str, str],
        missing: frozenset[str],
    ) -> None:
        self.fields = fields
        self.names = names
        self.field_names = field_names
        self.missing = missing

    def parse(self, procedure: str | None, field: str | None) -> tuple[str | None, str | None, str | None]:
        """(procedure code, field code, None), or (None, None, which of 'procedure' and 'field' is wrong).

        A code that is not in the list, a name nobody knows, and a procedure of another field are wrong: the list is
        the law, whatever else the row says.
        """
        field_code = None
        if not self._is_missing(field):
            field_code = self.field_names.get(key(field or ""))
            if field_code is None:
                return None, None, "field"
        if self._is_missing(procedure):
            return None, field_code, None
        code = self._code(procedure or "")
        if code is None:
            return None, None, "procedure"
        if field_code is not None and field_code != self.fields[code]:
            return None, None, "procedure"
        return code, self.fields[code], None

    def _code(self, text: str) -> str | None:
        cell = clean(text)
        match = CODE.fullmatch(cell)
        if match:
            # A spreadsheet drops the zeros at the end of what it takes for a number.
            code = f"{match.group(1)}.{match.group(2):0<6}"
            return code if code in self.fields else None
        if (match := CODE_AND_NAME.fullmatch(cell)) and match.group(1) in self.fields:
            return match.group(1)
        return self.names.get(key(cell))

    def _is_missing(self, text: str | None) -> bool:
        return is_missing(text, self.missing)
