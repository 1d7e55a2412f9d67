"""Taking an asker out of a text before it becomes a public answer, and saying what still looks like somebody's data."""

import re
from collections.abc import Iterable

import phonenumbers
from django.utils.translation import gettext as _

from azukari.lib.mention import Text
from azukari.lib.pii_pattern import SOUGHT, pii_patterns
from azukari.policy.terms import Category

_MAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
GONE = "…"


def without(text: str, values: Iterable[tuple[Category, str]]) -> str:
    """The text without whatever names the person whose values these are, in any spelling that mentions are found by."""
    sought = [one for category, value in values if category in SOUGHT for one in pii_patterns(category, value)]
    for place in reversed(Text(text).mentions(sought)):
        text = text[: place.start] + GONE + text[place.end :]
    return text


def fault(text: str) -> str:
    """What in a text may not stand in public; ``""`` for nothing. Our own words are read by a person besides."""
    if _MAIL.search(text):
        return _("There is an e-mail address in it. Take it out, or link to the contact page.")
    if phonenumbers.PhoneNumberMatcher(text, "JP").has_next():
        return _("There is a phone number in it. Take it out, or link to the contact page.")
    return ""
