from typing import Any

from django.core.management.base import BaseCommand

from portal.base import search


class Command(BaseCommand):
    help = "Write the whole search index anew from the public texts. The site stays up; may be stopped and run again."

    def handle(self, *args: Any, **options: Any) -> None:
        done = 0
        for done in search.rebuild():
            self.stdout.write(f"\r{done} records", ending="")
            self.stdout.flush()
        self.stdout.write(f"\r{done} records are in the search index")
