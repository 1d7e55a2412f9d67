"""The walk of the search for mentions: whom it takes along, where it goes on, and what it leaves behind."""

import json
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from azukari.core.forms.models import Submission
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current
from azukari.core.vault import mention_search, mention_walk, notes
from azukari.core.vault.erase import erase
from azukari.core.vault.events import MENTIONS_SEARCHED
from azukari.core.vault.mention_walk import look, unfinished
from azukari.core.vault.models import Mention, MentionSearch, MentionWalk, SealedNote, SealedValue
from azukari.core.vault.notes import NoteKind
from azukari.lib.identifier import new_id
from azukari.policy.terms import Actor, ActorKind, Category
from tests.cast import NOW, Known
from tests.mentions.writing import SURE, UNSURE, look_everywhere, row_of, write

AMELIA = "Amelia Sample was there, too."


@pytest.fixture
def now() -> datetime:
    return NOW + timedelta(hours=12)


@pytest.fixture(autouse=True)
def _nobody_wrote_anything(charter: Current, hanako: Known, amelia: Known) -> None:
    """But what a test has them write."""
    SealedValue.objects.filter(category__in=[Category.ANSWER, Category.MESSAGE]).delete()


@pytest.fixture
def walked(now: datetime):
    """A walk that has just begun, for all who are looked for."""

    def begin(*people: Known) -> MentionWalk:
        assert mention_search.begin([known.id for known in people], now=now) == len(people)
        walk = mention_walk._under_way(now)
        assert walk is not None
        return walk

    return begin


def wrote(charter: Current, message: str) -> Submission:
    """Somebody's message, and nothing that they answered besides."""
    submission = write(charter, message, now=NOW)
    SealedValue.objects.filter(submission_id=submission.id, category=Category.ANSWER).delete()
    return submission


def placed() -> set[tuple[UUID, UUID | None]]:
    """Which search found something in which text."""
    return {(mention.search_id, mention.value_id or mention.note_id) for mention in Mention.objects.all()}


def said() -> list[dict[str, object]]:
    """What the ledger says of searches that are over, those with a certificate first."""
    told = [json.loads(one.payload) for one in Pending.objects.filter(kind=MENTIONS_SEARCHED.name)]
    return sorted(told, key=lambda each: each.get("certificate", "without"))


def test_each_certificate_gets_its_own_count_and_all_others_one_together(
    charter: Current, hanako: Known, amelia: Known, now: datetime
) -> None:
    writer, *_others = (wrote(charter, text).person_id for text in (SURE, UNSURE, AMELIA))
    earlier = erase(amelia.id, actor=Actor(ActorKind.SYSTEM, "worker"), now=now, purpose="magazine")
    mention_search.begin([amelia.id, writer], now=now)
    done = erase(hanako.id, actor=Actor(ActorKind.SYSTEM, "worker"), now=now)
    look_everywhere(now)
    assert str(earlier.id) not in str(said())
    assert said() == [
        {"actor": "worker", "count": 2, "certificate": str(done.id)},
        {"actor": "worker", "count": 1, "people": 2},
    ]
    assert not MentionSearch.objects.exists()
    assert not MentionWalk.objects.exists()


def test_of_one_who_asked_nothing_is_said_of_others(charter: Current, hanako: Known, now: datetime) -> None:
    done = erase(hanako.id, actor=Actor(ActorKind.SYSTEM, "worker"), now=now)
    look_everywhere(now)
    assert said() == [{"actor": "worker", "count": 0, "certificate": str(done.id)}]


def test_what_was_looked_for_stays_in_memory_no_longer_than_the_walk(
    charter: Current, hanako: Known, now: datetime
) -> None:
    mention_search.begin([hanako.id], now=now)
    assert look(now) > 0
    assert mention_walk._known.cache_info().currsize == 0


def test_one_walk_takes_along_those_who_waited_longest_and_the_next_goes_after_it(
    charter: Current, hanako: Known, amelia: Known, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mention_walk, "TOGETHER", 1)
    mention_search.begin([amelia.id], now=now)
    mention_search.begin([hanako.id], now=now - timedelta(seconds=1))
    walk = mention_walk._under_way(now)
    assert walk is not None
    assert walk.begun_at == now
    searches = {search.begun_at: search.walk_id for search in MentionSearch.objects.all()}
    assert searches == {now - timedelta(seconds=1): walk.id, now: None}
    assert mention_walk._under_way(now + timedelta(hours=1)) == walk, "the one that goes on"
    written = wrote(charter, f"{SURE} {AMELIA}")
    found = dict(MentionSearch.objects.values_list("begun_at", "id"))
    look_everywhere(now)
    assert placed() == {(id, row_of(written)) for id in found.values()}
    assert mention_walk._under_way(now) is None
    assert not MentionWalk.objects.exists()


