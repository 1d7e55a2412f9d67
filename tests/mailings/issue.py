"""An issue of the magazine as tests send it."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.conf import settings as django_settings

from azukari.core.mail.bulk.sender import Sender
from azukari.core.mail.mailing import Text, add, start, write
from azukari.core.mail.models import Mailing, MailingMessage
from azukari.core.mail.transport import mailers
from azukari.policy.terms import Actor, ActorKind
from tests.mailings.sink import Sink

EDITOR = Actor(ActorKind.STAFF, "00000000-0000-4000-8000-000000000003", frozenset({"magazine"}))
TRICKY = "①㈱﨑髙😀〜"
KIND = "test:issue"


def links(_mailing: Mailing, _now: datetime):
    return lambda message, person, lang: {"leave": f"https://river.example/{lang}/leave/{message}"}


def named(made: Sink, settings) -> None:
    """Name it as the instance's mail server."""
    settings.MAILERS = mailers(replace(django_settings.AZUKARI, smtp=made.url))
    settings.MAILERS["default"]["OPTIONS"]["seconds"] = 30  # a busy machine is no failure


def texts(*, personal: bool = True) -> list[Text]:
    """Both languages of an issue."""
    name = "{{name}}" if personal else ""
    return [
        Text("ja", f"川だより {TRICKY}", f"{name}様\n\n{TRICKY}\n{{{{leave}}}}\n", f"<p>{name}様</p><p>{TRICKY}</p>"),
        Text("en", "River news", f"Dear {name},\n\nNews.\n{{{{leave}}}}\n", f"<p>Dear {name},</p><p>News</p>"),
    ]


def mailing_to(people: list[UUID], *, now: datetime, personal: bool = True, begin: bool = True) -> Mailing:
    """A mailing that every second person gets in English."""
    made = write(KIND, purpose="magazine", texts=texts(personal=personal), actor=EDITOR, now=now)
    add(made, [(person, ("ja", "en")[at % 2]) for at, person in enumerate(people)], now=now)
    if begin:
        start(made, now=now)
    return made


def send_all(now: datetime, *, connections: int = 2) -> None:
    """One sender until nothing is due."""
    with Sender(lambda: now, connections=connections) as sender:
        while sender.work():
            pass


def doubtful(mailing: Mailing) -> list[UUID]:
    """The messages that may have gone twice: a sender or a connection ended before the server's answer was known."""
    found = MailingMessage.objects.filter(mailing=mailing, doubtful=True)
    return list(found.order_by("id").values_list("id", flat=True))
