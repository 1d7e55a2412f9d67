"""P43: whoever changes somebody's email address is found out by the address in use, which can object. Opening the link
changes nothing; its button keeps the address, or puts it back, and closes every page.
"""

from datetime import timedelta

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.test import Client

from azukari.core.ledger.models import Pending
from azukari.core.mail import queue
from azukari.core.mail.models import Message
from azukari.core.people.models import Person
from azukari.core.vault.address_change import KEPT
from azukari.core.vault.erase_unheld import drop_proposals
from azukari.core.vault.find import confirmed_person
from azukari.core.vault.inspect import orphans
from azukari.core.vault.models import AddressChange, Proposal, SealedValue
from azukari.core.vault.retention import expire
from azukari.core.vault.scan import remains
from azukari.shells.self_service import address
from azukari.shells.self_service.models import OwnSession
from tests.promises.corrected import NEW, link_for, texts, value
from tests.rights.desk import come_in

SOON = timedelta(minutes=1)


def mails(kind: str, now) -> list:
    """What would be sent of a kind, through the real queue's door."""
    sent: list = []

    class Channel(BaseEmailBackend):
        def send_messages(self, messages):
            sent.extend(messages)

    for message in Message.objects.filter(kind=kind).order_by("id"):
        queue._send(message, Channel(), now)
    return sent


def link_in(mail) -> str:
    """The path of the button."""
    return "/en/me/address/keep/" + mail.body.partition("/en/me/address/keep/")[2].split()[0]


def propose(page, person, new: str = NEW) -> Proposal:
    page.post(f"/value/{value(person, 'email').id}", email=new)
    return Proposal.objects.get()


def test_the_address_in_use_is_told_at_once_and_not_what_the_other_is(own, hanako, present):
    propose(own, hanako)
    (mail,) = mails(address.TOLD_LETTER, present + SOON)
    assert mail.to == [hanako.email]
    assert NEW not in mail.body
    assert hanako.visitor.name not in mail.body
    assert "was asked to write to you at another email address" in mail.body


def test_what_somebody_else_takes_back_leaves_it_waiting(own, hanako, amelia, present):
    proposal = propose(own, hanako)
    with transaction.atomic():
        drop_proposals([amelia.id], now=present)
    Client().post(link_for(proposal, present))
    assert confirmed_person(NEW) == hanako.id


def test_opening_the_link_changes_nothing_and_its_button_keeps_the_address(own, hanako, present):
    proposal = propose(own, hanako)
    path = link_in(mails(address.TOLD_LETTER, present + SOON)[0])
    before = Pending.objects.count()
    for method in ("get", "head", "get"):
        answer = getattr(Client(), method)(path)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "no-store"
    assert Proposal.objects.exists()
    assert OwnSession.objects.exists()
    assert Pending.objects.count() == before
    answer = Client().post(path)
    assert answer["Location"] == "/en/me/address/kept"
    assert "stays the same" in Client().get("/en/me/address/kept").content.decode()
    assert not OwnSession.objects.exists()
    assert Client().post(link_for(proposal, present)).status_code == 410
    assert confirmed_person(hanako.email) == hanako.id
    assert confirmed_person(NEW) is None
    assert Client().post(path).status_code == 410  # impatient: the second press has nothing to do
    assert Person.objects.count() == 1
    assert not AddressChange.objects.exists()
    assert list(orphans(present)) == []
    assert "you did not want another one" in come_in(hanako.email, present).get()


def test_after_the_change_the_former_address_is_told_and_can_put_itself_back(own, hanako, present):
    proposal = propose(own, hanako)
    early = link_in(mails(address.TOLD_LETTER, present + SOON)[0])
    Client().post(link_for(proposal, present))
    assert confirmed_person(hanako.email) is None
    (mail,) = mails(address.CHANGED_LETTER, present + SOON)
    assert mail.to == [hanako.email]
    assert NEW not in mail.body
    assert link_in(mail) == early  # whichever of the two mails is read
    intruder = come_in(NEW, present)
    assert texts(hanako, present)["email"] == NEW
    assert "Your email address was changed on" in intruder.get()
    assert Client().get(early).status_code == 200
    assert confirmed_person(NEW) == hanako.id
    assert Client().post(early).status_code == 303
    assert confirmed_person(hanako.email) == hanako.id
    assert confirmed_person(NEW) is None
    assert texts(hanako, present)["email"] == hanako.email
    assert intruder.client.get("/en/me/archive").status_code == 303
    assert list(orphans(present)) == []
    assert not AddressChange.objects.exists()


def test_an_intruder_who_changed_it_twice_gets_nothing_back_by_the_second_link(own, hanako, present):
    Client().post(link_for(propose(own, hanako), present))
    mine = link_in(mails(address.CHANGED_LETTER, present + SOON)[0])
    intruder = come_in(NEW, present)
    Client().post(link_for(propose(intruder, hanako, "third@example.org"), present))
    theirs = link_in(mails(address.CHANGED_LETTER, present + SOON)[1])
    assert Client().post(mine).status_code == 303
    assert confirmed_person(hanako.email) == hanako.id
    assert Client().post(theirs).status_code == 410
    assert confirmed_person("third@example.org") is None
    assert confirmed_person(hanako.email) == hanako.id


def test_records_that_became_one_by_it_are_two_again(own, hanako, amelia, present):
    own.post(f"/value/{value(hanako, 'email').id}", email=amelia.email)
    Client().post(link_for(Proposal.objects.get(), present))
    assert "Become a member" in come_in(amelia.email, present).get()
    assert Client().post(link_in(mails(address.CHANGED_LETTER, present + SOON)[0])).status_code == 303
    assert confirmed_person(hanako.email) == hanako.id
    assert confirmed_person(amelia.email) == amelia.id
    assert not OwnSession.objects.exists()
    assert "Become a member" not in come_in(amelia.email, present).get()
    assert "Become a member" in come_in(hanako.email, present).get()
    assert list(orphans(present)) == []


def test_the_former_address_is_erased_when_its_week_is_over(own, hanako, present):
    Client().post(link_for(propose(own, hanako), present))
    path = link_in(mails(address.CHANGED_LETTER, present + SOON)[0])
    change = AddressChange.objects.get()
    expire(change.expires_at - SOON)
    assert AddressChange.objects.exists()
    expire(change.expires_at + SOON)
    assert not AddressChange.objects.exists()
    assert remains(change.stand_in_id) == []
    assert Client().post(path).status_code == 410
    assert change.adopted_at is not None
    assert change.expires_at - change.adopted_at == KEPT


@pytest.mark.parametrize("when", ["before", "after"])
def test_it_goes_with_the_person(when, own, hanako, present):
    proposal = propose(own, hanako)
    change, page = AddressChange.objects.get(), own
    if when == "after":
        Client().post(link_for(proposal, present))
        page = come_in(NEW, present)
    page.post("/erase")
    assert not AddressChange.objects.exists()
    assert remains(change.stand_in_id) == []


def test_giving_the_new_address_up_forgets_both(own, hanako):
    propose(own, hanako)
    own.post("/address/forget")
    assert not AddressChange.objects.exists()
    assert SealedValue.objects.filter(category="email").count() == 1


def test_the_archive_says_that_the_former_address_is_kept(own, hanako, present):
    Client().post(link_for(propose(own, hanako), present))
    page = come_in(NEW, present)
    archive = page.post("/archive.json").json()
    assert [kept["value"] for kept in archive["replaced_addresses"]] == [hanako.email]
