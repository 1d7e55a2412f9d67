"""Which recipients are told that something changed, of what, and by whom it is noted; what is right now goes to those
who got it, each category once and on the ground on which it went (P40, P41).
"""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from azukari.core.consent.models import Grant
from azukari.core.ledger.models import Pending
from azukari.core.transfers import corrections
from azukari.core.transfers.corrections import current_values, take_back
from azukari.core.transfers.events import (
    INSTRUCTION_ACKNOWLEDGED,
    INSTRUCTION_SENT,
    TRANSFER_REFUSED,
    TRANSFER_WITHHELD,
)
from azukari.core.transfers.instruct import ANSWER_WITHIN, acknowledge, instruct, open_for, tell
from azukari.core.transfers.items import payload_of
from azukari.core.transfers.models import Channel, Contract, Instruction, LegalCase, Moved, Recipient, Transfer, What
from azukari.core.transfers.models.register import Sort
from azukari.core.vault.events import TRANSFER_MADE
from azukari.lib.conflict import InvalidTransition
from azukari.shells.self_service.subject_timeline import entries_of
from tests.disclosure import office
from tests.disclosure.rows import instruction, somebody, went

pytestmark = pytest.mark.django_db
HOUR, FORTNIGHT = timedelta(hours=1), timedelta(days=14)


@pytest.fixture
def others(kotori, moment) -> str:
    """Another recipient."""
    Recipient.objects.create(slug="other", sort=Sort.THIRD_PARTY, country="JP", created_at=moment)
    return "other"


def told() -> list[tuple[str, str, str, str]]:
    rows = Instruction.objects.order_by("recipient_id", "handle")
    return [(row.recipient_id, str(row.handle), row.what, row.categories) for row in rows]


def test_an_instruction_is_kept_with_all_that_it_says(kotori, readers, moment):
    row = somebody(went(moment, categories="email name"), readers[0])
    assert instruct(readers[0], what=What.STOP, purpose="magazine", now=moment) == 1
    [made] = Instruction.objects.values()
    assert made == {
        "id": made["id"],
        "recipient_id": office.KOTORI, "person_id": readers[0], "handle": row.handle, "what": "stop",
        "categories": "email name", "purpose": "magazine", "created_at": moment, "answer_by": moment + FORTNIGHT,
        "due_at": moment, "attempts": 0, "sent_at": None, "acknowledged_at": None, "failure": "",
    }  # fmt: skip
    assert ANSWER_WITHIN == FORTNIGHT


def test_each_recipient_is_told_once_of_all_that_went_there(others, kotori, readers, moment):
    first = somebody(went(moment, categories="email"), readers[0])
    somebody(went(moment, categories="name", purpose="campaign-updates"), readers[0], first.handle)
    apart = somebody(went(moment, recipient=others, categories="phone"), readers[0])
    somebody(went(moment, categories="address"), readers[0], first.handle, state=Moved.WITHHELD)
    somebody(went(moment, categories="address"), readers[0], first.handle, state=Moved.OMITTED)
    somebody(went(moment, categories="address"), readers[1])
    assert instruct(readers[0], what=What.ERASE, now=moment) == 2
    assert told() == [
        (office.KOTORI, str(first.handle), "erase", "email name"),
        (others, str(apart.handle), "erase", "phone"),
    ]


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        ({"recipient": "other"}, [("other", "email")]),
        ({"purpose": "campaign-updates"}, [(office.KOTORI, "name")]),
        ({"purposes": ["campaign-updates", "membership"]}, [(office.KOTORI, "name")]),
        ({"categories": ["name", "phone"]}, [(office.KOTORI, "name")]),
        ({"categories": ["phone"]}, []),
        ({"recipient": "other", "categories": ["name"]}, []),
        ({"recipient": office.KOTORI, "purpose": "magazine"}, [(office.KOTORI, "email")]),
    ],
)
def test_only_what_it_is_about_is_told(others, kotori, readers, moment, narrowed, expected):
    handle = somebody(went(moment, categories="email"), readers[0]).handle
    somebody(went(moment, categories="name", purpose="campaign-updates"), readers[0], handle)
    somebody(went(moment, recipient=others, categories="email"), readers[0])
    assert instruct(readers[0], what=What.CORRECT, now=moment, **narrowed) == len(expected)
    assert [(recipient, categories) for recipient, _handle, _what, categories in told()] == expected


