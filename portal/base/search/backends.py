"""Which database it is: the one place that asks. Both modules have the same functions."""

from __future__ import annotations

from types import ModuleType

from django.db import connection

from portal.base.search import postgresql, sqlite


def backend() -> ModuleType:
    return {"sqlite": sqlite, "postgresql": postgresql}[connection.vendor]
