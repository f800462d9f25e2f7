from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import EventType, Incident, TrainingEvent
from events.resources import IncidentResource, TrainingEventResource
from portal.base.admin.importing import RecordImportMixin
from portal.base.admin.nouns import NounAdmin
from portal.base.admin.records import RecordAdmin


def span(low: int | None, best: int | None, high: int | None) -> str:
    """A derived range in one line; what no adopted figure gives stays a dash."""
    if low is None and best is None and high is None:
        return _("No total is offered.")
    numbers = ["–" if number is None else f"{number:,}" for number in (low, best, high)]
    return _("low %(low)s · best %(best)s · high %(high)s") % dict(
        zip(("low", "best", "high"), numbers, strict=True)
    )


@admin.register(Incident)
class IncidentAdmin(RecordImportMixin, RecordAdmin):
    resource_class = IncidentResource
    identity = (
        ("event_type", "sub_event_type"),
        ("scope", "dimension", "attribution_grade", "event_clarity"),
        "level",
    )
    derived = (("deaths", "injured", "accounts"),)
    columns = ("event_type", "deaths_band")
    filters = (
        "scope",
        "dimension",
        ("event_type", admin.RelatedOnlyFieldListFilter),
        "deaths_band",
        "accounts_differ",
    )

    @admin.display(description=gettext_lazy("deaths, from the adopted figures"))
    def deaths(self, incident: Incident) -> str:
        return span(incident.deaths_low, incident.deaths_best, incident.deaths_high)

    @admin.display(description=gettext_lazy("injured, from the adopted figures"))
    def injured(self, incident: Incident) -> str:
        return span(incident.injured_low, incident.injured_best, incident.injured_high)

    @admin.display(description=gettext_lazy("accounts"))
    def accounts(self, incident: Incident) -> str:
        words = [_("Accounts differ.") if incident.accounts_differ else _("No two adopted figures differ.")]
        if incident.single_source:
            words.append(_("Single source."))
        return " ".join(words)


@admin.register(TrainingEvent)
class TrainingEventAdmin(RecordImportMixin, RecordAdmin):
    resource_class = TrainingEventResource
    identity = (("training_type", "edition", "format", "language"), "domain", "focus")
    columns = ("training_type",)
    filters = ("training_type", "format")


@admin.register(EventType)
class EventTypeAdmin(NounAdmin):
    list_display = ["slug", "name_en", "name_zh", "parent", "retired", "position"]
    list_filter = ["retired"]
    search_fields = ["slug", "name_en", "name_zh"]
    fields = [
        ("slug", "parent", "position", "retired"),
        ("name_en", "name_zh"),
        ("acled_event_type", "acled_sub_event_type", "ucdp_type_of_violence"),
    ]
