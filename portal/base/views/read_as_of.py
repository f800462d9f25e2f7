"""A record's page as of an earlier moment: the text of then, a bar that says so, links and citations of that time."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import http_date
from django.utils.translation import gettext as _

from portal.base import history
from portal.base.codes import Status, record_path
from portal.base.documents import Document, loads
from portal.base.filters import AS_OF, moment_words
from portal.base.models import RecordKey, Version
from portal.base.wording import address_of

from .moments import asked_moment, at_the_same_time


class ReadAsOf:
    """Mixed into the page of a record. `as_of` is the moment as the address has it; blank and None for today."""

    reads_as_of: ClassVar[bool] = True

    request: HttpRequest
    kwargs: dict[str, Any]
    key: RecordKey
    version: int | None

    as_of: str = ""
    moment: datetime | None = None
    row: Version | None = None

    def asks_for_then(self) -> bool:
        """Whether the address asks for an earlier moment; a fixed version has its own."""
        return self.reads_as_of and self.version is None and bool(asked_moment(self.request)[0])

    def get_then(self) -> HttpResponse:
        """The page as of the moment; 400 and 404 say what is wrong with it."""
        self.as_of, self.moment, words = asked_moment(self.request)
        if self.moment is None:
            return self.refuse(words, 400)
        key = self.find(RecordKey.objects.all())  # type: ignore[attr-defined]
        if key is not None and history.is_taken_back(key):
            return self.withdrawn()  # type: ignore[attr-defined,no-any-return]
        self.row = None if key is None else history.as_of(self.moment).filter(key=key).first()
        if key is None or self.row is None:
            told = {"id": self.kwargs["record_id"], "moment": moment_words(self.as_of)}
            return self.refuse(_("%(id)s was not public as of %(moment)s.") % told, 404)
        self.key = key
        etag = ""
        if not settings.DEBUG:
            state = f"{self.row.pk}-{key.status}-{self.row.published_until is None}"
            etag = self.etag_of(state, self.as_of)  # type: ignore[attr-defined]
        answer: HttpResponse = self.answer(etag, self.text_then)  # type: ignore[attr-defined]
        answer.headers["Memento-Datetime"] = http_date(self.moment.timestamp())
        return answer

    def text_then(self) -> Document:
        """What readers got then; it leads to other records as of the same moment."""
        assert self.row is not None
        texts = history.texts_of_versions([self.row.pk])
        record = loads(at_the_same_time(texts, self.as_of)[0])
        return record | {"url": record_path(self.key.kind, self.key.record_id)}

    def refuse(self, words: str, status: int) -> HttpResponse:
        """A page in words, with the way to the record of today for whom it is public."""
        today = self.find(RecordKey.objects.published())  # type: ignore[attr-defined]
        return render(self.request, "record/not_then.html", {"words": words, "today": today}, status=status)

    def context_then(self) -> dict[str, Any]:
        """What the bar across the top says; nothing for the record of today."""
        if self.row is None:
            return {}
        into = self.key.merged_into
        return {
            "as_of": self.as_of,
            "as_of_query": urlencode({AS_OF: self.as_of}),
            "as_of_words": moment_words(self.as_of),
            "today_address": address_of(record_path(self.key.kind, self.key.record_id)),
            "withdrawn_since": self.key.status == Status.WITHDRAWN,
            "withdrawal": {"reason_en": self.key.withdrawal_en, "reason_zh": self.key.withdrawal_zh},
            "merged_into": into,
            "merged_address": address_of(record_path(into.kind, into.record_id)) if into else "",
            "same_today": self.row.published_until is None,
        }
