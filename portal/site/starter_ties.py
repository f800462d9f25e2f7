"""How starter records hang together: what they name exists, none stands alone, and none is there twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import combinations
from typing import Any

from portal.base.models import RecordKey
from portal.base.shape import Column, shape_of
from portal.site.starter import NOUN_FILES, RECORD_FILES
from portal.site.starter_files import Problem, Row, StarterFiles

FILE_OF: dict[Any, str] = {model: name for name, model in [*NOUN_FILES, *RECORD_FILES]}
# Titles of two things of one day are alike up to about 0.8; of one thing entered twice they differ by a word.
ALIKE = 0.9
NUMBERS = ("low", "best", "high")


def tie_problems(files: StarterFiles) -> Iterator[Problem]:
    """References to nothing, records that stand alone, records that tell one thing twice; no query."""
    yield from _dangling(files)
    yield from _circles(files)
    yield from _alone(files)
    yield from _twice(files)


def _named(row: Row) -> Iterator[tuple[str, Column, str]]:
    """(place, column, code) of every noun and record that a record names."""
    for column in shape_of(row.model).columns:
        if column.to is not None and row.values.get(column.name):
            yield column.name, column, str(row.values[column.name])
    for table, place, values in row.child_rows():
        for column in table.columns:
            if column.to is not None and not column.sibling and values.get(column.name):
                yield f"{place}.{column.name}", column, str(values[column.name])


def _dangling(files: StarterFiles) -> Iterator[Problem]:
    codes: dict[Any, set[str]] = defaultdict(set)
    for row in files.rows:
        codes[row.model].add(row.code)
    codes[RecordKey] = {row.code for row in files.records}
    for row in files.records:
        for place, column, code in _named(row):
            if code not in codes[column.to]:
                yield row.problem(place, _no_such(column.to, code))
    for row in files.nouns:
        for field in row.model._meta.concrete_fields:
            code = str(row.values.get(field.name) or "")
            if field.is_relation and code and code not in codes[field.related_model]:
                yield row.problem(field.name, _no_such(field.related_model, code))


def _no_such(model: Any, code: str) -> str:
    where = FILE_OF.get(model, "the files of records")
    return f"{code} is not in {where}; correct it, or add it there"


def _circles(files: StarterFiles) -> Iterator[Problem]:
    """Parents that lead back to where they started; each row of such a circle is named."""
    parents = {row.code: str(row.values["parent"]) for row in files.rows if row.values.get("parent")}
    for row in files.rows:
        above, passed = parents.get(row.code), [row.code]
        while above and above not in passed:
            passed.append(above)
            above = parents.get(above)
        if above == row.code:
            circle = " → ".join([*passed, row.code])
            yield row.problem("parent", f"parents go in a circle ({circle}); take out the one that is wrong")


def _alone(files: StarterFiles) -> Iterator[Problem]:
    """A record is held by a link, a parent, a series, a meeting, a document … of its own or of another's."""
    known = {row.code for row in files.records}
    held: set[str] = set()
    for row in files.records:
        others = {code for _place, column, code in _named(row) if column.to_record} & known - {row.code}
        held |= others | ({row.code} if others else set())
    for row in files.records:
        if row.code not in held:
            repair = (
                "the record stands alone: nothing leads to it and it leads nowhere; link it to what it is"
                " part of, follows, answers or was settled by"
            )
            yield row.problem("links", repair)


def _twice(files: StarterFiles) -> Iterator[Problem]:
    """Two records of one kind tell one thing where they have the same title; or the same date, a country in
    common, and either titles that are nearly the same or a figure that is (measure, whose, number).
    """
    kinds: dict[Any, list[Row]] = defaultdict(list)
    for row in files.records:
        kinds[row.model].append(row)
    for rows in kinds.values():
        for one, other in combinations(rows, 2):
            why = _same_thing(one, other)
            if why:
                repair = (
                    f"this seems to be {one.code} again ({why}); join the two, or say what sets them apart"
                )
                yield other.problem("title_en", repair)


def _same_thing(one: Row, other: Row) -> str:
    """What makes two records of one kind look like one thing; blank where nothing does."""
    titles = [(_folded(one, name), _folded(other, name)) for name in ("title_en", "title_zh")]
    if any(a and a == b for a, b in titles):
        return "same title"
    if one.values.get("date") != other.values.get("date") or not _countries(one) & _countries(other):
        return ""
    if any(_alike(a, b) for a, b in titles):
        return "same date and country, and nearly the same title"
    if _counts(one) & _counts(other):
        return "same date, country and figure"
    return ""


def _folded(row: Row, name: str) -> str:
    return re.sub(r"[\W_]+", "", str(row.values.get(name) or "").casefold())


def _alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _countries(row: Row) -> set[str]:
    return {str(values.get("country")) for values in _rows(row, "countries")}


def _counts(row: Row) -> set[tuple[Any, ...]]:
    """What each figure counts, and how many; figures without a number tell nothing apart."""
    whose = ("measure", "counted_country", "counted_organisation", "counted_group")
    return {
        tuple(str(values.get(name, "")) for name in (*whose, *NUMBERS))
        for values in _rows(row, "figures")
        if any(values.get(name) is not None for name in NUMBERS)
    }


def _rows(row: Row, name: str) -> Iterable[dict[str, Any]]:
    return [values for table, _place, values in row.child_rows() if table.name == name]
