"""Forms that write: one write transaction a form, refusals as messages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from portal.base.writing import write_transaction


def show_refusal(request: HttpRequest, error: Exception) -> None:
    """A verb's refusal in words, a message for each thing that is missing."""
    for line in refusal_lines(error):
        messages.error(request, line)


def refusal_lines(error: Exception) -> Iterable[str]:
    if isinstance(error, ValidationError):
        return error.messages
    if isinstance(error, PermissionDenied):
        return [str(error) or _("This needs a right that the account does not have.")]
    return [_("Another change got in the way. Nothing was saved; enter it again.")]


class WritesMixin:
    """A save is one write transaction, which on SQLite locks before it reads; nothing is ever deleted."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        view = super().changeform_view  # type: ignore[misc]
        if request.method != "POST":
            return view(request, *args, **kwargs)
        try:
            with write_transaction():
                return view(request, *args, **kwargs)
        except (ValidationError, IntegrityError) as error:
            show_refusal(request, error)
            return HttpResponseRedirect(request.get_full_path())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
