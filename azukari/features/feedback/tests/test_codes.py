"""One-time codes: who left no address fetches each answer once; guesses, replays and errors tell nothing."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from azukari.core.forms.models import Reply, Submission
from azukari.core.forms.receipts import receipt_path
from azukari.core.mail.models import Message
from azukari.core.vault.erase_unheld import forget
from azukari.features.feedback.codes import AGAIN, code_of, fetch
from azukari.features.feedback.models import AnswerCode, Satisfaction
from tests.console import desks

pytestmark = pytest.mark.django_db
AT = "/en/contact/answer"


@pytest.fixture
def asked() -> desks.Registered:
    desks.publish()
    return desks.register("feedback", {"email": "", "message": "Where do herons sleep?"})


def code(asked: desks.Registered) -> str:
    return code_of(Submission.objects.get(id=asked.submission), timezone.now())


def answer(asked: desks.Registered, text: str = "In the alders. EGRET", seen: str = "0") -> Any:
    client = desks.browser(desks.staff("feedback", email=f"clerk{seen}@staff.example.org"))
    return client.post(f"/console/forms/feedback/{asked.submission}/reply/", {"text": text, "seen": seen})


def show(typed: str) -> str:
    return Client().post(AT, {"code": typed}).content.decode()


def test_it_is_fetched_once_and_the_next_answer_has_another_code(asked: desks.Registered):
    first = code(asked)
    receipt = receipt_path(asked.submission, lang="en", now=timezone.now())
    assert first in Client().get(receipt).content.decode()
    assert "There is no answer yet" in show(first)  # which uses nothing up
    assert answer(asked).status_code == 302
    assert not Message.objects.filter(reference=asked.submission).exists()
    clerk, at = desks.browser(desks.staff("feedback")), f"/console/forms/feedback/{asked.submission}/"
    assert "to be fetched with the code" in clerk.get(at).content.decode()
    page = show("".join(chr(ord(sign) + 0xFEE0) for sign in first.lower().replace("-", " ")))  # wide
    assert "EGRET" in page
    assert "fetched with the code" in clerk.get(at).content.decode().replace("to be fetched", "")
    [second] = re.findall(r"<strong>([A-Z2-7-]{19})</strong>", page)
    assert second != first
    assert second in show(first)  # pressed twice, or lost on the way: the same once more
    AnswerCode.objects.update(fetched_at=timezone.now() - AGAIN)
    for used in (first, second[:-1] + ("A" if second[-1] != "A" else "B"), "", "é", "x" * 5000):
        assert "EGRET" not in show(used)
    assert first not in Client().get(receipt).content.decode()
    answer(asked, "And in winter, too. IBIS", seen="1")
    assert "IBIS" in show(second)


def test_a_wrong_a_used_and_an_erased_one_look_the_same(asked: desks.Registered):
    used = code(asked)
    answer(asked)
    show(used)
    AnswerCode.objects.update(fetched_at=timezone.now() - AGAIN)
    live = AnswerCode.objects.get()
    forget([asked.person], now=timezone.now())
    assert not AnswerCode.objects.filter(pk=live.pk).exists()
    pages = {re.sub(r'value="[^"]*"', "", show(typed)) for typed in (used, "AAAA-AAAA-AAAA-AAAA", "no")}
    assert len(pages) == 1
    assert 'id="errors"' in pages.pop(), "as errors are shown on every page"
    answers = [Client().post(AT, {"code": typed}) for typed in (used, "AAAA")]
    assert [(one.status_code, one.headers["Cache-Control"]) for one in answers] == [(422, "no-store")] * 2


def test_a_get_fetches_nothing_and_a_code_of_one_opens_nothing_of_another(asked: desks.Registered):
    other = desks.register("feedback", {"email": "", "message": "Another question"})
    answer(asked)
    mine = code(asked)
    assert "EGRET" not in Client().get(f"{AT}?code={mine}").content.decode()
    found = fetch(code(other), now=timezone.now())
    assert found is not None
    assert (found.submission.id, found.answers) == (other.submission, ())
    assert "EGRET" in show(mine)


def test_whoever_left_an_address_has_no_code_and_is_written_to(asked: desks.Registered):
    theirs = desks.register("feedback")
    assert not AnswerCode.objects.filter(submission_id=theirs.submission).exists()
    assert answer(theirs).status_code == 302
    assert Message.objects.filter(id=Reply.objects.get().message).exists()


def test_whether_it_helped_is_said_by_a_press_and_never_by_a_get(asked: desks.Registered):
    answer(asked)
    link = re.search(r'action="(/en/contact/helped/[^"]+)"', show(code(asked)))
    assert link
    client, at = Client(), link.group(1)
    client.get(at)
    client.get(f"{at}?answer=yes")
    assert client.post(at, {}).status_code == 422
    assert not Satisfaction.objects.exists()
    for pressed, helped in (("yes", True), ("no", False), ("no", False)):
        assert client.post(at, {"answer": pressed}).status_code == 200
        assert Satisfaction.objects.get().helped is helped
    assert client.post(at[:-4] + "AAAA", {"answer": "yes"}).status_code == 404
    forget([asked.person], now=timezone.now())
    assert client.post(at, {"answer": "yes"}).status_code == 404
    assert not Satisfaction.objects.exists()
