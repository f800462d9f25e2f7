"""Tags that show marked differences: what was removed, what was added, and of an unchanged text all of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal.base.word_diff import DEL, SAME, Piece

register = template.Library()


@register.simple_tag
def marked(pieces: Iterable[Piece], hidden: str = "hidden") -> SafeString:
    """A text with `<del>` and `<ins>`; each says "before" or "after" to who hears it. `hidden` is the class of words
    that only screen readers get.
    """
    words = {DEL: ("del", _("before")), SAME: ("", "")}
    shown = []
    for piece in pieces:
        tag, said = words.get(piece.mark, ("ins", _("after")))
        if not tag:
            shown.append(format_html("{}", piece.text))
            continue
        shown.append(
            format_html(
                '<{0}><span class="{1}">{2} </span>{3}</{0}>', SafeString(tag), hidden, said, piece.text
            )
        )
    return format_html_join("", "{}", ((part,) for part in shown))


@register.filter
def after(pieces: Iterable[Piece]) -> str:
    """The text as it is now, without marks."""
    return "".join(piece.text for piece in pieces if piece.mark != DEL)


@register.filter
def at(mapping: Mapping[str, Any], key: str) -> Any:
    """`{{ boxes|at:line.path }}`: a value by a key that is itself a variable; None where there is none."""
    return mapping.get(key)
