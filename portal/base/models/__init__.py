from .children import RecordCountry, RecordOrganisation, RecordPlace, RecordTopic
from .citations import Citation
from .countries import Country
from .dated import Dated, interval_constraint
from .desks import Desk
from .fields import AliasesField, CodesField, EDTFField
from .figures import Figure, NumberField
from .keys import IdCounter, RecordKey, sees_drafts
from .links import Link
from .nouns import Noun, NounQuerySet, TreeNoun
from .organisations import Organisation
from .places import Place
from .public import Change, ChangeCounter, PublicText
from .records import Record, RecordQuerySet, list_indexes
from .revisions import ImportBatch, NounRevision, ReviewComment, Revision
from .search_entries import SearchEntry
from .sources import Source, normalise_url
from .topics import Measure, Topic

__all__ = [
    "AliasesField",
    "Change",
    "ChangeCounter",
    "Citation",
    "CodesField",
    "Country",
    "Dated",
    "Desk",
    "EDTFField",
    "Figure",
    "IdCounter",
    "ImportBatch",
    "Link",
    "Measure",
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
    "Topic",
    "TreeNoun",
    "interval_constraint",
    "list_indexes",
    "normalise_url",
    "sees_drafts",
]
