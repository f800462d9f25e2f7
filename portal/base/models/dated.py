from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base import dates
from portal.base.codes import DateKind, DatePrecision

from .fields import EDTFField


class Dated(models.Model):
    """A date as EDTF with its interval and precision, derived on every clean and save."""

    date = EDTFField(_("date"), help_text=_("2022-09-14, 14–17.09.2022, May 2022, 2022年9月14日, 2019/.. …"))
    date_kind = models.CharField(
        _("what the date is of"), max_length=12, choices=DateKind, default=DateKind.EVENT
    )
    date_earliest = models.DateField(_("earliest"), null=True, blank=True, editable=False)
    date_latest = models.DateField(_("latest"), null=True, blank=True, editable=False)
    date_prec = models.PositiveSmallIntegerField(
        _("date precision"), choices=DatePrecision, null=True, blank=True, editable=False
    )

    class Meta:
        abstract = True

    def set_interval(self) -> None:
        """Derive bounds and precision from `date`."""
        interval = dates.parse(self.date)
        self.date_earliest, self.date_latest = interval.earliest, interval.latest
        self.date_prec = interval.prec

    def clean(self) -> None:
        super().clean()
        self.set_interval()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_interval()
        super().save(*args, **kwargs)


def interval_constraint(name: str) -> models.CheckConstraint:
    """`date_earliest` is not after `date_latest`, in the database."""
    return models.CheckConstraint(
        condition=models.Q(date_earliest__isnull=True)
        | models.Q(date_latest__isnull=True)
        | models.Q(date_earliest__lte=models.F("date_latest")),
        name=name,
    )
