"""The project's own virtual environment: `.venv` with what requirements.txt locks. Standard library only.

Run as `python3 -m portal.virtualenv` by the Makefile before anything else. Written so that an old Python
can still read it and say what is missing.
"""

import fcntl
import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
LOCK = REPOSITORY / "requirements.txt"
FOLDER = REPOSITORY / ".venv"
PYTHON = FOLDER / "bin" / "python"
STAMP = FOLDER / "installed-lock.sha256"
OLDEST_PYTHON = (3, 11)


def say(text):
    """One line to the person at the keyboard, before the output of the commands that follow."""
    print(text, flush=True)


def ensure():
    """Make `.venv` hold exactly what the lock names; does nothing when it already does."""
    # Reading the file is all a lock on it needs; a second `make` waits here for the first.
    with LOCK.open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        digest = hashlib.sha256(lock.read()).hexdigest()
        if not works():
            create()
        if not STAMP.exists() or STAMP.read_text() != digest:
            install()
            STAMP.write_text(digest)


def works():
    """Whether `.venv` starts: the Python that it was made from may have been removed since."""
    try:
        return subprocess.run([str(PYTHON), "-c", "import pip"], stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def create():
    """Make an empty `.venv`, or stop with one sentence that says what this machine lacks."""
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(
            "Python {}.{} or later is needed; {} is {}. Name another one: make run PYTHON=python3.12".format(
                *OLDEST_PYTHON, sys.executable, sys.version.split()[0]
            )
        )
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        sys.exit(
            "Python's venv module is missing. Install it (on Debian: apt install python3-venv) and run again."
        )
    say("Making a virtual environment in .venv")
    shutil.rmtree(str(FOLDER), ignore_errors=True)
    if subprocess.run([sys.executable, "-m", "venv", str(FOLDER)]).returncode:
        sys.exit("The virtual environment could not be made; the lines above say why.")


def install():
    """Install the lock into `.venv`, every file checked against its hash."""
    say("Installing the packages that requirements.txt names (a minute or two, once)")
    command = [str(PYTHON), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    command += ["--quiet", "--quiet", "--require-hashes", "--requirement", str(LOCK)]  # twice: errors only
    if subprocess.run(command).returncode:
        sys.exit("The packages could not be installed; the lines above say why.")


if __name__ == "__main__":
    ensure()
