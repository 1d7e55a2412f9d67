"""What every template may say without loading anything: an icon, a text of the policy, a date in the reader's habit."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time

import segno
from django import template
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from azukari.lib import joining
from azukari.lib.country import country
from azukari.lib.two_languages import Parted, language_name, parted
from azukari.lib.whole import kept_whole
from azukari.site.dates import clock, day, instant
from azukari.site.icons import ICONS

register = template.Library()


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """The line icon ``name``, hidden from assistive technology. ``extra`` adds classes.

    Raises:
        TemplateSyntaxError: there is no icon of that name.
    """
    if name not in ICONS:
        raise template.TemplateSyntaxError(f"There is no icon {name!r}. See azukari/site/icons.py.")
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">{}</svg>',
        f" {extra}" if extra else "",
        mark_safe(ICONS[name]),  # noqa: S308 - our own constants
    )


@register.filter
def whole(text: str | None, by: str = 'class="whole"') -> SafeString:
    """A text whose phone numbers, postcodes, house numbers and email addresses stay whole; ``by`` keeps numbers so."""
    return mark_safe(kept_whole(conditional_escape(text or ""), by))  # noqa: S308 - escaped here, or safe before


@register.filter
def whole_in_mail(text: str | None) -> SafeString:
    """The same in a letter, which has no style sheet."""
    return whole(text, 'style="white-space:nowrap"')


@register.filter
def stopped(text: str) -> str:
    """A reason with the full stop of its language; a Japanese one, which is no whole sentence, has none."""
    ends = not text or text[-1] in ".!?…" or translation.get_language() == "ja"
    return text if ends else f"{text}."


def _between(said: Callable[[str], str]) -> None:
    """A tag for what stands between two texts, by its name in `lib.joining`."""

    @register.simple_tag(name=said.__name__)
    def tag() -> str:
        return said(translation.get_language() or "ja")


for _said in (joining.gap, joining.colon, joining.comma, joining.before_hour, joining.through, joining.full_stop):
    _between(_said)


@register.simple_tag
def qr(address: str) -> SafeString:
    """The QR code of one of our addresses as an SVG, without a style or a script of its own."""
    made = segno.make(address, error="m").svg_inline(
        scale=4, border=4, light="#ffffff", omitsize=True, svgclass=None, lineclass=None
    )
    return mark_safe(made)  # noqa: S308 - drawn by the library from our own address


@register.filter
def in_lang(text: Mapping[str, str] | str | Promise | None, lang: str = "") -> str:
    """The words of a policy text in the reader's language, or in ``lang``; plain strings, and those that are translated
    when they are shown, pass through.
    """
    if not isinstance(text, Mapping):
        return str(text or "")
    wanted = lang or translation.get_language() or "ja"
    return text.get(wanted) or next(iter(text.values()), "")


@register.filter
def in_two_languages(text: str) -> Parted:
    """What staff wrote, as the reader's language and the other one, where it was written in both."""
    return parted(text, translation.get_language() or "ja")


@register.filter
def language(code: str) -> str:
    """What a language is called in the reader's: 英語. One that people choose for themselves has its own name."""
    return language_name(code, translation.get_language() or "ja")


@register.filter(name="country")
def show_country(code: str) -> str:
    """The name of the country with that code."""
    return country(code, translation.get_language() or "ja")


@register.filter(name="day")
def show_day(value: date | datetime | None, zone: str = "") -> str:
    """2026年11月24日(火) or Tue 24 Nov 2026; an instant is first taken to the organisation's time zone."""
    return day(value, zone=zone, lang=translation.get_language() or "ja") if value else ""


@register.filter(name="instant")
def show_instant(value: datetime | None, zone: str = "") -> str:
    """Day and time of day, in the organisation's time zone."""
    return instant(value, zone=zone, lang=translation.get_language() or "ja") if value else ""


@register.filter(name="clock")
def show_clock(value: time | datetime | None, zone: str = "") -> str:
    """The time of day: 9:00."""
    return clock(value, zone=zone) if value else ""


@register.filter
def grouped(value: int | None) -> str:
    """A whole number with its thousands apart: 10,000."""
    return "" if value is None else f"{value:,}"


@register.filter
def iso(value: date | datetime | None) -> str:
    """The machine's form, for ``<time datetime>``."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if value else ""
