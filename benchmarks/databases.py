"""The databases that are measured: generated once for each size, kept in a folder for the next run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
SEED = 1


def folder() -> Path:
    """`BENCH_DIR`, else `var/bench` in the repository."""
    return Path(os.environ.get("BENCH_DIR") or REPOSITORY / "var" / "bench").absolute()


def environment(records: int) -> dict[str, str]:
    """What a process needs to serve the database of this size, as `make run` would."""
    place = folder() / f"{records}"
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "PORTAL_DEBUG": "false",
        "PORTAL_DATA_DIR": str(place),
        "DATABASE_URL": f"sqlite:///{place / 'db.sqlite3'}",
        "SITE_URL": "http://127.0.0.1:8000",
    }


def prepare(records: int) -> None:
    """Make the database of this size, unless it is there; bring its tables up to date in any case."""
    place = folder() / f"{records}"
    done = place / "complete"
    place.mkdir(parents=True, exist_ok=True)
    if not done.exists():
        for leftover in place.glob("db.sqlite3*"):
            leftover.unlink()
    _manage(records, "migrate", "--verbosity", "0")
    _manage(records, "collectstatic", "--no-input", "--verbosity", "0")
    if not done.exists():
        _manage(records, "load_starter")
        _manage(records, "generate_records", str(records), "--seed", str(SEED))
        done.touch()


def _manage(records: int, *arguments: str) -> None:
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=REPOSITORY, env=environment(records), check=True)
