"""The fields of the console's forms: Django's, with our own words where something is wrong (`site.form_fields` shows
them). Typed text survives an error as it was typed.
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from azukari.policy.terms import Policy
from azukari.shells.staff.language_names import LANGUAGES, named

type Fields = Mapping[str, forms.Field]
type Words = Any
"""A text, or the promise of one, whose type Django keeps to itself."""
type Answers = Mapping[str, Any]
"""What was answered, by the field's name, as the field makes it: text, a list, a day."""

_MOST_BYTES = 20 * 1024 * 1024
_FILL_IN = _("Please fill this in.")
_CHOOSE = _("Choose one.")
_CHOOSE_SOME = _("Choose one or more.")


class Questions(forms.Form):
    """A form whose fields depend on what it is about."""

    def __init__(self, fields: Fields, *args: Any) -> None:
        super().__init__(*args)
        self.fields.update(fields)


class Text(forms.CharField):
    """A line, or several.

    Args:
        rows: how high the box is; 1 for a line.
        check: says what is wrong with the text, or nothing.
        missing: said where nothing was typed; a sentence of your own says what is meant, with no label before it.
        attrs: more attributes of the input.
    """

    default_error_messages = {
        "max_length": _("This is too long; %(limit_value)d characters are the most."),
        "min_length": _("This is too short; %(limit_value)d characters are the least."),
    }

    def __init__(
        self,
        label: Words,
        *,
        rows: int = 1,
        max_length: int = 200,
        check: Callable[[str], str] | None = None,
        missing: Words = _FILL_IN,
        attrs: Mapping[str, str] = MappingProxyType({}),
        **rest: Any,
    ) -> None:
        more = {"autocomplete": "off", **attrs}
        widget = forms.Textarea({**more, "rows": str(rows)}) if rows > 1 else forms.TextInput(more)
        said = {"required": missing, **rest.pop("error_messages", {})}
        super().__init__(label=label, max_length=max_length, widget=widget, error_messages=said, **rest)
        self.says_all = {"required"} if missing is not _FILL_IN else set()
        if check is not None:
            self.validators.append(_validator(check))

    def to_python(self, value: Any) -> str:
        """With the line ends that we use."""
        return str(super().to_python(value)).replace("\r\n", "\n")


def in_each_language(name: str, label: Words, policy: Policy, held: Mapping[str, str], **rest: Any) -> Fields:
    """A text in each of the policy's languages: ``name_ja``, ``name_en``.

    Args:
        label: with a place for ``lang``.
        held: what stands there to begin with, by language.
        rest: as for `Text`.
    """
    return {
        f"{name}_{lang}": Text(label % {"lang": named(lang)}, initial=held.get(lang, ""), **rest)
        for lang in policy.languages
    }


def by_language(name: str, answers: Answers, policy: Policy) -> dict[str, str]:
    """What was answered to `in_each_language`."""
    return {lang: answers.get(f"{name}_{lang}", "") for lang in policy.languages}


def _validator[T](check: Callable[[T], str]) -> Callable[[T], None]:
    def validate(answer: T) -> None:
        if fault := check(answer):
            raise ValidationError(fault)

    return validate


class Email(forms.EmailField):
    """An email address; ``missing`` as for `Text`."""

    default_error_messages = {"invalid": _("That is not a whole email address.")}

    def __init__(self, label: Words, *, missing: Words = _FILL_IN, **rest: Any) -> None:
        said = {"required": missing, **rest.pop("error_messages", {})}
        super().__init__(label=label, widget=forms.EmailInput({"autocomplete": "off"}), error_messages=said, **rest)
        self.says_all = {"required"} if missing is not _FILL_IN else set()


class Day(forms.DateField):
    """A day; ``check`` says what is wrong with it, or nothing."""

    default_error_messages = {"required": _FILL_IN, "invalid": _("Write the day as 2026-11-24.")}
    input_formats = ("%Y-%m-%d",)

    def __init__(self, label: Words, *, check: Callable[[date], str] | None = None, **rest: Any) -> None:
        super().__init__(label=label, **rest)
        if check is not None:
            self.validators.append(_validator(check))


class Moment(forms.DateTimeField):
    """A day and a time, on the clocks of ``zone``."""

    default_error_messages = dict.fromkeys(("required", "invalid"), _("Enter a day and a time."))

    def __init__(self, label: Words, zone: ZoneInfo, *, initial: datetime | None = None, **rest: Any) -> None:
        typed = initial and initial.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
        super().__init__(label=label, initial=typed, **rest)
        self.zone = zone

    def to_python(self, value: Any) -> datetime | None:
        """The moment; None where nothing was typed."""
        try:
            typed = datetime.fromisoformat(value) if value else None
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        return typed if typed is None or typed.tzinfo else typed.replace(tzinfo=self.zone)


class One(forms.ChoiceField):
    """One of several: buttons, or a list that opens where they are many.

    Args:
        missing: what is said where none of them was chosen; words of one's own need no label before them.
        hints: by value, what stands under it.
        usual: chosen to begin with, and what counts where nothing was sent.
        shown: ``radios`` or ``list`` where that is not to hang on their number; a list begins with its first choice.
    """

    def __init__(
        self,
        label: Words,
        choices: Any,
        *,
        missing: Words = _CHOOSE,
        shown: str = "choice",
        hints: Mapping[str, Words] = MappingProxyType({}),
        usual: str = "",
        **rest: Any,
    ) -> None:
        said = {"required": missing, "invalid_choice": missing}
        super().__init__(label=label, choices=choices, error_messages=said, **{"initial": usual, **rest})
        self.shown, self.hints, self.usual = shown, hints, usual
        self.says_all = set(said) if missing is not _CHOOSE else set()

    def to_python(self, value: Any) -> str:
        """What was chosen."""
        return super().to_python(value) or self.usual


class Offered(One):
    """One of those that are offered; anything else goes on to the verb, which refuses it and records that."""

    def valid_value(self, value: Any) -> bool:
        """Whatever it is."""
        return bool(value)


class Language(One):
    """One of the policy's languages, each by its own name for itself."""

    speaks = True

    def __init__(self, label: Words, policy: Policy, **rest: Any) -> None:
        super().__init__(label, [(lang, LANGUAGES.get(lang, lang)) for lang in policy.languages], **rest)


class Some(forms.MultipleChoiceField):
    """Any of several; ``missing`` and ``hints`` as for `One`."""

    def __init__(
        self,
        label: Words,
        choices: Any,
        *,
        missing: Words = _CHOOSE_SOME,
        hints: Mapping[str, Words] = MappingProxyType({}),
        **rest: Any,
    ) -> None:
        said = {"required": missing, "invalid_choice": missing, "invalid_list": missing}
        super().__init__(label=label, choices=choices, error_messages=said, **rest)
        self.hints = hints
        self.says_all = set(said) if missing is not _CHOOSE_SOME else set()


class SomeOffered(Some):
    """Any of those that are offered; anything else goes on to the verb, which refuses it."""

    def valid_value(self, value: Any) -> bool:
        """Whatever it is."""
        return bool(value)


class Upload(forms.FileField):
    """A file; ``accept`` names the kinds that browsers offer, as HTML does."""

    def __init__(self, label: Words, *, accept: str, **rest: Any) -> None:
        super().__init__(label=label, widget=forms.ClearableFileInput({"accept": accept}), **rest)


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
        if (upload.size or 0) > _MOST_BYTES:
            raise ValidationError(self.error_messages["large"], code="large")
        upload.seek(0)
        return hashlib.sha256(upload.read()).hexdigest()
