"""P10 at the desk: linked answers are shown in batches of at least k, so that no difference tells one of them."""

import json

import pytest
from django.test import Client

from azukari.core.forms.notices import notices
from azukari.core.vault.erase import erase
from azukari.demo.people import SETTER
from azukari.features.questionnaires.models import Response
from azukari.features.questionnaires.results.counts import taken
from azukari.features.questionnaires.results.refresh import number_of_answers, refresh_all
from azukari.features.questionnaires.sealed_text import to_text
from azukari.features.questionnaires.tests.visitor import opened, panel_policy
from tests.cast import NOW

pytestmark = pytest.mark.django_db
LEAST = 5


@pytest.fixture
def answer(charter):
    policy = panel_policy()
    form = policy.policy.forms["river-panel"]
    version = opened(linked=True)

    def give(visits: str) -> object:
        said = {"answers": to_text(1, {"visits": visits}), "notice": notices(policy, form)["en"].digest, "lang": "en"}
        sent = Client().post("/api/v1/forms/river-panel/submissions", json.dumps(said), content_type="application/json")
        assert sent.status_code == 202, sent.content.decode()
        refresh_all(NOW)
        return version

    return give


def test_nobody_at_the_desk_sees_what_one_more_answer_changed(answer):
    seen = []
    for number in range(2 * LEAST):
        version = answer("never")
        seen.append((taken(version).size, taken(version).cells.get(("visits", "never"), 0)))
        assert number_of_answers(version) == number + 1
    assert seen == [(0, 0)] * 4 + [(5, 5)] * 5 + [(10, 10)]


def test_an_erasure_of_one_does_not_show_what_they_had_answered(answer):
    for _ in range(LEAST):
        version = answer("never")
    erase(Response.objects.first().person_id, actor=SETTER, now=NOW)
    refresh_all(NOW)
    assert (number_of_answers(version), taken(version).size) == (LEAST - 1, LEAST)


def test_what_is_left_after_many_erasures_is_not_shown_alone(answer):
    for _ in range(2 * LEAST):
        version = answer("never")
    for person in list(Response.objects.values_list("person_id", flat=True))[1:]:
        erase(person, actor=SETTER, now=NOW)
    refresh_all(NOW)
    assert number_of_answers(version) == 1
    assert (taken(version).size, dict(taken(version).cells)) == (0, {})
