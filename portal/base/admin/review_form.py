"""What a reviewer fills in: remarks beside fields, choices where two people changed one place, a word on the whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.codes import ReasonCode
from portal.base.rebasing import LIVE, MINE
from portal.base.views.differences import ShownConflict

COMMENT, CHOICE = "comment:", "choice:"
LONGEST_COMMENT = 1000
LONGEST_REASON = 500  # a revision keeps it


class ReviewForm(forms.Form):
    """`paths` are the changed places a remark may be tied to; `step` is the button that was pressed."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason_code = forms.ChoiceField(
        label=gettext_lazy("Reason"), required=False, choices=[("", "---------"), *ReasonCode.choices]
    )
    reason_text = forms.CharField(required=False, max_length=LONGEST_REASON)

    def __init__(
        self,
        data: Any = None,
        *,
        paths: Iterable[str],
        conflicts: Sequence[ShownConflict],
        seen: int,
        step: str = "",
    ) -> None:
        super().__init__(data, initial={"seen": seen})
        self.step, self.conflicts, self.expected = step, conflicts, seen
        one_line = step == "restore"
        self.fields["reason_text"].widget = (
            forms.TextInput({"class": "vTextField"}) if one_line else forms.Textarea({"rows": 3})
        )
        for path in dict.fromkeys([*paths, *(conflict.path for conflict in conflicts)]):
            self.fields[COMMENT + path] = forms.CharField(
                required=False, max_length=LONGEST_COMMENT, widget=forms.Textarea({"rows": 2})
            )
        for conflict in conflicts:
            self.fields[CHOICE + conflict.path] = forms.ChoiceField(
                required=False, choices=[(LIVE, LIVE), (MINE, MINE)], widget=forms.RadioSelect
            )

    @property
    def boxes(self) -> dict[str, forms.BoundField]:
        """The box for remarks on each changed place, by its path."""
        return {name.removeprefix(COMMENT): self[name] for name in self.fields if name.startswith(COMMENT)}

    @property
    def chosen(self) -> dict[str, str]:
        """What is chosen, as it was sent: {path: live or mine}."""
        return {conflict.path: str(self[CHOICE + conflict.path].value() or "") for conflict in self.conflicts}

    def comments(self) -> list[tuple[str, str]]:
        """(path, text) of each remark, in the order of the page."""
        cleaned = self.cleaned_data
        return [
            (name.removeprefix(COMMENT), cleaned[name])
            for name in self.fields
            if name.startswith(COMMENT) and cleaned.get(name)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("seen") is not None and cleaned["seen"] != self.expected:
            words = _("The record was changed while you were looking. Nothing was done: look again.")
            self.add_error(None, words)
        if self.step == "approve":
            for conflict in self.conflicts:
                if not cleaned.get(CHOICE + conflict.path):
                    words = _("%(field)s was changed by somebody else meanwhile; choose which value holds.")
                    self.add_error(CHOICE + conflict.path, words % {"field": conflict.label})
        if self.step in ("approve", "publish") and (self.comments() or cleaned.get("reason_text")):
            words = _("There are comments: return it with them, or empty them to let it through.")
            self.add_error(None, words)
        if self.step == "restore":
            for name in ("reason_code", "reason_text"):
                if not cleaned.get(name):
                    self.add_error(name, _("Say why the record goes back to this."))
        return cleaned
