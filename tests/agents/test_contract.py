"""Schemathesis throws whatever it can think of at the agents' addresses, with a token and without: no crash, no answer
that is not described, and nothing taken that was not signed.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import positive_data_acceptance

from azukari.features.agents.models import AgentRequest, SpentMessage

load_all_checks()


def _from_here(app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """The application as it sees a client on this very machine; anything else would have to come by TLS."""

    def call(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        return app({"REMOTE_ADDR": "127.0.0.1", **environ}, start)

    return call


@pytest.fixture
def known(agent, hanako, present) -> str:
    """A request that there is."""
    return agent.ask(present, hanako.email).json()["request_id"]


@pytest.fixture
def one_connection(known: str) -> Iterator[None]:
    """The end of a request does not end the test's transaction. Django's own test client does the same, and undoes it
    afterwards, so that it is not to be used here any more.
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def unlimited(settings: Any) -> None:
    limits = replace(django_settings.AZUKARI.limits, requests_per_token=0, unknown_tokens_per_network=0)
    settings.AZUKARI = replace(django_settings.AZUKARI, limits=limits)


@pytest.mark.usefixtures("one_connection")
def test_every_answer_is_as_described(agent, known, hanako):
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", _from_here(get_wsgi_application()))
    operations = [found.ok() for found in described.get_all_operations()]
    ours = [found for found in operations if "agents" in found.definition.raw.get("tags", [])]
    assert len(ours) == 5
    spent, seen = SpentMessage.objects.count(), set()
    for operation in ours:

        @hypothesis_settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
        def probe(case: schemathesis.Case) -> None:
            parts = case.path_parameters
            if "request_id" in parts and len(str(parts["request_id"])) % 2:
                parts["request_id"] = known
            if "agent_id" in parts and len(str(parts["agent_id"])) % 2:
                parts["agent_id"] = agent.code
            headers = {"Authorization": f"Bearer {agent.token}"}
            response = case.call(headers=headers)
            # any text may stand in an address or be a body; what nobody has signed is refused
            case.validate_response(response, headers=headers, excluded_checks=[positive_data_acceptance])
            seen.add(response.status_code)
            assert hanako.email not in response.text

        probe()
    assert {200, 403} <= seen
    assert (SpentMessage.objects.count(), AgentRequest.objects.count()) == (spent, 1)
