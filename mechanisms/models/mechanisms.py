from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mechanisms.codes import Framework, MechanismType, Stage
from mechanisms.stages import stage_today
from portal.base.codes import CountryRole, Kind
from portal.base.models import (
    Citation,
    Dated,
    Record,
    RecordCountry,
    RecordQuerySet,
    interval_constraint,
    list_indexes,
)
from portal.base.models.citations import REF


class MechanismQuerySet(RecordQuerySet):
    def proposals(self) -> MechanismQuerySet:
        """Any mechanism that was proposed, whatever became of it."""
        return self.filter(
            models.Exists(
                StageChange.objects.filter(mechanism=models.OuterRef("key_id"), stage=Stage.PROPOSED)
            )
        )

    def proposed_by(self, ids: list[str]) -> MechanismQuerySet:
        """Proposed by one of these countries or organisations, or advised by the authors of one of these sources."""
        named = RecordCountry.objects.filter(
            key=models.OuterRef("key_id"), role=CountryRole.PROPOSER, country__in=ids
        )
        return self.filter(
            Q(proposed_by_country__in=ids)
            | Q(proposed_by_organisation__in=ids)
            | Q(proposed_by_source__in=ids)
            | models.Exists(named)
        )


class Mechanism(Record):
    kind = Kind.MECHANISM
    derived = ("stage",)
    own_children = {"stages": "stages"}
    shown_with = ("children", "meetings", "documents")
    country_roles = (
        CountryRole.MEMBER,
        CountryRole.OBSERVER,
        CountryRole.PARTNER,
        CountryRole.HOST,
        CountryRole.PROPOSER,
        CountryRole.PARTICIPANT,
        CountryRole.LOCATION,
    )

    framework = models.CharField(_("framework"), max_length=20, choices=Framework, blank=True, default="")
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    mechanism_type = models.CharField(_("type"), max_length=24, choices=MechanismType)
    seat = models.ForeignKey(
        "portal.Place",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="seats",
        verbose_name=_("seat"),
    )
    proposed_by_country = models.ForeignKey(
        "portal.Country", on_delete=models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    proposed_by_organisation = models.ForeignKey(
        "portal.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    proposed_by_source = models.ForeignKey(
        "portal.Source",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="advice",
        verbose_name=_("advised by the authors of"),
    )
    predecessor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="successors",
        verbose_name=_("renamed or upgraded from"),
    )
    stage = models.CharField(_("stage"), max_length=18, choices=Stage, blank=True, default="", editable=False)

    objects = MechanismQuerySet.as_manager()

    class Meta:
        verbose_name = _("mechanism")
        verbose_name_plural = _("mechanisms")
        ordering = ["-sort_date", "-key"]
        indexes = list_indexes("mechanism", "framework", "mechanism_type", "stage", "parent")
        constraints = [
            interval_constraint("mechanism_interval"),
            models.CheckConstraint(
                condition=Q(mechanism_type__in=MechanismType.values), name="mechanism_type_known"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("key")),
                name="mechanism_not_its_own_parent",
            ),
        ]

    def clean(self) -> None:
        super().clean()
        self.check_tree()

    def check_tree(self) -> None:
        seen = {self.pk}
        above = self.parent_id
        while above is not None:
            if above in seen:
                circle = _("%(value)s is below this one already: parents cannot go in a circle.")
                value = Mechanism.objects.select_related("key").get(pk=self.parent_id).record_id
                raise ValidationError({"parent": ValidationError(circle, params={"value": value})})
            seen.add(above)
            # A parent of the same batch may not be written yet; publishing checks again when it is.
            above = Mechanism.objects.filter(pk=above).values_list("parent_id", flat=True).first()

    def derive(self, document: dict[str, Any]) -> None:
        self.stage = stage_today(document.get("stages", []))


class StageChange(Dated):
    """A dated, sourced statement about a mechanism's life; conflicting statements of a source are both kept."""

    natural_key: ClassVar = ("ref",)

    mechanism = models.ForeignKey(Mechanism, on_delete=models.CASCADE, related_name="stages", db_index=False)
    ref = models.CharField(_("key"), max_length=12, validators=[REF], blank=True)
    stage = models.CharField(_("stage"), max_length=18, choices=Stage)
    note_en = models.CharField(_("note (English)"), max_length=500, blank=True, default="")
    note_zh = models.CharField(_("note (Chinese)"), max_length=500, blank=True, default="")
    citation = models.ForeignKey(
        Citation, on_delete=models.RESTRICT, null=True, blank=True, related_name="stage_changes"
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("stage change")
        verbose_name_plural = _("stage changes")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["mechanism", "ref"], name="stage_ref_once"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="stage_known"),
            interval_constraint("stage_interval"),
        ]
        indexes = [models.Index(fields=["stage", "mechanism"], name="stage_find")]

    def __str__(self) -> str:
        return f"{self.ref}: {self.get_stage_display()} {self.date}".strip()
