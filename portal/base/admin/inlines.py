"""Rows of a record in its form. Shared rows point at the record's key, a kind's own rows at the kind."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.base.admin.pickers import FieldsMixin, picked
from portal.base.codes import CountryRole
from portal.base.forms.rows import Rows, row_form
from portal.base.models import (
    Citation,
    Figure,
    Link,
    Record,
    RecordCountry,
    RecordKey,
    RecordOrganisation,
    RecordPlace,
    RecordTopic,
)
from portal.base.shape import shape_of


class RowInline(FieldsMixin, InlineModelAdmin):
    """Rows of one table; who may change the record may change them. `section` is their place in the form."""

    section: ClassVar[str]
    extra = 0

    def __init__(self, parent_model: type[Record], admin_site: admin.AdminSite) -> None:
        self.record_model = parent_model
        super().__init__(self.points_at(parent_model), admin_site)

    def points_at(self, record_model: type[Record]) -> type[Any]:
        return record_model

    def instance_for(self, record: Record) -> Any:
        """The object whose rows the formset holds."""
        return record

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        # Rows of the same record are named by their keys, in fields that the row's form declares itself.
        return [column.name for column in self._table.columns if column.sibling]

    @property
    def _table(self) -> Any:
        return next(table for table in shape_of(self.record_model).children if table.model is self.model)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[Rows]:
        table = self._table
        kwargs["form"] = row_form(shape_of(self.record_model), table.name)
        kwargs["formset"] = type(Rows)("Rows", (Rows,), {"table": table})
        formset: Any = super().get_formset(request, obj, **kwargs)
        # Django asks the database which rows point at a removed one; the record's check asks the form, where
        # they may point elsewhere by now.
        formset.form = type(formset.form)(
            formset.form.__name__, (formset.form,), {"hand_clean_DELETE": lambda form: None}
        )
        return formset

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related(*picked(self.model))

    def _record_admin(self) -> Any:
        return self.admin_site.get_model_admin(self.record_model)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._record_admin().has_view_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._record_admin().has_change_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)


class Stacked(RowInline):
    template = "admin/edit_inline/stacked.html"


class Tabular(RowInline):
    template = "admin/edit_inline/tabular.html"


class KeyInline(RowInline):
    """Rows that point at the record's key while the form edits the kind."""

    fk_name = "key"

    def points_at(self, record_model: type[Record]) -> type[Any]:
        return RecordKey

    def instance_for(self, record: Record) -> Any:
        return record.key


class CountryInline(KeyInline, Tabular):
    model = RecordCountry
    section = "where"
    fields = ["country", "role", "since", "until", "note_en", "note_zh"]

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """The roles this kind is known to need come first."""
        field = super().formfield_for_choice_field(db_field, request, **kwargs)
        usual = [role.value for role in self.record_model.country_roles]
        others = [(role.value, role.label) for role in CountryRole if role.value not in usual]
        labels = dict(CountryRole.choices)
        field.choices = [
            ("", "---------"),
            *((role, labels[role]) for role in usual),
            (_("Other roles"), others),
        ]
        return field


class PlaceInline(KeyInline, Tabular):
    model = RecordPlace
    section = "where"
    fields = ["place", "role", "where_prec"]


class OrganisationInline(KeyInline, Tabular):
    model = RecordOrganisation
    section = "where"
    fields = ["organisation", "role", "said_by_country", "said_by_organisation", "note_en", "note_zh"]


class TopicInline(KeyInline, Tabular):
    model = RecordTopic
    section = "summary"
    fields = ["topic"]


class FigureInline(KeyInline, Stacked):
    model = Figure
    section = "figures"
    fields = [
        ("ref", "measure", "quantifier", "low", "best", "high"),
        ("counted_country", "counted_organisation", "counted_group", "counted_note_en", "counted_note_zh"),
        ("attributed_to_country", "attributed_to_organisation", "source_voice", "stated_on", "as_of"),
        ("citation", "subset_of", "wording_en", "wording_zh"),
        ("role", "superseded_by", "chosen_best", "reason_en", "reason_zh"),
    ]


class LinkInline(KeyInline, Tabular):
    model = Link
    section = "links"
    fields = ["ref", "type", "to", "citation", "note_en", "note_zh"]


class CitationInline(KeyInline, Stacked):
    model = Citation
    section = "sources"
    fields = [
        ("ref", "source", "locator", "repeats"),
        ("excerpt", "excerpt_language", "excerpt_translation", "translation_by"),
    ]

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj else 1


SHARED_INLINES: tuple[type[RowInline], ...] = (
    CountryInline,
    PlaceInline,
    OrganisationInline,
    TopicInline,
    FigureInline,
    LinkInline,
    CitationInline,
)
