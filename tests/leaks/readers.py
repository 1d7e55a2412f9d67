"""Everybody who may come: a stranger, somebody for each duty, each duty's program, and people on their own pages."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.test import Client

from azukari.core.accounts.tokens import make
from azukari.shells.self_service.cookie import NAME
from azukari.shells.self_service.session import open_session
from tests.console import desks
from tests.leaks.town import Town
from tests.leaks.verdict import Reader


@dataclass(frozen=True, slots=True)
class Visitor:
    """A reader with a browser.

    Args:
        token: what the forms of their own page carry.
    """

    reader: Reader
    client: Client
    token: str = ""


def stranger() -> Visitor:
    """Somebody of whom nothing is known."""
    return Visitor(Reader("a stranger"), _browser(Client(headers={"Accept-Language": "en"})))


def of_duty(town: Town, duty: str) -> Visitor:
    """Whoever has the duty, signed in a moment ago."""
    user = town.staff[duty]
    purposes = frozenset(town.policy.duties[duty].purposes)
    return Visitor(Reader(duty, f"staff:{user.reference}", purposes), _browser(desks.fresh(user)))


def program_of(town: Town, duty: str) -> Visitor | None:
    """A program with a token for all purposes of the duty; None where it has none."""
    user, purposes = town.staff[duty], frozenset(town.policy.duties[duty].purposes)
    if not purposes:
        return None
    words = make(user, "report", purposes, days=30, policy=town.policy, now=desks.moment())[1]
    client = Client(headers={"Authorization": f"Bearer {words}", "Accept-Language": "en"})
    return Visitor(Reader(f"a program of {duty}", f"staff:{user.reference}", purposes), _browser(client))


def at_home(town: Town, name: str) -> Visitor:
    """A citizen on their own page."""
    citizen = town.citizens[name]
    session = open_session(citizen.person, now=desks.moment())
    client = _browser(Client(headers={"Accept-Language": "en"}))
    client.cookies[NAME] = session.secret
    return Visitor(Reader(f"{name} at home", "person", own=citizen), client, session.csrf)


def staff(town: Town, *duties: str) -> Iterator[Visitor]:
    """Whoever has one of these duties, one after the other; everybody unless said otherwise."""
    for duty in duties or town.policy.duties:
        yield of_duty(town, duty)


def _browser(client: Client) -> Client:
    client.raise_request_exception = False  # an error is an answer as well
    return client
