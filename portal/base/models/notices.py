"""What an editor is told: about their own work, and about what waits at their desk."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.codes import Pending, Status

from .keys import RecordKey
from .revisions import Revision


class NoticeOf(models.TextChoices):
    """What happened."""

    RETURNED = "returned", _("Record returned")
    PUBLISHED = "published", _("Record published")
    CHANGE_RETURNED = "change_returned", _("Change returned")
    CHANGE_APPROVED = "change_approved", _("Change approved")
    CHANGE_REFUSED = "change_refused", _("Change refused")
    WAITS = "waits", _("Record waits for review")
    CHANGE_WAITS = "change_waits", _("Change waits for review")


class NoticeQuerySet(models.QuerySet):
    def unread(self) -> Any:
        """Those that still say something: what waited and was decided meanwhile does not."""
        one = ~models.Q(params__has_key="count")  # of several records some may still wait
        decided = models.Q(what=NoticeOf.WAITS) & one & ~models.Q(key__status=Status.IN_REVIEW)
        decided |= models.Q(what=NoticeOf.CHANGE_WAITS, revision__isnull=False) & ~models.Q(
            revision__pending=Pending.OPEN
        )
        return self.filter(read_at__isnull=True).exclude(decided)


class Notice(models.Model):
    """One thing that one person is told. Worded when it is read, in the reader's language (`portal.base.notices`)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", db_index=False
    )
    key = models.ForeignKey(RecordKey, on_delete=models.CASCADE, related_name="notices", db_index=False)
    revision = models.ForeignKey(
        Revision, on_delete=models.CASCADE, null=True, blank=True, related_name="+", db_index=False
    )
    what = models.CharField(max_length=16, choices=NoticeOf)
    # who: the name of who did it; reason; and of several records at once, count and the first ids.
    params = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_user"),
            models.Index(fields=["user"], condition=models.Q(read_at__isnull=True), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.what} {self.key_id}"


class NoticePreference(models.Model):
    """Whether somebody wants their notices by e-mail, and in which language. Who has none wants them, in English."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="notice_preference"
    )
    by_mail = models.BooleanField(_("by e-mail"), default=True)
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, default="en")

    class Meta:
        verbose_name = _("notice preference")
        verbose_name_plural = _("notice preferences")

    def __str__(self) -> str:
        return str(self.user_id)
