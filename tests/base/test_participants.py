"""Who takes part, in one table: a country once, unless its rows say different things."""

from __future__ import annotations

from portal.base.views.participants import participants

LABELS = {"countries.role": {"host": "Host", "participant": "Participant", "member": "Member"}}


def rows(*countries, organisations=()):
    found = participants({"countries": list(countries), "organisations": list(organisations)}, LABELS)
    return [(entry.row[entry.noun], entry.roles) for entry in found.rows], found.dated


def test_roles_of_one_country_stand_in_one_row():
    told, dated = rows(
        {"country": "TJK", "role": "host"},
        {"country": "CHN", "role": "participant"},
        {"country": "TJK", "role": "participant"},
    )
    assert told == [("TJK", "Host, Participant"), ("CHN", "Participant")]
    assert not dated


def test_rows_that_differ_in_their_dates_or_notes_stay_apart():
    told, dated = rows(
        {"country": "KGZ", "role": "member", "since": "2001"},
        {"country": "KGZ", "role": "host", "since": "2004"},
        {"country": "KAZ", "role": "member", "note_en": "Announced"},
        {"country": "KAZ", "role": "host"},
    )
    assert [country for country, _roles in told] == ["KGZ", "KGZ", "KAZ", "KAZ"]
    assert dated


def test_organisations_stand_beneath_the_countries():
    told, _dated = rows(
        {"country": "KGZ", "role": "member"},
        organisations=[{"organisation": "ORG-0001", "role": "organiser"}],
    )
    assert told == [("KGZ", "Member"), ("ORG-0001", "organiser")]
