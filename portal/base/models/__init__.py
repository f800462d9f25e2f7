from .children import RecordCountry, RecordOrganisation, RecordPlace, RecordTopic
from .citations import Citation
from .countries import Country
from .dated import Dated, interval_constraint
from .desks import Desk
from .duplicates import DuplicatePair, DuplicateSearch
from .fields import AliasesField, CodesField, EDTFField
from .figures import Figure, NumberField
from .keys import IdCounter, RecordKey, sees_drafts
from .leads import Lead
from .limits import Tally
from .links import Link
from .notices import Notice, NoticeOf, NoticePreference
from .nouns import Noun, NounQuerySet, TreeNoun
from .organisations import Organisation
from .places import Place
from .public import Change, ChangeCounter, PublicText
from .records import Record, RecordQuerySet, list_indexes
from .revisions import ImportBatch, NounRevision, ReviewComment, Revision
from .search_entries import SearchEntry
from .sources import LinkNote, Source, normalise_url
from .tokens import ApiToken
from .topics import Measure, Topic
from .versions import LaterText, Version, VersionQuerySet

__all__ = [
    "AliasesField",
    "ApiToken",
    "Change",
    "ChangeCounter",
    "Citation",
    "CodesField",
    "Country",
    "Dated",
    "Desk",
    "DuplicatePair",
    "DuplicateSearch",
    "EDTFField",
    "Figure",
    "IdCounter",
    "ImportBatch",
    "LaterText",
    "Lead",
    "Link",
    "LinkNote",
    "Measure",
    "Notice",
    "NoticeOf",
    "NoticePreference",
    "Noun",
    "NounQuerySet",
    "NounRevision",
    "NumberField",
    "Organisation",
    "Place",
    "PublicText",
    "Record",
    "RecordCountry",
    "RecordKey",
    "RecordOrganisation",
    "RecordPlace",
    "RecordQuerySet",
    "RecordTopic",
    "ReviewComment",
    "Revision",
    "SearchEntry",
    "Source",
    "Tally",
    "Topic",
    "TreeNoun",
    "Version",
    "VersionQuerySet",
    "interval_constraint",
    "list_indexes",
    "normalise_url",
    "sees_drafts",
]
