"""A look ahead: most are done at once; one at very many people goes on in the worker, and the page says how far."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from azukari.core.consent.models import Grant
from azukari.core.transfers import previews
from azukari.core.transfers.contracts import suspend
from azukari.core.transfers.finish import fetch
from azukari.core.transfers.items import demand_in
from azukari.core.transfers.models import ContractReason, PreviewOrder, Transfer, TransferState
from azukari.core.vault.erase import erase
from azukari.policy.terms import Verdict
from tests.console import desks
from tests.disclosure.office import ASKER, SECOND, carried, delivered, wish

pytestmark = pytest.mark.django_db

WISH = {"ground": "contract", "purpose": "magazine", "categories": ["email"]}


@pytest.fixture
def officer(kotori):
    return desks.fresh(desks.staff("privacy"))


@pytest.fixture
def hurried(monkeypatch):
    """A page that takes no time, a lot of one person, and a worker who is done with all, however busy the machine."""
    monkeypatch.setattr(previews, "IN_PLACE", 0.0)
    monkeypatch.setattr(previews, "AT_A_TIME", 60.0)
    monkeypatch.setattr(previews, "_LOT", 1)


def begun(officer) -> str:
    answer = officer.post(reverse("console-transfer-begin", args=["kotori-mail"]), WISH)
    assert answer.status_code == 302
    return answer.headers["Location"]


def test_a_few_are_looked_at_while_one_waits(officer, readers):
    at = begun(officer)
    page = officer.get(at)
    assert "Refresh" not in page.headers
    assert "3 people would be in it." in page.content.decode()
    assert PreviewOrder.objects.get().finished_at is not None


def test_many_are_looked_at_by_the_worker(officer, readers, hurried, moment):
    at = begun(officer)
    page = officer.get(at)
    assert page.headers["Refresh"].isdecimal()
    assert "0 of 3" in page.content.decode()
    id = PreviewOrder.objects.get().id
    asked = officer.post(f"{at}ask/")  # too early: back to the page
    assert (asked.status_code, asked.headers["Location"]) == (302, at)
    assert previews.go_on(id, seconds=0, now=moment).judged == 0
    assert previews.run_due(moment) == 1
    assert "3 people would be in it." in officer.get(at).content.decode()
    assert previews.run_due(moment) == 0


def test_it_goes_on_where_it_was_broken_off_and_counts_nobody_twice(kotori, readers, hurried, moment):
    row = previews.look(wish(), actor=ASKER, now=moment)
    assert isinstance(row, PreviewOrder)
    stale = PreviewOrder.objects.get(id=row.id)
    erase(readers[2], actor=ASKER, now=moment)
    lot = previews._lot(row, demand_in(row), moment)
    assert (lot, row.judged, row.people) == (True, 1, 1)
    assert previews._lot(stale, demand_in(stale), moment) is False  # another worker, with what it saw before
    done = previews.go_on(row.id, seconds=60, now=moment)
    assert (done.total, done.people, done.judged) == (3, 2, 2)
    assert done.finished_at is not None


def test_who_is_left_out_is_told_with_the_reason(officer, readers, hurried, moment):
    Grant.objects.filter(person_id=readers[0], purpose="magazine").update(ends_at=moment)
    at = begun(officer)
    previews.run_due(moment + timedelta(seconds=1))
    page = officer.get(at).content.decode()
    assert "2 people would be in it." in page
    assert "1 person: There is no living ground" in page


def test_what_was_seen_is_asked_for_once_and_judged_anew(officer, kotori, readers, moment):
    first, second = begun(officer), begun(officer)
    asked = officer.post(f"{first}ask/")
    transfer = Transfer.objects.get()
    assert asked.headers["Location"] == reverse("console-transfer", args=[transfer.id])
    assert transfer.people == 3
    assert officer.post(f"{first}ask/").headers["Location"] == reverse("console-recipients")
    suspend(kotori.contract, reason=ContractReason.BREACH, words="", version=None, actor=SECOND, now=moment)
    assert officer.post(f"{second}ask/").status_code == 403
    assert "suspended" in officer.get(second).content.decode()
    assert Transfer.objects.count() == 1


def test_the_last_transfer_of_a_recipient_is_one_that_they_have(officer, readers, moment):
    officer.post(f"{begun(officer)}ask/")
    for state, told in ((TransferState.READY, "never"), (TransferState.DELIVERED, "Wed 24 Dec 2025")):
        Transfer.objects.update(state=state, finished_at=datetime(2025, 12, 24, 3, tzinfo=UTC))
        page = officer.get(reverse("console-recipients")).content.decode()
        row = page.split("Last transfer")[2].split("</td>")[0]
        assert told in row


def test_a_no_to_the_whole_is_said_at_once_and_leaves_no_row(kotori, moment):
    answer = previews.look(wish(purpose="membership"), actor=ASKER, now=moment)
    assert isinstance(answer, Verdict)
    assert answer.code == "disclose.purpose-not-published"
    fourth = previews.look(wish(ground="partner"), actor=ASKER, now=moment)
    assert isinstance(fourth, Verdict)
    assert not PreviewOrder.objects.exists()


def test_yesterdays_looks_are_forgotten(kotori, readers, moment):
    previews.look(wish(), actor=ASKER, now=moment)
    assert previews.forget(moment + previews.KEPT) == 0
    assert previews.forget(moment + previews.KEPT + timedelta(minutes=1)) == 1


def test_nobody_is_told_as_gone_before_the_file_is_fetched(officer, readers, moment):
    transfer = carried(wish(), now=moment)
    at = reverse("console-transfer", args=[transfer.id])
    page = officer.get(at).content.decode()
    assert "3 are in it, 0 were left out when their turn came" in page
    assert " went" not in page
    fetch(transfer.id, actor=ASKER, now=moment)
    assert delivered(transfer)
    assert "3 went, 0 were left out when their turn came" in officer.get(at).content.decode()
