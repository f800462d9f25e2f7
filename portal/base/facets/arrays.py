"""The codes of many records as small arrays. Arrays are never changed: a newer table has newer arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
NONE = -1  # of a row without a code


@dataclass
class Vocabulary:
    """The codes met so far and their numbers. It only grows, so that older arrays stay readable."""

    codes: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, code: str | None) -> int:
        if code is None or code == "":
            return NONE
        found = self.numbers.get(code)
        if found is None:
            found = len(self.codes)
            self.codes.append(code)
            self.numbers[code] = found
        return found

    def chosen(self, codes: Iterable[str], size: int) -> Mask:
        """True at the numbers of these codes; the last place, for rows without a code, stays false."""
        table = np.zeros(size + 1, dtype=bool)
        for code in codes:
            number = self.numbers.get(code, size)
            if number < size:
                table[number] = True
        return table


class OneCode:
    """One code a row."""

    def __init__(self, words: Vocabulary, codes: NDArray[np.int32]) -> None:
        self.words, self.codes = words, codes

    @classmethod
    def of(cls, words: Vocabulary, codes: Iterable[str | None]) -> OneCode:
        return cls(words, np.array([words.number(code) for code in codes], dtype=np.int32))

    def mask(self, chosen: Sequence[str]) -> Mask:
        found: Mask = self.words.chosen(chosen, len(self.words.codes))[self.codes]
        return found

    def counts(self, within: Mask) -> dict[str, int]:
        numbers = np.bincount(self.codes[within] + 1, minlength=len(self.words.codes) + 1)[1:]
        return dict(zip(self.words.codes, numbers.tolist(), strict=False))

    def merged(self, kept: NDArray[np.intp], part: OneCode, order: NDArray[np.intp]) -> OneCode:
        """These rows (`kept`), then those of `part`, brought into `order`."""
        return OneCode(self.words, np.concatenate([self.codes[kept], part.codes])[order])


class ManyCodes:
    """Any number of codes a row, each once, with the roles it stands in as bits. A row may have roles without a code.

    The three arrays run in parallel: the row, the number of its code, its roles.
    """

    def __init__(
        self,
        words: Vocabulary,
        size: int,
        rows: NDArray[np.int32],
        codes: NDArray[np.int32],
        bits: NDArray[np.uint32],
        roles: Mapping[str, int],
    ) -> None:
        self.words, self.size, self.roles = words, size, roles
        self.rows, self.codes, self.bits = rows, codes, bits
        self._closed: tuple[Mapping[str, str], ManyCodes] | None = None

    @classmethod
    def of(
        cls,
        words: Vocabulary,
        size: int,
        found: Iterable[tuple[int, str | None, str | None]],
        roles: Sequence[str] = (),
    ) -> ManyCodes:
        """From (row, code, role) in any order, with repeats."""
        bit_of = {role: 1 << place for place, role in enumerate(roles)}
        merged: dict[tuple[int, int], int] = {}
        for row, code, role in found:
            pair = (row, words.number(code))
            merged[pair] = merged.get(pair, 0) | bit_of.get(role or "", 0)
        count = len(merged)
        rows = np.fromiter((row for row, _code in merged), dtype=np.int32, count=count)
        codes = np.fromiter((code for _row, code in merged), dtype=np.int32, count=count)
        bits = np.fromiter(merged.values(), dtype=np.uint32, count=count)
        return cls(words, size, rows, codes, bits, bit_of)

    def _in_roles(self, roles: Sequence[str] | None) -> Mask | None:
        """Which pairs stand in one of these roles; None for all."""
        if roles is None:
            return None
        wanted = np.uint32(sum(self.roles.get(role, 0) for role in set(roles)))
        return (self.bits & wanted) != 0

    def _chosen(self, codes: Sequence[str] | None) -> Mask | None:
        if codes is None:
            return None
        found: Mask = self.words.chosen(codes, len(self.words.codes))[self.codes]
        return found

    def mask(self, chosen: Sequence[str] | None, roles: Sequence[str] | None = None) -> Mask:
        """Rows with one of these codes in one of these roles; None means any."""
        pairs = _both(self._chosen(chosen), self._in_roles(roles))
        found = np.zeros(self.size, dtype=bool)
        found[self.rows if pairs is None else self.rows[pairs]] = True
        return found

    def counts(self, within: Mask, roles: Sequence[str] | None = None) -> dict[str, int]:
        """Rows within a mask by code, where it stands in one of these roles; every (row, code) is there once."""
        pairs = within[self.rows] & (self.codes != NONE)
        in_roles = self._in_roles(roles)
        if in_roles is not None:
            pairs &= in_roles
        numbers = np.bincount(self.codes[pairs], minlength=len(self.words.codes))
        return dict(zip(self.words.codes, numbers.tolist(), strict=False))

    def role_counts(self, within: Mask, chosen: Sequence[str] | None = None) -> dict[str, int]:
        """Rows within a mask by role, of one of these codes; a row counts once however many codes it has."""
        pairs = within[self.rows]
        of_codes = self._chosen(chosen)
        if of_codes is not None:
            pairs &= of_codes
        rows, bits = self.rows[pairs], self.bits[pairs]
        counts = {}
        for role, bit in self.roles.items():
            found = np.zeros(self.size, dtype=bool)
            found[rows[(bits & np.uint32(bit)) != 0]] = True
            counts[role] = int(np.count_nonzero(found))
        return counts

    def closed(self, paths: Mapping[str, str]) -> ManyCodes:
        """With every code above each code, by a tree's paths ("threats/terrorism/"); kept for the next who asks."""
        if self._closed is None or self._closed[0] != paths:
            self._closed = (dict(paths), self._with_those_above(paths))
        return self._closed[1]

    def _with_those_above(self, paths: Mapping[str, str]) -> ManyCodes:
        words = Vocabulary(list(self.words.codes), dict(self.words.numbers))
        above = []
        for code in list(self.words.codes):
            line = [part for part in paths.get(code, "").split("/") if part] or [code]
            above.append(np.array([words.number(part) for part in line], dtype=np.int64))
        lengths = np.array([len(line) for line in above], dtype=np.int64)
        starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]) if above else lengths
        flat = np.concatenate(above) if above else np.zeros(0, dtype=np.int64)
        coded = self.codes != NONE
        times = lengths[self.codes[coded]]
        rows = np.repeat(self.rows[coded].astype(np.int64), times)
        first = np.repeat(starts[self.codes[coded]] - (np.cumsum(times) - times), times)
        codes = flat[first + np.arange(len(rows))]
        pairs = np.unique(rows * max(len(words.codes), 1) + codes)
        rows, codes = np.divmod(pairs, max(len(words.codes), 1))
        bits = np.zeros(len(pairs), dtype=np.uint32)
        return ManyCodes(words, self.size, rows.astype(np.int32), codes.astype(np.int32), bits, {})

    def merged(self, kept: NDArray[np.intp], part: ManyCodes, order: NDArray[np.intp]) -> ManyCodes:
        """These rows (`kept`), then those of `part`, brought into `order`."""
        places = np.empty(len(order), dtype=np.int32)
        places[order] = np.arange(len(order), dtype=np.int32)
        new_row = np.full(self.size, NONE, dtype=np.int32)
        new_row[kept] = places[: len(kept)]
        rows = new_row[self.rows]
        stay = rows != NONE
        return ManyCodes(
            self.words,
            len(order),
            np.concatenate([rows[stay], places[len(kept) + part.rows]]).astype(np.int32),
            np.concatenate([self.codes[stay], part.codes]),
            np.concatenate([self.bits[stay], part.bits]),
            self.roles,
        )


def _both(first: Mask | None, second: Mask | None) -> Mask | None:
    if first is None or second is None:
        return second if first is None else first
    return first & second


Codes = OneCode | ManyCodes
