"""P08: whoever asked never to be written to gets nothing, however their address comes back to us."""

from datetime import timedelta

from django.core import mail
from django.db import transaction

from azukari.core.mail.queue import enqueue, send_due
from azukari.core.policy_versions.current import Current
from azukari.core.vault.erase import erase
from azukari.core.vault.suppression import suppress
from azukari.policy.terms import Actor, ActorKind
from tests.console import desks


def test_after_an_erasure_a_new_registration_by_others_brings_one_question_and_no_more(charter: Current):
    address = "kitagawa-marker@example.org"
    volunteer = desks.register("volunteers")
    person = Actor(ActorKind.PERSON, str(volunteer.person))
    suppress([address], actor=person, now=desks.moment(), person=volunteer.person)
    erase(volunteer.person, actor=person, now=desks.moment())
    for _ in range(3):
        typed = desks.register("magazine", {"email": address}, confirmed=False)
        with transaction.atomic():
            enqueue("forms:confirm", person=typed.person, reference=typed.submission, lang="ja", now=desks.moment())
    send_due(desks.moment() + timedelta(seconds=1))
    assert [message.to for message in mail.outbox] == [[address]]
