"""Schemathesis throws whatever it can think of at the API: no crash, no undescribed answer, no wrong catch."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import positive_data_acceptance

from azukari.core.forms.answers import Answers, read
from azukari.core.forms.models import Submission
from azukari.core.forms.notices import notices
from azukari.core.policy_versions.current import Current

load_all_checks()

FORM = "riverside-survey"


def _from_here(app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """The application as it sees a client on this very machine; anything else would have to come by TLS."""

    def call(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        return app({"REMOTE_ADDR": "127.0.0.1", **environ}, start)

    return call


@pytest.fixture
def one_connection(db: None) -> Iterator[None]:
    """The end of a request does not end the test's transaction (Django's own test client does the same)."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def _probe(case: schemathesis.Case, charter: Current, *, lead: bool) -> None:
    """One request; with ``lead``, chance is led to the door of a form that exists, and some of the way through it."""
    if "slug" in case.path_parameters and len(str(case.path_parameters["slug"])) % 3:
        case.path_parameters["slug"] = FORM
    if lead and isinstance(case.body, dict) and "notice" in case.body:
        digest = notices(charter, charter.policy.forms[FORM])["ja"].digest
        case.body |= {"lang": "ja", "notice": digest, "visits": "never"}
    before = {str(id) for id in Submission.objects.values_list("id", flat=True)}
    case.headers["Accept-Encoding"] = "identity"  # this client of an application decodes nothing
    response = case.call()
    # what a form takes is described by its own schema (GET forms/{slug}), so well-formed data may still be refused
    case.validate_response(response, excluded_checks=[positive_data_acceptance])
    taken = Submission.objects.count() - len(before)
    again = "Idempotency-Key" in case.headers and response.status_code == 202 and response.json()["id"] in before
    assert taken == (response.status_code == 202 and not again)
    if taken and isinstance(case.body, dict):
        form = charter.policy.forms[FORM]
        assert isinstance(read(form, charter.policy, case.body, lang="ja"), Answers)


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_answer_is_as_described(charter: Current, mode: GenerationMode) -> None:
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", _from_here(get_wsgi_application()))
    everything = [found.ok() for found in described.get_all_operations()]
    told_elsewhere = [found for found in everything if found.definition.raw.get("tags")]  # tests/console, tests/agents
    operations = [found for found in everything if found not in told_elsewhere]
    assert len(operations) == 5
    for operation in operations:
        if mode is GenerationMode.NEGATIVE and not operation.body:
            continue  # any text may stand in an address

        @hypothesis_settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(operation.as_strategy(generation_mode=mode))
        def probe(case: schemathesis.Case) -> None:
            _probe(case, charter, lead=mode is GenerationMode.POSITIVE)

        probe()
    assert Submission.objects.exists() is (mode is GenerationMode.POSITIVE)
