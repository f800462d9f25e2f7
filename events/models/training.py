from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.codes import Domain, Focus, Format, TrainingType
from portal.base.codes import CountryRole, Kind
from portal.base.models import CodesField, Record, RecordQuerySet, interval_constraint, list_indexes


class TrainingEventQuerySet(RecordQuerySet):
    pass


class TrainingEvent(Record):
    kind = Kind.TRAINING_EVENT
    country_roles = (
        CountryRole.LOCATION,
        CountryRole.HOST,
        CountryRole.PARTICIPANT,
        CountryRole.OBSERVER,
        CountryRole.TRAINER,
    )

    training_type = models.CharField(_("type"), max_length=20, choices=TrainingType)
    edition = models.PositiveSmallIntegerField(_("edition"), null=True, blank=True)
    domain = CodesField(_("domain"), codes=Domain)
    focus = CodesField(_("focus"), codes=Focus)
    format = models.CharField(_("format"), max_length=8, choices=Format, blank=True, default="")
    language = models.CharField(_("language"), max_length=40, blank=True, default="")

    objects = TrainingEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("training event")
        verbose_name_plural = _("training events")
        ordering = ["-sort_date", "-key"]
        indexes = list_indexes("training", "training_type", "format")
        constraints = [
            interval_constraint("training_interval"),
            models.CheckConstraint(
                condition=Q(training_type__in=TrainingType.values), name="training_type_known"
            ),
            models.CheckConstraint(
                condition=Q(format="") | Q(format__in=Format.values), name="training_format_known"
            ),
        ]
