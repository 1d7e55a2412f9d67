"""The page of one's own tokens: made after saying who one is, shown once, kept as a digest, revoked at once."""

import json
import re

import pytest
from django.core import mail
from django.test import Client

from azukari.core.accounts.events import TOKEN_MADE, TOKEN_REVOKED
from azukari.core.accounts.models import StaffToken, User
from azukari.core.accounts.tokens import MOST
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current
from tests.console import desks

AT = "/console/account/tokens/"
MAKE = f"{AT}make/"
WANTED = {"name": "Monthly report", "purposes": ["membership"], "days": "30"}


@pytest.fixture
def clerk(published: Current) -> User:
    return desks.staff("membership")


@pytest.fixture
def client(clerk: User) -> Client:
    return desks.fresh(clerk)


def words(page: str) -> str:
    found = re.search(r"azk_[\w-]{43}", page)
    assert found
    return found.group()


def test_a_token_is_shown_once_and_works(client: Client, clerk: User):
    made = client.post(MAKE, WANTED).content.decode()
    token = words(made)
    listed = client.get(AT).content.decode()
    assert "Monthly report" in listed
    assert "not used yet" in listed
    assert token not in listed
    row = StaffToken.objects.get()
    assert token.removeprefix("azk_") not in str(vars(row))
    asked = Client(headers={"Authorization": f"Bearer {token}"}).get("/api/v1/people", {"purpose": "membership"})
    assert asked.status_code == 200
    assert "last used" in client.get(AT).content.decode()
    assert mail.outbox[-1].to == [clerk.email]
    assert token not in str(mail.outbox[-1].body)
    payload = json.loads(Pending.objects.get(kind=TOKEN_MADE.name).payload)
    assert payload == {
        "actor": f"staff:{clerk.reference}",
        "account": str(clerk.reference),
        "token": str(row.id),
        "purposes": ["membership"],
    }


def test_a_revoked_token_is_void_at_once(client: Client):
    token = words(client.post(MAKE, WANTED).content.decode())
    id = StaffToken.objects.get().id
    assert client.get(f"{AT}{id}/revoke/").headers["Location"] == AT
    assert StaffToken.objects.exists(), "A GET changes nothing."
    assert client.post(f"{AT}{id}/revoke/").headers["Location"] == AT
    asked = Client(headers={"Authorization": f"Bearer {token}"}).get("/api/v1/people", {"purpose": "membership"})
    assert asked.status_code == 401
    assert client.post(f"{AT}{id}/revoke/").status_code == 404
    assert Pending.objects.filter(kind=TOKEN_REVOKED.name).count() == 1


def test_nobody_revokes_or_sees_the_token_of_another(client: Client, published: Current):
    client.post(MAKE, WANTED)
    other = desks.fresh(desks.staff("magazine"))
    assert "Monthly report" not in other.get(AT).content.decode()
    assert other.post(f"{AT}{StaffToken.objects.get().id}/revoke/").status_code == 404
    assert StaffToken.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": " "}, "Give it a name"),
        ({"name": "x" * 61}, "at most 60"),
        ({"purposes": []}, "Choose at least one"),
        ({"purposes": ["volunteers"]}, "Choose at least one"),
        ({"purposes": ["membership", "volunteers"]}, "Choose at least one"),
        ({"days": "91"}, "1 to 90 days"),
        ({"days": "0"}, "1 to 90 days"),
        ({"days": "²"}, "1 to 90 days"),
        ({"days": "forever"}, "1 to 90 days"),
    ],
)
def test_a_token_is_for_purposes_of_ones_own_and_for_a_while(change: dict[str, object], sentence: str, client: Client):
    answer = client.post(MAKE, WANTED | change)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not StaffToken.objects.exists()


def test_there_are_not_endlessly_many(client: Client):
    for _ in range(MOST):
        client.post(MAKE, WANTED)
    assert "tokens already" in client.post(MAKE, WANTED).content.decode()
    assert StaffToken.objects.count() == MOST


def test_making_one_asks_who_it_is_once_more(clerk: User):
    stale = desks.browser(clerk)
    assert stale.get(MAKE).headers["Location"].startswith("/console/account/reauthenticate/")
    stale.post(MAKE, WANTED)
    assert not StaffToken.objects.exists()


def test_whose_duties_open_nothing_is_told_so(published: Current):
    page = desks.fresh(desks.staff("auditor")).get(MAKE).content.decode()
    assert "nothing that a token could read" in page