def test_a_step_that_another_worker_has_done_is_not_done_twice(
    charter: Current, hanako: Known, amelia: Known, now: datetime, walked
) -> None:
    wrote(charter, SURE)
    stale = walked(hanako)
    assert mention_walk._step(stale, now) == 1
    assert Mention.objects.count() == 1
    Mention.objects.all().delete()
    assert mention_walk._step(stale, now) == 1
    assert not Mention.objects.exists(), "the other one wrote it down"
    assert MentionWalk.objects.get().part == 1
    other = MentionWalk.objects.create(begun_at=now + timedelta(seconds=1))
    assert mention_walk._step(MentionWalk.objects.get(id=stale.id), now) == 0
    other.refresh_from_db()
    assert (other.part, other.cursor) == (0, UUID(int=0)), "each walk is where it is itself"


def test_a_walk_goes_on_behind_the_last_text_it_saw(
    charter: Current, hanako: Known, now: datetime, walked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mention_walk, "WINDOW", 2)
    rows = sorted(row_of(wrote(charter, f"{SURE} {number}")) for number in range(3))
    told = [notes.write(new_id(), NoteKind.SAID, SURE, now=NOW) for _ in range(3)]
    noted = sorted(SealedNote.objects.filter(id__in=told).values_list("id", flat=True))
    walk, seen = walked(hanako), []
    while walk.part < len(mention_walk.PARTS):
        texts = mention_walk._step(walk, now)
        walk.refresh_from_db()
        seen.append((texts, walk.part, walk.cursor))
    start = UUID(int=0)
    assert seen == [(2, 0, rows[1]), (1, 1, start), (0, 2, start), (2, 2, noted[1]), (1, 3, start)]
    assert {text for _search, text in placed()} == {*rows, *noted}


def test_many_searches_are_closed_some_at_a_time_and_the_walk_with_the_last(
    charter: Current, hanako: Known, amelia: Known, now: datetime, walked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mention_walk, "CLOSED", 1)
    walk = walked(hanako, amelia)
    waiting = MentionSearch.objects.filter(walk=walk).values_list("id", flat=True)
    oldest = min(waiting)
    assert mention_walk._close(walk, now) == 1
    assert MentionSearch.objects.filter(walk=walk).exclude(id=oldest).count() == 1
    assert MentionWalk.objects.exists()
    assert mention_walk._close(walk, now) == 1
    assert not MentionSearch.objects.exists()
    assert not MentionWalk.objects.exists()
    other = MentionWalk.objects.create(begun_at=now)
    assert mention_walk._close(walk, now) == 0, "it is closed already"
    assert MentionWalk.objects.get() == other
    assert said() == [{"actor": "worker", "count": 0, "people": 1}] * 2


def test_closing_one_walk_leaves_the_searches_of_another(
    charter: Current, hanako: Known, amelia: Known, now: datetime, walked
) -> None:
    walk = walked(hanako)
    mention_search.begin([amelia.id], now=now - timedelta(days=1))
    assert mention_walk._close(walk, now) == 1
    assert MentionSearch.objects.filter(walk=None).count() == 1
    assert not MentionWalk.objects.exists()


@pytest.mark.parametrize("texts", [20, 21])
def test_a_family_name_is_told_of_in_twenty_texts_and_in_none_if_there_are_more(
    charter: Current, hanako: Known, now: datetime, walked, texts: int
) -> None:
    told = [notes.write(new_id(), NoteKind.SAID, f"{UNSURE} {number}", now=NOW) for number in range(texts)]
    sure = notes.write(new_id(), NoteKind.SAID, SURE, now=NOW)
    mention_search.begin([hanako.id], now=now)
    look_everywhere(now)
    assert {text for _search, text in placed()} == {sure, *(told if texts == 20 else ())}


@pytest.mark.parametrize("crashes", [(True, False, True, False), (False, False, False, False)])
def test_how_many_a_family_name_has_is_known_from_step_to_step_and_after_a_crash(
    charter: Current, hanako: Known, now: datetime, walked, monkeypatch: pytest.MonkeyPatch, crashes: tuple[bool, ...]
) -> None:
    """Else each start, or each step, would write down twenty more."""
    monkeypatch.setattr(mention_walk, "WINDOW", 1)
    monkeypatch.setattr(mention_walk, "MOST_UNSURE", 1)
    for number in range(4):
        notes.write(new_id(), NoteKind.SAID, f"{UNSURE} {number}", now=NOW)
    walk = walked(hanako)
    MentionWalk.objects.update(part=2)
    for crash in crashes:
        walk.refresh_from_db()
        if crash:
            mention_walk._known.cache_clear()
        mention_walk._step(walk, now)
    assert Mention.objects.count() == 2, "one too many says that there are too many"


def test_what_is_sure_takes_no_family_name_its_place_after_a_crash(
    charter: Current, hanako: Known, now: datetime, walked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mention_walk, "WINDOW", 1)
    monkeypatch.setattr(mention_walk, "MOST_UNSURE", 1)
    for text in (SURE, SURE, UNSURE):
        notes.write(new_id(), NoteKind.SAID, text, now=NOW)
    walk = walked(hanako)
    MentionWalk.objects.update(part=2)
    for _step in range(3):
        walk.refresh_from_db()
        mention_walk._known.cache_clear()
        mention_walk._step(walk, now)
    assert sorted(Mention.objects.values_list("sure", flat=True)) == [False, True, True]


