"""`make run`: from a fresh clone to a running site. Standard library only, run by the system's Python.

Each step does nothing when it is already done, so that a second start takes seconds and changes nothing.
"""

import errno
import hashlib
import os
import socket
import subprocess
import sys
from pathlib import Path

from portal import virtualenv
from portal.virtualenv import PYTHON, REPOSITORY, say

HOST = "127.0.0.1"
# Redoc and the module builds of Swagger UI are never served: leaving them out halves the time and the size.
LEFT_OUT = ("redoc", "swagger-ui-es-*")


def main():
    """Prepare everything and become the server. Stops with one sentence where a person has to act."""
    port = free_port(os.environ.get("PORT") or "8000")
    virtualenv.ensure()
    os.chdir(str(REPOSITORY))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    os.environ.setdefault("PORTAL_DEBUG", "false")
    os.environ.setdefault("SITE_URL", "http://{}:{}".format(HOST, port))
    os.environ["PORT"] = str(port)
    data_dir = writable(Path(os.environ.get("PORTAL_DATA_DIR") or str(REPOSITORY / "var")).expanduser())

    say("Preparing the database")
    manage("migrate", "--verbosity", "0")
    manage("load_starter")
    collect_static(data_dir)
    manage("make_accounts")
    os.execv(str(PYTHON), [str(PYTHON), "-m", "gunicorn", "--config", "python:portal.server", "portal.wsgi"])


def free_port(text):
    """The port named by `text` as an int, if this user may listen on it and nobody else does."""
    if not (text.isdecimal() and 0 < int(text) < 65536):
        sys.exit("PORT is {!r}; it is a number from 1 to 65535, for example: make run PORT=8123".format(text))
    port = int(text)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
            probe.listen(1)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                sys.exit("Port {} is in use. Choose another one: make run PORT=8123".format(port))
            sys.exit("Port {} cannot be used: {}.".format(port, error.strerror))
    return port


def writable(folder):
    """`folder` as an absolute path, made if it is missing; stops if nothing can be kept in it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        sys.exit("The data folder {} cannot be made: {}.".format(folder, error.strerror))
    if not os.access(str(folder), os.W_OK | os.X_OK):
        sys.exit("The data folder {} may not be written to.".format(folder))
    return folder.absolute()


def manage(*arguments):
    """Run one of the project's own commands in `.venv`; where it fails, so do we."""
    if subprocess.run([str(PYTHON), "manage.py"] + list(arguments)).returncode:
        sys.exit("`manage.py {}` failed; the lines above say why.".format(arguments[0]))


def collect_static(data_dir):
    """Gather and compress the static files, if they or the packages have changed since the last time."""
    source = REPOSITORY / "portal" / "static"
    digest = hashlib.sha256(virtualenv.LOCK.read_bytes())
    for file in sorted(path for path in source.rglob("*") if path.is_file()):
        digest.update(str(file.relative_to(source)).encode() + b"\0" + file.read_bytes())
    stamp = data_dir / "static.sha256"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return
    say("Compressing the style sheets and scripts")
    ignored = [argument for pattern in LEFT_OUT for argument in ("--ignore", pattern)]
    manage("collectstatic", "--no-input", "--clear", "--verbosity", "0", *ignored)
    stamp.write_text(digest.hexdigest())


if __name__ == "__main__":
    main()
