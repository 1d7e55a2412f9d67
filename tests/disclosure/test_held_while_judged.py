"""What is held while somebody decides: whoever suspends a contract or closes a case waits for the turn that is under
way, and is seen by the next.
"""

from datetime import datetime, timedelta

import pytest
from django.db.models import QuerySet

from azukari.core.transfers import posting, pull, tokens
from azukari.core.transfers.contracts import suspend
from azukari.core.transfers.finish import fetch
from azukari.core.transfers.models import Channel, Contract, ContractReason, LegalCase, Transfer
from azukari.core.transfers.posting import post_due
from azukari.core.transfers.standing import standing_of
from tests.disclosure import office
from tests.disclosure.caller import Caller

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=1)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> set[type]:
    """Of which tables rows were held since."""
    seen: set[type] = set()
    plain = QuerySet.select_for_update

    def hold(self: QuerySet, *args: object, **more: object) -> QuerySet:
        seen.add(self.model)
        return plain(self, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(QuerySet, "select_for_update", hold)
    return seen


def test_while_people_are_judged_and_opened_the_contract_is_held(kotori, readers, moment: datetime, held):
    transfer = office.approved(office.wish(), now=moment)
    held.clear()
    office.run(transfer.id, clock=lambda: moment, most=1)
    assert {Transfer, Contract} <= held


def test_while_a_file_is_handed_out_the_contract_is_held(kotori, readers, moment: datetime, held):
    transfer = office.carried(office.wish(), now=moment)
    held.clear()
    fetch(transfer.id, actor=office.ASKER, now=moment + LATER)
    assert {Transfer, Contract} <= held


def test_while_a_post_leaves_the_contract_is_held(ruling, readers, moment: datetime, held, monkeypatch):
    office.engaged(now=moment, channel=Channel.WEBHOOK, url="https://kotori.example/")
    office.run(office.approved(office.wish(), now=moment).id, clock=lambda: moment)
    monkeypatch.setattr(posting, "post", lambda _request: None)
    held.clear()
    assert post_due(moment) == 1
    assert {Transfer, Contract} <= held


def test_while_a_page_is_fetched_transfer_and_contract_are_held(ruling, readers, moment: datetime, held):
    office.engaged(now=moment, channel=Channel.API)
    transfer = office.approved(office.wish(), now=moment)
    caller = Caller.of(office.KOTORI, now=moment)
    held.clear()
    assert caller.page(transfer.id, 0).status_code == 200
    assert {Transfer, Contract} <= held


def test_a_transfer_that_a_recipient_asks_for_is_held_where_something_is_done_with_it(ruling, readers, moment, held):
    office.engaged(now=moment, channel=Channel.API)
    transfer = office.approved(office.wish(), now=moment)
    bearer = tokens.bearer(Caller.of(office.KOTORI, now=moment).words, now=moment)
    assert bearer
    held.clear()
    assert pull._find(transfer.id, bearer) == transfer
    assert not held
    assert pull._find(transfer.id, bearer, lock=True) == transfer
    assert held == {Transfer}


def test_what_stops_it_holds_the_transfer(ruling, readers, moment: datetime, held):
    company = office.engaged(now=moment, channel=Channel.API)
    transfer = office.approved(office.wish(), now=moment)
    caller = Caller.of(office.KOTORI, now=moment)
    suspend(company.contract, reason=ContractReason.BREACH, words="", version=None, actor=office.ASKER, now=moment)
    held.clear()
    assert caller.page(transfer.id, 0).status_code == 403
    assert Transfer in held


def test_who_only_looks_holds_nothing(kotori, moment: datetime, held):
    case = LegalCase.objects.create(recipient=kotori.recipient, compelled=True, opened_at=moment, opened_by="staff")
    standing_of(office.KOTORI, case=case.id)
    assert not held
    standing_of(office.KOTORI, case=case.id, lock=True)
    assert held == {Contract, LegalCase}
