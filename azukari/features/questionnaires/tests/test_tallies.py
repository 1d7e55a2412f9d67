"""Tallies of linked answers stay right as answers are corrected, withdrawn and erased; nobody else's are opened."""

import random
from collections import Counter

import pytest
from django.utils import timezone

from azukari.core.vault.correct import correct
from azukari.core.vault.erase import erase
from azukari.core.vault.models import SealedValue
from azukari.core.vault.totals import for_totals
from azukari.core.vault.withdraw import withdraw
from azukari.demo.people import SETTER
from azukari.features.questionnaires import tallies
from azukari.features.questionnaires.models import Recount, Response, Tally
from azukari.features.questionnaires.sealed_text import to_text
from azukari.features.questionnaires.tests.visitor import Visitor, opened, panel_policy
from tests.cast import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
PEOPLE = 9


@pytest.fixture
def version(charter, monkeypatch):
    panel_policy()
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    monkeypatch.setattr("azukari.core.forms.form_timestamp.QUICKEST", NOW - NOW)
    monkeypatch.setattr("azukari.core.forms.form_timestamp.QUICK", NOW - NOW)
    version = opened(linked=True)
    for age in range(20, 20 + PEOPLE):
        visitor = Visitor()
        visitor.press(visits="never", age=str(age))
        visitor.press(order__paths="1", nps="9")
        assert visitor.press("send").response.status_code == 303, visitor.text
    return version


def _standing() -> Counter[tuple[str, str]]:
    rows = Tally.objects.filter(count__gt=0).values_list("question", "value", "count")
    return Counter({(question, value): count for question, value, count in rows})


def test_tallies_follow_every_change_without_a_recount(version, monkeypatch):
    said = {response.person_id: response.pk for response in Response.objects.all()}
    chance, ages = random.Random(4), Counter[str]()  # noqa: S311 - a fair draw
    opened_of: list[int] = []

    def watched(ids, **how):
        opened_of.append(len(ids))
        return for_totals(ids, **how)

    monkeypatch.setattr(tallies, "for_totals", watched)
    for number, (person, submission) in enumerate(chance.sample(sorted(said.items()), PEOPLE)):
        value = SealedValue.objects.get(submission_id=submission, field="answers")
        match number % 4:
            case 0:
                erase(person, actor=SETTER, now=NOW)
            case 1:
                withdraw(person, purpose="questionnaire", actor=SETTER, now=NOW)
            case 2:
                correct(value.id, "", person=person, actor=SETTER, now=NOW)
            case 3:
                text = to_text(1, {"visits": "weekly", "age": 90 + number})
                correct(value.id, text, person=person, actor=SETTER, now=NOW)
                ages[str(90 + number)] += 1
    assert not Recount.objects.exists()
    assert set(opened_of) == {1}  # the corrected one alone, each time
    assert _standing() == Counter(
        {("", ""): 2, ("visits", ""): 2, ("age", ""): 2, ("visits", "weekly"): 2}
        | {("age", age): count for age, count in ages.items()}
    )
    assert Response.objects.count() == 2
    before = _standing()
    tallies.ask_for_recount([version.id], NOW)
    assert tallies.recount_all(NOW) == 1
    assert _standing() == before


def test_what_cannot_be_taken_out_is_counted_anew(version):
    first = Response.objects.order_by("pk").first()
    Tally.objects.filter(question="nps", value="9").update(count=0)
    erase(first.person_id, actor=SETTER, now=NOW)
    assert Recount.objects.count() == 1
    tallies.recount_all(NOW)
    assert _standing()["nps", "9"] == PEOPLE - 1
