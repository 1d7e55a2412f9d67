"""What looks like a robot's waits apart: sealed, unconfirmed, nobody is written to, until somebody clears it."""

import json
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from azukari.core.forms import submit
from azukari.core.forms.clearing import clear, refuse_as_spam
from azukari.core.forms.events import SUBMISSION_CLEARED
from azukari.core.forms.models import State, Submission, Suspicion
from azukari.core.forms.notices import notices
from azukari.core.ledger.models import Pending
from azukari.core.mail.models import Message
from azukari.core.mail.queue import send_due
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import Current
from azukari.core.vault.models import SealedValue
from azukari.core.vault.retention import expire
from tests.cast import Staff
from tests.forms.filled import hidden, opened

FORM = "/en/forms/feedback"
SPAM = "Best prices: http://a.example http://b.example http://c.example"


@pytest.fixture(autouse=True)
def fresh_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submit, "_texts", type(submit._texts)(timedelta(days=1)))


def send(client: Client, message: str, **more: str):
    page = _post(client, {**opened(client, FORM), "topic": "opinion", "message": message, **more}, "check")
    return _post(client, hidden(page.content.decode()), "send")


def _post(client: Client, data: dict, step: str):
    return client.post(FORM, urlencode({**data, "step": step}), content_type="application/x-www-form-urlencoded")


def test_it_lies_sealed_apart_and_the_sender_is_told_so(client: Client, charter: Current):
    answer = send(client, SPAM, email="robot@example.org")
    assert answer.headers["Location"] == f"{FORM}/arrived"
    page = client.get(f"{FORM}/arrived").content.decode()
    assert "a member of staff will check it" in page
    submission = Submission.objects.get()
    assert (submission.state, Message.objects.count()) == (State.PENDING, 0)
    suspicion = Suspicion.objects.get()
    assert "many-links" in suspicion.reasons.split()
    assert suspicion.score >= 3


def test_what_nobody_clears_is_erased_with_the_unconfirmed(client: Client, charter: Current):
    send(client, SPAM)
    expire(timezone.now() + timedelta(days=charter.policy.unconfirmed_days, hours=1))
    assert not SealedValue.objects.exists()
    assert not Suspicion.objects.exists()
    assert not Person.objects.exists()


def test_cleared_with_an_address_the_person_is_asked(client: Client, charter: Current, officer: Staff, mailoutbox):
    send(client, SPAM, email="hana@example.org")
    now = timezone.now()
    id = Submission.objects.get().id
    assert clear([id], form="feedback", actor=officer.actor, now=now) == 1
    assert clear([id], form="feedback", actor=officer.actor, now=now) == 0
    send_due(now)
    [mail] = mailoutbox
    assert mail.to == ["hana@example.org"]
    assert Submission.objects.get().state == State.PENDING
    assert Pending.objects.filter(kind=SUBMISSION_CLEARED.name).count() == 1


def test_cleared_without_an_address_it_counts_at_once(client: Client, charter: Current, officer: Staff):
    send(client, SPAM)
    clear([Submission.objects.get().id], form="feedback", actor=officer.actor, now=timezone.now())
    assert Submission.objects.get().state == State.ACCEPTED
    assert not Suspicion.objects.exists()


def test_another_forms_desk_clears_nothing(client: Client, charter: Current, membership_desk: Staff):
    send(client, SPAM)
    id = Submission.objects.get().id
    assert clear([id], form="membership", actor=membership_desk.actor, now=timezone.now()) == 0
    assert Suspicion.objects.exists()


def test_let_go_it_is_erased_at_the_next_round(client: Client, charter: Current, officer: Staff):
    send(client, SPAM)
    now = timezone.now()
    assert refuse_as_spam([Submission.objects.get().id], form="feedback", actor=officer.actor, now=now) == 1
    expire(now)
    assert not SealedValue.objects.exists()


def test_the_same_long_text_again_and_again_is_a_sign(client: Client, charter: Current):
    text = "The river was never as clean as it has been this summer, thank you."
    for _ in range(4):
        send(client, text)
    reasons = Suspicion.objects.values_list("reasons", flat=True)
    assert len(reasons) == 1
    assert "repeated" in reasons[0]


def test_a_program_is_told_that_somebody_looks_first(client: Client, charter: Current):
    digest = notices(charter, charter.policy.forms["feedback"])["en"].digest
    body = {"topic": "opinion", "message": SPAM, "notice": digest, "lang": "en"}
    answer = client.post("/api/v1/forms/feedback/submissions", json.dumps(body), content_type="application/json")
    assert (answer.status_code, answer.json()["confirmation"]) == (202, "review")


def test_a_person_whose_proof_does_not_hold_is_taken_for_one_without(client: Client, charter: Current):
    answer = send(client, "When do you meet?", email="visitor@example.org", altcha="x")
    assert "/sent" in answer.headers["Location"]
    assert Submission.objects.count() == 1
