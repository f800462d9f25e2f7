"""Full-text search over the public record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def refresh(key_ids: Iterable[int], texts: Mapping[int, str]) -> None:
    """Replace the search entries of these records; those without a text lose theirs."""
