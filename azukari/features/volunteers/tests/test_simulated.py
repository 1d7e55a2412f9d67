"""Months of shifts, drawn by chance: places, waiting lists, hours and absences equal a recount that imports nothing of
ours (P06). The widest run (`tests/sizes.py`) has 2,000 volunteers.
"""

import random
from datetime import timedelta

import pytest

from azukari.demo.people import SETTER
from azukari.features.volunteers.attendance import attend
from azukari.features.volunteers.desk.numbers import add_up, of_shift
from azukari.features.volunteers.models import SignUp, SignUpState
from azukari.features.volunteers.openings import call_off, set_places
from azukari.features.volunteers.sign_up import ask_for_cover, cancel, take
from azukari.features.volunteers.tests.recount import Recount
from azukari.features.volunteers.tests.shifts import opening, shift, volunteer
from tests.cast import NOW
from tests.sizes import how_many

ACTS = 9
"""What happens to a shift, besides its end."""


class World:
    """Shifts and volunteers, driven by chance through the verbs that staff and volunteers use."""

    def __init__(self, charter, seed: int, people: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a generator of tests
        self.opening, self.events = opening(most_together=3), list[tuple]()
        self.people = [volunteer(charter, n) for n in range(people)]
        self.who = {person.id: n for n, person in enumerate(self.people)}
        self.shifts = [self._shift(n) for n in range(max(6, people))]

    def _shift(self, n: int):
        starts = NOW + timedelta(days=7 + 11 * n)
        places, hours = self.chance.randint(1, 5), self.chance.randint(1, 4)
        self.events.append(("shift", n, f"{starts:%Y-%m}", hours * 60, places))
        return shift(self.opening, places=places, starts=starts, hours=hours)

    def live(self) -> None:
        for n, here in enumerate(self.shifts):
            for turn in range(ACTS):
                self._act(n, here, here.starts - timedelta(days=5) + timedelta(hours=turn))
            self._end(n, here)

    def _act(self, n: int, here, now) -> None:
        signed = {
            self.who[row.submission_id]: row for row in SignUp.objects.filter(shift=here).exclude(state="cancelled")
        }
        dice, known = self.chance.random(), {"actor": SETTER, "now": now}
        if signed and dice < 0.15:
            who = self.chance.choice([*signed])
            cancel(here.id, submission=self.people[who].id, **known)
            self.events.append(("cancel", n, who))
        elif dice < 0.25:
            places = self.chance.randint(1, 6)
            set_places(here.id, places, **known)
            self.events.append(("places", n, places))
        elif dice < 0.4:
            able = [who for who, row in signed.items() if row.state == SignUpState.TAKEN and row.cover_at is None]
            if able:
                who = self.chance.choice(able)
                ask_for_cover(here.id, submission=self.people[who].id, **known)
                self.events.append(("cover", n, who))
        else:
            free = [who for who in range(len(self.people)) if who not in signed]
            if free:
                who, size = self.chance.choice(free), self.chance.choice((1, 1, 1, 2, 3))
                take(here.id, submission=self.people[who].id, size=size, anyway=True, **known)
                self.events.append(("take", n, who, size))

    def _end(self, n: int, here) -> None:
        if self.chance.random() < 0.1:
            call_off(here.id, actor=SETTER, now=here.starts - timedelta(hours=1))
            self.events.append(("off", n))
            return
        for row in SignUp.objects.filter(shift=here, state=SignUpState.TAKEN).order_by("asked_at"):
            who, dice = self.who[row.submission_id], self.chance.random()
            minutes = self.chance.choice((None, None, 30, 95))
            said = {"shift": here.id, "actor": SETTER, "now": here.ends}
            if dice < 0.75:
                attend(row.id, SignUpState.CAME, minutes=minutes, **said)
                self.events.append(("came", n, who, minutes))
            elif dice < 0.9:
                attend(row.id, SignUpState.ABSENT, **said)
                self.events.append(("absent", n, who))
            if dice < 0.1:
                attend(row.id, SignUpState.TAKEN, **said)
                self.events.append(("undo", n, who))


@pytest.mark.parametrize("seed", [3])
def test_every_number_equals_a_recount_from_the_events(charter, seed):
    world = World(charter, seed, how_many("AZUKARI_VOLUNTEERS"))
    world.live()
    told = Recount(world.events)
    ours: dict[str, list] = {}
    for row, tally in of_shift("volunteers", NOW, world.shifts[-1].ends + timedelta(days=1)):
        ours.setdefault(f"{row.starts:%Y-%m}", []).append(tally)
    names = ("shifts", "places", "filled", "minutes", "came", "absent")
    sums = {month: {name: getattr(add_up(tallies), name) for name in names} for month, tallies in ours.items()}
    assert sums == told.sums()
    waiting: dict[int, list[int]] = {n: [] for n in told.waiting()}
    numbers = {here.id: n for n, here in enumerate(world.shifts)}
    for turn in SignUp.objects.filter(state=SignUpState.WAITING).order_by("asked_at", "id"):
        if numbers[turn.shift_id] in waiting:
            waiting[numbers[turn.shift_id]].append(world.who[turn.submission_id])
    assert waiting == told.waiting()
    seen = {event[0] for event in world.events}
    assert seen >= {"take", "cancel", "cover", "places", "came", "absent", "undo", "off"}, "chance did everything"
