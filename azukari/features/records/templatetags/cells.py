"""The cells of a row of the list of people, made without a template: fifty rows of them were a third of its page.

Text becomes HTML by the standard library's `escape`: Django's looks each time whether the words are a promise.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from html import escape
from uuid import UUID

from django import template
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from azukari.lib.day import in_words
from azukari.lib.whole import kept_whole
from azukari.shells.staff.people_rows import Cell, PersonRow
from azukari.shells.staff.submission_rows import number

register = template.Library()


@register.filter
def short_number(id: UUID) -> str:
    """By which a submission is called on a page."""
    return number(id)


@register.simple_tag
def opened_cells(cells: Iterable[Cell], lock: SafeString, not_agreed: str) -> SafeString:
    """What was opened of a person, a cell for each category; a lock where its use was not agreed to."""
    closed = f'<span class="soft">{lock} {escape(not_agreed)}</span>'
    return _in_one(_td(capfirst(cell.label), _opened(cell, closed), "opened") for cell in cells)


def _opened(cell: Cell, closed: str) -> str:
    if cell.texts:
        return "<br>".join(kept_whole(escape(text)) for text in cell.texts)
    return closed if cell.closed else '<span class="soft">–</span>'


@register.simple_tag
def sealed_cell(label: str, lock: SafeString, words: str) -> SafeString:
    """What stands for the data of anybody while it is closed."""
    masked = f'{lock} <span class="mask" aria-hidden="true">••••••</span><span class="unseen">{escape(words)}</span>'
    return _in_one([_td(label, masked)])


@register.simple_tag
def other_cells(row: PersonRow, heads: Sequence[tuple[str, str]], info: SafeString) -> SafeString:
    """What is said of a person without opening anything: the columns of slices, then those of the list itself.

    Args:
        heads: of the list's own columns, ``form``, ``since`` or ``ended``, with their words.
    """
    lang = translation.get_language() or "ja"
    cells = [
        _td(cell.label, _day(cell.day, lang), "named")
        if cell.day
        else _td(cell.label, escape(cell.words) or "–", "" if cell.words else "none")
        for cell in row.standing
    ]
    for name, label in heads:
        if name == "form":
            cells.append(_td(label, escape(row.form) + _of_then(row, info)))
        elif moment := row.grant.begins_at if name == "since" else row.grant.ends_at:
            cells.append(_td(label, _day(timezone.localdate(moment), lang, moment), "named"))
    return _in_one(cells)


def _of_then(row: PersonRow, info: SafeString) -> str:
    if not row.words_of_then:
        return ""
    words = _("Only as version %(number)s says: “%(words)s”")
    words %= {"number": row.grant.charter_id, "words": row.words_of_then}
    return f'<br><span class="small">{info} {escape(words)}</span>'


def _day(day: date, lang: str, moment: datetime | None = None) -> str:
    written = moment.isoformat(timespec="seconds") if moment else day.isoformat()
    return f'<time class="whole" datetime="{written}">{in_words(day, lang)}</time>'


def _td(label: str, html: str, kind: str = "") -> str:
    return f'<td class="{kind}" data-label="{escape(label)}">{html}</td>'


def _in_one(cells: Iterable[str]) -> SafeString:
    return mark_safe("".join(cells))  # noqa: S308 - made above, where what people wrote is escaped
