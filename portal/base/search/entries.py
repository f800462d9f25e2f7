"""Public text -> search entry: what is its title, what its body, and how it is numbered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import models

from portal.base.dates import UNDATED_SORT_DATE
from portal.base.documents import Document
from portal.base.kinds import model_of
from portal.base.models import Country, Organisation, Place
from portal.base.search.tokens import field_tokens
from portal.base.shape import shape_of

KEY_BITS = 24
KEY_MASK = (1 << KEY_BITS) - 1
TITLE_FIELDS = ("record_id", "title_en", "title_zh")
# Beside everything that comes in two languages (`…_en`, `…_zh`).
BODY_FIELDS = {
    "date_text",
    "excerpt",
    "excerpt_translation",
    "source_author",
    "proposed_by_source_author",
}
# Other records shown with this one: their own entries have their titles.
OTHER_RECORDS = ("links",)
NOUNS_WITH_OTHER_NAMES: dict[type[models.Model], tuple[str, ...]] = {
    Country: ("name_local",),
    Place: ("name_local", "aliases"),
    Organisation: ("aliases",),
}
TAG = "§"  # no text and no query yields it, so a tag is never mistaken for a word


@dataclass(frozen=True)
class Entry:
    """What is looked up of one record. Its number goes by day, then by key: newest first needs no sort."""

    number: int
    key_id: int
    title: list[str]
    body: list[str]
    tags: list[str]


def entry_number(key_id: int, sort_date: date) -> int:
    """The day and the key in one number; day 0 for undated records."""
    day = 0 if sort_date == UNDATED_SORT_DATE else sort_date.toordinal()
    return day << KEY_BITS | key_id


def kind_tag(kind: str) -> str:
    return f"{TAG}{kind.replace('_', '')}"


def country_tag(code: str) -> str:
    return f"{TAG}{code.casefold()}"


def make_entries(
    texts: Mapping[int, Document],
    sort_dates: Mapping[int, date],
    other_names: Mapping[tuple[Any, str], list[str]],
) -> Iterator[Entry]:
    """Entries of some public texts, by key id; `other_names` comes from `names_of_nouns`."""
    for key_id, public in texts.items():
        title = [public[name] for name in TITLE_FIELDS if public.get(name)]
        shown = dict.fromkeys(text for _field, _written_in, text in body_texts(public))
        for noun in nouns_in(public):
            shown |= dict.fromkeys(other_names.get(noun, ()))
        yield Entry(
            number=entry_number(key_id, sort_dates[key_id]),
            key_id=key_id,
            title=field_tokens(title),
            body=field_tokens(text for text in shown if text not in title),
            tags=[
                kind_tag(public["kind"]),
                *dict.fromkeys(country_tag(row["country"]) for row in public["countries"]),
            ],
        )


def body_texts(public: Document) -> Iterator[tuple[str, str, str]]:
    """Everything readers see of a record but its title: (field or table of rows, language, text)."""
    elsewhere = {*OTHER_RECORDS, *model_of(public["kind"]).shown_with}
    for name, value in public.items():
        if isinstance(value, str):
            if value and name not in TITLE_FIELDS and _is_text(name):
                language = _language(name)
                yield name.removesuffix(f"_{language}"), language, value
        elif isinstance(value, list):
            for row in value:
                if not isinstance(row, dict):
                    continue
                for column, text in row.items():
                    if not text or not isinstance(text, str) or not _is_text(column):
                        continue
                    if not (name in elsewhere and column.startswith("title_")):
                        yield name, _language(column), text


def _language(name: str) -> str:
    return name[-2:] if name.endswith(("_en", "_zh")) else ""


@cache
def _is_text(name: str) -> bool:
    return bool(_language(name)) or name in BODY_FIELDS


def nouns_in(public: Document) -> Iterator[tuple[type[models.Model], str]]:
    """(model, code) of the countries, places and organisations that a public text names; may repeat."""
    columns, children = _noun_columns(public["kind"])
    for name, noun in columns:
        if public.get(name):
            yield noun, public[name]
    for table, names in children:
        for row in public[table]:
            for name, noun in names:
                if row.get(name):
                    yield noun, row[name]


@cache
def _noun_columns(kind: str) -> tuple[list[tuple[str, Any]], list[tuple[str, list[tuple[str, Any]]]]]:
    shape = shape_of(model_of(kind))
    columns = [(column.name, column.to) for column in shape.columns if column.to in NOUNS_WITH_OTHER_NAMES]
    children = [
        (
            table.name,
            [(column.name, column.to) for column in table.columns if column.to in NOUNS_WITH_OTHER_NAMES],
        )
        for table in shape.children
    ]
    return columns, [(table, names) for table, names in children if names]


def names_of_nouns(texts: Iterable[Document]) -> dict[tuple[Any, str], list[str]]:
    """The other names of all nouns that these public texts name, one query for each sort of noun."""
    wanted: dict[type[models.Model], set[str]] = defaultdict(set)
    for public in texts:
        for noun, code in nouns_in(public):
            wanted[noun].add(code)
    found: dict[tuple[Any, str], list[str]] = {}
    for noun, codes in wanted.items():
        columns = NOUNS_WITH_OTHER_NAMES[noun]
        for row in noun._default_manager.filter(pk__in=codes).values_list("pk", *columns):
            names: list[str] = []
            for value in row[1:]:
                names += _names_in(value)
            found[noun, row[0]] = names
    return found


def _names_in(value: Any) -> list[str]:
    """A column's names: a text, a list of texts, or a list of {lang, name}."""
    if isinstance(value, str):
        return [value] if value else []
    return [item["name"] if isinstance(item, dict) else item for item in value or []]
