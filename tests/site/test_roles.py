"""The groups stand as the table of roles says, and nobody may do what no role has."""

import pytest
from django.contrib.auth.models import Group, Permission, User

from portal.base.kinds import record_models
from portal.base.roles import PUBLISH, RECORDS, ROLES, SUBMIT, write_roles
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def rights(group):
    return {
        f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.select_related("content_type")
    }


def test_migration_made_every_role_with_its_rights():
    write_roles()
    assert {group.name: rights(group) for group in Group.objects.all()} == {
        role: set(names) for role, names in ROLES.items()
    }


def test_table_is_written_anew_and_not_added_to():
    write_roles()
    editors = Group.objects.get(name="editor")
    editors.permissions.add(Permission.objects.get(codename="publish_record"))
    before = Permission.objects.count()
    write_roles()
    assert PUBLISH not in rights(editors)
    assert Permission.objects.count() == before


def test_permissions_that_are_missing_are_made():
    """On a new database the migration runs before Django makes permissions."""
    write_roles()
    Permission.objects.all().delete()
    write_roles()
    assert rights(Group.objects.get(name="publisher")) == set(ROLES["publisher"])


def test_table_knows_every_kind():
    assert {model._meta.label_lower for model in record_models().values()} == set(RECORDS)


def test_nobody_may_delete():
    assert not [name for names in ROLES.values() for name in names if ".delete_" in name]


@pytest.mark.parametrize(
    ("role", "may_submit", "may_publish"),
    [
        ("contributor", False, False),
        ("editor", True, False),
        ("reviewer", True, False),
        ("publisher", True, True),
        ("data steward", False, False),
    ],
)
def test_roles_of_the_workflow(role, may_submit, may_publish):
    user = make_user(role)
    assert user.has_perm(SUBMIT) is may_submit
    assert user.has_perm(PUBLISH) is may_publish


def test_steward_gives_roles_and_nothing_more(as_role):
    client = as_role("data steward")
    boss = User.objects.create_superuser("root", password="x" * 20)
    person = make_user("contributor")
    page = client.get(f"/admin/auth/user/{person.pk}/change/")
    assert page.status_code == 200
    assert not {"is_superuser", "user_permissions"} & set(page.context_data["adminform"].form.fields)
    assert client.post(f"/admin/auth/user/{boss.pk}/change/", {"username": "mine"}).status_code == 403
    assert client.get(f"/admin/auth/user/{boss.pk}/password/").status_code == 403
    assert client.get(f"/admin/auth/user/{person.pk}/delete/").status_code == 403
