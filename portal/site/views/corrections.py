"""Corrections: of the published changes, those of figures that readers had seen, with before and after."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from .changes import ChangeFeedView, ChangeListView, Feed

CORRECTIONS = Feed(
    "corrections",
    "corrections-feed",
    "api-correction-list",
    gettext_lazy("Corrections"),
    of_figures=True,
)


class CorrectionListView(ChangeListView):
    template_name = "changes/corrections.html"
    feed = CORRECTIONS


class CorrectionFeedView(ChangeFeedView):
    feed = CORRECTIONS
