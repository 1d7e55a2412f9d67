"""P43: whether somebody is registered shows nowhere: not in an answer, its work or its time, not in the queue, and not
in what the public ledger shows at any of its beats.

Each door is asked many times, with addresses that somebody confirmed and addresses of nobody in turn; every outlet is
read after each time. What is counted must be the same each time; of what is measured, a rank test must not tell the two
apart (Mann and Whitney), and no time is asserted. AZUKARI_TRIALS asks more often.
"""

import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from math import sqrt
from smtplib import SMTPDataError
from typing import Any

import pytest
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from azukari.core.database.row_proof import row_proof
from azukari.core.forms import form_timestamp
from azukari.core.ledger.integrate import integrate_all
from azukari.core.ledger.models import Entry, Pending
from azukari.core.ledger.publish import publish_due
from azukari.core.mail import queue
from azukari.core.mail.models import Message
from azukari.core.mail.queue import send_due
from azukari.features.agents import callbacks
from azukari.features.agents.asking import tend
from azukari.features.rights.carry_out import run
from azukari.features.rights.from_form import take_up
from azukari.lib import tiles
from azukari.lib.instance import Limits
from azukari.shells.self_service import address as addresses
from azukari.shells.self_service import session
from azukari.shells.self_service.models import OwnSession, SignIn
from tests.agents.agent import OutsideAgent
from tests.agents.desk import entered
from tests.cast import Known
from tests.forms.by_hand import post
from tests.forms.filled import MEMBER, opened
from tests.rights.desk import Own
from tests.sizes import how_many

TRIALS = how_many("AZUKARI_TRIALS")
MAIL_TRIALS = how_many("AZUKARI_MAIL_TRIALS")
BEAT = timedelta(minutes=5)
OF_CHANCE = 3.8
"""Standard deviations: two samples of the same thing lie further apart once in seven thousand times."""
_OWN = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|R-\d{8}-[0-9A-F]{8}|[A-Za-z0-9_-]{40,}|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)"
)
_VALUES = re.compile(r"'[^']*'|\b[0-9a-f]{32}\b|\d+|x'[0-9a-f]*'|%s|NULL|::\w+", re.IGNORECASE)
_NO_LIMITS = Limits(*[0] * len(fields(Limits)))

type Door = Callable[["World", str], Any]


@dataclass
class World:
    """Somebody outside, with all that they can use: an account of their own, an agent, and the public files."""

    clock: list[datetime]
    agent: OutsideAgent
    own: Own
    value: str
    client: Client = field(default_factory=Client)

    @property
    def now(self) -> datetime:
        return self.clock[0]


def by_sign_in(world: World, email: str) -> Any:
    return world.client.post("/en/me", {"email": email})


def by_agent(world: World, email: str) -> Any:
    return world.agent.ask(world.now, email, "deletion")


def by_form(world: World, email: str) -> Any:
    typed = opened(world.client, "/en/forms/membership") | MEMBER | {"email": email}
    return post(world.client, "/en/forms/membership", typed, "send")


def by_contact(world: World, email: str) -> Any:
    typed = opened(world.client, "/en/forms/feedback")
    words = {"topic": "personal-data", "message": "What do you hold about me?", "email": email}
    return post(world.client, "/en/forms/feedback", typed | words, "send")


def by_api(world: World, email: str) -> Any:
    form = world.client.get("/api/v1/forms/membership").json()
    told = MEMBER | {"email": email, "lang": "en", "notice": form["notice"]["en"]["digest"]}
    return world.client.post("/api/v1/forms/membership/submissions", json.dumps(told), "application/json")


def by_saved_form(world: World, email: str) -> Any:
    typed = opened(world.client, "/en/forms/membership") | MEMBER | {"email": email}
    at = post(world.client, "/en/forms/membership", typed, "save")["Location"].removesuffix("/link")
    return world.client.post(f"{at}/mail")


