"""A sample of an issue, to whoever asks for it at the desk: to their own address, which is a colleague's."""

from collections.abc import Iterator
from email.utils import formataddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from azukari.accounts.models import User
from azukari.lib.email import automatic, wire
from azukari.magazine.lists import MailingList
from azukari.magazine.models import Issue
from azukari.magazine.rendering import LINKS, NAME, READING, WISHES, rendered
from azukari.magazine.spam_score import Score, score
from azukari.mail.bulk.prepare import READER
from azukari.policy.terms import Policy


def send_sample(issue: Issue, of: MailingList, policy: Policy, *, user: Any) -> bool:
    """Send each version; returns whether the mail server took them. Its links lead to a page that says so."""
    if not isinstance(user, User):
        return False
    try:
        for mail in samples(issue, of, policy, to=wire(user.email)):
            mail.send()
    except OSError:
        return False
    return True


def spam_score(issue: Issue, of: MailingList, policy: Policy) -> Score | None:
    """The worst that a filter on this machine makes of a version; None where none is installed, or it is silent."""
    made = [mail.message().as_bytes() for mail in samples(issue, of, policy, to=settings.AZUKARI.sender)]
    found = [one for one in map(score, made) if one]
    return max(found, key=lambda one: one.score, default=None)


def samples(issue: Issue, of: MailingList, policy: Policy, *, to: str) -> Iterator[EmailMultiAlternatives]:
    """The mail of each version, with a reader who is nobody."""
    for said in rendered(issue, of, policy):
        values = {name: f"{settings.AZUKARI.base_url}/{said.lang}/magazine/{name}/sample" for name in LINKS}
        values[READING] = values[WISHES]
        values[NAME] = READER[said.lang]
        mail = EmailMultiAlternatives(
            subject=_filled(said.subject, values),
            body=_filled(said.text, values),
            from_email=formataddr((policy.organisation.name[said.lang], settings.AZUKARI.sender)),
            to=[to],
            headers={"Content-Language": said.lang, **automatic(settings.AZUKARI.host)},
        )
        mail.attach_alternative(_filled(said.html, values), "text/html")
        yield mail


def _filled(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace("{{" + name + "}}", value)
    return text
