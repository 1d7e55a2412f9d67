"""Taking an asker out of a text before it stands without them, and saying what still looks like somebody's data."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from azukari.lib.contact_details import mail_addresses, telephone_numbers
from azukari.lib.mention import Mention, Text
from azukari.lib.pii_pattern import SOUGHT, pii_patterns
from azukari.policy.terms import Category

GONE = "…"
_MOST = 30

_LOOKS_LIKE = re.compile(
    r"[\u4e00-\u9fff々ァ-ヶー]{1,8}\s?(?:さん|さま|様|氏|先生|くん|君|ちゃん|殿)"  # somebody with a title
    r"|\S{1,12}\s?\S{0,8}と(?:申|もう)します"
    r"|\b(?:Mr|Mrs|Ms|Miss|Dr|Prof)\b\.?\s*[A-Z][\w'’-]+"
    r"|\b[A-Z][a-z'’-]+\s[A-Z][a-z'’-]+"  # two words with capitals
    r"|〒?\s?[0-9０-９]{3}[-－ー‐−][0-9０-９]{4}"  # a postcode
    r"|[\u4e00-\u9fff]{1,8}[0-9０-９一二三四五六七八九十-]{1,12}+(?:丁目|番地|番|号)"
    r"|[0-9０-９][0-9０-９-]{5,}"  # a long number
    r"|https?://\S+|(?<!\w)@\w{2,}"  # an address on the web, an account
)
_NOBODY = re.compile(r"(?:皆|客|皆々|神|王|奥|各位|沢山)(?:さん|さま|様)")


def without(text: str, values: Iterable[tuple[Category, str]]) -> str:
    """The text without whatever names the person whose values these are, in any spelling that mentions are found by."""
    for place in reversed(named(text, values)):
        text = text[: place.start] + GONE + text[place.end :]
    return text


def named(text: str, values: Iterable[tuple[Category, str]]) -> list[Mention]:
    """Where a text names the person whose values these are."""
    sought = [one for category, value in values if category in SOUGHT for one in pii_patterns(category, value)]
    return Text(text).mentions(sought)


def fault(text: str) -> str:
    """What in a text may not stand in public; ``""`` for nothing. Our own words are read by a person besides."""
    if mail_addresses(text):
        return _("There is an email address in it. Take it out, or link to the contact page.")
    if telephone_numbers(text):
        return _("There is a phone number in it. Take it out, or link to the contact page.")
    return ""


def doubtful(text: str) -> list[str]:
    """Pieces of a text that may name somebody, each once: names with a title, addresses, long numbers, links."""
    found = (piece.group().strip() for piece in _LOOKS_LIKE.finditer(text))
    return list(dict.fromkeys(piece for piece in found if not _NOBODY.fullmatch(piece[-3:])))[:_MOST]
