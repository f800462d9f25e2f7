from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.codes import Action, Kind, ReasonCode, Status

from .keys import RecordKey


class ImportBatch(models.Model):
    """One import: who, when, from which file; its revisions point here."""

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="import_batches",
    )
    created_at = models.DateTimeField(_("imported"), auto_now_add=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, blank=True, default="")
    file_name = models.CharField(_("file"), max_length=255, blank=True, default="")
    note = models.CharField(_("note"), max_length=500, blank=True, default="")
    created = models.PositiveIntegerField(_("new"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("same"), default=0)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.created_at:%Y-%m-%d})"


class Revision(models.Model):
    """The whole record as one document, after one write. Never changed once written."""

    key = models.ForeignKey(RecordKey, on_delete=models.PROTECT, related_name="revisions")
    sequence = models.PositiveIntegerField(_("revision"))
    version = models.PositiveIntegerField(_("version"), null=True, blank=True)
    action = models.CharField(_("action"), max_length=12, choices=Action)
    status = models.CharField(_("status"), max_length=12, choices=Status)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="revisions"
    )
    created_at = models.DateTimeField(_("time"))
    reason_code = models.CharField(_("reason"), max_length=20, choices=ReasonCode, blank=True, default="")
    reason_text = models.CharField(_("reason in words"), max_length=500, blank=True, default="")
    document = models.TextField(_("document"))
    # Of a version only: the text readers got, frozen, and from when until when it was the one they got.
    public_text = models.TextField(blank=True, default="")
    published_from = models.DateTimeField(null=True, blank=True)
    published_until = models.DateTimeField(null=True, blank=True)
    batch = models.ForeignKey(
        ImportBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="revisions"
    )

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["key", "sequence"], name="revision_sequence_once"),
            models.UniqueConstraint(
                fields=["key", "version"],
                condition=models.Q(version__isnull=False),
                name="revision_version_once",
            ),
            models.CheckConstraint(
                condition=models.Q(version__isnull=True) | models.Q(published_from__isnull=False),
                name="revision_version_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["published_from", "published_until"], name="revision_as_of"),
            models.Index(fields=["key", "published_from"], name="revision_key_as_of"),
        ]

    def __str__(self) -> str:
        return f"{self.key.record_id} r{self.sequence}"


class NounRevision(models.Model):
    """A shared noun after one write: country, place, organisation, source, topic or a code list's row."""

    noun = models.CharField(max_length=20)
    noun_id = models.CharField(max_length=60)
    sequence = models.PositiveIntegerField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="noun_revisions",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    reason_text = models.CharField(max_length=500, blank=True, default="")
    document = models.TextField()

    class Meta:
        verbose_name = _("revision of a noun")
        verbose_name_plural = _("revisions of nouns")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["noun", "noun_id", "sequence"], name="noun_revision_sequence_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.noun_id} r{self.sequence}"
