from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.models import TreeNoun


class EventType(TreeNoun):
    """Two levels; a row editors no longer use is retired, never deleted."""

    noun = "event_type"

    slug = models.SlugField(_("code"), max_length=60, primary_key=True)
    acled_event_type = models.CharField("ACLED event_type", max_length=60, blank=True, default="")
    acled_sub_event_type = models.CharField("ACLED sub_event_type", max_length=60, blank=True, default="")
    ucdp_type_of_violence = models.PositiveSmallIntegerField("UCDP type_of_violence", null=True, blank=True)
    retired = models.BooleanField(_("retired"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("event type")
        verbose_name_plural = _("event types")
        ordering = ["position", "slug"]

    def clean(self) -> None:
        super().clean()
        if self.parent_id and self.parent.parent_id:
            raise ValidationError({"parent": _("Types have two levels.")})
