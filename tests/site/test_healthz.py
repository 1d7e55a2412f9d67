"""What `/healthz` tells a watchman: the site is well, or mail cannot leave and why."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from azukari.core.mail.models import Message
from azukari.lib import heartbeat
from azukari.lib.identifier import new_id
from azukari.lib.job import Job, JobState, Lane
from azukari.lib.version import version
from azukari.site import health

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def beat(tmp_path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "worker.json"
    monkeypatch.setattr(health, "beat_file", lambda _: path)

    def write(ago: timedelta, *, at_it: timedelta | None = None) -> None:
        at = timezone.now() - ago
        job = Job("mail", MINUTE, lambda _: None, Lane.MAIL)
        heartbeat.write(path, (job,), {"mail": JobState(since=at - at_it if at_it else None)}, at)

    return write


def _healthz() -> tuple[int, list[str]]:
    answer = Client().get("/healthz")
    return answer.status_code, answer.content.decode().split("\n")


def _message(ago: timedelta, **more: object) -> None:
    at = timezone.now() - ago
    values = {"kind": "forms:receipt", "reference": new_id(), "lang": "ja", "created_at": at, "due_at": at} | more
    Message.objects.create(**values)


def test_a_worker_that_was_just_heard_of(beat):
    beat(timedelta(0))
    status, (word, worker, *_) = _healthz()
    assert (status, word) == (200, "ok")
    assert int(worker.removeprefix("worker ")) < 600


def test_where_no_worker_has_ever_run_nothing_is_said_of_it(beat):
    assert _healthz() == (200, ["ok", "worker unknown", f"azukari {version()}", ""])


@pytest.mark.parametrize("ago", [11 * MINUTE, -timedelta(days=1)], ids=["silent", "future"])
def test_a_worker_that_is_silent_or_speaks_out_of_the_future(ago, beat):
    beat(ago)
    status, (word, *_) = _healthz()
    assert (status, word) == (503, "worker")


@pytest.mark.parametrize(
    ("ago", "more", "well"),
    [
        (31 * MINUTE, {"failure": "ConnectionRefusedError"}, False),
        (29 * MINUTE, {"failure": "ConnectionRefusedError"}, True),
        (31 * MINUTE, {}, True),  # it came while the worker was off, and goes in a moment
        (31 * MINUTE, {"failure": "SMTPRecipientsRefused", "attempts": 1}, True),  # this one address
    ],
)
def test_mail_that_finds_no_server_for_half_an_hour(ago, more, well, beat):
    beat(timedelta(0))
    _message(ago, **more)
    status, (word, *_) = _healthz()
    assert (status, word) == ((200, "ok") if well else (503, "mail"))


@pytest.mark.parametrize(("at_it", "well"), [(31 * MINUTE, False), (2 * MINUTE, True)])
def test_a_worker_that_hangs_on_the_mail_server(at_it, well, beat):
    beat(timedelta(0), at_it=at_it)
    status, (word, *_) = _healthz()
    assert (status, word) == ((200, "ok") if well else (503, "mail"))
