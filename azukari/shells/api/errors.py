"""What the HTTP API says no with: what stops a request before its view is asked, and what a view cannot do."""

import json

from django.http import HttpResponse

from azukari.core.forms.api_shapes import PROBLEM


class NotLetIn(Exception):
    """No living token, or too many requests.

    Args:
        wait: seconds until it may be tried again; 0 where no waiting helps.
    """

    def __init__(self, sentence: str, wait: int = 0) -> None:
        super().__init__(sentence)
        self.sentence, self.wait = sentence, wait


class Unasked(Exception):
    """Names in the address that nobody knows."""

    def __init__(self, names: list[str]) -> None:
        super().__init__("unknown parameter")
        self.names = names


def problem(status: int, title: str, detail: str, code: str, *, clause: str = "", remedy: str = "") -> HttpResponse:
    """Why not, as `Problem` has it (RFC 9457)."""
    told = {"type": "about:blank", "title": title, "status": status, "detail": detail, "code": code}
    body = json.dumps({**told, "clause": clause, "remedy": remedy}, ensure_ascii=False)
    return HttpResponse(body, status=status, content_type=PROBLEM, headers={"Cache-Control": "no-store"})
