from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.site.consistency import check


class Command(BaseCommand):
    help = (
        "Compare what readers get with the tables: public texts, copied and derived columns, search, last revisions. "
        "Fails if anything differs, unless it repairs it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="write anew what differs from the tables")

    def handle(self, *args: Any, **options: Any) -> None:
        count = 0
        for difference in check(options["repair"]):
            count += 1
            self.stdout.write(f"{difference.record_id}: {difference.what}")
        if not count:
            self.stdout.write("What readers get is what the tables say.")
        elif options["repair"]:
            self.stdout.write(f"{count} differences, repaired. Run it once more to see that none is left.")
        else:
            raise CommandError(f"{count} differences. With --repair they are written anew.")
