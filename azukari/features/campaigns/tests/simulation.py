"""Simulated signers of many campaigns, and what is true of them, kept in plain sets that never ask the program.

Most sign once. Some sign two campaigns, some write one mailbox in another spelling of its provider's, some let
everybody read their name. Later some take the signature or the name back, and some are erased.
"""

import json
import random
from collections import defaultdict
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from uuid import UUID

from azukari.core.forms.answers import Answers, read
from azukari.core.forms.many import Newcomer, Visit, take_in_many
from azukari.core.policy_versions.current import Current, current
from azukari.core.policy_versions.publish import publish
from azukari.core.vault.erase_unheld import forget
from azukari.core.vault.withdraw import withdraw
from azukari.features.campaigns.tests.signing import FORM, NAMES, policy_text
from azukari.policy.terms import Actor, ActorKind
from tests.console import desks

BURST = "burst.example.com"
_AT_A_TIME, _ERASED_AT_ONCE = 500, 100


@dataclass
class Signer:
    """One signature: of whom, under what, by which mailbox; ``name`` is shown to everybody where it was let."""

    person: UUID
    submission: UUID
    form: str
    mailbox: str
    name: str
    known_elsewhere: bool
    named: bool
    counts: bool = True
    removed: bool = False


def publish_many(campaigns: int, now: datetime) -> list[str]:
    """A policy of so many campaigns besides the one that nobody signs; returns their slugs."""
    draft = json.loads(policy_text())
    slugs = [f"campaign-{number:02}" for number in range(campaigns)]
    form = draft["forms"][FORM]
    draft["forms"] |= {slug: deepcopy(form) for slug in slugs}
    publish(json.dumps(draft, ensure_ascii=False), actor=desks.OPERATOR, now=now)
    return slugs


class Simulation:
    """What happened so far.

    Args:
        seed: the same life each time.
    """

    def __init__(self, slugs: list[str], *, seed: int, now: datetime) -> None:
        self.slugs, self.now, self.chance = slugs, now, random.Random(seed)  # noqa: S311 - the same life each time
        self.signers: list[Signer] = []
        self.came = 0

    def sign(self, many: int) -> None:
        """So many people come, within the last hours."""
        for start in range(0, many, _AT_A_TIME):
            self._take_in([self._somebody() for _ in range(min(_AT_A_TIME, many - start))])

    def burst(self, many: int, form: str) -> None:
        """So many sign-ups of one domain within an hour."""
        at = self.now - timedelta(hours=1)
        for start in range(0, many, _AT_A_TIME):
            some = range(start, min(start + _AT_A_TIME, many))
            self._take_in([([(form, at)], f"bot{each}@{BURST}", f"Bot{each}", False) for each in some])

    def _somebody(self) -> tuple[list[tuple[str, datetime]], str, str, bool]:
        self.came += 1
        chance, name = self.chance, f"Signer{self.came:06}"
        forms = chance.sample(self.slugs, 2 if chance.random() < 0.1 else 1)
        domain = chance.choice(("gmail.com", "example.org", "example.net", "example.jp"))
        spelling = f"signer{self.came}@{domain}"
        before = chance.choice(self.signers) if self.signers and chance.random() < 0.1 else None
        if before and before.mailbox.endswith("@gmail.com") and before.counts:
            local, _at, host = before.mailbox.partition("@")
            forms, spelling = [before.form], f"{local[0]}.{local[1:]}+{self.came}@{host}"
        hours = [(form, self.now - timedelta(minutes=chance.randrange(2, 60 * 72))) for form in forms]
        return sorted(hours, key=lambda visit: visit[1]), spelling, name, chance.random() < 0.2

    def _take_in(self, people: list[tuple[list[tuple[str, datetime]], str, str, bool]]) -> None:
        charter = current()
        newcomers = [
            Newcomer("en", tuple(_visit(charter, form, email, name, named, at) for form, at in visits))
            for visits, email, name, named in people
        ]
        held = take_in_many(newcomers, charter=charter, now=self.now)
        for (visits, email, name, named), submissions in zip(people, held, strict=True):
            mailbox = _canonical(email)
            for submission in submissions:
                twice = len(visits) > 1
                signer = Signer(submission.person_id, submission.id, submission.form, mailbox, name, twice, named)
                self.signers.append(signer)

    def change_minds(self, share: float) -> None:
        """Some take their signature back, some their name, and some are erased."""
        living = [one for one in self.signers if one.counts and not one.removed]
        erased: set[UUID] = set()
        for one in self.chance.sample(living, int(len(living) * share)):
            actor = Actor(ActorKind.PERSON, str(one.person))
            match self.chance.randrange(3):
                case 0 if one.counts:
                    withdraw(one.person, purpose="campaign", actor=actor, now=self.now, submission=one.submission)
                    one.counts = False
                case 1 if one.named and one.counts:
                    withdraw(one.person, purpose=NAMES, actor=actor, now=self.now, submission=one.submission)
                    one.named = False
                case 2:
                    erased.add(one.person)
        for some in batched(sorted(erased), _ERASED_AT_ONCE):
            forget(some, now=self.now)
        for one in self.signers:
            one.counts = one.counts and one.person not in erased

    def counted(self) -> dict[str, int]:
        """The independent recount: under each campaign, mailboxes whose signature stands."""
        boxes: dict[str, set[str]] = defaultdict(set)
        for one in self._standing():
            boxes[one.form].add(one.mailbox)
        return {slug: len(boxes[slug]) for slug in (*self.slugs, FORM)}

    def names(self, form: str) -> list[str]:
        """Those whom everybody may read."""
        return sorted(one.name for one in self._standing() if one.form == form and one.named)

    def _standing(self) -> Iterator[Signer]:
        return (one for one in self.signers if one.counts and not one.removed)


def _visit(charter: Current, form: str, email: str, name: str, named: bool, at: datetime) -> Visit:
    known = charter.form(form)
    if known is None:
        raise KeyError(form)
    data: dict[str, object] = {"name": name, "email": email, "postcode": "100-0001", "of-age": "yes"}
    answers = read(known, charter.policy, {**data, **({f"consent.{NAMES}": True} if named else {})}, lang="en")
    if not isinstance(answers, Answers):
        raise TypeError(answers)
    return Visit(known, answers, at)


def _canonical(email: str) -> str:
    local, _at, host = email.partition("@")
    return f"{local.partition('+')[0].replace('.', '')}@{host}" if host == "gmail.com" else email
