"""Code lists of partnerships, mechanisms, meetings and documents."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Track(TextChoices):
    PARTNERSHIP = "partnership", _("Partnership level")
    SHARED_FUTURE = "shared_future", _("Community with a shared future")


class Act(TextChoices):
    ESTABLISHED = "established", _("Established")
    UPGRADED = "upgraded", _("Upgraded")
    DECLARED = "declared", _("Declared")
    RESOLVED_TO_BUILD = "resolved_to_build", _("Resolved to build")


class WordingOrigin(TextChoices):
    OFFICIAL = "official", _("Official wording")
    OURS = "ours", _("Our translation")


class Framework(TextChoices):
    SCO = "sco", _("Shanghai Cooperation Organisation")
    CHINA_CENTRAL_ASIA = "china_central_asia", _("China–Central Asia mechanism")
    BILATERAL = "bilateral", _("Bilateral")
    BELT_AND_ROAD = "belt_and_road", _("Belt and Road")
    OTHER = "other", _("Other")


class MechanismType(TextChoices):
    ORGANISATION = "organisation", _("Organisation")
    STANDING_BODY = "standing_body", _("Standing body")
    MEETING_SERIES = "meeting_series", _("Series of meetings")
    WORKING_GROUP = "working_group", _("Working group")
    COOPERATION_PROGRAMME = "cooperation_programme", _("Cooperation programme")
    RECURRING_OPERATION = "recurring_operation", _("Recurring operation")
    CENTRE = "centre", _("Centre")
    FORUM = "forum", _("Forum")
    NETWORK = "network", _("Network")
    JOINT_PROJECT = "joint_project", _("Joint project")
    INITIATIVE = "initiative", _("Initiative")


class Stage(TextChoices):
    PROPOSED = "proposed", _("Proposed")
    UNDER_DISCUSSION = "under_discussion", _("Under discussion")
    AGREED = "agreed", _("Agreed")
    ESTABLISHED = "established", _("Established")
    OPERATING = "operating", _("Operating")
    UPGRADED = "upgraded", _("Upgraded")
    RENAMED = "renamed", _("Renamed")
    DISSOLVED = "dissolved", _("Dissolved")
    LAPSED = "lapsed", _("Lapsed")


class MeetingLevel(TextChoices):
    HEADS_OF_STATE = "heads_of_state", _("Heads of state")
    HEADS_OF_GOVERNMENT = "heads_of_government", _("Heads of government")
    MINISTERS = "ministers", _("Ministers")
    CHIEF_JUSTICES = "chief_justices", _("Chief justices")
    SENIOR_OFFICIALS = "senior_officials", _("Senior officials")
    EXPERTS = "experts", _("Experts")


class DocumentType(TextChoices):
    TREATY = "treaty", _("Treaty")
    PROTOCOL = "protocol", _("Protocol")
    DECLARATION = "declaration", _("Declaration")
    STATEMENT = "statement", _("Statement")
    JOINT_STATEMENT = "joint_statement", _("Joint statement")
    MEMORANDUM_OF_UNDERSTANDING = "memorandum_of_understanding", _("Memorandum of understanding")
    ACTION_PLAN = "action_plan", _("Action plan")
    PROGRAMME_OF_COOPERATION = "programme_of_cooperation", _("Programme of cooperation")
    DECISION = "decision", _("Decision")


class PartyActionType(TextChoices):
    """The United Nations Treaty Collection's participant actions."""

    SIGNATURE = "signature", _("Signature")
    ADOPTION = "adoption", _("Adoption")
    RATIFICATION = "ratification", _("Ratification")
    ACCESSION = "accession", _("Accession")
    ENTRY_INTO_FORCE = "entry_into_force", _("Entry into force")
    WITHDRAWAL = "withdrawal", _("Withdrawal")
