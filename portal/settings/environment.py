"""The one reader of the environment. What may be set, and what holds when it is not: docs/running.md."""

import os
from pathlib import Path
from typing import Any

import environ
from django.core.management.utils import get_random_secret_key

env = environ.Env()

REPOSITORY = Path(__file__).resolve().parents[2]
DATA_DIR = Path(env.str("PORTAL_DATA_DIR", default="") or REPOSITORY / "var").expanduser().absolute()

SQLITE_OPTIONS = {
    # Readers never wait for a writer; the verbs in portal.base.publishing ask for IMMEDIATE themselves.
    "transaction_mode": "DEFERRED",
    "timeout": 60,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}


def database(data_dir: Path = DATA_DIR) -> dict[str, Any]:
    """Django's description of the database: `DATABASE_URL`, else the SQLite file in `data_dir`."""
    if env.str("DATABASE_URL", default=""):
        settings = env.db_url("DATABASE_URL")
    else:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        settings = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(data_dir / "db.sqlite3")}
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["OPTIONS"] = SQLITE_OPTIONS | settings.get("OPTIONS", {})
    # A connection is kept for the life of its thread; one that the server dropped is noticed and replaced.
    return settings | {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}


def secret_key(data_dir: Path = DATA_DIR) -> str:
    """`SECRET_KEY`, else the key that this installation made for itself at its first start."""
    given = env.str("SECRET_KEY", default="")
    if given:
        return given
    path = data_dir / "secret_key"
    if not path.exists():
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = data_dir / f"secret_key.{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(get_random_secret_key())
        try:
            os.link(draft, path)  # of several first starts at once, one key wins and all read it whole
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()
