"""The starter files as they are written: their rows, their ids, and what is wrong before anything is understood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from portal.base.codes import KIND_NAMES
from portal.base.models import Record
from portal.base.shape import Children, shape_of
from portal.site.starter import NOUN_FILES, RECORD_FILES, StarterError, read_rows


@dataclass(frozen=True)
class Problem:
    """One thing to mend: in which file, in which row (by its id), in which field; `repair` says what and how."""

    file: str
    row: str
    field: str
    repair: str

    def __str__(self) -> str:
        return f"{', '.join(part for part in (self.file, self.row, self.field) if part)}: {self.repair}"

    @property
    def place(self) -> tuple[str, str, str]:
        return self.file, self.row, self.field


@dataclass(frozen=True)
class Row:
    """One entry of a file: a noun or a record, as written."""

    file: str
    model: Any  # the noun's or record's table
    code: str
    values: dict[str, Any]

    def problem(self, name: str, repair: str) -> Problem:
        return Problem(self.file, self.code, name, repair)

    def child_rows(self) -> Iterator[tuple[Children, str, dict[str, Any]]]:
        """A record's child rows with their table and their place: `figures[f1]`, `countries[2]`."""
        for table in shape_of(self.model).children:
            given = self.values.get(table.name) or []
            for number, item in enumerate(given if isinstance(given, list) else [], start=1):
                values = {table.columns[0].name: item} if table.bare else item
                if isinstance(values, dict):
                    yield table, f"{table.name}[{values.get('ref') or number}]", values


@dataclass
class StarterFiles:
    """All rows of a folder of starter files, and what kept some of them from being read."""

    nouns: list[Row] = field(default_factory=list)
    records: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path) -> StarterFiles:
        """Read every file of a folder, past whatever is wrong in one of them."""
        files = cls()
        for name, model in NOUN_FILES:
            files.nouns += files._rows(folder / name, name, model)
        for name, model in RECORD_FILES:
            files.records += files._rows(folder / name, name, model)
        return files

    @property
    def rows(self) -> list[Row]:
        return [*self.nouns, *self.records]

    def of(self, name: str) -> list[dict[str, Any]]:
        """The rows of one file, as written."""
        return [row.values for row in self.rows if row.file == name]

    def _rows(self, path: Path, name: str, model: type[Any]) -> Iterator[Row]:
        if not path.exists():
            self.problems.append(Problem(name, "", "", "the file is missing; put it back, or an empty one"))
            return
        try:
            written = read_rows(path)
            doubled = list(_doubled_keys(path))
        except StarterError as error:
            where = " ".join(str(error).removeprefix(f"{name}: ").split())
            self.problems.append(Problem(name, "", "", f"this is no YAML; mend it there: {where}"))
            return
        for code, key, line in doubled:
            repair = f"it is there twice, the second time in line {line}; the first is lost: keep one"
            self.problems.append(Problem(name, code, key, repair))
        identity = "record_id" if issubclass(model, Record) else model._meta.pk.name
        seen: set[str] = set()
        for number, values in enumerate(written, start=1):
            code = str(values.get(identity) or "") if isinstance(values, dict) else ""
            if not code:
                repair = f"a row needs an id; state {identity}"
                self.problems.append(Problem(name, f"row {number}", identity, repair))
                continue
            if code in seen:
                repair = (
                    f"{code} is there twice in this file; give one of them the next free id, or join them"
                )
                self.problems.append(Problem(name, code, identity, repair))
                continue
            seen.add(code)
            if issubclass(model, Record) and not code.startswith(f"{KIND_NAMES[model.kind].prefix}-"):
                repair = f"ids in this file begin with {KIND_NAMES[model.kind].prefix}-"
                self.problems.append(Problem(name, code, identity, repair))
                continue
            yield Row(name, model, code, values)


def _doubled_keys(path: Path) -> Iterator[tuple[str, str, int]]:
    """(row, key, line) of keys that one mapping has twice: YAML readers take the last and say nothing."""
    with path.open(encoding="utf-8") as text:
        tree = yaml.compose(text, Loader=yaml.CSafeLoader)
    for number, entry in enumerate(tree.value if isinstance(tree, yaml.SequenceNode) else [], start=1):
        first = entry.value[0][1].value if isinstance(entry, yaml.MappingNode) and entry.value else ""
        code = first if isinstance(first, str) and first else f"row {number}"
        for key, line in _doubled_in(entry):
            yield code, key, line


def _doubled_in(node: yaml.Node) -> Iterator[tuple[str, int]]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.value, key.start_mark.line + 1
            seen.add(key.value)
            yield from _doubled_in(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _doubled_in(value)
