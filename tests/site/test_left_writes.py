"""Registrations by the API behind the front: told once they are on disk, and refused as if they had been waited for."""

import io
import json
import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connections
from django.test import Client, override_settings

from azukari.core.database import group_commit
from azukari.core.database.commit import commit_all
from azukari.core.database.group_commit import close_writers
from azukari.core.forms import at_once, keep
from azukari.core.forms.kinds import of
from azukari.core.forms.models import Submission
from azukari.core.policy_versions.publish import publish
from azukari.demo.people import SETTER
from azukari.lib.deferral import Deferral
from azukari.lib.instance import Limits
from azukari.policy.parse import STARTER
from azukari.site.front.threads import Request, Threads
from azukari.site.short_chain import Handler
from tests.cast import NOW
from tests.forms.filled import MEMBER, fresh_counters  # noqa: F401 - counters of its own for every test
from tests.visits import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
_DOOR = "/api/v1/forms/membership/submissions"
_SOON = 30  # seconds
_KEY = "a-key-of-sixteen-letters"


class _Visitor:
    def __init__(self) -> None:
        self.told: queue.SimpleQueue[tuple[int, Any]] = queue.SimpleQueue()
        self.done = threading.Event()

    def response_bytes(self, status: int, _headers: object, body: bytes) -> None:
        self.told.put((status, json.loads(body)))

    def hears(self) -> tuple[int, Any]:
        answer = self.told.get(timeout=_SOON)
        assert self.done.wait(_SOON)
        assert self.told.empty()
        return answer


class _Disk:
    """Whoever commits waits until it is released; ``fails`` may raise."""

    def __init__(self, commit: Callable[..., None]) -> None:
        self._commit = commit
        self.reached, self.released = threading.Event(), threading.Event()
        self.batches: list[int] = []
        self.fails: Callable[[], None] = lambda: None

    def __call__(self, rows: Any, **provided: Any) -> None:
        self.reached.set()
        assert self.released.wait(_SOON)
        self.batches.append(len(rows[Submission]))
        self.fails()
        self._commit(rows, **provided)


@pytest.fixture
def disk(monkeypatch) -> Iterator[_Disk]:
    close_writers()
    made = _Disk(commit_all)
    monkeypatch.setattr(group_commit, "commit_all", made)
    yield made
    made.released.set()
    close_writers()


@pytest.fixture(scope="module")
def threads() -> Threads:
    handler: Any = Handler()

    def application(environ: Any, start: Any) -> Any:
        try:
            return handler(environ, start)
        finally:
            connections.close_all()  # these threads outlive the database of the tests

    made = Threads(application, 2)
    made.start()
    return made


@pytest.fixture
def send(charter, threads) -> Callable[..., _Visitor]:
    notice = Client().get("/api/v1/forms/membership").json()["notice"]["en"]["digest"]

    def sent(**headers: str) -> _Visitor:
        body = json.dumps({**MEMBER, "lang": "en", "notice": notice}).encode()
        visitor: Any = _Visitor()
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "POST", "SCRIPT_NAME": "", "PATH_INFO": _DOOR, "QUERY_STRING": "",
            "SERVER_NAME": "testserver", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "testserver", "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)), "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(), **headers,
        }  # fmt: skip
        threads.put(Request(environ, visitor, visitor.done.set))
        return visitor

    return sent


def test_nobody_is_told_before_it_is_on_disk_and_many_go_together(send, disk, monkeypatch):
    left: list[object] = []
    give = group_commit._committers.give

    def given(job: Any) -> None:
        give(job)
        left.append(job)

    monkeypatch.setattr(group_commit._committers, "give", given)
    first = send()
    assert disk.reached.wait(_SOON)
    others = [send() for _ in range(6)]  # more than there are threads
    until(lambda: len(left) == 1 + len(others))
    assert first.told.empty()
    assert Submission.objects.count() == 0
    disk.released.set()
    told = [visitor.hears() for visitor in (first, *others)]
    assert {status for status, _ in told} == {202}
    assert {said["id"] for _, said in told} == {str(one.id) for one in Submission.objects.all()}
    assert max(disk.batches) > 2


def test_who_was_judged_by_a_charter_that_rules_no_more_hears_that_the_notice_has_changed(send, disk):
    visitor = send()
    assert disk.reached.wait(_SOON)
    text = STARTER.read_text("utf-8").replace("unconfirmed_days: 7", "unconfirmed_days: 8")
    assert text != STARTER.read_text("utf-8")
    publish(text, actor=SETTER, now=NOW, file=STARTER.name)
    disk.released.set()
    status, said = visitor.hears()
    assert (status, [error["code"] for error in said["errors"]]) == (422, ["stale"])
    assert not Submission.objects.exists()


def test_a_full_disk_is_told_as_if_it_had_been_waited_for(send, disk):
    disk.released.set()
    disk.fails = _full
    assert send().hears()[0] == 500
    disk.fails = lambda: None
    assert send().hears()[0] == 202
    assert Submission.objects.count() == 1


def _full() -> None:
    raise DatabaseError("database or disk is full")


def test_of_two_that_are_one_by_their_key_the_second_is_told_of_the_first(send, disk):
    one, twin = send(HTTP_IDEMPOTENCY_KEY=_KEY), send(HTTP_IDEMPOTENCY_KEY=_KEY)
    assert disk.reached.wait(_SOON)
    disk.released.set()
    assert one.hears() == twin.hears()
    assert Submission.objects.count() == 1


def test_a_failure_charges_nobody_twice_and_gives_back_what_was_claimed(send, disk, monkeypatch):
    """The second run goes on at the write; it does not begin anew."""
    given_back: list[str] = []
    kind = replace(of("membership"), claim=lambda *_: lambda: given_back.append("place"))
    monkeypatch.setattr(keep, "of", lambda _: kind)
    disk.released.set()
    disk.fails = _full
    with override_settings(AZUKARI=replace(settings.AZUKARI, limits=Limits(submissions_per_network=2))):
        assert send().hears()[0] == 500
        assert given_back == ["place"]
        disk.fails = lambda: None
        assert send().hears()[0] == 202
        assert send().hears()[0] == 429


def test_each_is_watched_once_by_what_it_was_told(send, disk, caplog):
    with caplog.at_level("INFO", "azukari.request"):
        disk.released.set()
        disk.fails = _full
        assert send().hears()[0] == 500
        disk.fails = lambda: None
        assert send().hears()[0] == 202
    told = [record.args["status"] for record in caplog.records if isinstance(record.args, dict)]
    assert told == [500, 202]


@pytest.mark.parametrize("failed", [False, True])
def test_a_request_whose_write_has_failed_waits_for_what_it_writes_instead(
    monkeypatch: pytest.MonkeyPatch, *, failed: bool
) -> None:
    written: list[object] = []
    monkeypatch.setattr(at_once, "write", lambda rows, *, provided: written.append((rows, provided)))
    later = Deferral()
    later.error = DatabaseError() if failed else None
    at_once.write_or_leave({}, [], later)
    assert (written == [({}, [])], later.is_left) == (failed, not failed)
