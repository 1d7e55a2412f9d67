"""The fields of the console's forms: Django's, with our own words where something is wrong (`site.form_fields` shows
them). Typed text survives an error as it was typed.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from azukari.desk.uploads import MOST_BYTES, fingerprint

type Fields = Mapping[str, forms.Field]
type Words = Any
"""A text, or the promise of one, whose type Django keeps to itself."""
type Answers = Mapping[str, Any]
"""What was answered, by the field's name, as the field makes it: text, a list, a day."""

_FILL_IN = _("Please fill this in.")
_CHOOSE = _("Choose one.")


class Questions(forms.Form):
    """A form whose fields depend on what it is about."""

    def __init__(self, fields: Fields, *args: Any) -> None:
        super().__init__(*args)
        self.fields.update(fields)


class Text(forms.CharField):
    """A line, or several.

    Args:
        check: says what is wrong with the text, or nothing.
    """

    default_error_messages = {
        "required": _FILL_IN,
        "max_length": _("This is too long; %(limit_value)d characters are the most."),
    }

    def __init__(
        self,
        label: Words,
        *,
        lines: bool = False,
        max_length: int = 200,
        check: Callable[[str], str] | None = None,
        **rest: Any,
    ) -> None:
        widget = forms.Textarea if lines else forms.TextInput
        super().__init__(label=label, max_length=max_length, widget=widget(attrs={"autocomplete": "off"}), **rest)
        if check is not None:
            self.validators.append(_validator(check))

    def to_python(self, value: Any) -> str:
        """With the line ends that we use."""
        return str(super().to_python(value)).replace("\r\n", "\n")


def _validator(check: Callable[[str], str]) -> Callable[[str], None]:
    def validate(text: str) -> None:
        if fault := check(text):
            raise ValidationError(fault)

    return validate


class Email(forms.EmailField):
    default_error_messages = {"required": _FILL_IN, "invalid": _("That is not a whole e-mail address.")}

    def __init__(self, label: Words, **rest: Any) -> None:
        super().__init__(label=label, widget=forms.EmailInput(attrs={"autocomplete": "off"}), **rest)


class Day(forms.DateField):
    default_error_messages = {"required": _FILL_IN, "invalid": _("Write the day as 2026-11-24.")}
    input_formats = ("%Y-%m-%d",)

    def __init__(self, label: Words, **rest: Any) -> None:
        super().__init__(label=label, **rest)


class One(forms.ChoiceField):
    """One of several.

    Args:
        missing: what is said where none of them was chosen.
    """

    def __init__(self, label: Words, choices: Any, *, missing: Words = _CHOOSE, **rest: Any) -> None:
        said = {"required": missing, "invalid_choice": missing}
        super().__init__(label=label, choices=choices, error_messages=said, **rest)
        self.hints: Mapping[str, str] = {}


class Offered(One):
    """One of those that are offered; anything else goes on to the verb, which refuses it and records that."""

    def valid_value(self, value: Any) -> bool:
        """Whatever it is."""
        return bool(value)


class Some(forms.MultipleChoiceField):
    """Any of several."""

    def __init__(self, label: Words, choices: Any, *, missing: Words = _CHOOSE, **rest: Any) -> None:
        said = {"required": missing, "invalid_choice": missing, "invalid_list": missing}
        super().__init__(label=label, choices=choices, error_messages=said, **rest)
        self.hints: Mapping[str, str] = {}


class Document(forms.FileField):
    """A file that is kept nowhere: the answer is its SHA-256, hexadecimal; blank where none was sent."""

    default_error_messages = {
        "required": _("Please choose the file."),
        "empty": _("This file is empty. Choose the one that has the document."),
        "large": _("This file is too large; 20 MB are the most."),
    }

    def __init__(self, label: Words, **rest: Any) -> None:
        super().__init__(label=label, **rest)

    def clean(self, data: Any, initial: Any = None) -> str:
        """The fingerprint."""
        upload = super().clean(data, initial)
        if not isinstance(upload, UploadedFile):
            return ""
        if (upload.size or 0) > MOST_BYTES:
            raise ValidationError(self.error_messages["large"], code="large")
        return fingerprint(upload)
