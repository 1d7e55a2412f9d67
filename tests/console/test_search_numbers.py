"""Search by number: what a caller reads from a paper leads to its page or record, for whose duties it is, and a miss
says what was typed and what to do next.
"""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from azukari.core.cases.lifecycle import Request, open_case
from azukari.core.cases.lifecycle import number as case_number
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current
from azukari.core.vault.events import VALUE_RELEASED
from azukari.features.members.admit import admit
from azukari.features.members.models import Invoice, Membership, Payment
from azukari.features.members.receipts import make_out
from azukari.features.members.registers import begin_with_suggested, classes_of
from azukari.policy.casework import CaseChannel, CaseKind, ReplyBy
from tests.console import desks
from tests.console.selected_purpose import TAKE, WORK

pytestmark = pytest.mark.usefixtures("published")


def _find(client: Client, text: str) -> Any:
    return client.post("/console/search/", {"text": text})


@pytest.fixture
def member(published: Current) -> desks.Registered:
    """Somebody who was admitted, invoiced, and has paid."""
    known, now = desks.register("membership"), timezone.now()
    begin_with_suggested("membership", actor=desks.OPERATOR, now=now)
    owes = next(each for each in classes_of("membership") if each.fee)
    admit(known.submission, into=owes.id, actor=desks.OPERATOR, now=now)
    Membership.objects.filter(pk=known.submission).update(number=4711)
    Payment.objects.update(charge="ch_3Pq8Zt2eZvKYlo")
    make_out(Payment.objects.latest("id").id, submission=known.submission, actor=desks.OPERATOR, now=now)
    return known


def _numbers(known: desks.Registered) -> dict[str, str]:
    return {
        "member": "4711",
        "in full width": "No. ４７１１",
        "invoice": Invoice.objects.earliest("id").code,
        "invoice with a hyphen": f"{Invoice.objects.earliest('id').code[:4]}-{Invoice.objects.earliest('id').code[4:]}",
        "receipt": "R-000001",
        "payment": "ch_3Pq8Zt2eZvKYlo",
        "record": known.person.hex[-8:],
    }


@pytest.mark.parametrize("selected_purpose", [False, True])
def test_a_number_of_the_books_leads_to_the_record(member: desks.Registered, selected_purpose: bool):
    client = desks.browser(desks.staff("membership"))
    if selected_purpose:
        client.post(TAKE, WORK)
    for kind, number in _numbers(member).items():
        page = _find(client, number)
        assert page.status_code == 200, kind
        assert f"/console/people/{member.person}/" in page.content.decode(), kind
        assert ("Marker Aoba" in page.content.decode()) is selected_purpose, kind
    assert Pending.objects.filter(kind=VALUE_RELEASED.name).exists() is selected_purpose


def test_the_number_on_a_confirmation_leads_to_the_submission(member: desks.Registered):
    page = _find(desks.browser(desks.staff("membership")), member.submission.hex[-8:].upper())
    assert f"/console/forms/membership/{member.submission}/" in page.content.decode()


def test_the_number_of_a_request_leads_to_it_whoever_answers_requests():
    client = desks.browser(desks.staff("privacy"))
    desks.staff("privacy", email="second@staff.example.org")
    asked = Request(CaseKind.RELEASE, CaseChannel.PHONE, "ja", ReplyBy.LETTER)
    case = open_case(asked, actor=desks.OPERATOR, now=timezone.now())
    clerk = desks.browser(desks.staff("membership"))
    for typed in (case_number(case), case.id.hex[-8:]):
        assert f"/console/rights/{case.id}/" in _find(client, typed).content.decode()
        assert str(case.id) not in _find(clerk, typed).content.decode()


def test_a_number_leads_nobody_to_what_their_duties_do_not_cover(member: desks.Registered):
    client = desks.browser(desks.staff("feedback"))
    for kind, number in {**_numbers(member), "submission": member.submission.hex[-8:]}.items():
        page = _find(client, number).content.decode()
        assert str(member.person) not in page, kind
        assert str(member.submission) not in page, kind


@pytest.mark.parametrize(("lang", "said"), [("en", "No person whose data may be used"), ("ja", "見つかりませんでした")])
def test_a_miss_repeats_what_was_typed_and_offers_the_next_step(lang: str, said: str):
    client = desks.browser(desks.staff("membership"), lang)
    client.post(TAKE, WORK)
    page = _find(client, "<i>Nobody</i>").content.decode()
    assert said in page
    assert "<i>" not in page
    assert 'value="&lt;i&gt;Nobody&lt;/i&gt;"' in page
    for step in ("/console/people/", "/console/enter/"):
        assert f'<li><a href="{step}">' in page.partition('id="again-title"')[2]


def test_the_number_of_hits_costs_no_queries(member: desks.Registered):
    client = desks.browser(desks.staff("membership"))
    _find(client, "4711")
    with CaptureQueriesContext(connection) as one:
        _find(client, "4711")
    for n in range(3):
        other = desks.register("membership", {"email": f"m{n}@example.org"})
        Membership.objects.create(
            submission_id=other.submission, person_id=other.person, form="membership", state="ended", number=4711,
            decided_at=timezone.now(),
        )  # fmt: skip
    with CaptureQueriesContext(connection) as four:
        assert _find(client, "4711").content.decode().count("Member number 4711") == 4
    assert len(four) == len(one)
