"""Forms of accounts: Django's own, which refuse what no database can hold; and of tokens."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, BaseUserCreationForm, PasswordChangeForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError

from advisor.models import TOKEN_NAME_LENGTH, Scope

LABELS = {
    "username": "Name",
    "password1": "Password",
    "password2": "The same password again",
    "old_password": "Current password",
    "new_password1": "New password",
    "new_password2": "The new password again",
}
TAKEN = "This name is taken."
LASTING = ((7, "A week"), (30, "A month"), (90, "Three months"), (366, "A year"))  # days
LONGEST_PASSWORD = 1024  # characters; hashing more costs time and protects nobody


def encodable(text: str) -> None:
    """Refuse a lone half of a pair, which a crafted form may hold and no database takes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValidationError("It holds a character that cannot be stored.") from None


class _Readable(forms.BaseForm):
    """Mix-in: every text can be encoded, and hints stand in the template."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, field in self.fields.items():
            if isinstance(field, forms.CharField):
                field.validators.append(encodable)
                field.help_text = ""
                field.label = LABELS.get(name, field.label)
                # The page brings the reader to the field or the list of faults, once.
                field.widget.attrs.pop("autofocus", None)
                if "password" in name:
                    field.widget.attrs["maxlength"] = LONGEST_PASSWORD
                    field.validators.append(_not_too_long)


def _not_too_long(text: str) -> None:
    if len(text) > LONGEST_PASSWORD:
        raise ValidationError(f"A password has at most {LONGEST_PASSWORD} characters.")


class SignInForm(_Readable, AuthenticationForm):
    """Name and password of an account."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": "No account has this name with this password. "
        "Capital and small letters differ in both.",
    }


class PasswordForm(_Readable, PasswordChangeForm):
    """The old password, and the new one twice."""


class RegistrationForm(_Readable, BaseUserCreationForm):  # type: ignore[type-arg]
    """A name that is free, and a password twice."""

    def clean_username(self) -> str:
        """Refuse a name that differs from another one in its capitals alone."""
        name: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=name).exists():
            raise ValidationError(TAKEN, code="unique")
        return name


class TokenForm(forms.Form):
    """What a new token is called, what it may do and how long."""

    name = forms.CharField(
        max_length=TOKEN_NAME_LENGTH,
        error_messages={
            "required": "Say what the token is for.",
            "max_length": f"The name may have {TOKEN_NAME_LENGTH} characters.",
            "null_characters_not_allowed": "The name holds a character that cannot be stored.",
        },
    )
    scopes = forms.MultipleChoiceField(
        choices=Scope.choices,
        error_messages={
            "required": "Choose what the token may do.",
            "invalid_choice": "Choose among these.",
        },
    )
    days = forms.TypedChoiceField(
        choices=LASTING,
        coerce=int,
        initial=90,
        error_messages={"required": "Choose how long.", "invalid_choice": "Choose how long."},
    )
