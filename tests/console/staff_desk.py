"""The pages on which staff invite colleagues and look after their accounts."""

import re

from django.conf import settings
from django.core import mail
from django.test import Client

from azukari.core.accounts.models import User

STAFF = "/console/staff/"
INVITE = f"{STAFF}invite/"
NEW = {"email": "New@Staff.Example.org", "name": "New One", "duties": ["magazine"], "lang": "en"}


def page(client: Client, at: str) -> str:
    return client.get(at).content.decode()


def link() -> str:
    """The link in the last mail, as a path."""
    found = re.search(r"https?://\S+/console/invitation/\S+", str(mail.outbox[-1].body))
    assert found
    return found.group().removeprefix(settings.AZUKARI.base_url)


def member(user: User, act: str = "") -> str:
    return f"{STAFF}{user.reference}/{act}"
