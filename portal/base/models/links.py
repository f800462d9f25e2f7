from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.codes import LinkType

from .citations import REF, Citation
from .keys import RecordKey


class Link(models.Model):
    """A typed relation between any two records; the record it starts from owns it."""

    natural_key: ClassVar = ("ref",)
    mark: ClassVar = "type"

    key = models.ForeignKey(RecordKey, on_delete=models.CASCADE, related_name="links", db_index=False)
    ref = models.CharField(_("key"), max_length=12, validators=[REF], blank=True)
    type = models.CharField(_("type"), max_length=24, choices=LinkType)
    to = models.ForeignKey(
        RecordKey, on_delete=models.PROTECT, related_name="links_in", verbose_name=_("to"), db_index=False
    )
    citation = models.ForeignKey(
        Citation, on_delete=models.RESTRICT, null=True, blank=True, related_name="links"
    )
    note_en = models.CharField(_("note (English)"), max_length=300, blank=True, default="")
    note_zh = models.CharField(_("note (Chinese)"), max_length=300, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["key", "ref"], name="link_ref_once"),
            models.UniqueConstraint(fields=["key", "type", "to"], name="link_once"),
            models.CheckConstraint(condition=models.Q(type__in=LinkType.values), name="link_type_known"),
            models.CheckConstraint(condition=~models.Q(key=models.F("to")), name="link_not_to_itself"),
        ]
        indexes = [models.Index(fields=["to", "type", "key"], name="link_in")]

    def __str__(self) -> str:
        return f"{self.get_type_display()} {self.to}"
