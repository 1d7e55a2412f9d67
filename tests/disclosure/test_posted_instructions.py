"""Instructions to a webhook: which of them are posted, when one that was not taken is tried again, and from when on it
goes without what is right now.
"""

import json
from datetime import datetime, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest

from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import today
from azukari.core.transfers import instruction_post, posting
from azukari.core.transfers import webhook as webhook_module
from azukari.core.transfers.events import INSTRUCTION_SENT, TRANSFER_WITHHELD
from azukari.core.transfers.instruct import ANSWER_WITHIN, acknowledge, instruct
from azukari.core.transfers.instruction_post import sealed_for, send_due
from azukari.core.transfers.models import Channel, Instruction, Recipient, Transfer, What
from azukari.core.transfers.posting import post_due
from azukari.core.transfers.webhook import NotTaken
from azukari.core.vault.correct import correct
from azukari.core.vault.models import SealedValue
from azukari.policy.terms import Actor, ActorKind, Category
from azukari.shells.self_service.subject_timeline import entries_of
from tests.disclosure import office

pytestmark = pytest.mark.django_db

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
NEW_NAME = "読者 新"


class Webhook:
    """The recipient's server: what was posted to it, and whether it takes anything now."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.takes, self.says = True, "http-503"

    def post(self, request) -> None:
        self.bodies.append(request.body)
        if not self.takes:
            raise NotTaken(self.says)


@pytest.fixture
def webhook(monkeypatch: pytest.MonkeyPatch) -> Webhook:
    known = Webhook()
    for module in (posting, instruction_post):
        monkeypatch.setattr(module, "post", known.post)
    return known


@pytest.fixture
def company(ruling, readers, moment, webhook: Webhook) -> office.Company:
    """Has names and addresses of three readers."""
    engaged = office.engaged(now=moment, channel=Channel.WEBHOOK, url="https://kotori.example/azukari")
    wish = office.wish(categories=office.EMAIL | {Category.NAME})
    office.run(office.approved(wish, now=moment).id, clock=lambda: moment)
    assert post_due(moment) == 1
    webhook.bodies.clear()
    return engaged


def corrected(person: UUID, now: datetime) -> Instruction:
    name = SealedValue.objects.get(person_id=person, category=Category.NAME)
    correct(name.id, NEW_NAME, person=person, actor=Actor(ActorKind.PERSON, str(person)), now=now)
    return Instruction.objects.get()


def read(webhook: Webhook, company: office.Company, folder) -> dict:
    (told,) = office.unsealed(webhook.bodies[-1], company, folder)
    return told


def test_it_says_what_to_do_with_whom_and_by_when(company, webhook, readers, moment, tmp_path):
    row = corrected(readers[0], moment)
    assert send_due(moment) == 1
    told = read(webhook, company, tmp_path)
    assert told.pop("token")
    assert told == {
        "format": "azukari-instruction",
        "version": 1,
        "instruction": str(row.id),
        "person": str(row.handle),
        "do": "correct",
        "categories": ["name"],
        "purpose": None,
        "confirm_by": today(moment + ANSWER_WITHIN).isoformat(),
        "confirm_at": told["confirm_at"],
        "values": {"name": {"name": NEW_NAME}},
    }
    assert told["confirm_at"].endswith(f"/api/v1/instructions/{row.id}/acknowledgement")


def test_taken_it_is_sent_once_and_stands_on_the_trail(company, webhook, readers, moment):
    row = corrected(readers[0], moment)
    webhook.takes = False
    assert send_due(moment) == 1
    webhook.takes = True
    assert send_due(moment + MINUTE) == 1
    row.refresh_from_db()
    assert (row.sent_at, row.failure) == (moment + MINUTE, "")
    assert send_due(moment + timedelta(days=9)) == 0
    (sent,) = Pending.objects.filter(kind=INSTRUCTION_SENT.name)
    assert json.loads(sent.payload) == {
        "actor": "worker",
        "instruction": str(row.id),
        "recipient": office.KOTORI,
        "kind": "correct",
        "categories": ["name"],
    }
    assert INSTRUCTION_SENT in {entry.kind for entry in entries_of(readers[0])}
    assert INSTRUCTION_SENT not in {entry.kind for entry in entries_of(readers[1])}


def _elsewhere(row: Instruction) -> None:
    Recipient.objects.filter(slug=row.recipient_id).update(channel=Channel.FILE)


NOT_POSTED = {
    "it goes by another channel": _elsewhere,
    "it was sent": lambda row: Instruction.objects.filter(id=row.id).update(sent_at=row.created_at),
    "it was confirmed": lambda row: acknowledge(row.id, actor=office.ASKER, now=row.created_at),
    "it is not due": lambda row: Instruction.objects.filter(id=row.id).update(due_at=row.due_at + SECOND),
}


@pytest.mark.parametrize("why", NOT_POSTED)
def test_it_is_not_posted_where(company, webhook, readers, moment, why):
    NOT_POSTED[why](corrected(readers[0], moment))
    assert send_due(moment) == 0
    assert not webhook.bodies
    assert not Pending.objects.filter(kind=INSTRUCTION_SENT.name).exists()


@pytest.mark.parametrize(
    ("before", "pause"), [(0, 1), (1, 2), (2, 4), (9, 512), (10, 12 * 60), (12, 12 * 60), (30_000, 12 * 60)]
)
def test_each_further_try_comes_twice_as_late_up_to_twelve_hours(company, webhook, readers, moment, before, pause):
    row = corrected(readers[0], moment)
    Instruction.objects.update(attempts=before)
    webhook.takes = False
    assert send_due(moment) == 1
    row.refresh_from_db()
    assert (row.attempts, row.due_at) == (min(before + 1, 30_000), moment + pause * MINUTE)
    assert (row.sent_at, row.failure) == (None, "http-503")


def test_why_it_was_not_taken_is_kept_in_so_many_letters(company, webhook, readers, moment):
    row = corrected(readers[0], moment)
    instruct(readers[1], what=What.STOP, now=moment + SECOND)
    webhook.takes, webhook.says = False, "x" * 40
    assert send_due(moment) == 1
    told = dict(Instruction.objects.values_list("id", "failure"))
    assert told.pop(row.id) == "x" * 32
    assert [*told.values()] == [""], "of the other nothing is known yet"


@pytest.mark.parametrize(("before", "with_values"), [(0, True), (4, True), (5, False), (6, False)])
def test_who_does_not_take_it_five_times_is_told_without_what_is_right(
    company, webhook, readers, moment, tmp_path, before, with_values
):
    corrected(readers[0], moment)
    Instruction.objects.update(attempts=before)
    send_due(moment)
    assert ("values" in read(webhook, company, tmp_path)) is with_values


def test_what_is_right_and_was_not_taken_is_said_to_have_stayed_here(company, webhook, readers, moment):
    row = corrected(readers[0], moment)
    webhook.takes = False
    send_due(moment)
    (withheld,) = Pending.objects.filter(kind=TRANSFER_WITHHELD.name)
    told = json.loads(withheld.payload)
    assert (told["instruction"], told["categories"], told["code"]) == (str(row.id), ["name"], "instruction.not-taken")
    assert (told["recipient"], told["transfer"]) == (office.KOTORI, str(Transfer.objects.get().id))
    Instruction.objects.update(attempts=5)
    send_due(moment + MINUTE)
    assert Pending.objects.filter(kind=TRANSFER_WITHHELD.name).count() == 1, "nothing was sealed the second time"


def test_a_recipient_without_a_key_gets_nothing_and_it_is_said_why(company, webhook, readers, moment):
    row = corrected(readers[0], moment)
    Recipient.objects.update(public_key="no key")
    assert send_due(moment) == 1
    row.refresh_from_db()
    assert (row.attempts, row.failure, row.sent_at) == (1, "NotAKey", None)
    assert not webhook.bodies


def test_the_oldest_goes_first_and_no_more_than_a_batch(company, webhook, readers, moment, monkeypatch, tmp_path):
    monkeypatch.setattr(instruction_post, "_AT_A_TIME", 2)
    for minutes, person in enumerate(readers):
        instruct(person, what=What.STOP, purpose="magazine", now=moment - minutes * MINUTE)
    assert send_due(moment) == 2
    oldest = Instruction.objects.order_by("due_at").first()
    assert oldest is not None
    (first,) = office.unsealed(webhook.bodies[0], company, tmp_path)
    assert first["person"] == str(oldest.handle)
    assert send_due(moment) == 1


def test_the_file_of_the_link_holds_what_is_not_confirmed_and_no_more(company, webhook, readers, moment, tmp_path):
    for person in readers:
        instruct(person, what=What.STOP, purpose="magazine", now=moment)
    done, *waiting = Instruction.objects.order_by("id")
    acknowledge(done.id, actor=office.ASKER, now=moment)
    told = office.unsealed(sealed_for(company.recipient, now=moment), company, tmp_path)
    assert {line["instruction"] for line in told} == {str(row.id) for row in waiting}
    assert all(
        (line["do"], line["purpose"], line["categories"]) == ("stop", "magazine", ["email", "name"]) for line in told
    )


@pytest.mark.parametrize(
    ("status", "taken"), [(200, True), (204, True), (299, True), (199, False), (300, False), (302, False), (500, False)]
)
def test_every_answer_of_2xx_and_no_other_says_that_it_was_taken(monkeypatch, status, taken):
    asked: list[tuple[str, str, dict[str, str], bytes]] = []

    def exchange(method: str, url: str, *, headers: dict[str, str], body: bytes, **_more: object) -> SimpleNamespace:
        asked.append((method, url, headers, body))
        return SimpleNamespace(status=status)

    monkeypatch.setattr(webhook_module, "exchange", exchange)
    request = webhook_module.Request("POST", "https://kotori.example/", {"Content-Type": "application/age"}, b"sealed")
    if taken:
        webhook_module.post(request)
    else:
        with pytest.raises(NotTaken) as stuck:
            webhook_module.post(request)
        assert stuck.value.code == f"http-{status}"
    assert asked == [("POST", request.url, request.headers, b"sealed")]
