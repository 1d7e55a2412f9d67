"""Signing up for shifts: places, the waiting list, cover, swaps, clashes, waves, shifts called off (P06)."""

from datetime import timedelta

import pytest

from azukari.core.forms.ending import end_registration
from azukari.core.forms.models import EndedAs
from azukari.core.ledger.models import Pending
from azukari.core.mail.models import Message
from azukari.demo.people import SETTER
from azukari.features.volunteers.attendance import TooEarlyToSay, attend
from azukari.features.volunteers.held import NoSuchShift, NotAVolunteer
from azukari.features.volunteers.models import Feed, SignUp, SignUpState
from azukari.features.volunteers.openings import add_shifts, call_off, set_places, weekly
from azukari.features.volunteers.rules import SignUpFault
from azukari.features.volunteers.sign_up import Clash, NoRoom, SignUpRefused, ask_for_cover, cancel, take
from azukari.features.volunteers.tests.shifts import opening, shift, volunteer
from azukari.features.volunteers.upkeep import fill, remind
from azukari.policy.terms import FormKind
from tests.cast import NOW, registrant

WEEK = timedelta(days=7)


@pytest.fixture
def people(charter):
    return [volunteer(charter, n) for n in range(4)]


def _take(of, who, **more):
    return take(of.id, submission=who.id, actor=SETTER, now=NOW, **more)


def _cancel(of, who, now=NOW):
    cancel(of.id, submission=who.id, actor=SETTER, now=now)


def _states(of):
    return [*SignUp.objects.filter(shift=of).order_by("submission_id").values_list("state", flat=True)]


def _letters():
    return [*Message.objects.filter(kind__startswith="volunteers:").order_by("id").values_list("kind", flat=True)]


def test_whoever_comes_too_late_waits_and_moves_up_in_order(people):
    here = shift(opening(), places=1)
    for who in people[:3]:
        _take(here, who)
    assert _states(here) == ["taken", "waiting", "waiting"]
    assert _take(here, people[0]).state == SignUpState.TAKEN, "taken twice is taken once"
    _cancel(here, people[0])
    _cancel(here, people[0])
    assert _states(here) == ["cancelled", "taken", "waiting"]
    _take(here, people[0])
    _cancel(here, people[1])
    assert _states(here) == ["waiting", "cancelled", "taken"], "who comes back stands at the end"
    assert _letters() == ["volunteers:taken", "volunteers:moved-up", "volunteers:moved-up"]
    kinds = [
        *Pending.objects.filter(kind__startswith="volunteers:shift:").order_by("id").values_list("kind", flat=True)
    ]
    assert kinds.count("volunteers:shift:moved-up") == 2
    assert kinds.count("volunteers:shift:waits") == 3


def test_a_group_waits_until_there_is_room_for_all(people):
    here = shift(opening(most_together=3), places=3)
    _take(here, people[0])
    _take(here, people[1], size=3)
    _take(here, people[2], size=2)
    assert _states(here) == ["taken", "waiting", "taken"]
    _cancel(here, people[2])
    assert _states(here) == ["taken", "waiting", "cancelled"]
    set_places(here.id, 4, actor=SETTER, now=NOW)
    assert _states(here) == ["taken", "taken", "cancelled"]
    set_places(here.id, 1, actor=SETTER, now=NOW)
    assert _states(here) == ["taken", "taken", "cancelled"], "fewer places take nobody's place away"


def test_whoever_asks_for_cover_is_relieved_by_the_next(people):
    here = shift(opening(), places=1)
    _take(here, people[0])
    ask_for_cover(here.id, submission=people[0].id, actor=SETTER, now=NOW)
    ask_for_cover(here.id, submission=people[0].id, actor=SETTER, now=NOW, wanted=False)
    assert _take(here, people[1]).state == SignUpState.WAITING
    ask_for_cover(here.id, submission=people[0].id, actor=SETTER, now=NOW)
    assert _states(here) == ["cancelled", "taken"]
    ask_for_cover(here.id, submission=people[1].id, actor=SETTER, now=NOW)
    assert _take(here, people[2]).state == SignUpState.TAKEN
    assert _letters().count("volunteers:covered") == 2


def test_a_swap_comes_whole_or_not_at_all(people):
    of = opening()
    here, there = shift(of), shift(of, starts=NOW + 2 * WEEK)
    _take(here, people[0])
    _take(here, people[1])
    _take(there, people[2])
    with pytest.raises(NoRoom):
        _take(there, people[0], instead=here.id)
    assert _states(here) == ["taken", "waiting"]
    _cancel(there, people[2])
    _take(there, people[0], instead=here.id)
    assert _states(here) == ["cancelled", "taken"]
    assert SignUp.objects.get(shift=there, submission=people[0]).state == SignUpState.TAKEN
    with pytest.raises(NoSuchShift):
        _take(shift(of, starts=NOW + 3 * WEEK), people[3], instead=here.id)


