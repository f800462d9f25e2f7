from django.core.management.base import BaseCommand

from portal.site.rights_table import markdown


class Command(BaseCommand):
    help = "Print the table of rights, role by role, as docs/rights.md has it."

    def handle(self, *args, **options):
        self.stdout.write(markdown(), ending="")
