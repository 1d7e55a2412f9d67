"""Cross-tabulation at the desk: groups with noise, none of a few, and tests for samples drawn by chance alone."""

import random

import pytest
from django.urls import reverse

from azukari.features.questionnaires.learning.asked import tables_of
from azukari.features.questionnaires.learning.crossed import crossed
from azukari.features.questionnaires.learning.noise import keyed
from azukari.features.questionnaires.learning.precision import Sampling
from azukari.features.questionnaires.results.models import Draft
from azukari.features.questionnaires.results.tests.answered import answered
from azukari.features.questionnaires.tests.sample import sample
from tests.cast import NOW
from tests.console import desks

AT = reverse("console-results-crossed", args=["riverside"])
TABLES = {table.id: table for table in tables_of(sample())}


def _people(size: int):
    chance = random.Random(3)  # noqa: S311 - the same with every run
    for number in range(size):
        visits = chance.choice(["weekly", "yearly"]) if number > 3 else "never"
        stars = 5 if visits == "weekly" and chance.random() < 0.7 else chance.randint(1, 5)
        answers = {"visits": visits, "stars": stars, "nps": chance.randint(0, 10), "uses": ["walking"]}
        yield keyed(str(number), answers, secret=b"secret")


def _crossed(sampling: Sampling):
    tables = [TABLES[id] for id in ("visits", "uses", "stars", "nps")]
    found = crossed(list(_people(300)), tables, TABLES["visits"], k=5, sampling=sampling)
    return found, {table.asked.id: table for table in found.tables}


def test_small_groups_stay_hidden_and_what_differs_is_told_from_what_does_not():
    found, tables = _crossed(Sampling.PROBABILITY)
    assert [group.about is None for group in found.groups] == [False, False, True]
    assert tables["stars"].columns[2] is None
    assert (tables["stars"].p, tables["uses"].p) == (0.0, None)  # a choice of several has no test of independence
    assert tables["nps"].p > 0.05
    assert tables["nps"].p_of_all >= tables["nps"].p
    assert found.tests == 2


@pytest.mark.parametrize("sampling", [Sampling.SELF_SELECTED, Sampling.EVERYBODY])
def test_no_test_where_nobody_was_drawn_by_chance(sampling):
    found, tables = _crossed(sampling)
    assert found.tests == 0
    assert all(table.p is None for table in tables.values())


@pytest.mark.django_db
def test_the_page_shows_them_to_whoever_serves_questionnaires():
    desks.publish()
    answered(60)
    desk = desks.browser(desks.staff("questionnaires"))
    assert "Groups by the answers to" in desk.get(AT).content.decode()
    page = desk.get(AT, {"by": "visits"}).content.decode()
    assert "there is none" in page
    assert "p = " not in page
    Draft.objects.create(poll_id="riverside", sampling="probability", changed_at=NOW)
    assert "p = " in desk.get(AT, {"by": "visits"}).content.decode()
    assert desk.get(AT, {"by": "nothing"}).status_code == 200
    assert desks.browser(desks.staff("membership")).get(AT).status_code == 404
