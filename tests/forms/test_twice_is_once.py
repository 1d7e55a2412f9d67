"""A filled form that reaches us twice is kept once, in every state that it may have come to meanwhile: a double click,
two presses on a slow line, a request that was sent again.
"""

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.db import connections
from django.test import Client
from django.utils import timezone

from azukari.core.forms import once, submit, waiting
from azukari.core.forms.models import SentMark, State, Submission, Suspicion
from azukari.core.forms.notices import notices
from azukari.core.forms.steps import FunnelStep
from azukari.core.mail.link import LinkClosed
from azukari.core.mail.models import Message
from azukari.core.mail.queue import send_due
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import Current, current
from azukari.core.policy_versions.publish import publish
from azukari.core.vault.erase import erase
from azukari.core.vault.models import SealedValue
from azukari.demo.people import SETTER
from azukari.policy.parse import STARTER, document, load
from azukari.policy.terms import Actor, ActorKind
from tests.forms.by_hand import limits, post, stored
from tests.forms.by_program import DOOR
from tests.forms.filled import MEMBER, hidden, opened

EN = "/en/forms/membership"
SPAM = "Best prices: http://a.example http://b.example http://c.example"
FEEDBACK = {"topic": "opinion", "message": "The benches by the river are broken."}


def checked(client: Client, path: str = EN, **typed: str) -> dict[str, str]:
    """The page "check your answers" of a form that was opened and filled in."""
    return hidden(post(client, path, opened(client, path) | (typed or MEMBER)).content.decode())


def send(client: Client, filled: dict[str, str], path: str = EN) -> str:
    answer = post(client, path, filled, "send")
    assert answer.status_code == 303, answer.content.decode()
    where: str = answer.headers["Location"]
    return where


def behind(where: str) -> UUID:
    """The submission that a page after sending is about."""
    token = where.removesuffix("/sent").rpartition("/")[2]
    return waiting.opened(token, now=timezone.now()).submission.id


@pytest.mark.django_db
def test_the_second_press_leads_where_the_first_led_and_makes_nothing_new(
    client: Client, charter: Current, monkeypatch: pytest.MonkeyPatch
):
    filled, counted = checked(client), list[str]()
    monkeypatch.setattr("azukari.core.forms.visit.took", lambda step, **_more: counted.append(step))
    first = send(client, filled)
    before = stored(), Person.objects.count()
    again = send(client, filled)
    assert (stored(), Person.objects.count()) == before
    assert before[0][0] == before[0][2] == 1
    assert behind(again) == behind(first)
    assert "ha•••@example.org" in client.get(again).content.decode()
    assert counted == [FunnelStep.SENT]


def _confirm(client: Client) -> None:
    send_due(timezone.now())
    assert isinstance(mail.outbox[0].body, str)
    link = next(word for word in mail.outbox[0].body.split() if "/confirm/" in word)
    client.post(link.partition("//")[2].partition("/")[2].join(["/", ""]))
    assert Submission.objects.get().state == State.ACCEPTED


def _erase(_client: Client) -> None:
    person = Submission.objects.get().person_id
    erase(person, actor=Actor(ActorKind.PERSON, str(person)), now=timezone.now())


def _change_the_policy(**form: Any) -> None:
    draft = document(load(STARTER))
    draft["unconfirmed_days"] = 5  # another notice
    draft["forms"]["membership"] |= form
    publish(json.dumps(draft), actor=SETTER, now=timezone.now(), file="policy")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "meanwhile",
    [
        _confirm,
        _erase,
        lambda _client: _change_the_policy(),
        lambda _client: _change_the_policy(closes="2020-01-01"),
        lambda _client: _change_the_policy(cap=1),
    ],
    ids=["confirmed", "erased", "another notice", "closed", "full"],
)
def test_whatever_has_become_of_it_meanwhile(client: Client, charter: Current, meanwhile: Callable[[Client], None]):
    filled = checked(client)
    send(client, filled)
    meanwhile(client)
    before = stored(), Person.objects.count()
    again = send(client, filled)
    assert (again.startswith("/en/waiting/"), stored(), Person.objects.count()) == (True, *before)
    assert client.get(again).status_code in {200, 404, 410}


@pytest.mark.django_db
def test_no_budget_is_charged_for_it(client: Client, charter: Current):
    with limits(submissions_per_network=1, confirmations_per_address=1):
        filled = checked(client)
        assert {behind(send(client, filled)) for _ in range(3)} == {Submission.objects.get().id}
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_what_counts_at_once_shows_its_one_receipt_twice(client: Client, charter: Current):
    path = "/en/forms/feedback"
    filled = checked(client, path, **FEEDBACK)
    ways = [send(client, filled, path) for _ in range(2)]
    first, again = (client.get(way).content.decode().replace(way.rpartition("/")[2], "…") for way in ways)
    assert Submission.objects.get().state == State.ACCEPTED
    assert FEEDBACK["message"] not in first
    assert first == again


@pytest.mark.django_db
def test_what_looks_automatic_is_held_once(client: Client, charter: Current):
    path = "/en/forms/feedback"
    filled = checked(client, path, topic="opinion", message=SPAM)
    assert {send(client, filled, path) for _ in range(2)} == {f"{path}/arrived"}
    assert Suspicion.objects.count() == Submission.objects.count() == 1


