"""Entries of the change feed as page, API and Atom show them, and the words for what versions changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from urllib.parse import urlencode

from django.db.models import F, QuerySet

from portal.base.codes import Status, record_path
from portal.base.documents import loads
from portal.base.kinds import model_of
from portal.base.models import Change, Record, RecordKey, Revision
from portal.base.wording import address_of

from .change_words import ChangeWords, VersionChanges
from .figure_lines import ChangeLine


@dataclass(frozen=True)
class ChangeEntry:
    """One change of the feed. Of a record that is not public any more it tells that, and none of its words.

    With `of_figures` its lines are those of figures that readers had seen, and no others.
    """

    change: Change
    of_figures: bool = False

    @property
    def key(self) -> RecordKey:
        return self.change.key

    @property
    def is_public(self) -> bool:
        return self.key.status == Status.PUBLISHED

    @property
    def ends_it(self) -> bool:
        """Whether this is the change that took the record away."""
        return self.change.revision is None or self.change.revision.version is None

    @property
    def tells_reason(self) -> bool:
        """A reason may quote the record: with the record go the reasons of its versions, but not why it went."""
        return self.change.revision is not None and (self.is_public or self.ends_it)

    @property
    def reason_code(self) -> str:
        return self.change.revision.reason_code if self.tells_reason else ""

    @property
    def reason_text(self) -> str:
        return self.change.revision.reason_text if self.tells_reason else ""

    @property
    def reason_label(self) -> str:
        return self.change.revision.get_reason_code_display() if self.tells_reason else ""

    @property
    def notice(self) -> dict[str, str] | None:
        """The notice of a record that is gone, in both languages."""
        if self.is_public:
            return None
        return {"notice_en": self.key.withdrawal_en, "notice_zh": self.key.withdrawal_zh}

    @property
    def path(self) -> str:
        """The record's address without language."""
        return record_path(self.key.kind, self.key.record_id)

    @property
    def address(self) -> str:
        """Where a reader finds what the entry tells of: that version, or the notice."""
        return address_of(self.version_path or self.path)

    @property
    def version_path(self) -> str:
        return f"{self.path}v{self.change.version}/" if self.is_public and not self.ends_it else ""

    @property
    def compare_address(self) -> str:
        """Both versions side by side, where there are two."""
        if self.found is None or self.change.before is None:
            return ""
        versions = {"from": self.change.before.version, "to": self.change.version}
        return f"{address_of(self.path)}compare/?{urlencode(versions)}"

    @cached_property
    def found(self) -> VersionChanges | None:
        """What changed; None for first versions, withdrawals, and what readers never got."""
        if not self.is_public or self.change.before is None or self.change.revision is None:
            return None
        return version_changes(model_of(self.key.kind), self.change.before, self.change.revision)

    @property
    def words(self) -> ChangeWords | None:
        return self.found.words if self.found else None

    @cached_property
    def lines(self) -> tuple[ChangeLine, ...]:
        """What changed, line by line."""
        if self.found is None:
            return ()
        if self.of_figures:
            return tuple(self.found.corrections())
        return self.words.lines if self.words else ()

    @property
    def summary(self) -> str:
        """The same in one line; blank for a first version and a withdrawal."""
        if self.of_figures:
            return "; ".join(line.text for line in self.lines)
        return self.words.text if self.words else ""


def version_changes(model: type[Record], old: Revision, new: Revision) -> VersionChanges | None:
    """What one version changed of another; None where a bulk load has not frozen their texts yet."""
    if not (old.public_text and new.public_text):
        return None
    texts = [loads(text) for text in (old.document, new.document, old.public_text, new.public_text)]
    return VersionChanges(model, *texts)


def with_versions(changes: QuerySet[Change]) -> QuerySet[Change]:
    """These changes with all that their entries show: one query. Cut it to a page first."""
    return changes.select_related("key", "revision", "before", "merged_into")


def latest_words(keys: Sequence[RecordKey]) -> dict[int, ChangeWords]:
    """By key id, what the latest version of each of these records changed; one query for all."""
    latest = Change.objects.filter(
        key__in=keys, version=F("key__version"), revision__version__isnull=False, before__isnull=False
    )
    entries = (ChangeEntry(change) for change in with_versions(latest))
    return {entry.key.pk: words for entry in entries if (words := entry.words)}


def versions_with_words(
    model: type[Record], versions: Iterable[Revision]
) -> Iterator[tuple[Revision, ChangeWords | None]]:
    """Each version, newest first, and what it changed of the one after it in this order; of the last, nothing."""
    for new, old in pairwise(chain(versions, [None])):
        found = version_changes(model, old, new) if old is not None else None
        yield new, found.words if found else None
