"""A page of one's own of somebody who takes part in much: everything is on it, and most of it is folded."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from azukari.core.forms.models import Submission
from azukari.shells.self_service import session
from azukari.shells.self_service.views import overview
from tests.console import desks

pytestmark = pytest.mark.django_db
FORMS = ("membership", "volunteers", "magazine", "feedback", "plastic-free-river")
_FOLDED = re.compile(r"<details.*?</details>", re.DOTALL)


def _come_in(*forms: str) -> Client:
    """A browser in which the page of whoever registered by these forms is open."""
    made = [desks.register(form, {"email": "midori-marker@example.org"}).submission for form in forms]
    client = Client(headers={"Host": "localhost", "Origin": "http://localhost"})
    person = Submission.objects.get(id=made[0]).person_id
    client.cookies["azukari_me"] = session.open_session(person, now=desks.moment()).secret
    client.get("/en/me")
    return client


def _page(forms: int) -> str:
    desks.publish()
    return _come_in(*FORMS[:forms]).get("/en/me").content.decode()


def test_many_registrations_are_lines_but_for_the_first_and_nothing_is_left_out():
    html = _page(5)
    seen = _FOLDED.sub("", html)
    assert html.count('<article class="registration"') == 5
    assert seen.count('<article class="registration"') == 1
    assert html.count('<details class="folded">') == 4


def test_three_registrations_stand_open():
    html = _page(3)
    assert (
        _FOLDED.sub("", html).count('<article class="registration"') == html.count('<article class="registration"') == 3
    )


def test_the_latest_steps_stand_open_and_the_earlier_ones_below_them():
    html = _page(5)
    trail = html[html.index('id="trail"') : html.index('id="passed-on"')]
    steps = trail.count('<li class="trail-item"')
    assert steps > overview._LATEST
    assert _FOLDED.sub("", trail).count('<li class="trail-item"') == overview._LATEST
    assert f"Show {steps - overview._LATEST} earlier step" in trail


def test_more_registrations_and_steps_take_no_more_queries():
    desks.publish()
    taken = []
    for more in (("membership", "feedback"), ("feedback",) * 6):
        client = _come_in(*more)
        with CaptureQueriesContext(connection) as queries:
            html = client.get("/en/me").content.decode()
        taken.append((html.count('<article class="registration"'), len(queries)))
    assert [registrations for registrations, _queries in taken] == [2, 8]
    assert len({queries for _registrations, queries in taken}) == 1, taken
