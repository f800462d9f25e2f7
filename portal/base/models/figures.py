from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.base import figures as rules
from portal.base.codes import CountedGroup, FigureRole, Quantifier
from portal.base.figure_quantifiers import format_number

from .citations import REF, Citation
from .fields import EDTFField
from .keys import RecordKey


class NumberField(models.DecimalField):
    """A count or a quantity as stated: up to twelve digits before the point and three after."""

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("max_digits", 15)
        kwargs.setdefault("decimal_places", 3)
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)


class Figure(models.Model):
    """Somebody's claim about a number (codebook 5)."""

    natural_key: ClassVar = ("ref",)

    key = models.ForeignKey(RecordKey, on_delete=models.CASCADE, related_name="figures", db_index=False)
    ref = models.CharField(_("key"), max_length=12, validators=[REF], blank=True)
    measure = models.ForeignKey(
        "portal.Measure", on_delete=models.PROTECT, related_name="figures", db_index=False
    )
    counted_country = models.ForeignKey(
        "portal.Country", on_delete=models.PROTECT, null=True, blank=True, related_name="counted_figures"
    )
    counted_organisation = models.ForeignKey(
        "portal.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="counted_figures"
    )
    counted_group = models.CharField(
        _("group counted"), max_length=16, choices=CountedGroup, blank=True, default=""
    )
    counted_note_en = models.CharField(_("whose, in words (English)"), max_length=200, blank=True, default="")
    counted_note_zh = models.CharField(_("whose, in words (Chinese)"), max_length=200, blank=True, default="")
    subset_of = models.ForeignKey(
        "self",
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="subsets",
        verbose_name=_("part of"),
    )
    quantifier = models.CharField(
        _("quantifier"), max_length=14, choices=Quantifier, default=Quantifier.EXACT
    )
    low = NumberField(_("low"))
    best = NumberField(_("best"))
    high = NumberField(_("high"))
    attributed_to_country = models.ForeignKey(
        "portal.Country",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stated_figures",
        db_index=False,
    )
    attributed_to_organisation = models.ForeignKey(
        "portal.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="stated_figures",
        db_index=False,
    )
    source_voice = models.BooleanField(_("the source's own voice"), default=False)
    stated_on = EDTFField(_("stated on"))
    as_of = EDTFField(_("counts up to"))
    role = models.CharField(_("role"), max_length=12, choices=FigureRole, default=FigureRole.ADOPTED)
    chosen_best = models.BooleanField(
        _("best among competing figures"), default=False, help_text=_("An editor's choice; give the reason.")
    )
    reason_en = models.CharField(_("reason (English)"), max_length=300, blank=True, default="")
    reason_zh = models.CharField(_("reason (Chinese)"), max_length=300, blank=True, default="")
    superseded_by = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="supersedes"
    )
    wording_en = models.CharField(_("the words used (English)"), max_length=120, blank=True, default="")
    wording_zh = models.CharField(_("the words used (Chinese)"), max_length=120, blank=True, default="")
    citation = models.ForeignKey(
        Citation,
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="figures",
        verbose_name=_("source"),
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["key", "ref"], name="figure_ref_once"),
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(best__isnull=True) | Q(low__lte=F("best")),
                name="figure_low_best",
            ),
            models.CheckConstraint(
                condition=Q(best__isnull=True) | Q(high__isnull=True) | Q(best__lte=F("high")),
                name="figure_best_high",
            ),
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=F("high")),
                name="figure_low_high",
            ),
            models.CheckConstraint(
                condition=(Q(low__isnull=True) | Q(low__gte=0))
                & (Q(best__isnull=True) | Q(best__gte=0))
                & (Q(high__isnull=True) | Q(high__gte=0)),
                name="figure_not_negative",
            ),
            models.CheckConstraint(
                condition=~Q(quantifier=Quantifier.UNSPECIFIED)
                | Q(low__isnull=True, best__isnull=True, high__isnull=True),
                name="figure_unspecified_has_none",
            ),
            models.CheckConstraint(
                condition=Q(subset_of__isnull=True) | ~Q(subset_of=F("id")), name="figure_not_its_own_part"
            ),
        ]
        indexes = [
            models.Index(fields=["attributed_to_country", "key"], name="figure_stated_country"),
            models.Index(fields=["attributed_to_organisation", "key"], name="figure_stated_organisation"),
            models.Index(fields=["measure", "key"], name="figure_measure"),
        ]

    def __str__(self) -> str:
        number = self.best if self.best is not None else (self.low if self.low is not None else self.high)
        return f"{self.ref}: {self.measure_id} {'' if number is None else format_number(number)}".strip()

    def clean(self) -> None:
        super().clean()
        self.low, self.best, self.high = rules.apply_quantifier(
            self.quantifier, self.low, self.best, self.high
        )
        problems = rules.figure_problems(self.quantifier, self.low, self.best, self.high)
        if problems:
            raise ValidationError({field: [str(message)] for field, message in problems})
        if self.role != FigureRole.ADOPTED and not (self.reason_en or self.reason_zh):
            raise ValidationError({"reason_en": _("A one-line reason for a figure that is not adopted.")})
        if self.chosen_best and not (self.reason_en or self.reason_zh):
            raise ValidationError({"reason_en": _("A one-line reason for the choice of a best figure.")})
        if self.subset_of_id and self.subset_of.key_id != self.key_id:
            raise ValidationError({"subset_of": _("A figure is part of a figure of the same record.")})
