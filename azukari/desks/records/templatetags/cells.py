"""The cells of a row of the list of people, made without a template: fifty rows of them were a third of its page."""

from collections.abc import Iterable
from uuid import UUID

from django import template
from django.utils import translation
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from azukari.desk.people_rows import Cell, ColumnCell
from azukari.desk.submission_rows import number
from azukari.lib.day import in_words
from azukari.lib.whole import kept_whole

register = template.Library()
_BREAK = mark_safe("<br>")


@register.filter
def short_number(id: UUID) -> str:
    """By which a submission is called on a page."""
    return number(id)


@register.simple_tag
def opened_cells(cells: Iterable[Cell], lock: SafeString, not_agreed: str) -> SafeString:
    """What was opened of a person, a cell for each category; a lock where its use was not agreed to."""
    return format_html_join(
        "",
        '<td class="opened" data-label="{}">{}</td>',
        ((capfirst(cell.label), _opened(cell, lock, not_agreed)) for cell in cells),
    )


def _whole(text: str) -> SafeString:
    return mark_safe(kept_whole(conditional_escape(text)))  # noqa: S308 - escaped here


def _opened(cell: Cell, lock: SafeString, not_agreed: str) -> SafeString:
    if len(cell.texts) == 1:
        return _whole(cell.texts[0])
    if cell.texts:
        return format_html_join(_BREAK, "{}", ((_whole(text),) for text in cell.texts))
    if cell.closed:
        return format_html('<span class="soft">{} {}</span>', lock, not_agreed)
    return format_html('<span class="soft">{}</span>', "–")


@register.simple_tag
def standing_cells(cells: Iterable[ColumnCell]) -> SafeString:
    """What the columns of slices say of a person."""
    lang = translation.get_language() or "ja"
    said = (
        (cell.label, "named" if cell.day else "" if cell.words else "none", _standing(cell, lang)) for cell in cells
    )
    return format_html_join("", '<td data-label="{}" class="{}">{}</td>', said)


def _standing(cell: ColumnCell, lang: str) -> str:
    if cell.day:
        return format_html('<time datetime="{}">{}</time>', cell.day.isoformat(), in_words(cell.day, lang))
    return cell.words or "–"
