"""P40: corrected in place, by the rules of the field's own form; an address only once it is confirmed."""

from datetime import timedelta

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client

from azukari.core.mail import queue
from azukari.core.mail.models import Message
from azukari.core.people.models import Person
from azukari.core.vault.events import VALUE_CORRECTED
from azukari.core.vault.find import confirmed_person
from azukari.core.vault.inspect import orphans
from azukari.core.vault.models import Proposal, SealedValue
from azukari.core.vault.retention import expire
from azukari.core.vault.scan import remains
from azukari.demo.people import fill_in
from azukari.shells.self_service import address
from azukari.shells.self_service.models import OwnSession
from azukari.shells.self_service.subject_timeline import entries_of
from tests.promises.corrected import NEW, link_for, texts, value
from tests.rights.desk import come_in, queued


def test_a_value_is_corrected_and_normalised_as_in_the_form(own, hanako, present):
    before = value(hanako, "phone")
    answer = own.post(f"/value/{before.id}", phone="０３－１２３４－５６７８")
    assert answer.status_code == 303
    assert texts(hanako, present)["phone"] == "03-1234-5678"
    after = value(hanako, "phone")
    assert after.corrected_at is not None
    assert bytes(after.sealed) != bytes(before.sealed)
    assert after.token != before.token
    assert "Your entry has been corrected." in own.get("?done=corrected")
    assert "You corrected your phone number" in own.get()
    assert list(orphans(present)) == []


@pytest.mark.parametrize(
    ("field", "typed"), [("phone", "call me"), ("postcode", "12"), ("name", "  "), ("name", "x" * 300)]
)
def test_what_the_form_would_refuse_is_refused(own, hanako, present, field, typed):
    before = texts(hanako, present)
    answer = own.post(f"/value/{value(hanako, field).id}", **{field: typed})
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.content.decode()
    assert texts(hanako, present) == before


def test_a_choice_that_is_not_on_offer_is_refused(amelia, present):
    own, id = come_in(amelia.email, present), value(amelia, "activities").id
    assert own.post(f"/value/{id}", activities="king").status_code == 422
    assert own.post(f"/value/{id}", activities="translation").status_code == 303


def test_a_class_of_membership_is_decided_on_and_not_corrected(own, hanako, present):
    before = texts(hanako, present)
    answer = own.post(f"/value/{value(hanako, 'member_class').id}", member_class="supporting")
    assert answer.status_code == 409
    assert "our office changes it with the membership" in answer.content.decode()
    assert texts(hanako, present) == before


def test_an_optional_value_left_blank_is_erased(own, hanako):
    answer = own.post(f"/value/{value(hanako, 'occupation').id}", occupation="")
    assert answer["Location"] == "/en/me?done=blanked"
    assert not SealedValue.objects.filter(submission_id=hanako.submission.id, field="occupation").exists()
    assert "You erased your occupation" in own.get()


def test_nobody_corrects_another_persons_value(own, amelia, present):
    theirs = value(amelia, "name")
    assert own.post(f"/value/{theirs.id}", name="Mallory").status_code == 404
    assert bytes(value(amelia, "name").sealed) == bytes(theirs.sealed)


def test_a_new_address_changes_nothing_until_it_is_confirmed(own, hanako, present):
    answer = own.post(f"/value/{value(hanako, 'email').id}", email=NEW)
    assert answer["Location"] == "/en/me?done=address"
    assert texts(hanako, present)["email"] == hanako.email
    assert confirmed_person(NEW) is None
    assert confirmed_person(hanako.email) == hanako.id
    assert NEW in own.get()
    assert list(orphans(present)) == []


def test_the_new_address_gets_one_mail_and_the_old_one_none(own, hanako, present):
    own.post(f"/value/{value(hanako, 'email').id}", email=NEW)
    (stand_in,) = queued(address.LETTER)
    assert stand_in not in (None, hanako.id)
    sent = []

    class Channel(BaseEmailBackend):
        def send_messages(self, messages):
            sent.extend(messages)

    queue._send(Message.objects.get(kind=address.LETTER), Channel(), present + timedelta(minutes=1))
    (mail,) = sent
    assert mail.to == [NEW]
    assert hanako.email not in mail.body
    assert NEW not in mail.body
    assert hanako.visitor.name not in mail.body


