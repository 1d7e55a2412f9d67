"""Issues of a magazine, and their readers."""

from datetime import datetime
from uuid import UUID

import pytest

from azukari.core.mail.models import Mailing
from azukari.core.policy_versions.current import Current, current
from azukari.features.magazine import issues
from azukari.features.magazine.issues import Content, begin, schedule, write
from azukari.features.magazine.lists import MailingList, lists
from azukari.features.magazine.models import Issue
from azukari.features.magazine.sending import mailing_of, send_due
from azukari.policy.terms import Actor, ActorKind
from tests.mailings.issue import send_all
from tests.vault_search.crowd import gather

TRICKY = "①㈱﨑髙😀〜"
WRITER = Actor(ActorKind.STAFF, "00000000-0000-4000-8000-000000000003", frozenset({"magazine"}))
SECOND = Actor(ActorKind.STAFF, "00000000-0000-4000-8000-000000000004", frozenset({"magazine"}))
SUBJECTS = {"ja": f"川だより {TRICKY}", "en": "River news"}
BODIES = {
    "ja": f"## 水質\n\n{{{{ name }}}}様\n\n鮎が戻りました。{TRICKY}\n\n- [調査の結果](https://river.example/kekka)\n",
    "en": "## Water\n\nDear {{ name }},\n\nThe ayu are back: [all results](https://river.example/results).\n",
}


@pytest.fixture
def of(ruling: Current) -> MailingList:
    """The list of the starter policy."""
    return lists(ruling.policy)["magazine"]


def readers_of(count: int) -> list[UUID]:
    """So many readers, who registered in Japanese."""
    return gather(count, lambda n: {"email": f"reader{n}@example.org", "name": f"髙﨑 {n}"}, form="magazine")


def draft(of: MailingList, now: datetime, *, subjects=SUBJECTS, bodies=BODIES, layout: str = "letter") -> Issue:
    """An issue as an editor leaves it."""
    made = begin(of.slug, layout=layout, actor=WRITER, now=now)
    return write(made.id, Content(layout, subjects, bodies), version=1, actor=WRITER, now=now)


def approved(of: MailingList, now: datetime, **words) -> Issue:
    """An issue that a second person has approved."""
    made = draft(of, now, **words)
    issues.approve(made.id, of, current().policy, version=made.version, actor=SECOND, now=now)
    return Issue.objects.get(id=made.id)


def begun(of: MailingList, now: datetime, **words) -> Issue:
    """An issue whose messages wait for a sender."""
    made = approved(of, now, **words)
    schedule(made.id, at=now, actor=WRITER, now=now)
    assert send_due(now) == 1
    return Issue.objects.get(id=made.id)


def carried(issue: Issue) -> Mailing:
    """What carries an issue that has begun."""
    found = mailing_of(issue)
    assert found
    return found


def sent(of: MailingList, now: datetime, **words) -> Issue:
    """An issue that has gone to everybody."""
    made = begun(of, now, **words)
    send_all(now)
    return made