def noted(kind) -> list[dict]:
    return [json.loads(row) for row in Pending.objects.filter(kind=kind.name).values_list("payload", flat=True)]


def test_by_mail_is_told_what_waits_and_goes_no_other_way(others, kotori, readers, moment):
    rows = [
        instruction(somebody(went(moment), person), moment - (9 - number) * HOUR)
        for number, person in enumerate(readers)
    ]
    nobody = instruction(somebody(went(moment)), moment)
    elsewhere = instruction(somebody(went(moment, recipient=others), readers[0]), moment, others)
    Instruction.objects.filter(id=rows[1].id).update(sent_at=moment)
    Instruction.objects.filter(id=rows[2].id).update(acknowledged_at=moment)
    Recipient.objects.filter(slug=office.KOTORI).update(channel=Channel.WEBHOOK)
    assert tell(office.KOTORI, now=moment + HOUR) == 0
    Recipient.objects.filter(slug=office.KOTORI).update(channel=Channel.FILE)
    assert tell(office.KOTORI, now=moment + HOUR) == 2
    assert tell(office.KOTORI, now=moment + HOUR) == 0
    sent = dict(Instruction.objects.values_list("id", "sent_at"))
    assert sent == {
        rows[0].id: moment + HOUR,
        rows[1].id: moment,
        rows[2].id: None,
        nobody.id: moment + HOUR,
        elsewhere.id: None,
    }
    assert {entry["instruction"] for entry in noted(INSTRUCTION_SENT)} == {str(rows[0].id), str(nobody.id)}
    assert all(entry["actor"] == "worker" for entry in noted(INSTRUCTION_SENT))
    assert INSTRUCTION_SENT in {entry.kind for entry in entries_of(readers[0])}
    assert [row.id for row in open_for(office.KOTORI)] == [rows[0].id, rows[1].id, nobody.id]


@pytest.mark.parametrize("is_there", [True, False])
def test_what_is_confirmed_is_noted_once_by_who_said_so(kotori, readers, moment, is_there):
    row = instruction(somebody(went(moment), readers[0] if is_there else None), moment)
    other = instruction(somebody(went(moment), readers[1]), moment)
    done = acknowledge(row.id, actor=office.ASKER, now=moment + HOUR)
    assert done.acknowledged_at == Instruction.objects.get(id=row.id).acknowledged_at == moment + HOUR
    with pytest.raises(InvalidTransition) as stuck:
        acknowledge(row.id, actor=office.ASKER, now=moment + 2 * HOUR)
    assert stuck.value.code == "instruction.confirmed"
    assert noted(INSTRUCTION_ACKNOWLEDGED) == [
        {
            "actor": f"staff:{office.ASKER.reference}",
            "instruction": str(row.id),
            "recipient": office.KOTORI,
            "kind": "stop",
            "categories": [],
        }
    ]
    assert (INSTRUCTION_ACKNOWLEDGED in {entry.kind for entry in entries_of(readers[0])}) is is_there
    assert Instruction.objects.get(id=other.id).acknowledged_at is None


@pytest.fixture
def corrected(kotori, readers, moment) -> Instruction:
    """Name and address went to the mail company for two purposes; both are to be corrected."""
    contract = Contract.objects.filter(recipient_id=office.KOTORI)
    state = contract.get().state
    handle = somebody(went(moment, categories="email"), readers[0]).handle
    somebody(went(moment, categories="email name"), readers[0], handle)
    somebody(went(moment, categories="name", purpose="campaign-updates"), readers[0], handle)
    contract.update(state=state)
    instruct(readers[0], what=What.CORRECT, categories=["email", "name"], now=moment)
    return Instruction.objects.get()


def about(person: UUID, kind) -> list[Any]:
    return [entry.payload for entry in entries_of(person) if entry.kind is kind]


