from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from portal.base import dates
from portal.base.codes import Status

from .children import RecordCountry, RecordOrganisation, RecordPlace, RecordTopic
from .citations import Citation
from .dated import Dated
from .figures import Figure
from .keys import RecordKey, VisibleQuerySet
from .links import Link

UNDATED = models.Q(date="")


class RecordQuerySet(VisibleQuerySet):
    """Queries in domain words; each narrows, none joins rows twice."""

    def newest_first(self) -> RecordQuerySet:
        return self.order_by("-sort_date", "-key_id")

    def possibly_in(
        self, start: date | None, end: date | None, *, or_undated: bool = False
    ) -> RecordQuerySet:
        """What may have happened between two days (either may be None): intervals that overlap them."""
        return self.filter(_possibly_in(start, end) | (UNDATED if or_undated else models.Q()))

    def surely_in(self, start: date | None, end: date | None, *, or_undated: bool = False) -> RecordQuerySet:
        """What surely happened between two days: known bounds inside them, not approximate, not an announcement."""
        return self.filter(_surely_in(start, end) | (UNDATED if or_undated else models.Q()))

    def undated(self) -> RecordQuerySet:
        # The second condition says the same, to the index.
        return self.filter(UNDATED, sort_date=dates.UNDATED_SORT_DATE)

    def of_countries(self, codes: list[str], roles: list[str] | None = None) -> RecordQuerySet:
        rows = RecordCountry.objects.filter(key=OuterRef("key_id"))
        if codes:
            rows = rows.filter(country__in=codes)
        if roles:
            rows = rows.filter(role__in=roles)
        return self.filter(Exists(rows))

    def about(self, topic_paths: list[str]) -> RecordQuerySet:
        """With one of these topics or a topic below it (paths as `Topic.path`)."""
        below = models.Q()
        for path in topic_paths:
            below |= models.Q(topic__path__startswith=path)
        return self.filter(Exists(RecordTopic.objects.filter(below, key=OuterRef("key_id"))))

    def within(self, place_paths: list[str]) -> RecordQuerySet:
        below = models.Q()
        for path in place_paths:
            below |= models.Q(place__path__startswith=path)
        return self.filter(Exists(RecordPlace.objects.filter(below, key=OuterRef("key_id"))))

    def with_organisations(self, ids: list[str]) -> RecordQuerySet:
        rows = RecordOrganisation.objects.filter(key=OuterRef("key_id"), organisation__in=ids)
        return self.filter(Exists(rows))

    def with_parties(self, ids: list[str], role: str) -> RecordQuerySet:
        """With one of these countries or organisations in a role that both may have (host, participant, member)."""
        countries = RecordCountry.objects.filter(key=OuterRef("key_id"), role=role, country__in=ids)
        bodies = RecordOrganisation.objects.filter(key=OuterRef("key_id"), role=role, organisation__in=ids)
        return self.filter(Exists(countries) | Exists(bodies))

    def with_figures_stated_by(self, ids: list[str]) -> RecordQuerySet:
        """With a figure that one of these countries or organisations states, whatever became of it."""
        stated = models.Q(attributed_to_country__in=ids) | models.Q(attributed_to_organisation__in=ids)
        return self.filter(Exists(Figure.objects.filter(stated, key=OuterRef("key_id"))))

    def placed_with(self, precisions: list[str]) -> RecordQuerySet:
        """With a place known as exactly as that (codes of `where_prec`)."""
        return self.filter(
            Exists(RecordPlace.objects.filter(key=OuterRef("key_id"), where_prec__in=precisions))
        )

    def linked_to(self, record_ids: list[str], types: list[str]) -> RecordQuerySet:
        """With a link of one of these types to one of these records."""
        links = Link.objects.filter(key=OuterRef("key_id"), type__in=types, to__record_id__in=record_ids)
        return self.filter(Exists(links))

    def citing(self, source_ids: list[str]) -> RecordQuerySet:
        return self.filter(Exists(Citation.objects.filter(key=OuterRef("key_id"), source__in=source_ids)))

    def citing_in(self, languages: list[str]) -> RecordQuerySet:
        """With a source in one of these languages (BCP 47)."""
        return self.filter(
            Exists(Citation.objects.filter(key=OuterRef("key_id"), source__language__in=languages))
        )


