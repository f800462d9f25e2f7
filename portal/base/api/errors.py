"""One error document for the whole API: RFC 9457 problem details, in the caller's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler

PROBLEM_TYPE = "application/problem+json"


class Gone(exceptions.APIException):
    """410: a withdrawn record, with its notice."""

    status_code = status.HTTP_410_GONE
    default_code = "withdrawn"

    def __init__(self, notice: dict[str, Any]) -> None:
        self.notice = notice
        super().__init__(_("This record was withdrawn."))


class Refused(exceptions.APIException):
    """A write that was not done, and why: `rows` are what is wrong field by field, `told` what else is to be known."""

    def __init__(
        self,
        status_code: int,
        detail: str = "",
        rows: Iterable[dict[str, Any]] = (),
        **told: Any,
    ) -> None:
        self.rows, self.told = list(rows), told
        super().__init__(detail or " ".join(dict.fromkeys(row["message"] for row in self.rows)))
        self.status_code = status_code


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: the same statuses, one shape."""
    if isinstance(error, DjangoValidationError):
        messages = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        error = exceptions.ValidationError(messages)
    response = exception_handler(error, context)
    if response is None:
        return None
    response.data = problem(error, response)
    response.content_type = PROBLEM_TYPE
    return response


def refuse(problems: Iterable[Any]) -> None:
    """Raise what filters found wrong: each has a key and words that name the nearest valid one."""
    errors: dict[str, list[str]] = {}
    for found in problems:
        errors.setdefault(found.key, []).append(str(found.message))
    if errors:
        raise exceptions.ValidationError(errors)


def problem(error: Exception, response: Response) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": _title(response.status_code),
        "status": response.status_code,
    }
    if isinstance(error, exceptions.ValidationError):
        body["errors"] = [
            {"parameter": name, "message": str(message)}
            for name, messages in _by_name(error.detail)
            for message in messages
        ]
        body["detail"] = " ".join(row["message"] for row in body["errors"])
    elif isinstance(error, Refused):
        body["detail"] = str(error.detail)
        if error.rows:
            body["errors"] = error.rows
        body |= error.told
    elif isinstance(error, Gone):
        body |= {"detail": str(error.detail), **error.notice}
    elif isinstance(error, Http404 | PermissionDenied):
        body["detail"] = str(error) or _title(response.status_code)
    else:
        body["detail"] = str(getattr(error, "detail", error))
    return body


def _by_name(detail: Any) -> list[tuple[str, list[Any]]]:
    if isinstance(detail, dict):
        return [(name, value if isinstance(value, list) else [value]) for name, value in detail.items()]
    return [("", detail if isinstance(detail, list) else [detail])]


def _title(code: int) -> str:
    titles = {
        400: _("The request was not understood"),
        401: _("Sign in first"),
        403: _("Not allowed"),
        404: _("Not found"),
        405: _("This method is not offered"),
        406: _("This form is not offered"),
        409: _("Something stands in the way"),
        410: _("Withdrawn"),
        412: _("The record has changed meanwhile"),
        413: _("Too large"),
        415: _("This form is not accepted"),
        428: _("Say which version you read"),
        429: _("Too many requests"),
    }
    return titles.get(code, _("Error"))
