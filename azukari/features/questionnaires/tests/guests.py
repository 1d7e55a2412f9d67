"""People who were invited to a questionnaire, and how one of them draws a ticket and answers."""

import base64
import os
from datetime import timedelta
from uuid import UUID

from django.test import Client

from azukari.core.mail.models import MailingMessage
from azukari.features.questionnaires.invited.inviting import INVITED_LINK, invite
from azukari.features.questionnaires.invited.tickets import RANDOM, decoded, public_key
from azukari.features.questionnaires.models import Poll, TicketKey
from azukari.features.questionnaires.tests.visitor import Visitor, opened
from azukari.lib.blind_rsa import PREFIX, blind, finalize
from azukari.policy.terms import Actor, ActorKind
from tests.cast import NOW

HOST = Actor(ActorKind.SYSTEM, "tests")
LATER = NOW + timedelta(hours=1)
"""When everybody of the cast has confirmed."""


def invited(*purposes: str) -> Poll:
    """The sample, open to whoever is invited, with everybody of the purposes invited."""
    poll = opened().poll
    Poll.objects.update(by_invitation=True)
    poll.refresh_from_db()
    for purpose in purposes or ("volunteers",):
        invite(poll, purpose=purpose, actor=HOST, now=LATER)
    return poll


def link_of(person: UUID | None, lang: str = "en") -> str:
    """The path of their link, as the newest mail carries it."""
    message = MailingMessage.objects.filter(person=person).latest("mailing__created_at")
    return INVITED_LINK.page(message.id, lang=lang, expires=LATER + timedelta(days=9))


def text_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def draw(link: str) -> str:
    """Draw a ticket as a browser does."""
    key = public_key(TicketKey.objects.get())
    message = os.urandom(PREFIX + RANDOM)
    hidden = blind(key, message)
    answer = Client().post(link, {"blinded": text_of(hidden.message)})
    return text_of(message + finalize(key, message, decoded(answer.json()["signed"]), hidden.inverse))


class Guest(Visitor):
    """A visitor with a ticket, at the first page."""

    def __init__(self, ticket: str, path: str = "/en/questionnaires/riverside") -> None:
        self.client, self.path = Client(), path
        self.page = self._read(self.client.post(path, {"ticket": ticket, "begin": "1"}))

    def to_the_end(self, age: str = "30") -> "Guest":
        """Answer everything, and send it."""
        self.press(visits="weekly", age=age)
        self.press(uses=["walking"])
        while self.response.status_code == 200 and "Check your answers" not in self.text:
            self.press("next", parts__paths="good", nps="9")
        self.press("send")
        return self
