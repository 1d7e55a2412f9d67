"""Lists of people, members and submissions at work: by name, narrowed, ordered, with chosen columns, several at once;
and each name that they show recorded for its person.
"""

import re
from typing import Any

import pytest
from django.test import Client

from azukari.core.forms.models import Handled, Handling
from azukari.core.ledger.models import Pending
from azukari.core.ledger.reading import recorded
from azukari.core.people.models import Trail
from azukari.core.policy_versions.current import Current
from azukari.core.vault.events import VALUE_REFUSED, VALUE_RELEASED
from azukari.shells.staff.models import ListChoice
from tests.console import desks
from tests.console.selected_purpose import LIST, TAKE, WORK, publish_changed

MEMBERS = "/console/members/membership/"


@pytest.fixture
def clerk(published: Current) -> Client:
    return desks.browser(desks.staff("membership"))


def _looks(registered: desks.Registered) -> list[dict[str, Any]]:
    ids = list(Trail.objects.filter(person_id=registered.person).values_list("entry_id", flat=True))
    return [dict(entry.payload) for entry in recorded(ids) if entry.kind is VALUE_RELEASED]


def _page(client: Client, at: str) -> str:
    return client.get(at).content.decode()


def _several(client: Client, act: str, *picked: str) -> str:
    return client.post("/console/forms/feedback/several/", {"act": act, "picked": picked}, follow=True).content.decode()


@pytest.mark.parametrize("at", [MEMBERS, "/console/forms/membership/"])
def test_members_and_submissions_stand_by_their_names_and_each_is_recorded(at: str, clerk: Client):
    registered = desks.register("membership")
    assert desks.MARK not in _page(clerk, at)
    clerk.post(TAKE, WORK)
    page = _page(clerk, at)
    assert "Marker Aoba" in page or (at == MEMBERS and "There is nobody here" in page)
    assert "aoba-marker@example.org" not in page
    assert all(look["categories"] == ["name"] and look["method"] == "list" for look in _looks(registered))
    assert bool(_looks(registered)) == ("Marker Aoba" in page)


@pytest.mark.parametrize("at", ["/console/forms/membership/", LIST])
def test_a_sealed_list_is_read_by_name_after_one_press(at: str, clerk: Client):
    desks.register("membership")
    page = _page(clerk, at)
    offered = dict(re.findall(r'type="hidden" name="(next|work)" value="([^"]+)"', page.partition("take-here")[2]))
    assert offered == {"next": at, "work": "membership:membership"}
    assert set(re.findall(r'name="reason" value="([^"]+)"', page.partition("take-here")[2])) >= {"answer", "service"}
    shown = clerk.post(TAKE, {**offered, "reason": "answer"}, follow=True).content.decode()
    assert "Marker Aoba" in shown
    assert "take-here" not in shown


@pytest.mark.parametrize("at", ["/console/forms/membership/", LIST])
def test_a_name_stands_before_how_it_is_read(at: str, clerk: Client):
    """Of each of several: values kept within one millisecond lie in an order of chance."""
    for n in range(6):
        desks.register(
            "membership", {"name": f"青葉 目印{n}", "name_kana": "あおば めじるし", "email": f"{n}@example.org"}
        )
    clerk.post(TAKE, WORK)
    page = _page(clerk, at)
    assert [n for n in range(6) if f"青葉 目印{n} アオバ メジルシ" not in page] == []


def test_a_list_of_another_duty_stays_masked_by_what_is_in_hand(published: Current):
    both = desks.browser(desks.staff("membership", "volunteers"))
    other = desks.register("volunteers")
    both.post(TAKE, WORK)
    answer = both.get("/console/forms/volunteers/")
    assert desks.MARK not in answer.content.decode()
    assert answer.context["hand"] is None, "nothing is tried with the selected purpose"
    assert _looks(other) == []
    assert not Pending.objects.filter(kind=VALUE_REFUSED.name).exists(), "nobody asked for it"


def test_a_list_of_submissions_names_people_and_shows_nothing_else_of_them(clerk: Client):
    publish_changed(lambda draft: draft["duties"]["membership"].update(lists=["name", "email"]))
    registered = desks.register("membership")
    clerk.post(TAKE, WORK)
    page = _page(clerk, "/console/forms/membership/")
    assert "Marker Aoba" in page
    assert "aoba-marker@example.org" not in page
    assert [look["categories"] for look in _looks(registered)] == [["name"]]


def test_a_column_that_is_not_wanted_is_not_opened(clerk: Client):
    publish_changed(lambda draft: draft["duties"]["membership"].update(lists=["name", "email"]))
    registered = desks.register("membership")
    clerk.post(TAKE, WORK)
    assert "aoba-marker@example.org" in _page(clerk, LIST)
    wanted = {"list": "people:membership", "offered": ["email", "form", "since"], "column": ["form"], "next": LIST}
    assert clerk.post("/console/columns/", wanted)["Location"] == LIST
    page = _page(clerk, LIST)
    assert "Marker Aoba" in page
    assert "aoba-marker@example.org" not in page
    assert sorted(look["categories"] for look in _looks(registered)) == [["email", "name"], ["name"]]
    assert ListChoice.objects.get().hidden == "email since"


def test_what_narrows_a_list_stands_as_chips_and_goes_by_one_click(clerk: Client):
    desks.register("membership")
    page = _page(clerk, f"{LIST}&form=membership&since=2020-01-01&sort=oldest")
    assert page.count("Remove this filter") == 2
    assert 'href="?purpose=membership&amp;form=membership&amp;sort=oldest"' in page


def test_several_are_taken_over_and_closed_at_once_unless_somebody_was_faster(published: Current):
    clerk = desks.browser(desks.staff("feedback"))
    first, second = (desks.register("feedback", {"email": f"f{n}@example.org"}).submission for n in range(2))
    assert "Done for 2 submissions" in _several(clerk, "mine", f"{first}:0", f"{second}:0")
    assert {h.state for h in Handling.objects.all()} == {Handled.IN_HAND}
    assert "Done for 1 of 2" in _several(clerk, "closed", f"{first}:1", f"{second}:0")
    assert "Tick the submissions first" in _several(clerk, "closed")
    for nothing in ("", "burned"):
        said = _several(clerk, nothing, f"{first}:1")
        assert "Choose what to do with those that you tick." in said
        assert "Done for" not in said
    stranger = desks.register("volunteers").submission
    assert "Done for 0 of 1" in _several(clerk, "closed", f"{stranger}:0")


def test_keys_of_a_single_letter_can_be_switched_off(clerk: Client):
    assert "data-keys" in _page(clerk, "/console/")
    clerk.post("/console/shortcuts/", {"on": "0"})
    page = _page(clerk, "/console/")
    assert "data-keys" not in page
    assert "aria-keyshortcuts" not in page
