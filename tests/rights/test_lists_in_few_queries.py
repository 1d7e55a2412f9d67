"""Lists about one person, and the desk's list of requests, take as many queries for much as for little."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from azukari.core.ledger import tree
from azukari.core.ledger.integrate import integrate_all
from azukari.core.ledger.proof import check, prove
from azukari.core.people.models import Trail
from azukari.core.policy_versions.current import Current
from azukari.demo.people import VISITORS, fill_in
from azukari.policy.casework import CaseKind
from tests.cast import NOW, Known
from tests.console import desks
from tests.rights.casework import ask
from tests.rights.desk import Own

HANAKO = next(visitor for visitor in VISITORS if visitor.mailbox == "hanako")


def queries(act) -> int:
    act()  # whatever is remembered is remembered now
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def sign_again(charter: Current, times: int) -> None:
    """Hanako sends another form ``times`` times, each with its receipt."""
    for number in range(times):
        at = NOW + timedelta(hours=1, minutes=10 * number)
        assert fill_in(HANAKO, charter.policy.forms["volunteers"], charter, now=at)


@pytest.mark.parametrize("path", ["", "/archive"])
def test_the_own_page_asks_no_more_for_many_registrations(path: str, own: Own, hanako: Known, published: Current):
    sign_again(published, 1)
    few = queries(lambda: own.get(path))
    sign_again(published, 8)
    assert queries(lambda: own.get(path)) == few


def test_the_archive_asks_no_more_for_many_registrations(own: Own, hanako: Known, published: Current, present):
    sign_again(published, 1)
    integrate_all(present)
    few = queries(lambda: own.post("/archive.json"))
    sign_again(published, 4)
    integrate_all(present)
    assert queries(lambda: own.post("/archive.json")) == few
    archive = json.loads(own.post("/archive.json").content)
    assert len(archive["receipts"]) == 6


def test_proofs_made_together_are_those_made_one_by_one(own: Own, hanako: Known, published: Current, present):
    sign_again(published, 30)
    integrate_all(present)
    archive = json.loads(own.post("/archive.json").content)
    proofs = [entry["proof"] for entry in archive["trail"] if entry["index"] is not None]
    assert len(proofs) > 100  # more than one batch
    for proof in proofs[::25]:
        assert check(proof, tree.verifier()).opened
    some = Trail.objects.filter(person_id=hanako.id).order_by("entry_id").values_list("entry_id", flat=True)[0]
    assert check(prove(some), tree.verifier()).id == some


def test_the_own_page_shows_twenty_registrations_and_leads_to_the_rest(own: Own, hanako: Known, published: Current):
    sign_again(published, 22)
    first, second = own.get(), own.get("?page=2")
    assert (first.count('class="registration"'), second.count('class="registration"')) == (20, 3)
    assert 'rel="next" href="?page=2"' in first


def test_the_desk_asks_no_more_for_many_requests_and_pages_them(published: Current, officer, membership_desk):
    def asked(times: int) -> None:
        for _ in range(times):
            ask(CaseKind.QUESTION, actor=officer.actor, now=NOW)

    client = desks.browser(officer.user)
    asked(2)
    few = queries(lambda: client.get("/console/rights/"))
    asked(10)
    assert queries(lambda: client.get("/console/rights/")) == few
    asked(45)
    pages = [client.get(f"/console/rights/?page={number}").content.decode() for number in (1, 2)]
    assert [page.count('<th scope="row"') for page in pages] == [50, 7]
