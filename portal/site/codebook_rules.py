"""The rules of the codebook page: what a field means and when to fill it, beyond what its type says.

A field's own `help_text` is the hint beside it in a form. A rule is longer and for readers; the page shows both.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

# Names that Django makes from a field's own name, to be found by the translators.
DERIVED_NAMES = (
    gettext_noop("deaths sort"),
    gettext_noop("proposed by country"),
    gettext_noop("proposed by organisation"),
    gettext_noop("valid earliest"),
    gettext_noop("valid latest"),
    gettext_noop("counted country"),
    gettext_noop("counted organisation"),
    gettext_noop("attributed to country"),
    gettext_noop("attributed to organisation"),
    gettext_noop("superseded by"),
)

ONE_LANGUAGE = _("Either language may be missing; the other is then shown and marked.")
OWN_KEY = _("Names the row within its record, such as f1; other rows and later versions refer to it.")
CITED = _("The citation of this record, by its key, that the row rests on.")
EXACT_WORDS = _("The same date rules as for the record; blank where the source gives none.")

# What stands above a section's table.
INTRODUCTIONS: dict[str, Any] = {
    "record": _(
        "What every record has, whatever its kind. A date is one EDTF text (ISO 8601-2); its "
        "bounds and precision are derived from it, and a day is never invented. A text may stand "
        "in one language only."
    ),
    "figures": _(
        "A figure is somebody’s claim: one row a claim. Two claims compete where measure and all "
        "counted parts are the same; they add up where the countries differ and the group is the "
        "same. A subset is never added. In every other case no total is offered. Only adopted "
        "figures enter the derived columns: low is the smallest number among them, high the "
        "largest, best only where they agree or an editor chose one with a reason."
    ),
    "designations": _(
        "Official wordings in each language; where a wording is our translation it is marked so. "
        "A community with a shared future is a commitment of its own and no level. The order of "
        "levels is the editors’, not an official rank."
    ),
    "stages": _(
        "A dated, sourced statement about a mechanism’s life. Conflicting statements are both "
        "kept; today’s stage is derived from the latest."
    ),
    "citations": _(
        "A citation ties a source to a record, and to a figure, a designation or a stage where "
        "they name it. A few words are quoted in the original language."
    ),
    "countries": _(
        "Where it happened, who took part and who suffered are different things: each country has a role."
    ),
    "places": _(
        "How exactly a place is known follows the UCDP’s codes. A place coded 3 to 7 is never "
        "drawn as if it were exact."
    ),
}

RULES: dict[str, Any] = {
    "record-record_id": _("Given once, from a counter, never changed and never used again."),
    "record-status": _("Readers, files and API see published records only; a withdrawn one leaves a notice."),
    "record-version": _("Counts the published versions; each keeps its own address and never changes."),
    "record-date": _(
        "As exact as the source and no more. A date with two readings (03/04/2022) is refused with both named."
    ),
    "record-date_kind": _(
        "An announcement tells the day the news was published: the event’s own day is unknown, and not later."
    ),
    "record-title_en": _(
        "Place or parties, type, date. Parties in the order of their country codes; no blame."
    ),
    "record-title_zh": ONE_LANGUAGE,
    "record-summary_en": _(
        "One to three neutral sentences; every contested act has a subject who states it."
    ),
    "record-summary_zh": ONE_LANGUAGE,
    "record-date_text": _("The source’s own words for the date."),
    "record-undated_reason_en": _("Why no date could be found; given wherever the date is blank."),
    "record-date_earliest": _("The first day the date allows; blank where the beginning is open."),
    "record-date_latest": _("The last day the date allows; blank where the end is open."),
    "record-date_prec": _("Codes 1 to 5 are those of the UCDP; 6 is longer than a year, or open."),
    "incident-scope": _(
        "Only an event counts as one in charts. A series is several events told as one; a total for a period is "
        "a statistic and is never added to anything."
    ),
    "incident-event_type": _(
        "The first of two levels; editors extend the list, and retire types without deleting."
    ),
    "incident-sub_event_type": _("The second level: belongs to the type above it."),
    "incident-dimension": _(
        "Traditional security, non-traditional, or both at once, as the source treats it."
    ),
    "incident-level": _("Several may hold at once."),
    "incident-attribution_grade": _(
        "How well the attribution stands, in the grades of Airwars; blank where nobody is named."
    ),
    "incident-event_clarity": _("1: every event can be told apart; 2: an aggregate made by the source."),
    "incident-deaths_best": _("Where the adopted figures agree, or where an editor chose one with a reason."),
    "incident-deaths_sort": _("What lists sort by: best, else low, else high."),
    "incident-deaths_band": _("The band of the value that lists sort by."),
    "incident-accounts_differ": _("Two adopted figures of the same measure and scope are not the same."),
    "incident-single_source": _("Everything in the record rests on one source."),
    "training_event-edition": _("The number of the edition, where the event counts itself."),
    "training_event-focus": _("What is trained; several may hold."),
    "partnership-partner": _("One partnership a state; its designations are rows beneath it."),
    "mechanism-parent": _("The body it belongs to; no body stands beneath itself."),
    "mechanism-proposed_by_source": _(
        "Set where only the authors of a source advise it: such advice stands apart from what states propose."
    ),
    "mechanism-stage": _("Derived from the latest of the stage changes."),
    "mechanism-predecessor": _("What it was before it was renamed or upgraded."),
    "meeting-ordinal": _("Its number within the series, where the source counts."),
    "document-valid_from": _("When its validity begins, as the text says."),
    "document-valid_until": _("When its validity ends, as the text says; blank where it names no end."),
    "document-text_url": _("Where the text itself can be read."),
    "countries-role": _("A country may stand in several roles, one row each."),
    "countries-since": EXACT_WORDS,
    "places-where_prec": _(
        "1 exact, 2 within about 25 km, 3 and 4 divisions, 5 a line or area, 6 country, 7 beyond."
    ),
    "organisations-said_by_country": _(
        "Who says that the organisation had this role; blank where it is not contested."
    ),
    "citations-ref": OWN_KEY,
    "citations-locator": _("The section, page or paragraph of the source."),
    "citations-excerpt": _("A few words in the original language, enough to find the place."),
    "citations-translation_by": _("Ours, or the source’s own."),
    "figures-ref": OWN_KEY,
    "figures-measure": _("What is counted; each measure has its unit."),
    "figures-counted_country": _(
        "Whose: figures of two sides about their own losses add up and do not compete."
    ),
    "figures-counted_group": _("Which of them: all, civilians, military and so on."),
    "figures-subset_of": _(
        "Another figure of the record that already contains this one; a part is never added."
    ),
    "figures-quantifier": _(
        "Exact fills low, best and high; more than fills low; less than and nearly fill high; approximately fills "
        "best; unspecified has no number, only words."
    ),
    "figures-low": _("Blank is “not stated”; 0 is a statement of zero. Low ≤ best ≤ high."),
    "figures-attributed_to_country": _(
        "Who states it. A state’s authorities as a whole are the country alone."
    ),
    "figures-source_voice": _("The source states it in its own voice and names nobody."),
    "figures-stated_on": _("The day it was said."),
    "figures-as_of": _("The day up to which it counts."),
    "figures-role": _(
        "Only adopted figures enter the derived columns. The others stay visible, each with its reason."
    ),
    "figures-reason_en": _("Why the figure is only considered, was rejected, or was replaced."),
    "figures-superseded_by": _("The later figure by the same speaker that took its place."),
    "figures-wording_en": _("The words, where the source gives no number: “several”, “many people”."),
    "figures-citation": CITED,
    "links-ref": OWN_KEY,
    "links-type": _("Read from this record to the other; the other shows the link from its side."),
    "links-to": _("The id of any record; readers see the link once both are published."),
    "links-citation": CITED,
    "designations-ref": OWN_KEY,
    "designations-wording_en": _("The words of the official text; wordings that look alike are not merged."),
    "designations-wording_en_origin": _("Official, or our translation."),
    "designations-track": _(
        "A community with a shared future is a commitment of its own and no rung of the ladder."
    ),
    "designations-act": _("Whether it was established, raised, declared, or resolved to be built."),
    "designations-citation": CITED,
    "stages-ref": OWN_KEY,
    "stages-citation": CITED,
    "party_actions-ref": OWN_KEY,
    "party_actions-action": _("What the party did; each act has its own row and date."),
    "party_actions-citation": CITED,
    "country-code": _("ISO 3166-1; the order of codes is the order of countries everywhere."),
    "place-aliases": _("Other names and spellings; the search finds the place by them."),
    "place-latitude": _(
        "Of a settlement, or the middle of a division; drawn only as exactly as the record knows it."
    ),
    "organisation-aliases": _("Other names and spellings; the search finds the organisation by them."),
    "source-published": EXACT_WORDS,
    "source-control": _("Who controls the publisher: a state, nobody, or a party to the event."),
    "source-url": _("Without tracking parameters; the same address twice is pointed out."),
    "source-archive_url": _("A copy that stays when the original goes."),
}


def rule_of(anchor: str) -> str:
    """The rule of a field (`figures-low`) in the reader's language; blank where its type says enough."""
    return str(RULES.get(anchor, ""))
