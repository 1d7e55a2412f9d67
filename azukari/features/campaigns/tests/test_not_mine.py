"""I did not sign this: two steps, by whoever reads the mailbox alone, for this signature and no other."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from azukari.core.forms.intake import CONFIRM_LETTER
from azukari.core.forms.models import Submission
from azukari.core.forms.not_mine import LINK
from azukari.core.mail.queue import enqueue, send_due
from azukari.core.people.models import Person
from azukari.features.campaigns.models import Signature
from azukari.features.campaigns.tests import signing
from azukari.features.campaigns.tests.signing import FORM, NAMES, counted, sign
from tests.console import desks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def policy(db: None) -> None:
    signing.published()


def _page(submission: UUID) -> str:
    return LINK.page(submission, lang="en", expires=timezone.now() + timedelta(days=1))


def test_a_stranger_s_entry_is_erased_at_once_and_its_confirmation_with_it():
    known = sign("Heron", email="heron@example.org")
    waiting = sign("Mallory", email="heron@example.org", confirmed=False)
    entry, now = waiting.submission, timezone.now()
    enqueue(CONFIRM_LETTER, person=waiting.person, reference=entry, lang="en", now=now)
    send_due(timezone.now())
    body = str(mail.outbox[-1].body)
    [page], [confirm] = re.findall(r"/en/not-me/\S+", body), re.findall(r"/en/confirm/\S+", body)
    assert Client().get(page).status_code == 200
    assert "Erase it permanently?" in Client().post(page, {"answer": "no"}).content.decode()
    assert "Erase it permanently?" in Client().post(page).content.decode()
    assert Submission.objects.filter(id=entry).exists()
    assert "It has been erased" in Client().post(page, {"answer": "yes"}).content.decode()
    assert not Submission.objects.filter(id=entry).exists()
    assert Client().post(confirm).status_code == 404
    assert Client().post(page, {"answer": "yes"}).status_code == 404
    assert Person.objects.filter(id=known.person).exists()
    assert counted() == 1


def test_one_that_was_confirmed_counts_no_more_and_the_rest_of_the_person_stays():
    member = desks.register("membership", {"email": "heron@example.org"})
    signed = sign("Heron", NAMES, email="heron@example.org")
    assert signed.person == member.person
    assert counted() == 1
    assert "confirmed with the link" in Client().post(_page(signed.submission)).content.decode()
    assert counted() == 1
    Client().post(_page(signed.submission), {"answer": "yes"})
    assert counted() == 0
    assert "Heron" not in Client().get(f"/en/campaigns/{FORM}/names").content.decode()
    assert Person.objects.filter(id=member.person, confirmed_at__isnull=False).exists()
    assert Client().post(_page(signed.submission), {"answer": "yes"}).status_code == 404
    assert not Signature.objects.filter(form=FORM, person_id=member.person).exists()


def test_a_link_of_another_use_or_of_another_form_disowns_nothing():
    member = desks.register("membership", {"email": "crane@example.org"})
    signed = sign("Crane", email="crane2@example.org")
    confirm = _page(signed.submission).replace("not-me", "confirm")
    assert Client().post(confirm).status_code == 404
    assert Client().post(_page(member.submission), {"answer": "yes"}).status_code == 404
    assert counted() == 1
