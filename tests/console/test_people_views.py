"""Saved views: filters for whoever saved them, and never a word that anybody typed."""

import pytest
from django.test import Client

from azukari.core.accounts.models import User
from azukari.core.policy_versions.current import Current
from azukari.shells.staff.models import SavedView
from tests.console import desks

VIEWS = "/console/people/views/"
LIST = "/console/people/?purpose=membership"


@pytest.fixture
def user(published: Current) -> User:
    return desks.staff("membership")


@pytest.fixture
def clerk(user: User) -> Client:
    return desks.browser(user)


def test_a_view_is_kept_and_comes_back(clerk: Client):
    kept = clerk.post(VIEWS, {"purpose": "membership", "form": "membership", "state": "ended", "since": "2026-01-01"})
    address = "/console/people/?purpose=membership&form=membership&state=ended&since=2026-01-01"
    assert kept.headers["Location"] == address
    page = clerk.get(LIST).content.decode()
    assert address.replace("&", "&amp;") in page
    assert "ended · from Thu 1 Jan 2026" in page


def test_a_view_has_no_room_for_what_was_searched(clerk: Client):
    clerk.post(VIEWS, {"purpose": "membership", "text": "Marker Aoba", "form": "Marker Aoba", "title": "Marker Aoba"})
    assert "Marker" not in str(SavedView.objects.values_list())
    free = [
        f for f in SavedView._meta.concrete_fields if (f.max_length or 0) > 64 or f.get_internal_type() == "TextField"
    ]
    assert free == []


def test_the_same_view_is_kept_once_and_twenty_at_most(clerk: Client):
    for day in range(1, 28):
        clerk.post(VIEWS, {"purpose": "membership", "since": f"2026-01-{day:02}"})
        clerk.post(VIEWS, {"purpose": "membership", "since": f"2026-01-{day:02}"})
    assert SavedView.objects.count() == 20


def test_a_view_is_its_owners(clerk: Client, user: User, published: Current):
    clerk.post(VIEWS, {"purpose": "membership"})
    view = SavedView.objects.get()
    other = desks.browser(desks.staff("membership", email="second@staff.example.org"))
    assert "None yet." in other.get(LIST).content.decode()
    other.post(VIEWS, {"forget": str(view.pk)})
    assert SavedView.objects.filter(user=user).exists()
    clerk.post(VIEWS, {"forget": str(view.pk)})
    assert not SavedView.objects.exists()


def test_a_purpose_of_another_duty_cannot_be_kept(clerk: Client):
    for purpose in ("volunteers", "raffle", ""):
        clerk.post(VIEWS, {"purpose": purpose})
    assert not SavedView.objects.exists()


def test_a_view_goes_out_of_sight_with_the_duty(clerk: Client, user: User):
    clerk.post(VIEWS, {"purpose": "membership"})
    desks.exchange_duty(user, "volunteers")
    views = clerk.get("/console/people/").content.decode().partition("Saved views")[2]
    assert "Save this view" in views
    assert "mbership" not in views


@pytest.mark.parametrize("none", ["9" * 5000, "9" * 30, "-1", "no-number"])
def test_a_number_that_no_view_has_lets_go_of_none(clerk: Client, none: str):
    clerk.post(VIEWS, {"purpose": "membership"})
    assert clerk.post(VIEWS, {"forget": none}).status_code == 302
    assert SavedView.objects.exists()
