"""Growth of a list: who came and who left, counted by day, and still counted when nobody of that day is left."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from azukari.core.people.models import Person
from azukari.core.vault.withdraw import withdraw
from azukari.features.magazine.growth import count_today, plots
from azukari.features.magazine.models import ListDay
from azukari.features.magazine.tests.issues import readers_of
from azukari.policy.terms import Actor, ActorKind
from tests.console import desks

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
DAY = timedelta(days=1)


def _rows() -> list[tuple[int, int, int]]:
    return list(ListDay.objects.order_by("day").values_list("readers", "joined", "left"))


def test_days_before_the_first_count_are_filled_in(of, moment):
    readers_of(3)
    count_today(moment + DAY)
    assert _rows()[-1] == (3, 0, 0)
    assert sum(joined for _, joined, _ in _rows()) == 3


def test_who_comes_and_goes_is_counted_and_outlives_them(of, moment):
    people = readers_of(3)
    count_today(moment + DAY)
    for person in people[:2]:
        actor = Actor(ActorKind.PERSON, str(person))
        withdraw(person, purpose=of.purpose, actor=actor, now=moment + DAY + timedelta(minutes=1))
    count_today(moment + 2 * DAY)
    assert _rows()[-1] == (1, 0, 2)
    assert Person.objects.count() == 1, "nothing was left of them"
    count_today(moment + 2 * DAY)
    assert _rows()[-1] == (1, 0, 2), "counting twice counts once"


def test_plots_have_a_table_of_months(of, moment):
    readers_of(2)
    count_today(moment)
    standing, joined, left = plots(of, zone=ZoneInfo("Asia/Tokyo"), now=moment)
    assert standing.bars[-1].count == 2
    assert joined.total == 2
    assert left.total == 0
    desk = desks.browser(desks.staff("magazine"))
    page = desk.get("/console/magazine/magazine/growth/").content.decode()
    assert "The same as a table" in page
