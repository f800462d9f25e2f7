from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .fields import AliasesField
from .nouns import TreeNoun


class Place(TreeNoun):
    noun = "place"
    prefix = "PLC"

    id = models.CharField(_("id"), max_length=12, primary_key=True, blank=True)
    name_local = models.CharField(_("local name"), max_length=200, blank=True, default="")
    country = models.ForeignKey(
        "portal.Country", on_delete=models.PROTECT, related_name="places", null=True, blank=True
    )
    adm_1 = models.CharField(_("first-order division"), max_length=200, blank=True, default="")
    adm_2 = models.CharField(_("second-order division"), max_length=200, blank=True, default="")
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    aliases = AliasesField(_("other names"))

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True) | models.Q(latitude__range=(-90, 90)),
                name="place_latitude",
            ),
            models.CheckConstraint(
                condition=models.Q(longitude__isnull=True) | models.Q(longitude__range=(-180, 180)),
                name="place_longitude",
            ),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
                name="place_point_whole",
            ),
        ]

    @classmethod
    def published_use(cls) -> models.Q:
        from .children import RecordPlace

        named = RecordPlace.objects.filter(place=models.OuterRef("pk"), key__status="published")
        below = cls.objects.filter(models.Exists(named), path__startswith=models.OuterRef("path"))
        # No index finds what is below a place: looked for only where it is not named itself and has places below.
        parents = cls.objects.filter(parent=models.OuterRef("pk"))
        return models.Q(models.Exists(named)) | models.Q(models.Exists(parents) & models.Exists(below))

    def clean(self) -> None:
        super().clean()
        if (self.latitude is None) != (self.longitude is None):
            raise ValidationError({"longitude": _("Latitude and longitude go together.")})
