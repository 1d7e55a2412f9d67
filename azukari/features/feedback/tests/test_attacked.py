"""Attack on one-time codes and on the buttons of satisfaction: guessing, replay, timing, links of another use."""

import random
import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from azukari.core.forms.confirm import LINK as CONFIRM
from azukari.core.forms.models import Submission
from azukari.core.forms.not_mine import LINK as NOT_MINE
from azukari.core.forms.receipts import LINK as RECEIPT
from azukari.core.vault.erase_unheld import forget
from azukari.features.feedback import codes
from azukari.features.feedback.codes import code_of, fetch
from azukari.features.feedback.models import AnswerCode, Satisfaction
from azukari.features.feedback.satisfaction import HELPED
from tests.console import desks

AT = "/en/contact/answer"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@pytest.fixture
def asked(db: None) -> desks.Registered:
    desks.publish()
    return _asked("EGRET")


def _asked(word: str) -> desks.Registered:
    asked = desks.register("feedback", {"email": "", "message": "Where do herons sleep?"})
    clerk = desks.browser(desks.staff("feedback", email=f"clerk-{word.lower()}@staff.example.org"))
    clerk.post(f"/console/forms/feedback/{asked.submission}/reply/", {"text": f"In the alders. {word}", "seen": "0"})
    return asked


def _code(asked: desks.Registered) -> str:
    return code_of(Submission.objects.get(id=asked.submission), timezone.now())


def test_no_guess_opens_anything_and_all_are_answered_alike(asked: desks.Registered):
    code = _code(asked).replace("-", "")
    near = [code[:at] + sign + code[at + 1 :] for at in range(16) for sign in _LETTERS if sign != code[at]]
    chance = random.Random(7)  # noqa: S311 - the same each time
    far = ["".join(chance.choices(_LETTERS, k=16)) for _ in range(200)]
    assert [each for each in (*near, *far) if fetch(each, now=timezone.now())] == []
    told = {
        Client().post(AT, {"code": each}).content for each in (near[0], near[-1], far[0], code[:15], code + "A", "")
    }
    assert len(told) == 1
    assert fetch(code, now=timezone.now())


def _statements(code: str) -> list[str]:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert fetch(code, now=timezone.now()) is None
    return [re.sub(r"X?'[^']*'|'\\x[0-9a-f]+'", "?", each["sql"]) for each in seen.captured_queries]


def test_a_wrong_a_used_and_an_erased_one_take_the_same_way(asked: desks.Registered):
    used, gone = _code(asked), _asked("IBIS")
    erased = _code(gone)
    fetch(used, now=timezone.now() - codes.AGAIN)
    forget([gone.person], now=timezone.now())
    ways = [_statements(each) for each in ("AAAA-AAAA-AAAA-AAAA", used, erased)]
    assert ways[0] == ways[1] == ways[2]


def test_whoever_has_the_database_makes_no_code_without_the_secret_on_disk(asked: desks.Registered):
    code, row = _code(asked).replace("-", ""), AnswerCode.objects.get()
    assert codes._made(bytes(row.salt)) == code
    assert codes._made(bytes(row.salt), b"another secret") != code
    made = {codes._made(salt.to_bytes(16, "big"), b"another secret") for salt in range(500)}
    assert len({each[:6] for each in made}) == 500  # thirty bits apart already: nothing in them counts up
    assert all(len(each) * 5 == 80 for each in made)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_of_many_who_use_one_code_at_once_all_read_the_same_and_none_later():
    """A second press, or an answer that was lost on the way, costs nothing; a used code soon tells nothing."""
    desks.publish()
    code = _code(_asked("EGRET"))
    start, read = threading.Barrier(6), list[str]()

    def run() -> None:
        start.wait()
        try:
            found = fetch(code, now=timezone.now())
            read.append(found.code if found and found.answers else "")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [second] = {*read}
    assert (len(read), AnswerCode.objects.get().turn) == (6, 1)
    later = timezone.now() + codes.AGAIN
    assert fetch(code, now=later) is None
    assert fetch(second, now=later)


def test_a_link_of_another_use_or_with_a_changed_letter_presses_nothing(asked: desks.Registered):
    soon = timezone.now() + timedelta(days=1)
    token = HELPED.token(asked.submission, expires=soon)
    others: list[Any] = [CONFIRM, NOT_MINE, RECEIPT]
    tried = [link.token(asked.submission, expires=soon) for link in others]
    tried += [token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :] for at in range(len(token) - 1)]
    pages = {Client().post(f"/en/{HELPED.path}/{each}", {"answer": "yes"}).status_code for each in tried}
    assert pages == {404}
    assert {Client().post(f"/en/{link.path}/{token}", {"answer": "yes"}).status_code for link in others} <= {404, 405}
    late = HELPED.token(asked.submission, expires=timezone.now() - timedelta(seconds=1))
    assert Client().post(f"/en/{HELPED.path}/{late}", {"answer": "yes"}).status_code == 404
    assert not Satisfaction.objects.exists()
