"""How often something was done in a stretch of time, counted where every process of the site sees it."""

from __future__ import annotations

from django.db import models


class Tally(models.Model):
    """One count in one stretch of time. `name` says of what; of a visitor it holds a keyed hash, no address.

    Rows whose time is over are removed by the next count (`portal.base.limits`).
    """

    name = models.CharField(max_length=100, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.name}: {self.count}"
