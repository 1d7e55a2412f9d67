"""Schemathesis throws whatever it can think of at the API for staff, with a token and without: no crash, no undescribed
answer, and never a value of somebody else's."""

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

from azukari.core.accounts.tokens import make
from azukari.core.policy_versions.current import Current
from azukari.core.vault.models import SealedValue
from azukari.lib.rate import RateLimit
from azukari.shells.api import staff_token
from tests.console import desks
from tests.console.contract import from_here, one_connection  # noqa: F401 - a fixture

load_all_checks()

EXAMPLES = 15


@pytest.fixture(autouse=True)
def unlimited(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = replace(django_settings.AZUKARI.limits, requests_per_token=0, unknown_tokens_per_network=0)
    settings.AZUKARI = replace(django_settings.AZUKARI, limits=limits)
    monkeypatch.setattr(staff_token, "by_token", RateLimit(timedelta(minutes=1)))


def _lead(case: schemathesis.Case, member: str) -> None:
    """Chance is led to what exists, some of the way."""
    if len(str(case.path_parameters.get("id", ""))) and "people" in case.path:
        case.path_parameters["id"] = member
    if "purpose" in case.query and len(str(case.query["purpose"])) % 2:
        case.query["purpose"] = "membership"
    if isinstance(case.body, dict) and len(str(case.body.get("form", ""))) % 2:
        case.body["form"] = "membership"
    if "form" in case.query and len(str(case.query["form"])) % 2:
        case.query["form"] = "membership"


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("signed_in", [True, False])
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_every_answer_is_as_described(mode: GenerationMode, signed_in: bool, published: Current) -> None:
    clerk, member = desks.staff("membership"), desks.register("membership")
    desks.register("volunteers")
    values = SealedValue.objects.count()
    words = make(clerk, "t", ["membership"], days=1, policy=published.policy, now=desks.moment())[1]
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", from_here(get_wsgi_application()))
    operations = [found.ok() for found in described.get_all_operations()]
    guarded = [o for o in operations if {"StaffToken": []} in o.definition.raw.get("security", [])]
    assert {operation.path for operation in guarded} == {
        "/api/v1/feedback",
        "/api/v1/members",
        "/api/v1/members/{number}/pause",
        "/api/v1/members/{number}/pause/end",
        "/api/v1/members/{number}/reinstatement",
        "/api/v1/people",
        "/api/v1/people/{id}",
        "/api/v1/shifts",
        "/api/v1/signatures",
        "/api/v1/submissions",
    }
    seen: set[int] = set()
    for operation in guarded:

        @hypothesis_settings(
            max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck)
        )
        @given(operation.as_strategy(generation_mode=mode))
        def probe(case: schemathesis.Case) -> None:
            if mode is GenerationMode.POSITIVE:
                _lead(case, str(member.person))
            headers = {"Authorization": f"Bearer {words}"} if signed_in else {}
            response = case.call(headers=headers)
            # a purpose of the right form may still be nobody's, or not the token's
            case.validate_response(response, headers=headers, excluded_checks=[positive_data_acceptance])
            seen.add(response.status_code)
            assert "Kitagawa" not in response.text
            assert signed_in or desks.MARK not in response.text
            assert signed_in or response.status_code in (401, 422), response.status_code

        probe()
    assert SealedValue.objects.count() == values
    assert (200 in seen) is (signed_in and (mode is GenerationMode.POSITIVE or 200 in seen))
