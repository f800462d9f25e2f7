from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .nouns import Noun, TreeNoun


class Topic(TreeNoun):
    """One bilingual tree: threats, areas of cooperation, and the article's analytic frame."""

    noun = "topic"

    slug = models.SlugField(_("code"), max_length=60, primary_key=True)
    definition_en = models.TextField(_("definition (English)"), blank=True, default="")
    definition_zh = models.TextField(_("definition (Chinese)"), blank=True, default="")
    source = models.ForeignKey(
        "portal.Source",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="topics",
        verbose_name=_("whose definition"),
        help_text=_("Set where the term belongs to the authors of a source."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["position", "slug"]


class Measure(Noun):
    """What a figure counts, with its unit."""

    noun = "measure"

    slug = models.SlugField(_("code"), max_length=40, primary_key=True)
    unit_en = models.CharField(_("unit (English)"), max_length=40, blank=True, default="")
    unit_zh = models.CharField(_("unit (Chinese)"), max_length=40, blank=True, default="")
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["position", "slug"]
