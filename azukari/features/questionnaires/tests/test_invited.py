"""P10: invited, unlinked, once: whoever was invited answers once, and nothing leads from an answer to a person."""

import json
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from azukari.core.ledger.models import Pending
from azukari.core.mail.models import MailboxScore, MailingMessage
from azukari.core.vault.erase import erase
from azukari.core.vault.models import SealedValue
from azukari.core.vault.suppression import suppress
from azukari.demo.people import SETTER
from azukari.features.questionnaires.events import INVITED
from azukari.features.questionnaires.invited.ending import forget
from azukari.features.questionnaires.invited.inviting import InvitationsOver, NobodyToInvite, Sent, invite, remind
from azukari.features.questionnaires.models import Invitation, Poll, PollState, PooledAnswers, SpentTicket, TicketKey
from azukari.features.questionnaires.tests.guests import LATER, Guest, draw, invited, link_of, text_of
from azukari.features.questionnaires.tests.visitor import opened
from azukari.policy.returned import LIMIT, Reason
from azukari.policy.terms import Category, FormKind
from tests.cast import registrant
from tests.mailings.issue import named, send_all
from tests.mailings.sink import Sink, sink

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ruling(charter, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: LATER)


@pytest.fixture
def server(settings) -> Iterator[Sink]:
    with sink() as made:
        named(made, settings)
        yield made


def test_invited_drawn_answered_once(hanako, amelia, server):
    poll = invited("membership", "volunteers")
    send_all(LATER)
    assert set(server.to()) == {hanako.email, amelia.email}
    assert all("/questionnaires/invited/" in letter.get_body(("plain",)).get_content() for letter in server.read())
    page = Client().get(link_of(amelia.submission.person_id))
    assert TicketKey.objects.get().digest in page.content.decode()
    assert Invitation.objects.filter(asked="").count() == 2  # a GET draws nothing
    ticket = draw(link_of(amelia.submission.person_id))
    guest = Guest(ticket)
    assert "each of them once" in guest.text
    assert "also more than once" not in guest.text
    guest.to_the_end()
    assert guest.response.headers["Location"] == "/en/questionnaires/riverside/thanks"
    assert PooledAnswers.objects.count() == SpentTicket.objects.count() == 1
    again = Guest(ticket).to_the_end(age="40")
    assert again.response.status_code == 409
    assert "have arrived already" in again.text
    assert PooledAnswers.objects.get().answers["age"] == 30
    assert poll.invitations.exclude(asked="").count() == 1
    assert remind(poll, purpose="membership", actor=SETTER, now=LATER).written == 1  # hanako, who has drawn none
    with pytest.raises(NobodyToInvite):
        invite(poll, purpose="membership", actor=SETTER, now=LATER)


def no_address(person: UUID, email: str) -> None:
    del email
    SealedValue.objects.filter(person_id=person, category=Category.EMAIL).delete()


def never_again(person: UUID, email: str) -> None:
    suppress([email], actor=SETTER, now=LATER, person=person)


def came_back(person: UUID, email: str) -> None:
    del email
    MailboxScore.objects.create(person_id=person, score=LIMIT, reason=Reason.UNKNOWN, at=LATER)


@pytest.mark.parametrize("why", [no_address, never_again, came_back])
def test_only_those_who_are_written_to_count_as_invited(hanako, amelia, server, why):
    why(amelia.submission.person_id, amelia.email)
    poll = invited("membership")
    with pytest.raises(NobodyToInvite):
        invite(poll, purpose="volunteers", actor=SETTER, now=LATER)
    send_all(LATER)
    assert [message.state for message in MailingMessage.objects.all()] == ["sent"]
    assert poll.invitations.count() == len(server.to()) == 1
    assert poll.invitations.get().person_id == hanako.submission.person_id


def test_who_has_no_address_is_told_apart_and_not_recorded_as_invited(charter, amelia):
    other = registrant(charter, "hanako", FormKind.VOLUNTEERS)
    no_address(other.submission.person_id, other.email)
    poll = opened().poll
    Poll.objects.update(by_invitation=True)
    assert invite(poll, purpose="volunteers", actor=SETTER, now=LATER) == Sent(written=1, left_out=1)
    told = json.loads(Pending.objects.get(kind=INVITED.name).payload)
    assert told["count"] == poll.invitations.count() == 1
    assert remind(poll, purpose="volunteers", actor=SETTER, now=LATER) == Sent(written=1, left_out=0)


def test_one_ticket_for_an_invitation_and_the_same_answer_to_the_same_request(amelia):
    invited()
    link, blinded = link_of(amelia.submission.person_id), text_of((12345).to_bytes(384))
    first, lost = (Client().post(link, {"blinded": blinded}) for _ in range(2))
    assert first.json() == lost.json()
    assert Client().post(link, {"blinded": text_of((54321).to_bytes(384))}).status_code == 409
    slip = Client().post(link)
    assert slip.status_code == 409
    assert "drawn with this link before" in slip.content.decode()
    assert Client().post(link, {"blinded": "no number"}).status_code == 400


def test_without_javascript_the_ticket_is_made_here(amelia):
    invited()
    page = Client().post(link_of(amelia.submission.person_id))
    ticket = page.content.decode().partition('name="ticket" value="')[2].partition('"')[0]
    assert Guest(ticket).to_the_end().response.status_code == 303


@pytest.mark.parametrize("ticket", ["", "nonsense", "A" * 598])
def test_nobody_else_answers(ticket, amelia):
    invited()
    assert "by invitation" in Client().get("/en/questionnaires/riverside").content.decode()
    found = Client().post("/en/questionnaires/riverside", {"ticket": ticket, "step": "send", "page": "check"})
    assert found.status_code == 403
    assert not PooledAnswers.objects.exists()


def test_a_ticket_of_one_questionnaire_is_none_of_another(amelia):
    invited()
    ticket = draw(link_of(amelia.submission.person_id))
    TicketKey.objects.all().delete()
    other = invited_again()
    assert other.by_invitation
    assert Guest(ticket).response.status_code == 403


def invited_again() -> Poll:
    poll = Poll.objects.get()
    Invitation.objects.all().delete()
    invite(poll, purpose="volunteers", actor=SETTER, now=LATER)
    return poll


def test_the_erased_and_the_closed(amelia, hanako):
    poll, link = invited("membership", "volunteers"), link_of(amelia.submission.person_id)
    erase(amelia.submission.person_id, actor=SETTER, now=LATER)
    assert "what it led to has been erased" in Client().get(link).content.decode()
    assert poll.invitations.count() == 1
    Poll.objects.update(state=PollState.CLOSED, changed_at=LATER)
    assert "takes no answers now" in Client().get(link_of(hanako.submission.person_id)).content.decode()
    assert forget(LATER + timedelta(days=29)) == 0
    assert forget(LATER + timedelta(days=30)) == 1
    assert not TicketKey.objects.exists()
    Poll.objects.update(state=PollState.OPEN, answered=True)
    poll.refresh_from_db()
    with pytest.raises(InvitationsOver):
        invite(poll, purpose="volunteers", actor=SETTER, now=LATER)


def test_a_crash_before_the_letters_go_leaves_nobody_invited(hanako, monkeypatch, server):
    with monkeypatch.context() as crash:
        crash.setattr("azukari.core.mail.mailing.start", lambda *_args, **_more: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            invited("membership")
    assert not Invitation.objects.exists()
    send_all(LATER)
    assert not server.to()
    assert invite(Poll.objects.get(), purpose="membership", actor=SETTER, now=LATER).written == 1
    send_all(LATER)
    assert set(server.to()) == {hanako.email}