@pytest.mark.django_db
def test_other_answers_and_a_form_opened_anew_are_another_form(client: Client, charter: Current):
    filled = checked(client)
    send(client, filled)
    send(client, filled | {"name": "髙﨑 太郎"})
    send(client, checked(client))
    assert Submission.objects.count() == 3


@pytest.mark.django_db
def test_what_is_remembered_leads_nowhere_without_the_page(client: Client, charter: Current):
    filled = checked(client)
    send(client, filled)
    submission, mark = Submission.objects.get(), SentMark.objects.get()
    kept = bytes(mark.digest) + bytes(mark.outcome)
    assert not any(one.bytes in kept or one.hex.encode() in kept for one in (submission.id, submission.person_id))
    other = once.mark_of("0" * 64, "membership", filled, secret=submit.secret())
    assert once.answered_before(other, now=timezone.now()) is None
    assert once.forget_sent(timezone.now()) == 0
    assert once.forget_sent(timezone.now() + timedelta(days=1, minutes=1)) == 1


@pytest.mark.django_db
def test_a_known_address_is_answered_as_an_unknown_one(client: Client, charter: Current):
    send(client, checked(client))
    _confirm(client)
    told = []
    for address in (MEMBER["email"], "nobody@example.org"):
        filled = checked(client, **(MEMBER | {"email": address, "name": "Somebody Else"}))
        told.append([len(send(client, filled)) - len(waiting.masked(address)) * 4 // 3 for _ in range(2)])
    assert abs(told[0][1] - told[1][1]) <= 2
    assert Submission.objects.count() == 3


@pytest.mark.django_db
def test_a_stamp_is_drawn_anew_for_each_page_and_form(client: Client, charter: Current):
    stamps = [opened(client, path)["stamp"] for path in (EN, EN, "/en/forms/feedback")]
    assert len({stamp.split(".")[1] for stamp in stamps}) == 3


@pytest.mark.django_db
def test_an_address_put_right_by_two_presses_is_put_right_once(client: Client, charter: Current):
    there = send(client, checked(client))
    told = [client.post(there, {"address": "hanako@example.org"}) for _ in range(2)]
    assert [answer.status_code for answer in told] == [303, 303]
    first, again = (answer.headers["Location"].partition("?")[0] for answer in told)
    assert behind(first) == behind(again) == Submission.objects.get().id
    assert client.post(there, {"address": "another@example.org"}).status_code == 404
    with pytest.raises(LinkClosed):
        behind(there)


def _program(client: Client, key: str, **changed: str) -> Any:
    charter = current()
    body = {**MEMBER, "notice": notices(charter, charter.policy.forms["membership"])["en"].digest, "lang": "en"}
    headers = {"Idempotency-Key": key} if key else None
    return client.post(DOOR, json.dumps(body | changed), content_type="application/json", headers=headers)


@pytest.mark.django_db
def test_a_program_says_by_its_key_that_two_requests_are_one(client: Client, charter: Current):
    key = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
    first, again = (_program(client, key) for _ in range(2))
    assert (first.status_code, first.json()) == (again.status_code, again.json()) == (202, again.json())
    assert stored()[0] == stored()[2] == 1
    assert _program(client, key, name="髙﨑 太郎").json()["id"] != first.json()["id"]
    assert _program(client, "").json()["id"] != _program(client, "").json()["id"]
    assert Submission.objects.count() == 4


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["x" * 16, "x" * 255, "aZ09._~+/=-" * 2])
def test_a_key_is_sixteen_characters_to_255(client: Client, charter: Current, key: str):
    assert _program(client, key).status_code == 202


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["short", "x" * 15, "x" * 256, "鍵" * 20, "x" * 16 + " x"])
def test_a_key_that_is_none_is_refused_in_words(client: Client, charter: Current, key: str):
    answer = _program(client, key)
    assert (answer.status_code, "Idempotency-Key" in answer.json()["detail"]) == (400, True)
    assert not Submission.objects.exists()


def at_once(*acts: Callable[[], object]) -> None:
    """Do all of it at the same moment, each in a thread of its own."""
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        try:
            barrier.wait()
            act()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", [EN, "/en/forms/feedback"], ids=["waits for its mail", "counts at once"])
def test_two_presses_at_the_same_moment(path: str, charter: Current, monkeypatch: pytest.MonkeyPatch):
    """Each asks whether the form has come, before either has written."""
    filled = checked(Client(), path, **(MEMBER if path == EN else FEEDBACK))
    both, looked, told = threading.Barrier(2), once.answered_before, list[str]()

    def looks(mark: once.Mark, **more: Any) -> Any:
        found = looked(mark, **more)
        if len(told) == 0 and not found:
            both.wait(10)
        return found

    monkeypatch.setattr(once, "answered_before", looks)
    at_once(*[lambda: told.append(send(Client(), filled, path))] * 2)
    assert len(told) == 2
    assert Submission.objects.count() == SentMark.objects.count() == 1
    assert Message.objects.count() == (1 if path == EN else 0)
    assert Person.objects.filter(submissions=None).count() == 0
    assert SealedValue.objects.values("submission_id").distinct().count() == 1
