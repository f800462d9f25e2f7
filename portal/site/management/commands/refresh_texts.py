from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.base.models import PublicText
from portal.base.public_texts import refresh_stale_texts


class Command(BaseCommand):
    help = (
        "Rewrite the public texts that are out of date because a name or a neighbour they show has changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--all", action="store_true", help="rewrite every text, as after a change of their form"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["all"]:
            PublicText.objects.update(stale=True)
        self.stdout.write(f"{refresh_stale_texts()} texts rewritten")
