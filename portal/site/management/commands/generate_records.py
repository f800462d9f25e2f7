from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.base.models import Revision
from portal.site.generator import NoReference, Progress, generate
from portal.site.starter import WHY


class Command(BaseCommand):
    help = (
        "Add N made-up records for load tests: incidents, and a training event for every twenty. The same seed gives "
        "the same records. They cannot be told from real ones afterwards: use a database of its own."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int, metavar="N")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--yes",
            action="store_true",
            help="also into a database that holds other records than the starter's",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["number"] < 1:
            raise CommandError("N is how many records to make: 1 or more.")
        others = (
            Revision.objects.exclude(reason_text=WHY.reason_text, author=None)
            .order_by()
            .values("key")
            .distinct()
        )
        if not options["yes"] and (count := others.count()):
            raise CommandError(
                f"Nothing was written: this database holds {count} records beside the starter record, and generated "
                "records would stand among them for good. Use another database, or add --yes."
            )
        last: Progress | None = None
        try:
            for progress in generate(options["number"], options["seed"], alone=not options["yes"]):
                if last is not None and progress.phase != last.phase:
                    self.tell(last, "\n")
                last = progress
                self.tell(progress, "")
        except NoReference as error:
            raise CommandError(
                "Countries, types, measures and topics are missing: run load_starter first."
            ) from error
        if last is not None:
            self.tell(last, "\n")

    def tell(self, progress: Progress, end: str) -> None:
        """One line a phase, written over as it goes."""
        rate = f", {progress.done / progress.cpu:,.0f} a CPU second" if progress.cpu else ""
        self.stdout.write(
            f"\r{progress.phase}: {progress.done:,} of {progress.total:,} in {progress.seconds:.1f} s{rate}   ",
            ending=end,
        )
        self.stdout.flush()
