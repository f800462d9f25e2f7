"""Atom: of a filtered list, the records last revised; of the change feed, its latest entries. Newest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.base.codes import Kind, Status
from portal.base.exports import LICENCE, About, documents
from portal.base.language import in_language, is_chinese
from portal.base.models import Record, RecordKey
from portal.base.views.change_entries import ChangeEntry, latest_words

ATOM_TYPE = "application/atom+xml; charset=utf-8"
ENTRIES = 50


def atom(model: type[Record], queryset: QuerySet, about: About) -> str:
    """The feed of a list as text; an entry is one version of one record, and says what that version changed.

    Published records only, whoever asks: feed readers carry no session.
    """
    language = get_language() or "en"
    # A feed holds fifty entries; a slice of the ids keeps the rest of the list out of memory.
    newest = queryset.filter(status=Status.PUBLISHED).order_by("-updated_at", "-key_id")
    ids = list(newest.values_list("key_id", flat=True)[:ENTRIES])
    feed = _feed(about.sentence, about.address, about.address.replace(".atom", "/"))
    host = urlsplit(about.address).hostname
    rows = model.objects.filter(key_id__in=ids).order_by("-updated_at", "-key_id")  # type: ignore[attr-defined]
    changed = _by_record_id(ids)
    for public in documents(model, rows):
        summary = in_language(public["summary_en"], public["summary_zh"], language)
        feed.add_item(
            title=in_language(public["title_en"], public["title_zh"], language),
            link=public["url"],
            description=changed.get(public["record_id"], summary),
            unique_id=f"tag:{host},2026:{public['record_id']}:v{public['version']}",
            pubdate=datetime.fromisoformat(public["published_at"]),
            updateddate=datetime.fromisoformat(public["updated_at"]),
        )
    return feed.writeString("utf-8")


def changes_atom(entries: Iterable[ChangeEntry], title: str, address: str, page: str) -> str:
    """The feed of changes as text: `address` is the feed's own, `page` the page of the same, both with the host."""
    feed = _feed(title, address, page)
    host = urlsplit(address).hostname
    for entry in entries:
        change = entry.change
        feed.add_item(
            title=_("%(record)s: %(action)s") % {"record": _name(entry), "action": _action(entry)},
            link=f"{settings.SITE_URL}{entry.address}",
            description="\n".join(_sentences(entry)),
            unique_id=f"tag:{host},2026:change:{change.number}",
            pubdate=change.at,
            updateddate=change.at,
        )
    return feed.writeString("utf-8")


def _feed(title: str, address: str, page: str) -> Atom1Feed:
    chinese = is_chinese(get_language())
    return Atom1Feed(
        title=title,
        link=page,
        description=title,
        language="zh-Hans" if chinese else "en",
        author_name=settings.SITE_NAME_ZH if chinese else settings.SITE_NAME_EN,
        feed_url=address,
        feed_copyright=LICENCE,
    )


def _by_record_id(key_ids: list[int]) -> dict[str, str]:
    """What the latest version of each record changed, in one line; first versions are absent."""
    keys = RecordKey.objects.in_bulk(key_ids)
    return {keys[key_id].record_id: found.text for key_id, found in latest_words(list(keys.values())).items()}


def _name(entry: ChangeEntry) -> str:
    key: Any = entry.key
    if not entry.is_public:
        return f"{Kind(key.kind).label} {key.record_id}"
    return f"{key.title} ({key.record_id})"


def _action(entry: ChangeEntry) -> str:
    change = entry.change
    if change.merged_into is not None:
        return _("merged into %(id)s") % {"id": change.merged_into.record_id}
    action = str(change.get_action_display())
    return (
        action if entry.ends_it else _("%(action)s, version %(n)s") % {"action": action, "n": change.version}
    )


def _sentences(entry: ChangeEntry) -> Iterator[str]:
    """What changed line by line, the reason, and of a record that is gone its notice."""
    yield from (line.text for line in entry.lines)
    reason = [str(part) for part in (entry.reason_label, entry.reason_text) if part]
    if reason:
        yield _("Reason: %(reason)s") % {"reason": " · ".join(reason)}
    if entry.notice is not None:
        yield in_language(entry.notice["notice_en"], entry.notice["notice_zh"], get_language() or "en")
