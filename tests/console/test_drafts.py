"""Drafts of replies and notes for colleagues: sealed, found by whoever takes the matter over, gone with it."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from azukari.core.accounts.models import User
from azukari.core.forms.models import Reply
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current
from azukari.core.vault.erase_unheld import forget
from azukari.core.vault.models import SealedNote
from tests.console import desks
from tests.console.selected_purpose import TAKE

WORDS, OTHERS, NOTE = "Herons sleep in the alders.", "They sleep in the willows.", "She called twice."


@pytest.fixture
def clerk(published: Current) -> User:
    return desks.staff("feedback")


@pytest.fixture
def registered(clerk: User) -> desks.Registered:
    return desks.register("feedback")


def at(registered: desks.Registered) -> str:
    return f"/console/forms/feedback/{registered.submission}/"


def save(user: User, registered: desks.Registered, text: str, **more: str) -> Any:
    return desks.browser(user).post(f"{at(registered)}reply/", {"text": text, "seen": "0", "save": "1", **more})


def opened(user: User, registered: desks.Registered) -> str:
    sent = {"purpose": "feedback", "reason": "answer"}
    return desks.browser(user).post(f"{at(registered)}open/", sent).content.decode()


def test_a_draft_is_found_by_whoever_takes_it_over_and_goes_when_it_is_sent(clerk, registered):
    assert save(clerk, registered, WORDS)["Location"].endswith("?done=drafted#done")
    assert not Reply.objects.exists()
    assert WORDS.encode() not in b"".join(bytes(note.sealed) for note in SealedNote.objects.all())
    other = desks.staff("feedback", email="other@staff.example.org")
    closed = desks.browser(other).get(at(registered)).content.decode()
    assert "There is a draft reply" in closed
    assert WORDS not in closed
    page = opened(other, registered)
    assert WORDS in page.partition("<textarea")[2]
    draft = page.partition('name="draft" value="')[2].partition('"')[0]
    assert save(other, registered, OTHERS, draft=draft).status_code == 302
    assert OTHERS in opened(clerk, registered)
    assert SealedNote.objects.filter(kind="draft").count() == 1
    draft = str(SealedNote.objects.get().id)
    sent = desks.browser(other).post(f"{at(registered)}reply/", {"text": OTHERS, "seen": "0", "draft": draft})
    assert sent["Location"].endswith("?done=replied#done")
    assert not SealedNote.objects.exists()


def test_a_draft_that_was_kept_meanwhile_stays_when_a_reply_is_sent(clerk, registered):
    save(desks.staff("feedback", email="other@staff.example.org"), registered, WORDS)
    sent = desks.browser(clerk).post(f"{at(registered)}reply/", {"text": OTHERS, "seen": "0"})
    assert sent["Location"].endswith("?done=replied#done")
    assert WORDS in opened(clerk, registered)


def test_what_a_colleague_kept_meanwhile_is_not_written_over(clerk, registered):
    save(clerk, registered, WORDS)
    late = save(clerk, registered, OTHERS)
    assert late.status_code == 409
    assert OTHERS in late.content.decode()
    assert WORDS in opened(clerk, registered)


@pytest.fixture
def working(clerk: User, registered: desks.Registered) -> Client:
    """A browser that has the submission open."""
    client = desks.browser(clerk)
    client.post(TAKE, {"work": "feedback:feedback", "reason": "answer"})
    client.post(f"{at(registered)}work/")
    return client


def press(client: Client, registered: desks.Registered, page: Any = None, **more: str) -> Any:
    """Press "Keep as a draft", on the page of the submission or on one that said what had happened."""
    html = page.content.decode() if page else ""
    draft = html.partition('name="draft" value="')[2].partition('"')[0]
    both = {"both-changed": "text"} if "both-changed" in html else {}
    sent = {"text": OTHERS, "seen": "0", "save": "1", "draft": draft, **both, **more}
    return client.post(f"{at(registered)}reply/", sent)


def test_both_drafts_are_shown_and_one_is_chosen(working, registered):
    save(desks.staff("feedback", email="other@staff.example.org"), registered, WORDS)
    late = press(working, registered)
    assert late.status_code == 409
    assert all(text in late.content.decode() for text in (WORDS, OTHERS))
    again = press(working, registered, late)
    assert (again.status_code, WORDS in again.content.decode()) == (409, True)
    assert WORDS in working.get(at(registered)).content.decode()
    assert press(working, registered, again, **{"keep-text": "mine"}).status_code == 302
    assert OTHERS in working.get(at(registered)).content.decode()


def test_the_draft_of_a_colleague_may_be_chosen(working, registered):
    save(desks.staff("feedback", email="other@staff.example.org"), registered, WORDS)
    late = press(working, registered)
    assert press(working, registered, late, **{"keep-text": "stored"}).status_code == 302
    page = working.get(at(registered)).content.decode()
    assert (WORDS in page, OTHERS in page) == (True, False)


def test_sending_before_one_is_chosen_leaves_the_draft_of_a_colleague(working, registered):
    save(desks.staff("feedback", email="other@staff.example.org"), registered, WORDS)
    late = press(working, registered)
    assert press(working, registered, late, save="").status_code == 302
    assert Reply.objects.exists()
    assert WORDS in working.get(at(registered)).content.decode()


def test_a_draft_that_was_taken_away_meanwhile_can_be_kept_again(working, registered):
    save(desks.staff("feedback", email="other@staff.example.org"), registered, WORDS)
    page = working.get(at(registered))
    SealedNote.objects.all().delete()
    late = press(working, registered, page)
    assert late.status_code == 409
    assert "sent or removed" in late.content.decode()
    assert press(working, registered, late).status_code == 302
    assert OTHERS in working.get(at(registered)).content.decode()


def test_bad_input_keeps_nothing_and_an_empty_draft_is_none(clerk, registered):
    assert save(clerk, registered, "x" * 5001).status_code == 422
    assert desks.browser(clerk).post(f"{at(registered)}note/", {"note": " "}).status_code == 422
    assert desks.browser(clerk).post(f"{at(registered)}note/", {"note": "x" * 2001}).status_code == 422
    assert desks.browser(clerk).get(f"{at(registered)}note/").status_code == 302
    assert desks.browser(desks.staff("magazine")).post(f"{at(registered)}note/", {"note": NOTE}).status_code == 403
    assert not SealedNote.objects.exists()
    save(clerk, registered, WORDS)
    draft = str(SealedNote.objects.get().id)
    assert save(clerk, registered, "", draft=draft).status_code == 302
    assert not SealedNote.objects.exists()


def test_a_note_is_sealed_recorded_without_its_words_and_erased_with_its_matter(clerk, registered):
    client = desks.browser(clerk)
    assert client.post(f"{at(registered)}note/", {"note": NOTE})["Location"].endswith("?done=noted#done")
    assert NOTE not in client.get(at(registered)).content.decode()
    assert NOTE in opened(clerk, registered)
    written = [row.payload for row in Pending.objects.all()]
    assert not any("called" in row for row in written)
    assert Pending.objects.filter(kind="staff:note:written").count() == 1
    looks = Pending.objects.filter(kind="vault:value:released", payload__contains="message").count()
    assert looks >= 2  # what they wrote, and what we noted
    save(clerk, registered, WORDS)
    forget([registered.person], now=timezone.now())
    assert not SealedNote.objects.exists()
