"""A person's desk: the kinds and countries their rights to write are limited to."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.codes import Kind

from .fields import CodesField


class Desk(models.Model):
    """Who has no desk, or a desk that names no kind or no country, may write about all of them."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="desk"
    )
    kinds = CodesField(
        _("kinds"),
        codes=Kind,
        help_text=_("Kinds of record this person may write about; none chosen means all."),
    )
    countries = models.ManyToManyField(
        "portal.Country",
        blank=True,
        related_name="desks",
        verbose_name=_("countries"),
        help_text=_("Countries this person may write about; none chosen means all."),
    )

    class Meta:
        verbose_name = _("desk")
        verbose_name_plural = _("desks")

    def __str__(self) -> str:
        return str(self.user)
