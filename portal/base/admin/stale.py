"""What others changed under an open form, in words: for the page that shows both versions."""

from __future__ import annotations

from dataclasses import dataclass

from portal.base.forms.stale import Stale
from portal.base.models import Record
from portal.base.views.change_wording import ChangeWording
from portal.base.views.differences import Differences, ShownConflict, differences, shown_conflicts
from portal.base.views.named_documents import named_documents


@dataclass(frozen=True)
class ShownStale:
    theirs: Differences
    conflicts: list[ShownConflict]


def shown_stale(model: type[Record], stale: Stale | None) -> ShownStale | None:
    """Both versions as the page shows them; None where the form is up to date."""
    if stale is None:
        return None
    before, live, mine = named_documents(model, [stale.before, stale.live, stale.mine])
    wording = ChangeWording(model, before, live, mine)
    return ShownStale(differences(wording, model, before, live), shown_conflicts(wording, stale.conflicts))
