"""A form of the admin as a browser would send it back."""

from __future__ import annotations

from typing import Any


def as_sent(response: Any, **changes: Any) -> dict[str, Any]:
    """The form on this page with its rows, each field as it shows; `changes` are typed over it."""
    data: dict[str, Any] = {}
    context = response.context_data
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for bound in form:
            if bound.field.disabled:
                continue
            value = bound.value()
            if value is None or value is False:
                continue
            data[bound.html_name] = [str(v) for v in value] if isinstance(value, list) else str(value)
    return data | changes


def new_row(data: dict[str, Any], table: str, **values: Any) -> dict[str, Any]:
    """`data` with one more row of a table."""
    number = int(data[f"{table}-TOTAL_FORMS"])
    row = {f"{table}-{number}-{name}": value for name, value in values.items()}
    return data | row | {f"{table}-TOTAL_FORMS": str(number + 1)}


def messages_of(response: Any) -> list[str]:
    """The messages shown on a page (after the redirect, with `follow=True`)."""
    return [str(message) for message in response.context["messages"]]


def errors_of(response: Any) -> str:
    """All errors of a refused form and its rows, as one text."""
    context = response.context_data
    found = [str(context["adminform"].form.errors)]
    for inline in context["inline_admin_formsets"]:
        found += [str(form.errors) for form in inline.formset.forms] + [str(inline.formset.non_form_errors())]
    return "\n".join(found)