def by_new_address(world: World, email: str) -> Any:
    return world.own.post(f"/value/{world.value}", email=email)


DOORS: tuple[Door, ...] = (by_sign_in, by_agent, by_form, by_contact, by_api, by_saved_form, by_new_address)


class Relay(BaseEmailBackend):
    """A mail server that takes nothing yet."""

    def send_messages(self, email_messages):
        raise SMTPDataError(451, b"Try again later")


@pytest.fixture
def world(charter, hanako, amelia, officer, membership_desk, own, settings, monkeypatch, present):
    clock = [present]
    monkeypatch.setattr(timezone, "now", lambda: clock[0])
    monkeypatch.setattr(addresses, "MAILS_A_DAY", 0)
    monkeypatch.setattr(form_timestamp, "QUICKEST", timedelta(0))
    agent = OutsideAgent()
    entered(agent, actor=officer.actor, now=present)
    assert agent.set_up(present).status_code == 200
    mine = re.search(r"/me/value/([0-9a-f-]{36})", own.get())
    assert mine
    settings.AZUKARI = replace(settings.AZUKARI, limits=_NO_LIMITS, ledger_minutes=5)
    emails = [
        value for value in re.findall(r"/me/value/([0-9a-f-]{36})", own.get()) if "email" in own.get(f"/value/{value}")
    ]
    monkeypatch.setattr(session, "IDLE", timedelta(days=100))
    for row in OwnSession.objects.all():
        row.expires_at = present + timedelta(days=100)
        row.proof = row_proof(row.meaning)
        row.save(update_fields=["expires_at", "proof"])
    Message.objects.all().delete()  # what the cast's own coming in has left to send
    return World(clock, agent, own, emails[0])


def shown(world: World) -> tuple[int, list[bytes]]:
    """What the ledger shows: its size, and every name under which an entry stands."""
    signed = world.client.get("/ledger/checkpoint")
    if signed.status_code != 200:
        return 0, []
    size = int(signed.content.decode().split("\n")[1])
    raw = b"".join(
        world.client.get(f"/ledger/tile/entries/{tiles.path(tile.index, tile.width)}").content
        for tile in tiles.of_tree(size)
        if tile.level == 0
    )
    names = [raw[start + 2 : start + 18] for start in range(0, len(raw), 82)]
    assert len(names) == size
    return size, names


def round_of_work(world: World) -> Counter[str]:
    """What the worker does, as far as it does anything; how much of each."""
    done = {job.__module__: job(world.now) for job in (send_due, tend, run, take_up, callbacks.tell_due)}
    integrate_all(world.now)
    publish_due(world.now)
    return Counter({name: count for name, count in done.items() if count})


def go_through(door: Door, world: World, email: str) -> tuple[tuple[Any, ...], tuple[float, float]]:
    """Ask once and read every outlet for some beats; what was counted, and the seconds that the answer took,
    by the clock and of computing.
    """
    before, _ = shown(world)
    world.clock[0] += timedelta(seconds=60)
    with CaptureQueriesContext(connection) as took:
        started = time.perf_counter(), time.thread_time()
        answer = door(world, email)
        seconds = time.perf_counter() - started[0], time.thread_time() - started[1]
    assert answer.status_code in (200, 202, 302, 303)
    letters = Message.objects.filter(created_at=world.now)
    assert letters.exists(), "Nothing came of it."
    statements = [query["sql"].partition(" VALUES ")[0] for query in took.captured_queries]
    work = tuple(_VALUES.sub("?", statement)[:90] for statement in statements)
    seen = answer.status_code, tuple(sorted(answer.headers)), len(_OWN.sub("#", answer.content.decode()))
    queued = tuple(letters.values_list("kind", "lang")), SignIn.objects.filter(created_at=world.now).count()
    told = []
    for wait in (1, 1, 60, 300, 900):
        world.clock[0] += timedelta(seconds=wait)
        round_of_work(world)
        size, names = shown(world)
        told.append(size - before)
        assert len({*names}) == size
    world.clock[0] += BEAT
    return (seen, work, queued, tuple(told)), seconds


