"""Fixtures that more than one folder of tests uses."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import translation


def pytest_unconfigure(config):
    """Remove what the tests wrote; the workers of a parallel run end too abruptly to do it by themselves."""
    settings.SCRATCH.cleanup()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database; on PostgreSQL, sessions that a browser's last request left open end before it is dropped."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


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


@pytest.fixture
def as_role(db, client):
    """`as_role("editor")` signs somebody new in with that role and gives the client; its `.user` is them."""
    from tests.factories import make_user

    def sign_in(role: str = ""):
        client.user = make_user(role)
        client.force_login(client.user)
        return client

    return sign_in


@pytest.fixture(autouse=True)
def english():
    """Every test begins in English: a page asked for in Chinese leaves its language to the thread."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def no_counts_of_other_tests():
    """What a test counted in memory, or kept by the number of the last change, goes with what it wrote."""
    from django.core.cache import cache

    from portal.base import facets

    facets.forget()
    cache.clear()  # numbers of changes begin anew in each test
    yield
    facets.forget()
