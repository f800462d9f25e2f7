"""The committed catalogues: compiled from what is beside them, and complete."""

import gettext
import os
import shutil
import subprocess

import pytest
from django.conf import settings

[LOCALE] = settings.LOCALE_PATHS
CATALOGUE = LOCALE / "zh_Hans" / "LC_MESSAGES" / "django.po"
IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    """(catalogue compiled anew, what msgfmt says of it)"""
    if shutil.which("msgfmt") is None and not IN_CI:
        pytest.skip("msgfmt is not installed (on Debian: apt install gettext)")
    path = tmp_path_factory.mktemp("locale") / "django.mo"
    result = subprocess.run(
        ["msgfmt", "--check", "--statistics", "--output-file", path, CATALOGUE],
        env=os.environ | {"LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return path, result.stderr


def messages(path):
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)._catalog


def test_the_compiled_catalogue_is_the_written_one(compiled):
    """`make messages` compiles it; Django reads only the compiled file."""
    assert messages(CATALOGUE.with_suffix(".mo")) == messages(compiled[0])


def test_every_message_has_its_chinese(compiled):
    assert "untranslated" not in compiled[1]
    assert "fuzzy" not in compiled[1]
