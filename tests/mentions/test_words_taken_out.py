"""Words that were taken out: where, of which version, under whose name; and taken out again after a restore."""

import json
from datetime import timedelta
from functools import partial
from itertools import permutations

import pytest
from django.db import transaction

from azukari.core.ledger.models import Pending
from azukari.core.people.models import Removal, Trail
from azukari.core.people.removals import RemovalKind, told_by
from azukari.core.policy_versions.current import Current
from azukari.core.vault import hooks, mention_review, notes
from azukari.core.vault.correct import correct
from azukari.core.vault.events import MENTION_LEFT, MENTION_REPLACED
from azukari.core.vault.former import keep_former
from azukari.core.vault.hooks import Corrected
from azukari.core.vault.key_backup import give_keys
from azukari.core.vault.keys import data_keys
from azukari.core.vault.mention_list import any_mention, waiting
from azukari.core.vault.mention_review import KEPT, Decided, Why, give_up, leave, open_text, replace
from azukari.core.vault.mention_search import Written, sealed_mention
from azukari.core.vault.models import FormerValue, Mention, PersonKey, Redaction, SealedNote, SealedValue
from azukari.core.vault.notes import NoteKind
from azukari.core.vault.redaction import MARK, Again, Redacted, chained, redact_again, version, without
from azukari.core.vault.refusal import Refused
from azukari.lib.conflict import StaleVersion
from azukari.lib.identifier import new_id
from azukari.lib.mention import Mention as Place
from azukari.policy.terms import Actor, ActorKind
from tests.cast import NOW
from tests.mentions.writing import message_of, row_of, write

SYSTEM = Actor(ActorKind.SYSTEM, "worker")
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
LATER = NOW + HOUR
TEXT = "Hanako and Amelia came."
FIRST, SECOND_NAME = (0, 6), (11, 17)


@pytest.fixture
def written(charter: Current):
    return write(charter, TEXT, now=NOW)


@pytest.fixture
def row(written) -> SealedValue:
    return SealedValue.objects.get(id=row_of(written))


@pytest.fixture
def note(charter: Current) -> SealedNote:
    return SealedNote.objects.get(id=notes.write(new_id(), NoteKind.SAID, TEXT, now=NOW))


def mention_in(text: SealedValue | SealedNote, at=NOW) -> Mention:
    column = "value" if isinstance(text, SealedValue) else "note"
    writer = text.person_id if isinstance(text, SealedValue) else None
    places = [Place(*span, "name", True) for span in (FIRST, SECOND_NAME)]
    made = sealed_mention(new_id(), Written(text.id, column, TEXT), places, writer=writer, now=at)
    made.save()
    return made


def said(kind) -> list[dict[str, object]]:
    return [json.loads(one.payload) for one in Pending.objects.filter(kind=kind.name).order_by("id")]


def test_places_are_replaced_from_behind_so_that_none_moves() -> None:
    for spans in permutations([FIRST, SECOND_NAME, (21, 22)]):
        assert without(TEXT, spans) == f"{MARK} and {MARK} cam{MARK}."
    assert without(TEXT, []) == TEXT


def test_what_was_ticked_is_replaced_recorded_and_told_to_whoever_has_it(
    written, row: SealedValue, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Corrected] = []
    monkeypatch.setattr(hooks.on_corrected, "known", [told.append])
    keep_former(row, key=data_keys([row.person_id])[row.person_id], channel="phone", now=NOW)
    mention, other = mention_in(row), mention_in(row)
    with pytest.raises(Decided):
        replace(new_id(), [0], purpose="feedback", actor=SYSTEM, now=LATER)
    replace(mention.id, [1, 7], purpose="feedback", actor=SYSTEM, now=LATER)
    assert message_of(written, now=LATER) == f"Hanako and {MARK} came."
    (entry,) = Pending.objects.filter(kind=MENTION_REPLACED.name)
    assert json.loads(entry.payload) == {
        "actor": "worker",
        "count": 1,
        "purpose": "feedback",
        "categories": ["message"],
        "submission": str(written.id),
    }
    assert Trail.objects.get(entry_id=entry.id).person_id == written.person_id
    assert [(one.value, one.entry, one.erased) for one in told] == [(row.id, entry.id, False)]
    kept = Redaction.objects.get()
    assert (kept.value_id, kept.note_id, kept.person_id) == (row.id, None, written.person_id)
    assert (kept.was, kept.spans, kept.at) == (None, [[*SECOND_NAME]], LATER)
    removed = told_by(Removal.objects.get(kind=RemovalKind.REDACTED))
    assert (removed.about, removed.text, removed.spans, removed.was) == (kept.id, row.id, (SECOND_NAME,), None)
    assert not FormerValue.objects.exists()
    assert [*Mention.objects.all()] == [other]
    row.refresh_from_db()
    assert version(row) == LATER


