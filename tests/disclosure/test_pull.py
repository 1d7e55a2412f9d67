"""A recipient fetches by its token: page by page, each person judged at that moment, and nothing else opens by it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import translation

from azukari.core.consent.models import Grant
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import current
from azukari.core.transfers import tokens
from azukari.core.transfers.contracts import end, suspend
from azukari.core.transfers.events import RECIPIENT_TOKEN_MADE, TRANSFER_REFUSED
from azukari.core.transfers.finish import WAITS, withdraw_unfetched
from azukari.core.transfers.instruct import instruct
from azukari.core.transfers.models import (
    Channel,
    ContractReason,
    Instruction,
    Moved,
    Recipient,
    RecipientToken,
    Sort,
    Transfer,
    TransferPerson,
    TransferState,
    What,
)
from azukari.core.transfers.work import run_due
from azukari.core.vault.erase import erase
from azukari.core.vault.events import TRANSFER_MADE
from azukari.lib.conflict import InvalidTransition
from azukari.shells.self_service.subject_timeline import entries_of, story
from tests.disclosure import office
from tests.disclosure.caller import Caller
from tests.disclosure.fixtures import starter_that_hands_over

pytestmark = pytest.mark.django_db

PROBLEM = "application/problem+json"


@pytest.fixture
def company(ruling, moment):
    return office.engaged(now=moment, channel=Channel.API)


@pytest.fixture
def caller(company, moment):
    return Caller.of(company.slug, now=moment)


@pytest.fixture
def transfer(caller, readers, moment):
    return office.approved(office.wish(), now=moment)


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr("azukari.core.transfers.pull.BATCH", 2)


def made() -> list[str]:
    return [p.payload for p in Pending.objects.filter(kind=TRANSFER_MADE.name)]


def test_a_recipient_fetches_to_the_end_and_everybody_went_once(caller, transfer, small_pages):
    (listed,) = caller.get("transfers").json()["items"]
    assert (listed["id"], listed["people"], listed["after"]) == (str(transfer.id), 3, 0)
    pages = list(caller.everything(transfer.id))
    assert [len(page["people"]) for page in pages] == [2, 1, 0]
    assert [page["end"] for page in pages] == [False, False, True]
    told = [person for page in pages for person in page["people"]]
    assert sorted(person["values"]["email"]["email"] for person in told) == [f"reader{n}@example.org" for n in range(3)]
    assert all(set(person["values"]) == {"email"} for person in told)
    row = Transfer.objects.get()
    assert (row.state, row.fetched_by) == (TransferState.DELIVERED, "recipient:kotori-mail")
    assert len(made()) == 3
    assert caller.get("transfers").json()["items"] == []
    assert caller.page(transfer.id, 2).json()["end"] is True  # who asks again after the end is told so again


def test_it_says_of_itself_that_it_runs_from_the_first_page_on(caller, transfer, small_pages):
    assert caller.page(transfer.id, 0).status_code == 200
    row = Transfer.objects.get()
    assert (row.state, row.part) == (TransferState.RUNNING, 1)


def test_each_person_finds_it_on_their_page_with_what_the_law_asks_for(caller, transfer, readers):
    list(caller.everything(transfer.id))
    for person in readers:
        (entry,) = [e for e in entries_of(person) if e.kind is TRANSFER_MADE]
        told = entry.payload
        assert (told["recipient"], told["country"], told["ground"]) == ("kotori-mail", "jp", "contract")
        assert (told["categories"], told["channel"], told["token"]) == (["email"], "api", str(caller.token.id))
        with translation.override("en"):
            titles = [line.title for line in story(entries_of(person), policy=current().policy, lang="en")]
        assert "Passed on to Kotori Delivery Inc.: email address" in titles


def test_a_page_that_was_lost_comes_again_without_whoever_left_meanwhile(caller, transfer, small_pages, moment):
    first = caller.page(transfer.id, 0).json()
    gone = TransferPerson.objects.get(handle=first["people"][0]["person"]).person_id
    assert gone
    erase(gone, actor=office.ASKER, now=moment)
    again = caller.page(transfer.id, 0).json()
    assert again["number"] == first["number"] == 1
    assert again["people"] == first["people"][1:]
    assert len(made()) == 3  # what left twice is written twice
    assert TransferPerson.objects.count() == 2
    caller.page(transfer.id, 1)
    assert caller.page(transfer.id, 0).status_code == 409  # it said that it arrived
    assert caller.page(transfer.id, 7).status_code == 409


def test_whose_right_is_over_meanwhile_is_not_on_the_page_that_comes_again(caller, transfer, small_pages, moment):
    first = caller.page(transfer.id, 0).json()
    over = TransferPerson.objects.get(handle=first["people"][0]["person"]).person_id
    assert over
    Grant.objects.filter(person_id=over).update(ends_at=moment)
    assert caller.page(transfer.id, 0).json()["people"] == first["people"][1:]


def test_a_suspension_stops_it_and_the_answer_says_by_which_clause(caller, company, transfer, small_pages, moment):
    caller.page(transfer.id, 0)
    suspend(company.contract, reason=ContractReason.BREACH, words="", version=None, actor=office.ASKER, now=moment)
    for lang, words in (("en", "suspended"), ("ja", "停止中")):
        answer = caller.page(transfer.id, 1, lang=lang)
        assert (answer.status_code, answer.headers["Content-Type"]) == (403, PROBLEM)
        told = answer.json()
        assert (told["code"], told["clause"]) == ("disclose.contract-suspended", "recipients.kotori-mail.contract")
        assert words in told["detail"]
        assert told["remedy"]
    assert Pending.objects.filter(kind=TRANSFER_REFUSED.name).count() == 2  # each attempt, before it was answered
    row = Transfer.objects.get()
    assert (row.state, row.stop_code) == (TransferState.STOPPED, "disclose.contract-suspended")
    assert set(TransferPerson.objects.values_list("state", flat=True)) == {Moved.MOVED}  # what was fetched has left
    assert caller.get("transfers").json()["items"] == []


def test_nothing_of_a_page_leaves_in_which_something_stopped_it(caller, transfer, readers, moment, monkeypatch):
    asked = iter([moment] * 4)
    later = moment + timedelta(days=2_000)
    monkeypatch.setattr("azukari.features.processors.desk.api.timezone.now", lambda: next(asked, later))
    answer = caller.page(transfer.id, 0)
    assert (answer.status_code, answer.json()["code"]) == (403, "disclose.contract-lapsed")
    assert not made()
    assert not TransferPerson.objects.exists()


@pytest.mark.parametrize("ruling", [starter_that_hands_over], indirect=True)
def test_the_token_of_a_contract_that_has_ended_is_good_for_nothing(ruling, caller, company, readers, moment):
    transfer = office.approved(office.wish(), now=moment)
    held = company.contract
    end(held, reason=ContractReason.TERMINATED, words="", version=held.version, actor=office.ASKER, now=moment)
    assert caller.page(transfer.id, 0).json()["code"] == "disclose.contract-ended"
    Transfer.objects.update(ground="consent", contract=None, state=TransferState.APPROVED)
    assert caller.page(transfer.id, 0).json()["code"] == "disclose.token-of-another-contract"
    assert Transfer.objects.get().state == TransferState.APPROVED  # a token of the right one may still come
    with pytest.raises(InvalidTransition, match="no contract"):
        tokens.make(company.slug, "x", days=1, actor=office.ASKER, now=moment)


def test_what_is_somebody_elses_or_not_approved_is_not_there(caller, company, transfer, readers, moment):
    for change in ({"state": TransferState.PROPOSED}, {"state": TransferState.DECLINED}, {"channel": Channel.FILE}):
        kept = {name: getattr(transfer, name) for name in change}
        Transfer.objects.update(**change)
        assert caller.page(transfer.id, 0).status_code == 404
        Transfer.objects.update(**kept)
    Recipient.objects.create(
        slug="another", sort=Sort.THIRD_PARTY, country="JP", channel=Channel.API, created_at=moment
    )
    another = Caller.of("another", now=moment)
    assert another.get("transfers").json()["items"] == []
    assert another.page(transfer.id, 0).status_code == 404
    instruct(readers[0], what=What.ERASE, now=moment)
    assert another.get("instructions").json()["items"] == []
    assert not made()


def test_only_words_that_are_good_now_let_anybody_in(caller, transfer, moment):
    for words in ("", "azr_wrong", "azk_" + caller.words[4:], caller.words + "x"):
        answer = Client().get("/api/v1/transfers", headers={"Authorization": f"Bearer {words}"})
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    for address in ("people?purpose=membership", "submissions?form=membership"):
        assert caller.get(address).status_code == 401  # the doors of staff stay closed
    RecipientToken.objects.update(ends_at=moment - timedelta(seconds=1))
    assert caller.page(transfer.id, 0).status_code == 401
    RecipientToken.objects.update(ends_at=moment + timedelta(days=1))
    tokens.revoke(caller.token.id, actor=office.ASKER, now=moment)
    assert caller.page(transfer.id, 0).status_code == 401
    assert not made()


def test_the_words_are_kept_nowhere(caller, moment):
    row = RecipientToken.objects.get()
    assert caller.words not in str(row.__dict__)
    assert (row.contract.reference, row.recipient_id) == ("SN-2026-03", "kotori-mail")
    assert Pending.objects.filter(kind=RECIPIENT_TOKEN_MADE.name).count() == 1


def test_the_worker_leaves_it_to_the_recipient_and_ends_what_nobody_fetched(caller, transfer, small_pages, moment):
    assert run_due(moment) == 0
    assert Transfer.objects.get().state == TransferState.APPROVED
    caller.page(transfer.id, 0)
    assert withdraw_unfetched(now=moment + WAITS) == 0
    assert withdraw_unfetched(now=moment + WAITS + timedelta(minutes=1)) == 1
    assert (Transfer.objects.get().state, Transfer.objects.get().stop_code) == (
        TransferState.STOPPED,
        "transfer.not-pulled",
    )
    answer = caller.page(transfer.id, 1)
    assert (answer.status_code, answer.json()["code"]) == (409, "transfer.stopped")
    assert TransferPerson.objects.filter(state=Moved.MOVED).count() == 2


def test_it_hears_what_it_has_to_do_and_confirms_it(caller, transfer, readers, moment):
    list(caller.everything(transfer.id))
    instruct(readers[0], what=What.ERASE, now=moment)
    (told,) = caller.get("instructions").json()["items"]
    assert (told["do"], told["categories"]) == ("erase", ["email"])
    assert told["person"] == str(TransferPerson.objects.get(person_id=readers[0]).handle)
    assert caller.post(f"instructions/{told['id']}/done").status_code == 200
    assert Instruction.objects.get().acknowledged_at is not None
    assert caller.get("instructions").json()["items"] == []
    again = caller.post(f"instructions/{told['id']}/done")
    assert (again.status_code, again.headers["Content-Type"]) == (409, PROBLEM)
    assert caller.post(f"instructions/{readers[0]}/done").status_code == 404


def test_what_is_asked_wrongly_is_told_and_opens_nothing(caller, transfer):
    assert caller.post(f"transfers/{transfer.id}/pages", {"after": -1}).status_code == 422
    assert caller.post(f"transfers/{transfer.id}/pages", {"after": 0, "purpose": "all"}).status_code == 422
    assert caller.post(f"transfers/{transfer.id}/pages?after=0", {"after": 0}).status_code == 422
    assert caller.post(f"transfers/{transfer.id}/pages").status_code in (400, 422)
    assert caller.get(f"transfers/{transfer.id}/pages").status_code == 405
    assert not made()


def test_not_over_plain_http(caller, transfer):
    answer = Client(REMOTE_ADDR="203.0.113.9").post(
        f"/api/v1/transfers/{transfer.id}/pages",
        {"after": 0},
        content_type="application/json",
        headers={"Authorization": f"Bearer {caller.words}"},
    )
    assert answer.status_code in (403, 426)
    assert not made()
