"""The menu says where its reader is, on pages below an entry as well."""

import re

import pytest
from django.urls import reverse

from tests.console import desks

pytestmark = pytest.mark.django_db(transaction=True)


def _here(client, address: str) -> str:
    shown = client.get(address, follow=True).content.decode()
    found = re.findall(r'aria-current="(?:page|true)">.*?</svg>([^<]+)</a>', shown)
    return found[0] if found else ""


@pytest.mark.parametrize(
    ("duty", "address", "entry"),
    [
        ("membership", "/console/", "Home"),
        ("membership", "/console/members/", "Members"),
        ("membership", "/console/forms/membership/", "Members"),
        ("magazine", "/console/magazine/", "Email magazine"),
        ("feedback", "/console/feedback/", "Inbox"),
        ("volunteers", "/console/volunteers/", "Volunteers"),
        ("auditor", "/console/findings/", "Controls"),
        ("auditor", "/console/audits/", "Controls"),
        ("auditor", "/console/management-review/", "Controls"),
        ("auditor", "/console/change-log/", "Controls"),
    ],
)
def test_the_entry_is_marked_on_its_pages(charter, duty, address, entry):
    client = desks.browser(desks.staff(duty))
    assert _here(client, address) == entry


def test_the_inbox_leads_to_the_one_form_that_the_duty_serves(charter):
    client = desks.browser(desks.staff("feedback"))
    assert client.get("/console/feedback/").headers["Location"] == reverse("console-submissions", args=["feedback"])
    assert b"covers a form for opinions" in desks.browser(desks.staff("membership")).get("/console/feedback/").content


def test_an_address_that_is_not_there_leaves_its_reader_in_the_console(charter):
    client = desks.browser(desks.staff("membership"))
    answer = client.get("/console/nowhere/")
    shown = answer.content.decode()
    assert answer.status_code == 404
    assert 'id="rail"' in shown
    assert 'action="/console/language/"' in shown
