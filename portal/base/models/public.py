"""What readers get: the public text of each published record, and the ordered numbers of its changes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.codes import ChangeAction, Kind

from .keys import RecordKey
from .revisions import Revision


class PublicText(models.Model):
    """The public text of one published record as JSON, apart from the key so that keys stay narrow."""

    key = models.OneToOneField(
        RecordKey, on_delete=models.CASCADE, primary_key=True, related_name="public_text"
    )
    text = models.TextField()
    digest = models.CharField(max_length=32)
    # Set when something it shows has changed elsewhere; cleared by `refresh_texts`.
    stale = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["key"], condition=models.Q(stale=True), name="public_text_stale")]

    def __str__(self) -> str:
        return str(self.key_id)


class Change(models.Model):
    """One entry of the public change feed. Its number comes from a locked counter, so no reader skips one."""

    number = models.PositiveBigIntegerField(primary_key=True)
    key = models.ForeignKey(RecordKey, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=20, choices=Kind)
    action = models.CharField(_("action"), max_length=12, choices=ChangeAction)
    version = models.PositiveIntegerField()
    at = models.DateTimeField(_("time"))
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="changes")
    # The version that this one took the place of; none before the first, none of a withdrawal.
    before = models.ForeignKey(
        Revision, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    # A figure that readers had seen was changed, superseded or removed: what `/corrections/` lists.
    figures_changed = models.BooleanField(default=False)
    # Of a merged record: where it went. The key forgets that when the merge is undone; the feed does not.
    merged_into = models.ForeignKey(
        RecordKey, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["kind", "-number"], name="change_kind"),
            models.Index(fields=["action", "-number"], name="change_action"),
            models.Index(fields=["-number"], condition=models.Q(figures_changed=True), name="change_figures"),
            models.Index(
                fields=["kind", "-number"],
                condition=models.Q(figures_changed=True),
                name="change_figures_kind",
            ),
            models.Index(fields=["at", "number"], name="change_at"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.action} {self.key_id}"


class ChangeCounter(models.Model):
    """The last change number given, one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="change_counter_single")]

    def __str__(self) -> str:
        return str(self.last)
