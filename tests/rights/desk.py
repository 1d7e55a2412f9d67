"""What the tests of the own page share: a person who comes in by a mailed link, through the real addresses."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.test import Client

from azukari.core.mail.models import Message
from azukari.shells.self_service import sign_in
from azukari.shells.self_service.models import SignIn

TOKEN = re.compile(r'name="token" value="([0-9a-f]{64})"')

_KEPT = re.compile(r'<span class="(?:whole|mailbox)">([^<]*)</span>')  # what a line does not break


@dataclass
class Own:
    """A browser in which somebody's own page is open."""

    client: Client
    lang: str = "en"

    def get(self, path: str = "", status: int = 200) -> str:
        answer = self.client.get(f"/{self.lang}/me{path}")
        assert answer.status_code == status, answer.content.decode()[:2000]
        return _KEPT.sub(r"\1", answer.content.decode())

    def post(self, path: str, **data):
        """Post as the page's own form does."""
        token = TOKEN.search(self.client.get(f"/{self.lang}/me/archive").content.decode())
        return self.client.post(f"/{self.lang}/me{path}", {"token": token[1] if token else "", **data})


def sign_in_link(email: str, now: datetime, lang: str = "en") -> str:
    """The path of the link that is mailed to an address."""
    sign_in.request(email, network="", lang=lang, now=now)
    found = SignIn.objects.order_by("-id").first()
    assert found is not None
    assert found.person_id is not None, "Nobody has confirmed that address."
    whole = sign_in.LINK.address(found.id, lang=lang, expires=found.expires_at)
    return whole.removeprefix(settings.AZUKARI.base_url)


def come_in(email: str, now: datetime, lang: str = "en") -> Own:
    """Ask for a link, follow it, press the button."""
    client = Client()
    path = sign_in_link(email, now, lang)
    assert client.get(path).status_code == 200
    answer = client.post(path)
    assert answer.status_code == 303, answer.content.decode()
    return Own(client, lang)


def queued(kind: str) -> list[UUID | None]:
    """For whom messages of a kind wait in the queue."""
    return list(Message.objects.filter(kind=kind).order_by("id").values_list("person_id", flat=True))
