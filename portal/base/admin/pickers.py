"""Foreign keys as search fields, whose number of queries does not grow with the rows of a form."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.db import models
from django.http import HttpRequest

from portal.base.forms.fields import CodeList, DateText, NameList, Number
from portal.base.models import AliasesField, CodesField, EDTFField, NumberField, Record, RecordKey

# What an editor meets while entering a record and may add on the way.
ADDED_ON_THE_WAY = {"source", "place", "organisation"}


class Picker(AutocompleteSelect):
    """Django's autocomplete, which may be told what is chosen instead of asking the database for each row."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known: dict[str, str] = {}

    def remember(self, chosen: models.Model) -> None:
        # A new dictionary: the form field that this one was copied from shares the old.
        self.known = {str(chosen.pk): str(chosen)}

    def optgroups(self, name: str, value: list[str], attr: Any = None) -> Any:
        chosen = {str(one) for one in value if one}
        if not chosen <= self.known.keys():
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options += [self.create_option(name, code, self.known[code], True, 1) for code in sorted(chosen)]
        return [(None, options, 0)]


class FieldsMixin:
    """How fields of the record look in any form of the admin."""

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        return [field.name for field in self.opts.concrete_fields if field.is_relation]  # type: ignore[attr-defined]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        target = db_field.related_model
        if "widget" not in kwargs and self.admin_site.is_registered(target):  # type: ignore[attr-defined]
            kwargs["widget"] = Picker(db_field, self.admin_site, using=kwargs.get("using"))  # type: ignore[attr-defined]
        if issubclass(target, Record):
            kwargs["queryset"] = target.objects.select_related("key")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, EDTFField):
            kwargs["form_class"] = DateText
        elif isinstance(db_field, AliasesField):
            return NameList(label=db_field.verbose_name, required=False)
        elif isinstance(db_field, CodesField) and db_field.codes is None:
            kwargs["form_class"] = CodeList
        elif isinstance(db_field, NumberField):
            kwargs["form_class"] = Number
        elif isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            wrapper = field.widget
            noun = getattr(db_field.related_model, "noun", "")
            wrapper.can_add_related = wrapper.can_add_related and noun in ADDED_ON_THE_WAY
            wrapper.can_change_related = wrapper.can_delete_related = wrapper.can_view_related = False
        return field


def picked(model: type[models.Model]) -> list[str]:
    """What `select_related` needs so that the pickers of a row know the names of what is chosen."""
    names = []
    for field in model._meta.concrete_fields:
        if field.is_relation and field.name != "key":
            to_record = issubclass(field.related_model, Record) and field.related_model is not RecordKey
            names.append(f"{field.name}__key" if to_record else field.name)
    return names
