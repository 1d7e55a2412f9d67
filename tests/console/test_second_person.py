"""P01: the act `staff` is no key to everything: duties that one person gives wait for another's yes, are told to those
who have them, and where there is nobody else, stay a finding until somebody looks.
"""

import json
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client

from azukari.core.accounts import staff_refusals as why
from azukari.core.accounts.actor import actor_of
from azukari.core.accounts.events import ACCOUNT_CHANGED
from azukari.core.accounts.granting import may_second, second, unseen
from azukari.core.accounts.models import DutyGrant, User
from azukari.core.accounts.staff_refusals import StaffError
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current, current
from azukari.lib.control import controls, examine
from azukari.policy.terms import Actor, ActorKind
from tests.console import desks
from tests.console.staff_desk import INVITE, NEW, STAFF, link, member, page

ALL = {"duties": ["membership", "privacy"]}


def newcomer() -> User:
    return User.objects.get(email="new@staff.example.org")


def given(word: str, grant: DutyGrant | None = None) -> str:
    return f"{STAFF}grants/{(grant or DutyGrant.objects.get()).id}/{word}/"


def findings() -> list[str]:
    [control] = [one for one in controls() if one.name == "duties"]
    return list(examine(control, desks.moment()).findings)


def test_whom_one_invites_has_no_duty_and_no_link_before_another_says_yes(operator: User, officer: User):
    client = desks.fresh(operator)
    answer = client.post(INVITE, NEW | ALL)
    assert answer.headers["Location"] == f"{STAFF}?done=invitation-waits"
    assert newcomer().duty_slugs() == frozenset()
    shown = page(client, answer.headers["Location"])
    assert "The invitation goes out once a second person has said yes" in shown
    assert shown.count("needs a second person") == 1
    own = page(client, f"{STAFF}{newcomer().reference}/")
    assert "needs a second person" in own
    named = own.partition("Waiting for a second person</dt>")[2].partition("<br>")[0]
    assert named.removeprefix("<dd>") == "Membership desk, Privacy officer", "which duties wait"
    assert [m.to for m in mail.outbox] == [[officer.email]], "the other is told, nobody is invited yet"
    assert "New One is being given duties in the console" in mail.outbox[0].body
    assert mail.outbox[0].body.count(STAFF) == 2, "In each language it leads to the page of the staff."
    assert "tell the person who manages" not in mail.outbox[0].body, "One answer to one question."
    assert "wait for a second person" in findings()[0]
    assert "A colleague was given duties" in page(desks.browser(officer), "/console/")
    assert "A colleague was given duties" not in page(desks.browser(operator), "/console/")
    assert client.post(given("yes")).status_code == 409
    assert newcomer().duty_slugs() == frozenset()
    assert desks.fresh(officer).post(given("yes")).headers["Location"] == f"{STAFF}?done=invited"
    assert newcomer().duty_slugs() == {"membership", "privacy"}
    assert "needs a second person" not in page(client, STAFF)
    assert (mail.outbox[-1].to, findings()) == ([newcomer().email], [])
    assert Client().get(link()).status_code == 200
    acts = [
        json.loads(p)["act"]
        for p in Pending.objects.filter(kind=ACCOUNT_CHANGED.name).values_list("payload", flat=True)
    ]
    assert acts == ["duties-asked", "duties-approved"]


def test_new_duties_of_a_colleague_wait_and_what_is_taken_away_goes_at_once(
    operator: User, officer: User, editor: User
):
    client = desks.fresh(operator)
    assert client.post(member(editor), {"duties": ["volunteers"]}).headers["Location"] == f"{STAFF}?done=waits"
    assert editor.duty_slugs() == frozenset()
    assert "They take effect once a second person has approved them." in page(client, STAFF)
    assert desks.fresh(editor).post(given("yes")).status_code == 403
    assert desks.fresh(officer).post(given("no")).headers["Location"] == f"{STAFF}?done=declined"
    assert (editor.duty_slugs(), DutyGrant.objects.count(), findings()) == (frozenset(), 0, [])


