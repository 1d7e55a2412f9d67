"""What the gate has watched is found when it is so, said in whole sentences, and nothing else is."""

from datetime import datetime, timedelta

import pytest

from azukari.core.transfers.controls import _contracts, _instructions, _mail
from azukari.core.transfers.instruct import ANSWER_WITHIN, acknowledge, instruct
from azukari.core.transfers.mail_gate import complaint
from azukari.core.transfers.models import Contract, Instruction, Recipient, Review, What
from azukari.core.transfers.models.register import Sort
from azukari.lib.control import controls
from azukari.lib.danger import LAW
from azukari.policy.disclosure import ContractState
from tests.cast import NOW
from tests.disclosure import office
from tests.disclosure.rows import somebody, went

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def found(what, now: datetime) -> list[str]:
    return [str(each) for each in what(now)]


def test_a_contract_in_force_that_lets_nothing_out_is_told_with_what_to_do(kotori, moment):
    assert found(_contracts, moment) == []
    Review.objects.update(due=moment.date() - timedelta(days=9))
    [told] = found(_contracts, moment)
    assert "Kotori" in told
    assert told.count(".") >= 2, "what is the matter, and what to do"
    assert told == told.strip()
    for state in ContractState:
        Contract.objects.update(state=state)
        assert bool(found(_contracts, moment)) == (state is ContractState.IN_FORCE)


def test_where_no_policy_rules_nothing_is_found():
    assert found(_contracts, NOW) == found(_mail, NOW) == []


def test_each_recipient_that_is_late_is_told_with_how_many(kotori, readers, moment):
    Recipient.objects.create(slug="other", sort=Sort.THIRD_PARTY, country="JP", created_at=moment)
    for recipient, people in ((office.KOTORI, readers[:2]), ("other", readers[2:])):
        for person in people:
            somebody(went(moment, recipient=recipient), person)
    for person in readers:
        instruct(person, what=What.STOP, now=moment)
    late = moment + ANSWER_WITHIN
    assert found(_instructions, late) == []
    assert sorted(line.split(". ")[0] for line in found(_instructions, late + SECOND)) == [
        "kotori-mail has not confirmed 2 instructions in time",
        "other has not confirmed 1 instructions in time",
    ]
    first = Instruction.objects.filter(recipient_id=office.KOTORI)[0]
    acknowledge(first.id, actor=office.ASKER, now=moment)
    assert "kotori-mail has not confirmed 1" in " ".join(found(_instructions, late + SECOND))
    acknowledge(Instruction.objects.get(recipient_id="other").id, actor=office.ASKER, now=moment)
    assert len(found(_instructions, late + SECOND)) == 1


KEPT_BY = {
    "contracts": {"P23", "P24", "P30", "P31"},
    "instructions": {"P40", "P41"},
    "mail-provider": {"P21", "P29"},
}


@pytest.mark.parametrize("name", KEPT_BY)
def test_each_promise_is_told_by_what_it_is_kept(ruling, name):
    """What tests of promises break here turns this control red, and the promises page says so."""
    [control] = [control for control in controls() if control.name == name]
    assert {f"P{number}" for number in control.promises} == KEPT_BY[name]
    assert control.danger == LAW


def test_what_keeps_all_mail_here_is_told(kotori, moment, monkeypatch):
    assert found(_mail, moment) == []
    monkeypatch.setattr("azukari.core.transfers.controls.complaint", lambda _now: "No mail can leave.")
    assert found(_mail, moment) == ["No mail can leave."]
    assert complaint(moment) == ""
