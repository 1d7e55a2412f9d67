"""One mailbox gets so many mails within an hour that somebody asked for by typing its address: at every form and every
other door together, and however it is spelled.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from azukari.core.accounts.models import User
from azukari.core.forms import guardians
from azukari.core.forms.clearing import clear
from azukari.core.forms.models import Submission
from azukari.core.forms.saving import lay_in, post, save
from azukari.core.forms.suspicion import Suspected
from azukari.core.mail import mailbox_pace
from azukari.core.mail.letter import kind, registered
from azukari.core.mail.mailbox_pace import TooSoon, may_be_unasked, take_leaving
from azukari.core.mail.models import Message
from azukari.core.mail.queue import send_due
from azukari.core.policy_versions.current import Current
from azukari.core.vault.models import SealedValue
from azukari.lib.mailbox_limit import _mailboxes, take_mail_to
from azukari.lib.shared_counts import SharedCounts
from azukari.policy.terms import Actor, ActorKind, Category
from azukari.shells.self_service import address, sign_in
from tests.agents.agent import OutsideAgent
from tests.agents.desk import entered as listed_agent
from tests.cast import NOW, Known, Staff, enrolled
from tests.console import desks
from tests.console.paper import AT, TYPED, digest
from tests.forms.by_hand import limits
from tests.forms.filled import fresh_counters
from tests.forms.sending import sent
from tests.importing.lists import Import, written

__all__ = ["fresh_counters"]
pytestmark = pytest.mark.django_db
BOX = "h.anako+{}@googlemail.com"
PLAIN = "hanako@gmail.com"
FORMS = ("membership", "volunteers", "magazine", "feedback", "plastic-free-river")
MOST = 4


@dataclass(frozen=True)
class World:
    charter: Current
    person: Known
    agent: OutsideAgent
    clerk: User
    folder: Path
    now: datetime


@pytest.fixture
def world(
    charter: Current, hanako: Known, officer: Staff, membership_desk: Staff, present: datetime, tmp_path: Path
) -> World:
    agent = OutsideAgent()
    listed_agent(agent, actor=officer.actor, now=present)
    agent.set_up(present)
    clerk = enrolled("reader@staff.example.org", "Clerk", "feedback")
    Message.objects.all().delete()
    return World(charter, hanako, agent, clerk, tmp_path, present)


def _form(slug: str) -> Callable[[World, str], object]:
    def send(world: World, to: str) -> object:
        shown = Client().get(f"/api/v1/forms/{slug}").json()
        body = {**desks.DATA[slug], "email": to, "lang": "en", "notice": shown["notice"]["en"]["digest"]}
        answer = Client().post(f"/api/v1/forms/{slug}/submissions", json.dumps(body), content_type="application/json")
        assert answer.status_code == 202, answer.content
        return answer

    return send


def _guardian(world: World, to: str) -> None:
    shown = Client().get("/api/v1/forms/plastic-free-river").json()
    said = {"name": "Young", "of-age": "no", "email": f"young-{uuid4().hex}@example.org", "guardian-email": to}
    body = {**said, "lang": "en", "notice": shown["notice"]["en"]["digest"]}
    path = "/api/v1/forms/plastic-free-river/submissions"
    assert Client().post(path, json.dumps(body), content_type="application/json").status_code == 202


def _sign_in(world: World, to: str) -> None:
    with patch("azukari.shells.self_service.sign_in.confirmed_person", lambda _email: world.person.id):
        sign_in.request(to, network="192.0.2.0/24", lang="en", now=world.now)


def _new_address(world: World, to: str) -> None:
    value = SealedValue.objects.filter(person_id=world.person.id, category=Category.EMAIL, field="email").first()
    assert value is not None
    try:
        address.ask(value.id, to, person=world.person.id, lang="en", now=world.now)
    except address.TooMany:
        return
    Message.objects.filter(kind=address.TOLD_LETTER).delete()  # to the address in use, which nobody typed


def _agent(world: World, to: str) -> None:
    with patch("azukari.features.agents.asking.confirmed_person", lambda _email: world.person.id):
        assert world.agent.ask(world.now, to).status_code == 200


def _import(world: World, to: str) -> None:
    path = written(world.folder / f"{uuid4()}.csv", [("email",), (to,), (to.replace("h.", "h"),)])
    Import(path, world.charter, world.now).run()


def _staff(world: World, to: str) -> None:
    day = timezone.localdate().isoformat()
    sent = {**TYPED, "notice": digest(), "entry-day": day, "email": to}
    assert desks.browser(world.clerk).post(AT, sent).status_code == 302


def _spam(world: World, to: str) -> None:
    got = sent("feedback", {"email": to}, suspected=Suspected(3, ("same",)))
    clear([got.id], form="feedback", actor=Actor(ActorKind.STAFF, str(uuid4())), now=NOW)


def _by_mail(world: World, to: str) -> None:
    form = world.charter.policy.forms["feedback"]
    lay_in(world.charter, form, {"message": ("A question",)}, address=to, lang="en", now=world.now)


def _saved(world: World, to: str) -> None:
    form = world.charter.policy.forms["feedback"]
    typed, network = {"message": ("A question",), "email": (to,)}, f"{uuid4()}"
    link = save(world.charter, form, typed, lang="en", network=network, now=world.now)
    assert isinstance(link, str)
    post(link, form, to, lang="en", now=world.now)


DOORS: dict[str, Callable[[World, str], object]] = {
    **{f"form {slug}": _form(slug) for slug in FORMS},
    "guardian": _guardian,
    "sign-in": _sign_in,
    "new address": _new_address,
    "agent": _agent,
    "import": _import,
    "staff": _staff,
    "spam let in": _spam,
    "by mail": _by_mail,
    "saved": _saved,
}
TO_WHOM_ELSE = {
    guardians.ASK_LETTER: "counted when the registration comes, and when it leaves",
    guardians.REFUSED_LETTER: "to the person, once, when their guardian has answered",
    address.TOLD_LETTER: "to the address in use, which nobody typed",
    address.CHANGED_LETTER: "to the address in use until now, once",
}
"""Letters that a stranger may cause and that no door sends: why they are few."""


def _mails() -> int:
    """Mails that go to somebody."""
    return Message.objects.filter(person__isnull=False).count()


@pytest.mark.parametrize("door", DOORS)
def test_a_mailbox_that_has_had_enough_is_written_to_at_no_door(door: str, world: World):
    with limits(mails_per_mailbox=2):
        for number in range(2):
            take_mail_to(BOX.format(number), limit=2, now=world.now)
            take_mail_to(BOX.format(number), limit=2, now=NOW)
        DOORS[door](world, BOX.format(door.replace(" ", "")))
        assert _mails() == 0
    with limits(mails_per_mailbox=0):
        DOORS[door](world, BOX.format("more"))
        assert _mails() > 0, "this door does write to somebody"


def test_all_doors_together_write_to_it_so_often(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(timezone, "now", lambda: world.now)
    with limits(mails_per_mailbox=MOST, confirmations_per_address=0):
        for round in range(3):
            for name, door in DOORS.items():
                if name not in ("spam let in", "guardian"):  # at another hour; to somebody else first
                    door(world, BOX.format(f"{round}{name.replace(' ', '')}"))
    assert _mails() == MOST


def test_each_letter_that_a_stranger_may_cause_goes_by_a_door(world: World):
    with limits(mails_per_mailbox=0, confirmations_per_address=0):
        for name, door in DOORS.items():
            door(world, BOX.format(name.replace(" ", "")))
    sent_by_doors = set(Message.objects.values_list("kind", flat=True)) - TO_WHOM_ELSE.keys()
    assert sent_by_doors | TO_WHOM_ELSE.keys() == {kind.name for kind in registered() if may_be_unasked(kind)}


def test_what_was_asked_for_within_hours_does_not_leave_at_one_moment(charter: Current):
    """Registrations of minors that come one by one and are confirmed together; each names the same guardian."""
    for number in range(MOST + 2):
        said = {"of-age": "no", "email": f"young-{number}@example.org", "guardian-email": BOX.format(number)}
        guardians.ask(Submission.objects.get(id=sent("plastic-free-river", said).id), now=NOW)
    Message.objects.exclude(kind=guardians.ASK_LETTER).delete()
    with limits(mails_per_mailbox=MOST):
        send_due(NOW)
        assert len(mail.outbox) == MOST
        send_due(NOW + timedelta(minutes=1))
        assert len(mail.outbox) == MOST
        send_due(NOW + timedelta(hours=1))
    assert len(mail.outbox) == MOST + 2
    assert not Message.objects.exclude(attempts=0).exists(), "nothing is the matter with those that waited"


_SPELLINGS = st.builds(
    "{}{}@{}".format,
    st.sampled_from(["hanako", "h.a.n.a.k.o", "HANAKO", "Ｈanako", "ha.nako"]),
    st.text("abc+_-", max_size=6).map(lambda text: text and f"+{text}"),
    st.sampled_from(["gmail.com", "googlemail.com", "GMAIL.com", "ｇmail.com"]),
)


@given(letters=st.lists(st.tuples(st.sampled_from(sorted(k.name for k in registered())), _SPELLINGS), max_size=40))
def test_no_letters_in_any_order_to_any_spelling_are_more(letters: list[tuple[str, str]]):
    mailbox_pace._left._own = SharedCounts()
    left = {True: 0, False: 0}
    with limits(mails_per_mailbox=MOST):
        for name, spelled in letters:
            with suppress(TooSoon):
                take_leaving(spelled, kind(name), now=NOW)
                left[may_be_unasked(kind(name))] += 1
    asked = sum(not may_be_unasked(kind(name)) for name, _spelled in letters)
    assert left == {True: min(MOST, len(letters) - asked), False: asked}


def test_a_new_password_is_mailed_so_often(charter: Current):
    enrolled("h.anako@gmail.com", "Clerk", "feedback")
    for _ in range(2):
        take_mail_to(PLAIN, limit=2, now=timezone.now())
    with patch("azukari.core.accounts.adapter.Thread", _AtOnce):
        for limit, mails in ((2, 0), (3, 1)):
            with limits(mails_per_mailbox=limit):
                Client().post("/console/account/password/reset/", {"email": "h.anako@gmail.com"})
            assert len(mail.outbox) == mails


class _AtOnce:
    def __init__(self, target: Callable[[], object], **_rest: Any) -> None:
        self.start = target


def test_the_limit_keeps_no_address(charter: Current):
    take_mail_to(BOX.format(1), limit=2, now=NOW)
    assert b"anako" not in bytes(_mailboxes._own._memory[:])
    assert settings.AZUKARI.limits.mails_per_mailbox > 0
