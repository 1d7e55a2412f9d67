"""A world that all tests of a file share: made once, and after each of them put back as it was, by a savepoint.

The fixture `world` is for files of hundreds of small tests that would each publish the same policy, enrol the same
staff and register the same people.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from azukari.core.accounts.models import User
from azukari.core.policy_versions.current import Current
from tests.console import desks


@dataclass(frozen=True, slots=True)
class World:
    """A policy that rules, somebody for each of its duties, and somebody who registered by each form.

    Args:
        cookies: what the browser of each of the staff holds, who signed in before.
    """

    published: Current
    registered: Mapping[str, desks.Registered]
    cookies: Mapping[str, SimpleCookie]

    @property
    def duties(self) -> Collection[str]:
        """The duties of the policy."""
        return self.cookies.keys()

    def staff(self, duty: str) -> User:
        """Somebody of that duty, as nobody has touched them yet."""
        return User.objects.get(duties__duty=duty)

    def browser(self, duty: str) -> Client:
        """A browser in which somebody of that duty is signed in."""
        client = desks.browser()
        client.cookies = SimpleCookie(self.cookies[duty].output(header="", sep=";"))
        return client


def _make() -> World:
    published = desks.publish()
    return World(
        published,
        {form: desks.register(form) for form in desks.FORM_OF.values()},
        {duty: _signed_in(duty).cookies for duty in published.policy.duties},
    )


def _signed_in(duty: str) -> Client:
    """The browser of somebody who has been here today, which their session has noted."""
    client = desks.browser(desks.staff(duty))
    client.get(reverse("console"))
    return client


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The world, for as long as the tests of a file run: within a transaction that never ends well."""
    atomic = transaction.atomic()
    atomic._from_testcase = True  # type: ignore[attr-defined]  # what asks for a transaction of its own is let in
    with django_db_blocker.unblock(), atomic:
        made = _make()
        with django_db_blocker.block():
            yield made
        transaction.set_rollback(True)


@pytest.fixture
def world(made: World, db: None) -> World:
    """The world as it was made, whatever other tests have done to it."""
    return made
