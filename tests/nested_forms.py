"""No form within a form: on each page that any test is given. A parser leaves the inner one out, so that its button
sends the outer one.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

_TAG = re.compile(rb"<(/?)form\b")


def nests(page: bytes) -> bool:
    """Whether a form begins before the one before it has ended."""
    is_open = False
    for tag in _TAG.finditer(page):
        begins = not tag[1]
        if begins and is_open:
            return True
        is_open = begins
    return False


@pytest.fixture(autouse=True, scope="session")
def no_form_in_a_form() -> Iterator[None]:
    """Every answer to Django's test client is looked at."""
    request = Client.request

    def looked_at(self: Client, **given: Any) -> Any:
        answer = request(self, **given)
        if not answer.streaming and answer.headers.get("Content-Type", "").startswith("text/html"):
            assert not nests(answer.content), "There is a form within a form."
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "request", looked_at)
        yield
