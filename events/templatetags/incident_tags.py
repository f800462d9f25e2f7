from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from events.views.killed import Killed
from events.views.killed import killed as killed_line

register = template.Library()


@register.simple_tag
def killed(record: Mapping[str, Any]) -> Killed:
    """`{% killed record as line %}`: number, beneath, parties."""
    return killed_line(record)
