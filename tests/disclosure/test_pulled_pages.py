"""Which page a recipient may ask for, with which token, and what is kept of each that it fetched."""

from datetime import datetime, timedelta

import pytest

from azukari.core.consent.models import Grant
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import today
from azukari.core.transfers import pull as pulling
from azukari.core.transfers import tokens
from azukari.core.transfers.events import TRANSFER_REFUSED
from azukari.core.transfers.models import (
    Channel,
    Contract,
    Moved,
    Recipient,
    RecipientToken,
    Review,
    Transfer,
    TransferState,
)
from azukari.core.transfers.models.register import Sort
from azukari.core.transfers.pull import PulledPage, pull, waiting_for
from azukari.core.transfers.tokens import Bearer
from azukari.core.vault.events import TRANSFER_MADE
from azukari.core.vault.refusal import Refused
from azukari.lib.conflict import InvalidTransition
from azukari.shells.self_service.subject_timeline import entries_of
from tests.disclosure import office
from tests.disclosure.rows import somebody

pytestmark = pytest.mark.django_db
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
APPROVED, RUNNING, DELIVERED, STOPPED = (
    TransferState.APPROVED,
    TransferState.RUNNING,
    TransferState.DELIVERED,
    TransferState.STOPPED,
)


@pytest.fixture
def bearer(ruling, moment, monkeypatch) -> Bearer:
    monkeypatch.setattr(pulling, "BATCH", 1)
    office.engaged(now=moment, channel=Channel.API)
    _row, words = tokens.make(office.KOTORI, "their server", days=30, actor=office.ASKER, now=moment)
    found = tokens.bearer(words, now=moment)
    assert found is not None
    return found


@pytest.fixture
def transfer(bearer, readers, moment) -> Transfer:
    return office.approved(office.wish(), now=moment)


def page(transfer: Transfer, after: int, bearer: Bearer, now: datetime) -> PulledPage:
    return pull(transfer.id, after=after, bearer=bearer, clock=lambda: now)


@pytest.mark.parametrize(
    ("state", "part", "fits"),
    [
        (APPROVED, 0, {0}),
        (RUNNING, 1, {0, 1}),
        (RUNNING, 2, {1, 2}),
        (DELIVERED, 0, {0}),
        (DELIVERED, 2, {2}),
    ],
)
def test_the_next_page_and_the_last_one_again_and_no_other(state, part, fits):
    for after in range(-1, 5):
        row = Transfer(state=state, part=part)
        if after in fits:
            pulling._fits(row, after)
        else:
            with pytest.raises(InvalidTransition) as stuck:
                pulling._fits(row, after)
            assert stuck.value.code == "transfer.page"
    with pytest.raises(InvalidTransition) as stuck:
        pulling._fits(Transfer(state=STOPPED, part=part), part)
    assert stuck.value.code == "transfer.stopped"


def test_of_each_page_that_was_fetched_it_is_kept_who_was_on_it(transfer, bearer, readers, moment):
    for number, person in enumerate(readers, 1):
        got = page(transfer, number - 1, bearer, moment + number * SECOND)
        assert (got.number, got.end, len(got.people)) == (number, False, 1)
        row = Transfer.objects.get()
        assert (row.state, row.part, row.cursor, row.position) == (RUNNING, number, person, number)
        kept = row.rows.get(person=person)
        assert (kept.part, kept.state, kept.at) == (number - 1, Moved.MOVED, moment + number * SECOND)
        assert got.people[0][0] == kept.handle
        [made] = [entry.payload for entry in entries_of(person) if entry.kind is TRANSFER_MADE]
        assert made["token"] == str(bearer.token.id)
    last = page(transfer, 3, bearer, moment + 9 * SECOND)
    assert (last.number, last.end, last.people) == (3, True, ())
    row = Transfer.objects.get()
    assert (row.state, row.finished_at, row.fetched_by) == (
        DELIVERED,
        moment + 9 * SECOND,
        f"recipient:{office.KOTORI}",
    )
    assert page(transfer, 3, bearer, moment) == PulledPage(row, 3, end=True)


def test_the_last_page_again_has_those_of_that_page_in_their_order(transfer, bearer, readers, moment, monkeypatch):
    monkeypatch.setattr(pulling, "BATCH", 2)
    first = page(transfer, 0, bearer, moment)
    again = page(transfer, 0, bearer, moment + SECOND)
    assert (again.number, [h for h, _ in again.people]) == (1, [h for h, _ in first.people])
    assert again.people == first.people
    other = office.approved(office.wish(), now=moment)
    page(other, 0, bearer, moment)
    assert page(transfer, 0, bearer, moment).people == first.people, "whatever was fetched of another"
    second = page(transfer, 1, bearer, moment)
    assert page(transfer, 1, bearer, moment).people == second.people
    assert transfer.rows.count() == 3
    Grant.objects.filter(person_id=readers[2]).update(ends_at=moment)
    assert page(transfer, 1, bearer, moment + SECOND).people == []
    refused = Pending.objects.filter(kind=TRANSFER_REFUSED.name)
    transfer.rows.filter(person_id=readers[2]).update(person_id=None)
    count = refused.count()
    assert page(transfer, 1, bearer, moment + SECOND).people == [], "of whoever was erased nothing comes again"
    assert refused.count() == count, "nor is it refused"


