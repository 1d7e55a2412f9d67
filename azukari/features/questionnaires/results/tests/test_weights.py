"""Weighting at the desk: sourced targets, what they make of the results, and what is refused."""

import re

import pytest
from django.test import Client

from azukari.features.questionnaires.learning.weighting import Weighing
from azukari.features.questionnaires.results import publish_results
from azukari.features.questionnaires.results.models import Draft, Publication, Target
from azukari.features.questionnaires.results.tests.answered import answered, details
from azukari.features.questionnaires.results.weighted import is_large_enough
from tests.cast import NOW
from tests.console import desks

pytestmark = pytest.mark.django_db
AT = "/console/results/riverside/weights/"
SAID = {"share0": "20", "share1": "30", "share2": "50", "source": "Census, table 3", "day": "2025-10-01"}


@pytest.fixture
def desk(db: None):
    desks.publish()
    answered(60)
    return desks.browser(desks.staff("questionnaires"))


def test_targets_bring_the_sample_to_the_population(desk):
    assert desk.post(f"{AT}visits/", SAID).status_code == 302
    page = desk.get(AT)
    weighing = page.context["weighing"]
    [visits] = [table for table in weighing.tables if table.asked.id == "visits"]
    assert [round(row.weighted) for row in visits.rows] == [20, 30, 50]
    assert weighing.effective < weighing.size == 60
    text = page.content.decode()
    assert ("Census, table 3" in text, "no margin of error" in text, "±" in text) == (True, True, False)
    assert all(row.margin is None for table in weighing.tables for row in table.rows)


def test_a_sample_drawn_by_chance_has_its_margins(desk):
    Draft.objects.create(poll_id="riverside", sampling="probability", changed_at=NOW)
    desk.post(f"{AT}visits/", SAID)
    page = desk.get(AT)
    assert "±" in page.content.decode()
    assert all(row.margin >= 0 for table in page.context["weighing"].tables for row in table.rows)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"share2": "40"}, "come to 100"),
        ({"share0": "many"}, "percent between"),
        ({"source": ""}, "who counted"),
        ({"day": ""}, "who counted"),
        ({"share0": "-20", "share1": "70"}, "percent between"),
    ],
)
def test_a_table_without_sum_source_or_day_is_not_kept(desk, change, says):
    answer = desk.post(f"{AT}visits/", SAID | change)
    assert (answer.status_code, says in answer.content.decode()) == (422, True)
    assert not Target.objects.exists()


def test_targets_that_cannot_be_reached_say_so_and_can_be_taken_away(desk):
    desk.post(f"{AT}visits/", SAID | {"share1": "80", "share2": ""})
    assert "in a group that has no target" in desk.get(AT).content.decode()
    assert desk.post(f"{AT}visits/", {"share0": "", "source": ""}).status_code == 302
    assert not Target.objects.exists()


def test_it_is_for_whoever_serves_questionnaires_alone(desk):
    others = desks.browser(desks.staff("membership"))
    for path in (AT, f"{AT}visits/", f"{AT}nothing/"):
        assert others.get(path).status_code == 404
    assert desk.get(f"{AT}nothing/").status_code == 404


def _published(monkeypatch: pytest.MonkeyPatch, desk, **targets: str) -> str:
    monkeypatch.setattr(publish_results, "report_pdf", lambda *_: b"%PDF")
    assert desk.post(f"{AT}visits/", SAID | targets).status_code == 302
    said = {"sampling": "probability", "step": "publish", **details()}
    sent = desk.post("/console/results/riverside/publication/", said)
    assert sent.status_code == 302, sent.content.decode()
    return Client().get("/en/questionnaires/riverside/results").content.decode()


def test_weighted_percents_are_published_where_they_tell_of_nobody(desk, monkeypatch):
    page = _published(monkeypatch, desk)
    assert "could tell of single people" in page
    assert "percents" not in Publication.objects.get().document["weighing"]


def test_weighted_percents_of_a_large_sample_stand_beside_the_others(desk, monkeypatch):
    answered(1400, begin=60)
    page = _published(monkeypatch, desk, share0="45", share1="30", share2="25")
    weighing = Publication.objects.get().document["weighing"]
    assert weighing["percents"]["visits"] == {"weekly": 45, "yearly": 30, "never": 25}
    assert "Census, table 3" in page
    assert re.search(r"weighted</span> 45%", page)
    assert weighing["effective"] < weighing["size"] == 1460


def test_a_sample_is_large_enough_by_its_largest_weight():
    def of(size: int, highest: float) -> bool:
        return is_large_enough(Weighing(size, 0, 1.0, 1.0, 1.0, highest, 0, []), k=5)

    assert of(1000, 1.0)
    assert not of(1000, 1.1)
    assert of(5000, 5.0)
