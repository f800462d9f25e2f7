"""A record's history for readers: its published versions, and any two of them compared, from their frozen texts."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from portal.base import history
from portal.base.codes import record_path
from portal.base.documents import Document, loads
from portal.base.models import Revision
from portal.base.wording import address_of

from .change_entries import versions_with_words
from .change_wording import ChangeWording
from .change_words import ChangeWords
from .detail import RecordDetailView
from .differences import Differences, differences
from .named_documents import named_public

PER_PAGE = 50


class VersionsView(RecordDetailView):
    """What both pages have: the record as it is, and the list of its versions."""

    title = ""
    reads_as_of = False

    @cached_property
    def all_versions(self) -> list[Revision]:
        """Every published version, newest first, without documents; none of what is not public. One query."""
        return list(history.versions(self.key)) if self.is_published else []

    @property
    def own_address(self) -> str:
        return address_of(record_path(self.key.kind, self.key.record_id))

    def trail(self) -> list[tuple[str, str]]:
        return [*self.list_trail(), (self.key.record_id, self.own_address), (_("History"), "")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {
            "record": self.record,
            "all_versions": self.all_versions,
            "history_address": f"{self.own_address}history/",
            "compare_address": f"{self.own_address}compare/",
            "trail": self.trail(),
            **kwargs,
        }


class RecordHistoryView(VersionsView):
    """Every published version: when, why, what it changed; a page at a time."""

    template_name = "record/history.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        paginator = Paginator(self.all_versions, PER_PAGE)
        page = paginator.get_page(self.request.GET.get("page"))
        return super().get_context_data(
            page_obj=page, paginator=paginator, versions=self.with_words([one.version for one in page])
        )

    def with_words(self, numbers: list[int]) -> list[tuple[Revision, ChangeWords | None]]:
        """These versions with what each changed, told from the one before it. One query."""
        if not numbers:
            return []
        found = history.versions(self.key).defer(None).filter(version__gte=min(numbers) - 1)
        told = versions_with_words(self.model, found.filter(version__lte=max(numbers)))
        return [(revision, words) for revision, words in told if revision.version in set(numbers)]


class RecordCompareView(VersionsView):
    """Two published versions, `?from=1&to=3`; without `to` the latest, without `from` the one before."""

    template_name = "record/compare.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.problem = ""
        return super().get(request, *args, **kwargs)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        if not self.all_versions:
            return HttpResponseRedirect(context["history_address"])
        return super().render_to_response(context, status=400 if self.problem else 200, **kwargs)

    def trail(self) -> list[tuple[str, str]]:
        *above, (name, _address) = super().trail()
        return [*above, (name, f"{self.own_address}history/"), (_("Compare"), "")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        first, second = self.chosen()
        context = super().get_context_data(first=first, second=second, problem=self.problem)
        if first is None or second is None:
            return context
        low, high = sorted((first.version, second.version))
        between = [one for one in self.all_versions if low < one.version <= high]
        return context | {"changes": self.changes(first, second), "between": between}

    def chosen(self) -> tuple[Revision | None, Revision | None]:
        """The two versions that the address names; notes a problem where it names none."""
        by_number = {str(one.version): one for one in self.all_versions}
        if not by_number:
            return None, None
        given = self.request.GET
        to = given.get("to") or str(self.all_versions[0].version)
        before = str(int(to) - 1) if to.isdecimal() else ""
        since = given.get("from") or (before if before in by_number else to)
        for number in (since, to):
            if number not in by_number:
                words = _("There is no version “%(number)s”; this record has the versions 1 to %(last)s.")
                self.problem = words % {"number": number[:20], "last": self.all_versions[0].version}
                return None, None
        return by_number[since], by_number[to]

    def changes(self, first: Revision, second: Revision) -> Differences:
        """What differs between the two texts that readers got. One query."""
        found = Revision.objects.filter(pk__in=[first.pk, second.pk])
        texts = dict(found.values_list("pk", "public_text"))
        old, new = (named_public(self.model, self._text(texts[one.pk])) for one in (first, second))
        return differences(ChangeWording(self.model, old, new), self.model, old, new)

    def _text(self, text: str) -> Document:
        """A version's text; while a bulk load has not frozen the latest yet, the live one."""
        return loads(text) if text else self.record
