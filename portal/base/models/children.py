"""Rows of a record that name a shared noun: countries, places, organisations, topics.

Their key inside the record is what they name and in which role, so a file or a revision needs no number for them.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.codes import CountryRole, OrganisationRole, PlaceRole, WherePrecision

from .fields import EDTFField
from .keys import RecordKey


class RecordCountry(models.Model):
    natural_key: ClassVar = ("country", "role")
    # What a code of its row stands in; versions are filed under both together.
    mark: ClassVar = "role"

    key = models.ForeignKey(RecordKey, on_delete=models.CASCADE, related_name="countries", db_index=False)
    country = models.ForeignKey(
        "portal.Country", on_delete=models.PROTECT, related_name="record_rows", db_index=False
    )
    role = models.CharField(_("role"), max_length=24, choices=CountryRole)
    since = EDTFField(_("since"))
    until = EDTFField(_("until"))
    note_en = models.CharField(_("note (English)"), max_length=300, blank=True, default="")
    note_zh = models.CharField(_("note (Chinese)"), max_length=300, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["key", "country", "role"], name="record_country_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=CountryRole.values), name="record_country_role"
            ),
        ]
        indexes = [models.Index(fields=["country", "key", "role"], name="record_country_find")]

    def __str__(self) -> str:
        return f"{self.country_id} ({self.get_role_display()})"


class RecordPlace(models.Model):
    natural_key: ClassVar = ("place", "role")

    key = models.ForeignKey(RecordKey, on_delete=models.CASCADE, related_name="places", db_index=False)
    place = models.ForeignKey(
        "portal.Place", on_delete=models.PROTECT, related_name="record_rows", db_index=False
    )
    where_prec = models.PositiveSmallIntegerField(
        _("place precision"), choices=WherePrecision, default=WherePrecision.EXACT
    )
    role = models.CharField(_("role"), max_length=12, choices=PlaceRole, default=PlaceRole.LOCATION)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["key", "place", "role"], name="record_place_once"),
            models.CheckConstraint(
                condition=models.Q(where_prec__in=WherePrecision.values), name="record_place_where_prec"
            ),
        ]
        indexes = [
            models.Index(fields=["place", "key"], name="record_place_find"),
            models.Index(fields=["where_prec", "key"], name="record_place_prec"),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} ({self.get_where_prec_display()})"


class RecordOrganisation(models.Model):
    natural_key: ClassVar = ("organisation", "role")
    mark: ClassVar = "role"

    key = models.ForeignKey(RecordKey, on_delete=models.CASCADE, related_name="organisations", db_index=False)
    organisation = models.ForeignKey(
        "portal.Organisation", on_delete=models.PROTECT, related_name="record_rows", db_index=False
    )
    role = models.CharField(_("role"), max_length=24, choices=OrganisationRole)
    said_by_country = models.ForeignKey(
        "portal.Country",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("says who"),
    )
    said_by_organisation = models.ForeignKey(
        "portal.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("says which organisation"),
    )
    note_en = models.CharField(_("note (English)"), max_length=300, blank=True, default="")
    note_zh = models.CharField(_("note (Chinese)"), max_length=300, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["key", "organisation", "role"], name="record_organisation_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=OrganisationRole.values), name="record_organisation_role"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "key"], name="record_organisation_find")]

    def __str__(self) -> str:
        return f"{self.organisation_id} ({self.get_role_display()})"


class RecordTopic(models.Model):
    natural_key: ClassVar = ("topic",)

    key = models.ForeignKey(RecordKey, on_delete=models.CASCADE, related_name="topics", db_index=False)
    topic = models.ForeignKey(
        "portal.Topic", on_delete=models.PROTECT, related_name="record_rows", db_index=False
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["key", "topic"], name="record_topic_once")]
        indexes = [models.Index(fields=["topic", "key"], name="record_topic_find")]

    def __str__(self) -> str:
        return self.topic_id