def test_a_note_has_a_version_of_its_own_and_is_nobodys(note: SealedNote, officer) -> None:
    assert version(note) is None
    mention = mention_in(note)
    replace(mention.id, [0, 1], purpose="", actor=officer.actor, now=LATER)
    note.refresh_from_db()
    assert notes.text_of(note) == f"{MARK} and {MARK} came."
    kept = Redaction.objects.get()
    assert (kept.value_id, kept.note_id, kept.person_id, kept.was) == (None, note.id, None, None)
    removed = told_by(Removal.objects.get(kind=RemovalKind.NOTE_REDACTED))
    assert (removed.about, removed.person, removed.text) == (kept.id, None, note.id)
    assert version(note) == LATER
    Redaction.objects.create(note=note, was=LATER, spans=[], at=LATER + SECOND)
    other = SealedNote.objects.get(id=notes.write(new_id(), NoteKind.SAID, TEXT, now=NOW))
    assert (version(note), version(other)) == (LATER + SECOND, None)


def test_about_a_note_only_whoever_answers_requests_decides(note: SealedNote, mallory) -> None:
    id, who = mention_in(note).id, mallory.actor
    for act in (
        lambda: open_text(id, purpose="", actor=who, now=LATER),
        lambda: replace(id, [0], purpose="", actor=who, now=LATER),
        lambda: leave(id, Why.NEEDED, purpose="", actor=who, now=LATER),
    ):
        with pytest.raises(Refused):
            act()
    note.refresh_from_db()
    assert (notes.text_of(note), Mention.objects.count()) == (TEXT, 1)


def test_what_is_left_is_said_with_its_reason_and_leaves_the_list(row: SealedValue) -> None:
    mention, other = mention_in(row), mention_in(row)
    leave(mention.id, Why.NEEDED, purpose="feedback", actor=SYSTEM, now=LATER)
    assert said(MENTION_LEFT) == [{"actor": "worker", "reason": "needed"}]
    assert [*Mention.objects.all()] == [other]
    with pytest.raises(Decided):
        leave(mention.id, Why.NEEDED, purpose="feedback", actor=SYSTEM, now=LATER)
    with pytest.raises(Decided):
        open_text(mention.id, purpose="feedback", actor=SYSTEM, now=LATER)
    shown = open_text(other.id, purpose="feedback", actor=SYSTEM, now=LATER)
    assert (shown.text, [(one.start, one.end) for one in shown.places]) == (TEXT, [FIRST, SECOND_NAME])


@pytest.mark.parametrize("look", [True, False])
def test_a_text_that_changed_since_is_not_cut_and_leaves_the_list(written, row: SealedValue, *, look: bool) -> None:
    mention, other = mention_in(row), mention_in(row)
    writer = Actor(ActorKind.PERSON, str(written.person_id))
    correct(row.id, "Amelia came.", person=written.person_id, actor=writer, now=LATER)
    act = open_text if look else partial(replace, places=[0])
    with pytest.raises(StaleVersion):
        act(mention.id, purpose="feedback", actor=SYSTEM, now=LATER)
    assert said(MENTION_LEFT) == [{"actor": "worker", "reason": "changed"}]
    assert said(MENTION_REPLACED) == []
    assert message_of(written, now=LATER) == "Amelia came."
    assert [*Mention.objects.all()] == [other]


