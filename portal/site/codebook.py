"""The codebook, read off the models and code lists: nothing in it is written by hand twice.

One section a table, one entry a field: its name in files and API, its label in both languages, what it takes,
and, for codes, how many published records use each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import models
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from events.models import EventType, Incident, TrainingEvent
from mechanisms.models import DesignationLevel, Document, Mechanism, Meeting, Partnership
from portal.base.codes import Status
from portal.base.models import (
    AliasesField,
    Change,
    CodesField,
    Country,
    EDTFField,
    Measure,
    Organisation,
    Place,
    Record,
    RecordKey,
    Source,
    Topic,
)
from portal.base.projection import NEVER_PUBLIC
from portal.base.shape import SHARED_CHILDREN, Children, shape_of
from portal.base.wording import reader_language
from portal.site.codebook_rules import INTRODUCTIONS, rule_of

KINDS: tuple[type[Record], ...] = (Incident, TrainingEvent, Partnership, Mechanism, Meeting, Document)
NOUNS: tuple[type[models.Model], ...] = (Country, Place, Organisation, Source)
CODE_LISTS: tuple[type[models.Model], ...] = (EventType, DesignationLevel, Measure, Topic)
HEAD = ("record_id", "kind", "status", "version", "published_at", "updated_at")
DERIVED_DATES = ("date_earliest", "date_latest", "date_prec")
HIDDEN = {"position", "path", "url_normalised", "retired"}
CACHE_SECONDS = 24 * 60 * 60


@dataclass(frozen=True)
class Value:
    """One accepted code; `count` of published records or rows that have it, None where nobody counts."""

    code: str
    label: str
    label_other: str
    count: int | None = None
    definition: str = ""
    sub: bool = False


@dataclass(frozen=True)
class Entry:
    anchor: str
    name: str
    label: str
    label_other: str
    type: str
    see: str  # anchor of the section that lists what it refers to; blank if none
    rule: str
    help: str
    values: tuple[Value, ...]
    derived: bool


@dataclass(frozen=True)
class Section:
    anchor: str
    title: str
    title_other: str
    introduction: str
    entries: tuple[Entry, ...] = ()
    values: tuple[Value, ...] = ()


Counts = Mapping[str, Mapping[str, int]]


def codebook() -> list[Section]:
    """All sections in the reader's language, in the order of the page."""
    counts = code_counts()
    shared = [name for name in _names(KINDS[0]) if all(name in _names(model) for model in KINDS)]
    first = KINDS[0]
    record = [*_fields(RecordKey, HEAD), *_fields(first, shared), *_fields(first, DERIVED_DATES)]
    sections = [
        Section(
            "record",
            _("Every record"),
            in_other_language(lambda: _("Every record")),
            str(INTRODUCTIONS["record"]),
            tuple(
                _entry("record", field, counts, derived=field.name in (*HEAD, *DERIVED_DATES))
                for field in record
            ),
        )
    ]
    tables: dict[str, Children] = {}
    for model in KINDS:
        own = _fields(model, (name for name in _names(model) if name not in shared))
        derived = [model._meta.get_field(name) for name in model.derived]
        entries = [_entry(model.kind, field, counts) for field in own]
        entries += [_entry(model.kind, field, counts, derived=True) for field in derived]
        sections.append(_section(model.kind, model, entries))
        tables |= {table.name: table for table in shape_of(model).children}
    for name, table in tables.items():
        entries = [
            _entry(name, column.field, counts) for column in table.columns if column.name not in HIDDEN
        ]
        sections.append(_section(name, table.model, entries, of_record=name in SHARED_CHILDREN))
    for noun in NOUNS:
        entries = [_entry(noun.__name__.lower(), field, counts) for field in _own_fields(noun)]
        sections.append(_section(_anchor(noun), noun, entries))
    for code_list in CODE_LISTS:
        sections.append(_section(_anchor(code_list), code_list, (), _rows(code_list, counts)))
    return sections


def in_other_language(read: Any) -> str:
    """What `read` gives in the language the page is not in."""
    with override(_other()):
        return str(read())


def _other() -> str:
    return "en" if reader_language() == "zh" else "zh-hans"


def _section(
    anchor: str,
    model: type[models.Model],
    entries: Iterable[Entry],
    values: tuple[Value, ...] = (),
    of_record: bool = False,
) -> Section:
    def title() -> str:
        name = str(model._meta.verbose_name_plural)
        name = name[:1].upper() + name[1:]
        # A record's rows of countries are not the list of countries.
        return _("%(name)s of a record") % {"name": name} if of_record else name

    introduction = str(INTRODUCTIONS.get(anchor, ""))
    return Section(anchor, title(), in_other_language(title), introduction, tuple(entries), values)


def _anchor(model: type[models.Model]) -> str:
    return f"{model._meta.model_name}-list"


def _names(model: type[Record]) -> list[str]:
    return [column.name for column in shape_of(model).columns if column.name not in NEVER_PUBLIC]


def _fields(model: type[models.Model], names: Iterable[str]) -> list[Any]:
    return [model._meta.get_field(name) for name in names]


