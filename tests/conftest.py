"""Fixtures that more than one folder of tests uses."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import transaction


@pytest.fixture(scope="module")
def starter(django_db_setup, django_db_blocker):
    """The starter record, loaded once for a module inside a transaction that is undone at its end."""
    from portal.site.starter import load_starter

    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            yield load_starter(settings.REPOSITORY / "fixtures")
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
