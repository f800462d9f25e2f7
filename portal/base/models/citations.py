from __future__ import annotations

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.codes import TranslationBy

from .keys import RecordKey

REF = RegexValidator(
    r"^[a-z][a-z0-9_-]{0,11}$", _("A short key such as c1: a letter, then letters or digits.")
)


class Citation(models.Model):
    """A source of a record; figures, designations and stage changes point at one of their record's citations."""

    natural_key: ClassVar = ("ref",)

    key = models.ForeignKey(RecordKey, on_delete=models.CASCADE, related_name="citations", db_index=False)
    ref = models.CharField(_("key"), max_length=12, validators=[REF], blank=True)
    source = models.ForeignKey(
        "portal.Source", on_delete=models.PROTECT, related_name="citations", db_index=False
    )
    locator = models.CharField(_("section, page"), max_length=120, blank=True, default="")
    excerpt = models.CharField(_("a few words of it"), max_length=500, blank=True, default="")
    excerpt_language = models.CharField(_("language of the excerpt"), max_length=12, blank=True, default="")
    excerpt_translation = models.CharField(_("translation"), max_length=500, blank=True, default="")
    translation_by = models.CharField(
        _("translated by"), max_length=8, choices=TranslationBy, blank=True, default=""
    )
    repeats = models.ForeignKey(
        "portal.Source",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="repeated_in",
        verbose_name=_("repeats"),
        help_text=_("The source whose statement this one repeats."),
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["key", "ref"], name="citation_ref_once")]
        indexes = [models.Index(fields=["source", "key"], name="citation_source")]

    def __str__(self) -> str:
        return f"{self.ref}: {self.source_id} {self.locator}".strip()
