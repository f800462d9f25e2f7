from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.base.codes import SourceControl, SourceScale, SourceType
from portal.base.language import in_language

from .fields import EDTFField
from .nouns import NounQuerySet

TRACKING = ("utm_", "fbclid", "gclid", "yclid", "spm", "from_source")


class LinkNote(models.TextChoices):
    """What a check of an address met, beside the server's answer."""

    NO_SUCH_HOST = "no_such_host", _("There is no such host.")
    NOT_RESOLVED = "not_resolved", _("The host's name was not found just now.")
    NOT_REACHED = "not_reached", _("The host was not reached.")
    NO_ANSWER = "no_answer", _("No answer in time.")
    REFUSED = "refused", _("The host took no connection.")
    UNSAFE = "unsafe", _("The host's certificate is not valid.")
    BROKEN = "broken", _("The answer was no proper one.")
    REDIRECTS = "redirects", _("It leads from one address to the next without end.")
    PRIVATE = "private", _("Not visited: it leads into a private network.")
    NO_WEB_ADDRESS = "no_web_address", _("Not visited: no address of a web page.")


def normalise_url(url: str) -> str:
    """One address for one page: scheme and host in lower case, no fragment, no tracking parameters."""
    parts = urlsplit(url.strip())
    query = [
        (k, v)
        for k, v in parse_qsl(parts.query, keep_blank_values=True)
        if not k.lower().startswith(TRACKING)
    ]
    host = parts.netloc.lower()
    path = parts.path if parts.path != "/" else ""
    return urlunsplit((parts.scheme.lower(), host, path, urlencode(query), ""))


class Source(models.Model):
    """Where a statement was read. Document, publisher and author are apart."""

    noun = "source"
    prefix = "SRC"

    id = models.CharField(_("id"), max_length=12, primary_key=True, blank=True)
    title_en = models.CharField(_("title (English)"), max_length=500, blank=True, default="")
    title_zh = models.CharField(_("title (Chinese)"), max_length=500, blank=True, default="")
    author = models.CharField(_("author"), max_length=300, blank=True, default="")
    publisher = models.ForeignKey(
        "portal.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="published_sources",
    )
    published = EDTFField(_("published"))
    language = models.CharField(
        _("language"), max_length=12, blank=True, default="", help_text=_("BCP 47: zh-Hans, ru")
    )
    source_type = models.CharField(_("type"), max_length=20, choices=SourceType, blank=True, default="")
    control = models.CharField(_("control"), max_length=12, choices=SourceControl, blank=True, default="")
    source_scale = models.CharField(_("scale"), max_length=14, choices=SourceScale, blank=True, default="")
    url = models.URLField(_("address"), max_length=1000, blank=True, default="")
    url_normalised = models.CharField(max_length=1000, editable=False, default="", db_index=True)
    archive_url = models.URLField(_("archived copy"), max_length=1000, blank=True, default="")
    archived_on = models.DateField(_("archived on"), null=True, blank=True)
    # What the last check of the address found (`check_links`); no part of the source's own history.
    last_checked = models.DateField(_("last checked"), null=True, blank=True)
    http_status = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True, editable=False)
    dead_since = models.DateField(_("dead since"), null=True, blank=True, editable=False)
    check_note = models.CharField(
        _("what the check met"), max_length=16, choices=LinkNote, blank=True, default="", editable=False
    )
    note_en = models.TextField(_("note (English)"), blank=True, default="")
    note_zh = models.TextField(_("note (Chinese)"), blank=True, default="")

    objects = NounQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["dead_since"], condition=models.Q(dead_since__isnull=False), name="source_dead"
            )
        ]

    def __str__(self) -> str:
        return in_language(self.title_en, self.title_zh, get_language()) or self.url or self.pk

    def save(self, *args: Any, **kwargs: Any) -> None:
        before, self.url_normalised = self.url_normalised, normalise_url(self.url) if self.url else ""
        if before and before != self.url_normalised:  # what was found out is of another address
            self.last_checked = self.http_status = self.dead_since = None
            self.check_note = ""
        super().save(*args, **kwargs)

    @classmethod
    def published_use(cls) -> models.Q:
        from .citations import Citation

        cited = Citation.objects.filter(source=models.OuterRef("pk"), key__status="published")
        repeated = Citation.objects.filter(repeats=models.OuterRef("pk"), key__status="published")
        return models.Q(models.Exists(cited)) | models.Q(models.Exists(repeated))

    def same_address(self) -> NounQuerySet:
        """Other sources with this address: a second use is warned of, not refused."""
        if not self.url:
            return type(self).objects.none()
        return type(self).objects.filter(url_normalised=normalise_url(self.url)).exclude(pk=self.pk)
