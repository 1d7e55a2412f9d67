"""How the time of parsers of libraries grows, and of loops of our own that read text from outside.

A parser is given texts that are hostile to its kind, at a length and at four times of it.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl

from django.utils.http import parse_header_parameters
from django.utils.translation.trans_real import parse_accept_lang_header

from azukari.core.mail.incoming.mailbox import recipient_of
from azukari.core.mail.incoming.parse import read
from azukari.features.members.bank_file import NotABankFile, deposits
from azukari.lib.characters import MalformedError
from azukari.lib.contact_details import contact_details
from azukari.lib.email import counted, email
from azukari.lib.header_url import header_url
from azukari.lib.json_depth import check_depth
from azukari.lib.phone import phone
from tests.linear.growth import seconds

SIZE = 6_000
"""Characters of the shorter text. What is quadratic takes sixteen times as long for the longer one."""

STEEP = 9.0
_NOTHING = 0.004
"""Seconds below which a longer text tells nothing: four times as many are a hundredth of what a page may take."""

_RUNS = [
    *("a", "a.", "@", "<", "<a ", "&#", "&amp", '"', "\\", ";", ", ", "a=", "[", "{", "(", " ", "\r\n "),
    *("\u3316", "０"),
]
"""What is repeated. U+3316 is six characters once it is normalised."""


def _text(parse: Callable[[str], object]) -> Callable[[str], Callable[[], object]]:
    return lambda text: partial(parse, text)


def _bytes(parse: Callable[[bytes], object]) -> Callable[[str], Callable[[], object]]:
    return lambda text: partial(parse, text.encode("utf-8", "replace"))


def _mail(head: str, body: str = "") -> Callable[[str], Callable[[], object]]:
    """A mail with a text in one place; ``{}`` stands for it."""

    def made(text: str) -> Callable[[], object]:
        raw = (head.replace("{}", text) + "\r\n\r\n" + body.replace("{}", text)).encode("utf-8", "replace")
        return partial(read, raw)

    return made


_HEAD = "From: a@example.org\r\nSubject: x"
PARSERS: dict[str, Callable[[str], Callable[[], object]]] = {
    "address": _text(email),
    "address, as counted": _text(counted),
    "telephone": _text(phone),
    "contact details in a text": _text(contact_details),
    "address in a header": _text(header_url),
    "query": _text(parse_qsl),
    "cookies": _text(SimpleCookie),
    "languages": _text(parse_accept_lang_header),
    "parameters of a header": _text(parse_header_parameters),
    "JSON": _bytes(check_depth),
    "file of a bank": _bytes(partial(deposits, today=date(2026, 12, 3))),
    "recipient of a mail": lambda text: partial(recipient_of, f"To: {text}\r\n\r\n".encode("utf-8", "replace")),
    "mail, sender": _mail("From: {}\r\nSubject: x"),
    "mail, subject": _mail("From: a@example.org\r\nSubject: {}"),
    "mail, kind of content": _mail(_HEAD + "\r\nContent-Type: text/plain; {}"),
    "mail, file name": _mail(_HEAD + "\r\nContent-Disposition: attachment; filename*0={}"),
    "mail, text": _mail(_HEAD, "{}"),
    "mail, page": _mail(_HEAD + "\r\nContent-Type: text/html", "<p>{}"),
    "mail, parts": _mail(_HEAD + "\r\nContent-Type: multipart/mixed; boundary=a", "--a\r\n{}"),
}


def grown(parser: str) -> Iterator[tuple[str, float]]:
    """By how much longer each run makes the call, at four times its length; 1 where it takes hardly any time."""
    for run in _RUNS:
        short, long = (_taken(PARSERS[parser](run * (size // len(run)))) for size in (SIZE, SIZE * 4))
        yield run, long / short if long > _NOTHING * 4 else 1.0


def _taken(call: Callable[[], object]) -> float:
    def quiet() -> None:
        with contextlib.suppress(MalformedError, ValueError, CookieError, NotABankFile):
            call()

    return seconds(quiet, tries=2)


def worst(parser: str) -> tuple[str, float]:
    """The run that a parser bears worst, and by how much longer it takes at four times the length."""
    runs: Sequence[tuple[str, float]] = list(grown(parser))
    return max(runs, key=lambda each: each[1])
