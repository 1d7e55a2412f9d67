"""Quotas under concurrency: places are given away once, however many ask at the same moment."""

import threading
from dataclasses import replace

import pytest
from django.db import connection

from azukari.features.questionnaires.give import give_unlinked
from azukari.features.questionnaires.models import PooledAnswers
from azukari.features.questionnaires.publish import questionnaire_of
from azukari.features.questionnaires.quotas import Full
from azukari.features.questionnaires.shape import Quota
from azukari.features.questionnaires.tests.sample import sample
from azukari.features.questionnaires.tests.visitor import opened
from azukari.features.questionnaires.unlinked_quotas import taken_of
from tests.cast import NOW

CLIENTS, AT_ONCE, PLACES = 200, 20, 10  # as many at once as the database has connections to spare

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def test_of_200_who_race_for_10_places_10_get_one(charter):
    quotas = (Quota("all", "true", 100), Quota("young", "age < 30", PLACES))
    version = opened(replace(sample(), quotas=quotas))
    start, outcomes = threading.Barrier(AT_ONCE), list[str]()

    def ask() -> None:
        start.wait()
        for _client in range(CLIENTS // AT_ONCE):
            try:
                give_unlinked(version, questionnaire_of(version), {"age": 20}, day=NOW.date())
            except Full:
                outcomes.append("full")
            except Exception as error:
                outcomes.append(type(error).__name__)
            else:
                outcomes.append("kept")
            finally:
                connection.close()

    threads = [threading.Thread(target=ask) for _number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["full"] * (CLIENTS - PLACES) + ["kept"] * PLACES
    assert PooledAnswers.objects.count() == PLACES
    assert taken_of(version.poll) == {"all": PLACES, "young": PLACES}
