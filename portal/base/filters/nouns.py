"""Filters whose values are rows of tables: shared nouns, records, the languages of sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model, Q, Subquery
from django.utils.translation import get_language

from portal.base.language import in_language
from portal.base.models import Record, RecordKey, Source
from portal.base.wording import language_name

from .filed import Then
from .keys import KeyFilter, Values, one_of


class NounFilter(KeyFilter):
    """Codes of shared nouns (countries, topics, organisations …): those that this reader may see."""

    def __init__(
        self,
        *nouns: type[Model],
        path: str = "",
        among: Q | None = None,
        always: Q | None = None,
        pinned: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.nouns = nouns
        self.path = path
        # Only these rows are values of this key.
        self.among = among or Q()
        # Rows a facet offers even where no record has them; `pinned` ones never stand behind "Show all".
        self.always = always
        self.pinned = pinned

    def known(self, values: list[str], reader: Any) -> set[str]:
        found: set[str] = set()
        for noun in self.nouns:
            missing = [value for value in values if value not in found]
            if missing:
                rows = noun._default_manager.visible_to(reader).filter(self.among, pk__in=missing)  # type: ignore[attr-defined]
                found.update(rows.values_list("pk", flat=True))
        return found

    def labels(self, values: Iterable[str] | None, reader: Any) -> dict[str, str]:
        language = get_language()
        wanted = None if values is None else list(values)
        found: dict[str, str] = {}
        for noun in self.nouns:
            rows = noun._default_manager.filter(self.among)
            if wanted is None:
                rows = rows.visible_to(reader)  # type: ignore[attr-defined]
            else:
                rows = rows.filter(Q(pk__in=wanted) | self.always if self.always else Q(pk__in=wanted))
            name = "title" if noun is Source else "name"
            for pk, english, chinese in rows.values_list("pk", f"{name}_en", f"{name}_zh"):
                found[pk] = in_language(english, chinese, language) or pk
        return found

    def pins(self) -> set[str]:
        """The codes that a facet always shows."""
        if not self.pinned or self.always is None:
            return set()
        rows = (noun._default_manager.filter(self.among, self.always) for noun in self.nouns)
        return {pk for found in rows for pk in found.values_list("pk", flat=True)}

    def parents(self) -> dict[str, str]:
        """{code: code of its parent}, of nouns that form a tree."""
        rows = self.nouns[0]._default_manager.filter(self.among, parent__isnull=False)
        return dict(rows.values_list("pk", "parent_id"))

    def narrow(self, rows: Any, values: Values) -> Any:
        if self.query:
            return super().narrow(rows, values)
        return one_of(rows, self.path or f"{self.key}_id", values[self.key])


class RecordFilter(KeyFilter):
    """Ids of records of one kind that this reader may see. Without `query` it compares the column of that name."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind = kind

    def known(self, values: list[str], reader: Any) -> set[str]:
        if isinstance(reader, Then):
            return reader.records(self.kind, values)
        rows = RecordKey.objects.visible_to(reader).filter(kind=self.kind, record_id__in=values)
        return set(rows.values_list("record_id", flat=True))

    def labels(self, values: Iterable[str] | None, reader: Any) -> dict[str, str]:
        rows = RecordKey.objects.visible_to(reader).filter(kind=self.kind)
        if values is not None:
            rows = rows.filter(record_id__in=list(values))
        language = get_language()
        found = rows.order_by("record_id").values_list("record_id", "title_en", "title_zh")
        return {record_id: in_language(english, chinese, language) for record_id, english, chinese in found}

    def narrow(self, rows: Any, values: Values) -> Any:
        if self.query:
            return super().narrow(rows, values)
        chosen = values[self.key]
        keys = RecordKey.objects.filter(record_id__in=chosen).values("id")
        return rows.filter(**{self.key: Subquery(keys)} if len(chosen) == 1 else {f"{self.key}__in": keys})


class LanguageFilter(KeyFilter):
    """Languages (BCP 47) that sources are written in; counted by the sources in them."""

    counted_in = "source"

    def known(self, values: list[str], reader: Any) -> set[str]:
        sources = Source.objects.visible_to(reader)
        return {value for value in values if sources.filter(language=value).exists()}

    def labels(self, values: Iterable[str] | None, reader: Any) -> dict[str, str]:
        rows = Source.objects.visible_to(reader).exclude(language="")
        found = (
            rows.order_by("language").values_list("language", flat=True).distinct()
            if values is None
            else values
        )
        return {code: language_name(code) for code in found}

    def codes(self, values: Iterable[str]) -> list[str]:
        return list(Source.objects.filter(language__in=list(values)).values_list("pk", flat=True))

    @property
    def is_filed(self) -> bool:
        return True

    def filed(
        self, model: type[Record], codes: Sequence[str] | None, marks: Sequence[str] | None = None
    ) -> list[str]:
        return [f"citations.source_language={code}" for code in codes or ()]
