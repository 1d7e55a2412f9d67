"""What a visitor does and reads, over HTTP, on an instance that is served."""

import json
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from urllib.error import HTTPError

from tests.live import Program


@dataclass(frozen=True, slots=True)
class Answer:
    """
    Args:
        again: seconds until another try makes sense, as they were said.
    """

    status: int
    words: str
    again: str


def ask(program: Program, path: str, body: object = None) -> Answer:
    """GET, or POST of a form (bytes) or of JSON."""
    raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    kind = "application/x-www-form-urlencoded" if isinstance(body, bytes) else "application/json"
    request = urllib.request.Request(f"{program.url}{path}", raw, {"Content-Type": kind} if raw else {})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return Answer(answer.status, answer.read().decode(), "")
    except HTTPError as error:
        return Answer(error.code, error.read().decode(), error.headers.get("Retry-After", ""))


_notice: dict[str, str] = {}


def sign_up(program: Program, email: str) -> Answer:
    """Ask for the magazine."""
    if program.url not in _notice:
        described = json.loads(ask(program, "/api/v1/forms/magazine").words)
        _notice[program.url] = described["notice"]["en"]["digest"]
    sent = {"email": email, "notice": _notice[program.url], "lang": "en"}
    return ask(program, "/api/v1/forms/magazine/submissions", sent)


def stored(program: Program) -> int:
    """How many submissions there are."""
    return int(program.python("from azukari.core.forms.models import Submission; print(Submission.objects.count())"))


def until(true: Callable[[], object], *, seconds: float = 90) -> None:
    """Wait for it; a busy machine has time enough."""
    for _ in range(int(seconds / 0.2)):
        if true():
            return
        time.sleep(0.2)
    raise AssertionError("It did not come.")
