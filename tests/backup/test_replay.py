"""An older database takes out again what had been taken out meanwhile: words of texts, and values that were emptied."""

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from azukari.core.backup import removals, replay
from azukari.core.backup.events import BACKUP_RESTORED
from azukari.core.consent.models import Grant
from azukari.core.ledger.models import Pending
from azukari.core.people.models import Removal
from azukari.core.people.removals import RemovalKind, Removed
from azukari.core.vault.cipher import open_value
from azukari.core.vault.correct import correct
from azukari.core.vault.erase import erase
from azukari.core.vault.events import VALUE_CORRECTED
from azukari.core.vault.former import keep_former
from azukari.core.vault.keys import data_keys
from azukari.core.vault.mention_review import open_text
from azukari.core.vault.mention_review import replace as take_out
from azukari.core.vault.mention_search import Written, sealed_mention
from azukari.core.vault.models import FormerValue, Mention, Redaction, SealedNote, SealedValue
from azukari.core.vault.notes import NoteKind, text_of
from azukari.core.vault.redaction import MARK
from azukari.core.vault.withdraw import withdraw
from azukari.lib.identifier import new_id
from azukari.lib.mention import Mention as Place
from azukari.policy.casework import CaseKind
from azukari.policy.terms import Actor, ActorKind, Category
from tests import cast
from tests.cast import NOW
from tests.mentions.writing import SURE, look_everywhere, message_of, row_of, write
from tests.rights.casework import ask
from tests.rights.desk import come_in

REDACTED = f"{MARK}さん({MARK})に聞きました。{MARK}さんは親切でした。"
_TABLES: Sequence[Any] = (SealedValue, SealedNote, Redaction, FormerValue, Mention, Removal)


@pytest.fixture(autouse=True)
def journal(db):
    yield
    for path in (settings.AZUKARI.root / "removals").glob("*"):
        path.unlink()


def _backed_up() -> Callable[[], None]:
    """The vault as it is now; what is returned puts it back."""
    kept = {model: list(model._base_manager.all()) for model in _TABLES}

    def put_back() -> None:
        for model in reversed(_TABLES):
            model._base_manager.all().delete()
        for model in _TABLES:
            model._base_manager.bulk_create(kept[model])

    return put_back


def _journal() -> list[Removed]:
    removals.note(NOW)
    return removals.once(removals.read(removals.files(removals.folder())))


def _replay(now, journal: list[Removed] | None = None) -> replay.Repeated:
    return replay.replay(journal if journal is not None else _journal(), rows=1, now=now)


@pytest.fixture
def feedback_desk(charter):
    return cast.at_desk("feedback@example.org", "Kiku Michioka", "feedback")


@pytest.fixture
def written(charter, present):
    return write(charter, SURE, now=NOW)


@pytest.fixture
def gone(hanako, written, present):
    """Hanako is gone, and it is known where somebody wrote of her."""
    erase(hanako.id, actor=Actor(ActorKind.PERSON, str(hanako.id)), now=present)
    look_everywhere(present)


def _take_out(staff, now, *places: int) -> list[Place]:
    mention = Mention.objects.order_by("found_at").last()
    assert mention is not None
    shown = open_text(mention.id, purpose="feedback", actor=staff.actor, now=now)
    take_out(mention.id, places or range(9), purpose="feedback", actor=staff.actor, now=now)
    return list(shown.places)


def test_the_same_words_go_again(gone, feedback_desk, written, present):
    row = SealedValue.objects.get(id=row_of(written))
    keep_former(row, key=data_keys([row.person_id])[row.person_id], channel="phone", now=present)
    put_back = _backed_up()
    _take_out(feedback_desk, present)
    journal = _journal()
    put_back()
    assert message_of(written, now=present) == SURE
    done = _replay(present + timedelta(days=1), journal)
    assert (done.redacted, done.withheld, done.outdated) == (1, 0, [])
    assert message_of(written, now=present) == REDACTED
    assert not FormerValue.objects.exists()
    assert _journal() == journal, "the restored instance's journal forgets nothing, and adds nothing"


def test_words_that_went_in_two_steps_go_in_two_steps(gone, feedback_desk, hanako, written, present):
    put_back = _backed_up()
    _take_out(feedback_desk, present, 0)
    row = SealedValue.objects.get(id=row_of(written))
    later = present + timedelta(hours=1)
    _point_at(row, "みほん・はなこ", later)
    _take_out(feedback_desk, later)
    expected = message_of(written, now=later)
    assert expected.count(MARK) == 2
    journal = _journal()
    put_back()
    _replay(present + timedelta(days=1), journal)
    assert message_of(written, now=later) == expected


def _point_at(row: SealedValue, word: str, now) -> None:
    """A second search has found a word in the text as it is now."""
    key = data_keys([row.person_id])[row.person_id]
    text = open_value(row.sealed, key=key, place=row.place)
    start = text.index(word)
    place = Place(start, start + len(word), "name", sure=True)
    Mention.objects.all().delete()
    sealed_mention(row.id, Written(row.id, "value", text), [place], writer=row.person_id, now=now).save(
        force_insert=True
    )


