from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.casualties import casualties
from events.codes import AttributionGrade, DeathsBand, Dimension, EventClarity, Level, Scope
from portal.base.codes import CountryRole, Kind
from portal.base.models import CodesField, Record, RecordQuerySet, interval_constraint, list_indexes

from .event_types import EventType


class IncidentQuerySet(RecordQuerySet):
    def events_only(self) -> IncidentQuerySet:
        """What counts as one in charts: neither a series nor a total for a period."""
        return self.filter(scope=Scope.EVENT)


class Incident(Record):
    kind = Kind.INCIDENT
    derived = (
        "deaths_low",
        "deaths_best",
        "deaths_high",
        "deaths_sort",
        "deaths_band",
        "injured_low",
        "injured_best",
        "injured_high",
        "accounts_differ",
        "single_source",
    )
    country_roles = (
        CountryRole.LOCATION,
        CountryRole.PARTY,
        CountryRole.ORIGIN_OF_PERPETRATORS,
        CountryRole.NATIONALITY_OF_VICTIMS,
        CountryRole.RESPONDER,
    )

    scope = models.CharField(_("scope"), max_length=12, choices=Scope, default=Scope.EVENT)
    event_type = models.ForeignKey(
        EventType,
        on_delete=models.PROTECT,
        related_name="incidents",
        verbose_name=_("type"),
        limit_choices_to={"parent__isnull": True},
    )
    sub_event_type = models.ForeignKey(
        EventType,
        on_delete=models.PROTECT,
        related_name="incidents_in_detail",
        null=True,
        blank=True,
        verbose_name=_("type in detail"),
        limit_choices_to={"parent__isnull": False},
    )
    dimension = models.CharField(_("dimension"), max_length=16, choices=Dimension, blank=True, default="")
    level = CodesField(_("level"), codes=Level)
    attribution_grade = models.CharField(
        _("attribution grade"), max_length=12, choices=AttributionGrade, blank=True, default=""
    )
    event_clarity = models.PositiveSmallIntegerField(
        _("event clarity"), choices=EventClarity, default=EventClarity.IDENTIFIABLE
    )

    deaths_low = models.PositiveIntegerField(_("deaths, low"), null=True, editable=False)
    deaths_best = models.PositiveIntegerField(_("deaths, best"), null=True, editable=False)
    deaths_high = models.PositiveIntegerField(_("deaths, high"), null=True, editable=False)
    deaths_sort = models.IntegerField(default=-1, editable=False)
    deaths_band = models.CharField(
        _("deaths reported"), max_length=12, choices=DeathsBand, default=DeathsBand.NO_FIGURE, editable=False
    )
    injured_low = models.PositiveIntegerField(_("injured, low"), null=True, editable=False)
    injured_best = models.PositiveIntegerField(_("injured, best"), null=True, editable=False)
    injured_high = models.PositiveIntegerField(_("injured, high"), null=True, editable=False)
    accounts_differ = models.BooleanField(_("accounts differ"), default=False, editable=False)
    single_source = models.BooleanField(_("single source"), default=False, editable=False)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["-sort_date", "-key"]
        indexes = [
            *list_indexes(
                "incident",
                "event_type",
                "sub_event_type",
                "scope",
                "dimension",
                "deaths_band",
                "attribution_grade",
                "accounts_differ",
                "single_source",
            ),
            models.Index(fields=["status", "-deaths_sort", "-key"], name="incident_deaths"),
        ]
        constraints = [
            interval_constraint("incident_interval"),
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="incident_scope_known"),
            models.CheckConstraint(
                condition=Q(dimension="") | Q(dimension__in=Dimension.values), name="incident_dimension_known"
            ),
            models.CheckConstraint(
                condition=Q(attribution_grade="") | Q(attribution_grade__in=AttributionGrade.values),
                name="incident_grade_known",
            ),
            models.CheckConstraint(
                condition=Q(event_clarity__in=EventClarity.values), name="incident_clarity_known"
            ),
            models.CheckConstraint(
                condition=(
                    Q(deaths_low__isnull=True)
                    | Q(deaths_high__isnull=True)
                    | Q(deaths_low__lte=models.F("deaths_high"))
                ),
                name="incident_deaths_ordered",
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.sub_event_type_id and self.sub_event_type.parent_id != self.event_type_id:
            raise ValidationError(
                {
                    "sub_event_type": ValidationError(
                        _("%(value)s does not belong to the type %(type)s."),
                        params={"value": self.sub_event_type_id, "type": self.event_type_id},
                    )
                }
            )

    def derive(self, document: dict[str, Any]) -> None:
        for column, value in casualties(document).items():
            setattr(self, column, value)
