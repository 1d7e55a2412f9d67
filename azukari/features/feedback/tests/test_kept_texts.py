"""Keep the text, drop the person: after a review and a second look, and nothing leads from the text to anybody."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from azukari.core.forms.models import Handled, Handling, Submission
from azukari.core.policy_versions.current import current
from azukari.core.vault.erase import erase
from azukari.core.vault.legal_holds import set_hold
from azukari.core.vault.models import SealedValue
from azukari.core.vault.scan import all_remains, scan
from azukari.core.vault.verify_erasure import contradictions, still_there
from azukari.features.feedback.anonymous import doubtful
from azukari.features.feedback.models import KeptText
from azukari.features.feedback.tagging import tag
from azukari.features.feedback.tests.clerk import CLERK, move
from azukari.features.rights.from_form import from_message
from azukari.features.writing.drafts import waits, write_note
from azukari.policy.casework import CaseKind, Hold
from azukari.shells.self_service.subject_timeline import entries_of, story
from tests.console import desks

pytestmark = pytest.mark.django_db
TEXTS = "/console/forms/feedback/texts/"
WORDS = "Hana Marsh here, of Reed Street. Where do herons sleep?"
KEPT = {"written": "Where do herons sleep?", "answered": "In the alders.", "step": "keep"}


@pytest.fixture
def clerk(db: None) -> Any:
    desks.publish()
    return desks.browser(desks.staff("feedback"))


def _thread(clerk: Any, address: str = "hana.marsh@example.org") -> desks.Registered:
    """Asked, answered to her name, tagged, and closed."""
    asked = desks.register("feedback", {"name": "Hana Marsh", "email": address, "message": WORDS})
    clerk.post(f"/console/forms/feedback/{asked.submission}/reply/", {"text": "Dear Hana Marsh: alders.", "seen": "0"})
    write_note(asked.submission, "She called twice.", form="feedback", actor=CLERK, now=timezone.now())
    tag(asked.submission, [], "birds", form="feedback")
    move(asked.submission, Handled.CLOSED, timezone.now())
    return asked


def _at(asked: desks.Registered) -> str:
    return f"/console/forms/feedback/{asked.submission}/text/"


def _version(asked: desks.Registered) -> str:
    return str(Handling.objects.get(submission_id=asked.submission).version)


def test_the_text_is_reviewed_looked_at_twice_and_stays_alone(clerk):
    asked = _thread(clerk)
    page = clerk.post(f"/console/forms/feedback/{asked.submission}/open/", {"purpose": "feedback", "reason": "answer"})
    assert "Review the text" in page.content.decode()
    review = clerk.post(_at(asked)).content.decode()
    assert "herons sleep" in review
    assert "alders" in review
    assert "Hana" not in review, "what she gave as her name is out already"
    for said in ("Hana  MARSH asks", "hana.marsh@example.org", "call 03-1234-5678", ""):
        assert clerk.post(_at(asked), {**KEPT, "written": said, "version": _version(asked)}).status_code == 422
    look = clerk.post(
        _at(asked), {**KEPT, "step": "look", "written": "Ms Marsh asks in 丸山さん's name"}
    ).content.decode()
    assert "Ms Marsh</li>" in look
    assert "丸山さん</li>" in look
    assert clerk.post(_at(asked), {**KEPT, "version": "1"}).status_code == 409
    assert not KeptText.objects.exists()
    done = clerk.post(_at(asked), {**KEPT, "version": _version(asked)}, follow=True)
    assert "Where do herons sleep?" in done.content.decode()
    [kept] = KeptText.objects.all()
    assert kept.month.day == 1
    assert not Submission.objects.filter(id=asked.submission).exists()
    assert not SealedValue.objects.filter(submission_id=asked.submission).exists()
    assert waits(asked.submission) == (False, False)
    assert not all_remains([asked.person]), "nothing else was hers: she is gone"
    assert {place.table for place in scan(kept.id)} == {"feedback_kepttext"}
    assert not still_there(timezone.now())
    assert clerk.get(f"/console/forms/feedback/{asked.submission}/").status_code == 404
    clerk.post(TEXTS, {"delete": str(kept.id)})
    assert not KeptText.objects.exists()


def test_whoever_stays_for_something_else_is_told_and_their_erasure_stays_whole(clerk):
    asked = _thread(clerk)
    person = desks.register("membership", {"email": "hana.marsh@example.org"}).person
    assert Submission.objects.get(id=asked.submission).person_id == person
    clerk.post(_at(asked), {**KEPT, "version": _version(asked)})
    assert KeptText.objects.count() == 1
    left = {place.table for place in scan(asked.submission)}
    assert left <= {"ledger_pending", "ledger_entry", "people_removal"}, (
        "what was done is known of it, and nothing else"
    )
    with override("en"):
        told = story(entries_of(person), policy=current().policy, lang="en")
    assert any("was erased" in one.title and "stays with us" in one.detail for one in told)
    done = erase(person, actor=CLERK, now=timezone.now())
    assert not contradictions(done.id, now=timezone.now())
    assert KeptText.objects.count() == 1


def test_what_is_open_and_what_a_law_or_a_request_wants_stays_as_it_is(clerk):
    waiting, held, asked = _thread(clerk), _thread(clerk, "b@example.org"), _thread(clerk, "c@example.org")
    now = timezone.now()
    move(waiting.submission, Handled.IN_HAND, now)
    set_hold(held.person, Hold.CLAIM, until=now + timedelta(days=30), actor=CLERK, now=now, case=held.submission)
    for number in (1, 2):
        desks.staff("privacy", email=f"privacy-{number}@staff.example.org")
    from_message(Submission.objects.get(id=asked.submission), CaseKind.QUESTION, actor=CLERK, now=now)
    for each, status in ((waiting, 422), (held, 409), (asked, 409)):
        assert clerk.post(_at(each), {**KEPT, "version": _version(each)}).status_code == status
        assert clerk.get(_at(each)).status_code == 302
    assert not KeptText.objects.exists()
    assert Submission.objects.count() == 3
    assert desks.browser(desks.staff("magazine")).post(_at(held)).status_code == 403


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("田中さんと中村先生が来ました。", ["田中さん", "中村先生"]),
        ("皆さん、お客様へ。", []),
        ("Mr. Brown and Aiko Reed wrote", ["Mr. Brown", "Aiko Reed"]),
        ("〒123-4567 青葉町3丁目", ["〒123-4567", "青葉町3丁目"]),
        ("https://example.org/me @hana 20261127", ["https://example.org/me", "@hana", "20261127"]),
        ("420 kg of reeds, 12 boats", []),
    ],
)
def test_pieces_that_may_name_somebody_are_pointed_out(text: str, pieces: list[str]):
    assert doubtful(text) == pieces
