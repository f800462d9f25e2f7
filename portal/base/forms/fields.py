"""Form fields of the record: dates in any accepted form, names a line each, codes, keys of its own rows."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from portal.base import dates
from portal.base.models.fields import SPLIT


def understood(value: Any) -> SafeString:
    """How a date was understood, in both languages; nothing where it is blank or refused."""
    try:
        interval = dates.parse(dates.read(value)) if value else None
    except dates.DateError:
        interval = None
    if interval is None or not interval.text:
        return SafeString("")
    words = [
        (code, dates.format_date(interval.text, code), dates.describe_precision(interval, code))
        for code in ("en", "zh-Hans")
    ]
    return format_html(
        '<span class="understood"><span lang="{}">{}, {}</span> <span lang="{}">{}，{}</span></span>',
        *words[0],
        *words[1],
    )


class DateInput(forms.TextInput):
    """A date as text; beneath it, how it was understood."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        field = super().render(name, value, attrs, renderer)
        return format_html('<span class="date-field">{}{}</span>', field, understood(value))


class DateText(forms.CharField):
    """A date in any form the codebook lists, read as EDTF; an ambiguous one is refused with its readings."""

    widget = DateInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs["max_length"] = None  # what is typed may be longer than what is stored
        kwargs["widget"] = DateInput(attrs={"class": "vTextField"})
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        try:
            return dates.read(text)
        except dates.DateError as error:
            raise ValidationError(str(error), code=error.code) from error


class Number(forms.DecimalField):
    """A number as it is written: 36, not 36.000."""

    def prepare_value(self, value: Any) -> Any:
        return format(value.normalize(), "f") if isinstance(value, Decimal) else value


class NameList(forms.CharField):
    """Names, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["widget"] = forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})
        kwargs["help_text"] = kwargs.get("help_text") or _("One name a line.")
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or []) != self.to_python(data)


class CodeList(forms.CharField):
    """Open codes (language tags) with `;` between them."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["max_length"] = None
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "; ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [code.strip() for code in SPLIT.split(super().to_python(value) or "") if code.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return sorted(initial or []) != sorted(self.to_python(data))


class RowKey(forms.CharField):
    """The key (c1, f2 …) of another row of the same record, saved or not; the page lists those there are."""

    def __init__(self, table: str, **kwargs: Any) -> None:
        attrs = {"list": f"keys-{table}", "class": "row-key", "autocomplete": "off"}
        super().__init__(required=False, max_length=12, widget=forms.TextInput(attrs=attrs), **kwargs)
