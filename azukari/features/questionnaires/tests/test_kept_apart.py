"""P10: from the first answer on, linked stays linked and unlinked stays unlinked, whoever tries by whichever door."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from azukari.demo.people import SETTER
from azukari.features.questionnaires.document import write
from azukari.features.questionnaires.fault import DocumentError
from azukari.features.questionnaires.give import give_unlinked
from azukari.features.questionnaires.models import MixedAnswers, Poll, PooledAnswers, Version
from azukari.features.questionnaires.publish import publish, questionnaire_of, save_draft
from azukari.features.questionnaires.tests.sample import sample
from azukari.features.questionnaires.tests.visitor import opened
from tests.cast import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
DAY = NOW.date()


@pytest.fixture(params=[False, True], ids=["unlinked", "linked"])
def begun(request, charter) -> Version:
    version = opened(linked=request.param)
    Poll.objects.update(answered=True)
    return version


def _refused(*statements: str) -> None:
    for sql in statements:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_the_database_refuses_the_other_kind(begun):
    _refused(
        "UPDATE questionnaires_poll SET linked = NOT linked",
        "UPDATE questionnaires_poll SET answered = false",
        "UPDATE questionnaires_poll SET form = 'elsewhere'",
        "DELETE FROM questionnaires_poll",
        "UPDATE questionnaires_version SET linked = NOT linked",
        "DELETE FROM questionnaires_version",
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Version.objects.create(
            poll=begun.poll, number=9, document={}, linked=not begun.linked, digest="0" * 64, published_at=NOW
        )


def test_answers_of_nobody_do_not_come_into_a_linked_one(begun):
    rows = (PooledAnswers, MixedAnswers)
    for model in rows:
        row = model(version=begun, lang="en", day=DAY, answers={})
        if begun.linked:
            with pytest.raises(IntegrityError), transaction.atomic():
                row.save(force_insert=True)
        else:
            row.save(force_insert=True)
    assert all(model.objects.exists() is not begun.linked for model in rows)


def test_console_and_file_are_refused_in_words(begun):
    other = replace(sample(), linked=not begun.linked)
    with pytest.raises(DocumentError, match="answers already"):
        save_draft("riverside", other, revision=Poll.objects.get().revision, now=NOW)
    Poll.objects.update(draft=write(other))
    with pytest.raises(DocumentError, match="answers already"):
        publish("riverside", revision=None, actor=SETTER, now=NOW, form="river-panel")


def test_nothing_comes_in_before_it_is_fixed(charter):
    version = opened()
    with pytest.raises(IntegrityError), transaction.atomic():
        PooledAnswers.objects.create(version=version, lang="en", day=DAY, answers={})
    give_unlinked(version, questionnaire_of(version), {"visits": "never"}, day=DAY)
    assert Poll.objects.get().answered
