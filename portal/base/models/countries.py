from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .nouns import Noun


class Country(Noun):
    """ISO 3166-1; the five states the record is about have `region` set."""

    noun = "country"

    code = models.CharField(_("ISO alpha-3"), max_length=3, primary_key=True)
    iso2 = models.CharField(_("ISO alpha-2"), max_length=2, unique=True)
    numeric = models.CharField(_("ISO numeric"), max_length=3, unique=True)
    name_local = models.JSONField(_("names in its own languages"), default=list, blank=True)
    region = models.BooleanField(_("one of the five states"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["-region", "code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(code__regex=r"^[A-Z]{3}$"), name="country_code_alpha3"),
        ]