def test_the_link_confirms_it_everywhere_and_ends_other_sessions(charter, own, hanako, present):
    fill_in(hanako.visitor, charter.policy.forms["magazine"], charter, now=present - timedelta(hours=1))
    own.post(f"/value/{value(hanako, 'email').id}", email=NEW)
    path = link_for(Proposal.objects.get(), present)
    stranger = Client()
    assert stranger.get(path).status_code == 200
    assert confirmed_person(NEW) is None
    assert stranger.post(path).status_code == 200
    assert confirmed_person(NEW) == hanako.id
    assert confirmed_person(hanako.email) is None
    assert SealedValue.objects.filter(person_id=hanako.id, category="email").count() == 2
    assert not OwnSession.objects.exists()
    assert stranger.post(path).status_code == 410
    assert Person.objects.filter(confirmed_at__isnull=False).count() == 1
    assert list(orphans(present)) == []


def test_in_the_persons_own_browser_the_page_stays_open(own, hanako, present):
    own.post(f"/value/{value(hanako, 'email').id}", email=NEW)
    old = own.client.cookies["azukari_me /en/me"].value
    answer = own.client.post(link_for(Proposal.objects.get(), present))
    assert answer["Location"] == "/en/me?done=address-changed"
    assert own.client.cookies["azukari_me /en/me"].value != old
    assert NEW in own.get()


def test_an_address_of_another_record_makes_them_one(own, hanako, amelia, present):
    theirs = come_in(amelia.email, present)
    own.post(f"/value/{value(hanako, 'email').id}", email=amelia.email)
    answer = Client().post(link_for(Proposal.objects.get(), present))
    assert answer.status_code == 200
    assert not Person.objects.filter(id=hanako.id).exists()
    assert confirmed_person(amelia.email) == amelia.id
    assert theirs.client.get("/en/me/archive").status_code == 303
    assert own.client.get("/en/me/archive").status_code == 303
    html = come_in(amelia.email, present).get()
    assert "Become a member" in html
    assert "Volunteer with us" in html
    assert {found.table for found in remains(hanako.id)} == {"vault_merge"}  # so that it can be undone
    assert list(orphans(present)) == []


def test_a_proposal_is_forgotten_when_nobody_confirms_it(own, hanako, present):
    own.post(f"/value/{value(hanako, 'email').id}", email=NEW)
    proposal = Proposal.objects.get()
    assert expire(proposal.expires_at) == 2  # and the old one, which was kept beside it
    assert not Proposal.objects.exists()
    assert remains(proposal.stand_in_id) == []
    assert Client().post(link_for(proposal, present)).status_code == 410
    assert texts(hanako, present)["email"] == hanako.email


def test_a_proposal_can_be_given_up_and_is_replaced_by_the_next(own, hanako):
    id = value(hanako, "email").id
    own.post(f"/value/{id}", email=NEW)
    first = Proposal.objects.get()
    own.post(f"/value/{id}", email="third@example.org")
    assert Proposal.objects.get().id != first.id
    assert remains(first.stand_in_id) == []
    own.post("/address/forget")
    assert not Proposal.objects.exists()
    assert not Message.objects.filter(kind=address.LETTER).exists()


@pytest.mark.parametrize("who", ["hanako", "amelia"])  # of one a law keeps something, of the other nothing is left
def test_a_proposal_goes_with_the_person(who, request, present):
    known = request.getfixturevalue(who)
    page = come_in(known.email, present)
    page.post(f"/value/{value(known, 'email').id}", email=NEW)
    stand_in = Proposal.objects.get().stand_in_id
    page.post("/erase")
    assert not Proposal.objects.exists()
    assert remains(stand_in) == []


def test_the_address_that_opens_the_page_cannot_be_left_blank(own, hanako):
    assert own.post(f"/value/{value(hanako, 'email').id}", email="").status_code == 422


def test_each_correction_is_in_the_ledger(own, hanako):
    own.post(f"/value/{value(hanako, 'phone').id}", phone="03-1234-5678")
    corrections = [e for e in entries_of(hanako.id) if e.kind is VALUE_CORRECTED]
    assert [e.payload["categories"] for e in corrections] == [["phone"]]
    assert [e.payload["actor"] for e in corrections] == ["person"]
