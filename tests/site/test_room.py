"""With little room left the doors that take data in say so, and those that take it away stay open."""

import json

import pytest
from django.test import Client

from azukari.core.forms.models import Submission
from azukari.lib.room import MEGABYTE, Room
from azukari.shells.worker import controls
from azukari.site import health, room

pytestmark = pytest.mark.usefixtures("charter")

_FULL = Room(free=10 * MEGABYTE, total=10_000 * MEGABYTE)


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch):
    for module in (room, health, controls):
        monkeypatch.setattr(module, "room", lambda _: _FULL)


@pytest.mark.parametrize(
    ("lang", "said"),
    [("ja", "サーバーの空き容量が不足している"), ("en", "almost out of disk space")],
)
@pytest.mark.parametrize("path", ["forms/membership", "embed/membership"])
def test_a_form_says_so_before_anybody_types(path, lang, said, full):
    for method in ("get", "post"):
        answer = getattr(Client(), method)(f"/{lang}/{path}")
        assert answer.status_code == 503
        assert said in answer.content.decode()
        assert answer.headers["Retry-After"]
    assert not Submission.objects.exists()


def test_the_api_says_so(full):
    at = "/api/v1/forms/membership/submissions"
    answer = Client().post(at, json.dumps({"lang": "en"}), content_type="application/json")
    assert answer.status_code == 503
    assert "保存されていません" in answer.json()["detail"]
    assert Client().get("/api/v1/forms/membership").status_code == 200


@pytest.mark.parametrize("path", ["/en/", "/en/forms/", "/en/me", "/en/privacy", "/ledger/"])
def test_what_takes_nothing_in_goes_on(path, full):
    assert Client().get(path).status_code == 200


def test_with_room_the_forms_are_open():
    assert Client().get("/en/forms/membership").status_code == 200


def test_doctor_and_watchman_are_told(full):
    assert any("10 MB are free" in said for said in controls._disk(None))  # type: ignore[arg-type]
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content.decode().split("\n")[0]) == (503, "disk")
