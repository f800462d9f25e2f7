"""The build: a fingerprint of everything a page is drawn with besides the record itself.

It stands in the footer and in the ETag of record pages, so that a changed template, style sheet, translation or view
is never answered with "not modified".
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from itertools import chain
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
FOLDERS = ("portal", "events", "mechanisms", "templates", "locale")
ENDINGS = {".py", ".html", ".css", ".js", ".mo"}
BYTES = 4  # eight letters: enough to tell builds apart


@cache
def build() -> str:
    """Eight hexadecimal letters, the same for the same sources; read once in the life of a process."""
    digest = blake2b(digest_size=BYTES)
    files = chain.from_iterable((REPOSITORY / folder).rglob("*") for folder in FOLDERS)
    for file in sorted(file for file in files if file.suffix in ENDINGS and file.is_file()):
        digest.update(file.relative_to(REPOSITORY).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
