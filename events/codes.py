"""Code lists of incidents and training events."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Scope(TextChoices):
    EVENT = "event", _("Event")
    SERIES = "series", _("Series of events")
    PERIOD_TOTAL = "period_total", _("Total for a period")


class Dimension(TextChoices):
    TRADITIONAL = "traditional", _("Traditional security")
    NON_TRADITIONAL = "non_traditional", _("Non-traditional security")
    COMPOUND = "compound", _("Compound security")


class Level(TextChoices):
    NATIONAL = "national", _("National")
    REGIONAL = "regional", _("Regional")
    INTERNATIONAL = "international", _("International")


class AttributionGrade(TextChoices):
    """Airwars' grading of an attribution."""

    CONFIRMED = "confirmed", _("Confirmed")
    FAIR = "fair", _("Fair")
    WEAK = "weak", _("Weak")
    CONTESTED = "contested", _("Contested")
    DISCOUNTED = "discounted", _("Discounted")


class EventClarity(IntegerChoices):
    """UCDP GED `event_clarity`."""

    IDENTIFIABLE = 1, _("Each event identifiable")
    AGGREGATE = 2, _("Aggregate made by the source")


class DeathsBand(TextChoices):
    NONE = "none", _("None reported")
    ONES = "1-9", _("1 to 9")
    TENS = "10-99", _("10 to 99")
    HUNDREDS = "100+", _("100 or more")
    NO_FIGURE = "no_figure", _("No figure found")


class Accounts(TextChoices):
    DIFFER = "differ", _("Accounts differ")
    SINGLE_SOURCE = "single_source", _("Single source")


class TrainingType(TextChoices):
    EXERCISE = "exercise", _("Exercise")
    TRAINING_COURSE = "training_course", _("Training course")
    SEMINAR = "seminar", _("Seminar")
    WORKSHOP = "workshop", _("Workshop")
    DRILL = "drill", _("Drill")
    SYMPOSIUM = "symposium", _("Symposium")
    CONFERENCE = "conference", _("Conference")
    FORUM_SESSION = "forum_session", _("Forum session")


class Domain(TextChoices):
    AIR = "air", _("Air")
    LAND = "land", _("Land")
    SEA = "sea", _("Sea")
    AMPHIBIOUS = "amphibious", _("Amphibious")
    CYBER = "cyber", _("Cyber")


class Focus(TextChoices):
    """The Multinational Military Exercises data set's four, extended by ours."""

    WARFIGHTING = "warfighting", _("Warfighting")
    PEACEKEEPING = "peacekeeping", _("Peacekeeping")
    HUMANITARIAN = "humanitarian", _("Humanitarian")
    COUNTER_TERRORISM = "counter_terrorism", _("Counter-terrorism")
    BORDER_SECURITY = "border_security", _("Border security")
    POLICE = "police", _("Police")
    COUNTER_NARCOTICS = "counter_narcotics", _("Counter-narcotics")
    EMERGENCY_MANAGEMENT = "emergency_management", _("Emergency management")
    JUDICIAL = "judicial", _("Judicial")
    SEISMOLOGY = "seismology", _("Seismology")
    INFORMATION_SECURITY = "information_security", _("Information security")


class Format(TextChoices):
    ON_SITE = "on_site", _("On site")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("Hybrid")
