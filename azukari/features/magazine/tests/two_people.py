"""A list whose policy asks for a second person, with a writer: what two files of tests play with."""

import json
from datetime import datetime
from typing import Any

from django.urls import reverse

from azukari.core.accounts.models import User
from azukari.core.policy_versions.current import current
from azukari.core.policy_versions.publish import publish
from azukari.features.magazine.issues import Content, approve, begin, schedule, write
from azukari.features.magazine.lists import lists
from azukari.features.magazine.models import Issue
from azukari.features.magazine.tests.issues import BODIES, SUBJECTS
from azukari.policy.parse import STARTER, document, load
from azukari.policy.terms import Actor, ActorKind
from tests.console import desks

TWO = "two@staff.example.org"


def ask_two(moment: datetime, *, two: bool = True) -> None:
    """Publish the starter policy, whose magazine takes a second person, or takes none."""
    plain = document(load(STARTER))
    plain["purposes"]["magazine"]["second_person"] = two
    publish(json.dumps(plain), actor=desks.OPERATOR, now=moment)


def acting(user: User) -> Actor:
    return Actor(ActorKind.STAFF, str(user.reference), user.duty_slugs())


def written(user: User, moment: datetime) -> Issue:
    made = begin("magazine", layout="letter", actor=acting(user), now=moment)
    return write(made.id, Content("letter", SUBJECTS, BODIES), version=1, actor=acting(user), now=moment)


def stand(issue: Issue, user: User, moment: datetime) -> Issue:
    """``user`` approves the issue as it is."""
    policy = current().policy
    version = Issue.objects.get(id=issue.id).version
    return approve(issue.id, lists(policy)["magazine"], policy, version=version, actor=acting(user), now=moment)


def alone(user: User, moment: datetime, *, at: datetime | None = None) -> Issue:
    """What its only writer approved, and scheduled, while the policy asked nobody else."""
    issue = stand(written(user, moment), user, moment)
    if at:
        schedule(issue.id, at=at, actor=acting(user), now=moment)
    return Issue.objects.get(id=issue.id)


def page(user: User, issue: Issue, lang: str = "en") -> str:
    at = reverse("console-magazine-issue", args=["magazine", issue.id])
    return desks.browser(user, lang).get(at).content.decode()


def press(user: User, issue: Issue, step: str = "approve", lang: str = "en") -> Any:
    at = reverse("console-magazine-act", args=["magazine", issue.id, step])
    return desks.browser(user, lang).post(at, {"version": issue.version})


def first_page(user: User, lang: str = "en") -> str:
    return desks.browser(user, lang).get("/console/").content.decode()
