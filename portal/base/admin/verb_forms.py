"""What a step asks before it is taken: the reason, the notice for readers, the record that stays."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.base.codes import ReasonCode
from portal.base.models import RecordKey

LINE = forms.TextInput({"class": "vTextField"})
REASONS = [("", "---------"), *ReasonCode.choices]


class ReturnForm(forms.Form):
    reason_text = forms.CharField(label=_("What to mend"), max_length=500, widget=LINE)


class ReasonForm(forms.Form):
    reason_code = forms.ChoiceField(label=_("Reason"), choices=REASONS)
    reason_text = forms.CharField(label=_("Reason in words"), max_length=500, widget=LINE)


class WithdrawForm(forms.Form):
    """Readers get the notice on every address of the record."""

    notice_en = forms.CharField(label=_("Notice (English)"), max_length=500, required=False, widget=LINE)
    notice_zh = forms.CharField(label=_("Notice (Chinese)"), max_length=500, required=False, widget=LINE)
    reason_code = forms.ChoiceField(label=_("Reason"), choices=REASONS)
    reason_text = forms.CharField(label=_("Reason in words"), max_length=500, required=False, widget=LINE)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not (cleaned.get("notice_en") or cleaned.get("notice_zh")):
            self.add_error("notice_en", gettext("A notice for readers, in one language at least."))
        return cleaned


class MergeForm(ReasonForm):
    """`into` comes out as the key of the record that stays."""

    into = forms.CharField(
        label=_("The record that stays"),
        max_length=16,
        help_text=_(
            "Its id, such as INC-0031. It gets the sources, figures and links; the id of this one leads there."
        ),
    )
    field_order = ["into", "reason_code", "reason_text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason_code"].initial = ReasonCode.DUPLICATE

    def clean_into(self) -> RecordKey:
        record_id = self.cleaned_data["into"].strip().upper()
        key = RecordKey.objects.filter(record_id=record_id).first()
        if key is None:
            raise forms.ValidationError(gettext("There is no record %(id)s.") % {"id": record_id})
        return key
