"""An editor's notices: to read, to mark as read, and whether they come by e-mail too."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from portal.base.models import Notice, NoticeOf, NoticePreference
from portal.base.notices import mark_read, notice_words

A_PAGE = 50
# Of several records at once: the list behind the notice.
LISTS = {
    NoticeOf.WAITS: "?work=to_review",
    NoticeOf.CHANGE_WAITS: "?work=to_review",
    NoticeOf.RETURNED: "?work=returned",
}


class PreferenceForm(forms.ModelForm):
    class Meta:
        model = NoticePreference
        fields = ["by_mail", "language"]
        labels = {
            "by_mail": gettext_lazy("Send me what is unread by e-mail"),
            "language": gettext_lazy("Language of the mail"),
        }


def notices(request: HttpRequest, site: Any) -> HttpResponse:
    """The newest first, with the unread marked."""
    mine = Notice.objects.filter(user=request.user).select_related("key", "revision")
    page = Paginator(mine, A_PAGE).get_page(request.GET.get("page"))
    still = set(mine.unread().filter(pk__in=[one.pk for one in page]).values_list("pk", flat=True))
    context = site.each_context(request) | {
        "title": _("Notices"),
        "page": page,
        "lines": [(one, notice_words(one), one.pk in still) for one in page],
        "form": PreferenceForm(instance=_preference(request.user), label_suffix=""),
        "address": request.user.email,
    }
    return TemplateResponse(request, "admin/notices/list.html", context)


def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """To what it is about; opening it is reading it."""
    found = get_object_or_404(Notice.objects.select_related("key", "revision"), pk=pk, user=request.user)
    mark_read(Notice.objects.filter(pk=found.pk))
    return HttpResponseRedirect(_about(found))


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark one as read (`notice`), or all."""
    mine = Notice.objects.filter(user=request.user)
    number = request.POST.get("notice", "")
    mark_read(mine.filter(pk=int(number)) if number.isdecimal() else mine)
    return HttpResponseRedirect(reverse("admin:notices"))


@require_POST
def preference(request: HttpRequest) -> HttpResponse:
    """Keep whether and in which language somebody wants mail."""
    form = PreferenceForm(request.POST, instance=_preference(request.user))
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose one of the languages offered."))
    return HttpResponseRedirect(reverse("admin:notices"))


def _preference(user: Any) -> NoticePreference:
    found = NoticePreference.objects.filter(user=user).first()
    return found or NoticePreference(user=user)


def _about(found: Notice) -> str:
    """The proposal, the record, or the list of what waits."""
    if found.params.get("count", 1) > 1 and found.what in LISTS:
        return reverse("admin:portal_recordkey_changelist") + LISTS[NoticeOf(found.what)]
    if found.revision_id is not None:
        return reverse("admin:portal_revision_change", args=[found.revision_id])
    if found.what == NoticeOf.WAITS:
        return reverse("admin:portal_recordkey_review", args=[found.key_id])
    return reverse("admin:portal_recordkey_change", args=[found.key_id])
