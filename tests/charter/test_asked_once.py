"""Which charter rules is asked once a request, and passed on: one page is judged, shown and worded by one policy."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from azukari.core.forms import confirm
from azukari.core.forms.models import State, Submission
from azukari.core.policy_versions import of_request
from azukari.core.policy_versions.current import Current, current
from azukari.core.policy_versions.publish import publish
from azukari.demo.people import SETTER
from azukari.features.statistics import receive
from tests.cast import Known
from tests.charter.widened import edited, reworded
from tests.console import desks
from tests.forms.filled import MEMBER, fresh_counters, hidden  # noqa: F401 - for every test here
from tests.rights.desk import Own

FORM = "/en/forms/membership"
URLENCODED = "application/x-www-form-urlencoded"
OPEN = {"purpose": "membership", "reason": "service", "categories": ["name"], "category": "name", "text": "hanako"}


@contextmanager
def questions() -> Iterator[list[str]]:
    """What is asked of the charters; not the condition on which something is written, nor their documents."""
    found: list[str] = []

    def note(execute, sql, params, many, context):
        if sql.startswith("SELECT number, digest FROM charter_charter"):
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def asked(act: Callable[[], Any], *statuses: int) -> int:
    """How often the request asks."""
    with questions() as found:
        answer = act()
    assert answer.status_code in (statuses or (200,)), answer.content.decode()[:500]
    return len(found)


@pytest.fixture(autouse=True)
def sites_are_known(charter: Current) -> None:
    """The thread that counts page use asks which sites there are, before the first request comes."""
    receive.refresh()


@pytest.fixture
def office(charter: Current) -> Client:
    """A browser of somebody who may do much."""
    return desks.fresh(desks.staff("privacy", "membership"))


def posted(client: Client, data: Mapping[str, str]) -> Any:
    return client.post(FORM, urlencode(data), content_type=URLENCODED)


PUBLIC = (FORM, f"{FORM}/sent", "/en/forms/", "/en/", "/en/contact", "/en/privacy")
OWN = ("", "/archive", "/request", "/erase", "/erase/membership", "/withdraw/magazine", "/quiet",
       "/notice/{submission}", "/end/{submission}", "/registration/{submission}/add")  # fmt: skip
CONSOLE = ("", "people/", "people/?purpose=membership", "people/{person}/", "policy/", "forms/membership/",
           "forms/membership/{submission}/", "forms/membership/numbers/", "rights/", "recipients/", "staff/", "import/",
           "export/", "controls/", "mentions/", "duplicates/", "suppression/",
           "export/people/?purpose=membership")  # fmt: skip
LOOKS = ("people/{person}/open/", "people/open/", "people/find/")


def once(act: Callable[[str], Any], paths: Sequence[str], *statuses: int) -> None:
    """Each of these addresses asks once."""
    assert {path: asked(partial(act, path), *statuses) for path in paths} == dict.fromkeys(paths, 1)


def test_a_public_page(client: Client, charter: Current):
    once(client.get, PUBLIC)


def test_from_the_form_to_the_receipt(client: Client, charter: Current):
    data = hidden(client.get(FORM).content.decode()) | MEMBER
    assert asked(lambda: posted(client, data | {"step": "check"})) == 1
    shown = hidden(posted(client, data | {"step": "check"}).content.decode())
    assert asked(lambda: posted(client, shown | {"step": "send"}), 303) == 1
    submission = Submission.objects.get(state=State.PENDING)
    expires = timezone.now() + timedelta(days=7)
    path = confirm.LINK.page(submission.id, lang="en", expires=expires)
    assert asked(lambda: client.get(path)) == 1
    receipt: list[str] = []

    def confirmed() -> Any:
        answer = client.post(path)
        receipt.append(answer.headers["Location"])
        return answer

    assert asked(confirmed, 303) == 1
    assert asked(lambda: client.get(receipt[0])) == 1


def test_a_program_that_sends_a_form(client: Client, charter: Current):
    form = client.get("/api/v1/forms/membership").json()
    assert asked(lambda: client.get("/api/v1/forms/membership")) == 1
    body = json.dumps({**MEMBER, "lang": "en", "notice": form["notice"]["en"]["digest"]})
    door = "/api/v1/forms/membership/submissions"
    assert asked(lambda: client.post(door, body, content_type="application/json"), 202) == 0  # it writes on a condition


def test_a_persons_own_page(own: Own, hanako: Known):
    once(lambda path: own.client.get("/en/me" + path.format(submission=hanako.submission.id)), OWN, 200, 303)


def test_the_archive_as_a_file(own: Own):
    assert asked(lambda: own.post("/archive.json")) == 2  # the page that the test posts from, and the file


def test_a_page_of_the_console(office: Client, hanako: Known):
    known = {"person": hanako.id, "submission": hanako.submission.id}
    once(lambda path: office.get("/console/" + path.format(**known)), CONSOLE)
    once(lambda path: office.post("/console/" + path.format(**known), OPEN), LOOKS)


def test_the_policy_editor(office: Client, charter: Current):
    office.post("/console/policy/draft/", {"from": "ruling"})
    assert asked(lambda: office.get("/console/policy/?clause=forms.membership"), 200, 302) == 1


def test_a_request_sees_one_policy_and_the_next_one_the_new(rf, charter: Current):
    first = rf.get("/en/")
    assert of_request.charter_of(first).number == 1
    publish(edited(reworded), actor=SETTER, now=timezone.now())
    assert of_request.charter_of(first).number == 1
    assert of_request.charter_of(rf.get("/en/")).number == current().number == 2
    of_request.forget(first)
    assert of_request.charter_of(first).number == 2


def test_what_was_registered_since_under_another_policy_is_read_under_that(rf, charter: Current):
    known = of_request.charters_of(rf.get("/en/"))
    publish(edited(reworded), actor=SETTER, now=timezone.now())
    assert known.policy(2) is current().policy
    assert not known.as_ruling(2)