def test_of_another_version_nothing_is_served(gone, feedback_desk, written, present):
    """The backup is older than a change of the text: nobody knows where in it the words stand."""
    put_back = _backed_up()
    writer = Actor(ActorKind.PERSON, str(written.person_id))
    correct(row_of(written), f"前置き。{SURE}", person=written.person_id, actor=writer, now=present)
    row, later = SealedValue.objects.get(id=row_of(written)), present + timedelta(hours=1)
    _point_at(row, "見本花子", later)
    _take_out(feedback_desk, later)
    journal = _journal()
    put_back()
    done = _replay(present + timedelta(days=1), journal)
    assert (done.redacted, done.withheld) == (1, 1)
    assert message_of(written, now=later) == MARK
    page = come_in("sakura@example.org", present + timedelta(days=1)).get()
    assert f"replaced all of your message by {MARK}" in page
    assert "You can write it again." in page


def test_what_the_backup_knows_is_not_done_twice(gone, feedback_desk, written, present):
    _take_out(feedback_desk, present)
    writer = Actor(ActorKind.PERSON, str(written.person_id))
    later = present + timedelta(hours=1)
    correct(row_of(written), "私だけの話です。", person=written.person_id, actor=writer, now=later)
    done = _replay(present + timedelta(days=1))
    assert done.redacted == 0
    assert message_of(written, now=later) == "私だけの話です。"


def test_words_of_notes_go_again(hanako, officer, feedback_desk, present):
    ask(CaseKind.QUESTION, actor=officer.actor, now=present, words={NoteKind.SAID: "It is about 見本 花子."})
    erase(hanako.id, actor=Actor(ActorKind.PERSON, str(hanako.id)), now=present)
    look_everywhere(present)
    put_back = _backed_up()
    take_out(Mention.objects.get().id, [0], purpose="", actor=officer.actor, now=present)
    journal = _journal()
    put_back()
    assert "見本" in text_of(SealedNote.objects.get())
    assert _replay(present, journal).redacted == 1
    assert text_of(SealedNote.objects.get()) == f"It is about {MARK}."


def test_the_journal_says_where_and_never_what(gone, feedback_desk, hanako, written, present):
    _take_out(feedback_desk, present)
    (line,) = [one for one in _journal() if one.kind is RemovalKind.REDACTED]
    assert line.text == row_of(written)
    assert "見本花子" in [SURE[start:end] for start, end in line.spans]
    raw = "".join(path.read_text("utf-8") for path in removals.folder().iterdir())
    assert "見本" not in raw
    assert "\\u" not in raw
    assert str(hanako.id) not in json.dumps(line.as_json)


def test_an_emptied_value_goes_again(hanako, present):
    value = SealedValue.objects.filter(person_id=hanako.id, category=Category.PHONE).first()
    assert value is not None
    put_back = _backed_up()
    correct(value.id, "", person=hanako.id, actor=Actor(ActorKind.PERSON, str(hanako.id)), now=present)
    journal = _journal()
    put_back()
    assert SealedValue.objects.filter(id=value.id).exists()
    assert _replay(present, journal).emptied == 1
    assert not SealedValue.objects.filter(id=value.id).exists()
    assert Pending.objects.filter(kind=VALUE_CORRECTED.name).count() == 2


def test_values_older_than_their_correction_are_named(hanako, present):
    value = SealedValue.objects.filter(person_id=hanako.id, category=Category.PHONE).first()
    assert value is not None
    put_back = _backed_up()
    correct(value.id, "+81300000102", person=hanako.id, actor=Actor(ActorKind.PERSON, str(hanako.id)), now=present)
    journal = _journal()
    assert _replay(present, journal).outdated == []
    put_back()
    (old,) = _replay(present, journal).outdated
    assert (old.person, old.field, old.corrected) == (hanako.id, value.field, present)


def test_a_consent_given_anew_outlives_the_journal_of_an_older_withdrawal(hanako, present):
    """The journal goes back further than the backup."""
    old = Grant.objects.filter(person_id=hanako.id, ground="consent", ends_at=None).first()
    assert old is not None
    withdraw(hanako.id, purpose=old.purpose, actor=Actor(ActorKind.PERSON, str(hanako.id)), now=present)
    old.id, old.begins_at = new_id(), present
    old.save(force_insert=True)
    assert {one.kind for one in _journal()} >= {RemovalKind.WITHDRAWN}
    assert _replay(present + timedelta(hours=1)).withdrawn == 0
    assert Grant.objects.get(id=old.id).ends_at is None


def test_an_erasure_that_is_in_the_backup_is_not_repeated(gone, present):
    assert {one.kind for one in _journal()} >= {RemovalKind.ERASED}
    assert _replay(present + timedelta(hours=1)).erased == 0
    [told] = Pending.objects.filter(kind=BACKUP_RESTORED.name).values_list("payload", flat=True)
    said = json.loads(told)
    assert {name: said[name] for name in ("erased", "count", "complete")} == {"erased": 0, "count": 1, "complete": True}


def test_of_ten_million_rows_the_ledger_takes_the_last_seven_digits(present):
    replay.replay([], rows=10_000_003, now=present)
    entry = json.loads(Pending.objects.get(kind=BACKUP_RESTORED.name).payload)
    assert entry == {"actor": "operator", "erased": 0, "count": 3, "complete": True}