def test_what_nobody_decides_is_given_up_after_a_year_to_the_second_and_some_at_a_time(
    row: SealedValue, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = [mention_in(row) for _ in range(3)]
    young = mention_in(row, at=NOW + SECOND)
    assert give_up(NOW + KEPT - SECOND) == 0
    monkeypatch.setattr(mention_review, "_BATCH", 2)
    assert [give_up(NOW + KEPT) for _ in range(3)] == [2, 1, 0]
    assert [*Mention.objects.all()] == [young]
    assert said(MENTION_LEFT) == [{"actor": "worker", "reason": "undecided"}] * len(old)


def test_the_list_has_what_is_due_first_and_what_is_sure_before_the_rest(
    row: SealedValue, note: SealedNote, charter: Current
) -> None:
    later, unsure, sure, noted = (mention_in(text) for text in (row, row, row, note))
    Mention.objects.filter(id=later.id).update(due_at=later.due_at + SECOND)
    Mention.objects.filter(id=unsure.id).update(sure=False)
    Mention.objects.filter(id=noted.id).update(due_at=noted.due_at - SECOND)

    def listed(*purposes: str, notes_too: bool = False, now=LATER) -> list[Mention]:
        return [*waiting(purposes, notes_too=notes_too, now=now)]

    assert listed("feedback", notes_too=True) == [noted, sure, unsure, later]
    assert listed("feedback", "membership") == [sure, unsure, later]
    assert listed(notes_too=True) == [noted]
    assert listed() == listed("membership") == []
    assert any_mention()
    for purposes, there in (
        ("feedback", 3), ("other feedback", 3), ("feedback other", 3), ("feedback-old", 0), ("old-feedback", 0),
    ):  # fmt: skip
        SealedValue.objects.filter(id=row.id).update(purposes=purposes)
        assert len(listed("feedback")) == there
    Mention.objects.all().delete()
    assert not any_mention()


# --- After a restore -------------------------------------------------------------------------------------------------


def once(row: SealedValue | SealedNote, *spans: tuple[int, int], was=None, at=LATER) -> Redacted:
    return Redacted(new_id(), row.id, isinstance(row, SealedNote), was, spans, at)


def again(one: Redacted) -> Again:
    with transaction.atomic():
        return redact_again(one, actor=SYSTEM, now=LATER + HOUR)


def test_the_same_places_go_again_once_and_under_the_same_name(written, row: SealedValue) -> None:
    one = once(row, FIRST, SECOND_NAME)
    assert (again(one), again(one)) == (Again.EXACT, Again.NOT_NEEDED)
    assert message_of(written, now=LATER) == f"{MARK} and {MARK} came."
    kept = Redaction.objects.get()
    assert (kept.id, kept.was, kept.at, kept.spans) == (one.id, None, LATER, [[*FIRST], [*SECOND_NAME]])
    (entry,) = said(MENTION_REPLACED)
    assert entry == {
        "actor": "worker",
        "count": 2,
        "reason": "restored",
        "categories": ["message"],
        "submission": str(written.id),
    }
    row.refresh_from_db()
    assert row.corrected_at == LATER, "the version that the next redaction names"
    assert again(once(row, (0, 1), was=LATER, at=LATER + SECOND)) is Again.EXACT


@pytest.mark.parametrize(
    ("spans", "was"),
    [([FIRST], NOW), ([(0, len(TEXT) + 1)], None), ([(-1, 3)], None), ([(5, 4)], None), ([FIRST, (9, 99)], None)],
)
def test_where_it_does_not_fit_all_of_the_text_goes(written, row: SealedValue, spans, was) -> None:
    assert again(once(row, *spans, was=was)) is Again.WHOLE
    assert message_of(written, now=LATER) == MARK
    assert [(each["reason"], each["count"]) for each in said(MENTION_REPLACED)] == [("withheld", len(spans))]


@pytest.mark.parametrize("spans", [[(0, len(TEXT))], [(3, 3)], [(len(TEXT), len(TEXT))]])
def test_the_ends_of_a_text_are_within_it(row: SealedValue, spans) -> None:
    assert again(once(row, *spans)) is Again.EXACT


def test_of_what_is_gone_or_opens_no_more_nothing_is_needed(row: SealedValue) -> None:
    PersonKey.objects.filter(person_id=row.person_id).delete()
    give_keys([row.person_id])  # as a restore does
    assert again(once(row, FIRST)) is Again.NOT_NEEDED
    row.delete()
    assert again(once(SealedValue(id=new_id()), FIRST)) is Again.NOT_NEEDED
    assert again(once(SealedNote(id=new_id()), FIRST)) is Again.NOT_NEEDED
    assert not Redaction.objects.exists()
    assert said(MENTION_REPLACED) == []


def test_words_of_a_note_go_again_and_the_case_is_named(note: SealedNote) -> None:
    assert again(once(note, FIRST)) is Again.EXACT
    note.refresh_from_db()
    assert notes.text_of(note) == f"{MARK} and Amelia came."
    assert said(MENTION_REPLACED) == [{"actor": "worker", "count": 1, "reason": "restored", "case": str(note.case_id)}]


def test_each_redaction_comes_after_the_one_whose_version_it_names(row: SealedValue) -> None:
    first = once(row, FIRST, at=LATER)
    second = once(row, FIRST, was=LATER, at=LATER - HOUR)  # by a clock that was set back
    third = once(row, FIRST, was=LATER - HOUR, at=LATER + HOUR)
    other = Redacted(new_id(), new_id(), False, LATER, (FIRST,), LATER)
    for some in permutations([first, second, third, other]):
        ordered = chained(some)
        assert len(ordered) == 4
        mine = [one for one in ordered if one is not other]
        assert mine == [first, second, third]
    turns = [once(row, FIRST, was=LATER, at=LATER + HOUR), once(row, FIRST, was=LATER + HOUR, at=LATER)]
    assert chained(turns) == turns, "each waits for the other: they come as they are told"
    assert chained([]) == []
