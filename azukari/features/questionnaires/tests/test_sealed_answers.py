"""P10: unlinked answers lie sealed; when the epoch of their key is over, what lay there before opens no more, and
nothing of them is lost.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from azukari.core.accounts.models import User
from azukari.core.backup.snapshot import rows
from azukari.core.vault import epochs
from azukari.core.vault.batch_keys import is_sealed, opening
from azukari.core.vault.batch_keys import opened as opened_text
from azukari.core.vault.cipher import CannotOpen
from azukari.core.vault.models import BatchKey, KeyEpoch
from azukari.features.questionnaires import mixing
from azukari.features.questionnaires.give import give_unlinked
from azukari.features.questionnaires.models import MixedAnswers, Poll, PooledAnswers, QuotaCount, UnlinkedQuotas
from azukari.features.questionnaires.publish import questionnaire_of
from azukari.features.questionnaires.quotas import Full
from azukari.features.questionnaires.results.counts import taken
from azukari.features.questionnaires.results.models import Counted, Tag
from azukari.features.questionnaires.results.refresh import each_of, refresh_all
from azukari.features.questionnaires.sealed_answers import NO_DAY
from azukari.features.questionnaires.shape import Quota
from azukari.features.questionnaires.tests.sample import sample
from azukari.features.questionnaires.tests.visitor import opened
from azukari.features.questionnaires.unlinked_quotas import taken_of
from azukari.shells.worker.control_words import LOST_BATCH
from azukari.shells.worker.key_control import findings
from tests.cast import NOW
from tests.key_folder import key_folder

__all__ = ["key_folder"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql, pytest.mark.usefixtures("key_folder")]
HOUR = timedelta(hours=1)


def _stored(table: str, column: str) -> list[str]:
    """As the database keeps it, sealed or not."""
    text = "::text" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column}{text} FROM questionnaires_{table}")  # noqa: S608 - constants
        return [str(row[0]).strip('"') for row in cursor.fetchall()]


def _swept() -> None:
    before, now = KeyEpoch.objects.order_by("-number")[0].number, NOW
    while not KeyEpoch.objects.filter(number__gt=before, destroyed_at__isnull=False).exists():
        now += HOUR
        assert now < NOW + 24 * HOUR
        epochs.sweep(now)


def test_what_lay_there_opens_no_more_and_all_of_it_is_still_said(charter):
    epochs.sweep(NOW)
    version = opened()
    for age in range(40, 52):
        give_unlinked(version, questionnaire_of(version), {"age": age}, day=NOW.date())
        if age == 49:
            assert mixing.mix_all(NOW) == 10
    refresh_all(NOW)
    coder = User.objects.create(email="coder@example.org", created_at=NOW)
    tagged = MixedAnswers.objects.all()[0]
    tag = Tag.objects.create(answers=tagged, question="more", name="benches", coder=coder)
    before = _stored("mixedanswers", "answers") + _stored("pooledanswers", "answers")
    assert all(map(is_sealed, before))
    assert len({len(text) for text in before}) == 2, "and none is told from another by its size"
    ids, names = (
        {row.id for row in MixedAnswers.objects.all()},
        {row.answers.name for row in MixedAnswers.objects.all()},
    )
    key, counts = BatchKey.objects.get(), Counted.objects.get().cells
    _swept()
    for text in before:
        with pytest.raises(CannotOpen):
            opened_text(text)
    assert BatchKey.objects.get().id != key.id
    assert sorted(row.answers["age"] for row in MixedAnswers.objects.all()) == [*range(40, 50)]
    assert sorted(row.answers["age"] for row in PooledAnswers.objects.all()) == [50, 51]
    assert not ids & {row.id for row in MixedAnswers.objects.all()}
    assert {row.answers.name for row in MixedAnswers.objects.all()} == names, "by which their noise is drawn"
    led = Tag.objects.get()
    assert (led.id != tag.id, led.name, led.answers.answers["age"]) == (True, "benches", tagged.answers["age"])
    assert Counted.objects.get().cells == counts


def test_a_key_is_wrapped_anew_where_nothing_came_under_it(charter):
    epochs.sweep(NOW)
    version = opened()
    give_unlinked(version, questionnaire_of(version), {"age": 41}, day=NOW.date())
    _swept()
    id, text = BatchKey.objects.get().id, _stored("pooledanswers", "answers")
    newest = KeyEpoch.objects.order_by("-number")[0]
    epochs.sweep_at_once(NOW + 30 * HOUR, in_flight=0)
    assert BatchKey.objects.get().id == id
    assert BatchKey.objects.get().epoch_id == newest.number + 1
    assert _stored("pooledanswers", "answers") == text
    assert PooledAnswers.objects.get().answers == {"age": 41}


def test_what_an_earlier_release_wrote_in_the_clear_is_sealed_when_the_worker_comes_round(charter):
    questionnaire = replace(sample(), quotas=(Quota("young", "age < 30", 3),))
    version = opened(questionnaire)
    Poll.objects.update(answered=True)
    for age in (20, 50):
        PooledAnswers.objects.create(version=version, lang="fr", day=NOW.date(), answers={"age": age})
        MixedAnswers.objects.create(version=version, lang="fr", day=NOW.date(), answers={"age": age})
    UnlinkedQuotas.objects.all().delete()
    QuotaCount.objects.create(poll=version.poll, quota="young", taken=2)
    ids = {row.id for model in (PooledAnswers, MixedAnswers) for row in model.objects.all()}
    assert taken_of(version.poll) == {"young": 2}
    mixing.mix_all(NOW)
    stored = [text for table in ("pooledanswers", "mixedanswers") for text in _stored(table, "answers")]
    assert len(stored) == 4
    assert all(map(is_sealed, [*stored, *_stored("unlinkedquotas", "taken")]))
    assert {*_stored("pooledanswers", "lang"), *_stored("mixedanswers", "lang")} == {""}
    assert {row.day for row in MixedAnswers.objects.all()} == {NO_DAY}
    for model in (PooledAnswers, MixedAnswers):
        assert sorted(row.answers["age"] for row in model.objects.all()) == [20, 50]
        assert not ids & {row.id for row in model.objects.all()}
    assert (taken_of(version.poll), QuotaCount.objects.count()) == ({"young": 2}, 0)
    give_unlinked(version, questionnaire, {"age": 29}, day=NOW.date())
    with pytest.raises(Full):
        give_unlinked(version, questionnaire, {"age": 29}, day=NOW.date())
    again = _stored("mixedanswers", "answers")
    mixing.mix_all(NOW)
    assert _stored("mixedanswers", "answers") == again, "It is done once."


def test_a_number_of_places_is_written_with_every_answer_and_tells_nothing(charter):
    questionnaire = replace(sample(), quotas=(Quota("young", "age < 30", 3),))
    version, seen = opened(questionnaire), list[str]()
    for age in (50, 20, 60):
        give_unlinked(version, questionnaire, {"age": age}, day=NOW.date())
        seen += _stored("unlinkedquotas", "taken")
    assert (len({*seen}), len({*map(len, seen)})) == (3, 1)
    assert taken_of(version.poll) == {"young": 1}


def test_answers_whose_key_is_gone_keep_no_others_from_being_counted_and_are_told_of(charter):
    epochs.sweep(NOW)
    version = opened(replace(sample(), quotas=()))
    questionnaire = questionnaire_of(version)
    for age in range(40, 50):
        give_unlinked(version, questionnaire, {"age": age}, day=NOW.date())
    mixing.mix_all(NOW)
    lost, text = BatchKey.objects.get(), _stored("mixedanswers", "answers")
    lost.delete()
    opening.cache_clear()
    for age in range(60, 71):
        give_unlinked(version, questionnaire, {"age": age}, day=NOW.date())
    mixing.mix_all(NOW)
    refresh_all(NOW)
    assert sorted(answers["age"] for _id, answers in each_of(version)) == [*range(60, 71)]
    assert taken(version).size == 11
    assert {*text} <= {*_stored("mixedanswers", "answers")}
    packed = [row for row in rows(MixedAnswers, "default") if {*map(str, row)} & {*text}]
    assert len(packed) == 10, "A backup has them as they lie."
    told = LOST_BATCH(about="questionnaires:riverside", count=10)
    assert told in [*findings(NOW)]
    _swept()
    assert told in [*findings(NOW)]
