"""The settings of a production server and what one environment reader makes of its surroundings."""

import os
import stat
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

PRODUCTION = {"DJANGO_SETTINGS_MODULE": "portal.settings.production", "SITE_URL": "https://record.example"}


def manage(*arguments, **environment):
    """Run manage.py as its own process, with only these names set for the portal."""
    ours = (
        "DATABASE_URL",
        "SECRET_KEY",
        "SITE_URL",
        "PORTAL_DATA_DIR",
        "DJANGO_SETTINGS_MODULE",
        "ALLOWED_HOSTS",
        "DJANGO_ALLOW_ASYNC_UNSAFE",  # set by the browser tests for their own process
    )
    inherited = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.REPOSITORY,
        env=inherited | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_is_safe_to_deploy(tmp_path):
    result = manage(
        "check", "--deploy", "--fail-level", "WARNING", PORTAL_DATA_DIR=str(tmp_path), **PRODUCTION
    )
    assert result.returncode == 0, result.stderr


def test_production_without_https_says_what_is_accepted(tmp_path):
    result = manage(
        "check", PORTAL_DATA_DIR=str(tmp_path), **PRODUCTION | {"SITE_URL": "http://record.example"}
    )
    assert result.returncode == 1
    assert "SITE_URL is 'http://record.example'" in result.stderr
    assert "https://record.example" in result.stderr


def test_secret_key_is_made_once_and_read_by_nobody_else(tmp_path):
    ask = ["shell", "--no-imports", "-c", "from django.conf import settings; print(settings.SECRET_KEY)"]
    data_dir = tmp_path / "a folder that is not there yet"
    first, second = (
        manage(*ask, PORTAL_DATA_DIR=str(data_dir), **PRODUCTION).stdout.strip() for _ in range(2)
    )
    given = manage(*ask, PORTAL_DATA_DIR=str(data_dir), SECRET_KEY="given " * 10, **PRODUCTION).stdout.strip()
    assert len(first) >= 50
    assert first == second
    assert given.startswith("given given")
    assert stat.S_IMODE((data_dir / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in data_dir.iterdir()] == ["secret_key"]


def test_no_request_is_one_transaction():
    assert connection.settings_dict["ATOMIC_REQUESTS"] is False


@pytest.mark.django_db
def test_sqlite_keeps_foreign_keys_and_never_blocks_readers():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL does both by itself")
    with connection.cursor() as cursor:
        found = {}
        for name in ("journal_mode", "foreign_keys", "busy_timeout"):
            cursor.execute(f"PRAGMA {name}")
            found[name] = cursor.fetchone()[0]
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 60_000}
