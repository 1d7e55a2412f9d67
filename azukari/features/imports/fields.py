"""Fields that only the questions about a list need: a column or a day, a mark in somebody's files, a document that is
kept nowhere and need not be chosen twice.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from azukari.core.forms.importing.basis import REFERENCE
from azukari.core.forms.importing.day import day
from azukari.shells.staff.fields import Day, Document, Text, Words

_DIGEST = re.compile(r"[0-9a-f]{64}")
_HOW = _("Small letters, digits and hyphens, such as form-2023-04.")
_FILED = _("Give the mark under which it is filed, in small letters, digits and hyphens: form-2023-04.")


class _ColumnAndDay(forms.Widget):
    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        del files
        return data.get(f"{name}-column", ""), data.get(f"{name}-day", "").strip()


class ColumnOrDay(forms.Field):
    """When something was, as `Chosen` says it: the column with each row's day, or one day for all (2026-11-24).

    Args:
        columns: name by position, as the page sends it.
        today: of the organisation.
    """

    widget = _ColumnAndDay
    default_error_messages = {
        "required": _("Choose the column with the day, or give one day for all."),
        "invalid": Day.default_error_messages["invalid"],
        "future": _("This date is in the future."),
    }

    def __init__(self, label: Words, *, columns: Mapping[str, str], today: date, **rest: Any) -> None:
        super().__init__(label=label, template_name="console/import/when.html", **rest)
        self.columns, self.today = columns, today

    def to_python(self, value: Any) -> str:
        """The column's name, or the day; blank where neither was given."""
        column, typed = value
        if column in self.columns or not typed:
            return self.columns.get(column, "")
        found = day(typed)
        if found is None or found > self.today:
            code = "future" if found else "invalid"
            raise ValidationError(self.error_messages[code], code=code)
        return found.isoformat()

    def prepare_value(self, value: Any) -> Any:
        """As its two inputs show it."""
        if isinstance(value, tuple):
            return value
        at = next((at for at, name in self.columns.items() if name == value), "")
        return at, "" if at else value


class Mark(Text):
    """A mark under which something is filed: no room for a name or an address."""

    def __init__(self, label: Words, **rest: Any) -> None:
        attrs = {"class": "medium", "spellcheck": "false", "autocapitalize": "none"}
        super().__init__(label, help_text=_HOW, max_length=64, attrs=attrs, error_messages={"required": _FILED}, **rest)
        self.validators.append(RegexValidator(rf"\A{REFERENCE.pattern}\Z", _FILED))


class _Carried(forms.FileInput):
    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        return files.get(name) or data.get(name, "")


class KeptDocument(Document):
    """A document of which only the fingerprint is kept, and travels along; so it need not be chosen again."""

    widget = _Carried
    default_error_messages = {"required": _("Choose the document that shows it. Only its fingerprint is kept.")}

    def __init__(self, label: Words) -> None:
        super().__init__(label, template_name="console/import/document.html")

    def clean(self, data: Any, initial: Any = None) -> str:
        """The fingerprint."""
        del initial  # it has travelled along
        if isinstance(data, str) and _DIGEST.fullmatch(data):
            return data
        return super().clean(data if isinstance(data, UploadedFile) else None)

    def bound_data(self, data: Any, initial: Any) -> str:
        """What travels along while something else is wrong."""
        del initial
        try:
            return self.clean(data)
        except ValidationError:
            return ""
