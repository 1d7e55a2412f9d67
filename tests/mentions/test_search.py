"""Whoever goes is looked for in what others wrote; what was looked for does not outlive the search."""

import json
from datetime import timedelta

import pytest

from azukari.core.consent.models import Grant
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import current
from azukari.core.vault import keys, mention_search, mention_walk, retention
from azukari.core.vault.correct import correct
from azukari.core.vault.erase import erase
from azukari.core.vault.erasures import erasure
from azukari.core.vault.events import MENTIONS_SEARCHED
from azukari.core.vault.mention_list import overdue, waiting
from azukari.core.vault.mention_review import open_text
from azukari.core.vault.mention_search import sought
from azukari.core.vault.mention_walk import look, unfinished
from azukari.core.vault.models import Mention, MentionSearch, SealedValue
from azukari.core.vault.notes import NoteKind
from azukari.core.vault.retention import expire
from azukari.core.vault.rotate import in_use
from azukari.core.vault.scan import remains
from azukari.core.vault.wrapping import Outer, current_outer
from azukari.policy.casework import CaseKind
from azukari.policy.terms import Actor, ActorKind
from azukari.shells.self_service import certificate
from tests.cast import NOW
from tests.mentions.writing import NOBODY, SURE, UNSURE, look_everywhere, row_of, write
from tests.rights.casework import ask

SYSTEM = Actor(ActorKind.SYSTEM, "worker")


@pytest.fixture
def now():
    return NOW + timedelta(hours=12)


@pytest.fixture
def texts(charter, now):
    return [write(charter, text, now=NOW) for text in (SURE, UNSURE, NOBODY)]


def _erase(known, now):
    return erase(known.id, actor=Actor(ActorKind.PERSON, str(known.id)), now=now)


def test_mentions_are_found_and_what_was_looked_for_is_gone(hanako, texts, now):
    _erase(hanako, now)
    assert MentionSearch.objects.count() == 1
    look_everywhere(now)
    assert not MentionSearch.objects.exists()
    found = {mention.value_id: mention.sure for mention in Mention.objects.all()}
    assert found == {row_of(texts[0]): True, row_of(texts[1]): False}
    assert not [place for place in remains(hanako.id) if "mention" in place.table]


def test_what_is_looked_for_lies_sealed_while_the_search_goes_on(hanako, texts, now):
    _erase(hanako, now)
    search = MentionSearch.objects.get()
    stored = bytes(search.sealed)
    assert "見本".encode() not in stored
    assert b"0101" not in stored
    assert search.master in in_use()


def test_of_what_was_found_only_the_place_is_kept_and_it_is_sealed(hanako, texts, now):
    _erase(hanako, now)
    look_everywhere(now)
    found = list(Mention.objects.all())
    assert {mention.value_id for mention in found} == {row_of(texts[0]), row_of(texts[1])}
    for mention in found:
        assert b"places" not in bytes(mention.sealed)
        assert mention.due_at == now + timedelta(days=30)


def test_the_search_is_recorded_without_naming_anybody(hanako, texts, now):
    done = _erase(hanako, now)
    look_everywhere(now)
    entry = Pending.objects.get(kind=MENTIONS_SEARCHED.name)
    assert json.loads(entry.payload) == {"actor": "worker", "count": 2, "certificate": str(done.id)}


def test_somebody_whose_last_purpose_ends_by_time_is_looked_for_as_well(amelia, charter, now):
    text = write(charter, "Amelia Sample told me.", now=NOW)
    amelia_gone = now + timedelta(days=1)
    Grant.objects.filter(person_id=amelia.id).update(ends_at=amelia_gone)
    expire(amelia_gone)
    look_everywhere(amelia_gone)
    assert [mention.value_id for mention in Mention.objects.all()] == [row_of(text)]


def _gone_after(known, meanwhile, monkeypatch, at):
    """Let the last purpose of somebody end, and something happen after the search was made ready."""
    Grant.objects.filter(person_id=known.id).update(ends_at=at)
    made = mention_search.prepare

    def then(people, *, now):
        ready = made(people, now=now)
        meanwhile()
        return ready

    monkeypatch.setattr(retention, "prepare", then)
    assert expire(at) == 1
    return [text for search in MentionSearch.objects.all() for text in (needle.folded for needle in sought(search))]


def test_what_was_corrected_at_the_last_moment_is_what_is_looked_for(amelia, now, monkeypatch):
    name = SealedValue.objects.get(person_id=amelia.id, field="name")

    def marry():
        actor = Actor(ActorKind.PERSON, str(amelia.id))
        correct(name.id, "Amelia Married", person=amelia.id, actor=actor, now=now)

    looked_for = _gone_after(amelia, marry, monkeypatch, now + timedelta(days=1))
    assert [text for text in looked_for if "married" in text.lower()]
    assert not [text for text in looked_for if "sample" in text.lower()]


