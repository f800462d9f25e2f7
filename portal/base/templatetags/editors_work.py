"""What waits for the person at the editors' desk."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.base.admin.filters import begun_by
from portal.base.codes import Status
from portal.base.models import RecordKey

register = template.Library()


@register.simple_tag(takes_context=True)
def work(context: Context) -> list[dict[str, Any]]:
    """Queues with their counts and addresses; none for who may not see records."""
    user = context["request"].user
    if not user.has_perm("portal.view_recordkey"):
        return []
    address = reverse("admin:portal_recordkey_changelist")
    drafts = RecordKey.objects.filter(status=Status.DRAFT)
    return [
        {
            "label": _("my drafts"),
            "count": begun_by(user, drafts).count(),
            "address": f"{address}?status__exact=draft&author=me",
        },
        {"label": _("drafts"), "count": drafts.count(), "address": f"{address}?status__exact=draft"},
        {
            "label": _("in review"),
            "count": RecordKey.objects.filter(status=Status.IN_REVIEW).count(),
            "address": f"{address}?status__exact=in_review",
        },
    ]
