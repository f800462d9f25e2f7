from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.base.link_checks import check_links, due


class Command(BaseCommand):
    help = "Visit the addresses of sources and note which are dead; without a network it says so and changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, default=200, metavar="N", help="sources a run (200)")
        parser.add_argument(
            "--older-than", type=int, default=30, metavar="DAYS", help="not checked for so many days (30)"
        )
        parser.add_argument(
            "--archive", action="store_true", help="ask archive.org for copies of sources that have none"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        checked = check_links(due(options["limit"], options["older_than"]), archive=options["archive"])
        if checked.offline:
            self.stdout.write("No server answered: there seems to be no network. Nothing was noted.")
            return
        line = f"{checked.good} addresses answer, {checked.dead} are dead, {checked.unclear} are unclear"
        if options["archive"]:
            line += f"; {checked.archived} archived copies noted"
            line += ", archive.org did not answer" if checked.archive_silent else ""
        self.stdout.write(line)
