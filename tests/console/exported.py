"""A list that staff ask for, put together and fetched."""

import csv
from io import StringIO

from django.test import Client
from django.utils import timezone

from azukari.features.exports.work import work

PEOPLE = "/console/export/people/?purpose=membership"
ASKED = {"fields": ["name", "email"], "reason": "service", "format": "csv"}


def ordered(client: Client, at: str = PEOPLE, **more: object) -> str:
    answer = client.post(at, {**ASKED, **more, "make": "1"})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def put_together() -> None:
    while work(timezone.now()):
        pass


def fetched(client: Client, at: str) -> bytes:
    answer = client.post(f"{at}file/")
    assert answer.status_code == 200, answer.headers
    return answer.getvalue()


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def taken(client: Client, at: str = PEOPLE, **more: object) -> list[list[str]]:
    order = ordered(client, at, **more)
    put_together()
    return table(fetched(client, order))
