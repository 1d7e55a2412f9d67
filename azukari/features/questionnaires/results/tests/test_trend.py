"""Trend over waves: the same words are compared, other words are named and never compared."""

import copy
from datetime import timedelta

import pytest

from azukari.demo.people import SETTER
from azukari.features.questionnaires.models import MixedAnswers, Poll
from azukari.features.questionnaires.publish import publish
from azukari.features.questionnaires.results.refresh import refresh_all
from azukari.features.questionnaires.results.tests.answered import answered
from tests.cast import NOW
from tests.console import desks

pytestmark = pytest.mark.django_db


def test_only_what_was_asked_in_the_same_words_is_compared():
    desks.publish()
    first = answered(20)
    poll = Poll.objects.get()
    draft = copy.deepcopy(poll.draft)
    draft["pages"][0]["questions"][0]["label"]["en"] = "How often do you visit?"
    Poll.objects.update(draft=draft)
    second = publish("riverside", revision=None, actor=SETTER, now=NOW + timedelta(days=1))
    MixedAnswers.objects.bulk_create(
        MixedAnswers(version=second, lang="ja", day=NOW.date(), answers={"visits": "never", "stars": 5})
        for _ in range(10)
    )
    refresh_all(NOW)
    page = desks.browser(desks.staff("questionnaires")).get("/console/results/riverside/trend/")
    trends = {trend.asked.id: trend for trend in page.context["trends"]}
    assert ("visits" in trends, [trend.asked.id for trend in page.context["changed"]]) == (False, ["visits"])
    assert [(wave.version.number, wave.base) for wave in trends["stars"].waves] == [
        (first.number, 20),
        (second.number, 10),
    ]
    assert trends["stars"].rows[-1][1][-1][1] == 100
    shown = page.content.decode()
    for wave, answers in ((first, 20), (second, 10)):
        assert f'data-label="Using the riverside, version {wave.number}"' in shown, "told apart on a phone"
        assert f"Using the riverside, version {wave.number}, {answers} answers" in shown
    assert desks.browser(desks.staff("membership")).get("/console/results/riverside/trend/").status_code == 404
