"""What a file is taken to be, before anything of it is loaded: shown on the page, corrected there or by --mapping."""

import tomllib
from dataclasses import dataclass, replace

from data.load.meaning.text import key
from data.load.refusal import Refused
from data.load.roles import KINDS, ROLES, UNUSED


@dataclass(frozen=True)
class ColumnProposal:
    """One column: position (from 1), heading as in the file, target (None: dropped) and why it is dropped."""

    position: int
    heading: str
    target: str | None
    why_dropped: str | None = None


@dataclass(frozen=True)
class TableProposal:
    """One sheet: its role, its rows as numbered in the file, its columns; constants fill targets without a column."""

    sheet: str
    role: str
    header_row: int
    first_row: int
    last_row: int
    columns: tuple[ColumnProposal, ...]
    constants: tuple[tuple[str, str], ...] = ()

    def targets(self) -> dict[str, ColumnProposal]:
        """The columns that are used, by target."""
        return {column.target: column for column in self.columns if column.target}

    def missing(self) -> tuple[tuple[str, ...], ...]:
        """Groups of targets of which the table has none, though its role needs one of each."""
        there = set(self.targets()) | dict(self.constants).keys()
        return tuple(group for group in ROLES[self.role].needs if not there & set(group))


@dataclass(frozen=True)
class TableMapping:
    """What a user says about one sheet; None or empty: as found. columns: heading key or position → target or ''."""

    sheet: str | None = None
    role: str | None = None
    header_row: int | None = None
    first_row: int | None = None
    last_row: int | None = None
    columns: tuple[tuple[str | int, str], ...] = ()
    constants: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Mapping:
    """What a user says about a file (--mapping FILE.toml)."""

    kind: str | None = None
    instrument: str | None = None
    tables: tuple[TableMapping, ...] = ()

    @staticmethod
    def from_toml(text: str) -> "Mapping":
        """Read the TOML of --mapping. Raises Refused for text that is not such TOML."""
        try:
            said = tomllib.loads(text)
            tables = [_table_mapping(table) for table in said.get("table", [])]
            if {"columns", "constants"} & said.keys():
                tables.append(_table_mapping({name: said[name] for name in ("columns", "constants") if name in said}))
        except (tomllib.TOMLDecodeError, AttributeError, KeyError, TypeError, ValueError) as error:
            raise Refused(f"Tệp ghép cột (--mapping) không đúng dạng TOML: {error}.") from None
        kind = said.get("kind")
        if kind is not None and kind not in KINDS:
            raise Refused(f"Tệp ghép cột nêu loại “{kind}” không có; chọn một trong: {', '.join(KINDS)}.")
        for table in tables:
            if table.role is not None and table.role not in ROLES:
                raise Refused(f"Tệp ghép cột nêu bảng “{table.role}” không có; chọn một trong: {', '.join(ROLES)}.")
        return Mapping(kind, said.get("instrument"), tuple(tables))


@dataclass(frozen=True)
class Proposal:
    """The reading of a whole file."""

    kind: str
    instrument_code: str | None
    tables: tuple[TableProposal, ...]

    def with_column(self, sheet: str, position: int, target: str | None) -> "Proposal":
        """A copy in which the column means `target` (None: dropped); a column that meant it before is dropped."""
        return replace(
            self,
            tables=tuple(_with(table, position, target) if table.sheet == sheet else table for table in self.tables),
        )

    def to_toml(self) -> str:
        """The proposal in the form of --mapping."""
        lines = [f"kind = {_quoted(self.kind)}"]
        if self.instrument_code:
            lines.append(f"instrument = {_quoted(self.instrument_code)}")
        for table in self.tables:
            lines += ["", "[[table]]", f"sheet = {_quoted(table.sheet)}", f"role = {_quoted(table.role)}"]
            lines += [f"{name} = {getattr(table, name)}" for name in ("header_row", "first_row", "last_row")]
            if table.constants:
                pairs = ", ".join(f"{target} = {_quoted(value)}" for target, value in table.constants)
                lines.append(f"constants = {{ {pairs} }}")
            lines.append("columns = [")
            lines += [
                f"  {{ position = {column.position}, heading = {_quoted(column.heading)}, "
                f"target = {_quoted(column.target or '')} }},"
                for column in table.columns
            ]
            lines.append("]")
        return "\n".join(lines) + "\n"

    def to_mapping(self) -> Mapping:
        """The proposal as a Mapping: propose(…, mapping=this) gives it again."""
        return Mapping.from_toml(self.to_toml())

    @staticmethod
    def from_toml(text: str) -> Mapping:
        """The Mapping that to_toml() wrote."""
        return Mapping.from_toml(text)


def set_column(columns: tuple[ColumnProposal, ...], position: int, target: str | None) -> tuple[ColumnProposal, ...]:
    """The columns with one of them meaning `target` and no other doing so."""
    changed = []
    for column in columns:
        if column.position == position:
            why = column.why_dropped if column.target is None else UNUSED
            column = replace(column, target=target, why_dropped=None if target else why)
        elif target and column.target == target:
            column = replace(column, target=None, why_dropped=UNUSED)
        changed.append(column)
    return tuple(changed)


def _with(table: TableProposal, position: int, target: str | None) -> TableProposal:
    return replace(table, columns=set_column(table.columns, position, target))


def _table_mapping(table: dict) -> TableMapping:
    said = table.get("columns", {})
    if isinstance(said, list):
        columns = tuple((int(column["position"]), str(column.get("target", ""))) for column in said)
    else:
        columns = tuple((key(heading), str(target)) for heading, target in said.items())
    numbers = {name: int(table[name]) for name in ("header_row", "first_row", "last_row") if name in table}
    constants = tuple((str(target), str(value)) for target, value in table.get("constants", {}).items())
    return TableMapping(table.get("sheet"), table.get("role"), columns=columns, constants=constants, **numbers)


def _quoted(text: str) -> str:
    escaped = "".join(
        f"\\u{ord(letter):04x}" if ord(letter) < 32 or ord(letter) == 127 else letter
        for letter in text.replace("\\", "\\\\").replace('"', '\\"')
    )
    return f'"{escaped}"'
