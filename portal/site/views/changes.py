"""What was published, changed and withdrawn, newest first."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.views.generic import ListView

from portal.base.codes import Action, Status
from portal.base.models import Change

from .record_rows import published_keys

PER_PAGE = 50


class ChangeListView(ListView):
    """A withdrawn record keeps one line that says so; its earlier versions are absent, as everywhere."""

    template_name = "changes/list.html"
    paginate_by = PER_PAGE
    context_object_name = "changes"

    def get_queryset(self) -> QuerySet[Change]:
        public = Q(key__in=published_keys(self.request.user).values("pk"))
        gone = Q(key__status=Status.WITHDRAWN, action__in=(Action.WITHDRAWN, Action.MERGED))
        found = Change.objects.filter(public | gone).select_related("key", "revision")
        return found.defer("revision__document", "revision__public_text")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"withdrawn": Status.WITHDRAWN}
