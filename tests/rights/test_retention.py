"""Nothing is held without a living grant: with the last one the value goes, and with the last value the person."""

from datetime import timedelta

import pytest

from azukari.core.consent.models import EndReason, Grant
from azukari.core.forms.models import Submission
from azukari.core.mail.models import Message
from azukari.core.people.models import Person
from azukari.core.vault.events import VALUE_EXPIRED
from azukari.core.vault.find import confirmed_person
from azukari.core.vault.inspect import orphans
from azukari.core.vault.models import PersonKey, SealedValue
from azukari.core.vault.retention import due, expire
from azukari.core.vault.scan import remains
from azukari.demo.people import VISITORS, fill_in
from azukari.policy.terms import CONFIRMATION
from azukari.shells.self_service.subject_timeline import entries_of
from tests.cast import NOW


def visitor(mailbox):
    return next(v for v in VISITORS if v.mailbox == mailbox)


def end(purpose, at):
    """The service of a purpose ends, as its feature would say."""
    Grant.objects.filter(purpose=purpose).update(ends_at=at, end_reason=EndReason.EXPIRED)


def test_an_unconfirmed_submission_goes_after_the_policys_days(charter):
    fill_in(visitor("machiko"), charter.policy.forms["magazine"], charter, now=NOW)
    person = Submission.objects.get().person_id
    assert Grant.objects.get().purpose == CONFIRMATION
    days = timedelta(days=charter.policy.unconfirmed_days)
    assert expire(NOW + days - timedelta(seconds=1)) == 0
    assert due(NOW + days) == 1
    assert expire(NOW + days) == 1
    assert remains(person) == []
    assert not Submission.objects.exists()
    assert not Message.objects.exists()
    assert not PersonKey.objects.exists()


def test_a_confirmed_submission_outlives_those_days(hanako, charter):
    expire(NOW + timedelta(days=charter.policy.unconfirmed_days + 1))
    assert confirmed_person(hanako.email) == hanako.id


def test_a_value_of_two_purposes_stays_until_the_last_one_ends(hanako, present):
    fields = {v.field for v in SealedValue.objects.all()}
    end("membership", present)
    expire(present)
    assert {v.field for v in SealedValue.objects.all()} == {"name", "email", "address"}
    assert fields - {"name", "email", "address"}
    end("magazine", present)
    expire(present)
    assert {v.field for v in SealedValue.objects.all()} == {"name", "address"}
    end("dues-record", present)
    expire(present)
    assert not SealedValue.objects.exists()
    assert remains(hanako.id) == []


def test_what_went_is_on_the_persons_trail(hanako, present):
    end("membership", present)
    expire(present)
    (told,) = [entry for entry in entries_of(hanako.id) if entry.kind is VALUE_EXPIRED]
    assert "phone" in told.payload["categories"]
    assert told.payload["actor"] == "worker"


def test_an_ended_submission_is_forgotten_and_the_others_stay(charter, hanako, present):
    fill_in(hanako.visitor, charter.policy.forms["riverside-survey"], charter, now=NOW)
    assert Submission.objects.count() == 2
    end("questionnaire", present)
    expire(present)
    assert list(Submission.objects.values_list("id", flat=True)) == [hanako.submission.id]
    assert not Grant.objects.filter(purpose="questionnaire").exists()
    assert confirmed_person(hanako.email) == hanako.id


def test_settling_twice_is_settling_once(hanako, present):
    end("membership", present)
    assert expire(present) == 1
    before = list(SealedValue.objects.values_list("id", flat=True))
    assert expire(present) == 0
    assert due(present) == 0
    assert list(SealedValue.objects.values_list("id", flat=True)) == before


def test_many_people_go_in_batches(charter, monkeypatch):
    monkeypatch.setattr("azukari.core.vault.retention.BATCH", 2)
    for one in VISITORS[:5]:
        fill_in(one, charter.policy.forms["magazine"], charter, now=NOW)
    end("magazine", NOW + timedelta(days=1))
    seen: list[int] = []
    assert expire(NOW + timedelta(days=1), seen.append, alone=True) == 5
    assert seen[-1] == 5
    assert len(seen) == 3
    assert not Person.objects.exists()


@pytest.mark.parametrize("form", ["membership", "plastic-free-river", "riverside-survey"])
def test_after_joining_every_value_has_its_origin(charter, hanako, form):
    fill_in(hanako.visitor, charter.policy.forms[form], charter, now=NOW + timedelta(minutes=5))
    assert Person.objects.count() == 1
    assert list(orphans(NOW + timedelta(days=3))) == []
