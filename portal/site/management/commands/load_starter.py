from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.site.starter import StarterError, load_starter


class Command(BaseCommand):
    help = (
        "Load the starter record from fixtures/. Loading twice changes nothing; records people edited stay."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.REPOSITORY / "fixtures")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_starter(options["folder"])
        except StarterError as error:
            raise CommandError(str(error)) from error
        for name, report in loaded.by_file.items():
            self.stdout.write(
                f"{name}: {len(report.created)} new, {len(report.changed)} changed, {len(report.unchanged)} same"
            )
        if loaded.kept:
            self.stdout.write(f"kept as edited on the site: {', '.join(loaded.kept)}")
