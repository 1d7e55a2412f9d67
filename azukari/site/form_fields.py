"""How Django's forms are shown: every field by the site's own partial, on public pages and in the console alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.utils import flatatt

_TYPES: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.MultipleChoiceField, "choices"),
    (forms.ChoiceField, "choice"),
    (forms.FileField, "file"),
    (forms.DateField, "date"),
    (forms.DateTimeField, "datetime-local"),
    (forms.EmailField, "email"),
)
"""What a kind of field is called in ``site/part/field.html``; the first that fits."""

_MOST_BUTTONS = 8  # more are a list that opens, with nothing chosen to begin with


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """One radio button or box."""

    value: str
    label: str
    hint: str
    checked: bool
    lang: str = ""


class FieldView(BoundField):
    """A field as ``site/part/field.html`` reads it."""

    @property
    def id(self) -> str:
        return self.html_name

    @property
    def type(self) -> str:
        if isinstance(self.field.widget, forms.Textarea):
            return "long_text"
        if self.is_hidden:
            return "hidden"
        usual = next((name for kind, name in _TYPES if isinstance(self.field, kind)), "text")
        return str(getattr(self.field, "shown", usual))

    @property
    def hint(self) -> str:
        return str(self.help_text)

    @property
    def says_all(self) -> bool:
        """Whether its errors, by their codes, are sentences that say what they are about, with no label before them;
        one that a form adds says so by the code ``whole``.
        """
        codes = {"whole", *getattr(self.field, "says_all", ())}
        return all(error.code in codes for error in self.errors.as_data())

    @property
    def error(self) -> str:
        return " ".join(str(error) for error in self.errors)

    @property
    def beside(self) -> Any:
        """What is stored now, where somebody saved it meanwhile (`desk.editing.Beside`); else None."""
        return getattr(self.form, "beside", {}).get(self.name)

    @property
    def required(self) -> bool:
        return self.field.required

    @property
    def settled(self) -> bool:
        """Whether something is chosen whatever is done, or the only box is ticked or not: nothing is left open."""
        if getattr(self.field, "settled", False) or self.type == "list":
            return True
        offered = [str(value) for value, _ in getattr(self.field, "choices", ())]
        if self.type == "choices":
            return len(offered) == 1
        buttons = self.type == "radios" or (self.type == "choice" and len(offered) <= _MOST_BUTTONS)
        begun = self.field.prepare_value(self.initial)
        return buttons and ("" if begun is None else str(begun)) in offered

    @property
    def max_length(self) -> int | None:
        return getattr(self.field, "max_length", None)

    @property
    def rows(self) -> str:
        return str(self.field.widget.attrs["rows"])

    @property
    def attributes(self) -> str:
        """Those of the input that its field names by itself."""
        shown = {"rows", "cols", "maxlength"}  # by the templates
        return flatatt({name: value for name, value in self.field.widget.attrs.items() if name not in shown})

    @property
    def choices(self) -> list[ShownChoice]:
        return list(self._choices())

    def _choices(self) -> Iterator[ShownChoice]:
        held = self.value()
        chosen = {str(one) for one in (held if isinstance(held, list | tuple) else [held])}
        hints, speaks = getattr(self.field, "hints", {}), getattr(self.field, "speaks", False)
        for value, label in getattr(self.field, "choices", ()):
            lang = str(value) if speaks else ""
            yield ShownChoice(str(value), str(label), str(hints.get(value, "")), str(value) in chosen, lang)

    def value(self) -> Any:
        """What was typed, or what stands there to begin with; a day as browsers write it."""
        held = super().value()
        return held.isoformat() if isinstance(held, date) else held


class Renderer(TemplatesSetting):
    """Django's, with our field."""

    bound_field_class = FieldView
    form_template_name = "site/part/form.html"
    field_template_name = "site/part/field.html"
