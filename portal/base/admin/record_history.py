"""A record's history for editors: all that was done to it, any two states compared, the way back to each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from portal.base.documents import loads
from portal.base.models import Record, Revision
from portal.base.rights import Verb, may
from portal.base.views.change_wording import ChangeWording
from portal.base.views.differences import Differences, differences
from portal.base.views.named_documents import named_documents

from .proposals import standing_of

LIVE = "live"  # in the address: the last applied revision, whichever that is


class RecordHistoryMixin:
    """Puts this page behind the form's "History" button."""

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        record: Record | None = self.get_object(request, unquote(object_id))  # type: ignore[attr-defined]
        if not self.has_view_permission(request, record):  # type: ignore[attr-defined]
            raise PermissionDenied
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        revisions = history_of(record)
        chosen = chosen_revisions(request, revisions)
        standing = standing_of(record)
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "title": _("History of %(id)s") % {"id": record.record_id},
            "opts": self.opts,  # type: ignore[attr-defined]
            "record": record,
            "key": record.key,
            "revisions": revisions,
            "chosen": chosen,
            "marked": [one.pk for one in chosen or last_two(revisions)],
            "changes": compare(type(record), *chosen) if chosen else None,
            "last": next((one.pk for one in revisions if not one.pending), None),
            "may_restore": any(may(request.user, verb, standing) for verb in (Verb.EDIT, Verb.PROPOSE)),
            "media": self.media,  # type: ignore[attr-defined]
        }
        return TemplateResponse(request, "admin/record_history.html", context)


def history_of(record: Record) -> list[Revision]:
    """All revisions of a record, proposals too, newest first, without their documents. One query."""
    found = Revision.objects.filter(key=record.pk).select_related("author", "reviewer", "batch")
    return list(found.defer("document", "public_text").order_by("-sequence"))


def chosen_revisions(request: HttpRequest, revisions: list[Revision]) -> tuple[Revision, Revision] | None:
    """The two that the address names, `from` and `to`; a message where it names one that is not there."""
    if not {"from", "to"} & request.GET.keys():
        return None
    known = {str(revision.pk): revision for revision in revisions}
    applied = [revision for revision in revisions if not revision.pending]
    if applied:
        known[LIVE] = applied[0]
    first, second = (known.get(request.GET.get(name, "")) for name in ("from", "to"))
    if first is None or second is None:
        messages.error(request, _("Choose two revisions of this record."))
        return None
    return first, second


def last_two(revisions: list[Revision]) -> list[Revision]:
    """What is marked before anything is chosen: the last two states of the record, the earlier first."""
    return [revision for revision in revisions if not revision.pending][1::-1]


def compare(model: type[Record], first: Revision, second: Revision) -> Differences:
    """What differs between two revisions; a constant number of queries."""
    texts = dict(Revision.objects.filter(pk__in=[first.pk, second.pk]).values_list("pk", "document"))
    old, new = named_documents(model, [loads(texts[first.pk]), loads(texts[second.pk])])
    return differences(ChangeWording(model, old, new), model, old, new)