def standing_apart(one: Sequence[float], other: Sequence[float]) -> float:
    """How far two samples stand apart by their ranks, in standard deviations (Mann and Whitney's U)."""
    n, m = len(one), len(other)
    above = sum((a > b) + (a == b) / 2 for a in one for b in other)
    return abs(above - n * m / 2) / sqrt(n * m * (n + m + 1) / 12)


def apart(door: Door, world: World, known: list[str], *, trials: int = TRIALS) -> tuple[list[Any], float]:
    """What was counted for the one kind of address and never for the other, and how far the times stand apart."""
    chance = random.Random(door.__name__)
    asked = [(is_known, number) for number in range(trials) for is_known in (True, False)]
    chance.shuffle(asked)
    counted: dict[bool, Counter[Any]] = {True: Counter(), False: Counter()}
    measured: dict[bool, list[tuple[float, float]]] = {True: [], False: []}
    go_through(door, world, "warm@example.org")
    for is_known, number in asked:
        email = known[number % len(known)] if is_known else f"nobody{number % len(known)}@example.org"
        found, seconds = go_through(door, world, email)
        counted[is_known][found] += 1
        measured[is_known].append(seconds)
    strange = [*(counted[True].keys() ^ counted[False].keys())]
    clocks = zip(*measured[True], strict=True), zip(*measured[False], strict=True)
    return strange, max(standing_apart(*by_one_clock) for by_one_clock in zip(*clocks, strict=True))


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_nobody_can_tell_by_a_door_whether_somebody_is_there(door, world, hanako, amelia, monkeypatch):
    known = [hanako.email, amelia.email] if door is not by_new_address else [amelia.email]
    strange, distance = apart(door, world, known)
    assert not strange, strange
    assert distance < OF_CHANCE


@pytest.mark.parametrize("door", [by_sign_in, by_agent], ids=lambda door: door.__name__)
@pytest.mark.parametrize("server", ["takes", "refuses"])
def test_nor_by_what_becomes_of_the_mail(door, server, world, hanako, monkeypatch, settings, now):
    """Through a mail provider, who takes it or does not: what was tried again leaves nothing more."""
    settings.AZUKARI = replace(settings.AZUKARI, smtp="smtp://smtp.kotori.example", mail_operator="own")
    monkeypatch.setattr("azukari.core.mail.queue.compose", lambda *_args, **_kwargs: None)
    if server == "refuses":
        for name in ("open", "close"):
            monkeypatch.setattr(Relay, name, lambda self: None)
        monkeypatch.setattr(queue, "mailers", type("Mailers", (), {"default": Relay()}))
    strange = apart(door, world, [hanako.email], trials=MAIL_TRIALS)[0]  # a rank test needs more of them
    assert not strange, strange


def test_the_ledger_moves_at_its_beats_alone_and_shows_no_moment(world, hanako: Known):
    seen = set()
    for second in range(0, 1200, 30):
        world.clock[0] = world.now.replace(microsecond=0) + timedelta(seconds=30)
        if second % 90 == 0:
            by_sign_in(world, hanako.email)
        round_of_work(world)
        seen.add((shown(world)[0], world.now.timestamp() // BEAT.total_seconds()))
    assert len(seen) == len({beat for _size, beat in seen}), "Between two beats nothing moves."
    size, names = shown(world)
    by_sign_in(world, hanako.email)
    round_of_work(world)
    recorded = Entry.objects.count() + Pending.objects.count()
    assert size == shown(world)[0] < recorded, "What came since is not shown yet."
    ids = {id.bytes for id in Entry.objects.values_list("id", flat=True)}
    assert not ids & {*names}, "An id holds the moment."
    assert world.client.post("/ledger/cosignature", f"{size + 1}\n— x y\n", "text/plain").content.startswith(
        b"This ledger has signed no checkpoint"
    )
