"""Code lists that rules depend on; lists that editors extend are tables (topics, measures, event types).

The value is the word in API, spreadsheets and addresses; the label is the interface's.
"""

from dataclasses import dataclass

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    INCIDENT = "incident", _("Incident")
    TRAINING_EVENT = "training_event", _("Training event")
    PARTNERSHIP = "partnership", _("Partnership")
    MECHANISM = "mechanism", _("Mechanism")
    MEETING = "meeting", _("Meeting")
    DOCUMENT = "document", _("Document")


@dataclass(frozen=True)
class KindNames:
    """Where a kind's records live: id prefix, path of the pages, path of the API (codebook 1)."""

    prefix: str
    path: str
    api: str


KIND_NAMES: dict[str, KindNames] = {
    Kind.INCIDENT: KindNames("INC", "incidents", "incidents"),
    Kind.TRAINING_EVENT: KindNames("TRN", "training", "training-events"),
    Kind.PARTNERSHIP: KindNames("PAR", "partnerships", "partnerships"),
    Kind.MECHANISM: KindNames("MEC", "mechanisms", "mechanisms"),
    Kind.MEETING: KindNames("MTG", "mechanisms/meetings", "meetings"),
    Kind.DOCUMENT: KindNames("DOC", "mechanisms/documents", "documents"),
}


def record_path(kind: str, record_id: str) -> str:
    """A record's address without host and language: `/incidents/INC-0001/`."""
    return f"/{KIND_NAMES[kind].path}/{record_id}/"


class Status(TextChoices):
    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class DateKind(TextChoices):
    EVENT = "event", _("Day of the event")
    ANNOUNCEMENT = "announcement", _("Day of the announcement")


class DatePrecision(IntegerChoices):
    """UCDP GED `date_prec` 1-5; 6 is ours (UCDP has no code for more than a year)."""

    DAY = 1, _("Exact day")
    DAYS = 2, _("Range of 2-6 days")
    WEEK = 3, _("Week")
    MONTH = 4, _("Month, or 8-31 days")
    YEAR = 5, _("Longer, up to a year")
    LONGER = 6, _("More than a year, or open")


class WherePrecision(IntegerChoices):
    """UCDP GED `where_prec`."""

    EXACT = 1, _("Exact place")
    NEAR = 2, _("Within about 25 km")
    SECOND_ORDER = 3, _("Second-order division")
    FIRST_ORDER = 4, _("First-order division")
    LINE_OR_AREA = 5, _("Line or fuzzy area")
    COUNTRY = 6, _("Country only")
    INTERNATIONAL = 7, _("International")


class CountryRole(TextChoices):
    LOCATION = "location", _("Where it happened")
    PARTY = "party", _("Party")
    ORIGIN_OF_PERPETRATORS = "origin_of_perpetrators", _("Origin of perpetrators")
    NATIONALITY_OF_VICTIMS = "nationality_of_victims", _("Nationality of victims")
    RESPONDER = "responder", _("Responder")
    HOST = "host", _("Host")
    PARTICIPANT = "participant", _("Participant")
    OBSERVER = "observer", _("Observer")
    TRAINER = "trainer", _("Trainer")
    MEMBER = "member", _("Member")
    PARTNER = "partner", _("Partner")
    PROPOSER = "proposer", _("Proposer")
    PARTNER_STATE = "partner_state", _("Partner state")


class PlaceRole(TextChoices):
    LOCATION = "location", _("Where it happened")
    VENUE = "venue", _("Venue")
    SEAT = "seat", _("Seat")
    TARGET = "target", _("Target")


class OrganisationRole(TextChoices):
    SIDE_A = "side_a", _("Side A")
    SIDE_B = "side_b", _("Side B")
    ALLEGED_PERPETRATOR = "alleged_perpetrator", _("Alleged perpetrator")
    CLAIMED_RESPONSIBILITY = "claimed_responsibility", _("Stated responsibility for it")
    TARGET = "target", _("Target")
    RESPONDER = "responder", _("Responder")
    ORGANISER = "organiser", _("Organiser")
    HOST = "host", _("Host")
    PARTICIPANT = "participant", _("Participant")
    OBSERVER = "observer", _("Observer")
    TRAINER = "trainer", _("Trainer")
    MEMBER = "member", _("Member")
    SIGNATORY = "signatory", _("Signatory")
    AFFECTED = "affected", _("Affected")


class CountedGroup(TextChoices):
    ALL = "all", _("All")
    CIVILIANS = "civilians", _("Civilians")
    MILITARY = "military", _("Military")
    LAW_ENFORCEMENT = "law_enforcement", _("Law enforcement")
    PERPETRATORS = "perpetrators", _("Perpetrators")
    UNKNOWN = "unknown", _("Not stated")


class Quantifier(TextChoices):
    """IDMC Helix's quantifiers and ours (nearly, range, unspecified)."""

    EXACT = "exact", _("Exact")
    APPROXIMATELY = "approximately", _("Approximately")
    MORE_THAN = "more_than", _("More than")
    NEARLY = "nearly", _("Nearly")
    LESS_THAN = "less_than", _("Less than")
    RANGE = "range", _("Range")
    UNSPECIFIED = "unspecified", _("No number stated")


class FigureRole(TextChoices):
    ADOPTED = "adopted", _("Adopted")
    CONSIDERED = "considered", _("Considered")
    REJECTED = "rejected", _("Rejected")
    SUPERSEDED = "superseded", _("Superseded")