def test_who_is_given_back_what_they_have_waits_for_nothing_more(operator: User, officer: User, editor: User):
    client = desks.fresh(operator)
    client.post(member(editor), {"duties": ["magazine", "volunteers"]})
    assert DutyGrant.objects.filter(waits=True).count() == 1
    client.post(member(editor), {"duties": ["magazine"]})
    assert (editor.duty_slugs(), DutyGrant.objects.count(), findings()) == (frozenset({"magazine"}), 0, [])


def test_who_gets_duties_is_no_second_person_for_them(operator: User, officer: User):
    third = desks.staff("operator", email="third@staff.example.org")
    desks.fresh(operator).post(member(officer), {"duties": ["privacy", "membership"]})
    for client in (desks.fresh(officer), desks.fresh(operator)):
        answer = client.post(given("yes"))
        assert (answer.status_code, why.SECOND["en"] in answer.content.decode()) == (409, True)
    assert officer.duty_slugs() == {"privacy"}
    desks.fresh(third).post(given("yes"))
    assert officer.duty_slugs() == {"privacy", "membership"}
    assert desks.fresh(third).post(given("yes")).status_code == 409, "once"


def test_an_office_of_one_goes_on_and_it_stays_a_finding_until_somebody_else_looks(operator: User):
    client = desks.fresh(operator)
    assert client.post(INVITE, NEW | ALL).headers["Location"] == f"{STAFF}?done=invited"
    assert newcomer().duty_slugs() == {"membership", "privacy"}
    assert "There was nobody to ask" in page(client, STAFF)
    assert "without a second person" in findings()[0]
    desks.give_second_factor(newcomer())
    User.objects.filter(id=newcomer().id).update(invited_at=None)
    for own in (operator, newcomer()):
        assert desks.fresh(own).post(given("yes")).status_code == 409
    assert findings()
    third = desks.staff("operator", email="third@staff.example.org")
    assert desks.fresh(third).post(given("yes")).headers["Location"] == f"{STAFF}?done=looked-at"
    assert findings() == []


def test_whoever_gives_the_same_duties_again_does_not_wipe_away_that_nobody_looked(operator: User):
    client = desks.fresh(operator)
    client.post(INVITE, NEW | ALL)
    client.post(member(newcomer()), ALL)
    assert "without a second person" in findings()[0]


def test_the_operator_of_the_machine_may_look_for_an_office_of_one(operator: User, published: Current):
    desks.fresh(operator).post(INVITE, NEW)
    [grant] = unseen()
    second(grant.id, policy=published.policy, actor=desks.OPERATOR, now=desks.moment())
    assert findings() == []


def test_a_grant_of_a_duty_that_the_policy_lost_is_not_carried_out(operator: User, officer: User, editor: User):
    desks.fresh(operator).post(member(editor), {"duties": ["magazine", "volunteers"]})
    DutyGrant.objects.update(duties="king")
    with pytest.raises(StaffError):
        second(DutyGrant.objects.get().id, policy=current().policy, actor=actor_of(officer), now=desks.moment())
    assert editor.duty_slugs() == {"magazine"}


def test_those_who_have_the_duty_already_are_told(operator: User, editor: User):
    desks.fresh(operator).post(INVITE, NEW)
    assert [editor.email] in [m.to for m in mail.outbox]


def test_neither_who_gave_nor_who_gets_is_the_second_person_and_the_operator_at_the_machine_is_both():
    somebody = User(reference=uuid4())
    giver, other = (Actor(ActorKind.STAFF, str(uuid4())) for _ in range(2))
    grant = DutyGrant(user=somebody, given_by=f"staff:{giver.reference}")
    assert not may_second(grant, giver)
    assert not may_second(grant, Actor(ActorKind.STAFF, str(somebody.reference)))
    assert may_second(grant, other)
    assert may_second(DutyGrant(user=somebody, given_by="operator"), Actor(ActorKind.SYSTEM, "operator"))
