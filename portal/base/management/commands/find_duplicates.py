from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.base.duplicate_pairs import find_pairs


class Command(BaseCommand):
    help = (
        "Compare the records that changed since the last time with the others; editors judge the pairs found."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="compare every record again")

    def handle(self, *args: Any, **options: Any) -> None:
        found = find_pairs(anew=options["all"])
        self.stdout.write(f"{found.compared} records compared, {found.pairs} new possible duplicates")