class LinkType(TextChoices):
    PART_OF = "part_of", _("Part of")
    FOLLOWS = "follows", _("Follows")
    RESPONSE_TO = "response_to", _("Response to")
    SETTLED_BY = "settled_by", _("Settled by")
    ADOPTED_AT = "adopted_at", _("Adopted at")
    HELD_UNDER = "held_under", _("Held under")
    IN_SERIES = "in_series", _("In the series")
    IMPLEMENTS = "implements", _("Implements")
    UPGRADED_FROM = "upgraded_from", _("Upgraded from")
    AMENDS = "amends", _("Amends")
    SAME_AS_REPORTED_IN = "same_as_reported_in", _("Same as reported in")
    RELATED = "related", _("Related")


LINK_REVERSE_LABELS = {
    LinkType.PART_OF: _("Includes"),
    LinkType.FOLLOWS: _("Followed by"),
    LinkType.RESPONSE_TO: _("Answered by"),
    LinkType.SETTLED_BY: _("Settles"),
    LinkType.ADOPTED_AT: _("Adopted"),
    LinkType.HELD_UNDER: _("Held under it"),
    LinkType.IN_SERIES: _("Series includes"),
    LinkType.IMPLEMENTS: _("Implemented by"),
    LinkType.UPGRADED_FROM: _("Upgraded to"),
    LinkType.AMENDS: _("Amended by"),
    LinkType.SAME_AS_REPORTED_IN: _("Also reported as"),
    LinkType.RELATED: _("Related"),
}


class OrganisationType(TextChoices):
    STATE_BODY = "state_body", _("State body")
    INTERNATIONAL = "international", _("International organisation")
    REGIONAL = "regional", _("Regional organisation")
    ARMED_GROUP = "armed_group", _("Armed group")
    CRIMINAL_GROUP = "criminal_group", _("Criminal group")
    POLITICAL = "political", _("Political organisation")
    MEDIA = "media", _("Media")
    RESEARCH = "research", _("Research institution")
    COMPANY = "company", _("Company")
    SOCIAL = "social", _("Social organisation")


class SourceType(TextChoices):
    ARTICLE = "article", _("Article")
    OFFICIAL_STATEMENT = "official_statement", _("Official statement")
    NEWS_REPORT = "news_report", _("News report")
    DATASET = "dataset", _("Data set")
    TREATY_TEXT = "treaty_text", _("Treaty text")
    REPORT = "report", _("Report")
    BOOK = "book", _("Book")
    WEB_PAGE = "web_page", _("Web page")
    SOCIAL_MEDIA = "social_media", _("Social media")


class SourceControl(TextChoices):
    STATE = "state", _("State")
    INDEPENDENT = "independent", _("Independent")
    PARTY = "party", _("Party to the event")


class SourceScale(TextChoices):
    """ACLED `source_scale`, in its first four values."""

    LOCAL = "local", _("Local")
    REGIONAL = "regional", _("Regional")
    NATIONAL = "national", _("National")
    INTERNATIONAL = "international", _("International")


class TranslationBy(TextChoices):
    OURS = "ours", _("Our translation")
    SOURCE = "source", _("The source's translation")


class ReasonCode(TextChoices):
    """Why a record was changed (codebook 11)."""

    NEW_RECORD = "new_record", _("New record")
    NEW_SOURCE = "new_source", _("New source")
    CORRECTION = "correction", _("Correction")
    CODING_ERROR = "coding_error", _("Coding error")
    CODEBOOK_CHANGE = "codebook_change", _("Codebook change")
    DUPLICATE = "duplicate", _("Duplicate")
    RETRACTED_SOURCE = "retracted_source", _("Retracted source")


class Action(TextChoices):
    """What a revision did to the record."""

    CREATED = "created", _("Created")
    EDITED = "edited", _("Edited")
    SUBMITTED = "submitted", _("Submitted for review")
    RETURNED = "returned", _("Returned")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    RESTORED = "restored", _("Restored")
    MERGED = "merged", _("Merged")
    PROPOSED = "proposed", _("Change proposed")


class ChangeAction(TextChoices):
    """What readers are told was done to a record (the public change feed)."""

    PUBLISHED = "published", _("Published")
    EDITED = "edited", _("Edited")
    CORRECTED = "corrected", _("Corrected")
    MERGED = "merged", _("Merged")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    RESTORED = "restored", _("Restored")


# Reasons that say the record was wrong before; other changes bring it up to date.
CORRECTING = frozenset({ReasonCode.CORRECTION, ReasonCode.CODING_ERROR, ReasonCode.RETRACTED_SOURCE})


class Pending(TextChoices):
    """What became of a change that was proposed to a published record; blank on every other revision."""

    OPEN = "open", _("Waiting for review")
    RETURNED = "returned", _("Returned with comments")
    APPLIED = "applied", _("Approved")
    REFUSED = "refused", _("Refused")
    REPLACED = "replaced", _("Replaced by a later proposal")


class BatchPurpose(TextChoices):
    """Why several revisions were written together."""

    IMPORT = "import", _("Import")
    MERGE = "merge", _("Merge")


class LeadOrigin(TextChoices):
    """Who sent a lead."""

    EDITOR = "editor", _("Editor")
    PUBLIC = "public", _("Reader")


class LeadStatus(TextChoices):
    """What became of a lead."""

    NEW = "new", _("Not yet decided")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
    DUPLICATE = "duplicate", _("Reported before")
