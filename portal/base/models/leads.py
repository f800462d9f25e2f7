"""Leads: what a reader or an editor points at, before anybody has made a record or a change of it."""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base.codes import Kind, LeadOrigin, LeadStatus

from .keys import RecordKey
from .sources import normalise_url

SPACES = re.compile(r"\s+")
TOKEN_BYTES = 16
LONGEST_URL = 1000  # bytes once normalised: what an index takes
LONGEST_NOTE, LONGEST_CORRECTION = 2000, 1000  # characters
DECIDED = (LeadStatus.ACCEPTED, LeadStatus.REFUSED, LeadStatus.DUPLICATE)


def new_token() -> str:
    """What nobody guesses: 128 random bits in characters that an address may have."""
    return secrets.token_urlsafe(TOKEN_BYTES)


class LeadQuerySet(models.QuerySet):
    def waiting(self) -> LeadQuerySet:
        """Those that nobody has decided yet."""
        return self.filter(status=LeadStatus.NEW)

    def said_before(self, lead: Lead) -> LeadQuerySet:
        """Waiting leads that this one only repeats: about the same thing, with the same address or the same words."""
        same = lead.in_the_same_words
        if lead.url_normalised:
            same |= models.Q(url_normalised=lead.url_normalised, key=lead.key_id, field=lead.field)
        return self.waiting().filter(same).exclude(pk=lead.pk).order_by("created_at", "pk")

    def perhaps_same(self, lead: Lead) -> LeadQuerySet:
        """What an editor should look at before deciding: the same address anywhere, or the same field."""
        same = lead.in_the_same_words
        if lead.url_normalised:
            same |= models.Q(url_normalised=lead.url_normalised)
        if lead.key_id is not None:
            same |= models.Q(key=lead.key_id, field=lead.field)
        found = self.filter(same).exclude(pk=lead.pk).exclude(duplicate_of=lead.pk)
        return found.exclude(pk=lead.duplicate_of_id).order_by("-created_at", "-pk")


class Lead(models.Model):
    """An address and a note. Its status page is found by id and token; nothing else of it is ever public.

    Only `portal.base.leads` writes it. Nothing is kept of who sent a reader's report.
    """

    prefix = "LEA"

    id = models.CharField(_("id"), max_length=12, primary_key=True)
    token = models.CharField(max_length=43, unique=True, default=new_token, editable=False)
    origin = models.CharField(_("origin"), max_length=8, choices=LeadOrigin)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("noted by"),
    )
    kind = models.CharField(
        _("kind wanted"),
        max_length=20,
        choices=Kind,
        blank=True,
        default="",
        help_text=_("What should be recorded, where it is about no record yet."),
    )
    key = models.ForeignKey(
        RecordKey,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        db_index=False,
        verbose_name=_("record"),
        help_text=_("The record it is about, if there is one."),
    )
    field = models.CharField(_("field"), max_length=120, blank=True, default="", help_text="figures[f1].best")
    url = models.URLField(
        _("address"),
        max_length=LONGEST_URL,
        blank=True,
        default="",
        validators=[URLValidator(schemes=["http", "https"])],
    )
    url_normalised = models.CharField(max_length=LONGEST_URL, editable=False, default="", db_index=True)
    note = models.TextField(
        _("note"),
        max_length=LONGEST_NOTE,
        validators=[MaxLengthValidator(LONGEST_NOTE)],
        blank=True,
        default="",
    )
    correction = models.TextField(
        _("correction"),
        max_length=LONGEST_CORRECTION,
        validators=[MaxLengthValidator(LONGEST_CORRECTION)],
        blank=True,
        default="",
    )
    source_text = models.CharField(
        _("source in words"),
        max_length=500,
        blank=True,
        default="",
        help_text=_("Where there is no address: author, title, year, page."),
    )
    language = models.CharField(_("language"), max_length=12, default="en", editable=False)
    # Of what it says about which field of which record: the same for two leads that say the same.
    digest = models.CharField(max_length=64, editable=False, db_index=True)
    status = models.CharField(_("status"), max_length=10, choices=LeadStatus, default=LeadStatus.NEW)
    duplicate_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="duplicates"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="decided_leads",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason_en = models.CharField(_("answer (English)"), max_length=500, blank=True, default="")
    reason_zh = models.CharField(_("answer (Chinese)"), max_length=500, blank=True, default="")
    result = models.ForeignKey(
        RecordKey,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="resulted_from",
        verbose_name=_("resulting record"),
    )
    created_at = models.DateTimeField(_("received"), auto_now_add=True)

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        ordering = ["-created_at", "-id"]
        permissions = [("handle_lead", "Can accept and refuse leads")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=LeadStatus.values), name="lead_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(origin=LeadOrigin.EDITOR)
                | models.Q(origin=LeadOrigin.PUBLIC, author__isnull=True),
                name="lead_reader_is_nobody",
            ),
            models.CheckConstraint(
                condition=~models.Q(note="") | ~models.Q(url=""), name="lead_says_something"
            ),
            models.CheckConstraint(
                condition=models.Q(status=LeadStatus.NEW, decided_at__isnull=True)
                | models.Q(status__in=DECIDED, decided_at__isnull=False),
                name="lead_decided_has_time",
            ),
            models.CheckConstraint(
                condition=models.Q(status=LeadStatus.DUPLICATE, duplicate_of__isnull=False)
                | (~models.Q(status=LeadStatus.DUPLICATE) & models.Q(duplicate_of__isnull=True)),
                name="lead_duplicate_of_another",
            ),
            models.CheckConstraint(
                condition=~models.Q(duplicate_of=models.F("id")), name="lead_no_duplicate_of_itself"
            ),
            models.CheckConstraint(
                condition=models.Q(status=LeadStatus.ACCEPTED, result__isnull=False)
                | (~models.Q(status=LeadStatus.ACCEPTED) & models.Q(result__isnull=True)),
                name="lead_accepted_has_result",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=LeadStatus.REFUSED, reason_en="", reason_zh=""),
                name="lead_refused_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-created_at"], name="lead_status"),
            models.Index(fields=["key", "field"], name="lead_key"),
        ]

    def __str__(self) -> str:
        return self.pk

    def clean(self) -> None:
        super().clean()
        if not (self.note or self.url):
            raise ValidationError({"note": _("A note or an address.")})
        if self.url and len(normalise_url(self.url).encode()) > LONGEST_URL:
            raise ValidationError({"url": _("This address is too long.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.url_normalised = normalise_url(self.url) if self.url else ""
        said = (self.key_id, self.field, self.note, self.correction)
        folded = [SPACES.sub(" ", str(part or "")).strip().casefold() for part in said]
        self.digest = hashlib.sha256("\n".join(folded).encode()).hexdigest()
        super().save(*args, **kwargs)

    @property
    def in_the_same_words(self) -> models.Q:
        """Leads that say word for word the same of the same field; none where there are no words to compare."""
        return models.Q(digest=self.digest) if self.note else models.Q(pk__in=[])

    @property
    def first(self) -> Lead:
        """The lead whose decision holds for this one: itself, or the one it repeats."""
        return self.duplicate_of or self
