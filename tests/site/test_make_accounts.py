from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.core.management.base import CommandError

from portal.base.roles import write_roles

pytestmark = pytest.mark.django_db


def make_accounts():
    output = StringIO()
    call_command("make_accounts", stdout=output)
    return output.getvalue()


@pytest.fixture(autouse=True)
def roles(db):
    write_roles()


def test_an_editor_and_a_publisher_are_made_in_their_groups():
    output = make_accounts()
    assert output.count("New account: ") == 2
    for name in ("editor", "publisher"):
        user = User.objects.get(username=name)
        assert user.is_staff
        assert not user.is_superuser
        assert [group.name for group in user.groups.all()] == [name]


def test_the_password_printed_is_the_one_that_works(rf):
    line = make_accounts().splitlines()[0]
    password = line.split("password: ")[1].split()[0]
    assert authenticate(rf.post("/admin/login/"), username="editor", password=password).username == "editor"


def test_a_second_time_changes_nothing_and_shows_no_password():
    make_accounts()
    before = list(User.objects.order_by("id").values())
    output = make_accounts()
    assert list(User.objects.order_by("id").values()) == before
    assert "New account" not in output
    assert "changepassword editor" in output


def test_an_account_that_was_removed_is_made_again_alone():
    make_accounts()
    User.objects.get(username="publisher").delete()
    output = make_accounts()
    assert "New account: publisher" in output
    assert "New account: editor" not in output


def test_without_its_group_no_account_is_made():
    Group.objects.get(name="publisher").delete()
    with pytest.raises(CommandError, match="'publisher' is missing"):
        make_accounts()
    assert not User.objects.exists()
