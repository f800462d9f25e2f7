"""What writes send and get back, described for the OpenAPI schema off the shape that the documents have.

Nothing is read or checked through these classes: documents have one reader (`drafts`), whatever door they come by.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from rest_framework import serializers

from portal.base.codes import Kind, Pending, ReasonCode, Status
from portal.base.models import Record
from portal.base.serializers import describe_field
from portal.base.shape import Children, Column, shape_of


def _described(column: Column) -> serializers.Field:
    label = str(column.field.verbose_name)
    if column.to is None:
        return describe_field(column.field, read_only=False)
    if column.sibling:
        what = "key of a row of this record"
    elif column.to_record:
        what = "record id"
    else:
        what = "code or id"
    return serializers.CharField(help_text=f"{label}: {what}.", required=False, allow_null=True)


def _make(name: str, fields: dict[str, serializers.Field]) -> type[serializers.Serializer]:
    return type(name, (serializers.Serializer,), fields)


@cache
def _row_serializer(table: Children) -> type[serializers.Serializer]:
    name = f"{table.model.__name__}Input"
    return _make(name, {column.name: _described(column) for column in table.columns})


@cache
def document_serializer(model: type[Record]) -> type[serializers.Serializer]:
    """A kind's document: fields that are blank are left out, everything of other records is named by id."""
    shape = shape_of(model)
    fields: dict[str, Any] = {"record_id": serializers.CharField(required=False, help_text="Record id.")}
    fields |= {column.name: _described(column) for column in shape.columns}
    for table in shape.children:
        if table.bare:
            fields[table.name] = serializers.ListField(child=serializers.CharField(), required=False)
        else:
            fields[table.name] = _row_serializer(table)(many=True, required=False)
    return _make(f"{model.__name__}Document", fields)


class ReasonSerializer(serializers.Serializer):
    """Why the record changes; a published record needs both."""

    code = serializers.ChoiceField(choices=ReasonCode.choices, required=False, allow_blank=True)
    text = serializers.CharField(required=False, max_length=500)


@cache
def write_serializer(model: type[Record]) -> type[serializers.Serializer]:
    """The body of a write."""
    fields: dict[str, Any] = {
        "document": document_serializer(model)(),
        "reason": ReasonSerializer(required=False),
        "proposal": serializers.IntegerField(
            required=False,
            allow_null=True,
            help_text="The waiting proposal that this one takes the place of.",
        ),
    }
    return _make(f"{model.__name__}Write", fields)


class SubmitSerializer(serializers.Serializer):
    """The body of a submission; it may be left out."""

    reason = ReasonSerializer(required=False)


@cache
def stored_serializer(model: type[Record]) -> type[serializers.Serializer]:
    """The answer to a write of a draft, and to a request for the document."""
    fields: dict[str, Any] = {
        "record_id": serializers.CharField(),
        "kind": serializers.ChoiceField(choices=Kind.choices),
        "status": serializers.ChoiceField(choices=Status.choices),
        "version": serializers.IntegerField(help_text="How often it was published."),
        "api_url": serializers.URLField(),
        "document": document_serializer(model)(),
    }
    return _make(f"{model.__name__}Stored", fields)


class CommentSerializer(serializers.Serializer):
    """A reviewer's remark."""

    path = serializers.CharField(
        help_text="The field it is about, such as `figures[f1].best`; blank: the whole."
    )
    text = serializers.CharField()
    author = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField()
    settled_at = serializers.DateTimeField(allow_null=True)


class ProposalSerializer(serializers.Serializer):
    """A change proposed to a published record."""

    id = serializers.IntegerField()
    api_url = serializers.URLField()
    record_id = serializers.CharField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    record = serializers.URLField(help_text="The record’s address in the API.")
    state = serializers.ChoiceField(choices=Pending.choices)
    proposed_at = serializers.DateTimeField()
    reason = ReasonSerializer()
    base = serializers.CharField(allow_null=True, help_text="The ETag of the document that it was based on.")
    replaces = serializers.IntegerField(allow_null=True, help_text="The proposal whose place it took.")
    decided_by = serializers.CharField(allow_null=True)
    comments = CommentSerializer(many=True)
    document = serializers.DictField(required=False, help_text="The whole record as proposed; not in lists.")
