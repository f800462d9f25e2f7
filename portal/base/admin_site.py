"""The editors' site: Django's admin with our order of pages, the work queue as its first page, and notices."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from portal.base.codes import Kind
from portal.base.kinds import record_models
from portal.base.models import Notice
from portal.base.views import notices
from portal.base.work_queue import QUEUES, desk_scope

# Sections of the navigation, by the models' object names; what is in none comes last, in Django's own groups.
REFERENCE = (
    "Source",
    "Organisation",
    "Place",
    "Topic",
    "Country",
    "Measure",
    "EventType",
    "DesignationLevel",
)
DATA = ("Lead", "DuplicatePair", "ImportBatch", "Change", "Revision", "NounRevision", "ApiToken")
SECTIONS = (("records", _("Records")), ("reference", _("Reference")), ("data", _("Data")))
EVERY_KIND = "RecordKey"
OURS = ("portal", "events", "mechanisms")


class PickerView(AutocompleteJsonView):
    """What a picker offers, in the words of the noun's own admin where it has some (`for_picker`, `picker_words`)."""

    def get_queryset(self) -> Any:
        found = super().get_queryset()
        prepare = getattr(self.model_admin, "for_picker", None)
        return prepare(found) if prepare is not None else found

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        words = getattr(self.model_admin, "picker_words", str)
        return {"id": str(getattr(obj, to_field_name)), "text": words(obj)}


class EditorsSite(AdminSite):
    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return PickerView.as_view(admin_site=self)(request)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Records, reference, data; then accounts and whatever else is registered."""
        apps = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        places = _places()
        found: dict[str, list[tuple[int, Any]]] = defaultdict(list)
        others = []
        for app in apps:
            rest = []
            for model in app["models"]:
                place = places.get(model["object_name"]) if app["app_label"] in OURS else None
                if place is None:
                    rest.append(model)
                elif model["object_name"] == EVERY_KIND:
                    found[place[0]].append((place[1], {**model, "name": _("All records")}))
                else:
                    found[place[0]].append((place[1], model))
            if rest:
                others.append({**app, "models": rest})
        sections = [
            {
                "name": title,
                "app_label": name,
                "app_url": "",
                "has_module_perms": True,
                "models": [model for _position, model in sorted(found[name], key=lambda one: one[0])],
            }
            for name, title in SECTIONS
            if found[name]
        ]
        return [*sections, *others]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """With what the frame of every page shows; counted only where a page shows it."""
        context = super().each_context(request)
        return context | {"desk": SimpleLazyObject(lambda: _desk(request))}

    def get_urls(self) -> list[URLPattern | URLResolver]:
        return [*self._notice_urls(), *super().get_urls()]

    def _notice_urls(self) -> list[URLPattern]:
        return [
            path("notices/", self.admin_view(notices.notices), {"site": self}, name="notices"),
            path("notices/<int:pk>/", self.admin_view(notices.notice), name="notice"),
            path("notices/read/", self.admin_view(notices.read), name="notices_read"),
            path("notices/settings/", self.admin_view(notices.preference), name="notices_preference"),
        ]


def _places() -> dict[str, tuple[str, int]]:
    """{model: (section, position)}; the kinds of record in the order of their codes."""
    kinds = [record_models()[kind].__name__ for kind in Kind.values]
    return {
        name: (section, position)
        for section, names in (("records", (EVERY_KIND, *kinds)), ("reference", REFERENCE), ("data", DATA))
        for position, name in enumerate(names)
    }


def _desk(request: HttpRequest) -> dict[str, Any]:
    """The first lines of the navigation: what is mine, what waits, what I am told. A query each."""
    user: Any = request.user
    scope = desk_scope(user)
    narrowed = "" if scope.whole else "&desk=mine"
    lines = [
        {
            "name": name,
            "label": label,
            "count": QUEUES[name].count(user, scope)[0],
            "query": f"work={name}{narrowed}",
        }
        for name, label in (("my_drafts", _("My drafts")), ("to_review", _("To review")))
        if user.has_perm("portal.view_recordkey") and QUEUES[name].is_for(user)
    ]
    return {"lines": lines, "notices": Notice.objects.filter(user=user).unread().count()}
