"""One's own sessions: what is kept of them, and how they are ended."""

import json
import re

import pytest
from django.test import Client

from azukari.core.accounts.events import ACCOUNT_CHANGED
from azukari.core.accounts.models import StaffSession, User
from azukari.core.accounts.own_sessions import kind_of_device
from azukari.core.accounts.sessions import held_by
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current
from tests.console import desks

AT = "/console/account/sessions/"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148"
DESK = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
ANDROID_TABLET = "Mozilla/5.0 (Linux; Android 15; SM-X710) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"


@pytest.fixture
def clerk(published: Current) -> User:
    return desks.staff("membership")


def at(user: User, agent: str) -> Client:
    client = desks.browser(user)
    assert client.get("/console/", headers={"User-Agent": agent}, REMOTE_ADDR="127.0.113.77").status_code == 200
    return client


def listed(client: Client) -> str:
    return client.get(AT).content.decode()


def test_each_is_shown_with_its_kind_and_this_one_is_marked(clerk: User):
    at(clerk, PHONE)
    page = listed(at(clerk, DESK))
    assert page.index("Computer") < page.index("this one") < page.index("Phone")
    assert page.count("End this one") == 1


def test_no_address_and_no_user_agent_is_kept(clerk: User):
    at(clerk, PHONE)
    (row,) = StaffSession.objects.filter(user=clerk)
    kept = str(held_by(row.session_key, row.session_data))
    assert "phone" in kept
    assert not re.search(r"iPhone|Mozilla|127\.0\.113", kept)


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"User-Agent": PHONE}, "phone"),
        ({"User-Agent": DESK}, "computer"),
        ({"User-Agent": DESK, "Sec-CH-UA-Mobile": "?1"}, "phone"),
        ({"User-Agent": ANDROID_TABLET}, "tablet"),
        ({"User-Agent": PHONE.replace("iPhone", "iPad")}, "tablet"),
        ({}, ""),
    ],
)
def test_the_kind_is_told_by_what_the_browser_says(headers: dict[str, str], kind: str):
    assert kind_of_device(headers) == kind


def test_one_is_ended_and_all_others_are(clerk: User):
    here, phone, tablet = at(clerk, DESK), at(clerk, PHONE), at(clerk, ANDROID_TABLET)
    (id,) = re.findall(r'name="session" value="([0-9a-f]{40})"', listed(phone))[:1]
    phone.post(AT, {"session": id})
    alive = [browser for browser in (here, tablet) if browser.get("/console/").status_code == 200]
    assert len(alive) == 1
    assert phone.get("/console/").status_code == 200
    phone.post(AT, {"others": "yes"})
    assert alive[0].get("/console/").status_code == 302
    assert phone.get("/console/").status_code == 200
    assert "signed in nowhere else" in listed(phone)
    acts = [
        json.loads(p)["act"]
        for p in Pending.objects.filter(kind=ACCOUNT_CHANGED.name).values_list("payload", flat=True)
    ]
    assert acts == ["sessions-ended", "sessions-ended"]


def test_nobody_ends_the_session_of_another(clerk: User):
    other = desks.staff("magazine")
    theirs, mine = at(other, DESK), at(clerk, DESK)
    id = StaffSession.objects.get(user=other).session_key
    mine.post(AT, {"session": id})
    assert theirs.get("/console/").status_code == 200
    mine.post(AT, {"others": "yes"})
    assert theirs.get("/console/").status_code == 200


def test_looking_writes_once_a_day_and_ends_nothing(clerk: User, django_assert_num_queries):
    client = at(clerk, DESK)
    before = StaffSession.objects.get(user=clerk).session_data
    listed(client)
    assert StaffSession.objects.get(user=clerk).session_data == before
