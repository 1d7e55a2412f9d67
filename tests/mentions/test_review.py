"""A mention is looked at by a duty that may read the text, and decided: the words go, or stay with a reason."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from azukari.core.accounts import readiness
from azukari.core.accounts.readiness import Closed
from azukari.core.consent.models import Grant
from azukari.core.ledger.models import Pending
from azukari.core.people.models import Trail
from azukari.core.vault.correct import correct
from azukari.core.vault.erase import erase
from azukari.core.vault.events import MENTION_LEFT, MENTION_REPLACED, VALUE_REFUSED
from azukari.core.vault.former import keep_former
from azukari.core.vault.keys import data_keys
from azukari.core.vault.legal_holds import set_hold
from azukari.core.vault.mention_list import overdue, waiting
from azukari.core.vault.mention_review import give_up
from azukari.core.vault.models import FormerValue, Mention, SealedNote, SealedValue
from azukari.core.vault.notes import NoteKind, text_of
from azukari.core.vault.redaction import MARK
from azukari.policy.casework import CaseKind, Hold
from azukari.policy.terms import CONFIRMATION, Actor, ActorKind
from tests import cast
from tests.cast import NOW, Staff
from tests.console import desks
from tests.mentions.writing import SURE, UNSURE, look_everywhere, message_of, row_of, write
from tests.rights.casework import ask
from tests.rights.desk import come_in

REDACTED = f"{MARK}さん({MARK})に聞きました。{MARK}さんは親切でした。"


@pytest.fixture
def feedback_desk(charter):
    return cast.at_desk("feedback@example.org", "Kiku Michioka", "feedback")


@pytest.fixture
def written(charter, present):
    return write(charter, SURE, now=NOW)


@pytest.fixture
def mention(hanako, written, present):
    """Hanako is gone, and somebody wrote of her."""
    erase(hanako.id, actor=Actor(ActorKind.PERSON, str(hanako.id)), now=present)
    look_everywhere(present)
    return Mention.objects.get()


def _decide(staff: Staff, mention, **data):
    client = desks.browser(staff.user)
    opened = client.post(reverse("console-mention-open", args=[mention.id]))
    answer = client.post(reverse("console-mention-decide", args=[mention.id]), data)
    return opened, answer


def test_the_words_are_replaced_and_the_old_text_is_gone(feedback_desk, mention, written, present):
    row = SealedValue.objects.get(id=row_of(written))
    keep_former(row, key=data_keys([row.person_id])[row.person_id], channel="phone", now=present)
    before = bytes(row.sealed)
    opened, answer = _decide(feedback_desk, mention, act="replace", place=["0", "1", "2"])
    assert "<mark>見本花子</mark>さん" in opened.content.decode()
    assert answer.headers["Location"].endswith("?done=replaced")
    assert message_of(written, now=present) == REDACTED
    assert bytes(SealedValue.objects.get(id=row.id).sealed) != before
    assert not FormerValue.objects.exists()
    assert not Mention.objects.exists()


def test_only_what_was_ticked_is_replaced(feedback_desk, mention, written, present):
    _decide(feedback_desk, mention, act="replace", place=["1"])
    assert message_of(written, now=present) == SURE.replace("０３－００００－０１０１", MARK)


def test_words_are_left_with_a_reason_and_nobodys_trail_tells_of_it(feedback_desk, mention, written, present):
    _opened, answer = _decide(feedback_desk, mention, act="leave", why="namesake")
    assert answer.headers["Location"].endswith("?done=left")
    assert message_of(written, now=present) == SURE
    entry = Pending.objects.get(kind=MENTION_LEFT.name)
    assert not Trail.objects.filter(entry_id=entry.id).exists()
    left = json.loads(entry.payload)
    assert left == {"actor": f"staff:{feedback_desk.user.reference}", "reason": "namesake"}


@pytest.mark.parametrize("data", [{"act": "leave"}, {"act": "leave", "why": "changed"}, {"act": "replace"}, {}])
def test_a_decision_that_says_nothing_changes_nothing(data, feedback_desk, mention, written, present):
    _opened, answer = _decide(feedback_desk, mention, **data)
    assert answer.status_code == 422
    assert message_of(written, now=present) == SURE
    assert Mention.objects.count() == 1


def test_a_second_click_finds_it_decided(feedback_desk, mention):
    _decide(feedback_desk, mention, act="replace", place=["0"])
    opened, answer = _decide(feedback_desk, mention, act="leave", why="needed")
    assert opened.headers["Location"].endswith("?done=gone")
    assert answer.headers["Location"].endswith("?done=gone")


def test_the_writer_sees_who_looked_and_that_words_were_replaced(feedback_desk, mention, written, present):
    _decide(feedback_desk, mention, act="replace", place=["0"])
    page = come_in("sakura@example.org", present).get()
    assert f"replaced words in your message by {MARK}" in page
    assert "Feedback desk" in page
    assert "opened your message" in page


@pytest.mark.parametrize("who", ["membership_desk", "volunteer_desk", "mallory"])
def test_whoever_may_not_read_the_text_is_refused_and_it_is_recorded(who, request, mention, written, present):
    staff = request.getfixturevalue(who)
    client = desks.browser(staff.user)
    assert str(mention.id) not in client.get(reverse("console-mentions")).content.decode()
    for name in ("console-mention", "console-mention-open", "console-mention-decide"):
        at = reverse(name, args=[mention.id])
        before = Pending.objects.filter(kind=VALUE_REFUSED.name).count()
        answer = client.get(at) if name == "console-mention" else client.post(at, {"act": "replace", "place": "0"})
        assert answer.status_code == 403
        assert Pending.objects.filter(kind=VALUE_REFUSED.name).count() == before + 1
        assert "見本" not in answer.content.decode()
    assert message_of(written, now=present) == SURE


def test_a_look_with_a_get_opens_and_decides_nothing(feedback_desk, mention, written, present):
    client = desks.browser(feedback_desk.user)
    for name in ("console-mention-open", "console-mention-decide"):
        assert client.get(reverse(name, args=[mention.id]), {"act": "replace", "place": "0"}).status_code == 302
    assert "見本" not in client.get(reverse("console-mention", args=[mention.id])).content.decode()
    assert message_of(written, now=present) == SURE


def test_a_text_that_its_writer_changed_meanwhile_is_not_cut_at_the_wrong_place(
    feedback_desk, mention, written, present
):
    writer = Actor(ActorKind.PERSON, str(written.person_id))
    correct(row_of(written), f"前置き。{SURE}", person=written.person_id, actor=writer, now=present)
    _opened, answer = _decide(feedback_desk, mention, act="replace", place=["0"])
    assert answer.headers["Location"].endswith("?done=gone")
    assert message_of(written, now=present) == f"前置き。{SURE}"
    assert json.loads(Pending.objects.get(kind=MENTION_LEFT.name).payload)["reason"] == "changed"


def test_what_nobody_may_use_any_more_nobody_may_look_at(feedback_desk, mention, written, present):
    set_hold(written.person_id, Hold.RESTRICTION, until=present + timedelta(days=9), actor=desks.OPERATOR, now=present,
             case=mention.id)  # fmt: skip
    Grant.objects.filter(person_id=written.person_id, purpose="feedback").update(ends_at=present)
    assert not waiting({"feedback"}, notes_too=True, now=present).exists()
    assert desks.browser(feedback_desk.user).post(reverse("console-mention-open", args=[mention.id])).status_code == 403


def test_what_may_be_read_no_more_leaves_the_list(mention, written, present):
    assert list(waiting(["feedback"], notes_too=False, now=present)) == [mention]
    Grant.objects.filter(submission_id=written.id).update(ends_at=present + timedelta(hours=1))
    assert waiting(["feedback"], notes_too=False, now=present).exists()
    assert not waiting(["feedback"], notes_too=False, now=present + timedelta(hours=1)).exists()


@pytest.mark.parametrize(
    ("purpose", "late"), [("feedback", 1), (Hold.CLAIM.value, 0), (Hold.RESTRICTION.value, 0), (CONFIRMATION, 0)]
)
def test_what_nobody_may_read_is_late_for_nobody(mention, written, present, purpose: str, late: int):
    due = mention.due_at
    Grant.objects.filter(submission_id=written.id).exclude(purpose="feedback").delete()
    grants = Grant.objects.filter(submission_id=written.id)
    grants.update(purpose=purpose, ends_at=None)
    assert overdue(due) == late
    assert overdue(due - timedelta(seconds=1)) == 0
    grants.update(ends_at=due)
    assert overdue(due) == 0


def test_notes_of_a_request_are_looked_at_by_the_desk_that_answers_it(hanako, officer, feedback_desk, present):
    ask(CaseKind.QUESTION, actor=officer.actor, now=present, words={NoteKind.SAID: "It is about 見本 花子."})
    erase(hanako.id, actor=Actor(ActorKind.PERSON, str(hanako.id)), now=present)
    look_everywhere(present)
    mention = Mention.objects.get()
    assert desks.browser(feedback_desk.user).get(reverse("console-mention", args=[mention.id])).status_code == 403
    opened, _answer = _decide(officer, mention, act="replace", place=["0"])
    assert "<mark>見本 花子</mark>" in opened.content.decode()
    note = SealedNote.objects.get()
    assert text_of(note) == f"It is about {MARK}."
    (entry,) = Pending.objects.filter(kind=MENTION_REPLACED.name)
    said = {"actor": f"staff:{officer.user.reference}", "count": 1, "case": str(note.case_id)}
    assert json.loads(entry.payload) == said
    assert not Trail.objects.filter(entry_id=entry.id).exists(), "a note is nobody's"


@pytest.mark.usefixtures("feedback_desk")
def test_somebody_whose_training_is_over_decides_about_no_note_either(hanako, officer, present, monkeypatch):
    ask(CaseKind.QUESTION, actor=officer.actor, now=present, words={NoteKind.SAID: "It is about 見本 花子."})
    erase(hanako.id, actor=Actor(ActorKind.PERSON, str(hanako.id)), now=present)
    look_everywhere(present)
    words = {"ja": "研修を受けてください。", "en": "Take the course again."}
    closed = Closed("ready.training-expired", "training.valid", words)
    monkeypatch.setattr(readiness.register, "known", [lambda *_asked: closed])
    for answer in _decide(officer, Mention.objects.get(), act="leave", why="namesake"):
        assert answer.status_code == 403
        assert "Take the course again." in answer.content.decode()
    assert Mention.objects.exists()


def test_home_tells_of_it_and_urgently_when_the_time_is_over(feedback_desk, volunteer_desk, mention, monkeypatch):
    def home(staff):
        return desks.browser(staff.user).get(reverse("console")).content.decode()

    assert "1 text may name somebody who was erased." in home(feedback_desk)
    assert "may name somebody" not in home(volunteer_desk)
    Mention.objects.update(due_at=NOW)
    assert re.search(r"class=\"attention\".*should have been looked at by now", home(feedback_desk), re.DOTALL)


def test_what_nobody_decides_within_a_year_goes_from_the_list_and_that_is_recorded(mention, present):
    assert give_up(present + timedelta(days=364)) == 0
    assert give_up(present + timedelta(days=366)) == 1
    assert not Mention.objects.exists()
    assert json.loads(Pending.objects.get(kind=MENTION_LEFT.name).payload)["reason"] == "undecided"


def test_the_list_is_as_many_queries_for_one_as_for_many(hanako, feedback_desk, charter, present):
    def count():
        with CaptureQueriesContext(connection) as captured:
            assert desks.browser(feedback_desk.user).get(reverse("console-mentions")).status_code == 200
        return len(captured)

    write(charter, UNSURE, now=NOW)
    for _number in range(3):
        write(charter, SURE, now=NOW)
    erase(hanako.id, actor=Actor(ActorKind.PERSON, str(hanako.id)), now=present)
    look_everywhere(present)
    many = count()
    Mention.objects.filter(id__in=list(Mention.objects.values_list("id", flat=True)[1:])).delete()
    assert count() == many


@pytest.mark.parametrize("place", ["9" * 5000, "-1", "first"])
def test_a_place_that_is_no_number_is_none_that_was_ticked(feedback_desk, mention, written, present, place):
    at = reverse("console-mention-decide", args=[mention.id])
    assert desks.browser(feedback_desk.user).post(at, {"act": "replace", "place": place}).status_code == 422
    assert message_of(written, now=present) == SURE
