"""What an address says that nobody understands, in the same words for page and API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process, utils

LEAST_ALIKE = 65  # of 100; below that a guess would only puzzle


class Problem(NamedTuple):
    """One key or value that was not understood: what was given, the nearest that would be, and a sentence."""

    key: str
    value: str
    nearest: str
    message: str


def unknown_key(key: str, accepted: Iterable[str]) -> Problem:
    """A key that this list does not have."""
    known = list(accepted)
    near = nearest(key, {name: name for name in known})
    if near:
        message = _("“%(key)s” is not a key of this list. Nearest: %(nearest)s.") % {
            "key": key,
            "nearest": near,
        }
    else:
        message = _("“%(key)s” is not a key of this list. Accepted: %(accepted)s.") % {
            "key": key,
            "accepted": ", ".join(known),
        }
    return Problem(key, "", near, message)


def unknown_value(key: str, value: str, accepted: Mapping[str, str], listed: int = 24) -> Problem:
    """A value that the key does not take; `accepted` maps values to the labels a reader may have meant."""
    near = nearest(value, accepted)
    words = {"key": key, "value": value}
    if near:
        message = _("%(key)s: “%(value)s” is not one of its values. Nearest: %(nearest)s.") % {
            **words,
            "nearest": near,
        }
    elif 0 < len(accepted) <= listed:
        message = _("%(key)s: “%(value)s” is not one of its values. Accepted: %(accepted)s.") % {
            **words,
            "accepted": ", ".join(accepted),
        }
    else:
        message = _("%(key)s: “%(value)s” is not one of its values.") % words
    return Problem(key, value, near, message)


def one_value_only(key: str, value: str) -> Problem:
    """A second value for a key that takes one."""
    message = _("%(key)s takes one value; “%(value)s” was left out.") % {"key": key, "value": value}
    return Problem(key, value, "", message)


def nearest(given: str, accepted: Mapping[str, str]) -> str:
    """The value that `given` most resembles, by the value itself or by its label; blank where none does."""
    best = ("", 0.0)
    for choices in ({value: value for value in accepted}, accepted):
        found = process.extractOne(given, choices, scorer=fuzz.WRatio, processor=utils.default_process)
        if found and found[1] > best[1]:
            best = (found[2], found[1])
    return best[0] if best[1] >= LEAST_ALIKE else ""
