"""Limits: counted for all processes together, forgotten with the hour, no address kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.base import limits
from portal.base.limits import Limit, TooMany, of_visitor, take
from portal.base.models import Tally

pytestmark = pytest.mark.django_db


class TestLimits:
    def test_no_more_than_allowed_within_the_hour(self):
        for _ in range(3):
            take([Limit("a", 3)])
        with pytest.raises(TooMany) as refused:
            take([Limit("a", 3)])
        assert 0 < refused.value.seconds <= 3600
        take([Limit("b", 3)])

    def test_who_is_refused_uses_up_nothing_of_the_others(self):
        take([Limit("one", 1), Limit("all", 5)])
        with pytest.raises(TooMany):
            take([Limit("all", 5), Limit("one", 1)])
        assert Tally.objects.get(name__startswith="all").count == 1

    def test_the_next_hour_begins_anew_and_forgets(self, monkeypatch):
        take([Limit("a", 1)])
        later = datetime.now(UTC) + timedelta(hours=1)
        monkeypatch.setattr(limits.timezone, "now", lambda: later)
        take([Limit("a", 1)])
        assert Tally.objects.count() == 1

    def test_a_visitor_is_a_hash_of_the_day(self, settings):
        day, next_day = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
        one = of_visitor("203.0.113.7", day)
        assert one == of_visitor("203.0.113.7", day)
        assert "203" not in one
        settings.SECRET_KEY = "another"
        other = of_visitor("203.0.113.7", day)
        assert len({one, other, of_visitor("203.0.113.7", next_day), of_visitor("203.0.113.8", day)}) == 4

    def test_an_ipv6_connection_is_one_visitor(self):
        day = datetime(2026, 1, 1, tzinfo=UTC)
        assert of_visitor("2001:db8:1:2::1", day) == of_visitor("2001:db8:1:2:ffff::9", day)
        assert of_visitor("2001:db8:1:2::1", day) != of_visitor("2001:db8:1:3::1", day)
        assert of_visitor("::ffff:203.0.113.7", day) == of_visitor("203.0.113.7", day)
        assert of_visitor("", day) == of_visitor("unix:", day)
