"""Generates a large record for load tests: nouns, rows, public texts, search; each reported with its time."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from time import perf_counter, process_time

from django.db import connection, models
from django.utils import timezone

from events.models import EventType, Incident, TrainingEvent
from portal.base import search
from portal.base.codes import Status
from portal.base.documents import Document
from portal.base.models import Change, Country, Measure, Record, RecordKey, Revision, Topic
from portal.base.public_texts import chunks, write_public_texts
from portal.base.publishing import Why, withdraw
from portal.base.shape import shape_of
from portal.base.versions import follow_texts
from portal.base.writing import next_record_ids, write_transaction
from portal.site.generator_documents import DocumentMaker
from portal.site.generator_indexes import indexes_apart
from portal.site.generator_nouns import make_nouns
from portal.site.generator_tables import NewRecord, Numbers, TableWriter
from portal.site.generator_words import sentence_pool

REFERENCE = (Country, EventType, Measure, Topic)
TABLES: list[type[models.Model]] = [
    *(RecordKey, Revision, Change, Incident, TrainingEvent),
    *{table.model: None for model in (Incident, TrainingEvent) for table in shape_of(model).children},
]
CHUNK = 2000
TEXT_CHUNK = 500
SENTENCES = 5000
TRAINING_PART = 20  # one record in twenty
STATUSES = [Status.PUBLISHED, Status.DRAFT, Status.IN_REVIEW]
STATUS_WEIGHTS = [93, 5, 2]
WITHDRAWN_PART = 100  # one published record in a hundred is taken back afterwards, by the verb
AT_ONCE = 40  # records of one moment, as an import leaves them
HISTORY = timedelta(days=700)  # over which the records were entered


class NoReference(Exception):
    """The code lists that generated records refer to are not there yet."""


@dataclass(frozen=True)
class Progress:
    """How far a phase is: `done` of `total` records, in `seconds` of the clock and `cpu` of the processor."""

    phase: str
    done: int
    total: int
    seconds: float
    cpu: float


class _Clock:
    """Adds up the time spent inside `with clock:`."""

    def __init__(self, phase: str, total: int) -> None:
        self.phase, self.total = phase, total
        self.seconds = self.cpu = 0.0

    def __enter__(self) -> None:
        self.seconds -= perf_counter()
        self.cpu -= process_time()

    def __exit__(self, *_error: object) -> None:
        self.seconds += perf_counter()
        self.cpu += process_time()

    def at(self, done: int) -> Progress:
        return Progress(self.phase, done, self.total, self.seconds, self.cpu)


def generate(count: int, seed: int, alone: bool) -> Iterator[Progress]:
    """Add `count` records. The same seed on the same database gives the same records. Raises NoReference.

    `alone`: nobody else uses the database, so that its indexes may be taken off while rows are written.
    """
    if not all(model.objects.exists() for model in REFERENCE):
        raise NoReference
    random = Random(seed)
    clock = _Clock("places, organisations, sources", count)
    with clock:
        maker = DocumentMaker(random, make_nouns(random, count), sentence_pool(random, SENTENCES))
    yield clock.at(count)
    key_ids: list[int] = []
    yield from _write_rows(maker, count, alone, key_ids)
    yield from _write_readers_texts(key_ids)
    yield from _withdraw_some(random, key_ids)
    _let_the_database_count()


def _write_rows(maker: DocumentMaker, count: int, alone: bool, published: list[int]) -> Iterator[Progress]:
    """Rows and child rows, a transaction a chunk; fills `published` with the key ids of what is to be public."""
    making, writing = _Clock("records made up", count), _Clock("rows and child rows", count)
    numbers = Numbers()
    writers = {model: TableWriter(model, numbers) for model in (Incident, TrainingEvent)}
    older: list[str] = []
    start = timezone.now() - HISTORY
    done = 0
    with ExitStack() as stack:
        stack.enter_context(_few_collections())
        with writing:
            stack.enter_context(indexes_apart(TABLES) if alone else nullcontext())
        while done < count:
            size = min(CHUNK, count - done)
            training = size // TRAINING_PART
            with making:
                made: dict[type[Incident] | type[TrainingEvent], list[tuple[Document, str]]] = {
                    Incident: _made_up(maker, Incident, size - training, older),
                    TrainingEvent: _made_up(maker, TrainingEvent, training, older),
                }
            with writing, write_transaction():
                for model, some in made.items():
                    first = numbers.take(RecordKey, len(some)).start
                    at = [
                        start + HISTORY * ((done + n) // AT_ONCE * AT_ONCE / count) for n in range(len(some))
                    ]
                    rows = [NewRecord(first + n, *some[n], at[n]) for n in range(len(some))]
                    writers[model].write(rows)
                    published += [row.key_id for row in rows if row.public]
                    done += len(some)
                numbers.tell_the_database()
            older += [
                document["record_id"] for document, status in made[Incident] if status == Status.PUBLISHED
            ]
            yield writing.at(done)
        with writing:
            stack.close()
        yield writing.at(done)
    yield making.at(done)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Looks seldom for circles of objects: documents and rows hold none, and there are a hundred thousand at a time."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _made_up(
    maker: DocumentMaker, model: type[Record], count: int, older: list[str]
) -> list[tuple[Document, str]]:
    """New documents of a kind, each with the status it is to have."""
    with write_transaction():
        record_ids = next_record_ids(model.kind, count) if count else []
    documents = maker.incidents(record_ids, older) if model is Incident else maker.training_events(record_ids)
    statuses = maker.random.choices(STATUSES, weights=STATUS_WEIGHTS, k=count)
    return list(zip(documents, statuses, strict=True))


def _write_readers_texts(key_ids: list[int]) -> Iterator[Progress]:
    """Public texts and their frozen copies, then search, of published records."""
    clock = _Clock("public texts", len(key_ids))
    done = 0
    for some in chunks(key_ids, TEXT_CHUNK):
        with clock, write_transaction():
            follow_texts(write_public_texts(some))
        done += len(some)
        yield clock.at(done)
    clock = _Clock("search", len(key_ids))
    entries = search.rebuild()
    written: int | None = 0
    while written is not None:
        yield clock.at(min(written, len(key_ids)))
        with clock:
            written = next(entries, None)


def _withdraw_some(random: Random, key_ids: list[int]) -> Iterator[Progress]:
    chosen = sorted(random.sample(key_ids, len(key_ids) // WITHDRAWN_PART))
    clock = _Clock("withdrawals", len(chosen))
    done = 0
    for some in chunks(chosen, TEXT_CHUNK):
        with clock:
            withdraw(
                RecordKey.objects.filter(id__in=some),
                why=Why(reason_text="Generated"),
                notice_en="Entered twice.",
                notice_zh="重复录入。",
            )
        done += len(some)
        yield clock.at(done)


def _let_the_database_count() -> None:
    """Statistics for the query planner; both databases know the word."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
