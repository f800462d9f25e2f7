"""Who may do what: one table, role × permission. A migration of `portal.site` writes the groups from it.

Rows of records (figures, citations, links …) have no line here: who may change a record may change its rows.
Nobody has a right to delete: nothing is deleted. A change to this table needs a migration that calls
`write_roles` again.
"""

from __future__ import annotations

RECORDS = (
    "events.incident",
    "events.trainingevent",
    "mechanisms.partnership",
    "mechanisms.mechanism",
    "mechanisms.meeting",
    "mechanisms.document",
)
# Nouns that are entered along with a record, and lists of codes that change with the codebook.
NOUNS = ("portal.source", "portal.organisation", "portal.place")
LISTS = (
    "portal.country",
    "portal.topic",
    "portal.measure",
    "events.eventtype",
    "mechanisms.designationlevel",
)
PAST = (
    "portal.recordkey",
    "portal.revision",
    "portal.reviewcomment",
    "portal.nounrevision",
    "portal.change",
    "portal.importbatch",
)
PEOPLE = ("auth.user", "portal.desk")
TOKENS = ("portal.apitoken",)  # one’s own, with `add`; everybody’s, with `change`

EDIT_OTHERS = "portal.edit_others_record"
SUBMIT, REVIEW, PUBLISH = "portal.submit_record", "portal.review_record", "portal.publish_record"
IMPORT, EXPORT = "portal.import_record", "portal.export_record"
HANDLE_LEADS = "portal.handle_lead"


def _may(actions: str, *models: str) -> set[str]:
    """`_may("add change", "portal.source")` is {"portal.add_source", "portal.change_source"}."""
    return {
        f"{app}.{action}_{model}"
        for action in actions.split()
        for app, _dot, model in (name.partition(".") for name in models)
    }


_READING = _may("view", *RECORDS, *NOUNS, *LISTS, *PAST) | _may("add", *TOKENS)
_WRITING = _READING | _may("add change", *RECORDS) | _may("add", *NOUNS)
_EDITING = (
    _WRITING
    | _may("change", *NOUNS)
    | _may("add change", "events.eventtype")
    | _may("view add", "portal.lead")
    | {EDIT_OTHERS, SUBMIT, IMPORT, EXPORT, HANDLE_LEADS}
)

ROLES: dict[str, frozenset[str]] = {
    "contributor": frozenset(_WRITING),
    "editor": frozenset(_EDITING),
    "reviewer": frozenset(_EDITING | {REVIEW}),
    "publisher": frozenset(_EDITING | {REVIEW, PUBLISH}),
    "data steward": frozenset(
        _READING | _may("add change", *NOUNS, *LISTS) | _may("view add change", *PEOPLE, *TOKENS) | {EXPORT}
    ),
}


def write_roles(using: str = "default") -> None:
    """Make each role's group and give it exactly the permissions of the table; twice changes nothing.

    Permissions that `migrate` has not made yet (it does so after the last migration) are made here.
    """
    from django.apps import apps
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    labels = {name.partition(".")[0] for names in ROLES.values() for name in names}
    for label in sorted(labels):
        create_permissions(apps.get_app_config(label), verbosity=0, interactive=False, using=using)
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.using(using)
        .filter(content_type__app_label__in=labels)
        .select_related("content_type")
    }
    for role, names in ROLES.items():
        group, _made = Group.objects.using(using).get_or_create(name=role)
        group.permissions.set([known[name] for name in sorted(names)])
