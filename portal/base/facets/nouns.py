"""What pages need of shared nouns as a whole, read once and again after one of them was written.

Every write of a noun leaves a revision of it (`portal.base.shared_nouns`): the last one tells whether anything changed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from portal.base.models import NounRevision

T = TypeVar("T")
_kept: dict[str, tuple[Any, Any]] = {}


def kept(name: str, read: Callable[[], T]) -> T:
    """What `read` gives, as of the last write of any noun; one small query while nothing was written.

    It must depend on nouns alone, and nobody may change it.
    """
    stamp = NounRevision.objects.order_by("-id").values_list("id", "created_at").first()
    found = _kept.get(name)
    if found is None or found[0] != stamp:
        found = _kept[name] = (stamp, read())
    return found[1]


def forget_nouns() -> None:
    """For tests, which undo what they wrote."""
    _kept.clear()
