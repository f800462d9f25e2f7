from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mechanisms.codes import Act, Track, WordingOrigin
from portal.base.codes import CountryRole, Kind
from portal.base.models import (
    Citation,
    Dated,
    Noun,
    Record,
    RecordQuerySet,
    interval_constraint,
    list_indexes,
)
from portal.base.models.citations import REF


class DesignationLevel(Noun):
    """The levels met so far, in the editors' order, which is no official rank."""

    noun = "level"

    slug = models.SlugField(_("code"), max_length=60, primary_key=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("designation level")
        verbose_name_plural = _("designation levels")
        ordering = ["position", "slug"]


class PartnershipQuerySet(RecordQuerySet):
    def with_designation(
        self, levels: list[str] | None = None, tracks: list[str] | None = None
    ) -> PartnershipQuerySet:
        rows = Designation.objects.filter(partnership=models.OuterRef("key_id"))
        if levels:
            rows = rows.filter(level__in=levels)
        if tracks:
            rows = rows.filter(track__in=tracks)
        return self.filter(models.Exists(rows))


class Partnership(Record):
    """China and one Central Asian state; its date runs from the first to the latest designation."""

    kind = Kind.PARTNERSHIP
    own_children = {"designations": "designations"}
    country_roles = (CountryRole.PARTY, CountryRole.PARTNER_STATE)

    partner = models.OneToOneField(
        "portal.Country",
        on_delete=models.PROTECT,
        related_name="partnership",
        verbose_name=_("partner of China"),
    )

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        ordering = ["partner"]
        indexes = list_indexes("partnership")
        constraints = [
            interval_constraint("partnership_interval"),
            models.CheckConstraint(condition=~Q(partner="CHN"), name="partnership_partner_not_china"),
        ]

    def clean(self) -> None:
        super().clean()
        if self.partner_id == "CHN":
            raise ValidationError({"partner": _("CHN is one side of every partnership; give the other.")})


class Designation(Dated):
    """One dated designation. `shared_future` is a commitment apart from the ladder of levels."""

    natural_key: ClassVar = ("ref",)
    mark: ClassVar = "track"

    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, related_name="designations", db_index=False
    )
    ref = models.CharField(_("key"), max_length=12, validators=[REF], blank=True)
    wording_en = models.CharField(_("wording (English)"), max_length=300, blank=True, default="")
    wording_zh = models.CharField(_("wording (Chinese)"), max_length=300, blank=True, default="")
    wording_en_origin = models.CharField(
        _("English wording is"), max_length=8, choices=WordingOrigin, default=WordingOrigin.OURS
    )
    wording_zh_origin = models.CharField(
        _("Chinese wording is"), max_length=8, choices=WordingOrigin, default=WordingOrigin.OFFICIAL
    )
    track = models.CharField(_("track"), max_length=14, choices=Track, default=Track.PARTNERSHIP)
    level = models.ForeignKey(
        DesignationLevel, on_delete=models.PROTECT, null=True, blank=True, related_name="designations"
    )
    act = models.CharField(_("act"), max_length=18, choices=Act)
    document = models.ForeignKey(
        "mechanisms.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="designations"
    )
    citation = models.ForeignKey(
        Citation, on_delete=models.RESTRICT, null=True, blank=True, related_name="designations"
    )
    note_en = models.CharField(_("note (English)"), max_length=500, blank=True, default="")
    note_zh = models.CharField(_("note (Chinese)"), max_length=500, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("designation")
        verbose_name_plural = _("designations")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "ref"], name="designation_ref_once"),
            interval_constraint("designation_interval"),
            models.CheckConstraint(
                condition=Q(track=Track.PARTNERSHIP, level__isnull=False)
                | Q(track=Track.SHARED_FUTURE, level__isnull=True),
                name="designation_level_on_ladder_only",
            ),
        ]
        indexes = [models.Index(fields=["track", "partnership"], name="designation_track")]

    def __str__(self) -> str:
        return f"{self.ref}: {self.date} {self.wording_en or self.wording_zh}"

    def clean(self) -> None:
        super().clean()
        if self.track == Track.PARTNERSHIP and not self.level_id:
            raise ValidationError({"level": _("A partnership level.")})
        if self.track == Track.SHARED_FUTURE and self.level_id:
            raise ValidationError(
                {"level": _("A community with a shared future is not a rung of the ladder.")}
            )
        if not (self.wording_en or self.wording_zh):
            raise ValidationError({"wording_zh": _("The wording in one language at least.")})
