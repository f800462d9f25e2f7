"""What a starter record has to state: both languages, a source, countries and topics, who says each figure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from portal.base.codes import Quantifier
from portal.base.search.tokens import HAN
from portal.site.starter_files import Problem, Row, StarterFiles

PAIR = re.compile(r"(?P<name>.+)_(?P<language>en|zh)")
OTHER = {"en": "zh", "zh": "en"}
IS_HAN = re.compile(f"[{HAN}]")
RECORD_TEXTS = ("title", "summary")
EXCERPT_LONGEST = 60  # characters: an excerpt is a few words, never a sentence of the source
CITATION_FIELDS = {
    "source": "name the source by its id (SRC-…)",
    "locator": "state the section or page",
    "excerpt": "quote a few words of the source",
    "excerpt_language": "state the excerpt's language, such as zh-Hans",
    "excerpt_translation": "translate the excerpt",
    "translation_by": "state who translated it: ours or source",
}


def rule_problems(files: StarterFiles) -> Iterator[Problem]:
    """Everything that a row of its own fails to state; no query."""
    for row in files.nouns:
        yield from _languages(row, "", row.values, ("name",) if "name_en" in _fields(row) else ("title",))
    for row in files.records:
        yield from _languages(row, "", row.values, RECORD_TEXTS)
        for table, place, values in row.child_rows():
            yield from _languages(row, place, values, ("wording",) if table.name == "designations" else ())
            if table.name != "links" and any(column.name == "citation" for column in table.columns):
                yield from _cited(row, place, values)
        yield from _sourced(row)
        yield from _dated(row)
        yield from _classified(row)
        yield from _figures(row)


def _fields(row: Row) -> set[str]:
    return {field.name for field in row.model._meta.concrete_fields}


def _languages(row: Row, place: str, values: dict[str, Any], wanted: tuple[str, ...]) -> Iterator[Problem]:
    """A text in one language has its like in the other, in that language's script."""
    prefix = f"{place}." if place else ""
    stated = {match["name"] for key in values if (match := PAIR.fullmatch(key)) and values[key]}
    for name in sorted({*stated, *wanted}):
        for language, other in OTHER.items():
            key = f"{name}_{language}"
            text = str(values.get(key) or "")
            if not text.strip():
                beside = f"; {name}_{other} has it" if values.get(f"{name}_{other}") else ""
                yield row.problem(f"{prefix}{key}", f"a text is missing{beside}: write it in our own words")
            elif not _in_script(text, language):
                words = {"en": "English", "zh": "Chinese"}[language]
                yield row.problem(
                    f"{prefix}{key}", f"this is not {words}: “{text[:40]}”; write it in {words}"
                )


def _in_script(text: str, language: str) -> bool:
    """Signs and numbers alone are in any language; English may quote Chinese words, and the other way round."""
    if not any(letter.isalpha() for letter in text):
        return True
    han = sum(1 for letter in text if IS_HAN.match(letter))
    latin = sum(1 for letter in text if letter.isalpha() and not IS_HAN.match(letter))
    return han > 0 if language == "zh" else latin > han


def _sourced(row: Row) -> Iterator[Problem]:
    citations = row.values.get("citations")
    if not citations:
        yield row.problem("citations", "no source; cite one with its section and a few words of it")
    for table, place, values in row.child_rows():
        if table.name != "citations":
            continue
        for name, repair in CITATION_FIELDS.items():
            if not values.get(name):
                yield row.problem(f"{place}.{name}", f"blank; {repair}")
        length = len(str(values.get("excerpt") or ""))
        if length > EXCERPT_LONGEST:
            repair = f"{length} characters; a few words are enough, {EXCERPT_LONGEST} at most"
            yield row.problem(f"{place}.excerpt", repair)


def _cited(row: Row, place: str, values: dict[str, Any]) -> Iterator[Problem]:
    if not values.get("citation"):
        refs = [c.get("ref") for c in row.values.get("citations") or [] if isinstance(c, dict)]
        known = ", ".join(str(ref) for ref in refs if ref) or "none yet"
        repair = f"no source; name one of this record's citations ({known})"
        yield row.problem(f"{place}.citation", repair)


def _dated(row: Row) -> Iterator[Problem]:
    date, why = row.values.get("date"), row.values.get("undated_reason_en")
    if not date and not why:
        repair = "state the date as the source has it, or undated_reason_en and undated_reason_zh"
        yield row.problem("date", repair)
    elif date and why:
        repair = f"the record is dated {date}; leave out the reason why it has no date, or the date"
        yield row.problem("undated_reason_en", repair)


def _classified(row: Row) -> Iterator[Problem]:
    for name, noun in (("countries", "country with its role"), ("topics", "topic")):
        if not row.values.get(name):
            yield row.problem(name, f"none; name at least one {noun}")
    for table, place, values in row.child_rows():
        if table.name == "places" and not values.get("where_prec"):
            repair = "blank, which would be read as an exact place; state a code from 1 (exact) to 7"
            yield row.problem(f"{place}.where_prec", repair)


def _figures(row: Row) -> Iterator[Problem]:
    seen: dict[tuple[Any, ...], str] = {}
    for table, place, values in row.child_rows():
        if table.name != "figures":
            continue
        speaker = values.get("attributed_to_country") or values.get("attributed_to_organisation")
        if not speaker and values.get("source_voice") is not True:
            repair = (
                "nobody states this figure; name attributed_to_country or attributed_to_organisation, or say"
                " source_voice: true where the article states it as its own"
            )
            yield row.problem(f"{place}.source_voice", repair)
        elif speaker and values.get("source_voice"):
            repair = f"{speaker} states this figure, or the article in its own voice, not both; take one out"
            yield row.problem(f"{place}.source_voice", repair)
        if values.get("quantifier") == Quantifier.UNSPECIFIED and not values.get("wording_en"):
            repair = "a figure without a number needs the words used, in wording_en and wording_zh"
            yield row.problem(f"{place}.wording_en", repair)
        said = tuple(sorted((name, str(value)) for name, value in values.items() if name != "ref"))
        if said in seen:
            repair = f"the same claim as {seen[said]}; keep one, or say what sets them apart"
            yield row.problem(place, repair)
        seen.setdefault(said, place)
