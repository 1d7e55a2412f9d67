"""The whole house at an issue of the magazine, and SIGKILL for each part of it in turn: the web process while readers
leave by the one click of their mail, the mail server, the workers with their senders; on PostgreSQL two of them. The
mail server is a company's, it defers, closes and breaks off, and its contract lapses in the middle.

Everybody gets it once, but for one per open connection, which the report names; nobody after a withdrawal that was
answered; the report equals what the mail server has.
"""

import random
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from azukari.core.mail.bulk.processes import PROCESSES
from azukari.core.mail.bulk.sender import CONNECTIONS
from azukari.policy.mailing import MailingState, MessageState
from tests.live import Program
from tests.mailings import nodes
from tests.mailings.house import House, address_of, house, inside
from tests.mailings.moody import Moody
from tests.mailings.sink import HANG_UP
from tests.sizes import how_many
from tests.visits import until

pytestmark = pytest.mark.postgresql

PEOPLE = how_many("AZUKARI_MAILING")
KILLS = how_many("AZUKARI_HOUSE_KILLS")

_STEP = PEOPLE // (2 * KILLS + 2)  # messages of each kill; some more are taken until the contract has lapsed
_AT_ONCE = 4  # readers who leave
_LATE = 5.0  # seconds from the answer to the last message that may end; a busy machine has time enough
_LONGEST = 100  # hours until everything has gone that was put off
_SEED = 20261128


def test_everybody_once_nobody_after_they_left_and_the_report_equals_the_mail_servers(
    own_program: Program, tmp_path: Path
) -> None:
    begun = time.monotonic()
    with house(own_program, tmp_path, readers=PEOPLE) as made:
        print({**_lived_through(made), "seconds": round(time.monotonic() - begun)})


def _lived_through(house: House) -> dict[str, Any]:
    """Returns what is worth knowing of it."""
    draw, server = random.Random(_SEED), house.server
    leaving = draw.sample(list(house.issue["messages"].values())[PEOPLE // 4 :], PEOPLE // 10)
    marks: list[tuple[int, frozenset[str]]] = []  # so many were taken when these had left, and nobody sent
    with ThreadPoolExecutor(_AT_ONCE) as crowd:
        for kill in range(KILLS):
            death = house.goes_on(_STEP // 2)
            server.deaths.add(death)
            left = [crowd.submit(house.leave, reader) for reader in leaving[kill::KILLS]]
            until(lambda left=left: any(one.done() for one in left))  # type: ignore[misc]
            time.sleep(draw.uniform(0, 0.2))
            house.kill_web()
            until(lambda: not server.deaths)
            if kill == KILLS // 2:
                _lapses(house)
            _all_answered(left)
            nodes.until(server, house.goes_on(_STEP) - _STEP // 2)
            gone = house.kill_workers()
            marks.append((len(server.taken), gone))
            for worker in house.workers:
                worker.start()
        nodes.until(server, house.goes_on(_STEP) - _STEP // 2)  # what the last ones left is in the hands of new ones
        house.pace.most = 2 * PEOPLE
    for worker in house.workers:
        worker.stop()
    hours = 0
    while (still := inside(house.inside, f"end({hours})"))["left"]:
        hours += not still["goes_on"]
        assert hours < _LONGEST
    told = inside(house.web, f"report({house.issue['mailing']!r})")
    return _judge(house, told, {address_of(reader) for reader in leaving}, marks)


def _all_answered(left: Sequence[Future[None]]) -> None:
    for one in left:
        one.result(timeout=100)


def _lapses(house: House) -> None:
    """The contract is suspended: the mailing stops by itself, and nothing more is taken until it is let go on."""
    inside(house.web, "lapse()")
    mailing = house.issue["mailing"]
    house.goes_on(PEOPLE)  # it stops because it has to, and not because it is held
    until(lambda: inside(house.web, f"state({mailing!r})")["state"] == MailingState.PAUSED)
    assert inside(house.web, f"state({mailing!r})")["code"] == "disclose.contract-suspended"
    until(lambda: not house.server.receiving)
    before = len(house.server.taken)
    assert before < PEOPLE * 3 // 4, "there was something to stop"
    time.sleep(1)
    assert len(house.server.taken) == before
    house.goes_on(0)
    inside(house.web, f"go_on({mailing!r})")


def _judge(
    house: House,
    told: Mapping[str, Any],
    leaving: set[str],
    marks: Sequence[tuple[int, frozenset[str]]],
) -> dict[str, Any]:
    server, written = house.server, house.server.to()
    everybody = {address_of(reader) for reader in range(PEOPLE)}
    assert set(house.pace.given) == {answer for _, answer in Moody.ANSWERS}
    assert leaving == {*house.told}
    assert everybody - leaving <= {*written} <= everybody
    assert leaving - {*written}, "some left before it was their turn"
    for taken, gone in marks:
        assert not gone & {to for to, _ in server.taken[taken:]}, "somebody got it after they had left"
    late = max((house.pace.when[to] - at for to, at in house.told.items() if to in written), default=0.0)
    assert late < _LATE
    number = {person: at for at, person in enumerate(house.issue["people"])}
    on_it = {address_of(number[person]) for person in told["living"]}
    assert on_it == everybody - leaving, "a withdrawal that was answered holds, and nobody else left"
    address = {id: address_of(reader) for id, reader in house.issue["messages"].items()}
    sent = {address[id] for id, (state, _) in told["messages"].items() if state == MessageState.SENT}
    doubtful = {address[id] for id, (_, doubtful) in told["messages"].items() if doubtful}
    assert sent <= {*written}
    assert {*written} - sent <= doubtful & leaving, "in doubt, of somebody who left before it could be tried again"
    twice = Counter({to: count - 1 for to, count in written.items() if count > 1})
    open_at_once = len(house.workers) * PROCESSES * CONNECTIONS
    assert twice.total() <= 2 * KILLS * open_at_once + house.pace.given[HANG_UP]
    assert {*twice} <= doubtful
    ids = defaultdict(set)
    for message in server.heads():
        ids[message["To"].addresses[0].addr_spec].add(str(message["Message-ID"]).strip("<>").partition("@")[0])
    assert all(len(known) == 1 for known in ids.values()), "a repeat has the same Message-ID"
    assert all(address[id] == to for to, known in ids.items() for id in known)
    assert told["state"] == MailingState.DONE
    return {
        "messages": PEOPLE,
        "taken": len(server.taken),
        "left": len(leaving),
        "left and not written to": len(leaving - {*written}),
        "repeats": twice.total(),
        "in doubt": len(doubtful),
        "latest after a withdrawal": round(late, 3),
        "kills of each": KILLS,
        "given": dict(house.pace.given),
    }
