"""A short form of the console: questions in a list, read and judged alike, shown by the site's own field partial."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _

from azukari.desk.answer import Problem
from azukari.desk.uploads import MOST_BYTES, fingerprint

_NONE: Mapping[str, object] = {}


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """One question; the names are those of ``site/part/field.html``.

    Args:
        type: ``text``, ``long_text``, ``email``, ``choice``, ``choices``, ``date`` or ``file``. What a file says is
            kept nowhere: its answer is its SHA-256, hexadecimal.
        check: says what is wrong with the text, or nothing.
    """

    id: str
    label: str
    type: str = "text"
    hint: str = ""
    required: bool = True
    choices: tuple[Choice, ...] = ()
    max_length: int = 200
    check: Callable[[str], str] | None = None
    value: str = ""
    error: str = ""
    reason: str = ""
    autocomplete: str = "off"


@dataclass(slots=True)
class Sheet:
    """The questions with what was answered.

    Args:
        problems: for the summary on top.
    """

    asks: list[Ask]
    problems: list[Problem] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    many: dict[str, list[str]] = field(default_factory=dict)

    def text(self, id: str) -> str:
        return self.values.get(id, "")

    def day(self, id: str) -> date | None:
        text = self.values.get(id, "")
        return date.fromisoformat(text) if text else None

    def must_day(self, id: str) -> date:
        return date.fromisoformat(self.values[id])

    def chosen(self, id: str) -> list[str]:
        return self.many.get(id, [])


def read(asks: Sequence[Ask], data: QueryDict, files: Mapping[str, object] = _NONE) -> Sheet:
    """Judge what was sent; each ask carries what was typed and what is wrong with it."""
    sheet = Sheet([])
    for ask in asks:
        if ask.type in ("choice", "choices"):
            answered, error = _choose(ask, data.getlist(ask.id), sheet)
        elif ask.type == "file":
            answered, error = ask, _file_fault(ask, files.get(ask.id), sheet)
        else:
            answered, error = _type(ask, data.get(ask.id, ""), sheet)
        sheet.asks.append(replace(answered, error=error))
        if error:
            sheet.problems.append(Problem(ask.id, error))
    return sheet


def _choose(ask: Ask, sent: list[str], sheet: Sheet) -> tuple[Ask, str]:
    known = [choice.value for choice in ask.choices]
    taken = [value for value in sent if value in known]
    if ask.type == "choice":
        taken = taken[:1]
    sheet.many[ask.id] = taken
    sheet.values[ask.id] = taken[0] if taken else ""
    shown = replace(ask, choices=tuple(replace(choice, checked=choice.value in taken) for choice in ask.choices))
    return shown, _("Choose one.") if ask.required and not taken else ""


def _type(ask: Ask, sent: str, sheet: Sheet) -> tuple[Ask, str]:
    text = sent.replace("\r\n", "\n").strip()[: ask.max_length + 1]
    sheet.values[ask.id] = text
    return replace(ask, value=text), _fault(ask, text)


def _file_fault(ask: Ask, upload: object, sheet: Sheet) -> str:
    if not isinstance(upload, UploadedFile):
        return _("Please choose the file.") if ask.required else ""
    if not upload.size:
        return _("This file is empty. Choose the one that has the document.")
    if upload.size > MOST_BYTES:
        return _("This file is too large; 20 MB are the most.")
    sheet.values[ask.id] = fingerprint(upload)
    return ""


def _fault(ask: Ask, text: str) -> str:
    if not text:
        return _("Please fill this in.") if ask.required else ""
    if len(text) > ask.max_length:
        return _("This is too long; %(most)d characters are the most.") % {"most": ask.max_length}
    if ask.type == "date" and not _is_day(text):
        return _("Write the day as 2026-11-24.")
    return ask.check(text) if ask.check else ""


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2026-11-24")
