"""What `make run` says before it does anything, to somebody who cannot go on. .ci/first-start runs all of it."""

import socket
import subprocess
import sys

import pytest

from portal import run, virtualenv


@pytest.mark.parametrize("text", ["", "abc", "0", "65536", "-1", "８１２３x", "80 00"])
def test_a_port_that_is_no_port_is_named(text):
    with pytest.raises(SystemExit) as stopped:
        run.free_port(text)
    assert repr(text) in stopped.value.code
    assert "PORT=8123" in stopped.value.code


def test_a_port_in_use_is_a_plain_sentence():
    with socket.socket() as other:
        other.bind((run.HOST, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SystemExit) as stopped:
            run.free_port(str(port))
    assert stopped.value.code == f"Port {port} is in use. Choose another one: make run PORT=8123"


def test_a_free_port_is_taken_as_it_is():
    with socket.socket() as other:
        other.bind((run.HOST, 0))
        port = other.getsockname()[1]
    assert run.free_port(str(port)) == port


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemExit) as stopped:
        run.writable(tmp_path / "file" / "folder")
    assert str(tmp_path / "file" / "folder") in stopped.value.code


def test_an_old_python_is_told_so(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 18))
    with pytest.raises(SystemExit) as stopped:
        virtualenv.create()
    assert "Python 3.11 or later is needed" in stopped.value.code


def test_a_missing_venv_module_is_told_so(monkeypatch):
    monkeypatch.setattr(virtualenv.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit) as stopped:
        virtualenv.create()
    assert "python3-venv" in stopped.value.code


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A `.venv` that works, beside a lock; the list of the installs that were asked for."""
    lock = tmp_path / "requirements.txt"
    lock.write_text("one==1\n")
    (tmp_path / ".venv").mkdir()
    asked = []
    monkeypatch.setattr(virtualenv, "LOCK", lock)
    monkeypatch.setattr(virtualenv, "STAMP", tmp_path / ".venv" / "stamp")
    monkeypatch.setattr(virtualenv, "works", lambda: True)
    monkeypatch.setattr(virtualenv, "install", lambda: asked.append(lock.read_text()))
    return asked


def test_packages_are_installed_when_the_lock_changes_and_only_then(installed):
    virtualenv.ensure()
    virtualenv.ensure()
    virtualenv.LOCK.write_text("one==2\n")
    virtualenv.ensure()
    assert installed == ["one==1\n", "one==2\n"]


def test_an_install_that_failed_is_tried_again(installed, monkeypatch):
    failing = pytest.MonkeyPatch()
    failing.setattr(virtualenv, "install", lambda: sys.exit("The packages could not be installed"))
    with pytest.raises(SystemExit):
        virtualenv.ensure()
    failing.undo()
    virtualenv.ensure()
    assert installed == ["one==1\n"]


def test_starting_needs_nothing_but_the_standard_library():
    modules = "import sys; sys.path[:0] = ['.']; import portal.run, portal.virtualenv; print('ok')"
    result = subprocess.run(
        [sys.executable, "-I", "-S", "-c", modules],
        cwd=virtualenv.REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stdout == "ok\n", result.stderr
