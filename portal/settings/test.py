"""The tests: everything they write goes to a folder that is gone when they end."""

from pathlib import Path
from tempfile import TemporaryDirectory

from .base import *
from .base import DATABASES, REST_FRAMEWORK, STORAGES
from .environment import SQLITE_OPTIONS

SCRATCH = TemporaryDirectory(prefix="portal-test-", ignore_cleanup_errors=True)
DATA_DIR = Path(SCRATCH.name)

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # slow hashes would only slow the tests
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Rows that a test made have the numbers of an earlier test's: their writes would be counted together.
REST_FRAMEWORK = REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {"write": None}}

default = DATABASES["default"]
default["CONN_MAX_AGE"] = 0  # the threads of a live server leave no connection behind
if default["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: the threads of a live server and of a locking test each need their own connection.
    default["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
    default["OPTIONS"] = SQLITE_OPTIONS | {
        "init_command": SQLITE_OPTIONS["init_command"].replace("synchronous=NORMAL", "synchronous=OFF")
    }

STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir()
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "import_export": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "imports"},
    },
}
