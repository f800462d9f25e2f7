"""Serializers that describe the public texts, field for field, read off the same shape that builds them.

Lists and details serve stored texts; these classes are their contract in the OpenAPI schema, and what a test
compares the texts with. Nouns, which have no stored text, are served through theirs.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import models
from rest_framework import serializers

from portal.base.codes import Kind, LinkType, Status
from portal.base.models import AliasesField, CodesField, EDTFField, Link, Place, Record, Source
from portal.base.projection import NEVER_PUBLIC, SOURCE_COLUMNS, source_name
from portal.base.shape import Children, Column, shape_of


def describe_field(field: models.Field, *, read_only: bool = True) -> serializers.Field:
    """The serializer field for one column's value as public texts have it, or as documents do."""
    words: dict[str, Any] = {"help_text": str(field.help_text or field.verbose_name)}
    words |= {"read_only": True} if read_only else {"required": False}
    if isinstance(field, CodesField):
        child = (
            serializers.ChoiceField(choices=field.codes.choices) if field.codes else serializers.CharField()
        )
        return serializers.ListField(child=child, **words)
    if isinstance(field, AliasesField):
        return serializers.ListField(child=serializers.CharField(), **words)
    nullable: dict[str, Any] = {"allow_null": field.null}
    if field.choices:
        blank = bool(field.blank) and not field.null  # a number's "not stated" is null, never an empty text
        return serializers.ChoiceField(choices=field.choices, allow_blank=blank, **nullable, **words)
    if isinstance(field, EDTFField):
        words["help_text"] = f"{words['help_text']}. EDTF (ISO 8601-2)."
        return serializers.CharField(**words)
    for kind, found in (
        (models.DateTimeField, serializers.DateTimeField),
        (models.DateField, serializers.DateField),
        (models.BooleanField, serializers.BooleanField),
        (models.IntegerField, serializers.IntegerField),
        (models.DecimalField, serializers.FloatField),
        (models.JSONField, serializers.JSONField),
        (models.URLField, serializers.URLField),
    ):
        if isinstance(field, kind):
            return found(**nullable, **words)
    return serializers.CharField(**nullable, **words)


def _text(help_text: str, *, null: bool = False) -> serializers.Field:
    return serializers.CharField(help_text=help_text, read_only=True, allow_null=null)


def _column_fields(columns: tuple[Column, ...]) -> dict[str, serializers.Field]:
    fields: dict[str, serializers.Field] = {}
    for column in columns:
        if column.name in NEVER_PUBLIC:
            continue
        if column.to is None:
            fields[column.name] = describe_field(column.field)
        elif column.sibling:
            fields[column.name] = _text(
                f"Key of a row of this record: {column.field.verbose_name}.", null=True
            )
        elif column.to_record:
            fields[column.name] = _text(f"Record id: {column.field.verbose_name}.", null=True)
            for end in ("title_en", "title_zh", "url"):
                fields[f"{column.name}_{end}"] = _text(f"Its {end}; absent where none is stated.")
        else:
            fields[column.name] = _text(f"Code or id: {column.field.verbose_name}.", null=True)
            ends = ("title_en", "title_zh", "author") if column.to is Source else ("name_en", "name_zh")
            for end in ends:
                fields[f"{column.name}_{end}"] = _text(f"Its {end}; absent where none is stated.")
    return fields


def _row_reference_fields() -> dict[str, serializers.Field]:
    return {
        "record_id": _text("Record id."),
        "kind": serializers.ChoiceField(choices=Kind.choices, read_only=True),
        "title_en": _text("Title in English."),
        "title_zh": _text("Title in Chinese."),
        "date": _text("EDTF."),
        "url": serializers.URLField(read_only=True),
    }


def _make(name: str, fields: dict[str, serializers.Field]) -> type[serializers.Serializer]:
    return type(name, (serializers.Serializer,), fields)


@cache
def related_serializer() -> type[serializers.Serializer]:
    """A record in one line, as lists of related records show it."""
    return _make("RelatedRecord", _row_reference_fields())


@cache
def child_serializer(table: Children) -> type[serializers.Serializer]:
    """One child row of the public text."""
    if table.model is Link:
        own = {
            name: field for name, field in _column_fields(table.columns).items() if not name.startswith("to")
        }
        own |= {
            "direction": serializers.ChoiceField(choices=["to", "from"], read_only=True),
            "type": serializers.ChoiceField(choices=LinkType.choices, read_only=True),
        }
        return _make("LinkRow", own | _row_reference_fields())
    fields = _column_fields(table.columns)
    targets = {column.to for column in table.columns}
    if Source in targets and table.name == "citations":
        for name in SOURCE_COLUMNS:
            fields[source_name(name)] = describe_field(Source._meta.get_field(name))  # type: ignore[arg-type]
        for name in ("source_publisher", "source_publisher_name_en", "source_publisher_name_zh"):
            fields[name] = _text("The source's publisher; absent where none is stated.")
    if Place in targets:
        fields["latitude"] = serializers.FloatField(read_only=True, allow_null=True)
        fields["longitude"] = serializers.FloatField(read_only=True, allow_null=True)
        fields["country"] = _text("ISO 3166-1 alpha-3.", null=True)
    return _make(f"{table.model.__name__}Row", fields)


@cache
def public_serializer(model: type[Record]) -> type[serializers.Serializer]:
    """The public text of a kind."""
    shape = shape_of(model)
    fields: dict[str, serializers.Field] = {
        "record_id": _text("Record id."),
        "kind": serializers.ChoiceField(choices=Kind.choices, read_only=True),
        "url": serializers.URLField(read_only=True, help_text="The record's page."),
        "status": serializers.ChoiceField(choices=Status.choices, read_only=True),
        "version": serializers.IntegerField(read_only=True),
        "published_at": serializers.DateTimeField(read_only=True, allow_null=True),
        "updated_at": serializers.DateTimeField(read_only=True, allow_null=True),
    }
    fields |= _column_fields(shape.columns)
    for name in ("date_earliest", "date_latest", "date_prec", *model.derived):
        fields[name] = describe_field(model._meta.get_field(name))  # type: ignore[arg-type]
    for table in shape.children:
        fields[table.name] = child_serializer(table)(many=True, read_only=True)
    for relation in model.shown_with:
        fields[relation] = related_serializer()(many=True, read_only=True)
    return _make(f"{model.__name__}Public", fields)


@cache
def noun_serializer(model: type[models.Model]) -> type[serializers.ModelSerializer]:
    """A shared noun: every column but the derived ones; other nouns by code."""
    names = [
        field.name for field in model._meta.concrete_fields if field.name not in ("path", "url_normalised")
    ]
    meta = type("Meta", (), {"model": model, "fields": [*names, "api_url"], "read_only_fields": names})

    def get_api_url(self: Any, noun: models.Model) -> str:
        """The noun's address in the API."""
        return self.context["request"].build_absolute_uri(f"/api/v1/{self.context['api']}/{noun.pk}/")

    get_api_url.__annotations__ = {"return": str}
    body = {"Meta": meta, "api_url": serializers.SerializerMethodField(), "get_api_url": get_api_url}
    return type(f"{model.__name__}Serializer", (serializers.ModelSerializer,), body)
