"""The form of a Decision: text into values, and nothing more."""

from typing import Any

from django import forms

from advisor.answers.kept import DECIDER_LENGTH, DECISION_NOTE_LENGTH, FIRST_DAY, LAST_DAY
from advisor.models import Decision

NONE = "none"  # takes an earlier Decision back


class Note(forms.CharField):
    """Text of several lines; a line's end counts once, however the browser sends it."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")


class DecisionForm(forms.Form):
    status = forms.ChoiceField(
        choices=[*Decision.Status.choices, (NONE, "No decision")],
        error_messages={"required": "Choose what was decided.", "invalid_choice": "Choose one."},
    )
    note = Note(
        required=False,
        max_length=DECISION_NOTE_LENGTH,
        error_messages={"max_length": f"The note may have {DECISION_NOTE_LENGTH} characters."},
    )
    decided_on = forms.DateField(
        required=False, error_messages={"invalid": "Write the day as 2026-03-01."}
    )
    decider = forms.CharField(required=False, max_length=DECIDER_LENGTH)

    def clean_decided_on(self) -> Any:
        day = self.cleaned_data["decided_on"]
        if day and not FIRST_DAY <= day <= LAST_DAY:
            raise forms.ValidationError(f"Name a day from {FIRST_DAY} to {LAST_DAY}.")
        return day