def test_a_clash_is_told_and_may_be_chosen(people):
    of = opening()
    here, there = shift(of), shift(of, starts=NOW + WEEK + timedelta(hours=1))
    _take(here, people[0])
    with pytest.raises(Clash):
        _take(there, people[0])
    assert _take(there, people[0], anyway=True).state == SignUpState.TAKEN
    call_off(here.id, actor=SETTER, now=NOW)
    _cancel(there, people[0])
    assert _take(there, people[0]).state == SignUpState.TAKEN, "what was called off clashes with nothing"


def test_those_with_many_hours_wait_for_their_wave(people):
    before = shift(opening(), starts=NOW - timedelta(hours=5))
    SignUp.objects.create(
        shift=before, submission=people[0], person_id=people[0].person_id, state="came", asked_at=NOW, minutes=180
    )
    popular = shift(opening(first_hours=3, all_days=2))
    with pytest.raises(SignUpRefused) as no:
        _take(popular, people[0])
    assert no.value.why is SignUpFault.LATER
    assert _take(popular, people[1]).state == SignUpState.TAKEN


def test_everybody_on_a_shift_that_is_called_off_is_told(people):
    here = shift(opening(), places=1)
    for who in people[:2]:
        _take(here, who)
    assert call_off(here.id, actor=SETTER, now=NOW) == 2
    assert call_off(here.id, actor=SETTER, now=NOW) == 0
    assert _letters().count("volunteers:called-off") == 2
    with pytest.raises(SignUpRefused):
        _take(here, people[2])


def test_only_a_volunteer_who_has_confirmed_takes_a_shift(charter, people):
    here = shift(opening())
    member = registrant(charter, "hanako", FormKind.MEMBERSHIP)
    with pytest.raises(NotAVolunteer):
        _take(here, member.submission)
    with pytest.raises(NoSuchShift):
        _take(shift(opening(is_shown=False)), people[0])


def test_whoever_stops_frees_what_lies_ahead_and_others_move_up(people):
    here = shift(opening())
    for who in people[:2]:
        _take(here, who)
    Feed.objects.create(submission=people[0], person_id=people[0].person_id, made_at=NOW)
    end_registration(people[0].id, reason=EndedAs.LEFT, actor=SETTER, now=NOW)
    assert _states(here) == ["cancelled", "waiting"]
    assert not Feed.objects.exists()
    assert fill(NOW) == 1
    assert _states(here) == ["cancelled", "taken"]
    with pytest.raises(NotAVolunteer):
        _take(here, people[0])


def test_one_reminder_the_day_before(people):
    here = shift(opening())
    _take(here, people[0])
    assert remind(NOW) == 0
    assert remind(here.starts - timedelta(hours=20)) == 1
    assert remind(here.starts - timedelta(hours=19)) == 0
    soon = shift(opening(), starts=NOW + timedelta(hours=10))
    _take(soon, people[1])
    assert remind(NOW) == 0, "whoever signed up a moment ago knows"


def test_who_came_is_noted_from_shortly_before_with_the_hours_of_the_shift(people):
    here = shift(opening())
    row = _take(here, people[0])
    with pytest.raises(TooEarlyToSay):
        attend(row.id, SignUpState.CAME, shift=here.id, actor=SETTER, now=NOW)
    for state, minutes, gave in (("came", None, 180), ("came", 90, 90), ("absent", None, None), ("taken", None, None)):
        attend(row.id, SignUpState(state), shift=here.id, actor=SETTER, now=here.ends, minutes=minutes)
        row.refresh_from_db()
        assert (row.state, row.minutes) == (state, gave)
    with pytest.raises(SignUpRefused):
        _cancel(here, people[0], now=here.starts)


def test_every_saturday_stays_at_the_same_hour_when_the_clocks_change(people):
    from zoneinfo import ZoneInfo

    zone = ZoneInfo("Europe/Berlin")
    start = NOW.replace(month=10, day=17, hour=7)
    times = weekly(start, start + timedelta(hours=2), 3, zone)
    assert [begin.astimezone(zone).hour for begin, _end in times] == [9, 9, 9]
    of = opening()
    assert add_shifts(of, times, places=2, actor=SETTER, now=NOW) == 3
    assert add_shifts(of, times, places=2, actor=SETTER, now=NOW) == 0, "asked for twice, they come once"