@pytest.mark.parametrize("column", ["value", "note"])
def test_of_a_text_that_goes_while_it_is_read_nothing_is_written_down(
    charter: Current, hanako: Known, now: datetime, walked, monkeypatch: pytest.MonkeyPatch, column: str
) -> None:
    written = row_of(wrote(charter, SURE))
    told = notes.write(new_id(), NoteKind.SAID, SURE, now=NOW)
    staying = notes.write(new_id(), NoteKind.ANSWER, SURE, now=NOW)
    whole = mention_walk._found

    def gone(*args):
        found = list(whole(*args))
        going = SealedValue.objects.filter(id=written) if column == "value" else SealedNote.objects.filter(id=told)
        going.delete()
        return found

    monkeypatch.setattr(mention_walk, "_found", gone)
    mention_search.begin([hanako.id], now=now)
    look_everywhere(now)
    left = {staying, told} if column == "value" else {staying, written}
    assert {text for _search, text in placed()} == left


def test_a_text_that_does_not_open_keeps_nobody_from_reading_the_others(
    charter: Current, hanako: Known, now: datetime
) -> None:
    rows = sorted(row_of(wrote(charter, SURE)) for _ in range(3))
    SealedValue.objects.filter(id=rows[0]).update(sealed=b"\x01 something else")
    mention_search.begin([hanako.id], now=now)
    look_everywhere(now)
    assert {text for _search, text in placed()} == {*rows[1:]}


def test_of_a_value_the_writer_is_known_and_of_a_note_nobody(charter: Current, hanako: Known, now: datetime) -> None:
    written = wrote(charter, SURE)
    notes.write(new_id(), NoteKind.SAID, UNSURE, now=NOW)
    mention_search.begin([hanako.id], now=now)
    (search,) = MentionSearch.objects.all()
    look_everywhere(now)
    found = {mention.column: mention for mention in map(_with_column, Mention.objects.all())}
    for mention in found.values():
        assert (mention.search_id, mention.found_at, mention.due_at) == (search.id, now, now + timedelta(days=30))
    assert (found["value"].person_id, found["value"].sure) == (written.person_id, True)
    assert (found["note"].person_id, found["note"].sure) == (None, False)


def _with_column(mention):
    mention.column = "value" if mention.value_id else "note"
    return mention


@pytest.mark.parametrize("kind", NoteKind)
def test_every_kind_of_note_is_read_but_how_to_reach_a_caller_and_what_is_right(
    charter: Current, hanako: Known, now: datetime, kind: NoteKind
) -> None:
    notes.write(new_id(), kind, SURE, now=NOW)
    mention_search.begin([hanako.id], now=now)
    look_everywhere(now)
    assert Mention.objects.exists() is (kind not in (NoteKind.CONTACT, NoteKind.NEW))


@pytest.mark.parametrize(("seconds", "still"), [(0, 0), (1, 1)])
def test_what_began_before_a_moment_is_told_of_to_the_second(
    charter: Current, hanako: Known, now: datetime, seconds: int, still: int
) -> None:
    mention_search.begin([hanako.id], now=now)
    assert unfinished(now + timedelta(seconds=seconds)) == still


def test_the_worker_hears_how_much_was_done_and_lets_others_write_in_between(
    charter: Current, hanako: Known, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[int] = []
    monkeypatch.setattr(mention_walk, "let_others_write", lambda: pauses.append(1))
    monkeypatch.setattr(mention_walk, "SLICE", 60.0)
    assert look(now) == 0
    wrote(charter, SURE)
    notes.write(new_id(), NoteKind.SAID, SURE, now=NOW)
    mention_search.begin([hanako.id], now=now)
    assert look(now) == 3, "a message, a note, and the search that was closed"
    assert len(pauses) == 3
    mention_search.begin([hanako.id], now=now)
    monkeypatch.setattr(mention_walk, "SLICE", 0.0)
    assert [look(now) for _ in range(5)] == [1, 0, 1, 1, 0]


def test_while_places_are_written_down_only_texts_that_have_some_are_locked(
    charter: Current, hanako: Known, now: datetime, walked
) -> None:
    for text in (SURE, AMELIA):
        wrote(charter, text)
        notes.write(new_id(), NoteKind.SAID, text, now=NOW)
    walk = walked(hanako)
    for part in (0, 2):
        MentionWalk.objects.update(part=part)
        walk.refresh_from_db()
        known, (texts, _last) = mention_walk._Known(walk.id), mention_walk.PARTS[part](UUID(int=0))
        found = list(mention_walk._found(known, texts))
        with CaptureQueriesContext(connection) as captured, transaction.atomic():
            mention_walk._write_down(found, now)
        read = [one["sql"] for one in captured if one["sql"].startswith("SELECT")]
        assert read
        assert all(" WHERE " in sql for sql in read if "vault_sealed" in sql)
        (there,) = found
        assert len(texts) == 2
        assert Mention.objects.filter(**{f"{there[1].column}_id": there[1].id}).count() == 1
