"""Schemathesis throws whatever it can think of at the API for recipients, with a token and without: no crash, no
undescribed answer, and never a value without a token.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import positive_data_acceptance

from azukari.core.transfers.instruct import instruct
from azukari.core.transfers.models import Channel, Instruction, What
from azukari.core.transfers.pull import pull
from azukari.core.transfers.tokens import Bearer
from azukari.features.processors.desk import api_token
from azukari.lib.rate import RateLimit
from tests.console.contract import from_here, one_connection
from tests.disclosure import office
from tests.disclosure.caller import Caller

load_all_checks()

__all__ = ["one_connection"]
EXAMPLES = 10


@pytest.fixture(autouse=True)
def unlimited(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = replace(django_settings.AZUKARI.limits, requests_per_token=0, unknown_tokens_per_network=0)
    settings.AZUKARI = replace(django_settings.AZUKARI, limits=limits)
    monkeypatch.setattr(api_token, "by_token", RateLimit(timedelta(minutes=1)))


def _lead(case: schemathesis.Case, transfer: str, instruction: str) -> None:
    """Chance is led to what exists, some of the way."""
    if "transfers" in case.path:
        case.path_parameters["id"] = transfer
        after = case.body.get("after") if isinstance(case.body, dict) else None
        if isinstance(after, int) and after % 2 and isinstance(case.body, dict):
            case.body["after"] = 0
    elif "id" in case.path_parameters:
        case.path_parameters["id"] = instruction


@pytest.mark.usefixtures("one_connection")
@pytest.mark.django_db
@pytest.mark.parametrize("signed_in", [True, False])
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_answer_is_as_described(mode: GenerationMode, signed_in: bool, ruling, readers, moment) -> None:
    company = office.engaged(now=moment, channel=Channel.API)
    caller = Caller.of(company.slug, now=moment)
    transfer = office.approved(office.wish(), now=moment)
    pull(transfer.id, after=0, bearer=Bearer(office.ASKER, caller.token), clock=lambda: moment)
    instruct(readers[0], what=What.CORRECT, now=moment)
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", from_here(get_wsgi_application()))
    operations = [found.ok() for found in described.get_all_operations()]
    guarded = [o for o in operations if {"RecipientToken": []} in o.definition.raw.get("security", [])]
    assert {operation.path for operation in guarded} == {
        "/api/v1/transfers",
        "/api/v1/transfers/{id}/pages",
        "/api/v1/instructions",
        "/api/v1/instructions/{id}/done",
    }
    seen: set[int] = set()
    for operation in guarded:

        @hypothesis_settings(
            max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck)
        )
        @given(operation.as_strategy(generation_mode=mode))
        def probe(case: schemathesis.Case) -> None:
            if mode is GenerationMode.POSITIVE:
                _lead(case, str(transfer.id), str(Instruction.objects.get().id))
            headers = {"Authorization": f"Bearer {caller.words}"} if signed_in else {}
            response = case.call(headers=headers)
            # a page of the right form may still be one that nobody can ask for
            case.validate_response(response, headers=headers, excluded_checks=[positive_data_acceptance])
            seen.add(response.status_code)
            assert signed_in or "example.org" not in response.text
            assert signed_in or response.status_code in (400, 401, 422), response.status_code

        probe()
    assert signed_in or seen <= {400, 401, 422}
    assert (200 in seen) is (signed_in and (mode is GenerationMode.POSITIVE or 200 in seen))
