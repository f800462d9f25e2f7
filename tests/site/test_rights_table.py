from io import StringIO
from pathlib import Path

from django.core.management import call_command


def test_the_page_of_rights_shows_the_table_in_the_code():
    printed = StringIO()
    call_command("show_rights", stdout=printed)
    assert printed.getvalue().strip()
    assert Path("docs/rights.md").read_text(encoding="utf-8").endswith(printed.getvalue())
