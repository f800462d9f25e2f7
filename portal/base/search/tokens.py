"""Text -> search tokens; pure functions, the same for what is stored and for what is asked.

Folding makes one of: full and half width, upper and lower case, Latin letters with and without diacritics,
traditional and simplified characters; quotation marks between Chinese characters are left out. A run of Chinese
characters becomes its overlapping pairs and its last character alone, so that any two neighbours are one token,
and any one character is the beginning of one. Any other run of letters or digits is a token as it stands.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from zhconv import zhconv

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003fffd"
RUN = re.compile(rf"([{HAN}]+)|[^\W_{HAN}]+")
# Chinese sets names in quotation marks without a space: “一带一路”地震减灾 is found by 一带一路地震.
MARKS_WITHIN = re.compile(rf"(?<=[{HAN}])[\"“”‘’「」『』《》〈〉]+(?=[{HAN}])")
LONGEST = 64  # characters of a token; PostgreSQL refuses lexemes above 2 kB
# Stands between fields, so that no phrase reaches from one into the next. No text and no query yields it.
GAP = "¶"


class Run(NamedTuple):
    """A run of folded text without separators: Chinese characters, or another word."""

    text: str
    han: bool


class _Folding(dict[int, str]):
    """What each character folds to, found out when it is first met; for `str.translate`."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> str:
    if "\u0300" <= character <= "\u036f":
        return (
            ""  # a mark that forms no letter with the one before it: a stress in Russian, a Latin diacritic
        )
    plain = unicodedata.normalize("NFKC", character).casefold()
    simplified = _simplified()
    return "".join(simplified.get(c) or c for c in map(_without_diacritics, plain))


@cache
def _simplified() -> dict[str, str]:
    """Traditional character: simplified; also whole words, which are not asked for."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # zhconv leaves its dictionary's file open
        return zhconv.getdict("zh-hans")


def _without_diacritics(character: str) -> str:
    base = unicodedata.normalize("NFD", character)[0]
    if base == character or not unicodedata.name(base, "").startswith("LATIN"):
        return character  # й and и, ё and е are different letters
    return base


_FOLDING = _Folding()


def compose(text: str) -> str:
    """Letters and their marks as one character each (NFC); folding then goes character by character."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """One spelling for what readers take to be the same; see the head of this module."""
    return text.lower() if text.isascii() else MARKS_WITHIN.sub("", compose(text).translate(_FOLDING))


def fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """Composed text folded, and for each folded character the position of the one it came from."""
    pieces = [_FOLDING[ord(character)] for character in text]
    offsets = [position for position, piece in enumerate(pieces) for _character in piece]
    folded = "".join(pieces)
    left_out = {place for match in MARKS_WITHIN.finditer(folded) for place in range(*match.span())}
    if not left_out:
        return folded, offsets
    kept = [place for place in range(len(folded)) if place not in left_out]
    return "".join(folded[place] for place in kept), [offsets[place] for place in kept]


def runs(text: str) -> Iterator[Run]:
    """The runs of a text, folded."""
    for match in RUN.finditer(fold(text)):
        yield Run(match[0], match[1] is not None)


def pairs(run: str) -> list[str]:
    """Overlapping pairs of a run: 安全合作 -> 安全 全合 合作."""
    return [first + second for first, second in zip(run, run[1:], strict=False)]


def tokens(text: str) -> list[str]:
    """The tokens stored for a text, in order."""
    found: list[str] = []
    for match in RUN.finditer(fold(text)):
        run = match[0]
        if match[1] is None:
            found.append(run if len(run) <= LONGEST else run[:LONGEST])
        else:
            found += pairs(run)
            found.append(run[-1])
    return found


def field_tokens(fields: Iterable[str]) -> list[str]:
    """The tokens of several fields with a gap between them."""
    found: list[str] = []
    for text in fields:
        if found:
            found.append(GAP)
        found += tokens(text)
    return found
