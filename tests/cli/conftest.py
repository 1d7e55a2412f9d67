"""People for an instance that is looked at from outside."""

import json
import urllib.request
from collections.abc import Callable

import pytest

from tests.live import Program

_PEOPLE = """
from azukari.core.policy_versions.current import current
from azukari.demo.people import add_people
print(add_people(current(), now=timezone.now()))
"""


@pytest.fixture
def people() -> Callable[[Program], int]:
    """Puts the sample people into an instance, through the intake; returns how many forms were filled in."""
    return lambda program: int(program.python(_PEOPLE))


@pytest.fixture
def submit() -> Callable[[Program], str]:
    """Sends a sign-up for the magazine to a served instance, by its API; returns the submission's id."""

    def send(program: Program) -> str:
        form = json.load(urllib.request.urlopen(f"{program.url}/api/v1/forms/magazine", timeout=20))
        body = {"email": "nora@example.org", "notice": form["notice"]["en"]["digest"], "lang": "en"}
        request = urllib.request.Request(
            f"{program.url}/api/v1/forms/magazine/submissions",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        answer = urllib.request.urlopen(request, timeout=20)
        assert answer.status == 202
        return str(json.load(answer)["id"])

    return send
