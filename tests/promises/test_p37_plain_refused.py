"""P37: beyond this machine nothing is taken or shown without encryption, whatever the request claims about itself."""

from dataclasses import replace

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django import Settings

from azukari.core.forms.models import Submission
from azukari.core.policy_versions.current import Current
from azukari.lib.network import is_loopback

_PROXY = "10.0.0.5"
_STRANGER = "203.0.113.9"


@pytest.fixture
def behind_a_proxy(settings: Settings) -> None:
    settings.AZUKARI = replace(django_settings.AZUKARI, base_url="https://localhost", trusted_proxy=_PROXY)


@pytest.fixture
def in_the_open(settings: Settings) -> None:
    settings.AZUKARI = replace(django_settings.AZUKARI, base_url="https://forms.example.org")


def test_a_plain_post_from_elsewhere_is_refused_and_stores_nothing(client: Client, charter: Current) -> None:
    form = next(iter(charter.policy.forms))
    response = client.post(f"/ja/forms/{form}", {"name": "x"}, REMOTE_ADDR=_STRANGER)
    page = response.content.decode()
    assert response.status_code == 403
    assert "暗号化されていない通信" in page
    assert "encrypted connection" in page
    assert not Submission.objects.exists()


@pytest.mark.parametrize("path", ["/ja/", "/en/me", "/console/", "/api/v1/forms", "/ledger/", "/ja/contact"])
def test_every_address_is_closed_to_plain_requests(client: Client, charter: Current, path: str) -> None:
    assert client.get(path, REMOTE_ADDR=_STRANGER).status_code == 403


def test_a_stranger_cannot_claim_encryption(client: Client, charter: Current, behind_a_proxy: None) -> None:
    assert client.get("/ja/", REMOTE_ADDR=_STRANGER, HTTP_X_FORWARDED_PROTO="https").status_code == 403


def test_the_declared_proxy_is_believed(client: Client, charter: Current, behind_a_proxy: None) -> None:
    response = client.get("/ja/", REMOTE_ADDR=_PROXY, HTTP_X_FORWARDED_PROTO="https")
    assert response.status_code == 200
    assert "Strict-Transport-Security" in response.headers


@pytest.mark.parametrize("claim", [{}, {"HTTP_X_FORWARDED_PROTO": "http"}, {"HTTP_X_FORWARDED_PROTO": "https, http"}])
def test_the_proxy_must_say_that_it_was_encrypted(
    client: Client, charter: Current, behind_a_proxy: None, claim: dict[str, str]
) -> None:
    assert client.get("/ja/", REMOTE_ADDR=_PROXY, **claim).status_code == 403  # type: ignore[arg-type]


def test_plain_requests_on_this_machine_are_for_instances_of_this_machine(
    client: Client, charter: Current, in_the_open: None
) -> None:
    assert client.get("/ja/").status_code == 403
    assert client.get("/healthz").status_code == 200
    assert client.get("/healthz", REMOTE_ADDR=_STRANGER).status_code == 403


@pytest.mark.parametrize(
    ("host", "here"),
    [
        *((here, True) for here in ("127.0.0.1", "::1", "[::1]", "localhost", "127.8.9.1")),
        *((away, False) for away in ("0.0.0.0", "10.0.0.5", "localhost.example.org", "", "::")),
    ],
)
def test_what_counts_as_this_machine(host: str, here: bool) -> None:
    assert is_loopback(host) is here
