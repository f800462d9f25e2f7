"""Forms of leads: the readers' report of an error, and what an editor answers."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.forms.models import apply_limit_choices_to_to_formfield
from django.utils.translation import gettext_lazy as _

from portal.base.codes import Kind, Status
from portal.base.forms.fields import DateText
from portal.base.leads import DRAFTED_KINDS, known_sources, needed_columns
from portal.base.models import Lead, RecordKey
from portal.base.models.leads import LONGEST_CORRECTION, LONGEST_NOTE, LONGEST_URL

RECORD_ID = re.compile(r"\b[A-Z]{3}-[A-Z0-9]{3,9}\b")
LEAD_ID = re.compile(r"\bLEA-\d{4,8}\b")
LINE = {"class": "vTextField"}


class WebAddress(forms.URLField):
    """An address on the web, whose scheme is http or https and nothing else."""

    default_error_messages = {"invalid": _("Enter a whole address that begins with https:// or http://.")}
    default_validators = [
        URLValidator(schemes=["http", "https"], message=default_error_messages["invalid"]),
    ]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_URL, assume_scheme="https", **kwargs)


def find_published(text: str) -> RecordKey | None:
    """The published record whose id stands in this text: an id, or the address of its page."""
    found = RECORD_ID.search(text.upper())
    keys = RecordKey.objects.published().select_related("public_text")
    return keys.filter(record_id=found[0]).first() if found else None


class ReportForm(forms.Form):
    """What is wrong or missing, in a reader's words. Asks for nothing about the reader.

    `fields_of_record` are the choices for the field, of the record that is reported on (None: no record is known).
    """

    record = forms.CharField(
        label=_("Record"),
        required=False,
        max_length=300,
        help_text=_("Its ID, such as INC-0001, or the address of its page; empty if no record has it yet."),
    )
    field = forms.ChoiceField(label=_("What is wrong"), required=False)
    kind = forms.ChoiceField(
        label=_("What it would be"),
        required=False,
        choices=[("", _("Not sure")), *Kind.choices],
        help_text=_("Only if the record lacks something altogether."),
    )
    note = forms.CharField(
        label=_("Your note"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("What is wrong or missing, in a sentence or two. In any language."),
        error_messages={"required": _("Say in a sentence what is wrong or missing.")},
    )
    correction = forms.CharField(
        label=_("What it should say"),
        required=False,
        max_length=LONGEST_CORRECTION,
        widget=forms.Textarea({"rows": 2}),
    )
    url = WebAddress(
        label=_("Address of a source that says so"),
        required=False,
        help_text=_("Begins with https:// or http://."),
    )
    source_text = forms.CharField(
        label=_("Or the source in words"),
        required=False,
        max_length=500,
        help_text=_("Where there is no address: author, title, year, page."),
    )
    # A field that people do not see and programs fill in.
    website = forms.CharField(label=_("Leave this empty"), required=False, max_length=200)

    def __init__(self, *args: Any, fields_of_record: list[Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key: RecordKey | None = None
        if fields_of_record is None:
            del self.fields["field"]
        else:
            del self.fields["kind"]
            self.fields["record"].widget = forms.HiddenInput()
            choices = [("", _("The record as a whole")), *fields_of_record]
            self.fields["field"].choices = choices  # type: ignore[attr-defined]
        self.fields["website"].widget.attrs |= {"autocomplete": "off", "tabindex": "-1"}
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "field")

    def clean_record(self) -> str:
        text = self.cleaned_data["record"].strip()
        if not text:
            return ""
        self.key = find_published(text)
        if self.key is None:
            words = _(
                "%(value)s names no published record. The ID stands beside a record's title, such as INC-0001; "
                "leave this empty if no record has it yet."
            )
            raise ValidationError(words, params={"value": text})
        return self.key.record_id

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise ValidationError(_("Leave this field empty: what is in it was taken for an advertisement."))
        return ""

    def lead(self, language: str) -> Lead:
        """What was entered, not saved. `language` is that of the page it was entered on."""
        given = self.cleaned_data
        return Lead(
            key=self.key,
            field=given.get("field", ""),
            kind=given.get("kind", "") if self.key is None else "",
            note=given["note"],
            correction=given["correction"],
            url=given["url"],
            source_text=given["source_text"],
            language=language,
        )


class DraftForm(forms.Form):
    """What an editor states of the new record: a title, a date, and what its kind cannot be without."""

    title_en = forms.CharField(
        label=_("Title (English)"), required=False, max_length=300, widget=forms.TextInput(LINE)
    )
    title_zh = forms.CharField(
        label=_("Title (Chinese)"), required=False, max_length=300, widget=forms.TextInput(LINE)
    )
    date = DateText(label=_("Date"), required=False)

    def __init__(self, *args: Any, lead: Lead, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = {column.name: column for column in needed_columns(kind)}
        for name, column in self.columns.items():
            field = column.field.formfield()
            if field is None:
                continue
            if column.to is not None:
                apply_limit_choices_to_to_formfield(field)
            self.fields[name] = field
        self.known = list(known_sources(lead.url))
        if self.known:
            self.fields["source"] = forms.ChoiceField(
                label=_("Source"), choices=[(source.pk, f"{source.pk} {source}") for source in self.known]
            )
        elif lead.url or lead.source_text:
            title = "source_title_zh" if lead.language == "zh" else "source_title_en"
            for name, label in (
                ("source_title_en", _("Title of the source (English)")),
                ("source_title_zh", _("Title of the source (Chinese)")),
            ):
                self.fields[name] = forms.CharField(
                    label=label,
                    required=False,
                    max_length=500,
                    widget=forms.TextInput(LINE),
                    initial=lead.source_text if name == title else "",
                )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not (cleaned.get("title_en") or cleaned.get("title_zh")):
            self.add_error("title_en", _("A title in one language at least."))
        return cleaned

    @property
    def document(self) -> dict[str, Any]:
        """The stated fields, other records and nouns by id."""
        given = self.cleaned_data
        names = ["title_en", "title_zh", "date", *self.columns]
        return {name: getattr(given[name], "pk", given[name]) for name in names if given.get(name)}

    @property
    def source(self) -> dict[str, Any]:
        """The chosen source's id, or the columns of a new one."""
        given = self.cleaned_data
        if given.get("source"):
            return {"id": given["source"]}
        return {name: given.get(f"source_{name}", "") for name in ("title_en", "title_zh")}


