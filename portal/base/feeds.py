"""Atom of a filtered list: the records last revised, newest first; an entry is one version of one record."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.db.models import QuerySet
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language

from portal.base.codes import Status
from portal.base.exports import LICENCE, About, documents
from portal.base.language import in_language
from portal.base.models import Record

ATOM_TYPE = "application/atom+xml; charset=utf-8"
ENTRIES = 50


def atom(model: type[Record], queryset: QuerySet, about: About) -> str:
    """The feed as text. Published records only, whoever asks: feed readers carry no session."""
    language = get_language() or "en"
    # A feed holds fifty entries; a slice of the ids keeps the rest of the list out of memory.
    newest = queryset.filter(status=Status.PUBLISHED).order_by("-updated_at", "-key_id")
    ids = list(newest.values_list("key_id", flat=True)[:ENTRIES])
    feed = Atom1Feed(
        title=about.sentence,
        link=about.address.replace(".atom", "/"),
        description=about.sentence,
        language="zh-Hans" if language.startswith("zh") else "en",
        feed_url=about.address,
        feed_copyright=LICENCE,
    )
    host = urlsplit(about.address).hostname
    rows = model.objects.filter(key_id__in=ids).order_by("-updated_at", "-key_id")  # type: ignore[attr-defined]
    for public in documents(model, rows):
        feed.add_item(
            title=in_language(public["title_en"], public["title_zh"], language),
            link=public["url"],
            description=in_language(public["summary_en"], public["summary_zh"], language),
            unique_id=f"tag:{host},2026:{public['record_id']}:v{public['version']}",
            pubdate=datetime.fromisoformat(public["published_at"]),
            updateddate=datetime.fromisoformat(public["updated_at"]),
        )
    return feed.writeString("utf-8")