def test_nobody_is_looked_for_under_a_master_key_that_was_replaced_meanwhile(amelia, now, monkeypatch):
    newest = current_outer()
    monkeypatch.setattr(keys, "current_outer", lambda: Outer(newest.master - 1, newest.epoch))
    monkeypatch.setattr(keys, "wrap", lambda raw, **_more: b"under the one before")
    looked_for = _gone_after(amelia, monkeypatch.undo, monkeypatch, now + timedelta(days=1))
    assert looked_for
    assert {search.master for search in MentionSearch.objects.all()} == {newest.master}


def test_a_family_name_that_everybody_writes_tells_nothing(hanako, charter, now, monkeypatch):
    monkeypatch.setattr(mention_walk, "MOST_UNSURE", 2)
    for number in range(3):
        write(charter, f"{number} {UNSURE}", now=NOW)
    sure = write(charter, SURE, now=NOW)
    _erase(hanako, now)
    look_everywhere(now)
    assert [mention.value_id for mention in Mention.objects.all()] == [row_of(sure)]


def test_what_was_noted_about_a_request_is_looked_at_too(hanako, officer, membership_desk, now):
    words = {NoteKind.CONTACT: "見本 花子 03-0000-0101", NoteKind.SAID: "The caller speaks of 見本 花子."}
    ask(CaseKind.QUESTION, actor=officer.actor, now=now, words=words)
    _erase(hanako, now)
    look_everywhere(now)
    assert [mention.note.kind for mention in Mention.objects.select_related("note")] == ["said"]


def test_many_people_and_many_texts_take_several_steps_and_one_walk(hanako, amelia, charter, now, monkeypatch):
    monkeypatch.setattr(mention_walk, "WINDOW", 3)
    texts = [write(charter, f"{SURE} Amelia Sample {number}", now=NOW) for number in range(4)]
    _erase(hanako, now)
    _erase(amelia, now)
    look_everywhere(now)
    found = [mention.value_id for mention in Mention.objects.all() if mention.value_id]
    assert sorted(found) == sorted([row_of(text) for text in texts] * 2)


def test_a_mention_goes_with_the_text(hanako, texts, now):
    _erase(hanako, now)
    look_everywhere(now)
    erase(texts[0].person_id, actor=SYSTEM, now=now)
    assert Mention.objects.count() == 0  # one person wrote all three


def test_an_unfinished_search_and_an_undecided_mention_are_told_of(hanako, texts, now):
    _erase(hanako, now)
    assert unfinished(now + timedelta(hours=25)) == 1
    look_everywhere(now)
    assert unfinished(now + timedelta(hours=25)) == 0
    assert overdue(now + timedelta(days=29)) == 0
    assert overdue(now + timedelta(days=31)) == 2


def test_a_killed_step_is_done_again_and_finds_nothing_twice(hanako, texts, now, monkeypatch):
    _erase(hanako, now)
    whole = mention_walk._write_down

    def killed(found, now):
        whole(found, now)
        raise KeyboardInterrupt

    monkeypatch.setattr(mention_walk, "_write_down", killed)
    with pytest.raises(KeyboardInterrupt):
        look(now)
    assert not Mention.objects.exists()
    monkeypatch.setattr(mention_walk, "_write_down", whole)
    look_everywhere(now)
    assert Mention.objects.count() == 2


def test_each_text_is_listed_to_the_duties_that_may_read_it_alone(hanako, texts, now):
    _erase(hanako, now)
    look_everywhere(now)
    assert waiting({"feedback"}, notes_too=False, now=now).count() == 2
    assert waiting({"membership", "volunteers"}, notes_too=True, now=now).count() == 0
    mention = waiting({"feedback"}, notes_too=False, now=now).get(sure=True)
    shown = open_text(mention.id, purpose="feedback", actor=SYSTEM, now=now)
    assert [shown.text[place.start : place.end] for place in shown.places] == [
        "見本花子",
        "０３－００００－０１０１",
        "みほん・はなこ",
    ]


def test_the_certificate_says_the_same_whatever_is_found(hanako, amelia, texts, now):
    """Else somebody could register under a stranger's name, and learn how often others wrote of them."""
    told = []
    for known in (hanako, amelia):  # of one something was written, of the other nothing
        done = _erase(known, now)
        look_everywhere(now)
        found = erasure(done.id)
        assert found
        document = certificate.document(found, current().policy)
        told.append((document["mentions"], certificate.mentions_until(found)))
    assert told[0] == told[1]
    assert told[0][1] == now + timedelta(days=30)


def test_a_purpose_alone_is_no_reason_to_look(hanako, texts, now):
    done = erase(hanako.id, purpose="magazine", actor=Actor(ActorKind.PERSON, str(hanako.id)), now=now)
    assert not MentionSearch.objects.exists()
    found = erasure(done.id)
    assert found
    assert certificate.mentions_until(found) is None