def _possibly_in(start: date | None, end: date | None) -> models.Q:
    found = ~UNDATED
    if start is not None:
        found &= models.Q(date_latest__gte=start) | models.Q(date_latest__isnull=True)
    if end is not None:
        found &= models.Q(date_earliest__lte=end) | models.Q(date_earliest__isnull=True)
    return found


def _surely_in(start: date | None, end: date | None) -> models.Q:
    found = ~UNDATED & ~models.Q(date__contains="~") & models.Q(date_kind="event")
    if start is not None:
        found &= models.Q(date_earliest__gte=start)
    if end is not None:
        found &= models.Q(date_latest__lte=end)
    return found


class Record(Dated):
    """What all kinds share. `status`, `sort_date` and `updated_at` are the key's, copied for the indexes."""

    kind: ClassVar[str]
    # Columns that rules derive: in no document that people edit, in every public text.
    derived: ClassVar[tuple[str, ...]] = ()
    # Child tables of the kind's own, beside those every record has: {name in the document: related name}.
    own_children: ClassVar[dict[str, str]] = {}
    # Records of other tables that point here and that readers see with this one: reverse relation names.
    shown_with: ClassVar[tuple[str, ...]] = ()
    country_roles: ClassVar[tuple[str, ...]] = ()

    key = models.OneToOneField(
        RecordKey, on_delete=models.PROTECT, primary_key=True, related_name="%(class)s", editable=False
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT, editable=False)
    sort_date = models.DateField(default=dates.UNDATED_SORT_DATE, editable=False)
    updated_at = models.DateTimeField(null=True, editable=False)

    title_en = models.CharField(_("title (English)"), max_length=300, blank=True, default="")
    title_zh = models.CharField(_("title (Chinese)"), max_length=300, blank=True, default="")
    summary_en = models.TextField(_("summary (English)"), blank=True, default="")
    summary_zh = models.TextField(_("summary (Chinese)"), blank=True, default="")
    note_en = models.TextField(
        _("note for readers (English)"),
        blank=True,
        default="",
        help_text=_("Contradictions in a source, caveats."),
    )
    note_zh = models.TextField(_("note for readers (Chinese)"), blank=True, default="")
    editorial_note = models.TextField(
        _("editorial note"), blank=True, default="", help_text=_("Never public.")
    )
    date_text = models.CharField(
        _("date in the source's words"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("Only where they matter."),
    )
    undated_reason_en = models.CharField(
        _("why it has no date (English)"), max_length=300, blank=True, default=""
    )
    undated_reason_zh = models.CharField(
        _("why it has no date (Chinese)"), max_length=300, blank=True, default=""
    )

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.key) if self.key_id else (self.title_en or self.title_zh)

    @property
    def record_id(self) -> str:
        return self.key.record_id

    def set_interval(self) -> None:
        super().set_interval()
        self.sort_date = dates.sort_date(dates.parse(self.date))

    def clean(self) -> None:
        super().clean()
        if not (self.title_en or self.title_zh):
            raise ValidationError({"title_en": _("A title in one language at least.")})

    def check_tree(self) -> None:
        """Refuse parents that go in a circle; only kinds with a parent have something to check."""

    def derive(self, document: dict[str, Any]) -> None:
        """Fill the kind's derived columns from its document; kinds with figures rules override it."""

    def publication_problems(self, document: dict[str, Any]) -> list[tuple[str, str]]:
        """What keeps this record from being published: (field, words). Kinds add their own."""
        problems: list[tuple[str, str]] = []
        if not (document.get("title_en") or document.get("title_zh")):
            problems.append(("title_en", str(_("A title in one language at least."))))
        dated = document.get("date") or document.get("undated_reason_en") or document.get("undated_reason_zh")
        if not dated:
            problems.append(("date", str(_("A date, or the reason why there is none."))))
        if not document.get("citations"):
            problems.append(("citations", str(_("At least one source."))))
        return problems


def list_indexes(prefix: str, *columns: str) -> list[models.Index]:
    """Indexes every kind's lists walk: by date and by revision, alone and behind each filtered column."""
    indexes = [
        models.Index(fields=["status", "-sort_date", "-key"], name=f"{prefix}_date"),
        models.Index(fields=["status", "-updated_at", "-key"], name=f"{prefix}_updated"),
    ]
    for column in columns:
        name = f"{prefix}_{column.replace('_type', '_t')}"[:30]
        indexes.append(models.Index(fields=["status", column, "-sort_date", "-key"], name=name))
    return indexes
