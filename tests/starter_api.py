"""The starter record as a user of the API reads it, for tests that hold it to the article."""

from __future__ import annotations

from typing import Any

from django.test import Client

from portal.base.codes import KIND_NAMES

HOST = "http://testserver"
API_OF = {names.prefix: names.api for names in KIND_NAMES.values()}
ARTICLE = "the article"  # the speaker of a figure that the article states as its own
NUMBER_OF = {
    "exact": "best",
    "approximately": "best",
    "more_than": "low",
    "nearly": "high",
    "less_than": "high",
}


def get(client: Client, path: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def record(client: Client, record_id: str) -> dict[str, Any]:
    return get(client, f"{API_OF[record_id.partition('-')[0]]}/{record_id}/")


def found(client: Client, path: str) -> dict[str, dict[str, Any]]:
    """Every row of a list, over all its pages, by id."""
    rows: dict[str, dict[str, Any]] = {}
    address: str | None = f"/api/v1/{path}{'&' if '?' in path else '?'}per=100"
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, answer.content
        page = answer.json()
        rows |= {row["record_id"]: row for row in page["results"]}
        address = page["next"]
    return rows


def speaker(figure: dict[str, Any]) -> str:
    """Who states a figure, most exactly: an organisation, a country (its side), or the article itself."""
    named = figure["attributed_to_organisation"] or figure["attributed_to_country"]
    assert bool(named) != figure["source_voice"], figure
    return named or ARTICLE


def claims(row: dict[str, Any], measure: str) -> set[tuple[str, float | str, str, str]]:
    """(quantifier, number or words, whose, speaker) of every figure on a measure; bounds nobody stated are blank.

    Whose: the country or organisation counted, and the group where it is not all.
    """
    return {
        (figure["quantifier"], _number(figure), _whose(figure), speaker(figure))
        for figure in row["figures"]
        if figure["measure"] == measure and figure["role"] == "adopted"
    }


def _number(figure: dict[str, Any]) -> float | str:
    span = {name: figure[name] for name in ("low", "best", "high")}
    if figure["quantifier"] == "unspecified":
        assert set(span.values()) == {None}, figure
        return figure["wording_zh"]
    stated = figure[NUMBER_OF[figure["quantifier"]]]
    expected = dict.fromkeys(span) | {NUMBER_OF[figure["quantifier"]]: stated}
    assert span == (dict.fromkeys(span, stated) if figure["quantifier"] == "exact" else expected), figure
    return stated


def _whose(figure: dict[str, Any]) -> str:
    whose = [figure["counted_country"], figure["counted_organisation"]]
    group = figure["counted_group"]
    return " ".join(part for part in [*whose, "" if group == "all" else group] if part)


def countries(row: dict[str, Any], role: str) -> set[str]:
    return {item["country"] for item in row["countries"] if item["role"] == role}


def organisations(row: dict[str, Any], role: str) -> set[str]:
    return {item["organisation"] for item in row["organisations"] if item["role"] == role}


def places(row: dict[str, Any]) -> dict[str, int]:
    """{place: how exactly it is known}."""
    return {item["place"]: item["where_prec"] for item in row["places"]}


def links(row: dict[str, Any], direction: str = "to") -> set[tuple[str, str]]:
    return {(link["type"], link["record_id"]) for link in row["links"] if link["direction"] == direction}


def sections(row: dict[str, Any]) -> list[str]:
    """The sections of the article that a record cites, in order."""
    return sorted(citation["locator"] for citation in row["citations"])


def dated(row: dict[str, Any]) -> tuple[str, str | None, str | None, int | None, str]:
    """Date, bounds, precision and what the date is of."""
    return row["date"], row["date_earliest"], row["date_latest"], row["date_prec"], row["date_kind"]


def page_path(row: dict[str, Any], language: str) -> str:
    """The address of a record's page; the API gives it without a language."""
    return f"/{language}{row['url'].removeprefix(HOST)}"
