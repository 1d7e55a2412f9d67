"""A sample of an issue, to whoever asks for it at the desk: to their own address, which is a colleague's."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from azukari.core.accounts.models import User
from azukari.core.mail.bulk.prepare import READER
from azukari.core.mail.internal import internal, try_to_send
from azukari.features.magazine.lists import MailingList
from azukari.features.magazine.models import Issue
from azukari.features.magazine.rendering import LINKS, NAME, READING, WISHES, rendered
from azukari.features.magazine.spam_score import Score, score
from azukari.policy.terms import Policy


def send_sample(issue: Issue, of: MailingList, policy: Policy, *, user: Any) -> bool:
    """Send each version; returns whether the mail server took them. Its links lead to a page that says so."""
    return isinstance(user, User) and all(map(try_to_send, samples(issue, of, policy, to=user.email)))


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
        yield internal(
            _filled(said.subject, values),
            _filled(said.text, values),
            to=to,
            lang=said.lang,
            organisation=policy.organisation.name[said.lang],
            html=_filled(said.html, values),
        )


def _filled(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace("{{" + name + "}}", value)
    return text
