"""Where a found text matches: pieces for <mark>, and the passage that shows why a record was found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from portal.base.documents import Document
from portal.base.language import is_chinese
from portal.base.search.entries import body_texts
from portal.base.search.terms import Term, terms_of
from portal.base.search.tokens import HAN, compose, fold_with_offsets

Pieces = list[tuple[str, bool]]

PASSAGE_LENGTH = {True: 70, False: 180}  # characters: Chinese, other languages
BEFORE = 0.3  # of a passage stands before its first match


@dataclass(frozen=True)
class Passage:
    """A piece of one text in which the query was found: of which field or table of rows, in which language.

    `language` is `en` or `zh`, or blank where the record does not say.
    """

    field: str
    language: str
    pieces: Pieces


def marks(text: str, query: str) -> Pieces:
    """The text in pieces, each with whether it matches; joined they give the text."""
    text = compose(text)
    return _pieces(text, _spans(text, terms_of(query)), 0, len(text))


def passage(public: Document, query: str, language: str | None = None) -> Passage | None:
    """The passage of a public text that shows most of the query, in the reader's language where both do.

    None where only the title, or another name of a place or an organisation, matches.
    """
    terms = [term for term in terms_of(query) if not term.one_character]
    chinese = is_chinese(language)
    best: tuple[tuple[int, bool], Passage, str, list[tuple[int, int]]] | None = None
    for name, written_in, text in body_texts(public):
        composed = compose(text)
        found = [spans for term in terms if (spans := list(_spans_of(composed, [term])))]
        if not found:
            continue
        readable = is_chinese(written_in) == chinese if written_in else composed.isascii() != chinese
        rank = (len(found), readable)
        if best is None or rank > best[0]:
            spans = _merged(span for spans in found for span in spans)
            best = (rank, Passage(name, written_in, []), composed, spans)
    if best is None:
        return None
    _rank, shown, text, spans = best
    start, end = _window(text, spans[0])
    pieces = _pieces(text, spans, start, end)
    if start:
        pieces.insert(0, ("…", False))
    if end < len(text):
        pieces.append(("…", False))
    return replace(shown, pieces=pieces)


def _spans(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    return _merged(_spans_of(text, terms))


def _spans_of(text: str, terms: Sequence[Term]) -> Iterator[tuple[int, int]]:
    """(start, end) of each match in composed text."""
    if not terms:
        return
    folded, offsets = fold_with_offsets(text)
    for term in terms:
        for match in re.finditer(term.pattern, folded):
            yield offsets[match.start()], offsets[match.end() - 1] + 1


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _pieces(text: str, spans: Sequence[tuple[int, int]], start: int, end: int) -> Pieces:
    pieces: Pieces = []
    position = start
    for first, last in spans:
        if last <= start or first >= end:
            continue
        first, last = max(first, start), min(last, end)
        if first > position:
            pieces.append((text[position:first], False))
        pieces.append((text[first:last], True))
        position = last
    if position < end:
        pieces.append((text[position:end], False))
    return pieces


def _window(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """Start and end of a passage around a match, at the edges of words where there are any."""
    chinese = re.search(f"[{HAN}]", text[max(0, span[0] - 5) : span[1] + 5]) is not None
    length = PASSAGE_LENGTH[chinese]
    if len(text) <= length:
        return 0, len(text)
    start = min(max(0, span[0] - int(length * BEFORE)), len(text) - length)
    end = max(start + length, span[1])
    if start:
        edge = text.find(" ", start, span[0])
        start = edge + 1 if 0 <= edge < start + 20 else start
    if end < len(text):
        edge = text.rfind(" ", span[1], end)
        end = edge if edge > end - 20 else end
    return start, end
