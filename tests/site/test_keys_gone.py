"""A key file that goes while the instance serves: `/healthz` says so, and who sends a form reads kind words."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from azukari.core.forms.models import Submission
from azukari.core.policy_versions.current import Current
from azukari.core.vault.wrapping import forget_masters
from azukari.lib.instance import put_beside_keys, remove_beside_keys
from azukari.shells.worker import standing
from tests.forms.by_program import digest
from tests.forms.filled import MEMBER
from tests.key_folder import key_folder

__all__ = ["key_folder"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hanako")]


@pytest.fixture(autouse=True)
def _looked_at_anew(key_folder: Path) -> Iterator[None]:
    standing.forget()
    forget_masters()
    yield
    standing.forget()
    forget_masters()


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def lose_master() -> str:
    path = settings.AZUKARI.key_file("master", settings.AZUKARI.master_versions()[-1])
    text: str = path.read_text("ascii")
    remove_beside_keys(path)
    return text


def by_the_api(client: Client, charter: Current) -> Any:
    body = MEMBER | {"lang": "en", "notice": digest(charter)}
    return client.post("/api/v1/forms/membership/submissions", json.dumps(body), content_type="application/json")


def on_the_page(client: Client) -> Any:
    return client.post("/en/forms/membership", MEMBER, HTTP_SEC_FETCH_SITE="same-origin")


def healthz(client: Client) -> tuple[int, str]:
    answer = client.get("/healthz")
    return answer.status_code, answer.content.decode().splitlines()[0]


def test_before_anybody_has_looked_a_registration_is_answered_with_503(client: Client, charter: Current) -> None:
    before = Submission.objects.count()
    lose_master()
    answer = by_the_api(client, charter)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "try again" in answer.json()["detail"]
    assert Submission.objects.count() == before


def test_healthz_names_keys_and_from_then_on_every_page_is_answered_with_503(client: Client, charter: Current) -> None:
    before = Submission.objects.count()
    assert healthz(client)[1] != "keys"
    standing.forget()
    text = lose_master()
    assert healthz(client) == (503, "keys")
    for answer in (by_the_api(client, charter), on_the_page(client), client.get("/ja/")):
        assert answer.status_code == 503
        assert int(answer["Retry-After"]) > 0
    page = client.get("/en/forms/membership").content.decode()
    assert "ただいま処理できません" in page
    assert "you did nothing wrong" in page
    assert Submission.objects.count() == before
    put_beside_keys(settings.AZUKARI.key_file("master", 1), text)
    standing.forget()
    assert healthz(client)[1] != "keys"
    assert by_the_api(client, charter).status_code == 202


def test_another_key_under_the_same_name_is_told_as_well(client: Client) -> None:
    """As where somebody made it anew."""
    lose_master()
    settings.AZUKARI.make_master(1)
    assert healthz(client) == (503, "keys")