class KindForm(forms.Form):
    """Which kind of draft to make."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[(kind.value, kind.label) for kind in DRAFTED_KINDS])


class RecordIdForm(forms.Form):
    """The record that a lead is accepted for."""

    record = forms.CharField(label=_("Record"), max_length=16)

    def clean_record(self) -> RecordKey:
        text = self.cleaned_data["record"].strip().upper()
        key = RecordKey.objects.filter(record_id=text).exclude(status=Status.WITHDRAWN).first()
        if key is None:
            words = _("%(value)s is not the ID of a record that can be changed.")
            raise ValidationError(words, params={"value": text})
        return key


class RefuseForm(forms.Form):
    """Why a lead is turned down, for whoever sent it."""

    reason_en = forms.CharField(
        label=_("Answer (English)"), required=False, max_length=500, widget=forms.TextInput(LINE)
    )
    reason_zh = forms.CharField(
        label=_("Answer (Chinese)"), required=False, max_length=500, widget=forms.TextInput(LINE)
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not (cleaned.get("reason_en") or cleaned.get("reason_zh")):
            self.add_error("reason_en", _("A reason, in one language at least."))
        return cleaned


class DuplicateForm(forms.Form):
    """The lead that was there first."""

    first = forms.CharField(label=_("Lead"), max_length=12)

    def clean_first(self) -> Lead:
        found = LEAD_ID.search(self.cleaned_data["first"].upper())
        lead = Lead.objects.filter(pk=found[0]).first() if found else None
        if lead is None:
            words = _("%(value)s is not the ID of a lead, such as LEA-0007.")
            raise ValidationError(words, params={"value": self.cleaned_data["first"]})
        return lead
