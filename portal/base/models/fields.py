"""Model fields of the record: EDTF dates and small sets of codes."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.base import dates

SPLIT = re.compile(r"[;,|，；\n]+")


class EDTFField(models.CharField):
    """An EDTF string (ISO 8601-2), read from any form the codebook lists; stored canonical, blank when unknown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> str:
        if value in (None, ""):
            return ""
        try:
            return dates.read(value)
        except dates.DateError as error:
            raise ValidationError(error.message, code=error.code) from error


class CodesField(models.CharField):
    """Some of a fixed list of codes, in the list's order; stored as `|a|b|` so that one LIKE finds a member.

    Takes a list, or text with `;`, `,` or `|` between the codes. Python value: a list of str.
    """

    def __init__(self, *args: Any, codes: Any = None, **kwargs: Any) -> None:
        self.codes = codes
        kwargs.setdefault("max_length", 200)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", list)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        # The list itself stays out of migrations: adding a code changes no column.
        return super().deconstruct()

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> list[str]:
        return [code for code in (value or "").split("|") if code]

    def to_python(self, value: Any) -> list[str]:
        if value in (None, ""):
            return []
        parts = SPLIT.split(value) if isinstance(value, str) else list(value)
        chosen = {str(part).strip() for part in parts if str(part).strip()}
        if self.codes is None:
            return sorted(chosen)
        for code in sorted(chosen):
            if code not in self.codes.values:
                raise ValidationError(
                    _("%(value)s is not one of: %(accepted)s."),
                    code="invalid_choice",
                    params={"value": code, "accepted": ", ".join(self.codes.values)},
                )
        return [code for code in self.codes.values if code in chosen]

    def get_prep_value(self, value: Any) -> str:
        codes = self.to_python(value)
        return f"|{'|'.join(codes)}|" if codes else ""

    def value_to_string(self, obj: models.Model) -> str:
        return ";".join(self.value_from_object(obj))

    def validate(self, value: list[str], model_instance: models.Model | None) -> None:
        if not value and not self.blank:
            raise ValidationError(self.error_messages["blank"], code="blank")

    def run_validators(self, value: list[str]) -> None:
        """The codes were checked by `to_python`; a length validator cannot read a list."""

    def formfield(self, **kwargs: Any) -> Any:
        from django import forms

        if self.codes is None:
            return super().formfield(**kwargs)
        return forms.MultipleChoiceField(
            choices=self.codes.choices,
            widget=forms.CheckboxSelectMultiple,
            required=not self.blank,
            label=kwargs.get("label") or str(self.verbose_name).capitalize(),
            help_text=self.help_text,
        )


class AliasesField(models.JSONField):
    """Other names of a noun: a list of short texts, any script. Also takes lines or `;`-separated text."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def clean(self, value: Any, model_instance: models.Model | None) -> list[str]:
        if value in (None, ""):
            return []
        if isinstance(value, str):
            value = re.split(r"[;；\n]+", value)
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise ValidationError(_("Write one name a line."), code="invalid")
        return [item.strip() for item in value if item.strip()]
