"""What is passed on, or may be, in the words of a person's own page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from azukari.disclosure.consents import offers
from azukari.ledger.events import Kind
from azukari.policy.explain import name_categories
from azukari.policy.terms import Policy, Recipient


class Teller(Protocol):
    """Puts the words of an entry into one language; see `rights.story`."""

    def recipient(self, payload: Mapping[str, Any]) -> str: ...
    def categories(self, payload: Mapping[str, Any]) -> str: ...
    def purposes(self, payload: Mapping[str, Any]) -> str: ...


@dataclass(frozen=True, slots=True)
class Offered:
    """A third party that the person may let have something."""

    recipient: str
    purpose: str
    entry: Recipient
    title: str
    what: str
    since: datetime | None


def passing_offers(person: UUID, *, policy: Policy, lang: str, now: datetime) -> list[Offered]:
    """What the person may agree to, and what they agreed to. Two queries."""
    return [
        Offered(
            recipient=offer.recipient,
            purpose=offer.purpose,
            entry=offer.entry,
            title=policy.purposes[offer.purpose].title[lang],
            what=name_categories(policy, offer.categories)[lang],
            since=offer.since,
        )
        for offer in offers(person, now=now)
    ]


def _words(t: Teller, p: Mapping[str, Any]) -> dict[str, str]:
    return {"recipient": t.recipient(p), "what": t.categories(p), "purpose": t.purposes(p)}


def _withheld(t: Teller, p: Mapping[str, Any]) -> tuple[str, str]:
    title = _("It was held back after all: %(recipient)s did not get your %(what)s")
    return title % _words(t, p), _("What was prepared has been destroyed.")


def _not_passed(t: Teller, p: Mapping[str, Any]) -> tuple[str, str]:
    return _("Not passed on to %(recipient)s: %(what)s") % _words(t, p), _("For “%(purpose)s”") % _words(t, p)


def _told(t: Teller, p: Mapping[str, Any]) -> tuple[str, str]:
    return _("We told %(recipient)s what changed: %(what)s") % _words(t, p), ""


def _confirmed(t: Teller, p: Mapping[str, Any]) -> tuple[str, str]:
    return _("%(recipient)s confirmed that it did so: %(what)s") % _words(t, p), ""


def _agreed(t: Teller, p: Mapping[str, Any]) -> tuple[str, str]:
    return _("You agreed that %(recipient)s gets your %(what)s") % _words(t, p), _("For “%(purpose)s”") % _words(t, p)


def _took_back(t: Teller, p: Mapping[str, Any]) -> tuple[str, str]:
    return _("You took back that %(recipient)s gets your %(what)s") % _words(t, p), ""


PASSING: Mapping[Kind, tuple[str, str, Callable[[Teller, Mapping[str, Any]], tuple[str, str]]]] = {
    Kind.TRANSFER_WITHHELD: ("disclosure", "lock", _withheld),
    Kind.TRANSFER_REFUSED: ("grant", "lock", _not_passed),
    Kind.INSTRUCTION_SENT: ("correction", "send", _told),
    Kind.INSTRUCTION_ACKNOWLEDGED: ("correction", "check", _confirmed),
    Kind.DISCLOSURE_AGREED: ("grant", "check", _agreed),
    Kind.DISCLOSURE_WITHDRAWN: ("grant", "undo", _took_back),
}
"""Sort, icon and words of the entries about passing on, for `rights.story`."""
