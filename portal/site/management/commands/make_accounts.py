from secrets import token_urlsafe

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

ROLES = ["editor", "publisher"]  # the account has the name of its group


class Command(BaseCommand):
    help = "Make an editor's and a publisher's account where they are missing; print each new password once."

    def handle(self, *args, **options):
        with transaction.atomic():
            made = [account for role in ROLES if (account := make_account(role))]
        for name, password in made:
            self.stdout.write(f"New account: {name}   password: {password}   (shown only now)")
        if len(made) < len(ROLES):
            there = [role for role in ROLES if role not in dict(made)]
            self.stdout.write(
                f"Accounts already there: {', '.join(there)}. "
                f"New password: .venv/bin/python manage.py changepassword {there[0]}"
            )


def make_account(role: str) -> tuple[str, str] | None:
    """Make the account `role` in the group of that name; return its name and password, None if it exists."""
    User = get_user_model()
    if User.objects.filter(username=role).exists():
        return None
    try:
        group = Group.objects.get(name=role)
    except Group.DoesNotExist:
        raise CommandError(f"The group {role!r} is missing: run `manage.py migrate` first.") from None
    password = token_urlsafe(12)
    user = User.objects.create_user(username=role, password=password, is_staff=True)
    user.groups.add(group)
    return role, password
