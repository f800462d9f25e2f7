from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.site.starter_check import check


class Command(BaseCommand):
    help = (
        "Check the starter record in fixtures/: every record valid, in both languages, sourced and linked, every "
        "figure with its speaker, nothing there twice, loading twice changes nothing. Writes nothing. Fails if "
        "anything is to be mended."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.REPOSITORY / "fixtures")

    def handle(self, *args: Any, **options: Any) -> None:
        problems = check(options["folder"])
        for problem in problems:
            self.stdout.write(str(problem))
        if problems:
            raise CommandError(f"{len(problems)} to mend.")
        self.stdout.write("Nothing to mend.")
