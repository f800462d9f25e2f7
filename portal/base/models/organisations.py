from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.codes import OrganisationType

from .fields import AliasesField
from .nouns import TreeNoun


class Organisation(TreeNoun):
    noun = "organisation"
    prefix = "ORG"

    id = models.CharField(_("id"), max_length=12, primary_key=True, blank=True)
    organisation_type = models.CharField(
        _("type"), max_length=20, choices=OrganisationType, blank=True, default=""
    )
    country = models.ForeignKey(
        "portal.Country", on_delete=models.PROTECT, related_name="organisations", null=True, blank=True
    )
    aliases = AliasesField(_("other names"))
    note_en = models.TextField(_("note (English)"), blank=True, default="")
    note_zh = models.TextField(_("note (Chinese)"), blank=True, default="")

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["id"]

    @classmethod
    def published_use(cls) -> models.Q:
        from .children import RecordOrganisation
        from .figures import Figure
        from .sources import Source

        named = RecordOrganisation.objects.filter(organisation=models.OuterRef("pk"), key__status="published")
        said = RecordOrganisation.objects.filter(
            said_by_organisation=models.OuterRef("pk"), key__status="published"
        )
        stated = Figure.objects.filter(
            attributed_to_organisation=models.OuterRef("pk"), key__status="published"
        )
        counted = Figure.objects.filter(counted_organisation=models.OuterRef("pk"), key__status="published")
        publishes = Source.objects.filter(publisher=models.OuterRef("pk"), citations__key__status="published")
        return (
            models.Q(models.Exists(named))
            | models.Q(models.Exists(said))
            | models.Q(models.Exists(stated))
            | models.Q(models.Exists(counted))
            | models.Q(models.Exists(publishes))
        )