def test_who_was_left_out_of_a_page_is_not_on_it_the_second_time(transfer, bearer, readers, moment, monkeypatch):
    monkeypatch.setattr(pulling, "BATCH", 3)
    grants = Grant.objects.filter(person_id=readers[0], purpose="magazine")
    grants.update(ends_at=moment)
    first = page(transfer, 0, bearer, moment)
    grants.update(ends_at=None)
    assert page(transfer, 0, bearer, moment).people == first.people
    assert len(first.people) == 2


def test_where_nobody_may_go_it_ends_and_says_so(transfer, bearer, readers, moment):
    Grant.objects.filter(purpose="magazine").update(ends_at=moment)
    after = 0
    while not (got := page(transfer, after, bearer, moment + SECOND)).end:
        assert got.people == []
        after = got.number
    row = Transfer.objects.get()
    assert (row.state, row.stop_code) == (STOPPED, "transfer.nobody")
    assert set(row.rows.values_list("state", flat=True)) == {Moved.OMITTED}


def test_what_waits_is_theirs_by_this_way_and_not_done_the_oldest_first(transfer, bearer, readers, moment):
    older = office.approved(office.wish(), now=moment - MINUTE)
    Recipient.objects.create(slug="other", sort=Sort.THIRD_PARTY, country="JP", channel=Channel.API, created_at=moment)
    foreign = office.approved(office.wish(), now=moment)
    Transfer.objects.filter(id=foreign.id).update(recipient_id="other")
    by_file = office.approved(office.wish(), now=moment)
    Transfer.objects.filter(id=by_file.id).update(channel=Channel.FILE)
    for state in TransferState:
        Transfer.objects.filter(id=transfer.id).update(state=state)
        waits = [older, transfer] if state in {APPROVED, RUNNING} else [older]
        assert waiting_for(bearer) == waits, state
    for each in (foreign, by_file):
        with pytest.raises(Transfer.DoesNotExist):
            page(each, 0, bearer, moment)


def another(contract: Contract, **more: object) -> Contract:
    row = Contract.objects.get(id=contract.id)
    row.pk, row.reference, row._state.adding = None, "another", True
    for name, value in more.items():
        setattr(row, name, value)
    row.save()
    return row


@pytest.mark.parametrize("state", ["signed", "in-force", "suspended", "ended"])
def test_a_token_is_good_while_its_own_contract_is_the_one_that_counts(transfer, bearer, ruling, moment, state):
    own = bearer.token.contract
    assert own is not None
    Contract.objects.filter(id=own.id).update(state=state)
    good = state != "ended"
    for contract in (own, None):
        transfer.contract = contract
        found = pulling._of_token(ruling.policy, transfer, bearer)
        assert (found is None) is good
        if found is not None:
            assert (found.code, bool(found)) == ("disclose.token-of-another-contract", False)
            assert found.clause == "recipients.kotori-mail.contract"
    transfer.contract = another(own, state="draft")
    assert pulling._of_token(ruling.policy, transfer, bearer) is not None, "of another contract"


def test_a_token_of_an_older_contract_opens_nothing_of_the_newer_and_leaves_it_for_the_right_one(
    transfer, bearer, readers, moment
):
    own = bearer.token.contract
    assert own is not None
    Contract.objects.filter(id=own.id).update(state="ended")
    newer = another(own, state="in-force", reference=own.reference + "-2")
    Contract.objects.filter(id=own.id).update(reference="old")
    Contract.objects.filter(id=newer.id).update(reference=own.reference)
    Review.objects.create(contract=newer, due=today(moment))
    Transfer.objects.update(contract=newer)
    with pytest.raises(Refused) as refused:
        page(transfer, 0, bearer, moment)
    assert refused.value.verdict.code == "disclose.token-of-another-contract"
    assert Transfer.objects.get().state == APPROVED
    assert Pending.objects.filter(kind=TRANSFER_REFUSED.name).count() == 1
    RecipientToken.objects.update(contract=newer)
    bearer.token.refresh_from_db()
    assert len(page(transfer, 0, bearer, moment).people) == 1


def test_who_has_no_contract_fetches_what_rests_on_none(ruling, transfer, bearer):
    bearer.token.contract = None
    own, transfer.contract = transfer.contract, None
    assert pulling._of_token(ruling.policy, transfer, bearer) is None
    transfer.contract = own
    assert pulling._of_token(ruling.policy, transfer, bearer) is not None


def test_what_was_delivered_is_told_as_ended_whatever_became_of_the_contract(transfer, bearer, readers, moment):
    Transfer.objects.update(state=DELIVERED, part=2)
    Contract.objects.update(state="suspended")
    assert page(transfer, 2, bearer, moment).end
    assert Transfer.objects.get().state == DELIVERED
    assert not Pending.objects.filter(kind=TRANSFER_REFUSED.name).exists()


def test_what_was_not_approved_at_any_time_has_no_page(transfer, bearer, readers, moment):
    Transfer.objects.update(approved_at=None)
    with pytest.raises(InvalidTransition):
        page(transfer, 0, bearer, moment)
    somebody(transfer, readers[0])
    assert Transfer.objects.get().state == APPROVED
