"""The e-mail that brings somebody their unread notices and what waits for them; no notice is sent twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import connection
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import ngettext

from portal.base.language import in_language
from portal.base.models import Notice, NoticePreference
from portal.base.notices import notice_words
from portal.base.work_queue import QUEUES, desk_scope
from portal.base.writing import write_transaction

WAITING = ("to_review", "returned")
MOST = 50  # notices that a mail spells out


@dataclass
class Sent:
    """What a run did: how many mails went out, and to whom one could not be sent, with the reason."""

    mails: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)


def send_digests() -> Sent:
    """One mail to everybody who has an address, wants mail, and has unread notices that were not sent yet.

    Notices are marked as sent before the mail is handed over, and unmarked where that fails: two runs at once, or
    one that is cut off, never send the same twice.
    """
    sent = Sent()
    for person in people_to_write_to():
        notices = _claim(person)
        if not notices:
            continue
        try:
            _message(person, notices).send()
        except Exception as error:
            Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=None)
            if not isinstance(
                error, OSError
            ):  # smtplib's errors are among them; anything else is a fault of ours
                raise
            sent.failed.append((person.get_username(), str(error) or type(error).__name__))
            continue
        sent.mails += 1
    return sent


def people_to_write_to() -> QuerySet[Any]:
    """Active staff with an address who have not declined."""
    people = get_user_model()._default_manager.filter(is_active=True, is_staff=True).exclude(email="")
    people = people.filter(pk__in=_unsent(Notice.objects.all()).values("user"))
    declined = NoticePreference.objects.filter(by_mail=False).values("user")
    return people.exclude(pk__in=declined).select_related("desk", "notice_preference").order_by("pk")


def language_of(person: Any) -> str:
    """The language somebody chose for their mail; English where they have chosen none."""
    preference = getattr(person, "notice_preference", None)
    return preference.language if preference else "en"


def _unsent(notices: Any) -> QuerySet[Notice]:
    return notices.unread().filter(mailed_at__isnull=True)


def _claim(person: Any) -> list[Notice]:
    """The notices to send, marked as sent; of two runs at once, one gets each."""
    with write_transaction():
        found = _unsent(Notice.objects.filter(user=person)).order_by("pk").select_related("key")
        if connection.features.has_select_for_update_skip_locked:
            found = found.select_for_update(of=("self",), skip_locked=True)
        notices = list(found)
        Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(mailed_at=timezone.now())
    return notices


def _message(person: Any, notices: list[Notice]) -> EmailMessage:
    language = language_of(person)
    with translation.override(language):
        count = len(notices)
        site = in_language(settings.SITE_NAME_EN, settings.SITE_NAME_ZH, language)
        subject = ngettext("%(site)s: %(count)d notice", "%(site)s: %(count)d notices", count)
        context = {
            "person": person,
            "site": site,
            "site_address": settings.SITE_URL,
            "lines": [(notice, notice_words(notice)) for notice in notices[:MOST]],
            "more": max(0, count - MOST),
            "waiting": list(_waiting(person)),
        }
        body = render_to_string("admin/notices/digest.txt", context)
        return EmailMessage(subject % {"site": site, "count": count}, body, to=[person.email])


def _waiting(person: Any) -> Iterable[tuple[str, int, str]]:
    """(queue, how many, label) of what waits for this person at their desk."""
    scope = desk_scope(person)
    for queue in (QUEUES[name] for name in WAITING):
        count = queue.count(person, scope)[0] if queue.is_for(person) else 0
        if count:
            yield queue.name, count, str(queue.label)
