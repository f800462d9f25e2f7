from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mechanisms.codes import DocumentType, PartyActionType
from portal.base import dates
from portal.base.codes import CountryRole, Kind
from portal.base.models import (
    Citation,
    CodesField,
    Dated,
    EDTFField,
    Record,
    RecordCountry,
    RecordQuerySet,
    interval_constraint,
    list_indexes,
)
from portal.base.models.citations import REF


class DocumentQuerySet(RecordQuerySet):
    def valid_on(self, day: date) -> DocumentQuerySet:
        """In force, as far as its stated validity says; a document that states none matches no day."""
        return (
            self.exclude(valid_from="", valid_until="")
            .filter(Q(valid_earliest__isnull=True) | Q(valid_earliest__lte=day))
            .filter(Q(valid_latest__isnull=True) | Q(valid_latest__gte=day))
        )

    def with_action(self, actions: list[str] | None, parties: list[str] | None) -> DocumentQuerySet:
        """With a party (a country or an organisation) and what it did, in the same statement; None means any.

        A country that is only named as a party, without an act, is found by its name alone.
        """
        rows = PartyAction.objects.filter(document=models.OuterRef("key_id"))
        if actions:
            rows = rows.filter(action__in=actions)
        if parties:
            rows = rows.filter(Q(country__in=parties) | Q(organisation__in=parties))
        found = Q(models.Exists(rows))
        if parties and not actions:
            named = RecordCountry.objects.filter(key=models.OuterRef("key_id"), role=CountryRole.PARTY)
            found |= Q(models.Exists(named.filter(country__in=parties)))
        return self.filter(found)


class Document(Record):
    """A text that states adopted. Its date is of signing or adoption; its validity is apart."""

    kind = Kind.DOCUMENT
    derived = ("valid_earliest", "valid_latest")
    own_children = {"party_actions": "party_actions"}
    country_roles = (CountryRole.PARTY, CountryRole.HOST, CountryRole.LOCATION, CountryRole.PARTICIPANT)

    document_type = models.CharField(_("type"), max_length=28, choices=DocumentType)
    meeting = models.ForeignKey(
        "mechanisms.Meeting",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("meeting"),
    )
    mechanism = models.ForeignKey(
        "mechanisms.Mechanism",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("mechanism"),
    )
    valid_from = EDTFField(_("valid from"))
    valid_until = EDTFField(_("valid until"))
    valid_earliest = models.DateField(null=True, blank=True, editable=False)
    valid_latest = models.DateField(null=True, blank=True, editable=False)
    authentic_languages = CodesField(_("authentic languages"), help_text=_("BCP 47: zh-Hans; ru"))
    # Not `url`: that is the address of the record's page, for every kind.
    text_url = models.URLField(_("address of the text"), max_length=1000, blank=True, default="")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-sort_date", "-key"]
        indexes = [
            *list_indexes("document", "document_type", "mechanism", "meeting"),
            models.Index(fields=["valid_earliest", "valid_latest"], name="document_valid"),
        ]
        constraints = [
            interval_constraint("document_interval"),
            models.CheckConstraint(
                condition=Q(document_type__in=DocumentType.values), name="document_type_known"
            ),
            models.CheckConstraint(
                condition=Q(valid_earliest__isnull=True)
                | Q(valid_latest__isnull=True)
                | Q(valid_earliest__lte=models.F("valid_latest")),
                name="document_validity_ordered",
            ),
        ]

    def set_interval(self) -> None:
        super().set_interval()
        self.valid_earliest = dates.parse(self.valid_from).earliest
        self.valid_latest = dates.parse(self.valid_until).latest

    def clean(self) -> None:
        super().clean()
        if self.valid_earliest and self.valid_latest and self.valid_earliest > self.valid_latest:
            raise ValidationError({"valid_until": _("Valid until a day before it is valid from.")})


class PartyAction(Dated):
    """What a party did with a document (UN Treaty Collection's words)."""

    natural_key: ClassVar = ("ref",)
    mark: ClassVar = "action"

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="party_actions", db_index=False
    )
    ref = models.CharField(_("key"), max_length=12, validators=[REF], blank=True)
    country = models.ForeignKey(
        "portal.Country",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="party_actions",
        db_index=False,
    )
    organisation = models.ForeignKey(
        "portal.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="party_actions"
    )
    action = models.CharField(_("action"), max_length=18, choices=PartyActionType)
    citation = models.ForeignKey(
        Citation, on_delete=models.RESTRICT, null=True, blank=True, related_name="party_actions"
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("party's action")
        verbose_name_plural = _("parties' actions")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["document", "ref"], name="party_action_ref_once"),
            models.CheckConstraint(condition=Q(action__in=PartyActionType.values), name="party_action_known"),
            models.CheckConstraint(
                condition=Q(country__isnull=False) | Q(organisation__isnull=False),
                name="party_action_has_party",
            ),
            interval_constraint("party_action_interval"),
        ]
        indexes = [models.Index(fields=["country", "action", "document"], name="party_action_find")]

    def __str__(self) -> str:
        return f"{self.ref}: {self.country_id or self.organisation_id} {self.get_action_display()}"

    def clean(self) -> None:
        super().clean()
        if not (self.country_id or self.organisation_id):
            raise ValidationError({"country": _("A country or an organisation.")})