def test_what_is_right_now_is_opened_once_of_each_category(corrected, readers, moment):
    values = current_values(corrected, now=moment)
    assert values == {"email": {"email": "reader0@example.org"}, "name": {"name": "読者 0"}}
    made = about(readers[0], TRANSFER_MADE)
    assert sorted(category for each in made for category in each["categories"]) == ["email", "name"]
    assert {each["instruction"] for each in made} == {str(corrected.id)}
    refused = about(readers[0], TRANSFER_REFUSED)
    assert [each["categories"] for each in refused] == [["name"]], "for the other purpose nothing may go"
    assert about(readers[1], TRANSFER_MADE) == []


def test_the_newest_way_by_which_it_went_is_asked_first(corrected, readers, moment):
    ids = {}
    current_values(corrected, now=moment)
    for row in Transfer.objects.all():
        ids[str(row.id)] = (row.purpose, row.categories)
    made = about(readers[0], TRANSFER_MADE)
    assert {ids[each["transfer"]] for each in made} == {("magazine", "email name")}


def test_each_way_by_which_it_went_is_asked_about_once_the_newest_first(corrected, readers, moment, others):
    one = readers[0]
    told = {"recipient_id": office.KOTORI, "compelled": True, "opened_at": moment, "opened_by": "staff"}
    case, another = LegalCase.objects.create(**told), LegalCase.objects.create(**told)
    ways = [
        went(moment, purpose="magazine", ground="consent", contract=None),
        went(moment, purpose="membership", ground="law", contract=None, case=case),
        went(moment, purpose="membership", ground="law", contract=None, case=another),
        went(moment, purpose="membership", ground="consent", contract=None),
    ]
    for way in ways:
        somebody(went(moment, purpose=way.purpose, ground=way.ground, contract=None, case_id=way.case_id), one)
        somebody(way, one)
    for state in (Moved.OMITTED, Moved.WITHHELD):
        somebody(went(moment, purpose="feedback"), one, state=state)
    somebody(went(moment, purpose="volunteers"), readers[1])
    somebody(went(moment, purpose="volunteers", recipient=others), one)
    found = corrections._sources(corrected)
    assert found[:4] == ways[::-1]
    before = [("campaign-updates", "contract"), ("magazine", "contract")]
    assert [(way.purpose, way.ground) for way in found[4:]] == before
    corrected.person_id = None
    somebody(went(moment))
    assert corrections._sources(corrected) == []


@pytest.mark.parametrize("what", [What.STOP, What.ERASE])
def test_who_is_told_to_erase_is_told_nothing_else(corrected, readers, moment, what):
    Instruction.objects.update(what=what)
    assert current_values(Instruction.objects.get(), now=moment) == {}
    assert about(readers[0], TRANSFER_MADE) == []


def test_of_whoever_is_gone_nothing_is_opened(corrected, readers, moment):
    Instruction.objects.update(person_id=None)
    assert current_values(Instruction.objects.get(), now=moment) == {}


def test_where_the_right_is_over_it_goes_without_and_the_trail_says_why(corrected, readers, moment):
    Grant.objects.filter(person_id=readers[0]).update(ends_at=moment)
    assert current_values(corrected, now=moment + HOUR) == {}
    assert {each["code"] for each in about(readers[0], TRANSFER_REFUSED)} == {"disclose.no-grant"}


def test_what_was_opened_and_did_not_leave_is_said_to_have_stayed(corrected, readers, moment):
    values = {"name": {"name": "読者 0"}}
    take_back(corrected, {}, now=moment)
    assert about(readers[0], TRANSFER_WITHHELD) == []
    take_back(corrected, values, now=moment)
    newest = Transfer.objects.select_related("recipient").order_by("-id")[0]
    assert about(readers[0], TRANSFER_WITHHELD) == [
        {
            **payload_of(newest),
            "instruction": str(corrected.id),
            "categories": ["name"],
            "code": "instruction.not-taken",
        }
    ]
    Transfer.objects.all().delete()
    take_back(corrected, values, now=moment)
    Instruction.objects.update(person_id=None)
    take_back(Instruction.objects.get(), values, now=datetime.now(moment.tzinfo))
    assert len(about(readers[0], TRANSFER_WITHHELD)) == 1
