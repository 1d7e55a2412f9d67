"""The cells of a row of the list of people, made without a template: fifty rows of them were a third of its page."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django import template
from django.utils import timezone, translation
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from azukari.desk.people_rows import Cell, ColumnCell, PersonRow
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
def sealed_cell(label: str, lock: SafeString, words: str) -> SafeString:
    """What stands for the data of anybody while it is closed."""
    mask = '{} <span class="mask" aria-hidden="true">••••••</span><span class="unseen">{}</span>'
    return format_html('<td data-label="{}">{}</td>', label, format_html(mask, lock, words))


@register.simple_tag
def standing_cells(cells: Iterable[ColumnCell]) -> SafeString:
    """What the columns of slices say of a person."""
    said = (
        (
            cell.label,
            "named" if cell.day else "" if cell.words else "none",
            _day(cell.day) if cell.day else cell.words or "–",
        )
        for cell in cells
    )
    return format_html_join("", '<td data-label="{}" class="{}">{}</td>', said)


def _day(day: date, moment: datetime | None = None) -> SafeString:
    written = moment.isoformat(timespec="seconds") if moment else day.isoformat()
    said = in_words(day, translation.get_language() or "ja")
    return format_html('<time class="whole" datetime="{}">{}</time>', written, said)


@register.simple_tag
def form_cell(label: str, row: PersonRow, info: SafeString) -> SafeString:
    """With which form somebody came, and an earlier statement by which alone we may go on."""
    then = ""
    if row.words_of_then:
        words = _("Only as version %(number)s says: “%(words)s”")
        words %= {"number": row.grant.charter_id, "words": row.words_of_then}
        then = format_html('<br><span class="small">{} {}</span>', info, words)
    return format_html('<td data-label="{}">{}{}</td>', label, row.form, then)


@register.simple_tag
def day_cell(label: str, moment: datetime) -> SafeString:
    """On which day something began or ended."""
    return format_html('<td class="named" data-label="{}">{}</td>', label, _day(timezone.localdate(moment), moment))
