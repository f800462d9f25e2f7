"""What a reader typed -> terms to look up; pure. Nothing in it is an operator, except quotation marks.

Words apart are terms of which all must be found. Words joined by a hyphen, a full stop or an apostrophe, a
mixture of scripts without a space, and whatever stands in quotation marks are phrases.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.base.search.tokens import HAN, LONGEST, RUN, Run, fold, pairs, runs

QUOTED = re.compile(r'["“”„«»＂]([^"“”„«»＂]*)["“”„«»＂]|([^\s"“”„«»＂]+)')
JOINED = re.compile(r"[^\W_]+(?:[-‐‑'’.·/][^\W_]+)*")
MOST_TERMS = 24  # more words than anybody types; a pasted page must not become a page-long query
LONGEST_QUERY = 400
SHORTEST_PREFIX = 3  # letters; below it a word is looked up whole: "in" is not "incident"


@dataclass(frozen=True)
class Term:
    """Runs that follow each other. `open` means that the last word may go on: drug also finds drugs."""

    runs: tuple[Run, ...]
    open: bool

    @property
    def one_character(self) -> bool:
        """A single Chinese character: in nearly every text, so it is looked up in titles alone."""
        return len(self.runs) == 1 and self.runs[0].han and len(self.runs[0].text) == 1

    @property
    def tokens(self) -> list[str]:
        """The phrase to look up. Of a Chinese run that is not the last, the last character is a token too."""
        found: list[str] = []
        for position, run in enumerate(self.runs):
            if not run.han:
                found.append(run.text[:LONGEST])
            else:
                last = position == len(self.runs) - 1
                found += pairs(run.text)
                if not last or len(run.text) == 1:
                    found.append(run.text[-1])
        return found

    @property
    def prefix(self) -> bool:
        """True where the last token need only be the beginning of a stored one."""
        last = self.runs[-1]
        return len(last.text) == 1 if last.han else self.open

    @property
    def pattern(self) -> str:
        """A regular expression that finds this term in folded text."""
        parts = []
        for position, run in enumerate(self.runs):
            text = re.escape(run.text)
            if not run.han:
                last = position == len(self.runs) - 1
                end = rf"[^\W_{HAN}]*" if last and self.open else rf"(?![^\W_{HAN}])"
                text = rf"(?<![^\W_{HAN}]){text}{end}"
            parts.append(text)
        return r"[\W_]*".join(parts)


def terms_of(query: str) -> list[Term]:
    """The terms of a query, without repetition; an empty list where there is nothing to look up."""
    found: dict[Term, None] = {}
    for match in QUOTED.finditer(query[:LONGEST_QUERY]):
        if match[1] is not None:
            phrase = tuple(runs(match[1]))
            if phrase:
                found[Term(phrase, open=False)] = None
            continue
        for word in JOINED.findall(fold(match[2])):
            phrase = tuple(Run(run[0], run[1] is not None) for run in RUN.finditer(word))
            if phrase:
                found[Term(phrase, open=_goes_on(phrase[-1]))] = None
    return list(found)[:MOST_TERMS]


def _goes_on(run: Run) -> bool:
    return not run.han and len(run.text) >= SHORTEST_PREFIX and not run.text.isdigit()
