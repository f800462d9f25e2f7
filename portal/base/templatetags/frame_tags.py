"""Tags of the frame: navigation links that know where the reader is."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def nav_link(context: Context, url_name: str, label: str) -> SafeString:
    """A list item with a link; marked as current on that page and on everything beneath it."""
    address = reverse(url_name)
    request: Any = context.get("request")
    path = request.path if request else ""
    if path == address:
        current = SafeString(' aria-current="page"')
    elif path.startswith(address):
        current = SafeString(' aria-current="true"')
    else:
        current = SafeString("")
    return format_html('<li><a href="{}"{}>{}</a></li>', address, current, label)
