"""P10: unlinked answers lie sealed; when the epoch of their key is over, what lay there before opens no more, and
nothing of them is lost.
"""

from datetime import timedelta

import pytest
from django.db import connection

from azukari.accounts.models import User
from azukari.questionnaires import mixing
from azukari.questionnaires.give import give_unlinked
from azukari.questionnaires.models import MixedAnswers, PooledAnswers
from azukari.questionnaires.publish import questionnaire_of
from azukari.questionnaires.results.models import Counted, Tag
from azukari.questionnaires.results.refresh import refresh_all
from azukari.questionnaires.tests.visitor import opened
from azukari.vault import epochs
from azukari.vault.batch_keys import is_sealed
from azukari.vault.batch_keys import opened as opened_text
from azukari.vault.cipher import CannotOpen
from azukari.vault.models import BatchKey, KeyEpoch
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
