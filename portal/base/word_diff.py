"""What differs between two texts, in the tokens a reader would mark: words, single Han characters, whole numbers.

Pure functions over text: joining what stayed with what was removed gives the old text, with what was added the new.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

SAME, DEL, INS = "same", "del", "ins"

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003fffd"
LETTERS = rf"(?:[^\W\d_{HAN}][\u0300-\u036f]*)+"  # a letter keeps the accents written after it
TOKEN = re.compile(
    rf"(?P<number>\d+(?:[.,]\d+)*)|(?P<word>{LETTERS}(?:['’]{LETTERS})*)|(?P<space>\s+)|(?P<sign>.)",
    re.DOTALL,
)
# Above this many tokens the matcher leaves frequent ones (spaces, “the”, 的) out of its search, to stay quick.
LONG = 3000
# Texts that share less than this part of their tokens are shown one after the other: marks in every second word
# would hide what each says.
LEAST_SHARED = 0.25


class Piece(NamedTuple):
    """A run of text: `mark` is "same", "del" (the old text only) or "ins" (the new text only)."""

    mark: str
    text: str


def tokens(text: str) -> list[str]:
    """The text cut into words, numbers, single Han characters, runs of white space and single signs."""
    return [match[0] for match in TOKEN.finditer(text)]


def word_diff(old: str, new: str) -> list[Piece]:
    """What became of the old text in the new one, in reading order; of a replaced run, what went comes first."""
    return diff_tokens(tokens(old), tokens(new))


def diff_tokens(old: Sequence[str], new: Sequence[str]) -> list[Piece]:
    """The same for texts that are cut already: the names of a list, say."""
    start = _shared_start(old, new)
    end = _shared_start(old[: start - 1 if start else None : -1], new[: start - 1 if start else None : -1])
    middle = old[start : len(old) - end], new[start : len(new) - end]
    pieces = [
        (SAME, "".join(old[:start])),
        *_middle(*middle),
        (SAME, "".join(old[len(old) - end :])),
    ]
    if _shared(pieces, old, new) < LEAST_SHARED:
        pieces = [(DEL, "".join(old)), (INS, "".join(new))]
    return list(_in_order(pieces))


def _shared_start(old: Sequence[str], new: Sequence[str]) -> int:
    count = 0
    for first, second in zip(old, new, strict=False):
        if first != second:
            break
        count += 1
    return count


def _middle(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    matcher = SequenceMatcher(None, old, new, autojunk=max(len(old), len(new)) > LONG)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield SAME, "".join(old[i1:i2])
        else:
            yield DEL, "".join(old[i1:i2])
            yield INS, "".join(new[j1:j2])


def _shared(pieces: Sequence[tuple[str, str]], old: Sequence[str], new: Sequence[str]) -> float:
    """The part of the longer text's letters and digits that stayed; 1 where there are none."""
    longest = max(_weight("".join(old)), _weight("".join(new)))
    stayed = sum(_weight(text) for mark, text in pieces if mark == SAME)
    return stayed / longest if longest else 1.0


def _weight(text: str) -> int:
    return sum(1 for letter in text if letter.isalnum())


def _in_order(pieces: Sequence[tuple[str, str]]) -> Iterator[Piece]:
    """Neighbours joined; white space between two changes goes with them, so that a phrase is marked as one."""
    gone, come = "", ""
    for place, (mark, text) in enumerate(pieces):
        if not text:
            continue
        if mark == DEL:
            gone += text
        elif mark == INS:
            come += text
        elif text.isspace() and (gone or come) and _changes_follow(pieces[place + 1 :]):
            gone, come = gone + text, come + text
        else:
            yield from _changed(gone, come)
            gone, come = "", ""
            yield Piece(SAME, text)
    yield from _changed(gone, come)


def _changes_follow(rest: Sequence[tuple[str, str]]) -> bool:
    return next((mark != SAME for mark, text in rest if text), False)


def _changed(gone: str, come: str) -> Iterator[Piece]:
    if gone:
        yield Piece(DEL, gone)
    if come:
        yield Piece(INS, come)
