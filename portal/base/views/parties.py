"""Who states a figure and whom it counts, in words: nobody is ever only a colour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.base.wording import words

# English has adjectives where Chinese puts a name; other states are named as they are.
AUTHORITIES = {
    "CHN": _("Chinese authorities"),
    "KAZ": _("Kazakh authorities"),
    "KGZ": _("Kyrgyz authorities"),
    "RUS": _("Russian authorities"),
    "TJK": _("Tajik authorities"),
    "TKM": _("Turkmen authorities"),
    "UZB": _("Uzbek authorities"),
}
SIDES = {
    "CHN": _("Chinese side"),
    "KAZ": _("Kazakh side"),
    "KGZ": _("Kyrgyz side"),
    "RUS": _("Russian side"),
    "TJK": _("Tajik side"),
    "TKM": _("Turkmen side"),
    "UZB": _("Uzbek side"),
}


class Party(NamedTuple):
    """Who states: sorted by ISO code, then bodies, then the source itself, then nobody named."""

    rank: int
    country: str
    organisation: str
    source: str


def party_of(figure: Mapping[str, Any], source_of: Mapping[str, str]) -> Party:
    """The party of a figure's row; `source_of` maps citation keys to source ids."""
    country = figure.get("attributed_to_country") or ""
    organisation = figure.get("attributed_to_organisation") or ""
    if country:
        return Party(0, country, organisation, "")
    if organisation:
        return Party(1, "", organisation, "")
    if figure.get("source_voice"):
        return Party(2, "", "", source_of.get(figure.get("citation") or "", ""))
    return Party(3, "", "", "")


def party_name(party: Party, figure: Mapping[str, Any], citation: Mapping[str, Any] | None) -> str:
    """The party's name in the reader's language."""
    if party.organisation:
        return words(figure, "attributed_to_organisation_name")
    if party.country:
        known = AUTHORITIES.get(party.country)
        name = words(figure, "attributed_to_country_name") or party.country
        return str(known or format_lazy(_("Authorities of {name}"), name=name))
    if party.rank == 2:
        author = (citation or {}).get("source_author") or words(citation, "source_publisher_name")
        return author or str(_("The source itself"))
    return str(_("Not said by whom"))


def counted_side(figure: Mapping[str, Any]) -> str:
    """Whose a figure counts: "Kyrgyz side", an organisation, both; blank if not stated."""
    parts: list[str] = []
    country = figure.get("counted_country")
    if country:
        name = words(figure, "counted_country_name") or country
        parts.append(str(SIDES.get(country) or format_lazy(_("{name} side"), name=name)))
    if figure.get("counted_organisation"):
        parts.append(words(figure, "counted_organisation_name"))
    return str(_(", ")).join(parts)


def counted_words(figure: Mapping[str, Any]) -> str:
    """The side and the free words that narrow it, without the group."""
    return str(_(", ")).join(part for part in (counted_side(figure), words(figure, "counted_note")) if part)
