"""Labels, minutes and the list of donors want the duty of membership, and the act of taking lists out with it."""

from uuid import uuid4

import pytest
from django.urls import reverse

from azukari.policy.terms import Act
from tests.console import desks
from tests.console.addresses import DOORS
from tests.console.selected_purpose import publish_changed

pytestmark = pytest.mark.django_db(transaction=True)
MEETING: dict[str, object] = {"slug": "membership", "meeting": uuid4()}
PAGES: dict[str, dict[str, object]] = {
    "console-members-donors": {"slug": "membership"},
    "console-members-donors-year": {"slug": "membership", "year": 2026},
    "console-members-donors-table": {"slug": "membership", "year": 2026},
    "console-members-payments-file": {"slug": "membership"},
    "console-members-meetings": {"slug": "membership"},
    "console-members-meeting-new": {"slug": "membership"},
    "console-members-meeting": MEETING,
    "console-members-meeting-edit": MEETING,
    "console-members-meeting-step": {**MEETING, "step": "call"},
    "console-members-minutes": MEETING,
    "console-members-post": {"slug": "membership"},
}
PRESSED = {
    "console-members-meeting-step",
    "console-members-minutes",
    "console-members-donors-table",
    "console-members-payments-file",
}


def _answers(user, names) -> dict[str, set[int]]:
    """What each page answers, asked and pressed; a page that is pressed alone leads elsewhere when it is asked."""
    client = desks.fresh(user)
    found = {}
    for name in names:
        at = reverse(name, kwargs=PAGES[name])
        asked = [] if name in PRESSED else [client.get(at).status_code]
        found[name] = {*asked, client.post(at).status_code} - {405}
    return found


def test_the_act_without_the_duty_of_membership_opens_none(charter):
    assert _answers(desks.staff("volunteers"), PAGES) == {name: {403} for name in PAGES}


def test_the_duty_without_the_act_opens_none_of_what_takes_names_out(charter):
    taking = [name for name in PAGES if Act.EXPORT in DOORS[name].acts]
    assert {"console-members-post", "console-members-minutes", "console-members-donors-table"} <= {*taking}
    publish_changed(lambda draft: draft["duties"]["membership"].update(acts=["correct"]))
    assert _answers(desks.staff("membership"), taking) == {name: {403} for name in taking}


def test_both_open_what_is_there(charter):
    there = [
        "console-members-donors",
        "console-members-meetings",
        "console-members-meeting-new",
        "console-members-post",
    ]
    client = desks.fresh(desks.staff("membership"))
    assert {client.get(reverse(name, kwargs=PAGES[name])).status_code for name in there} == {200}
