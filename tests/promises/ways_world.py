"""Ways to break a promise by settings, files, a changed program and the clock."""

import json
from collections.abc import Mapping

from azukari.lib.control import ControlState
from tests.promises.outside import Outside, Round, Way

_PARTS = "azukari/site/templates/site/part"
_ROW = "{% for row in notice %}{% if row.brief %}"
_WITHOUT_METHOD = '{% for row in notice %}{% if row.key == "method" %}{% elif row.brief %}'


def _in_clear(outside: Outside) -> None:
    outside.program.set(f'base_url = "{outside.program.url}"', 'base_url = "http://members.example.org"')


def _restored(outside: Outside) -> None:
    said = {"at": "2026-12-01T00:00:00+00:00", "known_until": "2026-11-01T00:00:00+00:00", "why": []}
    (outside.program.root / "data" / "gap.json").write_text(json.dumps(said), "utf-8")


def _made_by_hand(outside: Outside) -> None:
    outside.settle('smtp = "smtps://mail.example.org"\nmail_operator = "kotori-mail"')
    outside.sql("UPDATE disclosure_recipient SET channel = 'mail' WHERE slug = 'kotori-mail'")


def _edited(words: str, says: str, file: str, old: str, new: str, *, control: str = "form-pages") -> Way:
    return Way(words, Round.PROGRAM, control, says, lambda outside: outside.edit(file, old, new))


def _later(control: str, words: str, says: str, state: ControlState = ControlState.BROKEN) -> Way:
    return Way(f"400 days go by {words}", Round.LATER, control, says, state=state)


_NOBODY_ELSE_LOOKS = "older than it is good for"

WORLD: Mapping[str, Way] = {
    "in the clear": Way(
        "the public address is one without TLS",
        Round.SETTINGS, "tls", "does not begin with https", _in_clear,
    ),
    "a certificate of nobody": Way(
        "the public address shows a certificate that is not to be trusted",
        Round.CERTIFICATE, "tls", "not to be trusted", lambda outside: outside.shows_a_certificate(),
    ),
    "a mail server of whoever": Way(
        "nobody says who operates the server that takes the mail",
        Round.SETTINGS, "mail-provider", "mail",
        lambda outside: outside.settle('smtp = "smtps://mail.example.org"'),
    ),
    "mail by another company": Way(
        "mail goes through a company whose contract is for payments",
        Round.CERTIFICATE, "mail-provider", "mail",
        lambda outside: outside.settle('smtp = "smtps://mail.example.org"\nmail_operator = "hibiki-pay"'),
    ),
    "a mail provider by hand": Way(
        "a company that is no mail provider is made one by hand, and gets the mail",
        Round.PROGRAM, "mail-provider", "changed the records that this rests on", _made_by_hand,
    ),
    "answers without TLS": _edited(
        "forms answer who does not use TLS", "answers a request that came without encryption",
        "azukari/site/transport.py", "if not is_protected(", "if False and not is_protected(",
    ),
    "an old backup": Way(
        "the instance was restored without what had been removed since",
        Round.SETTINGS, "removals", "was restored on", _restored,
    ),
    "a key for everybody": Way(
        "a key file can be read by everybody on the machine",
        Round.SETTINGS, "keys", "index-1",
        lambda outside: (outside.program.root / "keys" / "index-1").chmod(0o644), is_later=True,
    ),
    "a cookie": _edited(
        "pages set a cookie", "sets a cookie", "azukari/site/security.py",
        "for name, value in _HEADERS", "response.set_cookie('visitor', '1')\n        for name, value in _HEADERS",
    ),
    "no word on the method": _edited(
        "forms no longer say how data is collected", "does not say .*How",
        f"{_PARTS}/notice_card.html", _ROW, _WITHOUT_METHOD,
    ),
    "all demanded": _edited(
        "forms demand what the policy lets people leave blank", "demands phone",
        f"{_PARTS}/field_attributes.html", "{% if field.required %} aria", "{% if True %} aria",
    ),
    "no line on encryption": _edited(
        "forms no longer explain encryption", "does not explain encryption",
        f"{_PARTS}/notice_card.html",
        '<span class="unseen">{{ row.label }}</span>{{ row.text|linebreaks|whole }}',
        '<span class="unseen">{{ row.label }}</span>',
    ),
    "no number": _edited(
        "the contact page shows no number", "does not show both ways to ask",
        f"{_PARTS}/office.html", "{{ office.phone }}", "", control="contact-page",
    ),
    "members kept": _later("retention", "and what ended of members is still there", "membership"),
    "answers kept": _later("retention", "and what was asked and answered is still there", "feedback"),
    "signatures kept": _later("clock", "at once, and what has to go does not", "days ahead of the last known time"),
    "a review forgotten": _later("contracts", "and nobody reviewed a company", "review of Hibiki"),
    "training of last year": _later("learned", "and nobody repeated the training", "training of .* has lapsed"),
    "no review of the year": _later("management-review", "without a review", "No management review was held"),
    "no audit of the year": _later("audits", "without an audit", "No audit was closed"),
    "requests of last year": _later("requests-in-time", "and requests are still open", "have passed the time"),
    "a phone for a year": _later(
        "phone-check", "and nobody called the office", _NOBODY_ELSE_LOOKS, ControlState.UNKNOWN
    ),
}  # fmt: skip
