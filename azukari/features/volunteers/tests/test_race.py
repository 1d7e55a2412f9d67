"""Many race for the last place while another cancels and staff change the shift: it is given once, and nobody who fits
is left waiting (P06).
"""

import threading
from collections import deque
from collections.abc import Callable

import pytest
from django.db import connections

from azukari.core.policy_versions.current import current
from azukari.core.policy_versions.publish import publish
from azukari.demo.people import SETTER
from azukari.features.volunteers.models import HAS_A_PLACE, SignUp, SignUpState
from azukari.features.volunteers.openings import set_places
from azukari.features.volunteers.sign_up import cancel, take
from azukari.features.volunteers.tests.shifts import opening, shift, volunteer
from azukari.policy.parse import STARTER
from azukari.site.server import THREADS
from tests.cast import NOW
from tests.sizes import how_many

RACERS = how_many("AZUKARI_RACERS")


AT_A_TIME = THREADS
"""So many act at a time as the server has threads; whoever comes besides waits, as before the server."""


def _at_once(acts: list[Callable[[], object]]) -> list[BaseException]:
    waiting, wrong = deque(acts), list[BaseException]()
    barrier = threading.Barrier(min(len(acts), AT_A_TIME))

    def run() -> None:
        barrier.wait()
        try:
            while True:
                try:
                    act = waiting.popleft()
                except IndexError:
                    return
                try:
                    act()
                except BaseException as error:
                    wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(barrier.parties)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_given_once_and_nobody_who_fits_is_left_waiting() -> None:
    publish(STARTER.read_text("utf-8"), actor=SETTER, now=NOW, file=STARTER.name)
    here = shift(opening(), places=2)
    came = [volunteer(current(), n) for n in range(RACERS + 1)]
    first, rest = came[0], came[1:]
    take(here.id, submission=first.id, actor=SETTER, now=NOW)

    def taking(who):
        return lambda: take(here.id, submission=who.id, actor=SETTER, now=NOW)

    half = len(rest) // 2
    wrong = _at_once(
        [
            *(taking(who) for who in rest[:half]),
            lambda: cancel(here.id, submission=first.id, actor=SETTER, now=NOW),
            lambda: set_places(here.id, 3, actor=SETTER, now=NOW),
            *(taking(who) for who in rest[half:]),
        ]
    )
    assert not wrong, [type(error).__name__ for error in wrong]
    states = [*SignUp.objects.filter(shift=here).values_list("state", flat=True)]
    assert sum(state in HAS_A_PLACE for state in states) == 3
    assert states.count(SignUpState.WAITING) == RACERS - 3
    assert states.count(SignUpState.CANCELLED) == 1
    line = SignUp.objects.filter(shift=here).exclude(state=SignUpState.CANCELLED).order_by("asked_at", "id")
    assert [row.state for row in line] == [SignUpState.TAKEN] * 3 + [SignUpState.WAITING] * (RACERS - 3)


@pytest.mark.django_db(transaction=True)
def test_people_who_change_between_two_shifts_at_once_never_wait_for_each_other() -> None:
    """Two shifts, locked in one order whichever is asked for first; the people of both waiting lists as well."""
    publish(STARTER.read_text("utf-8"), actor=SETTER, now=NOW, file=STARTER.name)
    of = opening()
    here, there = shift(of, places=3), shift(of, places=3, starts=NOW.replace(month=12))
    came = [volunteer(current(), n) for n in range(12)]
    for at, who in enumerate(came):
        take((here if at % 2 else there).id, submission=who.id, actor=SETTER, now=NOW)

    def leaving(at, who):
        return lambda: cancel((here if at % 2 else there).id, submission=who.id, actor=SETTER, now=NOW)

    def coming(at, who):
        return lambda: take((there if at % 2 else here).id, submission=who.id, actor=SETTER, now=NOW, anyway=True)

    wrong = _at_once([act(at, who) for at, who in enumerate(came) for act in (leaving, coming)])
    assert not wrong, [type(error).__name__ for error in wrong]
    for one in (here, there):
        states = [*SignUp.objects.filter(shift=one).values_list("state", flat=True)]
        assert (states.count("taken"), states.count("waiting"), states.count("cancelled")) == (3, 3, 6)
