from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mechanisms.codes import MeetingLevel
from portal.base.codes import CountryRole, Kind
from portal.base.models import Record, RecordQuerySet, interval_constraint, list_indexes


class MeetingQuerySet(RecordQuerySet):
    pass


class Meeting(Record):
    """One session of a mechanism, or a meeting outside any."""

    kind = Kind.MEETING
    shown_with = ("documents",)
    country_roles = (CountryRole.LOCATION, CountryRole.HOST, CountryRole.PARTICIPANT, CountryRole.OBSERVER)

    mechanism = models.ForeignKey(
        "mechanisms.Mechanism",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="meetings",
        verbose_name=_("mechanism"),
    )
    ordinal = models.PositiveSmallIntegerField(_("ordinal"), null=True, blank=True)
    meeting_level = models.CharField(_("level"), max_length=20, choices=MeetingLevel, blank=True, default="")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering = ["-sort_date", "-key"]
        indexes = list_indexes("meeting", "mechanism", "meeting_level")
        constraints = [
            interval_constraint("meeting_interval"),
            models.CheckConstraint(
                condition=Q(meeting_level="") | Q(meeting_level__in=MeetingLevel.values),
                name="meeting_level_known",
            ),
        ]
