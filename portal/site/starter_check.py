"""Is the starter record fit to be loaded and read? Its files, its statements, its ties, and what loading them does.

Nothing that is loaded for it stays. What a file says of itself is checked without the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from portal.base.models import Change, NounRevision, Revision
from portal.base.references import References
from portal.base.saving import RecordErrors, check_documents, reserve_records
from portal.base.shared_nouns import save_nouns
from portal.base.writing import write_transaction
from portal.site.starter import NOUN_FILES, RECORD_FILES, WHY, StarterError, load_starter
from portal.site.starter_files import Problem, StarterFiles
from portal.site.starter_rules import rule_problems
from portal.site.starter_ties import tie_problems


def check(folder: Path) -> list[Problem]:
    """Everything wrong with the starter files of a folder, in the order of the files.

    Loads them into the database and takes it back, so it waits for other writers and they wait for it: a few
    seconds. Loading is tried only where all else is right.
    """
    files = StarterFiles.read(folder)
    problems = [*files.problems, *rule_problems(files), *tie_problems(files)]
    if not files.problems:
        named = {problem.place for problem in problems}
        problems += [problem for problem in document_problems(files) if problem.place not in named]
    if not problems:
        problems += loading_problems(folder)
    order = [name for name, _model in [*NOUN_FILES, *RECORD_FILES]]
    return sorted(problems, key=lambda problem: order.index(problem.file) if problem.file in order else -1)


def document_problems(files: StarterFiles) -> list[Problem]:
    """What the verbs refuse in nouns and records: unknown fields, bad codes, dates and numbers."""
    with write_transaction():
        problems = list(_noun_problems(files)) or list(_record_problems(files))
        transaction.set_rollback(True)
    return problems


def _noun_problems(files: StarterFiles) -> Iterator[Problem]:
    """Ends with the first file that has any: what refers to a refused noun would only be refused for it."""
    for name, model in NOUN_FILES:
        rows = files.of(name)
        try:
            save_nouns(model, rows, why=WHY)
        except RecordErrors as error:
            yield from _problems(name, [str(row[model._meta.pk.name]) for row in rows], error)
            return


def _record_problems(files: StarterFiles) -> Iterator[Problem]:
    references = References()
    for name, model in RECORD_FILES:
        reserve_records(model, [row["record_id"] for row in files.of(name)], references)
    for name, model in RECORD_FILES:
        rows = files.of(name)
        try:
            checked = check_documents(model, rows, references)
        except RecordErrors as error:
            yield from _problems(name, [row["record_id"] for row in rows], error)
            continue
        for item in checked:
            for field, words in item.draft.record.publication_problems(item.draft.document):
                yield Problem(name, item.key.record_id, field, words)


def _problems(name: str, codes: list[str], error: RecordErrors) -> Iterator[Problem]:
    for index, fields in sorted(error.by_index.items()):
        for field, messages in fields.items():
            yield from (Problem(name, codes[index], field, message) for message in messages)


def loading_problems(folder: Path) -> list[Problem]:
    """What keeps the files from being loaded, or is written again by loading them a second time."""
    with write_transaction():
        try:
            load_starter(folder)
            before = _written()
            second = load_starter(folder)
            problems = list(_written_again(second.by_file))
            if not problems and _written() != before:
                repair = "loading a second time makes revisions or changes, though no row is another"
                problems.append(Problem("load_starter", "", "", repair))
        except StarterError as error:
            problems = [_refused(line) for line in str(error).splitlines()]
        except ValidationError as error:
            problems = [_refused(line) for line in error.messages]
        transaction.set_rollback(True)
    return problems


def _written_again(by_file: dict[str, Any]) -> Iterator[Problem]:
    repair = "loading a second time writes it again; write its values as the site stores them"
    for name, report in by_file.items():
        yield from (Problem(name, code, "", repair) for code in [*report.created, *report.changed])


def _refused(line: str) -> Problem:
    place, _colon, words = line.partition(": ")
    return Problem(place, "", "", words) if words else Problem("load_starter", "", "", line)


def _written() -> tuple[int, int, int]:
    return Revision.objects.count(), NounRevision.objects.count(), Change.objects.count()