def _own_fields(model: type[models.Model]) -> Iterator[Any]:
    return (field for field in model._meta.concrete_fields if field.name not in HIDDEN)


def _entry(section: str, field: Any, counts: Counts, derived: bool = False) -> Entry:
    anchor = f"{section}-{field.name}"
    return Entry(
        anchor=anchor,
        name=field.name,
        label=_(str(field.verbose_name)),
        label_other=in_other_language(lambda: _(str(field.verbose_name))),
        type=type_of(field),
        see=_anchor(field.related_model)
        if field.is_relation and field.related_model in (*NOUNS, *CODE_LISTS)
        else "",
        rule=rule_of(anchor),
        help=str(field.help_text or ""),
        values=_values(field, counts),
        derived=derived,
    )


def type_of(field: Any) -> str:
    """What a field takes, in words."""
    if field.is_relation:
        name = field.related_model._meta.verbose_name
        return _("reference: %(name)s") % {"name": name}
    if isinstance(field, CodesField):
        return _("several codes") if field.codes is not None else _("several language codes (BCP 47)")
    if field.choices:
        return _("one code")
    for kind, words in TYPES:
        if isinstance(field, kind):
            return str(words)
    return _("text")


TYPES: tuple[tuple[Any, Any], ...] = (
    (EDTFField, gettext_lazy("date (EDTF)")),
    (AliasesField, gettext_lazy("list of texts")),
    (models.JSONField, gettext_lazy("list")),
    (models.BooleanField, gettext_lazy("true or false")),
    (models.DecimalField, gettext_lazy("number")),
    (models.IntegerField, gettext_lazy("whole number")),
    (models.DateTimeField, gettext_lazy("time (ISO 8601, UTC)")),
    (models.DateField, gettext_lazy("day (ISO 8601)")),
    (models.URLField, gettext_lazy("address")),
)


def _values(field: Any, counts: Counts) -> tuple[Value, ...]:
    if isinstance(field, CodesField):
        choices = list(field.codes.choices) if field.codes is not None else []
    else:
        choices = list(field.choices or [])
    used = counts.get(_path(field.model, field.name))
    return tuple(
        Value(str(code), str(label), in_other_language(lambda label=label: label), _count(used, code))
        for code, label in choices
    )


def _count(used: Mapping[str, int] | None, code: Any) -> int | None:
    return None if used is None else used.get(str(code), 0)


def _rows(model: type[Any], counts: Counts) -> tuple[Value, ...]:
    """The rows of a code list that editors extend, each beneath its parent."""
    mine = reader_language()
    other = "en" if mine == "zh" else "zh"
    used = counts.get(_path(model, "pk"))
    rows = list(model.objects.all())
    by_parent: dict[Any, list[Any]] = {}
    for row in rows:
        by_parent.setdefault(getattr(row, "parent_id", None), []).append(row)
    found: list[Value] = []

    def walk(parent: Any) -> None:
        for row in by_parent.get(parent, []):
            definition = getattr(row, f"definition_{mine}", "") or getattr(row, f"definition_{other}", "")
            label, label_other = getattr(row, f"name_{mine}"), getattr(row, f"name_{other}")
            found.append(
                Value(row.pk, label, label_other, _count(used, row.pk), definition, parent is not None)
            )
            walk(row.pk)

    walk(None)
    return tuple(found)


def _path(model: type[models.Model], name: str) -> str:
    return f"{model._meta.label_lower}.{name}"


def code_counts() -> Counts:
    """{field: {code: published rows that have it}}, kept until the next public change."""
    last = Change.objects.values_list("number", flat=True).first() or 0
    key = f"codebook-counts-{last}"
    found = cache.get(key)
    if found is None:
        found = _count_codes()
        cache.set(key, found, CACHE_SECONDS)
    return found


def _count_codes() -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    tables: dict[type[models.Model], str] = {}
    for model in KINDS:
        names = [column.name for column in shape_of(model).columns] + list(model.derived)
        _count_table(found, model, names, {"status": Status.PUBLISHED})
        tables |= {table.model: table.parent for table in shape_of(model).children}
    for table, parent in tables.items():
        names = [field.name for field in table._meta.concrete_fields]
        _count_table(found, table, names, {f"{parent}__status": Status.PUBLISHED})
    return found


def _count_table(
    found: dict[str, dict[str, int]], model: type[Any], names: Iterable[str], public: Mapping[str, Any]
) -> None:
    for name in names:
        field = model._meta.get_field(name)
        listed = field.is_relation and field.related_model in CODE_LISTS
        if not (field.choices or listed or isinstance(field, CodesField)):
            continue
        path = _path(field.related_model, "pk") if listed else _path(model, name)
        counts = found.setdefault(path, {})
        rows = model._default_manager.filter(**public).order_by()
        for value, number in rows.values_list(field.attname).annotate(number=Count("pk")):
            for code in value if isinstance(value, list) else [value]:
                if code not in (None, ""):
                    counts[str(code)] = counts.get(str(code), 0) + number
